"""How duties fall into the published bands of a standard, with what was not done or is not known apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.errors import UsageError
from plumbline.measures.periods import LENGTHS, Length, Period, label_sql
from plumbline.measures.selection import as_text, check_breakdowns, conditions, sql_where

if TYPE_CHECKING:
    import duckdb

    from plumbline.standards.form import Band

NOT_DONE = "not_done"
NOT_KNOWN = "not_known"
NOT_DONE_LABEL = "Not done"
NOT_KNOWN_LABEL = "Not known or not applicable"


@dataclass(frozen=True)
class BandCounts:
    """How many duties fall in each band, by the band's code, in the bands' order.

    not_done: never done, so far as the records say. not_known: everything else that has no band.
    """

    period: str | None
    breakdown: dict[str, str | None]
    bands: dict[str, int]
    not_done: int
    not_known: int

    @property
    def banded(self) -> int:
        """Those in a band: what a published percentage stands on."""
        return sum(self.bands.values())

    @property
    def total(self) -> int:
        """Every duty counted."""
        return self.banded + self.not_done + self.not_known

    @property
    def not_known_or_applicable(self) -> int:
        """What the national tables print as not known or not applicable: not done, and not known."""
        return self.not_done + self.not_known


def band_counts(
    con: duckdb.DuckDBPyConnection,
    standard: str,
    bands: Sequence[Band],
    *,
    by: Sequence[str] = (),
    period: Length | None = None,
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
    with_the_order: bool = False,
) -> list[BandCounts]:
    """The bands of one standard, as one SQL statement: an entry for each period and breakdown value.

    bands: the standard's. with_the_order: leave out requirements added later. The other arguments are those
    of `rates.counts`, and so is the order of the answer.
    """
    by = check_breakdowns(by)
    if period is not None and period not in LENGTHS:
        raise UsageError(f"there is no period called {period!r}. There are: {', '.join(LENGTHS)}.")
    asked, values = conditions([standard], within, where)
    if with_the_order:
        asked.append("added IS NOT TRUE")
    groups = {
        "period": label_sql(period) if period else "NULL::VARCHAR",
        **{column: as_text(column) for column in by},
    }
    counted = [f"count(*) FILTER (WHERE band = '{band.code}')" for band in bands]
    rows = con.execute(
        f"SELECT {', '.join(f'{sql} AS g_{name}' for name, sql in groups.items())}, "
        f"{''.join(f'{one}, ' for one in counted)}count(*) FILTER (WHERE band = '{NOT_DONE}'), count(*) "
        f"FROM results{sql_where(asked)} GROUP BY {', '.join(f'g_{name}' for name in groups)} "
        f"ORDER BY {', '.join(f'g_{name} NULLS LAST' for name in groups)}",
        values,
    ).fetchall()
    at = len(groups)
    found = []
    for row in rows:
        numbers = dict(zip((band.code for band in bands), row[at:-2], strict=True))
        not_done, total = row[-2], row[-1]
        found.append(
            BandCounts(
                period=row[0],
                breakdown=dict(zip(by, row[1:at], strict=True)),
                bands=numbers,
                not_done=not_done,
                not_known=total - not_done - sum(numbers.values()),
            )
        )
    return found
