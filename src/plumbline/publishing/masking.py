"""What of a report may be published: the small numbers of each standard, hidden before anything is printed.

Every table of a standard counts met and not met over the same months, so that all of them share one line;
the protection of `measures.protection` keeps that line the same in each. Other splits of the line (bands,
reasons, the two clocks, the other rates) are printed only where none of their parts is small. What must not
be printed is None from here on, so chart, words and tables cannot but follow the same mask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plumbline.measures.periods import period_of
from plumbline.measures.protection import protect_line, protect_rows, small, too_unknown
from plumbline.measures.rates import Counts
from plumbline.measures.reasons import Reason
from plumbline.measures.two_clocks import HEADINGS
from plumbline.publishing.facts import Breakdown, Line, PeriodLine, StandardFacts


def protected(facts: StandardFacts) -> StandardFacts:
    """The same facts with what may not be published hidden: None, left out, or named in `withheld`."""
    mine = facts.counts
    withheld: list[str] = []
    shown = protect_line((mine.met, mine.judged - mine.met))
    met, judged = (shown[0], shown[2]) if shown else (None, None)
    others = protect_line((mine.not_applicable, mine.not_yet_due, mine.cannot_tell))
    unknown = others[2] if others else None
    hidden = unknown is None and too_unknown(mine.judged, mine.cannot_tell)
    line = Line("All", met, judged, unknown, too_unknown=hidden)
    open_line = met is not None
    periods, kept = _protected_periods(facts)
    if not kept:
        withheld.append("some of the periods")
    rates = tuple(name for name in facts.rates if open_line and not small(*_parts_of_rate(mine, name)))
    if len(rates) < len(facts.rates):
        withheld.append("some of the rates")
    bands = facts.bands if open_line and not small(*(part.count for part in facts.bands)) else ()
    if len(bands) < len(facts.bands):
        withheld.append("the bands")
    clocks = facts.clocks
    if clocks is not None and (
        not open_line or small(*(getattr(clocks, name) for name in HEADINGS), mine.done_late)
    ):
        clocks = None
        withheld.append("the two clocks")
    why = facts.reasons
    if why and (
        not open_line or small(*(n for one in why for n in (one.evidenced, one.misses - one.evidenced)))
    ):
        sides: dict[str | None, int] = {}
        for one in why:
            sides[one.side] = sides.get(one.side, 0) + one.misses
        if open_line and not small(*sides.values()):
            why = tuple(Reason(facts.judged.code, side, None, n, 0) for side, n in sides.items())
            withheld.append("the single reasons")
        else:
            why = ()
            withheld.append("the reasons")
    cannot = facts.cannot_tell
    if unknown is None or small(*cannot.values(), facts.undated):
        cannot = {}
    return replace(
        facts,
        line=line,
        others=None
        if others is None or None in others
        else {
            "not_applicable": mine.not_applicable,
            "not_yet_due": mine.not_yet_due,
            "cannot_tell": mine.cannot_tell,
        },
        rates=rates,
        since=None,
        undated=0 if small(facts.undated) else facts.undated,
        periods=periods,
        bands=bands,
        clocks=clocks,
        reasons=why,
        breakdowns=tuple(_protected_breakdown(one) for one in facts.breakdowns),
        cannot_tell=cannot,
        withheld=tuple(withheld),
    )


def _protected_breakdown(one: Breakdown) -> Breakdown:
    if one.why:
        return one
    rows = protect_rows([(line.label, _pair(line)) for line in one.lines])
    if rows is None:
        return Breakdown(one.column, (), refused=True)
    before = {line.label: line for line in one.lines}
    joined = [line for line in one.lines if line.label not in rows.labels]
    return Breakdown(
        one.column,
        tuple(
            Line(
                *(label, cells[0], cells[2], None),
                too_unknown=_too_unknown([before[label]] if label in before else joined),
            )
            for label, cells in zip(rows.labels, rows.cells, strict=True)
        ),
        rows.joined,
    )


def _too_unknown(lines: Sequence[Line]) -> bool:
    """Whether no rate may stand for these lines together, of which what cannot be told is hidden."""
    return too_unknown(sum(one.judged or 0 for one in lines), sum(one.cannot_tell or 0 for one in lines))


def _protected_periods(facts: StandardFacts) -> tuple[tuple[PeriodLine, ...], bool]:
    """The periods of the window protected with their total, and those before as a table of their own.

    Periods too few to show are never joined with others here, since a joined period has no place on a line.
    """
    inside = {period_of(month, facts.length).label for month in facts.window.months}
    lines: dict[str, PeriodLine] = {}
    kept = True
    for part in (
        [line for line in facts.periods if line.label in inside],
        [line for line in facts.periods if line.label not in inside and line.complete],
    ):
        rows = protect_rows([(line.label, _pair(line)) for line in part]) if part else None
        if part and rows is None:
            kept = False
        for label, cells in zip(rows.labels, rows.cells, strict=True) if rows else ():
            hidden = _too_unknown([line for line in part if line.label == label])
            lines[label] = PeriodLine(label, cells[0], cells[2], None, too_unknown=hidden)
    return tuple(
        lines.get(line.label, PeriodLine(line.label, None, None, None))
        for line in facts.periods
        if line.complete
    ), kept


def _parts_of_rate(mine: Counts, name: str) -> tuple[int, ...]:
    """Every count that could be worked out from a rate beside met and missed."""
    misses = mine.judged - mine.met
    if name == "excused":
        return mine.excused_evidenced, mine.excused_asserted, misses - mine.excused
    if name == "service":
        return mine.service_side, misses - mine.service_side, mine.unexplained
    if name == "offered":
        return mine.offered_late, misses - mine.offered_late
    if name == "national":
        late = mine.done_late
        return (
            mine.added_met,
            mine.met - mine.added_met,
            mine.added_done_late,
            late - mine.added_done_late,
            misses - late,
        )
    return mine.met, misses


def _pair(line: Line) -> tuple[int, int]:
    assert line.met is not None and line.judged is not None
    return line.met, line.judged - line.met
