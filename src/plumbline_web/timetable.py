"""Offers each frozen run, and each day, to those who wait for it. Safe to repeat."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.sessions.backends.db import SessionStore

from plumbline_web.audit.actions import seal
from plumbline_web.evidence.actions.forgetting import evidence_over_retention, forget_files
from plumbline_web.improvement.actions import look_again, look_again_everywhere
from plumbline_web.improvement.telling import improvement_part
from plumbline_web.jobs import forget_finished
from plumbline_web.measure.forgetting import forget_words
from plumbline_web.measure.preparing import choices, prepare
from plumbline_web.people.actions import forget_invitations, note_teams
from plumbline_web.people.conditions import FORGOTTEN_AFTER_DAYS
from plumbline_web.people.models import Organisation
from plumbline_web.publication.actions import tell_of_rounds_over
from plumbline_web.reading.actions.forgetting import forget_texts
from plumbline_web.records.forgetting import finish_removals, remove_case_rows, turn_away_forgotten
from plumbline_web.records.jobs import WHEN_FROZEN
from plumbline_web.records.models import Run
from plumbline_web.records.queries import extracts_forgotten, runs_over_retention
from plumbline_web.reports.actions import follow_schedules
from plumbline_web.scrutiny.actions.forgetting import activities_over_retention, forget_references
from plumbline_web.voices.actions.forgetting import forget_answers, surveys_over_retention
from plumbline_web.work.digest import MORE, send_weekly
from plumbline_web.work.listing import make_due_list

log = logging.getLogger("plumbline.timetable")


def on_frozen(key: str) -> None:
    """A run has just been frozen: make what its pages need, so that nobody waits for it."""
    run = Run.objects.select_related("organisation").get(key=key)
    prepare(run)
    make_due_list(run)
    offer_teams(run)
    follow_schedules(run)
    look_again(run.organisation, fresh=run)


if on_frozen not in WHEN_FROZEN:
    WHEN_FROZEN.append(on_frozen)
if improvement_part not in MORE:
    MORE.append(improvement_part)


def offer_teams(run: Run) -> None:
    """Keep the names of teams that the run's extract writes, so that they can be chosen for team leaders.

    A national body's extract names the teams of councils, which are none of its own.
    """
    if run.organisation.kind != Organisation.NATIONAL:
        names = {name for place in choices(run).values() for _, name in place.get("team", [])}
        note_teams(by=None, organisation=run.organisation, names=names)


def forget_invited(day: date) -> None:
    """Names and addresses go of those whose invitation has long been over."""
    forget_invitations(by=None, before=day - timedelta(days=FORGOTTEN_AFTER_DAYS))


def forget_sessions(day: date) -> None:
    """Sessions go that are over."""
    SessionStore.clear_expired()


def seal_trail(day: date) -> None:
    """Seal what happened since yesterday, last of all, so that the day's own work is in it."""
    seal(by=None)


def remove_rows_over_retention(day: date) -> None:
    """Case rows go whose time is over."""
    for run in runs_over_retention(day):
        remove_case_rows(by=None, run=run)


def forget_words_over_retention(day: date) -> None:
    """Texts of notes and of duties put aside go that were taken back, or are as old as case rows may be."""
    for organisation in Organisation.objects.all():
        forget_words(by=None, organisation=organisation, on=day)


def forget_references_over_retention(day: date) -> None:
    """References of sampled records go, and what readers wrote, whose activity ended long ago."""
    for activity in activities_over_retention(day):
        forget_texts(by=None, activity=activity)
        forget_references(by=None, activity=activity)


def forget_files_over_retention(day: date) -> None:
    """Files of evidence go whose activity ended long ago."""
    for activity in evidence_over_retention(day):
        forget_files(by=None, activity=activity)


def forget_answers_over_retention(day: date) -> None:
    """Single answers to surveys go whose activity ended long ago."""
    for survey in surveys_over_retention(day):
        forget_answers(by=None, survey=survey)


def finish_all_removals(day: date) -> None:
    """Files go that a removal cut off has left."""
    finish_removals()


def turn_away_undecided(day: date) -> None:
    """Extracts go that nobody decided about."""
    for extract in extracts_forgotten(day):
        turn_away_forgotten(extract=extract)


EACH_DAY: list[Callable[[date], None]] = [
    forget_finished,
    remove_rows_over_retention,
    forget_words_over_retention,
    forget_references_over_retention,
    forget_answers_over_retention,
    forget_files_over_retention,
    turn_away_undecided,
    finish_all_removals,
    look_again_everywhere,
    send_weekly,
    tell_of_rounds_over,
    forget_invited,
    forget_sessions,
    seal_trail,
]
"""What is done once a day, and whenever the site starts: each must do no harm when it is done again."""


def on_day(day: date) -> None:
    """Do each day's work. What fails is written to the log and keeps nothing else from being done."""
    for work in EACH_DAY:
        try:
            work(day)
        except Exception:
            log.exception(
                "The day's work %s failed; it is tried again at the next start or day.", work.__name__
            )
