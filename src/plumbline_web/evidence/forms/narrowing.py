"""What narrows the list of pieces."""

from __future__ import annotations

from typing import Any

from django import forms


class PieceFilter(forms.Form):
    """What narrows the list of pieces."""

    q = forms.CharField(label="Words in title or text", required=False, max_length=100)
    source = forms.ChoiceField(label="Kind", required=False)
    under = forms.ChoiceField(label="Tied to", required=False)
    points = forms.ChoiceField(label="Points to", required=False)
    strength = forms.ChoiceField(label="Strength", required=False)
    state = forms.ChoiceField(
        label="How it stands",
        required=False,
        choices=[
            ("", "In use"),
            ("withdrawn", "Withdrawn"),
            ("followed", "Earlier versions"),
            ("all", "All"),
        ],
    )
    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *arguments: Any, choices: dict[str, list[Any]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        for name, found in choices.items():
            self.fields[name].choices = [("", "Any"), *found]
        if "service" not in choices:
            del self.fields["service"]
