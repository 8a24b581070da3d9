"""What an extract is made of: the files and sheets in a folder, a zip or a workbook, within the limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from plumbline.errors import PlumblineError, UsageError
from plumbline.records.cells_without_value import errors_can_be_seen
from plumbline.records.far_cells import too_far_apart
from plumbline.records.faults import Fault
from plumbline.records.specification import Specification, bare_name
from plumbline.records.template_files import untouched
from plumbline.records.unpacking import too_much_packed, unpack
from plumbline.records.workbooks import sheet_names

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
COVER_FILE = "extract.toml"
_COVER_BYTES = 1_000_000


@dataclass(frozen=True)
class Source:
    """One file, or one sheet of a workbook.

    label: what it is called in messages ("orders.csv", "extract.xlsx, sheet orders"). file: its name in the
    extract, with the folders of a zip that it lies in ("north/orders.csv").
    path: where it can be read. form: "text", "parquet" or "sheet". sheet: the sheet's name.
    names: the names under which it may be a table, the first that fits.
    """

    label: str
    file: str
    path: Path
    form: str
    names: tuple[str, ...]
    sheet: str | None = None


@dataclass
class Opened:
    """An extract, opened. cover_text: what its extract.toml says, None where there is none.

    others: files that are neither text, Parquet nor workbook. folders: the folders that reading it needs.
    cover_file: which file said it.
    """

    sources: list[Source] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    cover_text: bytes | None = None
    cover_file: str = COVER_FILE
    folders: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, file: str | None, kind: str, message: str) -> None:
        """Add an error about a file or the whole extract."""
        self.faults.append(Fault(file, None, None, None, None, kind, "error", message))


def open_extract(extract: Path, unpacked: Path, specification: Specification) -> Opened:
    """Look at what an extract holds; a zip is unpacked into the folder `unpacked`.

    Raises UsageError where `extract` does not exist. All else that is wrong is in the faults.
    """
    if not extract.exists():
        raise UsageError(
            f"{extract}: there is no such folder or file. Give the folder, zip or workbook to read."
        )
    opened = Opened()
    try:
        if extract.is_dir():
            _look_through(extract, opened, specification)
        elif not extract.is_file():
            opened.refuse(
                extract.name,
                "unreadable_file",
                f"{extract.name} is {_what(extract)}, and cannot be read as an extract. Save what it gives "
                "as a file, and give that.",
            )
        elif _is_workbook(extract):
            _add_workbook(extract, extract.name, opened, specification.limits)
        elif extract.suffix.lower() == ".zip" or _begins(extract, b"PK"):
            unpacked.mkdir()
            faults = unpack(extract, unpacked, specification.limits)
            opened.faults += faults
            if not faults:
                _look_through(unpacked, opened, specification, deep=True)
        else:
            opened.refuse(
                extract.name,
                "unreadable_file",
                f"{extract.name} is neither a folder, a zip nor a workbook. Put the files of the extract "
                "into one "
                "folder, and give that.",
            )
    except OSError as fault:
        raise PlumblineError(
            f"{extract}: cannot be read ({fault.strerror}). See that you may open it."
        ) from None
    return opened


def _look_through(
    folder: Path, opened: Opened, specification: Specification, *, deep: bool = False, inside: str = ""
) -> None:
    """The files of a folder. One that holds nothing but another folder stands for that one. deep: those of
    the folders within it too (a zip was packed on purpose; beside a folder's files other things may lie).
    inside: the folders that this one lies in, as a file of it is named ("north/")."""
    limits = specification.limits
    entries = sorted(
        (
            entry
            for entry in os.scandir(folder)
            if not (entry.name[0] == "." and entry.name.endswith(".part"))
        ),
        key=lambda entry: entry.name,
    )  # a taken extract that is being written into this very folder is no part of it
    shown = [entry for entry in entries if not entry.name.startswith((".", "__MACOSX"))]
    if len(shown) == 1 and shown[0].is_dir(follow_symlinks=False):
        _look_through(Path(shown[0].path), opened, specification, deep=deep, inside=inside)
        return
    opened.folders.append(folder)
    if len(entries) > limits["files"]:
        opened.refuse(
            None,
            "limit",
            f"The extract holds {len(entries):,} files, and the limit is {limits['files']:,}. Send only the "
            "tables.",
        )
        return
    empty = untouched(folder)
    if empty:
        opened.faults.append(
            Fault(
                None, None, None, None, None, "file_ignored", "notice",
                f"{len(empty)} files of the empty template are as they were written and are not read. Fill "
                "them in, or leave them.",
            )
        )  # fmt: skip
    total = 0
    within = os.path.realpath(folder)
    for entry in entries:
        path, name = Path(entry.path), inside + entry.name
        if entry.name in empty:
            continue
        if deep and entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__MACOSX")):
            _look_through(path, opened, specification, deep=True, inside=f"{name}/")
        elif not _safe(entry, within):
            opened.refuse(
                name,
                "unsafe_path",
                f"{name} is a link to a place outside the extract, or no file that can be read. Put "
                "the file "
                "itself there, or take it out.",
            )
        elif not entry.is_file():
            _note_no_file(path, name, opened, specification)
        else:
            total += path.stat().st_size
            _add_file(path, name, opened, limits)
    if total > limits["unpacked_bytes"]:
        opened.refuse(
            None,
            "limit",
            f"The extract holds {total / 1e9:.1f} GB, and the limit is {limits['unpacked_bytes'] / 1e9:g} "
            "GB. "
            "Send it in parts, or as Parquet.",
        )


def _note_no_file(path: Path, name: str, opened: Opened, specification: Specification) -> None:
    """A folder, a pipe or the like among the files: an error where it is named as the file of a table is."""
    what = _what(path)
    if _like_a_file(path) and table_named((path.stem,), specification) is not None:
        mend = (
            "Put the file itself there; one that was written in parts, put together"
            if path.is_dir()
            else "Put a file there"
        )
        message = f"{name} is {what}, not a file, so nothing in it is read. {mend}."
        opened.refuse(name, "unreadable_file", message)
        return
    message = f"{name} is {what}, not a file, and is left alone."
    if path.is_dir():
        message += " If tables lie in it, put them beside the others."
    opened.faults.append(Fault(name, None, None, None, None, "file_ignored", "notice", message))


def _what(path: Path) -> str:
    """What a thing that is no file is called."""
    if path.is_dir():
        return "a folder"
    if path.is_fifo():
        return "a pipe"
    if path.is_symlink():
        return "a link to nothing"
    return "a device or a socket"


def _like_a_file(path: Path) -> bool:
    return form_of(path.name) is not None or _is_workbook(path)


def _safe(entry: os.DirEntry[str], within: str) -> bool:
    """Whether a file that might be a table is a file, and lies in the extract."""
    path = Path(entry.path)
    if not _like_a_file(path) and entry.name != COVER_FILE:
        return True
    if entry.is_symlink():
        place = Path(os.path.realpath(path))
        return place.is_file() and place.is_relative_to(within)
    return True


def _add_file(path: Path, name: str, opened: Opened, limits: dict[str, int]) -> None:
    if path.name == COVER_FILE:
        if path.stat().st_size > _COVER_BYTES:
            opened.refuse(name, "limit", f"{name} is longer than 1 MB. It holds dates only.")
        elif opened.cover_text is not None:
            opened.refuse(
                name,
                "extract_toml",
                f"There are two of them, {opened.cover_file} and {name}. Put what they say into one.",
            )
        else:
            opened.cover_text, opened.cover_file = path.read_bytes(), name
    elif _is_workbook(path):
        _add_workbook(path, name, opened, limits)
    elif (form := form_of(path.name)) is not None:
        opened.sources.append(Source(name, name, path, form, (path.stem,)))
    else:
        opened.others.append(name)


def _add_workbook(path: Path, name: str, opened: Opened, limits: dict[str, int]) -> None:
    if _begins(path, b"PK") and (why := too_much_packed(path, limits) or too_far_apart(path)):
        opened.refuse(name, "limit", why)
        return
    try:
        sheets = sheet_names(path)
    except PlumblineError as fault:
        opened.refuse(name, "unreadable_file", str(fault))
        return
    if not errors_can_be_seen(path):
        said = (
            f"{name} is of a kind in which a cell that shows an error, such as #REF!, reads as empty. Where "
            "formulas stand in it, save it as .xlsx, or send CSV."
        )
        opened.faults.append(Fault(name, None, None, None, None, "errors_unseen", "warning", said))
    for sheet in sheets:
        names = (sheet, path.stem) if len(sheets) == 1 else (sheet,)
        opened.sources.append(Source(f"{name}, sheet {sheet}", name, path, "sheet", names, sheet))


def form_of(name: str) -> str | None:
    """What a file of this name is: "text", "parquet", or None for anything else."""
    ending = os.path.splitext(name)[1].lower()
    return "text" if ending in TEXT_ENDINGS else "parquet" if ending == ".parquet" else None


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in WORKBOOK_ENDINGS and not path.name.startswith(("~$", "."))


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def table_named(names: tuple[str, ...], specification: Specification) -> str | None:
    """The table that one of these names stands for, matched as headers are, or None."""
    tables = {bare_name(name): name for name in specification.tables}
    return next((tables[bare_name(name)] for name in names if bare_name(name) in tables), None)
