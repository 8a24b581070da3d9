"""What people fill in to ask a service for something, and to answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from plumbline_web.people.forms import day_field
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Request, Subject
from plumbline_web.scrutiny.states import REQUEST_WORDS

NEW = "new"


def hours_field(label: str, help_text: str = "") -> forms.DecimalField:
    """Hours of work, to the half hour or finer."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(9999),
        max_digits=6,
        decimal_places=1,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "Give a number of hours, such as 2 or 0.5.",
            "invalid": "Give a number of hours, such as 2 or 0.5.",
            "min_value": "Hours cannot be below 0.",
            "max_value": "Give at most 9999 hours.",
            "max_digits": "Give at most 9999 hours, with one decimal.",
            "max_decimal_places": "Give at most one decimal, such as 1.5.",
            "max_whole_digits": "Give at most 9999 hours.",
        },
    )


class AskForm(forms.Form):
    """Something to ask of a service. earlier: requests like it, among which the asker says if it is one."""

    service = forms.ChoiceField(label="Of which service", error_messages={"required": "Choose a service."})
    title = forms.CharField(
        label="What is asked for, in a few words",
        max_length=200,
        error_messages={"required": "Say in a few words what is asked for."},
    )
    what = words_field(
        "Exactly what, of which time, and what it is for", required="Say exactly what is wanted."
    )
    hours = hours_field(
        "Hours of work for the service", "Your estimate. The service says how many it took when it answers."
    )
    due_on = day_field("Wanted by")

    def __init__(
        self, *arguments: Any, subjects: Sequence[Subject], earlier: Sequence[Request] = (), **values: Any
    ) -> None:
        super().__init__(*arguments, **values)
        self.subjects = {one.key: one for one in subjects}
        self.earlier = {one.key: one for one in earlier}
        self.fields["service"].choices = [(one.key, one.organisation.name) for one in subjects]
        if len(self.subjects) == 1:
            del self.fields["service"]
        if earlier:
            self.fields["same_as"] = forms.ChoiceField(
                label="Is it one of these?",
                widget=forms.RadioSelect,
                choices=[
                    *((one.key, earlier_words(one)) for one in earlier),
                    (NEW, "None of them: it is something new"),
                ],
                required="looked" in self.data,
                error_messages={"required": "Say whether it is one of these that were asked before."},
            )

    @property
    def subject(self) -> Subject | None:
        """The service chosen; None where it was not chosen well."""
        if "service" not in self.fields:
            return next(iter(self.subjects.values()))
        return self.subjects.get(self.cleaned_data.get("service", ""))


class AnswerForm(forms.Form):
    """The service's answer."""

    text = words_field(
        "What was sent, and where it is to be found",
        required="Say what was sent, and where it is to be found.",
        help_text="Do not name people or cases here.",
    )
    hours_taken = hours_field("Hours it took")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="answer", **values)


class NotHeldForm(forms.Form):
    """The service does not hold it."""

    text = words_field("What is not held, and what is held instead", required="Say what is not held.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="not_held", **values)


class WithdrawForm(forms.Form):
    """The lead asks for it no longer."""

    text = words_field("Why it is withdrawn", required="Say why it is withdrawn.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="withdraw", **values)


class MoreForm(forms.Form):
    """The lead asks for more."""

    text = words_field("What is still wanted, and why", required="Say what is still wanted, and why.", rows=3)
    hours = hours_field("Further hours of work for the service")
    due_on = day_field("Wanted by")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="more", **values)


class RequestFilter(forms.Form):
    """What narrows the list of requests."""

    state = forms.ChoiceField(
        label="How it stands",
        required=False,
        choices=[("", "Any"), ("overdue", "Overdue"), *REQUEST_WORDS.items()],
    )
    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *arguments: Any, subjects: Sequence[Subject], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["service"].choices = [
            ("", "All"),
            *((one.key, one.organisation.name) for one in subjects),
        ]
        if len(subjects) < 2:
            del self.fields["service"]


def earlier_words(one: Request) -> str:
    """An earlier request in a list to choose from."""
    when = day(timezone.localdate(one.asked_at))
    stands = REQUEST_WORDS[one.state].lower()
    return f"{one.title} ({one.subject.activity.title}, {when}; {stands}; {one.hours.normalize():f} hours)"
