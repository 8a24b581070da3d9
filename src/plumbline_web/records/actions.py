"""Verbs: load an extract, check it, accept it or turn it away, make the run. Each writes its audit event."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Extract, Run
from plumbline_web.records.states import EXTRACT_MOVES, check_move

_SAFE = re.compile(r"[^A-Za-z0-9._ -]")


class LoadRefused(PlumblineError):
    """What was sent cannot be loaded. The message says why and what to do."""


def load_extract(
    *, by: Account, organisation: Organisation, files: Iterable[UploadedFile], as_at: date | None
) -> Extract:
    """Keep what was sent and ask for it to be checked.

    files: the files of a folder, or one zip or workbook. as_at: the day to judge by; None for the day that
    the extract says it was made. Raises LoadRefused where nothing was sent, two files have one name, or all
    of it is too big; then nothing is kept.
    """
    sent = list(files)
    if not sent:
        raise LoadRefused("Nothing was chosen. Choose the files of your extract, a zip or a workbook.")
    total = sum(file.size or 0 for file in sent)
    if total > settings.MOST_UPLOADED_BYTES:
        most = settings.MOST_UPLOADED_BYTES // 1024**2
        raise LoadRefused(f"The files are larger than {most:,} MB together. Send fewer years, or a zip.")
    names = [_SAFE.sub("_", Path(file.name or "").name) for file in sent]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise LoadRefused(f"Two files are called {', '.join(twice)}. Send each table once.")
    extract = Extract(organisation=organisation, loaded_by=by, files=len(sent), bytes=total, as_at=as_at)
    folder = extract.folder
    try:
        (folder / "sent").mkdir(mode=0o700, parents=True)
        whole = hashlib.sha256()
        for name, file in sorted(zip(names, sent, strict=True), key=lambda one: one[0]):
            whole.update(name.encode() + b"\0")
            with (folder / "sent" / name).open("xb") as kept:
                for chunk in file.chunks():
                    whole.update(chunk)
                    kept.write(chunk)
        extract.sha256 = whole.hexdigest()
        with transaction.atomic():
            extract.save()
            record(
                "loaded extract",
                by=by,
                organisation=organisation.slug,
                subject=f"extract:{extract.key}",
                files=len(sent),
                bytes=total,
            )
            _ask_for_check(extract)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return extract


@transaction.atomic
def accept_extract(*, by: Account, extract: Extract) -> Run:
    """Take the extract as checked, and ask for its run."""
    extract = _decided(extract, "taken", by)
    run = Run.objects.create(organisation=extract.organisation, extract=extract, as_at=_as_at(extract))
    record(
        "accepted extract",
        by=by,
        organisation=extract.organisation.slug,
        subject=f"extract:{extract.key}",
        run=run.key,
    )
    from plumbline_web.records.jobs import make_run

    make_run.enqueue(run.key)
    return run


@transaction.atomic
def turn_away_extract(*, by: Account, extract: Extract) -> Extract:
    """Turn the extract away: what was sent is removed, that it came stays in the history."""
    extract = _decided(extract, "refused", by)
    record(
        "turned away extract", by=by, organisation=extract.organisation.slug, subject=f"extract:{extract.key}"
    )
    transaction.on_commit(lambda: shutil.rmtree(extract.folder, ignore_errors=True))
    return extract


@transaction.atomic
def accept_without_faulty_rows(*, by: Account, extract: Extract) -> Extract:
    """Check the extract again, leaving out the rows at fault and what hangs on them; they are counted."""
    extract = Extract.objects.select_for_update().get(pk=extract.pk)
    check_move(EXTRACT_MOVES, extract.state, "waiting")
    extract.state, extract.accept_partial = "waiting", True
    extract.save()
    record(
        "asked to go on without faulty rows",
        by=by,
        organisation=extract.organisation.slug,
        subject=f"extract:{extract.key}",
    )
    _ask_for_check(extract)
    return extract


def _decided(extract: Extract, state: str, by: Account) -> Extract:
    held = Extract.objects.select_for_update().get(pk=extract.pk)
    check_move(EXTRACT_MOVES, held.state, state)
    held.state, held.decided_by, held.decided_at = state, by, timezone.now()
    held.save()
    return held


def _ask_for_check(extract: Extract) -> None:
    from plumbline_web.records.jobs import check_extract

    check_extract.enqueue(extract.key)


def _as_at(extract: Extract) -> date:
    """The day asked for, the day the extract was made, or the day it was loaded."""
    said = extract.found.get("extracted_on")
    return extract.as_at or (date.fromisoformat(said) if said else timezone.localdate(extract.loaded_at))
