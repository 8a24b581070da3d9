"""The two clocks: when a thing was done, and when it was written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.measures.periods import Period
from plumbline.measures.selection import as_text, check_breakdowns, conditions, sql_where

if TYPE_CHECKING:
    import duckdb

HEADINGS = {
    "recorded_in_time": "done and recorded on time",
    "recorded_late": "done on time, recorded after the due date",
    "recorded_unknown": "done on time, day of recording not known",
    "done_late": "done late",
    "no_trace": "no trace that it was done",
}
"""What each count of `TwoClocks` says, in the order shown."""


@dataclass(frozen=True)
class TwoClocks:
    """What was met or not met, by when it was done and when it was recorded. The five add up to `judged`."""

    standard: str
    breakdown: dict[str, str | None]
    recorded_in_time: int
    recorded_late: int
    recorded_unknown: int
    done_late: int
    no_trace: int

    @property
    def judged(self) -> int:
        """Met and not met together."""
        return (
            self.recorded_in_time
            + self.recorded_late
            + self.recorded_unknown
            + self.done_late
            + self.no_trace
        )

    @property
    def told(self) -> bool:
        """Whether any day of recording is known; without one the two clocks say nothing."""
        return self.recorded_in_time + self.recorded_late > 0


def two_clocks(
    con: duckdb.DuckDBPyConnection,
    *,
    standards: Sequence[str] | None = None,
    by: Sequence[str] = (),
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
) -> list[TwoClocks]:
    """The two clocks of each standard (and each value of the breakdown columns), sorted by them.

    Only what was met or not met is counted. The arguments are those of `rates.counts`.
    """
    by = check_breakdowns(by)
    asked, values = conditions(standards, within, where)
    asked.append("verdict IN ('met', 'not_met')")
    groups = {"standard": "standard", **{column: as_text(column) for column in by}}
    in_time = "verdict = 'met'"
    rows = con.execute(
        f"""
        SELECT {", ".join(f"{sql} AS g_{name}" for name, sql in groups.items())},
            count(*) FILTER (WHERE {in_time} AND recorded_on <= due_on),
            count(*) FILTER (WHERE {in_time} AND recorded_on > due_on),
            count(*) FILTER (WHERE {in_time} AND recorded_on IS NULL),
            count(*) FILTER (WHERE verdict = 'not_met' AND done_on IS NOT NULL),
            count(*) FILTER (WHERE verdict = 'not_met' AND done_on IS NULL)
        FROM results{sql_where(asked)}
        GROUP BY {", ".join(f"g_{name}" for name in groups)}
        ORDER BY {", ".join(f"g_{name} NULLS LAST" for name in groups)}
        """,
        values,
    ).fetchall()
    at = len(groups)
    return [TwoClocks(row[0], dict(zip(by, row[1:at], strict=True)), *row[at:]) for row in rows]
