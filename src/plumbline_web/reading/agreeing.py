"""How well readers agree, worked out once for what is submitted, and what to talk about first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from plumbline.publishing import drawing
from plumbline.publishing.wording import day
from plumbline.scrutiny.consistency import (
    BlindReading,
    QuestionAgreement,
    ReaderDays,
    agreement_by_question,
    differences_by_day,
)
from plumbline_web.reading.figures import label_of, percent
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.found import Found

OUTCOMES = {
    "too_few": "Too few to judge",
    "brief_again": "Brief again",
    "proceed": "Enough to go on",
    "consistent": "Consistent",
}
"""What a gate comes to, in words."""
TICKS = ((-2.0, "−2"), (-1.0, "−1"), (0.0, "0"), (1.0, "+1"), (2.0, "+2"))
"""The axis of a reader's differences. More than two points apart on the mean of a day stands at its end."""
FAR = Fraction(1, 2)
"""From half a point on, a reader's mean difference is worth talking about, over a few ratings at least."""
FEW = 5


@dataclass(frozen=True)
class Agreeing:
    """The agreement on every question, and each reader's differences by day."""

    questions: tuple[QuestionAgreement, ...]
    readers: tuple[ReaderDays, ...]
    records: int


def agreeing(form_key: str, found: Found) -> Agreeing:
    """The agreement of what is submitted now. form_key: of the instrument in use."""
    # Only what is compared: words that people wrote are not kept.
    compared = {one.path for one in found.form.questions() if one.type == "select_one"}
    given = tuple(
        (
            one.record,
            one.reader,
            one.on,
            tuple(sorted((path, value) for path, value in one.answers.items() if path in compared)),
        )
        for one in found.blind_readings()
    )
    return _agreeing(form_key, given)


@lru_cache(maxsize=8)
def _agreeing(
    form_key: str, given: tuple[tuple[str, str, date, tuple[tuple[str, str], ...]], ...]
) -> Agreeing:
    """Worked out once: two thousand drawings for each question take about two seconds for a long form."""
    form = form_in_use(form_key).instrument
    readings = [BlindReading(record, reader, on, dict(answers)) for record, reader, on, answers in given]
    return Agreeing(
        agreement_by_question(form, readings),
        differences_by_day(form, readings),
        len({one.record for one in readings}),
    )


def question_rows(found: Found, of: Agreeing) -> list[dict[str, Any]]:
    """Each question with its agreement, as cells of text."""
    return [
        {
            "id": f"agree-{at}",
            "label": label_of(one.question, found.form),
            "rating": one.scale == "ratings",
            "records": one.records,
            "one_asked": one.one_asked,
            "exact": _share(one.exact),
            "within": _share(one.within),
            "alpha": _coefficient(one.alpha),
            "alpha_range": _range(one.alpha_interval),
            "ac1": _coefficient(one.ac1.value) if one.ac1 else "",
            "kappa": _coefficient(one.kappa),
            "on_yes": _share(one.on_yes),
            "on_no": _share(one.on_no),
            "outcome": OUTCOMES[one.gate.outcome],
            "brief": one.gate.outcome == "brief_again",
            "because": one.gate.because,
        }
        for at, one in enumerate(of.questions, 1)
    ]


def to_talk_about(found: Found, of: Agreeing, names: Mapping[int, str]) -> dict[str, list[Any]]:
    """Which questions, readers and ratings to talk about first: the widest apart first.

    names: how each reader is called, by number.
    """
    questions = [
        {"label": label_of(one.question, found.form), "because": one.gate.because, "id": f"agree-{at}"}
        for at, one in enumerate(of.questions, 1)
        if one.gate.outcome == "brief_again"
    ]
    readers = [
        {"name": _name(one.reader, names), "words": _reader_words(one)}
        for one in sorted(of.readers, key=lambda one: -abs(one.whole.mean))
        if _stands_out(one)
    ]
    ratings = sorted(
        (
            (-one.apart, one.record, label_of(question.question, found.form), one)
            for question in of.questions
            for one in question.discuss
        ),
        key=lambda one: one[:3],
    )
    return {
        "questions": questions,
        "readers": readers,
        "ratings": [
            {
                "record": one.record,
                "label": label,
                "first": f"{_name(one.first_reader, names)}: {one.first_rating}",
                "second": f"{_name(one.second_reader, names)}: {one.second_rating}",
                "why": f"{one.apart} points apart" if one.apart > 1 else "on the two sides of 3 and 4",
            }
            for _, _, label, one in ratings
        ],
    }


def reader_charts(of: Agreeing, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Each reader's mean difference by day, drawn, with its table."""
    return [
        {
            "id": f"reader-{int(one.reader)}",
            "name": _name(one.reader, names),
            "words": _reader_words(one),
            "svg": _chart(one),
            "signals": _signals(one),
            "table_id": f"days-{int(one.reader)}",
            "caption": f"Mean difference by day: {_name(one.reader, names)}",
            "head": ["Day", "Ratings", "Mean difference"],
            "numbers": [2, 3],
            "rows": [[day(on), many, _signed(mean)] for on, many, mean in one.days],
        }
        for one in of.readers
    ]


def _chart(one: ReaderDays) -> str:
    """The days on an XmR chart; empty with fewer than two."""
    if one.chart is None:
        return ""
    segment = one.chart.segments[-1]
    spots = [
        drawing.Spot(
            label=f"{on.day} {on:%b}",
            value=point.value,
            lower=segment.lower,
            upper=segment.upper,
            centre=segment.mean,
            mark="other" if point.label else "none",
        )
        for (on, _, _), point in zip(one.days, one.chart.points, strict=True)
    ]
    return drawing.trend(spots, ticks=TICKS, height=200)


def _signals(one: ReaderDays) -> list[str]:
    """The days that stand out of the usual up and down."""
    if one.chart is None:
        return []
    return [day(on) for (on, _, _), point in zip(one.days, one.chart.points, strict=True) if point.label]


def _stands_out(one: ReaderDays) -> bool:
    return bool(_signals(one)) or (one.whole.records >= FEW and abs(one.whole.mean) >= FAR)


def _reader_words(one: ReaderDays) -> str:
    many = f"over {one.whole.records} rating{'' if one.whole.records == 1 else 's'} that another gave too"
    if one.whole.mean == 0:
        return f"neither above nor below co-readers on the mean, {many}"
    higher = "higher" if one.whole.mean > 0 else "lower"
    return f"{_plain(abs(one.whole.mean))} of a point {higher} than co-readers on the mean, {many}"


def _name(reader: str, names: Mapping[int, str]) -> str:
    return names.get(int(reader), f"Reader {int(reader)}")


def _share(share: float | None) -> str:
    """A share in whole per cent, cut and not rounded up, as the gates say it."""
    return "" if share is None else percent(Fraction(int(share * 100 + 1e-9), 100))


def _coefficient(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace("-", "−")


def _range(interval: tuple[float, float] | None) -> str:
    return f"{_coefficient(interval[0])} to {_coefficient(interval[1])}" if interval else ""


def _plain(value: Fraction) -> str:
    return f"{float(value):.2f}"


def _signed(value: Fraction) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{_plain(abs(value))}"
