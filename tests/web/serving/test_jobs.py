"""Jobs that were cut off are put back and begin again, at most three times; what is done stays done."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from factories.site import AS_AT, as_sent, council, person
from plumbline_web import jobs
from plumbline_web.audit.models import Event
from plumbline_web.records.actions import accept_extract, load_extract
from plumbline_web.records.models import Extract, Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_in_the_database(settings: object) -> None:
    """Jobs wait in the database, as on a real site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def loaded(extract: Path) -> Extract:
    """An extract that waits to be checked."""
    here = council()
    return load_extract(
        by=person(here, "information_lead"), organisation=here, files=as_sent(extract), as_at=AS_AT
    )


def cut_off(state: str, subject: Extract | Run) -> DBTaskResult:
    """The job as a killed worker leaves it."""
    type(subject).objects.filter(pk=subject.pk).update(state=state, doing="Reading", share=0.5)
    row = DBTaskResult.objects.get(status="READY")
    row.claim("a worker that was killed")
    return row


def test_a_job_that_waits_is_left_alone(loaded: Extract) -> None:
    assert jobs.take_up() == []


def test_a_check_that_was_cut_off_waits_again_and_says_so(loaded: Extract) -> None:
    cut_off("checking", loaded)
    assert jobs.take_up() == [(loaded.key, "again")]
    loaded.refresh_from_db()
    assert (loaded.state, loaded.attempts, loaded.doing, loaded.share, loaded.told) == (
        "waiting",
        1,
        "",
        0,
        "The check was cut off and begins again.",
    )


def test_a_check_that_was_cut_off_is_done_by_the_next_worker(loaded: Extract) -> None:
    cut_off("checking", loaded)
    jobs.take_up()
    jobs.work_off()
    loaded.refresh_from_db()
    assert (loaded.state, loaded.told) == ("ready", "")


def test_a_run_that_was_cut_off_is_made_by_the_next_worker(loaded: Extract) -> None:
    jobs.work_off()
    run = accept_extract(by=loaded.loaded_by, extract=Extract.objects.get(pk=loaded.pk))
    cut_off("judging", run)
    assert jobs.take_up() == [(run.key, "again")]
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == "frozen"


def test_the_third_time_it_is_given_up_in_words(loaded: Extract) -> None:
    for _ in range(jobs.MOST_ATTEMPTS):
        cut_off("checking", loaded)
        found = jobs.take_up()
    assert found == [(loaded.key, "given up")]
    loaded.refresh_from_db()
    assert (loaded.state, loaded.attempts) == ("failed", 3)
    assert loaded.told.startswith(
        "The check was cut off 3 times and is not tried again. What you sent is kept."
    )
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED"]


def test_each_taking_up_is_in_the_audit_trail(loaded: Extract) -> None:
    cut_off("checking", loaded)
    jobs.take_up()
    event = Event.objects.get(act="took job up again")
    assert (event.subject, event.details, event.account_key) == (f"extract:{loaded.key}", {"attempts": 1}, "")


def test_a_job_whose_row_ended_without_its_work_is_asked_for_again(loaded: Extract) -> None:
    cut_off("checking", loaded).set_failed(SystemExit())
    assert jobs.take_up() == [(loaded.key, "again")]
    assert DBTaskResult.objects.ready().count() == 1


def test_a_job_done_whose_row_still_runs_is_only_marked(loaded: Extract) -> None:
    row = cut_off("ready", loaded)
    assert jobs.take_up() == []
    row.refresh_from_db()
    loaded.refresh_from_db()
    assert (row.status, loaded.state, loaded.attempts) == ("SUCCESSFUL", "ready", 0)


def test_a_job_given_back_when_the_site_stops_counts_as_no_attempt(loaded: Extract) -> None:
    cut_off("checking", loaded)
    jobs.give_back()
    loaded.refresh_from_db()
    assert (loaded.state, loaded.attempts) == ("waiting", 0)
    assert DBTaskResult.objects.get().status == "READY"


def test_finished_jobs_are_forgotten_after_a_month_and_no_sooner(loaded: Extract) -> None:
    row = DBTaskResult.objects.get()
    for days, left in ((29, 1), (31, 0)):
        row.set_successful(None)
        DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=days))
        jobs.forget_finished(timezone.localdate())
        assert DBTaskResult.objects.count() == left


def test_every_job_that_can_be_cut_off_is_known() -> None:
    apps = ("records", "reports", "measure", "publication", "board_papers")
    modules = [one for one in apps if find_spec(f"plumbline_web.{one}.jobs")]
    tasks = {
        one.module_path
        for module in modules
        for one in vars(import_module(f"plumbline_web.{module}.jobs")).values()
        if isinstance(one, Task)
    }
    assert tasks == {job.task for job in jobs.JOBS}


def test_what_a_job_had_half_made_goes_also_when_it_is_given_up(loaded: Extract) -> None:
    cut_off("checking", loaded)
    parts = (
        loaded.folder / ".taken.4194305.x.part",
        loaded.folder.with_name(f".{loaded.key}.part"),
        loaded.folder.with_name(".another.part"),
    )
    for part in parts:
        part.mkdir()
    Extract.objects.filter(pk=loaded.pk).update(attempts=jobs.MOST_ATTEMPTS - 1)
    assert jobs.take_up() == [(loaded.key, "given up")]
    assert [part.is_dir() for part in parts] == [False, False, True]
