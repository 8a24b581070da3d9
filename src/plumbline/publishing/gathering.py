"""The facts of every standard, gathered from `plumbline.measures`; nothing is counted a second way here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from plumbline.measures.bands import (
    NOT_DONE,
    NOT_DONE_LABEL,
    NOT_KNOWN,
    NOT_KNOWN_LABEL,
    band_counts,
)
from plumbline.measures.comparison import Comparison, comparison
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.periods import (
    LENGTHS,
    Length,
    Period,
    months_between,
    parse_label,
    parse_year,
    period_of,
)
from plumbline.measures.protection import FEWEST_STAFF
from plumbline.measures.rates import Counts, CountsRow, counts
from plumbline.measures.reasons import SIDES, Reason, reasons
from plumbline.measures.selection import said
from plumbline.measures.trends import Trend, complete_months, trend
from plumbline.measures.two_clocks import HEADINGS, TwoClocks, two_clocks
from plumbline.publishing.facts import (
    OTHER_VERDICTS,
    Breakdown,
    Line,
    Part,
    PeriodLine,
    StandardFacts,
    Window,
)
from plumbline.publishing.masking import protected
from plumbline.publishing.named_period import Rows, refuse_unfinished, rows_of
from plumbline.standards.form import Standard
from plumbline.standards.loading import load_standards

if TYPE_CHECKING:
    import duckdb

MONTHS_SHOWN = 12
"""A standard's rate is that of so many complete months, the last there are."""

COLUMNS = ("team", "level", "gender", "age_group", "court", "risk_level", "offence_group", "added")


def gather(
    run: FrozenRun, con: duckdb.DuckDBPyConnection, publish: bool, period: Period | None = None
) -> list[StandardFacts]:
    """The facts of every standard judged in the run, in the run's order.

    con: a connection of `measures.frozen.connect`. publish: what may not be published is hidden, see
    `publishing.masking`. A standard without a complete month has an empty window. period: the figures of
    this month, quarter or year, with the trend up to it; a standard whose period still waits for some duties
    has an empty window too. Raises UsageError where no standard has whole figures of it.
    """
    every = {length: counts(con, period=length) for length in LENGTHS}
    if period is not None:
        refuse_unfinished(run, period, every)
        every = {length: _until(rows, period) for length, rows in every.items()}
    by_length = {length: _by_standard(rows) for length, rows in every.items()}
    several = len(authorities_of(con)) > 1
    # A team's name may stand for a team of each of several authorities, so it tells nothing apart there.
    columns = [column for column in COLUMNS if not (several and column == "team")]
    cut = {column: _by_standard(counts(con, by=[column], period="month")) for column in columns}
    known = load_standards()
    few_staff = 0 < sum(run.staff.values()) < FEWEST_STAFF
    until = period.last if period else None
    trends = {code: trend(run, code, con=con, publish=publish, until=until) for code in run.standards}
    lengths, windows = {}, {}
    for code in run.standards:
        rows = {length: by_length[length].get(code, []) for length in LENGTHS}
        lengths[code] = _length(trends[code], publish, few_staff)
        windows[code] = _window(run, rows, lengths[code] if publish or few_staff else "month", period)
        if publish and period is not None and _finer(period, lengths[code]):
            lengths[code] = _by_itself(trends, code, period)
    clocks, why = _clocks(con, windows), _reasons(con, windows)
    unknown = _cannot_tell(con, windows, undated=period is None)
    found = []
    for code, one in run.standards.items():
        rows = {length: by_length[length].get(code, []) for length in LENGTHS}
        window, standard = windows[code], run.local_rules.get(code) if one.local else known.get(code)
        months = set(window.months)
        mine = _sum(row.counts for row in rows["month"] if row.period in months)
        facts = StandardFacts(
            judged=one,
            standard=standard,
            window=window,
            length=lengths[code],
            counts=mine,
            line=Line("All", mine.met, mine.judged, mine.cannot_tell),
            others={name: getattr(mine, name) for name in OTHER_VERDICTS},
            rates=("strict", "national", "excused", "offered", "service"),
            since=None if period else _since(run, rows["month"]),
            since_months=() if period else _not_complete(run, rows["month"]),
            undated=_sum(row.counts for row in rows["month"] if row.period is None).total,
            trend=trends[code],
            periods=_periods(run, rows[lengths[code]], lengths[code]),
            bands=_bands(con, standard, window),
            clocks=clocks.get(code),
            reasons=why.get(code, ()),
            breakdowns=tuple(_by_year_only(run, _breakdowns(code, cut, months), period)),
            comparison=_comparison(run, con, code, window, publish) if several else None,
            cannot_tell=unknown.get(code, {}),
            period=period,
            waiting=_waiting(rows, period),
        )
        found.append(protected(facts) if publish else facts)
    return found


def authorities_of(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The codes of the authorities whose duties the run holds, in ascending order."""
    found = con.execute("SELECT DISTINCT authority FROM results WHERE authority IS NOT NULL ORDER BY 1")
    return [str(code) for (code,) in found.fetchall()]


def _length(found: Trend, publish: bool, few_staff: bool) -> Length:
    """By month, or by the trend's quarters; by year where staff are few or nothing less may be shown."""
    if few_staff or (publish and not found.points):
        return "year"
    return found.length


def _window(
    run: FrozenRun, rows: Mapping[Length, Sequence[CountsRow]], length: Length, period: Period | None
) -> Window:
    """The months of the period, or the last complete ones; in whole quarters or years if these are shown."""
    complete, _ = complete_months(rows["month"], run.as_at)
    months = [label for label, row in complete if row is not None and row.counts.total]
    if period is not None:
        known = rows_of(period, rows) and not _waiting(rows, period)
        return Window(tuple(months_between(period.first, period.last)) if known else ())
    if length == "month":
        return Window(tuple(months[-MONTHS_SHOWN:]))
    whole = [
        row.period for row in rows[length] if row.period and row.complete and _over(run, row.period, length)
    ]
    chosen = set(whole[-(1 if length == "year" else 4) :])
    return Window(tuple(month for month in months if period_of(month, length).label in chosen))


def _until(rows: Sequence[CountsRow], period: Period) -> list[CountsRow]:
    """The rows of the periods that end with this one or before it."""
    return [row for row in rows if row.months is not None and row.months.last <= period.last]


def _waiting(rows: Rows, period: Period | None) -> int:
    """How many duties of the period are not yet due; 0 where none is, or where no period was asked for."""
    if period is None:
        return 0
    return sum(row.counts.not_yet_due for row in rows_of(period, rows))


def _finer(period: Period, length: Length) -> bool:
    """Whether the period is shorter than the periods of the trend."""
    assert period.length is not None
    return LENGTHS.index(period.length) < LENGTHS.index(length)


def _by_itself(trends: dict[str, Trend], code: str, period: Period) -> Length:
    """Leave the standard's trend out, and give the period's own length.

    Published beside the longer period that holds it, the period would give away what is left of that one.
    """
    assert period.length is not None
    why = f"by {period.length} the numbers are too small to publish"
    trends[code] = replace(
        trends[code],
        length=period.length,
        points=(),
        chart="none",
        why=why,
        change="too_few",
        since=None,
        words=f"No trend can be drawn: {why}.",
        left_out=(),
        provisional=True,
    )
    return period.length


def _by_year_only(
    run: FrozenRun, breakdowns: Iterable[Breakdown], period: Period | None
) -> Iterable[Breakdown]:
    """The breakdowns; that by team has no lines in a month or quarter where a team has few staff."""
    few = [place for place, staff in run.staff.items() if staff < FEWEST_STAFF]
    why = f"Not shown by {period.length}: a team has fewer than {FEWEST_STAFF} staff." if period else ""
    for one in breakdowns:
        by_year = one.column == "team" and few and period is not None and period.length != "year"
        yield Breakdown(one.column, (), why=why) if by_year else one


def _periods(run: FrozenRun, rows: Iterable[CountsRow], length: Length) -> tuple[PeriodLine, ...]:
    found = []
    for row in rows:
        # A duty done before its due date may belong to a period yet to come, which says nothing so far.
        if row.period is None or _named(row.period, length).first_day > run.as_at:
            continue
        complete = row.complete and _over(run, row.period, length)
        one = row.counts
        found.append(PeriodLine(row.period, one.met, one.judged, one.cannot_tell, complete))
    return tuple(found)


def _since(run: FrozenRun, rows: Sequence[CountsRow]) -> Counts | None:
    """What is owed in months that are not complete; None where there are none."""
    open_months = set(_not_complete(run, rows))
    return _sum(row.counts for row in rows if row.period in open_months) if open_months else None


def _not_complete(run: FrozenRun, rows: Sequence[CountsRow]) -> tuple[str, ...]:
    """The months with duties that are not complete, in order."""
    complete = {label for label, _ in complete_months(rows, run.as_at)[0]}
    return tuple(
        sorted({row.period for row in rows if row.period is not None and row.period not in complete})
    )


def _breakdowns(
    code: str, cut: Mapping[str, Mapping[str, Sequence[CountsRow]]], months: set[str]
) -> Iterable[Breakdown]:
    """By each column that has two values at least; one of them may be "not recorded"."""
    for column, rows in cut.items():
        groups: dict[str, Counts] = {}
        written: dict[str, dict[str | None, None]] = {}
        for row in rows.get(code, ()):
            if row.period in months:
                name = said(column, row.breakdown[column])
                groups[name] = groups.get(name, Counts()) + row.counts
                written.setdefault(name, {})[row.breakdown[column]] = None
        if len(groups) > 1 and any(one.judged for one in groups.values()):
            lines = (
                Line(name, one.met, one.judged, one.cannot_tell, values=tuple(written[name]))
                for name, one in groups.items()
            )
            yield Breakdown(column, tuple(lines))


def _comparison(
    run: FrozenRun, con: duckdb.DuckDBPyConnection, code: str, window: Window, publish: bool
) -> Comparison | None:
    """The authorities beside each other over the window; None where there is none, or where it has gaps."""
    if not window.months or (publish and len(window.spans) > 1):
        return None
    within = Period(window.months[0], window.months[-1])
    return comparison(run, code, within=within, con=con, publish=publish)


def _bands(con: duckdb.DuckDBPyConnection, standard: Standard | None, window: Window) -> tuple[Part, ...]:
    if standard is None or not standard.bands or not window.months:
        return ()
    numbers = {band.code: 0 for band in standard.bands}
    not_done = not_known = 0
    for span in window.spans:
        for one in band_counts(con, standard.code, standard.bands, within=span):
            numbers = {code: numbers[code] + one.bands[code] for code in numbers}
            not_done, not_known = not_done + one.not_done, not_known + one.not_known
    return (
        *(Part(band.label, numbers[band.code], band.code) for band in standard.bands),
        Part(NOT_DONE_LABEL, not_done, NOT_DONE),
        Part(NOT_KNOWN_LABEL, not_known, NOT_KNOWN),
    )


def _clocks(con: duckdb.DuckDBPyConnection, windows: Mapping[str, Window]) -> dict[str, TwoClocks]:
    found: dict[str, TwoClocks] = {}
    for months, codes in _alike(windows).items():
        for span in Window(months).spans:
            for one in two_clocks(con, standards=codes, within=span):
                earlier = found.get(one.standard)
                numbers = {
                    name: getattr(one, name) + (getattr(earlier, name) if earlier else 0) for name in HEADINGS
                }
                found[one.standard] = TwoClocks(standard=one.standard, breakdown={}, **numbers)
    return {code: one for code, one in found.items() if one.told}


def _reasons(con: duckdb.DuckDBPyConnection, windows: Mapping[str, Window]) -> dict[str, tuple[Reason, ...]]:
    found: dict[str, dict[tuple[str | None, str | None], Reason]] = {}
    for months, codes in _alike(windows).items():
        for span in Window(months).spans:
            for one in reasons(con, standards=codes, within=span):
                held = found.setdefault(one.standard, {})
                key = (one.side, one.reason)
                if key in held:
                    one = Reason(
                        one.standard, *key, held[key].misses + one.misses, held[key].evidenced + one.evidenced
                    )
                held[key] = one
    order = {side: place for place, side in enumerate(SIDES)}
    return {
        code: tuple(sorted(held.values(), key=lambda one: (order[one.side], -one.misses, one.reason or "")))
        for code, held in found.items()
    }


def _cannot_tell(
    con: duckdb.DuckDBPyConnection, windows: Mapping[str, Window], *, undated: bool
) -> dict[str, dict[str, int]]:
    """Standard -> reason -> how many cannot be told, in the standard's months; or undated, with no day."""
    found: dict[str, dict[str, int]] = {}
    for months, codes in _alike(windows).items():
        rows = con.execute(
            "SELECT standard, reason, count(*) AS n FROM results WHERE verdict = 'cannot_tell' "
            "AND list_contains(?, standard) AND (period IS NULL AND ? OR list_contains(?, period)) "
            "GROUP BY ALL ORDER BY standard, n DESC, reason",
            [list(codes), undated, list(months)],
        ).fetchall()
        for code, reason, n in rows:
            found.setdefault(code, {})[reason] = n
    return found


def _alike(windows: Mapping[str, Window]) -> dict[tuple[str, ...], list[str]]:
    """The standards that share the same months, so that they are asked together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for code, window in windows.items():
        found.setdefault(window.months, []).append(code)
    return found


def _by_standard(rows: Iterable[CountsRow]) -> dict[str, list[CountsRow]]:
    found: dict[str, list[CountsRow]] = {}
    for row in rows:
        found.setdefault(row.standard, []).append(row)
    return found


def _over(run: FrozenRun, label: str, length: Length) -> bool:
    """Whether the period was over at the as-at date. A year is read as such: 2011-12 is no month here."""
    return _named(label, length).last_day <= run.as_at


def _named(label: str, length: Length) -> Period:
    return parse_year(label) if length == "year" else parse_label(label)


def _sum(parts: Iterable[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        whole = whole + part
    return whole
