"""The worker: one process that does the jobs of one data folder, and takes up those that a killed one left.

A lock on the data folder says that no other worker is alive. So whoever holds it and is not at work knows
that every job still marked as running was left behind.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from plumbline_web.audit.actions import record
from plumbline_web.keeping import taken_alone
from plumbline_web.under_way import WorkedOn

log = logging.getLogger("plumbline.jobs")

MOST_ATTEMPTS = 3
"""A job that was cut off so often is given up: something in it ends the process."""
BETWEEN_LOOKS = 1.0
"""Seconds between two looks for a job, where there is none."""
BETWEEN_SWEEPS = 60.0
GIVEN_TO_FINISH = 8.0
"""Seconds that a job under way has when the site is stopped; then it is given back and begins again."""
KEPT_DAYS = 30
"""How long a finished job stays listed in the database."""


@dataclass(frozen=True)
class Job:
    """A kind of job: its task, what it works on, the state in which it is at work, what it is called."""

    task: str
    model: str
    working: str
    named: str
    kept: str

    @property
    def subjects(self) -> type[WorkedOn]:
        """The model whose rows say how far each job is."""
        return apps.get_model(self.model)


JOBS = (
    Job(
        "plumbline_web.records.jobs.check_extract",
        "records.Extract",
        "checking",
        "check",
        "What you sent is kept. Load it again in smaller parts, or",
    ),
    Job(
        "plumbline_web.records.jobs.make_run",
        "records.Run",
        "judging",
        "judging",
        "The extract is kept. Ask for the run again, or",
    ),
    Job(
        "plumbline_web.reports.jobs.make_report",
        "reports.Report",
        "making",
        "making of the report",
        "The run is kept. Ask for the report again, or",
    ),
    Job(
        "plumbline_web.publication.jobs.make_edition",
        "publication.Making",
        "making",
        "making of the edition",
        "The report is kept as it was signed. Publish it again, or",
    ),
    Job(
        "plumbline_web.board_papers.jobs.make_sent",
        "board_papers.Sending",
        "making",
        "making of the paper",
        "The paper is kept as it was written. Send it again, or",
    ),
)


def take_up() -> list[tuple[str, str]]:
    """Put back every job that was cut off, or give it up after MOST_ATTEMPTS. Only for who holds the lock.

    Returns what was found as (key, "again" or "given up").
    """
    found = []
    for job in JOBS:
        with transaction.atomic():
            rows = DBTaskResult.objects.select_for_update().filter(task_path=job.task)
            left = {row.args_kwargs["args"][0]: row for row in rows.running()}
            ready = {row.args_kwargs["args"][0] for row in rows.filter(status=TaskResultStatus.READY)}
            for subject in job.subjects.objects.select_for_update().filter(
                state__in=("waiting", job.working)
            ):
                row = left.pop(subject.key, None)
                if row is None and subject.key in ready:
                    continue
                found.append((subject.key, _again(job, subject, row)))
            for row in left.values():  # the work was done, only the row does not say so
                row.set_successful(None)
    return found


def _again(job: Job, subject: WorkedOn, row: DBTaskResult | None) -> str:
    _clear(subject)
    subject.attempts += 1
    subject.doing, subject.share = "", 0
    given_up = subject.attempts >= MOST_ATTEMPTS
    if given_up:
        subject.state = "failed"
        subject.told = (
            f"The {job.named} was cut off {MOST_ATTEMPTS} times and is not tried again. {job.kept} tell "
            "whoever looks after this site: the machine may have too little memory or room on its disk."
        )
        if row is not None:
            row.set_failed(RuntimeError(f"cut off {MOST_ATTEMPTS} times"))
    else:
        subject.state = "waiting"
        subject.told = f"The {job.named} was cut off and begins again."
        _ready(row) if row is not None else import_string(job.task).enqueue(subject.key)
    subject.save(update_fields=["state", "doing", "share", "told", "attempts"])
    record(
        "gave up job" if given_up else "took job up again",
        by=None,
        organisation=subject.organisation.slug,
        subject=f"{subject._meta.model_name}:{subject.key}",
        attempts=subject.attempts,
    )
    return "given up" if given_up else "again"


def _clear(subject: WorkedOn) -> None:
    """Remove what a job that was cut off had made so far. Nobody else works on it: see the lock."""
    folder: Path = subject.folder
    for part in (*folder.glob(".*.part"), *folder.parent.glob(f".{subject.key}*.part")):
        shutil.rmtree(part, ignore_errors=True)


def _ready(row: DBTaskResult) -> None:
    row.status, row.started_at = TaskResultStatus.READY, None
    row.save(update_fields=["status", "started_at"])


def give_back() -> None:
    """Put what is under way back to waiting, because the site is being stopped. It counts as no attempt."""
    for job in JOBS:
        for row in DBTaskResult.objects.running().filter(task_path=job.task):
            with transaction.atomic():
                _ready(row)
                job.subjects.objects.filter(key=row.args_kwargs["args"][0], state=job.working).update(
                    state="waiting", doing="", share=0
                )


def work_off() -> None:
    """Do every job that waits, one after another."""
    while DBTaskResult.objects.ready().exists():
        one_job()


def one_job() -> None:
    """Do the job that waits longest, if there is one; what it ends in is kept with it."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=f"{os.getpid()}",
        excluded_queue_names=[],
    ).run()


def forget_finished(day: date) -> None:
    """Remove what the database lists of jobs that ended more than KEPT_DAYS ago."""
    DBTaskResult.objects.finished().filter(
        finished_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)
    ).delete()


def work(stopped: threading.Event, *, on_day: Callable[[date], None]) -> None:
    """Do jobs as they come, each day's work once a day, and take up what was left, until it is stopped."""
    lock = None
    while lock is None:
        lock = taken_alone(Path(settings.DATA) / "worker.lock")
        if lock is None and stopped.wait(BETWEEN_LOOKS):
            return
    ending = threading.Thread(target=_end_in_time, args=(stopped,), daemon=True)
    ending.start()
    swept, day_done = 0.0, None
    while not stopped.is_set():
        try:
            if time.monotonic() - swept >= BETWEEN_SWEEPS or not swept:
                for key, what in take_up():
                    log.warning("A job was cut off: %s, %s.", key, what)
                swept = time.monotonic()
            if DBTaskResult.objects.ready().exists():
                one_job()
                continue
            if day_done != timezone.localdate():
                day_done = timezone.localdate()
                on_day(day_done)
        except OperationalError as fault:
            log.warning("The database cannot be used just now (%s); trying again.", fault)
        close_old_connections()
        stopped.wait(BETWEEN_LOOKS)
    lock.close()


def _end_in_time(stopped: threading.Event) -> None:
    """When the worker is stopped, its job may finish; one that takes longer is given back and cut off."""
    stopped.wait()
    time.sleep(GIVEN_TO_FINISH)
    give_back()
    os._exit(0)
