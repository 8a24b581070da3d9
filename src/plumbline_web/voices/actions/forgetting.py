"""Removing single answers and what people wrote, when the time of an activity is over; counts stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline.scrutiny.surveys import as_json
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.voices.models import Remark, Return, Survey
from plumbline_web.voices.results import results_of


def surveys_over_retention(on: date) -> list[Survey]:
    """Surveys whose activity ended so long ago that single answers go: the holder’s time for case rows."""
    held = Survey.objects.filter(results={}).exclude(activity__closed_at=None)
    return [
        one
        for one in held.select_related("activity__organisation")
        if add_months(timezone.localdate(one.activity.closed_at), one.activity.organisation.retention_months)
        <= on
    ]


@transaction.atomic
def forget_answers(*, by: Account | None, survey: Survey) -> int:
    """Keep the counts of a survey, and remove its single answers and all that was written in it.

    What was released to be read stays as it was shown, without what it was made from. Gives how many sets
    of answers there were.
    """
    held = Survey.objects.select_for_update().select_related("activity__organisation").get(pk=survey.pk)
    held.results = as_json(results_of(held))
    held.save(update_fields=["results"])
    count, _ = Return.objects.filter(survey=held).delete()
    Remark.objects.filter(survey=held).exclude(state="released").delete()
    Remark.objects.filter(survey=held).update(original="")
    record_in(
        held.activity,
        "removed answers of survey",
        by=by,
        survey=held.key,
        answers=count,
    )
    return count
