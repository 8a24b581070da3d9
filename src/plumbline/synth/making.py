"""Making an extract: the public door of the made-up services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from plumbline.calendars import add_months as add_months_to
from plumbline.errors import UsageError
from plumbline.progress import Progress
from plumbline.records.specification import load
from plumbline.synth.council import make_council
from plumbline.synth.days import number_of, working_days
from plumbline.synth.faults import FaultyRow, PlantedFault, faulty_rows
from plumbline.synth.frame import Council, Frame, made_up_councils, story_of
from plumbline.synth.story import Planted, story_page
from plumbline.synth.writing import FileFormat, TableFiles, earliest_day, write_cover

STORY_TELLER = "X12000001"
MOST_YEARS, MOST_FAULTS = 30, 100_000
EARLIEST, LATEST = date(2011, 1, 1), date(2035, 12, 31)  # community payback orders began in February 2011


@dataclass(frozen=True)
class SynthSummary:
    """What `make` wrote. counts: rows of each table, faulty ones among them."""

    as_at: date
    authorities: tuple[str, ...]
    counts: dict[str, int]
    stories: tuple[Planted, ...]
    faults: tuple[PlantedFault, ...]

    @property
    def sentences(self) -> list[str]:
        """The planted story, a plain sentence for each part."""
        return [part.sentence for part in self.stories]


def councils() -> list[tuple[str, str]]:
    """The made-up councils: (code, invented name), 32 of them, X12000001 to X12000032."""
    return [(council.code, council.name) for council in made_up_councils().values()]


def make(
    out: Path,
    *,
    authorities: list[str],
    years: int = 3,
    seed: int = 1,
    as_at: date,
    faults: int = 0,
    file_format: FileFormat = "csv",
    orders_per_year: int | None = None,
    progress: Progress | None = None,
) -> SynthSummary:
    """Write a made-up extract of these councils into `out`, which is new or empty.

    One file for each table of the specification, `extract.toml` with the cover, and `STORY.md`, which says
    what was planted. The orders are those imposed in the `years` up to the as-at date. X12000001 carries the
    story; where it is not asked for, the first council that is. `orders_per_year`: on average over the
    councils asked for; where not given, each council has the size of `library/demo/councils.toml`.
    `faults`: so many rows, each with one known fault, stand after the good ones; the summary lists them.

    The same arguments give the same CSV files byte by byte. Without `orders_per_year` a council that keeps
    its part in the story has the same rows, alone or among others.
    `progress` is called with the council being made and the share done, 0 to 1.
    Raises UsageError where an argument makes no sense.
    """
    chosen = _checked(authorities, years, seed, as_at, faults, file_format, orders_per_year)
    day = number_of(as_at)
    start = number_of(add_months_to(as_at, -12 * years)) + 1
    working = working_days(start - 4000, day + 8000)
    factor = orders_per_year * len(chosen) / sum(c.orders_a_year for c in chosen) if orders_per_year else 1.0
    teller = STORY_TELLER if STORY_TELLER in authorities else chosen[0].code
    out.mkdir(parents=True, exist_ok=True)
    stories: list[Planted] = []
    planted: list[PlantedFault] = []
    broken: list[FaultyRow] = []
    earliest: dict[str, int] = {}
    text = _tables_with_faults(faults, file_format)
    with TableFiles(out, file_format, text) as files:
        for number, council in enumerate(chosen):
            if progress:
                progress(council.name, number / len(chosen))
            sized = replace(council, orders_a_year=council.orders_a_year * factor)
            frame = Frame(
                council=sized,
                count=max(round(sized.orders_a_year * years), 1),
                start=start,
                as_at=day,
                seed=seed,
                working=working,
                story=story_of(sized, start, day, working) if council.code == teller else None,
            )
            tables, told = make_council(frame)
            stories += told
            if faults and number == 0:
                broken = faulty_rows(
                    tables,
                    council=council.number,
                    count=faults,
                    seed=seed,
                    as_at=as_at,
                    long_rows=file_format == "csv",
                )
            _write(files, tables, earliest)
        planted = [files.add_faulty(row) for row in broken]
        counts = files.counts
    write_cover(out, start, day, earliest)
    title = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} made-up councils"
    (out / "STORY.md").write_text(story_page(stories, title, as_at), "utf-8")
    if progress:
        progress("done", 1.0)
    return SynthSummary(
        as_at, tuple(council.code for council in chosen), counts, tuple(stories), tuple(planted)
    )


def _write(files: TableFiles, tables: dict[str, Any], earliest: dict[str, int]) -> None:
    for name, table in load().tables.items():
        files.add(name, tables[name])
        if table.begins and (day := earliest_day(tables[name], name)) is not None:
            earliest[name] = min(day, earliest.get(name, day))


def _tables_with_faults(faults: int, file_format: str) -> list[str]:
    """In Parquet, every table may have to hold text: which ones get a fault is known only with their rows."""
    return list(load().tables) if faults and file_format == "parquet" else []


def _checked(
    authorities: list[str],
    years: int,
    seed: int,
    as_at: date,
    faults: int,
    file_format: str,
    orders_per_year: int | None,
) -> list[Council]:
    known = made_up_councils()
    if not authorities:
        raise UsageError("No council was named. Name at least one of X12000001 to X12000032.")
    if strange := [code for code in authorities if code not in known]:
        raise UsageError(
            f"{', '.join(strange)}: no made-up council has this code. Made-up records are only made for "
            "X12000001 to X12000032, so that none is ever shown under a real council's name."
        )
    if len(set(authorities)) < len(authorities):
        raise UsageError("A council is named twice. Name each once.")
    if not 1 <= years <= MOST_YEARS:
        raise UsageError(f"{years} years cannot be made. Ask for 1 to {MOST_YEARS}.")
    if not EARLIEST <= as_at <= LATEST:
        raise UsageError(f"{as_at}: choose an as-at date from {EARLIEST} to {LATEST}.")
    if seed < 0:
        raise UsageError(f"{seed}: the seed is a whole number, 0 or more.")
    if not 0 <= faults <= MOST_FAULTS:
        raise UsageError(f"{faults} faults cannot be planted. Ask for 0 to {MOST_FAULTS:,}.")
    if file_format not in ("csv", "parquet"):
        raise UsageError(f"{file_format}: choose csv or parquet.")
    if orders_per_year is not None and orders_per_year < 1:
        raise UsageError(f"{orders_per_year} orders a year cannot be made. Ask for 1 or more.")
    return [known[code] for code in sorted(authorities)]
