"""What people fill in on the work list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from plumbline_web.work.rules import MOST_DAYS, SNOOZE_REASONS, why_not


class ListFilter(forms.Form):
    """Whose duties the list shows."""

    def __init__(
        self,
        *arguments: Any,
        teams: tuple[tuple[str, str], ...],
        workers: tuple[tuple[str, str], ...],
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        for name, label, found in (("team", "Team", teams), ("worker", "Worker", workers)):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", "All"), *found])


class SnoozeForm(forms.Form):
    """Put the ticked duties aside."""

    reason = forms.ChoiceField(
        label="Why", choices=[("", "Choose a reason"), *SNOOZE_REASONS.items()], required=True
    )
    until = forms.DateField(
        label="Until",
        help_text=f"At most {MOST_DAYS} days from today.",
        error_messages={"invalid": "Give the day as day, month and year, such as 31/03/2026."},
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
