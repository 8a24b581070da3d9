"""What people fill in about accounts, roles, invitations, grants and the trail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from plumbline_web.people.conditions import last_day_of_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import others_to_grant, today
from plumbline_web.people.states import ROLES

DAY = {"invalid": "Give the day as day, month and year, such as 31/03/2026."}


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, typed as 31/03/2026."""
    missing = {**DAY, "required": f"Give the {label[0].lower()}{label[1:]}."}
    return forms.DateField(label=label, required=required, help_text=help_text, error_messages=missing)


def email_field(label: str, *, whose: str, help_text: str) -> forms.EmailField:
    """The address that somebody signs in with. whose: as in "Give your e-mail address"."""
    return forms.EmailField(
        label=label,
        max_length=254,
        help_text=help_text,
        error_messages={
            "required": f"Give {whose} e-mail address.",
            "invalid": "Give a whole e-mail address, such as name@example.scot.",
        },
    )


class LinesField(forms.CharField):
    """Names, one a line; its value is a list without empty lines or repeats."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[str]:
        lines = [one.strip() for one in super().clean(value).splitlines()]
        found = list(dict.fromkeys(one for one in lines if one))
        if len(found) > 200 or any(len(one) > 200 for one in found):
            raise forms.ValidationError("Give at most 200 names of at most 200 letters, one a line.")
        return found


class RoleForm(forms.Form):
    """A role, and the teams or workers whose cases it lets somebody see."""

    role = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose a role."}
    )
    teams = forms.MultipleChoiceField(
        label="Teams, for a team leader",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="These are the teams that your extracts name.",
    )
    more_teams = LinesField(
        label="Other teams, for a team leader",
        required=False,
        max_length=20_000,
        help_text="As your extracts write them, one a line.",
    )
    workers = LinesField(
        label="Worker references, for a practitioner",
        required=False,
        max_length=20_000,
        help_text="As your extracts write them, one a line.",
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **values: Any) -> None:
        super().__init__(*arguments, **values)
        fitting = [one for one in ROLES if organisation.kind in one.kinds]
        codes = {one.code for one in fitting}
        self.fields["role"].choices = [(one.code, f"{one.name}: {one.about}") for one in fitting]
        teams = list(organisation.teams.values_list("name", flat=True))
        self.fields["teams"].choices = [(one, one) for one in teams]
        if not teams:
            del self.fields["teams"]
            self.fields["more_teams"].label = "Teams, for a team leader"
        if "team_leader" not in codes:
            self.fields.pop("teams", None)
            del self.fields["more_teams"]
        if "practitioner" not in codes:
            del self.fields["workers"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        role = given.get("role")
        teams = [*given.get("teams", []), *given.get("more_teams", [])]
        workers = given.get("workers", [])
        where = "teams" if "teams" in self.fields else "more_teams"
        if role == "team_leader" and not teams:
            self.add_error(where, "Name at least one team: a team leader sees the cases of those teams only.")
        if role == "practitioner" and not workers:
            self.add_error(
                "workers", "Name at least one worker reference: a practitioner sees those cases only."
            )
        if role and role != "team_leader" and teams:
            self.add_error(where, "Only a team leader has teams. Take them out, or choose that role.")
        if role and role != "practitioner" and workers:
            self.add_error("workers", "Only a practitioner has these. Take them out, or choose that role.")
        given["all_teams"] = list(dict.fromkeys(teams))
        return given

    def held(self) -> dict[str, Any]:
        """The role with its teams and workers, as the verbs take them."""
        given = self.cleaned_data
        return {"role": given["role"], "teams": given["all_teams"], "workers": given.get("workers", [])}


class InviteForm(RoleForm):
    """Somebody to invite."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Give the person’s name."}
    )
    email = email_field(
        "E-mail address",
        whose="the person’s",
        help_text="They sign in with it. Use the address of their work.",
    )
    field_order = ("name", "email", "role", "teams", "more_teams", "workers")


class GiveRoleForm(RoleForm):
    """A further role for somebody who has an account."""

    from_on = day_field("First day", required=False, help_text="Leave this empty for today.")
    until_on = day_field("Last day", required=False, help_text="Leave this empty where none is known.")


class EndRoleForm(forms.Form):
    """When a role ends."""

    last_day = day_field(
        "Last day", required=False, help_text="Leave this empty to end the role at once, from this minute on."
    )


class PasswordMixin(forms.Form):
    """A password, twice, held to the site's rules."""

    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password again."},
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def check_password(self, account: Account) -> None:
        """Add an error where the two differ, or the password is too easy for this person."""
        first, second = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords are not the same.")
        elif first:
            try:
                validate_password(first, account)
            except forms.ValidationError as weak:
                self.add_error("password", weak)


class JoinForm(PasswordMixin):
    """What somebody new gives who follows an invitation."""

    name = forms.CharField(label="Your name", max_length=200, error_messages={"required": "Give your name."})
    field_order = ("name", "password", "again")

    def __init__(self, *arguments: Any, email: str, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_password(Account(email=self.email, name=given.get("name", "")))
        return given


class FirstForm(PasswordMixin):
    """The first organisation and its administrator."""

    organisation = forms.CharField(
        label="Name of your organisation",
        max_length=200,
        error_messages={"required": "Give the name of your organisation."},
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[one for one in Organisation.KINDS if one[0] != Organisation.PARTNERSHIP],
        widget=forms.RadioSelect,
        help_text="A partnership is opened later, by the command plumbline-site open-organisation.",
        error_messages={"required": "Choose what your organisation is."},
    )
    authority = forms.CharField(
        label="The council’s code",
        required=False,
        max_length=9,
        help_text="A council needs it, and nobody else: the letter and eight digits in its records.",
    )
    name = forms.CharField(label="Your name", max_length=200, error_messages={"required": "Give your name."})
    email = email_field("Your e-mail address", whose="your", help_text="You sign in with it.")
    loads = forms.BooleanField(
        label="I load the records too",
        required=False,
        help_text="You are then the information lead as well, and see figures and cases. Others can be "
        "invited to that at any time.",
    )
    field_order = ("organisation", "kind", "authority", "name", "email", "password", "again", "loads")

    def clean_authority(self) -> str:
        return self.cleaned_data["authority"].strip().upper()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_password(Account(email=given.get("email", ""), name=given.get("name", "")))
        return given


class KeptCodesForm(forms.Form):
    """That somebody has kept the recovery codes."""

    kept = forms.BooleanField(
        label="I have kept these codes where only I can find them",
        error_messages={"required": "Keep the codes, then tick the box. They are not shown again."},
    )


class HelpInForm(forms.Form):
    """How somebody is helped back in."""

    NEEDS = (
        ("password", "A new password: make a link that I pass on"),
        ("factor", "A lost phone: forget the authenticator app and the recovery codes"),
        ("both", "Both"),
    )
    needs = forms.ChoiceField(
        label="What is needed",
        choices=NEEDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is needed."},
    )


class GrantForm(forms.Form):
    """A grant to give."""

    to = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        label="To which organisation",
        empty_label="Choose an organisation",
        error_messages={
            "required": "Choose an organisation.",
            "invalid_choice": "Choose an organisation of the list.",
        },
    )
    email = forms.EmailField(
        label="To one person there only",
        required=False,
        max_length=254,
        help_text="Their e-mail address. Leave this empty for all its inspectors and analysts.",
        error_messages={"invalid": "Give a whole e-mail address, or none."},
    )
    purpose = forms.CharField(
        label="What for",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the inspection or review that needs it. Name no person.",
        error_messages={"required": "Say what the grant is for."},
    )
    from_on = day_field("First day")
    until_on = day_field("Last day", help_text="At most a year after the first.")

    def __init__(self, *arguments: Any, owner: Organisation, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["to"].queryset = others_to_grant(owner)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("from_on"), given.get("until_on")
        if first and first < today():
            self.add_error("from_on", "Give today or a later day: a grant cannot begin in the past.")
        elif first and first > today() + timedelta(days=366):
            self.add_error("from_on", "Give a day within a year from now.")
        if first and last and last < first:
            self.add_error("until_on", "Give a day that is not before the first.")
        elif first and last and last > last_day_of_grant(first):
            self.add_error("until_on", "Give a day within a year of the first.")
        return given


class PeopleFilter(forms.Form):
    """What narrows the list of people."""

    role = forms.ChoiceField(label="Role", required=False)
    show = forms.ChoiceField(
        label="Roles that are",
        required=False,
        choices=[("", "In force or to come"), ("ended", "Ended"), ("all", "All of them")],
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **values: Any) -> None:
        super().__init__(*arguments, **values)
        fitting = [(one.code, one.name) for one in ROLES if organisation.kind in one.kinds]
        self.fields["role"].choices = [("", "Any"), *fitting]


class TrailFilter(forms.Form):
    """What narrows the trail."""

    person = forms.ChoiceField(label="Who", required=False)
    act = forms.ChoiceField(label="What", required=False)
    outcome = forms.ChoiceField(
        label="How it went",
        required=False,
        choices=[("", "Either way"), ("done", "Done"), ("refused", "Refused")],
    )
    subject = forms.CharField(
        label="What it was done to",
        required=False,
        max_length=120,
        help_text="Its kind, such as grant, extract or run.",
    )
    from_on = day_field("From", required=False)
    until_on = day_field("Until", required=False)

    def __init__(
        self, *arguments: Any, acts: list[str], people: list[tuple[str, str]], **values: Any
    ) -> None:
        """people: the key and name of everybody who is in the trail; addresses show keys, never names."""
        super().__init__(*arguments, **values)
        self.fields["person"].choices = [("", "Anybody"), *people]
        self.fields["act"].choices = [("", "Anything"), *((one, one.capitalize()) for one in acts)]


def first_days(on: date) -> dict[str, date]:
    """What a new grant starts out with: three months from a day."""
    return {"from_on": on, "until_on": on + timedelta(days=90)}
