"""All readings as files for analysis: no case, person, worker or reader can be told from them by name.

A record has an opaque number of its own, the same in every export and nowhere else. Free text is left out
unless it is asked for, since people write what they should not. This is one of the few modules that touch
case rows.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from plumbline.measures import neutral
from plumbline.scrutiny.consistency import bare
from plumbline.scrutiny.instruments import Instrument, Question, Repeat
from plumbline_web.reading.figures import label_of
from plumbline_web.reading.forms_in_use import text_in
from plumbline_web.reading.found import Found, RecordRead

FORMS = {"csv": "CSV", "parquet": "Parquet", "package": "Data Package"}
KINDS = {
    "first": "one of the readings as it was submitted",
    "second": "the other reading of a record that two people read, as it was submitted",
    "counts": "what counts of the record: the one reading, or both with what was settled",
}
TYPES = {"integer": "integer", "decimal": "number", "date": "date"}


@dataclass(frozen=True)
class Column:
    """A column of the export. kind: as a data package says it. choices: each value and its words."""

    name: str
    kind: str
    about: str
    question: Question | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Export:
    """The tables of an export. answers: a row for each reading, and for what counts. repeated: answers of
    groups that are asked again, one a row. choices: the answers that can be chosen, with their words.
    left_out: how many questions of free words are left out.
    """

    columns: tuple[Column, ...]
    answers: tuple[tuple[Any, ...], ...]
    repeated: tuple[tuple[Any, ...], ...]
    choices: tuple[tuple[str, str, str], ...]
    has_groups: bool
    left_out: int
    words: bool


REPEATED = (
    Column("record", "string", "the opaque number of the record, as in the other table"),
    Column("kind", "string", "as in the other table"),
    Column("question", "string", "the question’s name"),
    Column("place", "string", "which time it was asked: 2, or 2.1 in a group inside a group"),
    Column("answer", "string", "what was answered, as the form holds it"),
)


def opaque(read: RecordRead) -> str:
    """A record's number in exports. It is made from the record's random key, and leads back to nothing."""
    return sha256(f"export|{read.record.key}".encode()).hexdigest()[:12]


def export_of(found: Found, *, words: bool = False) -> Export:
    """The tables of everything submitted. words: with free text, which may name people."""
    columns = _columns(found, words)
    groups = [one.path for one in found.form.nodes() if isinstance(one, Repeat)]
    answers: list[tuple[Any, ...]] = []
    repeated: list[tuple[Any, ...]] = []
    weights = {one.stratum: one.population for one in found.strata}
    counting = found.counting
    read_in = {name: sum(one.stratum == name for one in counting) for name in weights}
    for one in sorted(found.records, key=opaque):
        if not one.submitted:
            continue
        sets: list[tuple[str, Mapping[str, str]]] = [(sent.kind, sent.answers) for sent in one.submissions]
        if one.counts is not None:
            sets.append(("counts", one.counts[0]))
        # One who reads a record alone may hold its second reading, where the first was taken away.
        alone = len(one.submissions) == 1
        for kind, given in sets:
            named = "first" if alone and kind == "second" else kind
            of_all = named == "counts" and read_in.get(one.stratum, 0)
            weight = float(Fraction(weights[one.stratum]) / read_in[one.stratum]) if of_all else None
            settled = len(one.settlements) if named == "counts" else None
            row = [opaque(one), one.service, one.stratum, named, weight, settled]
            row += [_value(column, given) for column in columns[len(row) :]]
            answers.append(tuple(row))
            repeated += _repeated(found.form, groups, opaque(one), named, given, words)
    texts = sum(one.type == "text" for one in found.form.questions())
    return Export(
        columns=columns,
        answers=tuple(answers),
        repeated=tuple(repeated),
        choices=tuple(_choices(found.form, columns)),
        has_groups=bool(groups),
        left_out=0 if words else texts,
        words=words,
    )


def as_csv(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as CSV with a head, in UTF-8, with nothing in it that a spreadsheet would run."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([one.name for one in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return held.getvalue().encode("utf-8")


def as_parquet(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as one Parquet file, each column in its own type, with what it means beside it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "string": pa.string()}
    schema = pa.schema(
        [pa.field(one.name, types[one.kind], metadata={"description": one.about}) for one in columns]
    )
    arrays = [pa.array([row[at] for row in rows], type=field.type) for at, field in enumerate(schema)]
    held = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), held)
    return held.getvalue()


def as_package(export: Export, *, title: str, on: date, progress: str) -> bytes:
    """A Data Package as zip: the tables, what each column means, and a page to read first."""
    tables: list[tuple[str, str, Sequence[Column], Sequence[Sequence[Any]]]] = [
        (
            "readings",
            "A row for each reading, and for what counts of each record.",
            export.columns,
            export.answers,
        )
    ]
    if export.has_groups:
        about = "Answers of groups of questions that are asked again, one a row."
        tables.append(("repeated", about, REPEATED, export.repeated))
    files = {f"{name}.csv": as_csv(columns, rows) for name, _, columns, rows in tables}
    files["choices.csv"] = as_csv(CHOICES, export.choices)
    tables.append(("choices", "The answers that can be chosen, with their words.", CHOICES, ()))
    package = {
        "profile": "tabular-data-package",
        "name": "record-readings",
        "title": title,
        "description": f"{progress} Read README.md first.",
        "version": on.isoformat(),
        "resources": [_resource(name, about, columns) for name, about, columns, _ in tables],
    }
    files["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    files["README.md"] = _read_me(export, title, on, progress).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return held.getvalue()


CHOICES = (
    Column("column", "string", "the column of readings.csv, or the question of repeated.csv"),
    Column("value", "string", "the value that stands there"),
    Column("words", "string", "what the reader chose, in words"),
)


def _columns(found: Found, words: bool) -> tuple[Column, ...]:
    form = found.form
    kinds = "; ".join(f"{name}: {about}" for name, about in KINDS.items())
    fixed = (
        Column("record", "string", "an opaque number; it leads back to no case"),
        Column("service", "string", "whose record it is"),
        Column("stratum", "string", "the stratum it was drawn from; empty where there are none"),
        Column("kind", "string", kinds),
        Column("weight", "number", "how many records in scope it stands for; only where kind is counts"),
        Column("settled", "integer", "how many questions a third person settled; only where kind is counts"),
    )
    taken = {one.name for one in fixed}
    groups = [one.path for one in form.nodes() if isinstance(one, Repeat)]
    more = []
    for one in form.questions():
        inside = any(one.path.startswith(f"{path}/") for path in groups)
        if inside or one.type == "note" or (one.type == "text" and not words):
            continue
        name = one.name
        while name in taken:
            name = f"answer_{name}"
        taken.add(name)
        chosen = tuple(
            (each.name, text_in(each.labels, form.default_language) or each.name)
            for each in form.choice_lists.get(one.choice_list, ())
        )
        about = label_of(one, form)
        if one.type == "select_multiple":
            about += " (several, with a space between)"
        if one.type == "text":
            about += " (free words: they may name people)"
        more.append(Column(name, TYPES.get(one.type, "string"), about, one, chosen))
    return (*fixed, *more)


def _value(column: Column, given: Mapping[str, str]) -> Any:
    assert column.question is not None
    value = given.get(column.question.path, "")
    if not value:
        return None
    if column.kind == "integer":
        return int(value)
    if column.kind == "number":
        return float(value)
    return date.fromisoformat(value) if column.kind == "date" else value


def _cell(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, float) else neutral(value)


def _repeated(
    form: Instrument, groups: Sequence[str], record: str, kind: str, given: Mapping[str, str], words: bool
) -> Iterator[tuple[Any, ...]]:
    for path, value in given.items():
        node = form.by_path.get(bare(path))
        if not isinstance(node, Question) or "[" not in path or (node.type == "text" and not words):
            continue
        place = ".".join(part.partition("[")[2].rstrip("]") for part in path.split("/") if "[" in part)
        yield record, kind, node.name, place, value


def _choices(form: Instrument, columns: Sequence[Column]) -> Iterator[tuple[str, str, str]]:
    named = {one.question.path: one.name for one in columns if one.question is not None}
    for one in form.questions():
        for choice in form.choice_lists.get(one.choice_list, ()):
            words = text_in(choice.labels, form.default_language) or choice.name
            yield named.get(one.path, one.name), choice.name, words


def _resource(name: str, about: str, columns: Sequence[Column]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for one in columns:
        field: dict[str, Any] = {"name": one.name, "type": one.kind, "description": one.about}
        if one.choices and one.question is not None and one.question.type == "select_one":
            field["constraints"] = {"enum": [value for value, _ in one.choices]}
        fields.append(field)
    return {
        "name": name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{name}.csv",
        "description": about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _read_me(export: Export, title: str, on: date, progress: str) -> str:
    text = (
        "Free words are in it, as readers wrote them. They may name people: keep these files as records."
        if export.words
        else f"Free words are left out: {export.left_out} question{'' if export.left_out == 1 else 's'}."
    )
    kinds = "\n".join(f"- `{name}`: {about}" for name, about in KINDS.items())
    groups = (
        "\n- `repeated.csv`: answers of groups that are asked again, one a row" if export.has_groups else ""
    )
    return f"""# {title}

{progress} Exported on {on.isoformat()}.

No case reference, person, worker or reader is in these files. {text}

## Files

- `readings.csv`: a row for each reading, and for what counts of each record
- `choices.csv`: the answers that can be chosen, with their words{groups}
- `datapackage.json`: what each column means, in a form that other programs read

## Kinds of row

{kinds}

For figures use the rows of kind `counts` alone, each with its `weight`. For agreement use the others.

An answer that a spreadsheet would take for a formula has an apostrophe before it. An empty cell: the question
did not come up, or was left open.
"""
