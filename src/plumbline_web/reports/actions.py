"""Verbs: ask for a report, ask again for one that failed, open and end a schedule."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from plumbline.measures.periods import written
from plumbline_web.audit.actions import end_once, record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Run
from plumbline_web.records.states import check_move
from plumbline_web.reports.models import Report, Schedule
from plumbline_web.reports.queries import periods_of
from plumbline_web.reports.states import REPORT_MOVES


@transaction.atomic
def ask_for_report(
    *,
    by: Account | None,
    run: Run,
    period: str,
    publish: bool,
    formats: Sequence[str],
    schedule: Schedule | None = None,
) -> Report:
    """Ask for a report of a run, to be made later.

    period: a complete month, quarter or year as it is written (2026-03, 2025-26-Q4, 2025-26), or empty for
    the run as it stands. formats: of `rules.FORMATS`. by: nobody where a schedule asks.
    """
    made = Report.objects.create(
        organisation=run.organisation,
        run=run,
        period=period,
        publish=publish,
        formats=list(formats),
        asked_by=by,
        schedule=schedule,
    )
    record(
        "asked for report",
        by=by,
        organisation=run.organisation.slug,
        subject=f"report:{made.key}",
        run=run.key,
        period=period,
        publish=publish,
        formats=list(formats),
    )
    _enqueue(made)
    return made


@transaction.atomic
def ask_again(*, by: Account, report: Report) -> Report:
    """Ask once more for a report that could not be made."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    check_move(REPORT_MOVES, report.state, "waiting")
    report.state, report.attempts, report.told = "waiting", 0, ""
    report.save()
    record(
        "asked again for report", by=by, organisation=report.organisation.slug, subject=f"report:{report.key}"
    )
    _enqueue(report)
    return report


@transaction.atomic
def open_schedule(
    *, by: Account, organisation: Organisation, length: str, publish: bool, formats: Sequence[str]
) -> Schedule:
    """A report for each month, quarter or year from now on, made when a run holds it whole."""
    made = Schedule.objects.create(
        organisation=organisation, length=length, publish=publish, formats=list(formats), made_by=by
    )
    record(
        "opened schedule",
        by=by,
        organisation=organisation.slug,
        subject=f"schedule:{made.key}",
        length=length,
        publish=publish,
    )
    return made


def end_schedule(*, by: Account, schedule: Schedule) -> Schedule:
    """No further reports by this schedule; those made stay."""
    place = schedule.organisation.slug
    return end_once(schedule, "ended schedule", by=by, organisation=place, subject=f"schedule:{schedule.key}")


def follow_schedules(run: Run) -> list[Report]:
    """Ask for the newest complete period of each schedule, unless it was reported on already. Repeatable.

    A correction of the same period, a later run for the same day, is not reported on again by itself: what
    was handed out stays what it was, and a person asks for the new one.
    """
    asked = []
    for schedule in Schedule.objects.filter(organisation=run.organisation, ended_at__isnull=True):
        periods = periods_of(run)[schedule.length]
        if not periods:
            continue
        newest = written(periods[0])
        if schedule.reports.filter(period=newest).exclude(state="failed").exists():
            continue
        asked.append(
            ask_for_report(
                by=None,
                run=run,
                period=newest,
                publish=schedule.publish,
                formats=schedule.formats,
                schedule=schedule,
            )
        )
    return asked


def _enqueue(report: Report) -> None:
    from plumbline_web.reports.jobs import make_report

    make_report.enqueue(report.key)
