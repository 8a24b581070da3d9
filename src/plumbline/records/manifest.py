"""A taken extract: typed Parquet, one file a table, and a manifest that says where it came from."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.errors import PlumblineError
from plumbline.folders import MANIFEST, kind_of

if TYPE_CHECKING:
    from plumbline.records.faults import FaultList

KIND = "plumbline taken extract"
FORMAT = 1


@dataclass(frozen=True)
class Cover:
    """The days for which a table was sent whole; None where nothing is said."""

    covers_from: datetime.date | None = None
    covers_until: datetime.date | None = None


@dataclass(frozen=True)
class TableCount:
    """How many rows a table has. rows: taken. rows_read: records that were not blank.

    left_out_faulty: kept out by an error of their own. left_out_hanging: kept out because a row they name
    was.
    """

    rows: int
    rows_read: int
    left_out_faulty: int
    left_out_hanging: int
    columns_sent: tuple[str, ...]


@dataclass(frozen=True)
class SentFile:
    """A file that gave rows to a table (or to several, joined by commas). sha256: of the file as sent."""

    file: str
    sha256: str
    bytes: int
    table: str


@dataclass(frozen=True)
class Manifest:
    """What the manifest of a taken extract says. cover, tables: by name of the table, only those sent."""

    library_version: str
    specification: str
    extracted_on: datetime.date | None
    cover: dict[str, Cover]
    files: tuple[SentFile, ...]
    extract_hash: str
    accept_partial: bool
    faults: dict[str, Any]
    tables: dict[str, TableCount]

    def to_json(self) -> dict[str, Any]:
        """The manifest as plain data for JSON."""
        return {
            "kind": KIND,
            "format": FORMAT,
            "library_version": self.library_version,
            "specification": self.specification,
            "extracted_on": _text(self.extracted_on),
            "cover": {
                table: {"covers_from": _text(cover.covers_from), "covers_until": _text(cover.covers_until)}
                for table, cover in self.cover.items()
            },
            "files": [vars(file) for file in self.files],
            "extract_hash": self.extract_hash,
            "accept_partial": self.accept_partial,
            "faults": self.faults,
            "tables": {
                name: {**vars(count), "columns_sent": list(count.columns_sent)}
                for name, count in self.tables.items()
            },
        }


@dataclass(frozen=True)
class TakenExtract:
    """A taken extract on disk: its folder and its manifest.

    faults: all that was found, where it has just been taken; None for one that was opened again.
    """

    path: Path
    manifest: Manifest
    faults: FaultList | None = field(default=None, compare=False, repr=False)

    def parquet(self, table: str) -> Path:
        """Where a table's rows are. The file exists for each table in `manifest.tables`."""
        return self.path / f"{table}.parquet"


def is_taken(path: Path) -> bool:
    """Whether this is the folder of a taken extract."""
    return Path(path).is_dir() and kind_of(Path(path)) == KIND


def open_taken(path: Path) -> TakenExtract:
    """Open a taken extract.

    Raises PlumblineError where the folder is not one, was written in another format, or lacks one of its
    tables.
    """
    path = Path(path)
    if not is_taken(path):
        raise PlumblineError(f"{path}: is not a taken extract. Make one with `plumbline take`.")
    try:
        raw = json.loads((path / MANIFEST).read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise PlumblineError(
                f"{path}: was written in format {raw['format']}, and this version reads format {FORMAT}. "
                "Take the extract again."
            )
        manifest = _read(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise PlumblineError(f"{path}: its manifest is damaged. Take the extract again.") from fault
    taken = TakenExtract(path, manifest)
    lost = [name for name in manifest.tables if not taken.parquet(name).is_file()]
    if lost:
        raise PlumblineError(f"{path}: lacks the rows of {', '.join(lost)}. Take the extract again.")
    return taken


def _read(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        library_version=raw["library_version"],
        specification=raw["specification"],
        extracted_on=_date(raw["extracted_on"]),
        cover={
            table: Cover(_date(said["covers_from"]), _date(said["covers_until"]))
            for table, said in raw["cover"].items()
        },
        files=tuple(SentFile(**file) for file in raw["files"]),
        extract_hash=raw["extract_hash"],
        accept_partial=raw["accept_partial"],
        faults=raw["faults"],
        tables={
            name: TableCount(**{**count, "columns_sent": tuple(count["columns_sent"])})
            for name, count in raw["tables"].items()
        },
    )


def _text(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
