"""Take in the file of a document: looked at, scanned where a scanner is set, and kept under its key."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.file_types import FileRefused, kept_name, type_of
from plumbline_web.evidence.models import Attachment, Piece
from plumbline_web.evidence.scanning import FileUnsafe, scanned
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in

_STEP = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file that was looked at and may be kept. type: of `file_types`. scanned: as `Attachment` keeps it."""

    content: BinaryIO
    name: str
    type: str
    size: int
    sha256: str
    scanned: str


def receive_file(*, by: Account, activity: Activity, upload: UploadedFile) -> Received:
    """Look at a file that somebody sends: its size, its kind by its content, and whether it holds a virus.

    A virus, and a scanner that cannot be reached, are written into the trail. Raises EvidenceNotTaken with
    what is wrong and what to do; nothing is kept then.
    """
    most = settings.MOST_EVIDENCE_BYTES
    if upload.size > most:
        raise EvidenceNotTaken(
            f"The file has {upload.size / 1_000_000:,.1f} MB, and {most / 1_000_000:,.0f} MB are the most. "
            "Send a shorter one, or its parts one by one."
        )
    if upload.size == 0:
        raise EvidenceNotTaken("The file is empty. Choose another one.")
    content = upload.file
    try:
        name = kept_name(upload.name or "")
        media_type = type_of(content, name)
    except FileRefused as refused:
        raise EvidenceNotTaken(str(refused)) from refused
    try:
        looked_at = scanned(content)
    except FileUnsafe as refused:
        _noted(by, activity, refused.why)
        raise EvidenceNotTaken(str(refused)) from refused
    digest = hashlib.sha256()
    content.seek(0)
    while step := content.read(_STEP):
        digest.update(step)
    return Received(content, name, media_type, upload.size, digest.hexdigest(), looked_at)


def keep_file(piece: Piece, file: Received) -> Attachment:
    """Keep the file of a piece under a key of its own, for the site's account alone; in the caller's
    transaction, so that there is no piece without its file."""
    made = Attachment.objects.create(
        piece=piece,
        name=file.name,
        type=file.type,
        size=file.size,
        sha256=file.sha256,
        scanned=file.scanned,
    )
    _write(file.content, made.path)
    return made


def _write(content: BinaryIO, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    content.seek(0)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        while step := content.read(_STEP):
            file.write(step)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _noted(by: Account, activity: Activity, why: str) -> None:
    record_in(
        activity,
        "turned file away",
        by=by,
        refused=True,
        why=why,
    )
