"""The empty template: what a service fills in, or shows to the supplier of its case system."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from plumbline import __version__
from plumbline.errors import UsageError
from plumbline.folders import MANIFEST, kind_of, refuse_foreign, whole_folder
from plumbline.records.data_package import data_package
from plumbline.records.specification import load
from plumbline.records.template_files import KIND, fingerprint, untouched
from plumbline.records.template_workbook import write_workbook

WORKBOOK = "plumbline-template.xlsx"


def write_template(folder: Path, standards: Iterable[str] = ()) -> list[Path]:
    """Write the empty template of the specification into `folder`; return the files written.

    In it: a CSV file for each table with its headings only; the same as one workbook with drop-down
    lists; `datapackage.json`, for other tools; `extract.toml` and `mapping-example.toml`, to be filled in
    where needed.
    standards: codes of the known standards, offered as a list in the workbook.
    Raises UsageError where the folder is not a template of ours, or where anything in it has been changed
    since it was written: what somebody filled in is never overwritten.
    """
    folder = Path(folder)
    refuse_foreign(folder, KIND)
    _refuse_filled(folder)
    specification = load()
    with whole_folder(folder, KIND) as fresh:
        for table in specification.tables.values():
            with (fresh / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerow([column.name for column in table.columns])
        write_workbook(fresh / WORKBOOK, tuple(standards))
        _write_json(fresh / "datapackage.json", data_package())
        for source in (files("plumbline") / "library" / "specification" / "template").iterdir():
            (fresh / source.name).write_bytes(source.read_bytes())
        _write_json(
            fresh / MANIFEST,
            {
                "kind": KIND,
                "format": 1,
                "library_version": __version__,
                "specification": specification.version,
                "files": [fingerprint(file) for file in _files(fresh)],
            },
        )
    return [*_files(folder), folder / MANIFEST]


def _files(folder: Path) -> list[Path]:
    return sorted(
        file for file in folder.iterdir() if not file.name.startswith(".") and file.name != MANIFEST
    )


def _refuse_filled(folder: Path) -> None:
    if kind_of(folder) != KIND:
        return
    as_written = untouched(folder)
    for file in _files(folder):
        if file.name not in as_written:
            raise UsageError(
                f"{file}: was changed or added after the template was written, so it is left as it is. "
                "Choose another folder, or remove this one yourself."
            )


def _write_json(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
