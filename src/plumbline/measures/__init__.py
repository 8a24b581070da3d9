"""Measures: what the verdicts of a frozen run add up to, and what is counted from the records themselves.

The names are imported when first used, so that who needs one of them does not wait for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbline.exports import exports

if TYPE_CHECKING:
    from plumbline.measures.comparing_runs import StandardBetween, between_runs
    from plumbline.measures.due import due_list
    from plumbline.measures.figure import Figure
    from plumbline.measures.figures_shown import figures_of_run
    from plumbline.measures.frozen import FrozenRun, connect, open_run
    from plumbline.measures.measures_table import measures_rows
    from plumbline.measures.rates import counts, rate, rate_of
    from plumbline.measures.tables import national_tables
    from plumbline.measures.text_tables import neutral
    from plumbline.measures.trends import trend
    from plumbline.measures.written_form import Measure, describe, parse_measure

__all__ = [
    "Figure",
    "FrozenRun",
    "Measure",
    "StandardBetween",
    "between_runs",
    "connect",
    "counts",
    "describe",
    "due_list",
    "figures_of_run",
    "measures_rows",
    "national_tables",
    "neutral",
    "open_run",
    "parse_measure",
    "rate",
    "rate_of",
    "trend",
]
_HOMES = {
    "comparing_runs": ("StandardBetween", "between_runs"),
    "due": ("due_list",),
    "figure": ("Figure",),
    "figures_shown": ("figures_of_run",),
    "frozen": ("FrozenRun", "connect", "open_run"),
    "measures_table": ("measures_rows",),
    "rates": ("counts", "rate", "rate_of"),
    "tables": ("national_tables",),
    "text_tables": ("neutral",),
    "trends": ("trend",),
    "written_form": ("Measure", "describe", "parse_measure"),
}

__getattr__ = exports(__name__, _HOMES)
