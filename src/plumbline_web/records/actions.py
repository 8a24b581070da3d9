"""Verbs: load an extract, check it, accept it or turn it away, make the run. Each writes its audit event."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from plumbline.calendars import read_council_calendars, scotland
from plumbline.errors import PlumblineError
from plumbline.records.mapping import mapping_from_text
from plumbline.records.specification import load
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import CouncilCalendar, Extract, Run, SupplierMapping
from plumbline_web.records.states import EXTRACT_MOVES, RUN_MOVES, check_move

_SAFE = re.compile(r"[^A-Za-z0-9._ -]")


class LoadRefused(PlumblineError):
    """What was sent cannot be loaded. The message says why and what to do."""


def load_extract(
    *,
    by: Account,
    organisation: Organisation,
    files: Iterable[UploadedFile],
    as_at: date | None,
    mapping: SupplierMapping | None = None,
) -> Extract:
    """Keep what was sent and ask for it to be checked.

    files: the files of a folder, or one zip or workbook. as_at: the day to judge by; None for the day that
    the extract says it was made. mapping: how a supplier's columns are read.
    Raises LoadRefused where nothing was sent, two files have one name, or all of it is too big; then nothing
    is kept.
    """
    sent = list(files)
    if not sent:
        raise LoadRefused("Nothing was chosen. Choose the files of your extract, a zip or a workbook.")
    total = sum(file.size or 0 for file in sent)
    if total > settings.MOST_UPLOADED_BYTES:
        most = settings.MOST_UPLOADED_BYTES // 1024**2
        raise LoadRefused(f"The files are larger than {most:,} MB together. Send fewer years, or a zip.")
    names = [_SAFE.sub("_", Path(file.name or "").name).rstrip(" .") or "_" for file in sent]
    same = [name.casefold() for name in names]  # to Windows and macOS these are one name
    if twice := sorted({name for name in names if same.count(name.casefold()) > 1}):
        raise LoadRefused(f"Two files are called {', '.join(twice)}. Send each table once.")
    extract = Extract(
        organisation=organisation, loaded_by=by, files=len(sent), bytes=total, as_at=as_at, mapping=mapping
    )
    folder = extract.folder
    try:
        (folder / "sent").mkdir(mode=0o700, parents=True)
        arriving = folder / "arriving"  # with this mark and no row it was cut off, and nobody was told of it
        arriving.touch()
        whole = hashlib.sha256()
        for name, file in sorted(zip(names, sent, strict=True), key=lambda one: one[0]):
            whole.update(name.encode() + b"\0")
            with (folder / "sent" / name).open("xb") as kept:
                for chunk in file.chunks():
                    whole.update(chunk)
                    kept.write(chunk)
                kept.flush()
                os.fsync(kept.fileno())
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
        arriving.unlink(missing_ok=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return extract


@transaction.atomic
def accept_extract(*, by: Account, extract: Extract) -> Run:
    """Take the extract as checked, and ask for its run."""
    extract = _decided(extract, "taken", by)
    run = Run.objects.create(
        organisation=extract.organisation,
        extract=extract,
        as_at=judged_as_at(extract),
        calendar=extract.organisation.calendars.first(),
    )
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


@transaction.atomic
def check_again(*, by: Account, extract: Extract, mapping: SupplierMapping | None = None) -> Extract:
    """Check once more what was sent: after a fault of ours, or with a mapping that reads other columns.

    With a mapping other rows are at fault, so going on without faulty ones is asked anew.
    """
    extract = Extract.objects.select_for_update().get(pk=extract.pk)
    check_move(EXTRACT_MOVES, extract.state, "waiting")
    extract.state, extract.attempts = "waiting", 0
    if mapping is not None:
        extract.mapping, extract.accept_partial = mapping, False
    extract.save()
    record(
        "asked for another check",
        by=by,
        organisation=extract.organisation.slug,
        subject=f"extract:{extract.key}",
        mapping=extract.mapping.key if extract.mapping else "",
    )
    _ask_for_check(extract)
    return extract


@transaction.atomic
def keep_mapping(
    *,
    by: Account,
    organisation: Organisation,
    name: str,
    text: str,
    replaces: SupplierMapping | None = None,
) -> SupplierMapping:
    """Keep how a supplier's columns are read; from now on it is offered with each upload.

    text: a mapping as TOML. replaces: the one that it is a new version of; that one is ended, and so is any
    other of this name. Extracts read with a former version keep it.
    Raises PlumblineError with all that is wrong in the text.
    """
    mapping = mapping_from_text(text, name, load())
    if mapping.cover is not None and (
        mapping.cover.extracted_on or any(one.covers_until for one in mapping.cover.tables.values())
    ):
        raise PlumblineError(
            f"{name}: the mapping says on which day an extract was made, or until when it covers. It is used "
            "for every extract, so that would soon be wrong. Take extracted_on and covers_until out, and put "
            "them into the extract.toml of each extract."
        )
    former = SupplierMapping.objects.select_for_update().filter(
        organisation=organisation, ended_at__isnull=True
    )
    ended = [one for one in former if one.name == name or (replaces is not None and one.pk == replaces.pk)]
    for one in ended:
        one.ended_at = timezone.now()
        one.save(update_fields=["ended_at"])
    made = SupplierMapping.objects.create(organisation=organisation, name=name, text=text, made_by=by)
    record(
        "kept mapping",
        by=by,
        organisation=organisation.slug,
        subject=f"mapping:{made.key}",
        replaces=", ".join(one.key for one in ended),
        tables=len({feed.table for feed in mapping.feeds}),
    )
    return made


@transaction.atomic
def end_mapping(*, by: Account, mapping: SupplierMapping) -> SupplierMapping:
    """Offer a mapping no longer. Extracts that were read with it keep it. Ending it twice changes nothing."""
    mapping = SupplierMapping.objects.select_for_update().get(pk=mapping.pk)
    if mapping.ended_at is None:
        mapping.ended_at = timezone.now()
        mapping.save(update_fields=["ended_at"])
        record(
            "ended mapping",
            by=by,
            organisation=mapping.organisation.slug,
            subject=f"mapping:{mapping.key}",
        )
    return mapping


@transaction.atomic
def judge_again(*, by: Account, run: Run) -> Run:
    """Judge once more a run that failed. Raises ValueError where it did not, or its case rows are gone."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    check_move(RUN_MOVES, run.state, "waiting")
    if run.removed_at is not None:
        raise ValueError("its case rows are gone")
    run.state, run.attempts = "waiting", 0
    run.save()
    record("asked for another judging", by=by, organisation=run.organisation.slug, subject=f"run:{run.key}")
    from plumbline_web.records.jobs import make_run

    make_run.enqueue(run.key)
    return run


@transaction.atomic
def keep_calendar(*, by: Account, organisation: Organisation, text: str) -> CouncilCalendar:
    """The council's own days from now on; runs made before keep the days they were judged by.

    text: a CSV of authority, date, working, name. Raises PlumblineError with all that is wrong in it.
    """
    with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        path = Path(folder) / "calendar.csv"
        path.write_text(text, "utf-8")
        specification = load()
        found = read_council_calendars(
            path,
            scotland(),
            successors=specification.retired_authorities,
            known=specification.authorities,
        )
    if strange := sorted(set(found) - organisation.authorities) if not organisation.acts_for_all else []:
        raise PlumblineError(
            f"The file names {', '.join(strange)}, which {organisation.name} does not act for."
        )
    made = CouncilCalendar.objects.create(organisation=organisation, text=text, made_by=by)
    record("kept calendar", by=by, organisation=organisation.slug, rows=text.count("\n"))
    return made


@transaction.atomic
def set_retention(*, by: Account, organisation: Organisation, months: int) -> Organisation:
    """How many months after a run its case rows are kept; its figures stay."""
    before, organisation.retention_months = organisation.retention_months, months
    organisation.save(update_fields=["retention_months"])
    record("set retention", by=by, organisation=organisation.slug, before=before, months=months)
    return organisation


def _decided(extract: Extract, state: str, by: Account) -> Extract:
    held = Extract.objects.select_for_update().get(pk=extract.pk)
    check_move(EXTRACT_MOVES, held.state, state)
    held.state, held.decided_by, held.decided_at = state, by, timezone.now()
    held.save()
    return held


def _ask_for_check(extract: Extract) -> None:
    from plumbline_web.records.jobs import check_extract

    check_extract.enqueue(extract.key)


def judged_as_at(extract: Extract) -> date:
    """By which day it is judged: the day asked for, else the one it was made on, else the one it came on."""
    said = extract.found.get("extracted_on")
    return extract.as_at or (date.fromisoformat(said) if said else timezone.localdate(extract.loaded_at))
