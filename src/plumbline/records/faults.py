"""Faults: what is wrong with an extract, where, and how to mend it. All of them, in one list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.errors import PlumblineError
from plumbline.records.raw import texts

if TYPE_CHECKING:
    import pyarrow as pa

SEVERITIES = ("error", "warning", "notice")

REFUSING = frozenset({"direct_identifier_column", "limit", "unsafe_path", "extract_toml", "no_tables"})
"""Kinds of error with which an extract is refused whatever else is asked for."""

KINDS = {
    "after_end": "An event after the end of its order, licence or sentence",
    "authority_retired": "A retired council code, read as its successor",
    "authority_unknown": "A council code that is not known",
    "before_start": "An event before day 0",
    "blank_record": "Rows with every cell empty, passed over",
    "code_unknown": "A code that is not in the list",
    "column_ignored": "A column that is left alone",
    "column_missing": "A required column that is not there",
    "cover_gap": "Events that begin later than orders, or stop earlier",
    "date_impossible": "A date in a year that cannot be",
    "date_of_birth": "A full date of birth where the year alone is asked for",
    "date_unreadable": "A date that cannot be read",
    "direct_identifier_column": "A column that names or finds a person",
    "direct_identifier_value": "A value that names or finds a person",
    "empty_word": "Words such as NULL or N/A, read as empty",
    "ended_before_begun": "Ended before it began",
    "errors_unseen": "A kind of workbook in which an error looks empty",
    "extract_toml": "The file extract.toml cannot be followed",
    "file_ignored": "A file or sheet that is left alone",
    "file_missing": "A file or sheet that the mapping names is not there",
    "header_repeated": "Two columns of the same name",
    "hours_level": "Unpaid work hours outside their level",
    "hours_short": "Completed with hours short",
    "identifier_made": "Identifiers made, because none were sent",
    "identifier_repeated": "A second row with the same identifier",
    "limit": "A limit is passed",
    "month_unreadable": "A month that cannot be read",
    "no_tables": "Nothing here can be used",
    "number_out_of_range": "A number that cannot be",
    "number_unreadable": "A number that cannot be read",
    "other_activity_over": "More other activity than is allowed",
    "owner_missing": "No owner: the row belongs to nothing",
    "owner_several": "More than one owner",
    "recorded_before": "Recorded before it happened",
    "reference_missing": "A reference to a row that is not there",
    "required_missing": "A required value is missing",
    "row_too_long": "A row longer than the header",
    "score_level": "A score that does not agree with its level",
    "standard_unknown": "A standard that is not known",
    "table_twice": "One table sent twice",
    "two_digit_year": "A year of two digits",
    "unreadable_file": "A file that cannot be read",
    "unsafe_path": "A file with an unsafe name or place",
    "yes_no_unreadable": "Neither yes nor no",
}
"""Every kind of fault, and its heading on a screen."""

_NEUTRALISED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Fault:
    """One fault.

    row: the record number after the header, 1 for the first; None for a whole column or file.
    severity: "error" keeps a row (or a file) out, "warning" and "notice" keep it in.
    message: what is wrong and how to mend it.
    """

    file: str | None
    table: str | None
    row: int | None
    column: str | None
    value: str | None
    kind: str
    severity: str
    message: str


COLUMNS = tuple(field.name for field in fields(Fault))


class FaultList:
    """All faults of an extract, in the order of tables, rows and columns. Kept as columns: there may be
    millions."""

    def __init__(self, table: pa.Table) -> None:
        """table: a pyarrow table with the columns of Fault."""
        self._table = table

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> FaultList:
        """A list of the given faults."""
        import numpy as np
        import pyarrow as pa

        found = list(faults)
        arrays = {name: texts([getattr(fault, name) for fault in found]) for name in COLUMNS if name != "row"}
        rows = pa.py_buffer(np.array([fault.row or 0 for fault in found], dtype=np.int64))
        known = pa.py_buffer(
            np.packbits(np.array([fault.row is not None for fault in found], dtype=bool), bitorder="little")
        )
        arrays["row"] = pa.Array.from_buffers(pa.int64(), len(found), [known, rows])
        return cls(pa.Table.from_arrays([arrays[name] for name in COLUMNS], names=list(COLUMNS)))

    def to_arrow(self) -> pa.Table:
        """The faults as a pyarrow table with the columns of Fault."""
        return self._table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[Fault]:
        for batch in self._table.to_batches(max_chunksize=10_000):
            columns = [batch.column(name).to_pylist() for name in COLUMNS]
            for values in zip(*columns, strict=True):
                yield Fault(*values)

    def of_kind(self, kind: str) -> list[Fault]:
        """The faults of one kind."""
        return list(self._where("kind", kind))

    def first(self, number: int) -> list[Fault]:
        """The first so many faults."""
        return list(FaultList(self._table.slice(0, number)))

    def _where(self, column: str, value: str) -> FaultList:
        """The faults with this value in a column.

        Not by pyarrow's own comparison or grouping: either would import pandas wherever it is installed, for
        a second.
        """
        import numpy as np
        import pyarrow as pa

        encoded = self._table[column].combine_chunks().dictionary_encode()
        values = encoded.dictionary.to_pylist()
        if value not in values:
            return FaultList(self._table.slice(0, 0))
        places = np.frombuffer(encoded.indices.buffers()[1], dtype=np.int32)
        chosen = places[encoded.indices.offset :][: len(encoded)] == values.index(value)
        bits = pa.py_buffer(np.packbits(chosen, bitorder="little"))
        return FaultList(self._table.filter(pa.Array.from_buffers(pa.bool_(), len(chosen), [None, bits])))

    def count(self, severity: str) -> int:
        """How many faults have this severity."""
        return sum(number for (_, found), number in self._counts().items() if found == severity)

    @property
    def errors(self) -> int:
        """Number of errors."""
        return self.count("error")

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return self.count("warning")

    @property
    def notices(self) -> int:
        """Number of notices."""
        return self.count("notice")

    @property
    def by_severity(self) -> dict[str, int]:
        """Number of errors, warnings and notices, in this order."""
        return {severity: self.count(severity) for severity in SEVERITIES}

    @property
    def by_kind(self) -> dict[str, int]:
        """Number of faults by kind, by name of the kind."""
        counts: dict[str, int] = {}
        for (kind, _), number in sorted(self._counts().items()):
            counts[kind] = counts.get(kind, 0) + number
        return counts

    def refusing(self) -> list[Fault]:
        """The errors with which an extract is refused even without its faulty rows."""
        if not any(severity == "error" and kind in REFUSING for kind, severity in self._counts()):
            return []
        errors = self._where("severity", "error")
        return [fault for kind in sorted(REFUSING) for fault in errors.of_kind(kind)]

    def _counts(self) -> dict[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = {}
        for severity in SEVERITIES:
            kinds = self._where("severity", severity)._table["kind"]
            for entry in kinds.value_counts().to_pylist():
                counts[(entry["values"], severity)] = entry["counts"]
        return counts

    def write_csv(self, path: Path) -> None:
        """Write all faults as CSV for people. A cell that begins with = + - or @ gets a ' before it, so that
        no spreadsheet takes it for a formula."""
        with _writable(path), path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            for fault in self:
                writer.writerow([_neutral(value) for value in astuple(fault)])

    def write_json(self, path: Path) -> None:
        """Write all faults as JSON: a list of {file, table, row, column, value, kind, severity, message}."""
        with _writable(path), path.open("w", encoding="utf-8") as out:
            out.write("[")
            for number, fault in enumerate(self):
                out.write(",\n" if number else "\n")
                out.write(json.dumps(dict(zip(COLUMNS, astuple(fault), strict=True)), ensure_ascii=False))
            out.write("\n]\n")

    def summary(self, examples: int = 3) -> str:
        """What a screen shows: by severity and kind, how many, and the first few with how to mend them."""
        lines: list[str] = []
        for severity in SEVERITIES:
            if not self.count(severity):
                continue
            lines += [f"{_number_of(self.count(severity), severity)}"]
            chosen = self._where("severity", severity)
            counts = {kind: n for (kind, found), n in self._counts().items() if found == severity}
            for kind in sorted(counts, key=lambda kind: (-counts[kind], kind)):
                lines.append(f"  {KINDS.get(kind, kind)}: {counts[kind]:,}")
                for fault in chosen._where("kind", kind).first(examples):
                    lines.append(visible(f"    {place(fault)}: {fault.message}"))
                if counts[kind] > examples:
                    lines.append(f"    and {counts[kind] - examples:,} more")
        return "\n".join(lines) if lines else "No faults found."


def visible(text: str) -> str:
    """The text with every sign that a screen would act on, and not show, written as its number.

    Those are control signs, and the marks that turn the direction of writing: U+202E becomes <U+202E>.
    """
    return "".join(sign if sign.isprintable() or sign == " " else f"<U+{ord(sign):04X}>" for sign in text)


def place(fault: Fault) -> str:
    """Where a fault is, in words: file, row, column, as far as it has them."""
    parts = [fault.file or "the extract"]
    if fault.row is not None:
        parts.append(f"row {fault.row}")
    if fault.column is not None:
        parts.append(fault.column)
    return ", ".join(parts)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise PlumblineError(
            f"{path}: the faults cannot be written there ({fault.strerror}). Choose another place."
        ) from None


def _number_of(count: int, severity: str) -> str:
    return f"{count:,} {severity if count == 1 else severity + 's'}"


def _neutral(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_NEUTRALISED) else value
