"""Zips: unpacked into a folder of our own, within the limits, and nothing written elsewhere."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from unicodedata import category

from plumbline.records.faults import Fault

_BLOCK = 1_000_000
_SMALL = 1_000_000  # a small file may be packed as tightly as it likes
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def unpack(packed: Path, folder: Path, limits: dict[str, int]) -> list[Fault]:
    """Unpack a zip into `folder`. Gives what is wrong with it; where anything is, nothing of it should be
    used."""
    try:
        with zipfile.ZipFile(packed) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            faults = _before(packed, entries, limits)
            if faults:
                return faults
            return _write(archive, entries, folder, packed, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return [
            _fault(packed.name, "unreadable_file", f"{packed.name} is not a whole zip file: it may be "
            "damaged or cut "
                   "short. Pack it again.")
        ]  # fmt: skip


def too_much_packed(packed: Path, limits: dict[str, int]) -> str | None:
    """Why a packed workbook passes a limit, or None. What is not a zip passes none."""
    try:
        with zipfile.ZipFile(packed) as archive:
            faults = _sizes(packed.name, archive.infolist(), packed.stat().st_size, limits)
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    return faults[0].message if faults else None


def _before(packed: Path, entries: list[zipfile.ZipInfo], limits: dict[str, int]) -> list[Fault]:
    if len(entries) > limits["files"]:
        message = f"The zip holds {len(entries):,} files, and the limit is {limits['files']:,}."
        return [_fault(packed.name, "limit", message + " Send only the tables.")]
    faults: list[Fault] = []
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        why = _unsafe(entry)
        if why is None and entry.filename.casefold() in seen:
            why = "is there twice"
        seen.add(entry.filename.casefold())
        if why is not None:
            shown = "".join("?" if category(letter) in ("Cc", "Cf") else letter for letter in name)[:100]
            message = (
                f"The file “{shown}” in the zip {why}. Pack the extract again, its files without folders."
            )
            faults.append(_fault(packed.name, "unsafe_path", message))
        elif entry.flag_bits & 1:
            message = f"{entry.filename} is locked with a password. Pack the extract again without one."
            faults.append(_fault(packed.name, "unreadable_file", message))
    return faults or _sizes(packed.name, entries, packed.stat().st_size, limits)


def _unsafe(entry: zipfile.ZipInfo) -> str | None:
    # `orig_filename` is the name as packed; zipfile has already cut `filename` at a NUL.
    name = entry.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return "names a place outside the zip"
    if any(category(letter) in ("Cc", "Cf") for letter in name) or ":" in name or "\\" in name:
        return "has a name with letters that no file name may have"
    if any(_RESERVED.fullmatch(part) or len(part.encode()) > 255 for part in parts) or len(name) > 1000:
        return "has a name that some systems cannot hold"
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    return None


def _sizes(
    name: str, entries: list[zipfile.ZipInfo], packed_bytes: int, limits: dict[str, int]
) -> list[Fault]:
    total = sum(entry.file_size for entry in entries)
    if total > limits["unpacked_bytes"]:
        return [_fault(name, "limit", _size(f"{name} would unpack to {total / 1e9:.1f} GB", limits))]
    ratio = limits["packing_ratio"]
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > ratio * max(1, entry.compress_size):
            return [_fault(name, "limit", _ratio(entry.filename, ratio))]
    if total > _SMALL and total > ratio * max(1, packed_bytes):
        return [_fault(name, "limit", _ratio(name, ratio))]
    return []


def _write(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    folder: Path,
    packed: Path,
    limits: dict[str, int],
) -> list[Fault]:
    """What a zip says of its sizes may be a lie, so what comes out is counted."""
    total = 0
    for entry in entries:
        place = folder.joinpath(*PurePosixPath(entry.filename).parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, place.open("xb") as out:
            written = 0
            while block := source.read(_BLOCK):
                written += len(block)
                total += len(block)
                if total > limits["unpacked_bytes"]:
                    message = _size(f"{packed.name} unpacks to more than it says", limits)
                    return [_fault(packed.name, "limit", message)]
                if written > _SMALL and written > limits["packing_ratio"] * max(1, entry.compress_size):
                    return [_fault(packed.name, "limit", _ratio(entry.filename, limits["packing_ratio"]))]
                out.write(block)
    return []


def _size(what: str, limits: dict[str, int]) -> str:
    return f"{what}, and the limit is {limits['unpacked_bytes'] / 1e9:g} GB. Send it in parts."


def _ratio(name: str, ratio: int) -> str:
    return (
        f"{name} is packed more than {ratio} to 1, the limit, as no case records are. Send the files without "
        "packing them, if they are what they should be."
    )


def _fault(file: str, kind: str, message: str) -> Fault:
    return Fault(file, None, None, None, None, kind, "error", message)
