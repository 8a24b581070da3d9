"""A pack of open data: CSV files that may be given to anyone, with what each column means beside them."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbline.errors import UsageError
from plumbline.folders import MANIFEST, whole_folder
from plumbline.measures.frozen import FrozenRun, connect, open_run
from plumbline.measures.periods import Period
from plumbline.measures.rates import RATES
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, csv_text
from plumbline.publishing.closing_pages import partial_notice
from plumbline.publishing.gathering import authorities_of
from plumbline.publishing.named_period import named_period, period_words
from plumbline.publishing.open_tables import RATE_PARTS, VERDICTS, OpenTables, Row, open_tables
from plumbline.publishing.report import council_names, write_whole
from plumbline.publishing.standard_page import RATE_TITLES, calendar_words
from plumbline.publishing.wording import day, listed
from plumbline.statistics.disclosure import SYMBOL, THRESHOLD

KIND = "plumbline open data"

_COUNTS = {
    "met": "duties met",
    "not_met": "duties not met",
    "not_applicable": "duties that do not apply, such as those that fell due after the case had ended",
    "cannot_tell": "duties that the records do not allow to be judged; never counted as met or not met",
}
_PARTS = {
    "numerator": "duties counted above the line",
    "denominator": "duties counted below the line",
    "rate": f"numerator over denominator, from 0 to 1; empty below {FEWEST_FOR_A_PERCENTAGE} duties",
    "low": "lower end of Wilson’s 95% interval",
    "high": "upper end of Wilson’s 95% interval",
    "lowest": "the lowest the rate could be; given in its place where over a tenth cannot be told",
    "highest": "the highest the rate could be; given in its place where over a tenth cannot be told",
}
assert tuple(_COUNTS) == VERDICTS and tuple(_PARTS) == RATE_PARTS

Field = tuple[str, str, str]
"""A column: its name, its kind as a data package says it, and what it means."""

_STANDARD: Field = ("standard", "string", "code of the standard, see standards.csv")
_PERIOD: Field = (
    "period",
    "string",
    "a month as 2026-03, a quarter as 2025-26 Q4, a year from April as 2025-26",
)
_MEASURES: tuple[Field, ...] = (
    *((name, "integer", meaning) for name, meaning in _COUNTS.items()),
    ("other_together", "integer", "not applicable and cannot tell together, where they are only given so"),
    *(
        (
            f"{rate}_{part}",
            "integer" if part in ("numerator", "denominator") else "number",
            f"{RATE_TITLES[rate]} rate ({meaning}): {_PARTS[part]}",
        )
        for rate, meaning in RATES.items()
        for part in RATE_PARTS
    ),
)


@dataclass(frozen=True)
class OpenFile:
    """One CSV file of the pack: its name without the ending, what it is, its columns, its rows."""

    name: str
    about: str
    fields: tuple[Field, ...]
    rows: list[Row]


def write_open_data(run_folder: Path, out: Path, *, period: Period | str) -> None:
    """Write a pack of open data on one complete month, quarter or year, whole or not at all.

    run_folder: what `plumbline run` wrote. out: a folder, or a zip file where it ends in .zip; a pack of ours
    there is replaced. No person, case or worker is in it, and small numbers are hidden. Raises UsageError
    where `out` is something else, or the period is unknown or not complete; PlumblineError where the run
    cannot be read or the pack cannot be written.
    """
    out = Path(out)
    zipped = out.suffix.lower() == ".zip"
    if zipped:
        _refuse_foreign(out)
    files = open_data(open_run(run_folder), period)
    if zipped:
        write_whole(out, _as_zip(files))
        return
    with whole_folder(out, KIND) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)


def open_data(run: FrozenRun, period: Period | str) -> dict[str, bytes]:
    """The files of a pack, by name. The same run and period give the same bytes every time."""
    asked = named_period(period)
    tables = open_tables(run, asked)
    files = _files(tables)
    with closing(connect(run)) as con:
        places = authorities_of(con)
    names = council_names()
    whose = listed([f"{names[code]} ({code})" if code in names else code for code in places])
    if places and all(code in names for code in places):
        whose += " (made-up data)"
    found = {f"{one.name}.csv": _csv(one) for one in files}
    found["README.md"] = _read_me(run, tables, files, whose).encode("utf-8")
    found["datapackage.json"] = _json(_package(run, asked, files, whose))
    said = {"kind": KIND, "format": 1, "period": asked.label, "as_at": run.as_at.isoformat()}
    found[MANIFEST] = _json(
        {**said, "library_version": run.library_version, "extract_hash": run.extract_hash}
    )
    return dict(sorted(found.items()))


def _files(tables: OpenTables) -> list[OpenFile]:
    """The files that hold any rows, and always the standards and what is left out."""
    when = period_words(tables.period)
    place: Field = (
        tables.place,
        "string",
        f"the {tables.place}, by its {'code' if tables.place == 'authority' else 'name'}",
    )
    days: tuple[Field, ...] = (
        ("first_day", "date", "first day of the period"),
        ("last_day", "date", "last day of the period"),
    )
    start = (_STANDARD, _PERIOD)
    found = [
        OpenFile(
            "standards",
            "The standards judged, each with its source.",
            (
                ("standard", "string", "code of the standard"),
                ("title", "string", "what it is called"),
                ("source", "string", "where it is laid down"),
                ("edition", "string", "which issue of the source"),
                ("how_sure", "string", "official, practice, or inferred: how plainly the source states it"),
                ("whose", "string", "national, or the council whose own rule it is"),
                ("for_headlines", "string", "yes or no: whether it is fit for a headline"),
                ("note", "string", "what to know when reading it"),
                ("address", "string", "where the source can be read"),
            ),
            tables.standards,
        ),
        OpenFile(
            "measures_by_period",
            f"Duties met and not met, and the rates, by standard: each complete period up to {when}. A duty "
            "belongs to the period in which its clock started; a repeated one to that of its due date.",
            (*start, *days, *_MEASURES),
            tables.by_period,
        ),
        OpenFile(
            f"measures_by_{tables.place}",
            f"The same for {when} alone, by {tables.place}.",
            (*start, place, *_MEASURES),
            tables.by_place,
        ),
        OpenFile(
            "national_tables",
            f"The national timescale tables for {when}, by the rules in which they are published: "
            "requirements added later are left out, and percentages are of those in a band.",
            (
                _STANDARD,
                ("table", "string", "the table’s published title"),
                _PERIOD,
                ("line", "string", "the line of the table"),
                ("number", "integer", "how many"),
                ("percent", "number", "of those in a band, from 0 to 100"),
            ),
            tables.national,
        ),
        OpenFile(
            "bands",
            f"How long it took, by published band, for {when}.",
            (*start, ("band", "string", "how long it took"), ("number", "integer", "how many duties")),
            tables.bands,
        ),
        OpenFile(
            "reasons",
            f"Why duties were missed, for {when}, by side and reason.",
            (
                *start,
                ("side", "string", "whose side the reason is on"),
                ("reason", "string", "the reason recorded; empty where only the side is given"),
                ("missed", "integer", "duties missed"),
                ("evidenced", "integer", "of these, recorded by the due date or covered by an absence"),
                ("asserted", "integer", "of these, recorded only after the due date"),
            ),
            tables.reasons,
        ),
        OpenFile(
            "left_out",
            "What is not printed in these files, or not in full, and why.",
            (("table", "string", "the file"), *start, ("why", "string", "why it is not printed")),
            tables.left_out,
        ),
    ]
    return [one for one in found if one.rows or one.name in ("standards", "left_out")]


def _csv(one: OpenFile) -> bytes:
    return csv_text([name for name, _, _ in one.fields], one.rows).encode("utf-8")


def _package(run: FrozenRun, period: Period, files: list[OpenFile], whose: str) -> dict[str, Any]:
    """The descriptor by which other programs read the pack. It names no licence: that is the publisher's."""
    sources = dict.fromkeys((one.source, one.edition) for one in run.standards.values())
    return {
        "profile": "tabular-data-package",
        "name": f"justice-social-work-standards-{period.label.lower().replace(' ', '-')}",
        "title": f"Is justice social work done to standard? {whose}, {period_words(period)}",
        "description": f"As at {day(run.as_at)}. Plumbline {run.library_version}. Read README.md first.",
        "version": run.as_at.isoformat(),
        "sources": [{"title": f"{source}, {edition}" if edition else source} for source, edition in sources],
        "resources": [
            {
                "name": one.name.replace("_", "-"),
                "type": "table",
                "profile": "tabular-data-resource",
                "path": f"{one.name}.csv",
                "description": one.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "type": kind, "description": meaning}
                        for name, kind, meaning in one.fields
                    ],
                    "missingValues": ["", SYMBOL],
                },
            }
            for one in files
        ],
    }


def _read_me(run: FrozenRun, tables: OpenTables, files: list[OpenFile], whose: str) -> str:
    when = period_words(tables.period)
    partial = partial_notice(run, publish=True)
    extract = f", from an extract made on {day(run.extracted_on)}" if run.extracted_on else ""
    listed_files = "\n".join(f"- `{one.name}.csv`: {one.about}" for one in files)
    rates = "\n".join(f"- {RATE_TITLES[name]}: {meaning}." for name, meaning in RATES.items())
    careful = f"\n**Careful.** {partial}\n" if partial else ""
    return f"""# Is justice social work done to standard?

{whose or "No authority named"}. {when}. As at {day(run.as_at)}{extract}.

Each duty that a standard lays on the service is judged for each case: met, not met, not applicable, or
cannot tell. These files count the duties. No person, case or worker is in them.
{careful}
## Files

{listed_files}

`datapackage.json` says what each column means, in a form that other programs read.

## Rates

{rates}

The strict rate is stricter than the published national one, which leaves out what was never done.

## Small numbers

`{SYMBOL}` stands for a number that is not printed: one from 1 to {THRESHOLD - 1}, or another from which one
could be worked out. An empty cell means that there is nothing to give. Before the files were written, what
can be told from all of them together was worked out, standard by standard; what would have told too much is
left out, and `left_out.csv` says so.

To those who publish: give out packs of one length only (months, or quarters, or years), and one pack for each
period. From two that overlap, or from one before and one after a correction, a reader can subtract.

## Where the figures come from

- Sources of the standards: `standards.csv`.
- Working days: {calendar_words(run)}.
- Extract’s fingerprint (SHA-256): {run.extract_hash}
- Made by Plumbline {run.library_version}.

## Licence

To be stated by those who publish these files. None is given here.
"""


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _as_zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            packed.writestr(part, content)
    return held.getvalue()


def _refuse_foreign(out: Path) -> None:
    """Raise UsageError where something stands at `out` that is no zip file of ours."""
    if not out.exists():
        return
    try:
        with zipfile.ZipFile(out) as held:
            kind = json.loads(held.read(MANIFEST)).get("kind")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, AttributeError):
        kind = None
    if kind != KIND:
        raise UsageError(
            f"{out}: exists and is no pack of open data of ours, so it is left alone. "
            "Choose another name, or remove it yourself."
        )
