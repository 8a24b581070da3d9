"""The figures of an edition as open data: CSV files that may be given to anyone, with a codebook beside them.

Small numbers are protected here whatever the edition is for: open data is for anyone.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plumbline.measures.text_tables import csv_text
from plumbline.scrutiny.quantities import Evidence, Protected, annex, protected, references, said_of
from plumbline_web.judgement.queries import evaluations_of
from plumbline_web.publication.composing import Composed
from plumbline_web.publication.holding import Held
from plumbline_web.publication.models import Making

Cell = str | int | None


@dataclass(frozen=True)
class Column:
    """A column: its name, its type as a data package says it, and what it means."""

    name: str
    type: str
    means: str


@dataclass(frozen=True)
class OpenTable:
    """One CSV file: its name without the ending, what it is, its columns and rows."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _columns(kind: str, /, **means: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, meaning) for name, meaning in means.items())


QUANTITIES = (
    *_columns("string", id="by which the sealed bundle knows it", title="what is counted"),
    *_columns("string", kind="share, survey, groups, people, count or series"),
    *_columns("string", printed="the count as the report prints it"),
    *_columns("integer", count="how many; empty where it is protected or not a count"),
    *_columns("integer", base="of how many; empty where it is protected or there is none"),
    *_columns("integer", drawn_from="how many the base was drawn from, where that is known"),
    *_columns("number", percent="the share as printed, weighted where records were drawn by strata"),
    *_columns("number", low="lower end of the 95% interval, in per cent"),
    *_columns("number", high="upper end of the 95% interval, in per cent"),
    *_columns("string", word="the word of quantity for it"),
    *_columns("boolean", protected="whether its count is a small number or would give one away"),
    *_columns("string", source="where it comes from", period="of which period"),
)
STANDING = _columns(
    "string", words="as printed", where="in which section", reason="why they stand tied to no count"
)
EVALUATIONS = (
    *_columns(
        "string", service="the service evaluated", indicator="code in the framework", title="its title"
    ),
    *_columns("integer", step="step of the scale; empty where nothing is graded"),
    *_columns("string", evaluation="its word"),
)
AREAS = _columns(
    "string",
    number="as printed",
    text="what is to be improved",
    indicators="codes, apart by blanks",
    owners="who owns it, apart by semicolons",
)
TOOK_PART = _columns("string", how="kind of source", who="which group", how_many="* where it is protected")


def tables_of(made: Composed) -> list[dict[str, Any]]:
    """The tables of open data of a paper put together with its small numbers protected, as plain data."""
    held = made.held
    found = (
        OpenTable("quantities", "Every quantity that the text prints.", QUANTITIES, _quantities(held)),
        OpenTable(
            "words_let_stand", "Words of quantity tied to no count, and why.", STANDING, _standing(held)
        ),
        OpenTable("evaluations", "The evaluations.", EVALUATIONS, tuple(_evaluations(held))),
        OpenTable("areas", "Areas for improvement.", AREAS, tuple(_areas(held))),
        OpenTable("took_part", "How many took part.", TOOK_PART, tuple(held.took_part)),
    )
    return [
        {
            "name": one.name,
            "about": one.about,
            "columns": [[column.name, column.type, column.means] for column in one.columns],
            "rows": [list(row) for row in one.rows],
        }
        for one in found
        if one.rows
    ]


def open_data(making: Making) -> bytes:
    """The zip of an edition's open data. The same tables give the same bytes every time."""
    tables: Sequence[dict[str, Any]] = making.held["tables"]
    title = f"{making.paper.title}, edition {making.held['number']}"
    whose = making.paper.activity.organisation.name
    files = {
        f"{one['name']}.csv": csv_text([column[0] for column in one["columns"]], one["rows"])
        for one in tables
    }
    files["codebook.md"] = _codebook(title, whose, tables)
    files["datapackage.json"] = json.dumps(
        {
            "name": f"report-{making.key}",
            "title": title,
            "contributors": [{"title": whose, "role": "publisher"}],
            "resources": [
                {
                    "name": one["name"],
                    "path": f"{one['name']}.csv",
                    "description": one["about"],
                    "format": "csv",
                    "encoding": "utf-8",
                    "schema": {
                        "fields": [
                            {"name": name, "type": kind, "description": means}
                            for name, kind, means in one["columns"]
                        ],
                        "missingValues": [""],
                    },
                }
                for one in tables
            ],
        },
        indent=2,
        ensure_ascii=False,
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in sorted(files):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            packed.writestr(part, files[name].encode("utf-8"))
    return held.getvalue()


def _codebook(title: str, whose: str, tables: Sequence[dict[str, Any]]) -> str:
    lines = [
        f"# {title}",
        "",
        f"Published by {whose}. Open data of what the report prints: nobody, and no case, is in it. Small "
        "numbers, from 1 to 4, and those that would give one away are left out.",
    ]
    for one in tables:
        lines += [
            "",
            f"## {one['name']}.csv",
            "",
            one["about"],
            "",
            "| column | type | means |",
            "|---|---|---|",
        ]
        lines += [f"| `{name}` | {kind} | {means} |" for name, kind, means in one["columns"]]
    return "\n".join([*lines, ""])


def _quantities(held: Held) -> tuple[tuple[Cell, ...], ...]:
    """A row for each piece that the text names, as it prints with small numbers protected."""
    hidden = protected(held.evidence)
    named = dict.fromkeys(ref.id for one in held.said for ref in references(one.text) if ref.id)
    rows: list[tuple[Cell, ...]] = []
    for name in named:
        piece = held.evidence.get(name)
        if piece is None:
            continue
        head = (name, piece.title or name, piece.kind)
        tail = (piece.source, piece.period)
        if name in hidden:
            one = hidden[name]
            rows.append((*head, *_of_protected(piece, one), "true", *tail))
            continue
        said = said_of(piece)
        (row,) = annex(f"{{{name}}}", held.evidence, publish=True)
        bears = bool(said.percent) and said.rule != "numbers_only"
        interval = (said.low, said.high) if bears and said.interval else (None, None)
        counted = (row.count, piece.x, piece.n, piece.population)
        share = (said.percent if bears else None, *interval, said.word if bears else None)
        rows.append((*head, *counted, *share, "false", *tail))
    return tuple(rows)


def _of_protected(piece: Evidence, one: Protected) -> tuple[Cell, ...]:
    """What may be given of a protected piece: its wording in place of the count, and of a share from strata
    as much as the text may print."""
    said = said_of(piece)
    whole = one.shown == "share"
    ends = (said.low, said.high) if whole and one.range else (None, None)
    return (
        one.wording if one.shown == "rough" else one.count,
        piece.x if whole and one.could_be else None,
        piece.n if one.shown else None,
        None,
        said.percent if whole and one.percent else None,
        *ends,
        one.word or None,
    )


def _standing(held: Held) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (row.words, one.title, row.reason)
        for one in held.said
        for row in annex(one.text, held.evidence, publish=True)
        if row.reason
    )


def _evaluations(held: Held) -> Iterator[tuple[Cell, ...]]:
    if not held.prints_evaluations or not held.graded or held.scale is None:
        return
    names = {one.pk: one.organisation.name for one in held.subjects}
    for version in evaluations_of(held.activity):
        one = version.evaluation
        word = held.scale.grade(version.grade).word if version.grade is not None else None
        yield names[one.subject_id], one.indicator, held.title_of(one.indicator), version.grade, word


def _areas(held: Held) -> Iterator[tuple[Cell, ...]]:
    for number, version, printed in held.areas:
        owners = [one.name for one in version.owners.all()] + [str(one) for one in version.others]
        yield number, " ".join(printed.split()), " ".join(version.indicators), "; ".join(owners)
