"""Verbs: a survey opened, its last day changed, closed; and one set of answers taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import template_of
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.voices.conditions import VoicesRefused
from plumbline_web.voices.counting import how_whole
from plumbline_web.voices.filling import counted_answers, filled, instrument_of, is_closed, wrong_in
from plumbline_web.voices.models import Remark, Return, Survey, fresh_number
from plumbline_web.voices.questionnaires import shipped_questionnaires
from plumbline_web.voices.rules import LONGEST_REMARK, MOST_RETURNS
from plumbline_web.voices.states import SURVEY_MOVES


@transaction.atomic
def open_survey(
    *, by: Account, subject: Subject, code: str, until_on: date, invited: int | None = None
) -> Survey:
    """Open a survey of the activity's template about a service, as a frozen copy, until the end of a day.

    invited: how many people are given the link, where that is known. Raises VoicesRefused where the template
    has no such survey, it is open already, or the day is over.
    """
    activity = Activity.objects.select_for_update().get(pk=subject.activity_id)
    check_open(activity)
    wanted = next((one for one in template_of(activity).forms if one.code == code), None)
    if wanted is None or wanted.filled_by == "service":
        raise VoicesRefused("This activity has no such survey.")
    _check_day(until_on)
    if Survey.objects.filter(subject=subject, code=code, state="open").exists():
        raise VoicesRefused("This survey is open already.")
    one = shipped_questionnaires()[code]
    made = Survey.objects.create(
        activity=activity,
        subject=subject,
        code=code,
        filled_by=wanted.filled_by,
        title=one.instrument.title,
        form=one.instrument.as_json(),
        sha256=one.sha256,
        until_on=until_on,
        invited=invited,
        opened_by=by,
    )
    _recorded("opened survey", by, made, code=code, until_on=str(until_on))
    return made


@transaction.atomic
def change_last_day(*, by: Account, survey: Survey, until_on: date, invited: int | None) -> Survey:
    """Change the last day of an open survey, and how many were invited.

    Raises VoicesRefused once it is over: its results may have been seen, and one answer more would show by
    what they changed.
    """
    held = _held(survey)
    if not held.is_open:
        raise VoicesRefused("The survey is over, and its results can be seen. It cannot be opened again.")
    _check_day(until_on)
    held.until_on, held.invited = until_on, invited
    held.save(update_fields=["until_on", "invited"])
    _recorded("changed survey", by, held, until_on=str(until_on))
    return held


@transaction.atomic
def close_survey(*, by: Account, survey: Survey) -> Survey:
    """Close a survey before its last day, or after it. Its link then says so, and it is not opened again."""
    held = _held(survey)
    if (held.state, "closed") not in SURVEY_MOVES:
        raise VoicesRefused("The survey is closed already.")
    held.state, held.closed_by, held.closed_on = "closed", by, today()
    held.save(update_fields=["state", "closed_by", "closed_on"])
    _recorded("closed survey", by, held)
    return held


def take_answers(*, survey: Survey, answers: Mapping[str, str], number: int) -> bool:
    """Keep one set of answers; what was written in words is kept apart from the rest.

    number: what the page was given when it was opened, so that a page sent twice counts once; False then.
    Nothing is written into the trail, for that has the minute. Raises VoicesRefused where the survey is over
    or full, nothing was answered, or something written is too long.
    """
    try:
        with transaction.atomic():
            _take(survey, answers, number)
    except IntegrityError:
        if Return.objects.filter(pk=number, survey=survey).exists():
            return False
        raise
    return True


def _take(survey: Survey, answers: Mapping[str, str], number: int) -> None:
    """The same with the survey held, so that none comes in after it was closed and its results were seen."""
    held = Survey.objects.select_for_update().select_related("activity").get(pk=survey.pk)
    if not held.is_open:
        raise VoicesRefused("This survey is closed.")
    if held.returns.count() >= MOST_RETURNS:
        raise VoicesRefused("This survey has had all the answers that it can take.")
    evaluated = filled(instrument_of(held.form), answers)
    wrong = {one.path for one in wrong_in(evaluated)}
    given = {path: value for path, value in counted_answers(evaluated).items() if path not in wrong}
    if not given:
        raise VoicesRefused("You left every question open, so there is nothing to send.")
    chosen = {path: value for path, value in given.items() if is_closed(evaluated[path].node)}
    written = {path: value for path, value in given.items() if path not in chosen}
    if any(len(value) > LONGEST_REMARK for value in written.values()):
        raise VoicesRefused(
            f"What you write can be at most {LONGEST_REMARK:,} letters long. Please make it shorter."
        )
    kind = how_whole(evaluated)
    kept = {} if kind == "broke_off" else chosen
    Return(pk=number, survey=held, kind=kind, answers=kept, on=today()).save(force_insert=True)
    for path, value in written.items():
        Remark(pk=fresh_number(), survey=held, path=path, original=value).save(force_insert=True)


def _held(survey: Survey) -> Survey:
    activity = Activity.objects.select_for_update().get(pk=survey.activity_id)
    check_open(activity)
    return Survey.objects.select_for_update().select_related("activity__organisation").get(pk=survey.pk)


def _check_day(until_on: date) -> None:
    if until_on < today():
        raise VoicesRefused("That day is over. Give a last day that is still to come.")


def _recorded(act: str, by: Account, survey: Survey, **details: object) -> None:
    record_in(
        survey.activity,
        act,
        by=by,
        survey=survey.key,
        **details,
    )
