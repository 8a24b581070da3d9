"""What people fill in on the work list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from plumbline_web.work.rules import MOST_DAYS, SNOOZE_REASONS, why_not

MOST_WORKERS = 150
"""With more workers than this nobody finds one in a list of all: the team is chosen first."""


class ListFilter(forms.Form):
    """Whose duties the list shows.

    teams, workers: key and name. Where the workers are very many they are offered once a team is chosen.
    """

    def __init__(
        self,
        *arguments: Any,
        teams: tuple[tuple[str, str], ...],
        workers: tuple[tuple[str, str], ...],
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        self.fields["team"] = _choice("Team", teams)
        if len(workers) > MOST_WORKERS and not self.data.get("team"):
            chosen = self.data.get("worker")
            workers = tuple(one for one in workers if one[0] == chosen)
            self.fields["team"].help_text = "Choose a team to choose one of its workers then."
        if workers:
            self.fields["worker"] = _choice("Worker", workers)


def _choice(label: str, found: tuple[tuple[str, str], ...]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "All"), *found])


class SnoozeForm(forms.Form):
    """Put the ticked duties aside."""

    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose a reason"), *SNOOZE_REASONS.items()],
        error_messages={"required": "Choose a reason."},
    )
    until = forms.DateField(
        label="Until",
        help_text=f"At most {MOST_DAYS} days from today.",
        error_messages={
            "required": "Give the day until which the duties are put aside.",
            "invalid": "Give the day as day, month and year, such as 31/03/2026.",
        },
    )
    text = forms.CharField(
        label="A few words more",
        max_length=300,
        required=False,
        help_text="No names or anything else that tells who the person is.",
    )

    def __init__(self, *arguments: Any, on: date, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.on = on
        self.fields["until"].initial = on + timedelta(days=7)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if wrong := why_not(until, self.on):
            raise forms.ValidationError(wrong)
        return until
