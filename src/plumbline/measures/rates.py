"""How many duties were met and missed, and the rates made of them, by the rules of the contract's "Rates".

`counts` is one SQL statement over the view `results` of a run (see `frozen.connect`). Every rate is worked
out from counts alone, so a list, a rate, a chart and a return cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.errors import UsageError
from plumbline.measures.periods import LENGTHS, Length, Period, label_sql, parse_label, parse_year
from plumbline.measures.selection import as_text, check_breakdowns, conditions
from plumbline.statistics.intervals import wilson_interval

if TYPE_CHECKING:
    import duckdb

RATES = {
    "strict": "met, of all that were met or not met",
    "excused": "met, of all that were met or not met, less the misses explained from the person’s side, "
    "by another agency or by neither",
    "service": "missed for a reason on the service’s side, of all that were met or not met",
    "national": "met, of all that have a done date, requirements added later left out "
    "(the way the national tables count)",
    "offered": "done in time, or offered in time and missed by the person, of all that were met or not met",
}
"""The rates by name, each as a sentence's end."""

# Numerator and denominator of each rate, as counts of `Counts` added up (or taken off, where a minus stands).
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "strict": (("met",), ("met", "not_met")),
    "excused": (("met",), ("met", "not_met", "-excused_evidenced", "-excused_asserted")),
    "service": (("service_side",), ("met", "not_met")),
    "national": (("met", "-added_met"), ("met", "-added_met", "done_late", "-added_done_late")),
    "offered": (("met", "offered_late"), ("met", "not_met")),
}

# What each count of `Counts` counts, in SQL. It is asked only of the rows named, since misses and the like
# are few: that is three times as quick as asking every row fifteen questions.
_EXCUSED = "delay_side IN ('client', 'another_agency', 'neither')"
_COUNTED: dict[str, dict[str, str]] = {
    "true": {
        "met": "verdict = 'met'",
        "not_met": "verdict = 'not_met'",
        "not_applicable": "verdict = 'not_applicable'",
        "not_yet_due": "verdict = 'not_yet_due'",
        "cannot_tell": "verdict = 'cannot_tell'",
    },
    "verdict = 'not_met'": {
        "excused_evidenced": f"{_EXCUSED} AND coalesce(delay_evidenced, false)",
        "excused_asserted": f"{_EXCUSED} AND NOT coalesce(delay_evidenced, false)",
        "service_side": "delay_side = 'service'",
        "unexplained": "delay_side IS NULL",
        "offered_late": "offered_on <= due_on",
        "done_late": "done_on IS NOT NULL",
        "added_done_late": "done_on IS NOT NULL AND added",
    },
    "verdict = 'met' AND added": {"added_met": "true"},
    "verdict = 'cannot_tell' AND reason = 'done_before_start'": {"done_before_start": "true"},
}
_NAMES = tuple(name for asked in _COUNTED.values() for name in asked)


@dataclass(frozen=True)
class Counts:
    """How many duties of one kind fall under each heading. The five verdicts add up to `total`.

    excused_evidenced, excused_asserted, service_side and unexplained add up to not_met. Other parts of
    not_met: offered_late (offered on or before the due date, and missed by the person), done_late, and
    added_done_late (of a requirement added later). added_met is part of met. done_before_start is part of
    cannot_tell.
    """

    met: int = 0
    not_met: int = 0
    not_applicable: int = 0
    not_yet_due: int = 0
    cannot_tell: int = 0
    excused_evidenced: int = 0
    excused_asserted: int = 0
    service_side: int = 0
    unexplained: int = 0
    offered_late: int = 0
    done_late: int = 0
    added_done_late: int = 0
    added_met: int = 0
    done_before_start: int = 0

    @property
    def total(self) -> int:
        """Every duty, whatever its verdict."""
        return self.met + self.not_met + self.not_applicable + self.not_yet_due + self.cannot_tell

    @property
    def judged(self) -> int:
        """Met and not met together: what the strict rate stands on."""
        return self.met + self.not_met

    @property
    def excused(self) -> int:
        """Misses explained from the person's side, by another agency or by neither."""
        return self.excused_evidenced + self.excused_asserted

    @property
    def offered(self) -> int:
        """Done in time, or offered in time and missed by the person."""
        return self.met + self.offered_late

    @property
    def done(self) -> int:
        """With a done date: met, or done late."""
        return self.met + self.done_late

    @property
    def national_met(self) -> int:
        """Met, requirements added later left out."""
        return self.met - self.added_met

    @property
    def national_done(self) -> int:
        """With a done date, requirements added later left out."""
        return self.done - self.added_met - self.added_done_late

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)}
        )


@dataclass(frozen=True)
class CountsRow:
    """The counts of one standard, for one period and one value of each breakdown column.

    period: its label ("2026-03", "2025-26 Q4", "2025-26"), or None where the counts are of all periods or the
    duties have none. complete: False where that standard and period still hold a duty not yet due (in the
    same authority, where the counts are of one). breakdown: column -> value; None is "not recorded". months:
    the months that the period's label stands for.
    """

    standard: str
    period: str | None
    complete: bool
    breakdown: dict[str, str | None]
    counts: Counts
    months: Period | None = None


@dataclass(frozen=True)
class Rate:
    """One rate. value is None where the denominator is 0; interval is Wilson's, 95 %.

    bounds: the lowest and highest the rate could be if we knew what cannot be told. Given where more than a
    tenth of what could be judged cannot be told; then they are printed in place of the rate.
    """

    name: str
    numerator: int
    denominator: int
    value: float | None
    interval: tuple[float, float] | None
    bounds: tuple[float, float] | None = None


def rate(counts: Counts, name: str = "strict") -> Rate:
    """One rate out of counts. `name` is a key of RATES; raises UsageError for another.

    The interval says how far a rate over so few duties can swing by chance; the duties are all of them, not
    a sample. The national rate has no bounds: what is not known lies outside it by its own rule.
    """
    numerator, denominator = rate_parts(counts, name)
    if denominator == 0:
        return Rate(name, numerator, 0, None, None, _bounds(counts, name, numerator, denominator))
    return Rate(
        name,
        numerator,
        denominator,
        numerator / denominator,
        wilson_interval(numerator, denominator),
        _bounds(counts, name, numerator, denominator),
    )


def rate_of(named: Mapping[str, int], name: str) -> Rate:
    """One rate out of counts that were written down by their names. Raises UsageError as `rate`, and where a
    name is none of `Counts` or the numbers cannot be."""
    if unknown := sorted(set(named) - {one.name for one in fields(Counts)}):
        raise UsageError(f"{', '.join(unknown)}: there is no such count of duties.")
    if any(type(one) is not int or one < 0 for one in named.values()):
        raise UsageError("A count of duties is a whole number, 0 or more.")
    held = Counts(**named)
    if held.excused + held.service_side + held.unexplained not in (0, held.not_met):
        raise UsageError("The reasons for the misses do not add up to the misses.")
    return rate(held, name)


def rate_parts(counts: Counts, name: str) -> tuple[int, int]:
    """Numerator and denominator of a rate. Raises UsageError where there is no rate of this name."""
    if name not in _PARTS:
        raise UsageError(f"there is no rate called {name!r}. There are: {', '.join(RATES)}.")
    numerator, denominator = _PARTS[name]
    return _sum(counts, numerator), _sum(counts, denominator)


def _sum(counts: Counts, terms: Sequence[str]) -> int:
    return sum(
        -getattr(counts, term[1:]) if term.startswith("-") else getattr(counts, term) for term in terms
    )


def _sum_sql(terms: Sequence[str]) -> str:
    return "".join(f" - n_{term[1:]}" if term.startswith("-") else f" + n_{term}" for term in terms)[3:]


def _bounds(counts: Counts, name: str, numerator: int, denominator: int) -> tuple[float, float] | None:
    unknown = counts.cannot_tell
    if name == "national" or 10 * unknown <= counts.judged + unknown:
        return None
    return numerator / (denominator + unknown), (numerator + unknown) / (denominator + unknown)


def asserted_share(counts: Counts) -> float | None:
    """Of the misses excused, the share whose reason was asserted afterwards; None where none was excused."""
    return counts.excused_asserted / counts.excused if counts.excused else None


def if_left_out_were_missed(counts: Counts, left_out: int) -> float | None:
    """The strict rate had `left_out` further duties all been missed. None where nothing was owed."""
    whole = counts.judged + left_out
    return counts.met / whole if whole else None


def counts(
    con: duckdb.DuckDBPyConnection,
    *,
    standards: Sequence[str] | None = None,
    by: Sequence[str] = (),
    period: Length | None = None,
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
) -> list[CountsRow]:
    """Counts from the view `results`, in one SQL statement: a row for each standard, period and breakdown.

    standards: their codes (None: all). by: columns of BREAKDOWNS. period: month, quarter or year, or None for
    all periods together. within: only duties of these months. where: breakdown column -> value (None: not
    recorded; added is "yes" or "no"). Rows come sorted by standard, period, then the breakdown values, with
    what is not recorded last. Raises UsageError for a column or a period that cannot be used.
    """
    by = check_breakdowns(by)
    if period is not None and period not in LENGTHS:
        raise UsageError(f"there is no period called {period!r}. There are: {', '.join(LENGTHS)}.")
    owed, owed_values = conditions(standards, within, where)
    # A period is complete or not for all of an authority, whichever of its duties are counted.
    place = {"authority": where["authority"]} if where and where.get("authority") else None
    of_whom, values = conditions(standards, within, place)
    month = "period" if period else "NULL::VARCHAR"
    label = label_sql(period) if period else "period"
    groups = {"standard": "standard", "period": month, **{column: as_text(column) for column in by}}
    same = ["pending.standard = counted.standard", "pending.period IS NOT DISTINCT FROM counted.period"]
    if "authority" in by:
        same.append("pending.authority IS NOT DISTINCT FROM counted.authority")
    sql = f"""
        WITH counted AS ({_counted_sql(groups, owed, {"period": label})}),
        months_pending AS (
            SELECT DISTINCT standard, {month} AS period{", authority" if "authority" in by else ""}
            FROM results WHERE {" AND ".join([*of_whom, "verdict = 'not_yet_due'"])}
        ),
        pending AS (SELECT * REPLACE ({label} AS period) FROM months_pending)
        SELECT {", ".join(groups)},
            NOT EXISTS (SELECT 1 FROM pending WHERE {" AND ".join(same)}) AS complete,
            {", ".join(f"n_{name}" for name in _NAMES)}
        FROM counted
        ORDER BY {", ".join(f"{column} NULLS LAST" for column in groups)}
    """
    columns = len(groups)
    return [
        CountsRow(
            standard=row[0],
            period=row[1],
            complete=row[columns],
            breakdown=dict(zip(by, row[2:columns], strict=True)),
            counts=Counts(*row[columns + 1 :]),
            months=_months(row[1], period),
        )
        for row in con.execute(sql, owed_values * len(_COUNTED) + values).fetchall()
    ]


@cache
def _months(label: str | None, length: Length | None) -> Period | None:
    if label is None or length is None:
        return None
    return parse_year(label) if length == "year" else parse_label(label)


def _counted_sql(
    groups: Mapping[str, str], conditions: Sequence[str], renamed: Mapping[str, str] | None = None
) -> str:
    """Every count of `Counts`, as n_<name>, for each value of `groups` (name -> SQL), as one SELECT.

    renamed: name -> SQL that turns the few groups found into those wanted, such as months into years.
    """
    keys = ", ".join(f"{expression} AS {name}" for name, expression in groups.items())
    parts = []
    for asked_of, asked in _COUNTED.items():
        numbers = ", ".join(
            f"{f'count(*) FILTER (WHERE {asked[name]})' if name in asked else '0'} AS n_{name}"
            for name in _NAMES
        )
        rows = " AND ".join([asked_of, *conditions])
        parts.append(f"SELECT {keys}, {numbers} FROM results WHERE {rows} GROUP BY ALL")
    wanted = ", ".join(f"{(renamed or {}).get(name, name)} AS {name}" for name in groups)
    sums = ", ".join(f"CAST(sum(n_{name}) AS BIGINT) AS n_{name}" for name in _NAMES)
    return f"SELECT {wanted}, {sums} FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL"


CSV_COLUMNS = (
    "standard",
    "period",
    "complete",
    "authority",
    "met",
    "not_met",
    "not_applicable",
    "not_yet_due",
    "cannot_tell",
    "rate_strict",
    "rate_excused",
    "rate_service",
    "rate_national",
    "rate_offered",
)


def write_measures_csv(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write RUN/measures.csv from the view `results`: a row for each standard, month and authority.

    Rates are fractions with every digit, empty where 0/0. `complete` is "no" where that standard, month and
    authority still hold a duty not yet due. UTF-8, lines end in a line feed, sorted by standard, month and
    authority.
    """
    keys = {"standard": "standard", "period": "period", "authority": "authority"}
    order = ", ".join(f"{name} NULLS LAST" for name in keys)
    cells = ["standard", "period", "if(n_not_yet_due = 0, 'yes', 'no')", "authority"]
    cells += [f"n_{name}" for name in CSV_COLUMNS[4:9]]
    # A division by nought is NULL in SQL, and an empty cell here.
    cells += [f"({_sum_sql(part)}) / nullif({_sum_sql(base)}, 0)" for part, base in _PARTS.values()]
    line = " || ',' || ".join(f"coalesce(CAST({cell} AS VARCHAR), '')" for cell in cells)
    rows = con.execute(f"SELECT {line} FROM ({_counted_sql(keys, [])}) ORDER BY {order}").fetchall()
    lines = [",".join(CSV_COLUMNS), *(row[0] for row in rows)]
    path.write_bytes(("\n".join(lines) + "\n").encode())
