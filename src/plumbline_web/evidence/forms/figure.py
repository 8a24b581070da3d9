"""Bringing in a figure that is worked out on the site."""

from __future__ import annotations

from typing import Any

from django import forms

from plumbline_web.evidence.forms.fields import (
    check_days_of,
    day_fields,
    expiry_field,
    says_field,
    strength_field,
)
from plumbline_web.evidence.forms.tied import TIE, TiedForm
from plumbline_web.scrutiny.models import Subject


class FigureForm(TiedForm):
    """A figure that is worked out: which one, what it says and what it is tied to.

    of_subject: the service that it is of; None for all of them, or where the figure says it itself.
    """

    of_subject: Subject | None = None

    def __init__(self, *arguments: Any, choices: dict[str, forms.Field], dated: bool, **values: Any) -> None:
        super().__init__(*arguments, **values)
        own = {
            **choices,
            "title": forms.CharField(
                label="Title",
                required=False,
                max_length=200,
                help_text="Left empty, the figure gives it its title.",
            ),
            "says": says_field("What it shows"),
        }
        if dated:
            own |= day_fields()
        own |= expiry_field()
        own["strength"] = strength_field("strong")
        ties = {name: field for name, field in self.fields.items() if name.startswith(TIE)}
        self.fields = {**own, **ties}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        check_days_of(self, given)
        return given
