"""The fields that several forms of evidence share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from plumbline_web.evidence.conditions import EARLIEST, LATEST
from plumbline_web.evidence.figures import Choice
from plumbline_web.evidence.file_types import TYPES
from plumbline_web.evidence.states import ABOUT_STRENGTHS, STRENGTHS
from plumbline_web.people.forms import day_field
from plumbline_web.scrutiny.forms import words_field

ENDINGS = ", ".join(TYPES)
NUMBER = {"class": "ds_input--fixed-10", "inputmode": "numeric"}
BY_HAND = {
    "groups": "So many of so many groups",
    "people": "So many of the people who were met",
    "survey": "So many of those who answered",
    "count": "A number by itself",
}
"""Kinds of quantity that can be typed: never a share of records, which is worked out."""
GROUP_LINE = re.compile(r"(?P<group>.+?)\s*[:,;\t]\s*(?P<count>[0-9]{1,5})")


def choice_field(
    label: str,
    groups: Iterable[tuple[str, Iterable[Choice]]],
    *,
    required: str = "",
    empty: str = "Choose",
    help_text: str = "",
) -> forms.ChoiceField:
    """A list to choose from, under headings; a group without one stands by itself."""
    found: list[Any] = [("", empty)]
    for title, choices in groups:
        pairs = [(one.value, one.label) for one in choices]
        found += [(title, pairs)] if title else pairs
    return forms.ChoiceField(
        label=label,
        required=bool(required),
        choices=found,
        help_text=help_text,
        error_messages={"required": required, "invalid_choice": "Choose one of the list."},
    )


def strength_field(initial: str = "fair") -> forms.ChoiceField:
    """How strong a piece is, each step with what it means."""
    return forms.ChoiceField(
        label="How strong it is as evidence",
        widget=forms.RadioSelect,
        initial=initial,
        choices=[(code, f"{words}: {ABOUT_STRENGTHS[code]}") for code, words in STRENGTHS.items()],
        error_messages={"required": "Say how strong it is."},
    )


def says_field(label: str = "What it shows", required: str = "") -> forms.CharField:
    """What a piece says, in the words of who brings it in."""
    return words_field(
        label,
        required=required,
        rows=5,
        help_text="In your own words. No names of people, and nothing by which somebody could be known.",
    )


def file_field(required: bool) -> forms.FileField:
    """A file of a document."""
    return forms.FileField(
        label="File",
        required=required,
        help_text=f"One file: {ENDINGS}. Take out what names people before you send it.",
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose another one."},
    )


class CountsField(forms.CharField):
    """Who took part, as counts by group, one a line; its value is group -> how many."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in (super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            match = GROUP_LINE.fullmatch(line.strip())
            if match is None or int(match["count"]) == 0:
                raise forms.ValidationError(
                    f"“{line.strip()[:60]}” is no group with its number. Write one a line, such as “Social "
                    "workers: 12”."
                )
            group = match["group"].strip()[:100]
            if group in found:
                raise forms.ValidationError(f"“{group}” is there twice. Give each group one line.")
            found[group] = int(match["count"])
        if len(found) > 40:
            raise forms.ValidationError("Give at most 40 groups.")
        return found


def counts_field(required: bool) -> CountsField:
    """Who took part."""
    return CountsField(
        label="Who took part",
        required=required,
        max_length=5_000,
        help_text="How many of each group, one a line, such as “Social workers: 12”. Never a name.",
        error_messages={"required": "Say how many took part, by group."},
    )


def text_field(label: str, help_text: str = "", required: str = "", longest: int = 200) -> forms.CharField:
    """One line of words. required: what is said where it is left empty; longest: in characters."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        error_messages={"required": required},
    )


def day_fields(required: bool = False) -> dict[str, forms.Field]:
    """The first and the last day that a piece speaks of, by name; only the last can be required."""
    return {
        "speaks_from": day_field("First day it speaks of", required=False),
        "speaks_until": day_field(
            "Last day it speaks of",
            required=required,
            help_text="By this it is told whether it is stale. The same day twice where it speaks of one.",
        ),
    }


def expiry_field() -> dict[str, forms.Field]:
    """The last day on which a document holds, by name."""
    return {
        "expires_on": day_field(
            "Last day on which it holds", required=False, help_text="Left empty, it does not expire."
        )
    }


def number_fields() -> dict[str, forms.Field]:
    """The fields of a typed number, by name: its kind, how many, out of how many, of what, and its source."""
    box = forms.TextInput(attrs=NUMBER)
    wrong = {"invalid": "Give a whole number.", "min_value": "Give a number of 0 or more."}
    most = {"max_value": "Give a number up to 10,000,000."}
    return {
        "q_kind": forms.ChoiceField(
            label="What kind of number it is",
            required=False,
            choices=[("", "No number"), *BY_HAND.items()],
            help_text="With it, a report can say “in 4 of 5 groups” and be checked against it.",
        ),
        "q_x": forms.IntegerField(
            label="How many",
            required=False,
            min_value=0,
            max_value=10_000_000,
            widget=box,
            error_messages={**wrong, **most},
        ),
        "q_n": forms.IntegerField(
            label="Out of how many",
            required=False,
            min_value=0,
            max_value=10_000_000,
            widget=box,
            error_messages={**wrong, **most},
        ),
        "q_noun": text_field("Of what", "Such as “groups” or “people supervised”.", longest=60),
        "q_source": text_field("Where the number can be looked up", "Such as “page 12 of the report”."),
    }


def check_days_of(form: forms.Form, given: dict[str, Any]) -> None:
    """Say beside its field which day of a form cannot be."""
    first, last, expires = (given.get(one) for one in ("speaks_from", "speaks_until", "expires_on"))
    for name in ("speaks_from", "speaks_until", "expires_on"):
        if given.get(name) and not EARLIEST <= given[name] <= LATEST:
            form.add_error(name, f"{given[name].year} cannot be the year that is meant.")
    if first and last and last < first:
        form.add_error("speaks_until", "The last day is before the first.")
    if first and expires and expires < first:
        form.add_error("expires_on", "It expires before the first day it speaks of.")
