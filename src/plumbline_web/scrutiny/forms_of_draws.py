"""What people fill in to freeze a list, to draw a sample from it, and to replace a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from plumbline.measures.patterns import DESCRIBED, OF_ORDERS
from plumbline.scrutiny.frames import MOST_BYTES, Frame, FrameRefused, read_frame
from plumbline.scrutiny.scope import Condition
from plumbline.standards import load_standards
from plumbline_web.people.forms import day_field
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.populations import POPULATIONS, STRATA_WORDS
from plumbline_web.scrutiny.states import DROP_REASONS

CONFIDENCE = (("0.95", "95%"), ("0.9", "90%"), ("0.8", "80%"))
METHODS = (
    ("proportional", "In proportion, with a minimum for each"),
    ("neyman", "More where answers are expected to differ most (Neyman)"),
)
ENDED = (("", "Open or ended"), ("open", "Open only"), ("ended", "Ended only"))


class RunListForm(forms.Form):
    """Who is in scope, from the run that is pinned. The choices of teams are those of the run."""

    population = forms.ChoiceField(
        label="Records of", choices=[(one.code, one.things) for one in POPULATIONS.values()]
    )
    from_on = day_field("From", required=False, help_text="The day they began: imposed, released, admitted.")
    until_on = day_field("To", required=False)
    ended = forms.ChoiceField(label="Open or ended", required=False, choices=ENDED)
    teams = forms.MultipleChoiceField(
        label="Teams",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all teams.",
    )
    strata_by = forms.ChoiceField(
        label="Share the sample out by",
        required=False,
        choices=list(STRATA_WORDS.items()),
        help_text="Each part then gets records of its own, and results are weighted back.",
    )
    aims = forms.MultipleChoiceField(
        label="Aim at records that missed this, or show this",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only for strata by what the data say. A record belongs to the first that is true of it. "
        "An odd pattern is a question, and has innocent readings.",
    )

    def __init__(self, *arguments: Any, teams: Iterable[str], **values: Any) -> None:
        super().__init__(*arguments, prefix="run", **values)
        names = sorted(teams)
        self.fields["teams"].choices = [(name, name) for name in names]
        if not names:
            del self.fields["teams"]
        self.fields["aims"].choices = [
            ("Missed", [(code, one.title) for code, one in load_standards().items()]),
            ("Odd patterns, of orders", [(code, DESCRIBED[code].title) for code in OF_ORDERS]),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day is before the first.")
        kind = POPULATIONS.get(given.get("population", ""))
        strata = given.get("strata_by")
        if kind and strata and strata not in kind.strata:
            self.add_error("strata_by", f"{kind.things} cannot be shared out so. Choose another.")
        if strata == "missed" and not given.get("aims"):
            self.add_error("aims", "Tick at least one thing to aim at.")
        if given.get("aims") and strata != "missed":
            self.add_error("strata_by", "To aim at it, share the sample out by what the data say.")
        return given

    def conditions(self) -> list[Condition]:
        """The scope's conditions, as the sentence will say them."""
        given = self.cleaned_data
        kind = POPULATIONS[given["population"]]
        found: list[Condition] = []
        first, last = given["from_on"], given["until_on"]
        if first and last:
            found.append(Condition(kind.began, "from_to", (str(first), str(last))))
        elif first or last:
            test = "on_or_after" if first else "on_or_before"
            found.append(Condition(kind.began, test, (str(first or last),)))
        tests: Mapping[str, Any] = {"": "any", "open": "is_empty", "ended": "is_filled"}
        found.append(Condition(kind.ended, tests[given["ended"]]))
        teams = given.get("teams")
        if "team" in kind.strata:
            found.append(Condition("team", "is", tuple(teams)) if teams else Condition("team", "any"))
        return found


class ListForm(forms.Form):
    """A list that somebody handed over, as a CSV file."""

    file = forms.FileField(
        label="The list, as a CSV file", error_messages={"required": "Choose the file with the list."}
    )
    id_column = forms.CharField(
        label="Column of the record’s reference",
        max_length=100,
        error_messages={"required": "Give the column’s heading."},
    )
    stratum_column = forms.CharField(label="Column of strata", required=False, max_length=100)
    sentence = words_field(
        "Who is on the list, in a sentence",
        required="Say in a sentence who is on the list, and who handed it over.",
        help_text="For example: all community payback orders imposed from 1 October 2016 to 31 October 2018, "
        "handed over by the service on 1 February.",
        rows=3,
    )
    frame: Frame | None = None

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="list", **values)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        file = given.get("file")
        if file is None or "id_column" not in given:
            return given
        if file.size > MOST_BYTES:
            self.add_error("file", f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
            return given
        try:
            self.frame = read_frame(
                file.read(),
                id_column=given["id_column"].strip(),
                stratum_column=given["stratum_column"].strip() or None,
                name="The file",
            )
        except FrameRefused as refused:
            for fault in refused.frame_faults[:20]:
                self.add_error("file", str(fault))
            if len(refused.frame_faults) > 20:
                self.add_error("file", f"And {len(refused.frame_faults) - 20:,} more.")
        return given


class SizeForm(forms.Form):
    """How many: from a margin or as a number. The same boxes plan, and draw."""

    margin = forms.DecimalField(
        label="Margin wanted, in percentage points either way",
        required=False,
        min_value=1,
        max_value=40,
        decimal_places=1,
        help_text="For example 5. Leave it empty if you give a number.",
    )
    size = forms.IntegerField(label="Or a number of records", required=False, min_value=1)
    confidence = forms.ChoiceField(label="Confidence", choices=CONFIDENCE)
    minimum = forms.IntegerField(label="The fewest from each stratum", min_value=1, initial=6)
    fewest = forms.IntegerField(
        label="Join strata with fewer records than",
        required=False,
        min_value=2,
        help_text="Small ones are joined to a neighbour in the order of their names. Empty: none is joined.",
    )
    method = forms.ChoiceField(label="Shared out", choices=METHODS)

    def __init__(self, *arguments: Any, strata: Iterable[str], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.strata = list(strata)
        if self.strata == [""]:
            del self.fields["minimum"], self.fields["fewest"], self.fields["method"]
        else:
            for number, name in enumerate(self.strata):
                self.fields[f"expected_{number}"] = forms.IntegerField(
                    label=f"Share expected in {name}, in per cent", required=False, min_value=1, max_value=99
                )

    @property
    def shares(self) -> list[forms.BoundField]:
        """The boxes for expected shares, which few people need."""
        return [field for field in self if field.name.startswith("expected_")]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The other boxes."""
        return [field for field in self if not field.name.startswith("expected_")]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.errors:
            return given
        if (given.get("margin") is None) == (given.get("size") is None):
            self.add_error("margin", "Give either a margin or a number of records, and not both.")
        return given

    def asked(self) -> dict[str, Any]:
        """As `actions.draw_sample` takes it."""
        given = self.cleaned_data
        expected = {
            name: given[f"expected_{number}"] / 100
            for number, name in enumerate(self.strata)
            if given.get(f"expected_{number}")
        }
        method = given.get("method", "proportional")
        return {
            "margin": float(given["margin"]) / 100 if given["margin"] is not None else None,
            "size": given["size"],
            "confidence": float(given["confidence"]),
            "minimum": given.get("minimum", 6),
            "method": method,
            "expected": expected if method == "neyman" else {},
            "fewest": given.get("fewest"),
        }


class SeedForm(forms.Form):
    """What fixes the draw."""

    seed = forms.CharField(
        label="Seed",
        max_length=200,
        strip=False,
        help_text="Any text, fixed after the list was frozen: best thrown or chosen by both sides together.",
        error_messages={"required": "Give the seed."},
    )
    seed_by = forms.CharField(
        label="Who fixed it",
        max_length=200,
        help_text="As roles or bodies, such as: the lead and the service together.",
        error_messages={"required": "Say who fixed the seed."},
    )


class GiveUpForm(forms.Form):
    """Why a frozen list is given up before anything was drawn."""

    why = words_field("Why the list is given up", required="Say why the list is given up.", rows=3)


class DropForm(forms.Form):
    """Why a record is not read."""

    reason = forms.ChoiceField(
        label="Reason",
        widget=forms.RadioSelect,
        choices=list(DROP_REASONS.items()),
        error_messages={"required": "Choose a reason."},
    )
    why = words_field("What was found", required="Say in a few words what was found. No names.", rows=3)
