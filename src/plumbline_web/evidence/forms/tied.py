"""What every form has that ties a piece to the lines of an activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline_web.evidence.lines import Group
from plumbline_web.evidence.states import DIRECTIONS

TIE = "tie-"
"""What the name of a field begins with that ties a piece to what its code says."""
TYPED = "q_"
"""The same of a field of a number that is typed."""


class TiedForm(forms.Form):
    """What a piece is tied to, and which way it points there: one choice for each line of the activity.

    under: the line for which it is brought in, "" where none is named. It stands first, and is asked for: no
    direction is taken for granted.
    """

    def __init__(self, *arguments: Any, groups: Sequence[Group], under: str = "", **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.tie_groups = groups
        self.under = under if any(one.code == under for group in groups for one in group.lines) else ""
        for group in groups:
            for one in group.lines:
                wanted = one.code == self.under
                self.fields[f"{TIE}{one.code}"] = forms.ChoiceField(
                    label=one.shown,
                    required=wanted,
                    choices=[("", "Choose" if wanted else "Not tied"), *DIRECTIONS.items()],
                    error_messages={"required": "Say which way it points here."},
                )

    @property
    def ties(self) -> dict[str, str]:
        """The code of each indicator that is tied -> which way it points."""
        given = self.cleaned_data
        return {
            name.removeprefix(TIE): value for name, value in given.items() if name.startswith(TIE) and value
        }

    @property
    def before_ties(self) -> list[forms.BoundField]:
        """Every other field, in order, but those of a number that is typed."""
        return [one for one in self if not one.name.startswith((TIE, TYPED))]

    @property
    def number_fields(self) -> list[forms.BoundField]:
        """The fields of a number that is typed; none where the form has none."""
        return [one for one in self if one.name.startswith(TYPED)]

    @property
    def number_open(self) -> bool:
        """Whether there is a number already, or something wrong with it, so that its fields are in sight."""
        return any(one.errors or one.value() for one in self.number_fields)

    @property
    def tied(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The choices under the headings of their groups, the line that it is brought in for first."""
        found = [("What you bring it in for", [self[f"{TIE}{self.under}"]])] if self.under else []
        for group in self.tie_groups:
            fields = [self[f"{TIE}{one.code}"] for one in group.lines if one.code != self.under]
            found += [(group.title, fields)] if fields else []
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.under and not any(name.startswith(TIE) and value for name, value in given.items()):
            self.add_error(None, "Tie it to one line at least, and say which way it points there.")
        return given
