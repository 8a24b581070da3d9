"""What people fill in about kinds of activity, frameworks, and the calendar of their own audits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.toml_files import MOST_BYTES
from plumbline_web.people.forms import day_field
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.kinds import Kind
from plumbline_web.scrutiny.models import AuditCalendar


class TextForm(forms.Form):
    """A kind of activity or framework, as TOML to edit."""

    text = forms.CharField(
        label="The file",
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(
            attrs={"rows": 30, "class": "pl-code", "spellcheck": "false", "autocomplete": "off"}
        ),
        error_messages={"required": "There is nothing to keep."},
    )


class FileForm(forms.Form):
    """A kind of activity or framework, from a file."""

    file = forms.FileField(
        label="File",
        help_text="A TOML file in the form of those shipped.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self) -> bytes:
        """The bytes of the file; far larger ones are not even read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is {sent.size:,} bytes long; {MOST_BYTES:,} are allowed.")
        return sent.read()


class CalendarForm(forms.Form):
    """An audit that is done again and again."""

    kind = forms.ChoiceField(label="Kind of audit", error_messages={"required": "Choose a kind of audit."})
    title = forms.CharField(
        label="Title", max_length=150, error_messages={"required": "Give the audit a title."}
    )
    every = forms.ChoiceField(label="How often", choices=AuditCalendar.EVERY)
    from_on = day_field(
        "From",
        help_text="The first period is the first that begins on this day or after it. Years begin in April.",
    )
    due_after = forms.IntegerField(
        label="Working days after the end of a period by which it is due",
        min_value=0,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Give a number of working days.",
            "invalid": "Give a whole number of working days.",
            "min_value": "It cannot be below 0.",
            "max_value": "Give at most 120 working days.",
        },
    )

    def __init__(self, *arguments: Any, kinds: Sequence[Kind], **values: Any) -> None:
        first = kinds[0].template.recurring if kinds else None
        initial = {
            "from_on": today().replace(day=1),
            "title": kinds[0].title if kinds else "",
            "every": first.every if first else "month",
            "due_after": first.due_after_working_days if first else 10,
        }
        super().__init__(*arguments, initial=initial, **values)
        self.fields["kind"].choices = [(one.code, one.title) for one in kinds]
