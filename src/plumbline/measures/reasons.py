"""Why duties were missed: by whose side, and by which reason, evidenced or only asserted afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.measures.periods import Period
from plumbline.measures.selection import conditions, sql_where

if TYPE_CHECKING:
    import duckdb

SIDES = {
    "service": "on the service’s side",
    "client": "on the person’s side",
    "another_agency": "by another agency",
    "neither": "on neither side",
    None: "no reason recorded",
}
"""The sides in the order shown; None where a miss has no reason."""


@dataclass(frozen=True)
class Reason:
    """Misses of one standard with one side and reason. The two counts add up to `misses`.

    reason is a code of the specification, or None where only the side is known (an absence, or a session that
    the service called off). evidenced: recorded by the due date, or covered by an absence. Misses with no
    side are unexplained: neither evidenced nor asserted, and counted as asserted = 0, evidenced = 0.
    """

    standard: str
    side: str | None
    reason: str | None
    misses: int
    evidenced: int

    @property
    def asserted(self) -> int:
        """Those whose reason was recorded only after the due date."""
        return self.misses - self.evidenced if self.side else 0


def reasons(
    con: duckdb.DuckDBPyConnection,
    *,
    standards: Sequence[str] | None = None,
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
) -> list[Reason]:
    """The reasons for every miss, by standard, then side (the service's first, unexplained last), most first.

    The arguments are those of `rates.counts`.
    """
    asked, values = conditions(standards, within, where)
    asked.append("verdict = 'not_met'")
    rows = con.execute(
        "SELECT standard, delay_side, CASE WHEN delay_side IS NOT NULL THEN delay_reason END AS why, "
        "count(*) AS misses, count(*) FILTER (WHERE delay_side IS NOT NULL AND delay_evidenced) "
        f"FROM results{sql_where(asked)} GROUP BY ALL",
        values,
    ).fetchall()
    order = {side: place for place, side in enumerate(SIDES)}
    found = [Reason(*row) for row in rows]
    return sorted(found, key=lambda one: (one.standard, order[one.side], -one.misses, one.reason or ""))
