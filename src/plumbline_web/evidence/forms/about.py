"""What is done with a piece that is there: tied to a further line, argued about, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline_web.evidence.lines import Group
from plumbline_web.evidence.states import DIRECTIONS
from plumbline_web.scrutiny.forms import words_field


class TieForm(forms.Form):
    """One more line that a piece is tied to, or another direction."""

    indicator = forms.ChoiceField(label="Tie it to", error_messages={"required": "Choose a line."})
    points = forms.ChoiceField(
        label="It points to",
        choices=[("", "Choose"), *DIRECTIONS.items()],
        error_messages={"required": "Say which way it points."},
    )

    def __init__(self, *arguments: Any, groups: Sequence[Group], **values: Any) -> None:
        super().__init__(*arguments, prefix="tie", **values)
        self.fields["indicator"].choices = [
            ("", "Choose"),
            *((group.title, [(one.code, one.shown) for one in group.lines]) for group in groups),
        ]


class ArgueForm(forms.Form):
    """What somebody says about a piece."""

    text = words_field("What you want to say", required="Write what you want to say about it.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="argue", **values)


class WithdrawForm(forms.Form):
    """Why a piece is withdrawn."""

    why = words_field("Why it is withdrawn", required="Say why the piece is withdrawn.", rows=2)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="withdraw", **values)
