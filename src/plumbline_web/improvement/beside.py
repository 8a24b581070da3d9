"""What else may have moved a figure: how much work there was, and how many staff, before and since.

It stands beside the trend so that nobody takes a lighter year for an improvement. It proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from plumbline.errors import UsageError
from plumbline.measures.figures_shown import figures_of_run, value_text
from plumbline.publishing.wording import day
from plumbline_web.improvement.series import open_manifest
from plumbline_web.records.models import Run

CODES = (
    "people_in_force",
    "orders_in_force",
    "licences_in_force",
    "cases_without_worker",
    "workers_in_post",
    "workers_wte",
)
"""The figures of a run that speak of the load and of those who carry it, in the order shown."""
STAFF = "Staff"
STAFF_ABOUT = "Workers that the extract names, as the run counts them."


@dataclass(frozen=True)
class Load:
    """A figure of a run as at its day: its title, what is counted, and the value as a person says it."""

    title: str
    about: str
    value: str


@dataclass(frozen=True)
class BesideFacts:
    """Load and staff as at some days, oldest first. rows: a title and a value for each day. about: what each
    title counts. missing: what the records do not say, as a sentence."""

    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    about: tuple[tuple[str, str], ...]
    missing: str

    @property
    def cells(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The rows with the day beside each value."""
        return tuple((title, tuple(zip(self.days, values, strict=True))) for title, values in self.rows)


def beside(runs: Sequence[Run], first_action: date | None) -> BesideFacts | None:
    """Load and staff in the last run before the first action, or the oldest there is, and in the newest.

    runs: newest first. None without a run.
    """
    if not runs:
        return None
    before = [one for one in runs if first_action is None or one.as_at < first_action]
    earlier = before[0] if before and before[0].pk != runs[0].pk else runs[-1]
    chosen = [runs[0]] if earlier.pk == runs[0].pk else [earlier, runs[0]]
    held = [load_in(one.folder / "run") for one in chosen]
    codes = [code for code in (*CODES, STAFF) if any(code in one for one in held)]
    told = {code: next(one[code] for one in held if code in one) for code in codes}
    return BesideFacts(
        tuple(day(one.as_at) for one in chosen),
        tuple(
            (told[code].title, tuple(one[code].value if code in one else "not told" for one in held))
            for code in codes
        ),
        tuple((told[code].title, told[code].about) for code in codes),
        _missing(codes),
    )


def _missing(codes: Iterable[str]) -> str:
    held = set(codes)
    lacking = []
    if held.isdisjoint(("people_in_force", "orders_in_force", "licences_in_force")):
        lacking.append("how many cases there were")
    if held.isdisjoint(("workers_in_post", "workers_wte", STAFF)):
        lacking.append("how many staff there are")
    return f"The records do not say {' nor '.join(lacking)}." if lacking else ""


@lru_cache(maxsize=256)
def load_in(folder: Path) -> dict[str, Load]:
    """Load and staff in a run by code, as far as it counts them; the staff of its teams where that is all."""
    run = open_manifest(folder)
    if run is None:
        return {}
    found = {}
    for code in CODES:
        try:
            figures = figures_of_run(run, [code]).figures
        except UsageError:
            continue
        for one in figures:
            if not one.breakdown and one.value is not None:
                lost = "; ".join(f"{many:,} left out: {why}" for why, many in one.left_out.items() if many)
                value = value_text(one) + (f" ({lost})" if lost else "")
                found[code] = Load(one.title.removesuffix(", by role"), one.definition, value)
    if run.staff and "workers_in_post" not in found:
        found[STAFF] = Load(STAFF, STAFF_ABOUT, f"{sum(run.staff.values()):,}")
    return found
