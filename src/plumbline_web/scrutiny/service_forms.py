"""What people fill in about a service that is looked at: its day of notice, run, numbers and grants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline_web.people.conditions import last_day_of_grant
from plumbline_web.people.forms import day_field
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Subject

_NUMBER = re.compile(r"[0-9+()/ x-]{3,40}")


def _number(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class NumbersForm(forms.Form):
    """Whom a reader rings who fears for somebody's safety."""

    day_number = _number("Telephone number by day", "Such as 01234 567890.")
    night_number = _number("Telephone number by night and at weekends", "That of the out of hours service.")

    def __init__(self, *arguments: Any, subject: Subject, **values: Any) -> None:
        initial = {"day_number": subject.day_number, "night_number": subject.night_number}
        super().__init__(*arguments, initial=initial, prefix="numbers", **values)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("day_number", "night_number"):
            text = given.get(name, "")
            digits = sum(sign.isdigit() for sign in text)
            if text and (not _NUMBER.fullmatch(text) or not 3 <= digits <= 20):
                self.add_error(name, "Give a telephone number in digits, such as 01234 567890.")
        return given


class NotifiedForm(forms.Form):
    """The day on which the service was told."""

    on = day_field("Day the service was notified")

    def __init__(self, *arguments: Any, subject: Subject, **values: Any) -> None:
        super().__init__(
            *arguments, initial={"on": subject.notified_on or today()}, prefix="notified", **values
        )


class PinForm(forms.Form):
    """Which run of the service's records the activity speaks of."""

    run = forms.ChoiceField(
        label="Run", widget=forms.RadioSelect, error_messages={"required": "Choose a run."}
    )

    def __init__(self, *arguments: Any, runs: Sequence[Run], subject: Subject, **values: Any) -> None:
        initial = {"run": subject.run.key if subject.run else ""}
        super().__init__(*arguments, initial=initial, prefix="pin", **values)
        self.runs = {one.key: one for one in runs}
        self.fields["run"].choices = [(one.key, run_words(one)) for one in runs]


class AskGrantForm(forms.Form):
    """A grant asked of the service: to which body of the team, until when."""

    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose a body."})
    until_on = day_field("Last day", help_text="A grant lasts a year at most. It closes with the activity.")

    def __init__(self, *arguments: Any, bodies: Sequence[Organisation], **values: Any) -> None:
        super().__init__(
            *arguments, initial={"until_on": last_day_of_grant(today())}, prefix="grant", **values
        )
        self.bodies = {one.slug: one for one in bodies}
        self.fields["to"].choices = [
            (slug, f"Inspectors and analysts of {one.name}") for slug, one in self.bodies.items()
        ]


class RefuseForm(forms.Form):
    """Why a grant is refused."""

    why = words_field("Why it is refused", required="Say why the grant is refused.", rows=2)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="refuse", **values)


def run_words(run: Run) -> str:
    """A run in a list to choose from."""
    frozen = f", made on {day(run.frozen_at.date())}" if run.frozen_at else ""
    return f"As at {day(run.as_at)}{frozen}"
