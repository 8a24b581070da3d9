"""What people fill in on the pages of measure: the filter of a list, targets, notes, a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plumbline.errors import UsageError
from plumbline.measures.periods import parse_label, spoken
from plumbline.measures.reasons import SIDES
from plumbline.publishing.report import council_names
from plumbline.publishing.wording import proper, sentence
from plumbline.records.specification import load
from plumbline.standards.form import REASONS
from plumbline_web.measure.case_files import cases_folder, places_seen
from plumbline_web.measure.preparing import choices, shown
from plumbline_web.measure.rules import FILTERS, NOT_RECORDED, SORTS
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run

OTHER_WORDS = ("run", "sort", "page")
"""What else the address of a list may hold."""
Choices = list[tuple[str, str]]


def standard_titles(run: Run) -> dict[str, str]:
    """Code -> title of the standards judged in the run."""
    return {code: one["title"] for code, one in shown(run)["standards"].items()}


def delay_words(reason: str | None) -> str:
    """A recorded reason as people read it."""
    return sentence((reason or "").replace("_", " "))


def _words(run: Run, column: str, value: str) -> str:
    """How a value of a column is called in the list's filter."""
    if value == NOT_RECORDED:
        return "Nothing recorded"
    if column == "reason":
        return sentence(REASONS.get(value, value))
    if column == "delay_side":
        return sentence(SIDES.get(value, value))
    if column == "delay_reason":
        return delay_words(value)
    if column == "authority":
        return council_names().get(value, value)
    return sentence(proper(value))


def _choices_seen(run: Run, seen: Access) -> dict[str, Choices]:
    teams = None if seen.teams is None else tuple(sorted(seen.teams))
    return _choices_of(str(cases_folder(run)), run, places_seen(run, seen), teams)


_made: dict[tuple[str, frozenset[str], tuple[str, ...] | None], dict[str, Choices]] = {}


def _choices_of(
    folder: str, run: Run, places: frozenset[str], teams: tuple[str, ...] | None
) -> dict[str, Choices]:
    """Filter -> its choices, for these councils; only the teams named here where teams are named."""
    key = (folder, places, teams)
    if key in _made:
        return _made[key]
    held = choices(run)
    found: dict[str, Choices] = {}
    for name, one in FILTERS.items():
        if one.conditions:
            found[name] = [(value, words) for value, words, _ in one.conditions]
        elif name == "authority":
            found[name] = sorted(((code, _words(run, name, code)) for code in places), key=lambda it: it[1])
        elif name == "team":
            named = {key: label for place in places for key, label in held[place].get("team", ())}
            if teams is not None:
                named = {key: label for key, label in named.items() if label in teams}
            found[name] = sorted(
                ((key, label or "No team recorded") for key, label in named.items()), key=lambda it: it[1]
            )
        elif name == "standard":
            titles, codes = standard_titles(run), {code for p in places for code in held[p]["standard"]}
            found[name] = [(code, title) for code, title in titles.items() if code in codes]
        elif name == "band":
            labels = {
                row["code"]: row["label"]
                for page in shown(run)["standards"].values()
                for row in page["bands"]
            }
            codes = {code for place in places for code in held[place]["band"]} | {"not_known"}
            found[name] = [(code, label) for code, label in labels.items() if code in codes]
        elif one.column:
            values = {value for place in places for value in held[place].get(name, ())}
            ordered = sorted(values, key=lambda value: (value == NOT_RECORDED, value))
            found[name] = [(value, _words(run, name, value)) for value in ordered]
    if len(_made) > 200:
        _made.clear()
    _made[key] = found
    return found


class CaseFilter(forms.Form):
    """What a list of duties is narrowed by. Every value is checked against those that the run holds."""

    def __init__(self, data: Mapping[str, str], *, run: Run, seen: Access) -> None:
        super().__init__(data)
        self.run = run
        offered = _choices_seen(run, seen)
        for name, one in FILTERS.items():
            if name in ("from", "until"):
                field: forms.Field = forms.CharField(max_length=7)
            else:
                some = offered[name]
                if len(some) < 2 and name not in data:
                    continue
                if name in ("over", "rate") and name not in data:
                    continue
                field = forms.ChoiceField(choices=[("", "All"), *some])
                field.error_messages["invalid_choice"] = (
                    "This run has nothing by the value that the address asks for. Choose one of the list."
                )
            field.required, field.label = False, one.label
            self.fields[name] = field

    @property
    def changed_data(self) -> list[str]:
        """The filters in use."""
        return [name for name in self.fields if self.data.get(name)]

    def written_out(self) -> list[dict[str, Any]]:
        """The fields as the template writes them out: name, label, value, choices, errors."""
        return [
            {
                "name": name,
                "label": field.label,
                "value": self.data.get(name, ""),
                "choices": getattr(field, "choices", ()),
                "errors": self.errors.get(name, ()),
            }
            for name, field in self.fields.items()
        ]

    def _month(self, name: str) -> str:
        value = str(self.cleaned_data.get(name) or "").strip()
        if value:
            try:
                if parse_label(value).length != "month":
                    raise UsageError("no month")
            except UsageError:
                raise forms.ValidationError("Write the month as year and month, such as 2026-03.") from None
        return value

    def clean_from(self) -> str:
        return self._month("from")

    def clean_until(self) -> str:
        return self._month("until")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("over") and not found.get("standard"):
            self.add_error("over", "Choose a standard too: each standard’s rate is of months of its own.")
        first, last = found.get("from"), found.get("until")
        if first and last and first > last:
            self.add_error("until", f"{spoken(last)} lies before {spoken(first)}.")
        unknown = sorted(set(self.data) - set(FILTERS) - set(OTHER_WORDS))
        if unknown:
            raise forms.ValidationError(
                f"The address asks for something that this list does not know: {', '.join(unknown)[:100]}."
            )
        sort = str(self.data.get("sort", "")).removeprefix("-")
        if sort and sort not in SORTS:
            raise forms.ValidationError("The address asks for an order that this list does not have.")
        page = str(self.data.get("page", "1"))
        if not (page.isascii() and page.isdecimal() and len(page) < 9):
            raise forms.ValidationError("The address asks for a page that is no number.")
        return found

    def filters(self) -> dict[str, str]:
        """The filters in use and their values, once all is well."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def said(self) -> list[tuple[str, str, str]]:
        """Each filter in use as its name in the address, its label and its value in words."""
        found = []
        for name, value in self.filters().items():
            if name in ("from", "until"):
                words = spoken(value)
            elif name == "over":
                words = self._over_words(value)
            else:
                words = dict(self.fields[name].choices).get(value, value)
            found.append((name, FILTERS[name].label.partition(",")[0], words))
        return found

    def _over_words(self, value: str) -> str:
        page = shown(self.run)["standards"][self.cleaned_data["standard"]]
        if value == "since":
            return "those not complete"
        return page["window"] if value == "shown" else f"{page['window']}, or no month at all"


class FindCase(forms.Form):
    """A search for a case by its reference. It is sent in the request's body, never in an address."""

    reference = forms.CharField(
        label="Find a case by its reference",
        max_length=200,
        help_text="Of an order, licence, sentence, requirement or report, as your records write it",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def month_choices(months: Sequence[str]) -> Choices:
    """Months as choices, the latest first."""
    return [(one, spoken(one)) for one in sorted(months, reverse=True)]


class NoteOnChart(forms.Form):
    """A note pinned to a month of a chart."""

    period = forms.ChoiceField(label="Month", error_messages={"required": "Choose the month of the note."})
    text = forms.CharField(
        label="Note",
        max_length=300,
        error_messages={"required": "Write what happened in that month."},
        help_text="What happened, such as “two posts vacant from May”. Do not name or describe a person: "
        "everybody who sees the figures sees the note.",
        widget=forms.Textarea({"rows": "3"}),
    )

    def __init__(self, *values: Any, months: Sequence[str], **named: Any) -> None:
        super().__init__(*values, **named)
        self.fields["period"].choices = month_choices(months)


class SetTarget(forms.Form):
    """A target for a standard's strict rate, in percent, from a day."""

    at_least = forms.DecimalField(
        label="Target, in percent",
        help_text="The strict rate that you aim for, such as 90",
        error_messages={"required": "Give the rate that you aim for, such as 90."},
        min_value=1,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "size": "10"}),
    )
    approaching = forms.DecimalField(
        label="Approaching from, in percent",
        help_text="A rate from here up to the target is said to be approaching it. The same as the target: "
        "no such band.",
        error_messages={
            "required": "Give the rate from which the target is approached, or the target itself."
        },
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "size": "10"}),
    )
    from_on = forms.DateField(
        label="In force from",
        help_text="Runs of this day or later stand beside it, earlier ones beside the target of their time",
        error_messages={
            "required": "Give the day from which the target holds.",
            "invalid": "Give the day as day, month and year, such as 31/03/2026.",
        },
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        high, low = found.get("at_least"), found.get("approaching")
        if high is not None and low is not None and low > high:
            self.add_error("approaching", "This lies above the target. Give the target itself or less.")
        return found


def delay_choices() -> list[tuple[str, Choices]]:
    """The reasons of the specification, by side."""
    groups: dict[str, Choices] = {}
    for reason, side in load().delay_sides.items():
        groups.setdefault(sentence(SIDES[side]), []).append((reason, delay_words(reason)))
    return list(groups.items())


class NoteReason(forms.Form):
    """Why duties were missed, noted beside the run."""

    reason = forms.ChoiceField(label="Reason", error_messages={"required": "Choose a reason."})
    text = forms.CharField(
        label="A few words more",
        max_length=300,
        required=False,
        help_text="Do not name a person.",
    )

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        self.fields["reason"].choices = [("", "Choose a reason"), *delay_choices()]
