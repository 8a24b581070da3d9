"""Standards: what is owed, how it is judged in SQL and judged plainly, and how it is explained.

The names are imported when first used, so that who needs one of them does not wait for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbline.exports import exports

if TYPE_CHECKING:
    from plumbline.standards.explaining import explain
    from plumbline.standards.form import REASONS, VERDICTS, Standard
    from plumbline.standards.loading import load_standards, read_standard
    from plumbline.standards.results import RESULT_COLUMNS

__all__ = [
    "REASONS",
    "RESULT_COLUMNS",
    "VERDICTS",
    "Standard",
    "explain",
    "load_standards",
    "read_standard",
]
_HOMES = {
    "explaining": ("explain",),
    "form": ("REASONS", "VERDICTS", "Standard"),
    "loading": ("load_standards", "read_standard"),
    "results": ("RESULT_COLUMNS",),
}

__getattr__ = exports(__name__, _HOMES)
