"""Work done later: checking an extract, making a run. Each can be begun again, and leaves nothing half."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django_tasks import task

from plumbline.errors import PlumblineError
from plumbline.measures.frozen import open_run
from plumbline.progress import Progress
from plumbline.publishing.wording import day
from plumbline.records import ExtractRefused, FaultList, TakenExtract, is_taken, take
from plumbline.runs import run as judge
from plumbline.standards import load_standards
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Organisation
from plumbline_web.records.found import keep_drift, keep_faults
from plumbline_web.records.models import Extract, Run

log = logging.getLogger("plumbline.records")

BETWEEN_TELLING = 0.5
"""Seconds between two notes of how far a job is: often enough to watch, seldom enough to cost nothing."""

WHEN_FROZEN: list[Callable[[str], None]] = []
"""Who waits for a run that has been frozen; `timetable` adds to it. Called with the run's key."""


@task()
def check_extract(key: str) -> None:
    """Check an extract and keep what it would be taken as. Errors are kept for the person to see."""
    extract = Extract.objects.select_related("organisation").get(key=key)
    if extract.state not in ("waiting", "checking"):
        return
    extract.note(state="checking", doing="Reading", share=0, told="")
    folder = extract.folder
    try:
        taken = take(
            what_was_sent(folder / "sent"),
            folder / "taken",
            mapping=_written(extract.mapping.text, folder / "mapping.toml") if extract.mapping else None,
            accept_partial=extract.accept_partial,
            standard_codes=tuple(load_standards()),
            progress=_progress(extract),
        )
        assert taken.faults is not None
        keep_faults(taken.faults, folder)
        strange = _strange_authorities(taken, extract.organisation) or _judged_too_late(extract, taken)
        if strange:
            shutil.rmtree(folder / "taken")
            extract.note(state="faulty", doing="", told=strange, found={"strange": True})
        else:
            unlike = _keep_drift(extract, taken)
            extract.note(state="ready", doing="", share=1, told=unlike, found=_found(taken))
    except ExtractRefused as refused:
        keep_faults(refused.faults, folder)
        extract.note(
            state="faulty",
            doing="",
            told=_told_of(refused.faults),
            found={
                "faults": {f"{name}s": n for name, n in refused.faults.by_severity.items()},
                "must_be_mended": bool(refused.faults.refusing()),
            },
        )
    except PlumblineError as refused:
        extract.note(state="faulty", doing="", told=_without_path(refused, folder))
    except Exception as fault:
        extract.note(state="failed", doing="", told=_broke_off("check", "What you sent is kept", fault))
        raise
    record(
        "checked extract",
        by=None,
        organisation=extract.organisation.slug,
        subject=f"extract:{key}",
        state=extract.state,
    )


@task()
def make_run(key: str) -> None:
    """Judge a taken extract and freeze the run; then tell those who wait for it."""
    run = Run.objects.select_related("organisation", "extract__organisation").get(key=key)
    if run.state not in ("waiting", "judging"):
        return
    run.note(state="judging", doing="Judging", share=0, told="")
    try:
        run.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = judge(
            run.extract.folder / "taken",
            run.folder / "run",
            as_at=run.as_at,
            calendar_file=_written(run.calendar.text, run.folder / "calendar.csv") if run.calendar else None,
            progress=_progress(run),
        )
    except PlumblineError as refused:
        run.note(state="failed", doing="", told=_without_path(refused, run.folder))
    except Exception as fault:
        run.note(state="failed", doing="", told=_broke_off("judging", "The extract is kept", fault))
        raise
    else:
        for told in WHEN_FROZEN:
            try:
                told(key)
            except (
                Exception
            ):  # the run is whole all the same, and its pages can be made when they are asked for
                log.exception("What follows a frozen run failed: %s.", told.__name__)
        run.note(
            state="frozen",
            doing="",
            share=1,
            frozen_at=timezone.now(),
            library_version=open_run(made.folder).library_version,
        )
    record("made run", by=None, organisation=run.organisation.slug, subject=f"run:{key}", state=run.state)


def _broke_off(job: str, kept: str, fault: Exception) -> str:
    """What a person is told of an error that is not theirs."""
    if isinstance(fault, OSError) or "no space left" in str(fault).lower():
        return (
            f"The {job} broke off: the disk of the machine that Plumbline runs on is full or cannot be "
            f"written to. {kept}; tell whoever looks after this site, and try once more when there is room."
        )
    return (
        f"The {job} broke off through a fault of ours. {kept}; try once more, and tell whoever looks after "
        "this site if it happens again."
    )


def what_was_sent(folder: Path) -> Path:
    """The folder, or the one zip or workbook in it."""
    files = list(folder.iterdir())
    single = len(files) == 1 and files[0].suffix.lower() in (
        ".zip",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".ods",
        ".xlsb",
    )
    return files[0] if single else folder


def _strange_authorities(taken: TakenExtract, organisation: Organisation) -> str:
    """What is wrong where rows are of a council that the organisation does not act for; else nothing."""
    if organisation.acts_for_all:
        return ""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    own, strange = organisation.authorities, {}
    for file in sorted(taken.path.glob("*.parquet")):
        if "authority" not in pq.read_schema(file).names:
            continue
        counted = pc.value_counts(pq.read_table(file, columns=["authority"])["authority"].combine_chunks())
        for one in counted.to_pylist():
            if one["values"] is not None and one["values"] not in own:
                strange.setdefault(one["values"], []).append(f"{one['counts']:,} in {file.stem}")
    if not strange:
        return ""
    lines = [f"{code}: {', '.join(where)}" for code, where in sorted(strange.items())]
    return (
        f"The extract holds rows of councils that {organisation.name} does not act for, so nothing was "
        f"taken. Leave them out and send it again. Rows by council: {'; '.join(lines)}."
    )


def _judged_too_late(extract: Extract, taken: TakenExtract) -> str:
    """Why it cannot be judged by the day that was asked for, said before anybody takes it; else nothing."""
    made, asked = taken.manifest.extracted_on, extract.as_at
    if made is None or asked is None or asked <= made:
        return ""
    return (
        f"You asked to judge it as at {day(asked)}, and it was made on {day(made)}: it cannot say what "
        f"happened after that. Nothing was taken. Load it again, as at {day(made)} or an earlier day."
    )


def _found(taken: TakenExtract) -> dict[str, object]:
    manifest = taken.manifest
    return {
        "extracted_on": manifest.extracted_on.isoformat() if manifest.extracted_on else None,
        "faults": manifest.faults,
        "tables": {
            name: {"rows": one.rows, "left_out": one.left_out_faulty + one.left_out_hanging}
            for name, one in manifest.tables.items()
        },
    }


def _keep_drift(extract: Extract, taken: TakenExtract) -> str:
    """Compare with the extract taken before; what to tell where the two cannot be compared, else nothing."""
    former = (
        Extract.objects.filter(organisation=extract.organisation, state="taken", removed_at__isnull=True)
        .exclude(pk=extract.pk)
        .first()
    )
    if former is None or not is_taken(former.folder / "taken"):
        return ""
    try:
        keep_drift(former.folder / "taken", taken, extract.folder)
    except PlumblineError as unlike:
        return f"It was not compared with the extract before: {_without_path(unlike, extract.folder)}"
    return ""


def _written(text: str, path: Path) -> Path:
    path.write_text(text, "utf-8")
    return path


def _told_of(faults: FaultList) -> str:
    """That nothing could be taken, as a page says it: the list below says the rest."""
    errors = faults.count("error")
    found = f"{errors:,} {'error was' if errors == 1 else 'errors were'} found, so nothing was taken."
    if must := len(faults.refusing()):
        which = "It" if errors == must == 1 else "They" if errors == must else f"{must:,} of them"
        return f"{found} {which} must be mended before anything can be taken."
    return (
        f"{found} Mend what is wrong in your system and load the extract again, or go on without the rows at "
        "fault."
    )


def _without_path(error: Exception, folder: Path) -> str:
    """The message without where on this machine the files lie."""
    text = str(error)
    for path in (folder / "sent", folder / "taken", folder):
        text = text.replace(f"{path}/", "").replace(str(path), "the extract")
    return text


def _progress(subject: Extract | Run) -> Progress:
    last = 0.0

    def tell(what: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= BETWEEN_TELLING:
            last = time.monotonic()
            subject.note(doing=what[:100], share=share)

    return tell
