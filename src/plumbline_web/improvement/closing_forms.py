"""What people fill in to settle how an area may close, and to bring the evidence that it asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from plumbline.errors import PlumblineError
from plumbline.measures import Measure
from plumbline.measures.rates import RATES
from plumbline.measures.selection import COLUMN_WORDS, said
from plumbline.measures.trends import WANTED
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import (
    Accepted,
    AllCases,
    Closing,
    SecondReading,
    ShiftedAndHeld,
    StatedEvidence,
)
from plumbline.scrutiny.effect.shifted import FEWEST_BEFORE
from plumbline.standards import load_standards
from plumbline_web.improvement.books import Book
from plumbline_web.improvement.models import Area
from plumbline_web.improvement.second_reading import days_read, questions_of, readings_over
from plumbline_web.improvement.series import measured, open_manifest, parts_in
from plumbline_web.people.forms import day_field
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.forms import words_field

WAYS = (
    (
        "shifted_and_held",
        "A measure has shifted and held: for what is measured every month or quarter",
    ),
    ("second_reading", "A second reading of records beats the first: for what only reading can tell"),
    ("all_cases", "All cases of two periods differ by more than chance: for places too small for either"),
    ("accepted", "A named person outside the line of management accepts evidence: where no measure fits"),
)
PART_HELP = (
    "A team, a level and a court can be chosen together. A part has fewer duties: its limits are wider, and "
    "it may have too few for a chart."
)
PIECES = 3
"""So many pieces of evidence have a place in the form of a statement."""


class WayForm(forms.Form):
    """Which of the four ways."""

    way = forms.ChoiceField(
        label="How may this area close?",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the four ways."},
    )


class MeasureForm(forms.Form):
    """A standard, its rate, and of which part: a team, a level, a court or any of them together.

    Which way it should move follows from the rate.
    """

    standard = forms.ChoiceField(label="Standard", error_messages={"required": "Choose a standard."})
    rate = forms.ChoiceField(
        label="Rate",
        choices=[(name, f"{name.capitalize()}: {about}") for name, about in RATES.items()],
        widget=forms.RadioSelect,
        initial="strict",
    )
    anyway = forms.BooleanField(
        label="Settle it so although there are too few periods before the first action",
        required=False,
    )

    def __init__(self, *arguments: Any, book: Book, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.book = book
        run = open_manifest(book.runs[0].folder / "run") if book.runs else None
        titles = (
            {code: one.title for code, one in run.standards.items()}
            if run is not None
            else {code: one.title for code, one in load_standards().items()}
        )
        self.fields["standard"].choices = sorted(titles.items(), key=lambda one: one[1])
        parts = parts_in(book.runs[0].folder / "run") if book.runs and book.runs[0].state == "frozen" else ()
        self.parts: dict[str, dict[str, str]] = {}
        for column, values in parts:
            self.parts[column] = {f"{column}-{at}": value for at, value in enumerate(values, start=1)}
            word = COLUMN_WORDS[column]
            self.fields[column] = forms.ChoiceField(
                label=word.capitalize(),
                required=False,
                choices=[
                    ("", f"Every {word}"),
                    *((key, said(column, value)) for key, value in self.parts[column].items()),
                ],
            )
        if parts:
            self.fields[parts[-1][0]].help_text = PART_HELP
        last = [name for name in self.fields if name not in ("standard", "rate", *self.parts)]
        self.order_fields(["standard", "rate", *self.parts, *last])

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """The columns that were chosen from, in the written form's order, each with its value."""
        given = self.cleaned_data
        return tuple(
            (column, self.parts[column][given[column]]) for column in sorted(self.parts) if given.get(column)
        )

    @property
    def measure(self) -> str:
        """The measure in its written form."""
        given = self.cleaned_data
        return str(Measure(given["standard"], given["rate"], self.where))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("standard") or not given.get("rate"):
            return given
        if len(self.where) > 1 and not self._counted():
            self.add_error(self.where[-1][0], "Your runs hold nothing of what you chose together.")
        elif not given.get("anyway") and self.thin is not None:
            self.add_error("standard", self.thin)
        return given

    def _counted(self) -> bool:
        try:
            return any(one.n for one in measured(self.book.runs, self.measure).months)
        except PlumblineError:
            return True  # what is wrong with the run is told where its periods are counted

    @property
    def thin(self) -> str | None:
        """What is to be said of a measure with too few periods yet; None where it has enough."""
        try:
            known = measured(self.book.runs, self.measure)
        except PlumblineError as fault:
            return str(fault)
        months, quarters = len(known.periods()), len(known.periods(quarters=True))
        if max(months, quarters) >= FEWEST_BEFORE:
            return None
        return (
            f"Your runs hold {months} complete months of it, and the limits need {FEWEST_BEFORE} before the "
            "first action. Time will not mend that: bring in earlier records, choose another way, or settle "
            "it so all the same."
        )

    def closing(self) -> Closing:
        """The closing that it settles."""
        return ShiftedAndHeld(self.measure, WANTED[self.cleaned_data["rate"]])


class AllCasesForm(MeasureForm):
    """The same for all cases of two periods."""

    months = forms.IntegerField(
        label="Months in a period",
        min_value=3,
        max_value=36,
        initial=12,
        help_text="As many before the first action as since. The periods follow from the first action.",
    )
    sides = forms.ChoiceField(
        label="Which differences count",
        choices=[("2", "Those either way: the stricter test"), ("1", "Those for the better alone")],
        widget=forms.RadioSelect,
        initial="2",
    )
    why = words_field(
        "Why neither a chart nor a sample will do", required="Say why neither a chart nor a sample will do."
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        del self.fields["anyway"]

    @property
    def thin(self) -> str | None:
        """Few cases are what this way is for."""
        return None

    def closing(self) -> Closing:
        """The closing that it settles."""
        given = self.cleaned_data
        sides = 2 if given["sides"] == "2" else 1
        return AllCases(self.measure, WANTED[given["rate"]], sides, given["why"].strip())


class SecondReadingForm(forms.Form):
    """The question that two readings are compared by."""

    question = forms.ChoiceField(
        label="Question",
        help_text="As readings of your records asked it: the share of yes, or of good or better.",
        error_messages={"required": "Choose a question."},
    )
    better = forms.ChoiceField(
        label="Better is",
        choices=[("increase", "more of it"), ("decrease", "less of it")],
        widget=forms.RadioSelect,
        initial="increase",
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **values: Any) -> None:
        super().__init__(*arguments, **values)
        found: dict[str, str] = {}
        for activity in readings_over(organisation):
            for path, label in questions_of(activity):
                found.setdefault(path, label)
        self.fields["question"].choices = list(found.items())
        self.empty = not found

    def closing(self) -> Closing:
        """The closing that it settles."""
        return SecondReading(self.cleaned_data["question"], self.cleaned_data["better"])


class AcceptedForm(forms.Form):
    """Why no measure fits."""

    why = words_field("Why no measure fits", required="Say why no measure fits.", rows=3)

    def closing(self) -> Closing:
        """The closing that it settles."""
        return Accepted(self.cleaned_data["why"].strip())


def closing_form(way: str, data: Any, area: Area, book: Book) -> forms.Form | None:
    """The form of one of the four ways; None for no way."""
    if way == "shifted_and_held":
        return MeasureForm(data, book=book)
    if way == "all_cases":
        return AllCasesForm(data, book=book)
    if way == "second_reading":
        return SecondReadingForm(data, organisation=area.plan.organisation)
    return AcceptedForm(data) if way == "accepted" else None


class ReplaceForm(forms.Form):
    """Why an area is to be judged in another way."""

    why = words_field(
        "Why it is to be judged in another way", required="Say why it is to be judged in another way.", rows=3
    )


class ReadingForm(forms.Form):
    """A reading of records by which an area is judged."""

    activity = forms.ChoiceField(label="Reading", error_messages={"required": "Choose a reading."})
    first_day = day_field("First day of the work that was read", required=False)
    last_day = day_field(
        "Last day of the work that was read",
        required=False,
        help_text="Not the days of the reading. Leave both empty where the list above says the days.",
    )

    def __init__(self, *arguments: Any, area: Area, **values: Any) -> None:
        super().__init__(*arguments, prefix="reading", **values)
        tied = set(area.readings.values_list("activity", flat=True))
        self.activities = {
            one.key: one for one in readings_over(area.plan.organisation) if one.pk not in tied
        }
        days = {key: days_read(area.plan.organisation, one) for key, one in self.activities.items()}
        self.fields["activity"].choices = [
            (
                key,
                f"{one.title}: work of {day(days[key][0])} to {day(days[key][1])}"
                if days[key]
                else one.title,
            )
            for key, one in self.activities.items()
        ]
        if all(days.values()):
            del self.fields["first_day"], self.fields["last_day"]


class AcceptForm(forms.Form):
    """A statement in one’s own name, with the evidence that was looked at."""

    role = forms.CharField(
        label="What you are",
        max_length=200,
        help_text="Such as “Independent member of the board”.",
        error_messages={"required": "Say what you are."},
    )
    outside = forms.BooleanField(
        label="I am outside the line of management of those who own this area and its actions",
        error_messages={"required": "Only somebody outside the line of management can say this."},
    )
    accepts = forms.ChoiceField(
        label="Do you accept the evidence?",
        choices=[("yes", "Yes, it shows that this has improved"), ("no", "No, or no longer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you accept the evidence."},
    )
    says = words_field("What you saw", required="Say what you saw, in five words or more.", rows=4)
    on = day_field("Day on which you say this")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, initial={"on": today()}, **values)
        for at in range(1, PIECES + 1):
            self.fields[f"title_{at}"] = forms.CharField(
                label=f"Evidence {at}: what it is", required=False, max_length=300
            )
            self.fields[f"source_{at}"] = forms.CharField(
                label=f"Evidence {at}: where it is kept", required=False, max_length=300
            )
            self.fields[f"on_{at}"] = day_field(f"Evidence {at}: its day", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for at in range(1, PIECES + 1):
            parts = [given.get(f"{name}_{at}") for name in ("title", "source", "on")]
            if any(parts) and not all(parts) and f"on_{at}" not in self.errors:
                self.add_error(f"title_{at}", "Give what it is, where it is kept and its day.")
        return given

    def evidence(self) -> tuple[StatedEvidence, ...]:
        """The pieces that were given."""
        given = self.cleaned_data
        return tuple(
            StatedEvidence(given[f"title_{at}"].strip(), given[f"source_{at}"].strip(), given[f"on_{at}"])
            for at in range(1, PIECES + 1)
            if given.get(f"title_{at}")
        )
