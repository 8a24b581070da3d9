"""What people fill in about the team: whom to add, and what each declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline_web.people.forms import LinesField, email_field
from plumbline_web.people.models import Organisation
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Member
from plumbline_web.scrutiny.states import MEMBER_ROLES


class AddMemberForm(forms.Form):
    """Somebody to add, through which organisation, for which part."""

    organisation = forms.ChoiceField(label="Of which organisation")
    email = email_field("E-mail address", whose="the person’s", help_text="The one they sign in with.")
    role = forms.ChoiceField(
        label="Part",
        widget=forms.RadioSelect,
        choices=[(one.code, f"{one.name}: {one.about}") for one in MEMBER_ROLES],
        error_messages={"required": "Choose a part."},
    )

    def __init__(self, *arguments: Any, organisations: Sequence[Organisation], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.organisations = {one.slug: one for one in organisations}
        self.fields["organisation"].choices = [(one.slug, one.name) for one in organisations]


class DeclareForm(forms.Form):
    """Whose records a person must not read, or that there are none."""

    some = forms.ChoiceField(
        label="Do you have a conflict of interest?",
        help_text=(
            "You have one where you work or worked in a team that is looked at, where you had to do with "
            "cases, or where somebody close to you works there."
        ),
        widget=forms.RadioSelect,
        choices=[("no", "No, none"), ("yes", "Yes")],
        error_messages={"required": "Say whether you have one."},
    )
    teams = forms.MultipleChoiceField(
        label="Teams whose records you must not read", required=False, widget=forms.CheckboxSelectMultiple
    )
    more_teams = LinesField(
        label="Other teams",
        required=False,
        max_length=20_000,
        help_text="As the service writes them in its records, one a line.",
    )
    workers = LinesField(
        label="Workers whose records you must not read",
        required=False,
        max_length=20_000,
        help_text=(
            "Their references, as the service writes them in its records, one a line; never names. "
            "Ask the service for them where you do not know them."
        ),
    )
    text = words_field(
        "In your own words", help_text="Do not name people here. The lead and the team can read it.", rows=3
    )

    def __init__(self, *arguments: Any, teams: Sequence[str], mine: Member, **values: Any) -> None:
        more = [one for one in mine.teams if one not in teams]
        initial = {
            "some": "" if mine.declared_at is None else "yes" if has_conflict(mine) else "no",
            "teams": mine.teams,
            "more_teams": "\n".join(more),
            "workers": "\n".join(mine.workers),
            "text": mine.declared,
        }
        super().__init__(*arguments, initial=initial, **values)
        self.fields["teams"].choices = [(one, one) for one in teams]
        if not teams:
            del self.fields["teams"]
            self.fields["more_teams"].label = "Teams whose records you must not read"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        teams = [*given.get("teams", []), *given.get("more_teams", [])]
        said = bool(teams or given.get("workers") or given.get("text"))
        if given.get("some") == "no" and said:
            self.add_error("some", "You named something below. Take it out, or choose “Yes”.")
        if given.get("some") == "yes" and not said:
            self.add_error("some", "Name a team or a worker, or say in your own words what it is.")
        given["all_teams"] = list(dict.fromkeys(teams))
        return given


def has_conflict(member: Member) -> bool:
    """Whether somebody declared anything but that there is nothing."""
    return bool(member.teams or member.workers or member.declared)
