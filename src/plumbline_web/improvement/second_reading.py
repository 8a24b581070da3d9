"""What a reading of records found of one question in one service, so that an area can be judged by it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from plumbline.scrutiny.instruments import Instrument, Question, Repeat
from plumbline.scrutiny.results import results_by
from plumbline.scrutiny.scope import read_scope
from plumbline_web.improvement.conditions import PlanRefused
from plumbline_web.people.models import Organisation
from plumbline_web.publication.models import Edition
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.found import found_in
from plumbline_web.reading.queries import instrument_of
from plumbline_web.scrutiny.models import Activity, Draw


def readings_over(organisation: Organisation) -> QuerySet[Activity]:
    """The activities whose reading an organisation may judge an area by: over, and its own or published.

    While an activity is open somebody may still be reading, who must not see what others found.
    """
    published = Edition.objects.filter(paper__activity=OuterRef("pk"))
    return (
        Activity.objects.filter(subjects__organisation=organisation, state="closed")
        .filter(Q(organisation=organisation) | Exists(published))
        .distinct()
    )


def questions_of(activity: Activity) -> list[tuple[str, str]]:
    """The questions of an activity’s instrument that can be compared: path and label."""
    instrument = instrument_of(activity)
    if instrument is None:
        return []
    form = form_in_use(instrument.key).instrument
    repeats = [f"{one.path}/" for one in form.nodes() if isinstance(one, Repeat)]
    return [
        (one.path, one.labels.get(form.default_language, one.path))
        for one in form.questions()
        if not one.path.startswith(tuple(repeats)) and _compared(form, one)
    ]


def _compared(form: Instrument, question: Question) -> bool:
    """Whether a share of its answers counts as yes, or as good or better."""
    if question.rating:
        return True
    if question.type != "select_one":
        return False
    return question.yes in {choice.name for choice in form.choice_lists[question.choice_list]}


def days_read(organisation: Organisation, activity: Activity) -> tuple[date, date] | None:
    """The first and last day of the work that an activity read in an organisation, as the activity says them.

    For an audit of a calendar they are its period; else the days from and to which its sample was drawn. None
    where it says none, or more than one span of days, so that a person has to.
    """
    if activity.period_from and activity.period_until:
        return activity.period_from, activity.period_until
    drawn = Draw.objects.filter(subject__activity=activity, subject__organisation=organisation, state="drawn")
    spans = {
        one.values
        for draw in drawn
        if draw.scope
        for one in read_scope(draw.scope).conditions
        if one.test == "from_to"
    }
    if len(spans) != 1:
        return None
    first, last = spans.pop()
    return date.fromisoformat(first), date.fromisoformat(last)


def sample_read(organisation: Organisation, activity: Activity, question: str) -> dict[str, Any]:
    """What the activity found of a question in the organisation’s own records, as plain data.

    Raises PlanRefused where the activity is not over, its sample says nothing of sizes, or nothing was asked.
    """
    if not readings_over(organisation).filter(pk=activity.pk).exists():
        raise PlanRefused("Choose an activity that is over, and is your own or published.")
    subject = activity.subjects.filter(organisation=organisation).first()
    found = found_in(activity, subject)
    if found is None or not found.counting:
        raise PlanRefused(f"In {activity.title} no record was read.")
    if found.unsized:
        raise PlanRefused(f"The sample of {activity.title} does not say how many are in scope.")
    records, _ = found.read_records()
    shares = results_by(found.form, records, found.sizes, "stratum").get(question)
    if shares is None:
        raise PlanRefused(
            f"{activity.title} did not ask the question {question} as yes or no, or as a rating."
        )
    by_name = {one.name: one for one in shares}
    read = Counter(one.stratum for one in records)
    strata, unread = [], []
    for name in sorted(found.sizes):
        share = by_name.get(name)
        size = found.sizes[name]
        strata.append(
            {
                "name": name,
                "population": str(Fraction(size)),
                "read": read[name],
                "yes": share.x if share else 0,
                "applies": share.n if share else 0,
            }
        )
        unread.append(found.unread.get(name, 0))
    return {"label": activity.title, "strata": strata, "could_not_be_read": unread}
