"""What people fill in to bring in a piece of evidence, by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.conditions import EARLIEST, LATEST
from plumbline_web.evidence.figures import Choice, one_line
from plumbline_web.evidence.file_types import TYPES
from plumbline_web.evidence.lines import Group
from plumbline_web.evidence.states import ABOUT_STRENGTHS, DIRECTIONS, STRENGTHS
from plumbline_web.people.forms import day_field
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Subject

TIE = "tie-"
"""What the name of a field begins with that ties a piece to what its code says."""
ENDINGS = ", ".join(TYPES)
TYPED = "q_"
"""The same of a field of a number that is typed."""
NUMBER = {"class": "ds_input--fixed-10", "inputmode": "numeric"}
BY_HAND = {
    "groups": "So many of so many groups",
    "people": "So many of the people who were met",
    "survey": "So many of those who answered",
    "count": "A number by itself",
}
"""Kinds of quantity that can be typed: never a share of records, which is worked out."""
GROUP_LINE = re.compile(r"(?P<group>.+?)\s*[:,;\t]\s*(?P<count>[0-9]{1,5})")


class TiedForm(forms.Form):
    """What a piece is tied to, and which way it points there: one choice for each line of the activity."""

    def __init__(self, *arguments: Any, groups: Sequence[Group], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.tie_groups = groups
        for group in groups:
            for one in group.lines:
                self.fields[f"{TIE}{one.code}"] = forms.ChoiceField(
                    label=one.shown, required=False, choices=[("", "Not tied"), *DIRECTIONS.items()]
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
        """The choices under the headings of their groups."""
        return [(group.title, [self[f"{TIE}{one.code}"] for one in group.lines]) for group in self.tie_groups]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(name.startswith(TIE) and value for name, value in given.items()):
            self.add_error(None, "Tie it to one line at least, and say which way it points there.")
        return given


class PieceForm(TiedForm):
    """A piece of one kind. Which fields there are follows from the kind."""

    def __init__(
        self, *arguments: Any, source: str, subjects: Sequence[Subject], later: bool = False, **values: Any
    ) -> None:
        super().__init__(*arguments, **values)
        self.source, self.subjects = source, {one.key: one for one in subjects}
        own: dict[str, forms.Field] = {}
        self._titled(own)
        for name in _FIELDS[source]:
            own |= _MADE[name]()
        if len(subjects) > 1 and source not in ("run", "reading", "survey"):
            own["service"] = forms.ChoiceField(
                label="Service it speaks of",
                required=False,
                choices=[
                    ("", "All that are looked at"),
                    *((one.key, one.organisation.name) for one in subjects),
                ],
            )
        own["strength"] = strength_field()
        if later and "file" in own:
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
        """The service chosen; the only one where there is one; None for all of them."""
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
            own |= _days()
        own |= _expiry()
        own["strength"] = strength_field("strong")
        ties = {name: field for name, field in self.fields.items() if name.startswith(TIE)}
        self.fields = {**own, **ties}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        check_days_of(self, given)
        return given


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


def _text(label: str, help_text: str = "", required: str = "", longest: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        error_messages={"required": required},
    )


def _days(required: bool = False) -> dict[str, forms.Field]:
    return {
        "speaks_from": day_field("First day it speaks of", required=False),
        "speaks_until": day_field(
            "Last day it speaks of",
            required=required,
            help_text="By this it is told whether it is stale. The same day twice where it speaks of one.",
        ),
    }


def _expiry() -> dict[str, forms.Field]:
    return {
        "expires_on": day_field(
            "Last day on which it holds", required=False, help_text="Left empty, it does not expire."
        )
    }


def _quantity() -> dict[str, forms.Field]:
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
        "q_noun": _text("Of what", "Such as “groups” or “people supervised”.", longest=60),
        "q_source": _text("Where the number can be looked up", "Such as “page 12 of the report”."),
    }


_FIELDS = {
    "document": ("file", "says", "days", "version", "owner", "expiry", "quantity"),
    "self_evaluation": ("must_say", "days", "expiry", "quantity"),
    "group": ("must_say", "must_take_part", "days", "quantity"),
    "interview": ("must_say", "must_take_part", "days", "quantity"),
    "observation": ("must_say", "days", "quantity"),
    "partner": ("from_whom", "must_say", "take_part", "days", "quantity"),
    "lived_experience": ("must_say", "must_take_part", "days", "quantity"),
}
"""A kind of source -> which fields its form has, in order, beside title, service, strength and ties."""
_MADE = {
    "file": lambda: {"file": file_field(required=True)},
    "says": lambda: {"says": says_field()},
    "must_say": lambda: {"says": says_field("What it says", "Write what was said or seen.")},
    "days": lambda: _days(required=True),
    "version": lambda: {"version": _text("Version", "As the document says it, such as “3.1”.", longest=60)},
    "owner": lambda: {"owner": _text("Who owns it", "A post or body, not a person.")},
    "expiry": _expiry,
    "quantity": _quantity,
    "take_part": lambda: {"took_part": counts_field(required=False)},
    "must_take_part": lambda: {"took_part": counts_field(required=True)},
    "from_whom": lambda: {
        "from_whom": _text(
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
