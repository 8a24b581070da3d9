"""Verbs: what somebody wrote in a survey released by the lead who read it, or kept back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.voices.conditions import VoicesRefused
from plumbline_web.voices.models import Remark
from plumbline_web.voices.rules import LONGEST_REMARK, tidy
from plumbline_web.voices.states import REMARK_MOVES


@transaction.atomic
def release_remark(*, by: Account, remark: Remark, shown: str) -> Remark:
    """Let others read it, as the lead left it: without names and whatever else tells who is meant.

    shown: the words that others see. What was written stays apart, for the lead alone.
    """
    words = tidy(shown)
    if not words:
        raise VoicesRefused("Nothing is left to show. Keep it back instead.")
    if len(words) > LONGEST_REMARK:
        raise VoicesRefused(f"What is shown can be at most {LONGEST_REMARK:,} letters long.")
    return _moved(by, remark, "released", words)


@transaction.atomic
def hold_remark(*, by: Account, remark: Remark) -> Remark:
    """Keep it back: nobody but the lead reads it."""
    return _moved(by, remark, "held", "")


def _moved(by: Account, remark: Remark, after: str, shown: str) -> Remark:
    held = (
        Remark.objects.select_for_update()
        .select_related("survey__activity__organisation", "survey__subject")
        .get(pk=remark.pk)
    )
    survey = held.survey
    check_open(Activity.objects.select_for_update().get(pk=survey.activity_id))
    if survey.is_open:
        raise VoicesRefused("The survey is still open. What people wrote is read when it is over.")
    if (held.state, after) not in REMARK_MOVES:
        raise VoicesRefused("It is kept back already.")
    held.state, held.shown, held.read_by, held.read_at = after, shown, by, timezone.now()
    held.save(update_fields=["state", "shown", "read_by", "read_at"])
    record_in(
        survey.activity,
        "released what was written" if after == "released" else "kept back what was written",
        by=by,
        survey=survey.key,
        remark=held.key,
    )
    return held
