"""Stages: planned, begun, ended, opened again. Each move is a row of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_day, check_move, check_open, day
from plumbline_web.scrutiny.models import Activity, Stage, StageMove
from plumbline_web.scrutiny.needs import missing_in
from plumbline_web.scrutiny.queries import actual_days
from plumbline_web.scrutiny.states import STAGE_MOVES, STAGE_WORDS


@transaction.atomic
def plan_stages(
    *, by: Account, activity: Activity, days: Mapping[str, tuple[date | None, date | None]]
) -> None:
    """Set the days on which stages are planned to begin and end, by the code of the stage.

    Raises ScrutinyRefused where a stage would end before it begins.
    """
    held = _held(activity)
    for stage in held.stages.select_for_update():
        if stage.code not in days:
            continue
        first, last = days[stage.code]
        if first and last and last < first:
            raise ScrutinyRefused(
                f"{stage.title}: planned to end on {day(last)}, before it begins on {day(first)}."
            )
        stage.planned_from, stage.planned_until = first, last
        stage.save(update_fields=["planned_from", "planned_until"])
    _recorded("planned stages", by, held, stages=sorted(days))


@transaction.atomic
def begin_stage(*, by: Account, stage: Stage, on: date) -> Stage:
    """Begin a stage on a day. Raises ScrutinyRefused where the stage before it has not ended."""
    held, activity = _of(stage)
    check_move(STAGE_MOVES, held.state, "begun", STAGE_WORDS)
    before = activity.stages.filter(position__lt=held.position).exclude(state="ended").first()
    if before is not None:
        raise ScrutinyRefused(f"“{before.title}” has to end before this stage begins.")
    previous = activity.stages.filter(position__lt=held.position).last()
    if previous is not None:
        check_day(on, after=actual_days(previous)[0], before_words="the stage before it began")
    check_day(on)
    return _moved(by, activity, held, "begun", on)


@transaction.atomic
def end_stage(*, by: Account, stage: Stage, on: date, why: str = "") -> Stage:
    """End a stage on a day. why: the reason to go on although something it needs is missing.

    Raises ScrutinyRefused where something is missing and no reason is given. What was missing is kept.
    """
    held, activity = _of(stage)
    check_move(STAGE_MOVES, held.state, "ended", STAGE_WORDS)
    check_day(on, after=actual_days(held)[0], before_words="the stage began")
    missing = missing_in(held)
    if missing and not why.strip():
        told = " ".join(one.words for one in missing)
        raise ScrutinyRefused(
            f"This stage still needs something. {told} Give a reason to end it all the same."
        )
    return _moved(
        by,
        activity,
        held,
        "ended",
        on,
        missing=[{"need": one.code, "words": one.words} for one in missing],
        why=why.strip() if missing else "",
    )


@transaction.atomic
def open_stage_again(*, by: Account, stage: Stage, why: str, on: date) -> Stage:
    """Go on with a stage that had ended. Raises ScrutinyRefused where no reason is given."""
    held, activity = _of(stage)
    if not why.strip():
        raise ScrutinyRefused("Say why the stage is opened again.")
    if held.state != "ended":
        raise ScrutinyRefused("Only a stage that has ended can be opened again.")
    check_day(on, after=actual_days(held)[1], before_words="the stage ended")
    return _moved(by, activity, held, "begun", on, why=why.strip())


def _of(stage: Stage) -> tuple[Stage, Activity]:
    activity = _held(stage.activity)
    return Stage.objects.select_for_update().select_related("activity").get(pk=stage.pk), activity


def _held(activity: Activity) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    return held


def _moved(
    by: Account,
    activity: Activity,
    stage: Stage,
    after: str,
    on: date,
    *,
    missing: list[dict[str, str]] | None = None,
    why: str = "",
) -> Stage:
    again = stage.state == "ended"
    stage.state = after
    stage.save(update_fields=["state"])
    StageMove.objects.create(stage=stage, after=after, by=by, on=on, missing=missing or [], why=why)
    act = "opened stage again" if again else {"begun": "began stage", "ended": "ended stage"}[after]
    _recorded(act, by, activity, stage=stage.code, missing=[one["need"] for one in missing or []])
    return stage


def _recorded(act: str, by: Account, activity: Activity, **details: object) -> None:
    record(act, by=by, organisation=activity.organisation.slug, subject=f"activity:{activity.key}", **details)
