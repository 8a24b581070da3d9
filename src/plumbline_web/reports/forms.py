"""What people fill in to have a report made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from plumbline.measures.periods import Length, Period, written
from plumbline.publishing.named_period import period_words
from plumbline.publishing.pdf import why_no_pdf
from plumbline.publishing.word import why_no_word
from plumbline_web.reports.models import Schedule
from plumbline_web.reports.rules import FORMATS

GROUPS: tuple[tuple[Length, str], ...] = (("year", "Years"), ("quarter", "Quarters"), ("month", "Months"))
PUBLISH_HELP = (
    "Small numbers are hidden, and nothing can be worked out from the rest. Without this the report is for "
    "use inside the service only, and says so."
)


def formats_here() -> list[tuple[str, str]]:
    """The formats that this machine can make."""
    unable = {name for name, why in (("pdf", why_no_pdf()), ("word", why_no_word())) if why}
    return [(name, words) for name, words in FORMATS.items() if name not in unable]


def why_not_all() -> list[str]:
    """Why some formats cannot be made on this machine, in words."""
    return [why for why in (why_no_pdf(), why_no_word()) if why]


class _Formats(forms.Form):
    formats = forms.MultipleChoiceField(
        label="Kinds of file",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of file."},
    )
    publish = forms.BooleanField(label="For publication", required=False, help_text=PUBLISH_HELP)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["formats"].choices = formats_here()
        self.fields["formats"].initial = ["html"]


class ReportForm(_Formats):
    """A report of one run.

    waiting: of each period, how many standards still wait for duties of it, of how many.
    """

    field_order = ("period", "formats", "publish")

    def __init__(
        self,
        *arguments: Any,
        periods: dict[Length, list[Period]],
        waiting: Mapping[Period, tuple[int, int]],
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        groups = [
            (words, [(written(one), _offered(one, *waiting[one])) for one in periods[length]])
            for length, words in GROUPS
            if periods[length]
        ]
        self.fields["period"] = forms.ChoiceField(
            label="What the report is of",
            required=False,
            choices=[("", "The last 12 complete months, and the work list"), *groups],
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if "data" in found.get("formats", []) and not found.get("period"):
            self.add_error("period", "Open data are of one month, quarter or year. Choose which.")
        return found


def _offered(period: Period, waiting: int, standards: int) -> str:
    """A period as it is offered, with how much of it a report would not have yet."""
    left = f": {waiting} of {standards} standards not complete yet" if waiting else ""
    return f"{period_words(period)}{left}"


class ScheduleForm(_Formats):
    """Reports that are made by themselves."""

    field_order = ("length", "formats", "publish")
    length = forms.ChoiceField(label="How often", choices=Schedule.LENGTHS)
