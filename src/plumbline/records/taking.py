"""Check an extract, and take it: all or nothing, unless asked to go on without the faulty rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from plumbline import __version__
from plumbline.errors import PlumblineError, UsageError
from plumbline.folders import MANIFEST, whole_folder, work_folder
from plumbline.progress import Progress
from plumbline.records import checking
from plumbline.records.examining import Checked, examined
from plumbline.records.faults import FaultList
from plumbline.records.manifest import KIND, Manifest, SentFile, TakenExtract, is_taken
from plumbline.records.specification import load


class ExtractRefused(PlumblineError):
    """An extract has errors, so nothing of it was taken. faults: all that was found."""

    def __init__(self, message: str, faults: FaultList) -> None:
        super().__init__(message)
        self.faults = faults


def check(
    extract: Path,
    *,
    mapping: Path | None = None,
    standard_codes: Collection[str] = (),
    progress: Progress | None = None,
) -> Checked:
    """Check an extract and give everything that is wrong with it. Nothing is kept.

    extract: a folder, a zip or a workbook. mapping: a TOML file that says how it differs from the
    specification (see `plumbline.records.mapping`). standard_codes: the codes of the standards that are
    known; without any, the codes in delays are not checked. progress: told what is being done and what share
    of the work is done.
    Raises UsageError where there is no such extract, PlumblineError where the mapping cannot be followed.
    """
    with (
        work_folder() as work,
        examined(
            Path(extract), work, work, mapping=mapping, standard_codes=standard_codes, progress=progress
        ) as found,
    ):
        return found.checked


def take(
    extract: Path,
    taken: Path,
    *,
    mapping: Path | None = None,
    accept_partial: bool = False,
    standard_codes: Collection[str] = (),
    progress: Progress | None = None,
) -> TakenExtract:
    """Check an extract and write it, typed, to the folder `taken`: whole or not at all.

    accept_partial: go on without the rows at fault and what hangs on them; they are counted in the manifest.
    A file that cannot be used then counts as not sent. The rest is as for `check`.
    Raises UsageError where the extract is already taken, ExtractRefused where there are errors and
    `accept_partial` is not set, and where the extract is refused
    whatever is asked for: direct identifiers, a limit passed, nothing that can be used.
    """
    if is_taken(Path(extract)):  # what it says of cover and of its day would be lost
        raise UsageError(f"{extract}: is already taken. Give it to `plumbline run` as it is.")
    taken = Path(taken)
    with work_folder() as work, whole_folder(taken, KIND) as folder:
        with examined(
            Path(extract), work, folder, mapping=mapping, standard_codes=standard_codes, progress=progress
        ) as found:
            checked = found.checked
            _refuse(checked, accept_partial)
            for typed in found.sent.values():
                if found.left_out[typed.gathered.table.name] != (0, 0) or typed.has_rid:
                    checking.keep_only(found.con, typed)
        manifest = _manifest(checked, accept_partial)
        (folder / MANIFEST).write_text(json.dumps(manifest.to_json(), indent=2, ensure_ascii=False), "utf-8")
    return TakenExtract(taken, manifest, checked.faults)


def _refuse(checked: Checked, accept_partial: bool) -> None:
    errors = checked.faults.count("error")
    if checked.refused:
        must = len(checked.faults.refusing())
        raise ExtractRefused(
            f"{checked.extract}: refused, and nothing was taken. {must:,} of its errors must be mended "
            "before anything "
            "can be taken.",
            checked.faults,
        )
    if errors and not accept_partial:
        raise ExtractRefused(
            f"{checked.extract}: {errors:,} {'error' if errors == 1 else 'errors'} found, so nothing was "
            "taken. Mend "
            "them, or say --accept-partial to go on without the rows at fault.",
            checked.faults,
        )


def _manifest(checked: Checked, accept_partial: bool) -> Manifest:
    counts = {f"{severity}s": number for severity, number in checked.faults.by_severity.items()}
    return Manifest(
        library_version=__version__,
        specification=load().version,
        extracted_on=checked.extracted_on,
        cover=checked.cover,
        files=checked.files,
        extract_hash=_hash_of(checked.files),
        accept_partial=accept_partial,
        faults={**counts, "by_kind": checked.faults.by_kind},
        tables=checked.tables,
    )


def _hash_of(files: tuple[SentFile, ...]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.sha256.encode())
    return whole.hexdigest()
