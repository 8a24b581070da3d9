"""Bringing in what was seen, heard or sent: a form for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.figures import one_line
from plumbline_web.evidence.forms.fields import (
    ENDINGS,
    check_days_of,
    counts_field,
    day_fields,
    expiry_field,
    file_field,
    number_fields,
    says_field,
    strength_field,
    text_field,
)
from plumbline_web.evidence.forms.tied import TIE, TiedForm
from plumbline_web.evidence.models import Piece
from plumbline_web.scrutiny.models import Subject

FIELDS = {
    "document": ("file", "says", "days", "version", "owner", "expiry", "quantity"),
    "self_evaluation": ("must_say", "days", "expiry", "quantity"),
    "group": ("must_say", "must_take_part", "days", "quantity"),
    "interview": ("must_say", "must_take_part", "days", "quantity"),
    "observation": ("must_say", "days", "quantity"),
    "partner": ("from_whom", "must_say", "must_take_part", "days", "quantity"),
    "lived_experience": ("must_say", "must_take_part", "days", "quantity"),
}
"""A kind of source -> which fields its form has, in order, beside title, service, strength and ties."""
_MADE = {
    "file": lambda: {"file": file_field(required=True)},
    "says": lambda: {"says": says_field()},
    "must_say": lambda: {"says": says_field("What it says", "Write what was said or seen.")},
    "days": lambda: day_fields(required=True),
    "version": lambda: {
        "version": text_field("Version", "As the document says it, such as “3.1”.", longest=60)
    },
    "owner": lambda: {"owner": text_field("Who owns it", "A post or body, not a person.")},
    "expiry": expiry_field,
    "quantity": number_fields,
    "must_take_part": lambda: {"took_part": counts_field(required=True)},
    "from_whom": lambda: {
        "from_whom": text_field(
            "Which body or group", "Such as “Sheriffs” or “Victim support”.", "Say whose view it is."
        )
    },
}
_TITLES = {
    "document": "As the document is called.",
    "group": "Such as “Two groups of social workers”.",
    "interview": "Such as “Interviews with team leaders”.",
    "observation": "Such as “Induction of a new team, 3 March”.",
}


class PieceForm(TiedForm):
    """A piece of one kind. Which fields there are follows from the kind.

    former: the piece of which this is a later version; it is about the same service.
    """

    def __init__(
        self,
        *arguments: Any,
        source: str,
        subjects: Sequence[Subject],
        former: Piece | None = None,
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        self.source, self.subjects, self.former = source, {one.key: one for one in subjects}, former
        own: dict[str, forms.Field] = {}
        self._titled(own)
        for name in FIELDS[source]:
            own |= _MADE[name]()
        if len(subjects) > 1 and former is None:
            own["service"] = forms.ChoiceField(
                label="Service it speaks of",
                required=False,
                choices=[
                    ("", "All that are looked at"),
                    *((one.key, one.organisation.name) for one in subjects),
                ],
            )
        own["strength"] = strength_field()
        if former is not None and "file" in own:
            own["file"].help_text = f"The new one: {ENDINGS}. The former stays with the former version."
        ties = {name: field for name, field in self.fields.items() if name.startswith(TIE)}
        self.fields = {**own, **ties}

    def _titled(self, own: dict[str, forms.Field]) -> None:
        own["title"] = forms.CharField(
            label="Title",
            max_length=200,
            help_text=_TITLES.get(self.source, "In a few words, as it will stand in lists and annexes."),
            error_messages={"required": "Give it a title."},
        )

    @property
    def subject(self) -> Subject | None:
        """The service chosen; that of the former version; the only one; None for all of them."""
        if self.former is not None:
            return self.former.subject
        if len(self.subjects) == 1:
            return next(iter(self.subjects.values()))
        return self.subjects.get(self.cleaned_data.get("service", ""))

    @property
    def quantity(self) -> Evidence | None:
        """The number that was typed; None where there is none."""
        given = self.cleaned_data
        kind = given.get("q_kind", "")
        if not kind:
            return None
        return Evidence(
            "figure",
            kind,
            one_line(given["q_source"], 500),
            one_line(given["title"], 300),
            x=given["q_x"],
            n=None if kind == "count" else given["q_n"],
            noun=one_line(given["q_noun"], 60),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        check_days_of(self, given)
        if "q_kind" in self.fields:
            self._clean_quantity(given)
        return given

    def _clean_quantity(self, given: dict[str, Any]) -> None:
        x, n, kind = given.get("q_x"), given.get("q_n"), given.get("q_kind")
        if not kind:
            if x is not None or n is not None:
                self.add_error("q_kind", "Say what kind of number it is, or leave the number out.")
            return
        if x is None and "q_x" not in self.errors:
            self.add_error("q_x", "Give the number.")
        if kind != "count" and n is None and "q_n" not in self.errors:
            self.add_error("q_n", "Give what it is out of.")
        if kind == "count" and n is not None:
            self.add_error("q_n", "A number by itself is out of nothing. Leave this empty.")
        elif x is not None and n is not None and (n == 0 or x > n):
            self.add_error("q_x", f"{x} of {n} cannot be.")
        if not given.get("q_source"):
            self.add_error("q_source", "Say where the number can be looked up.")
