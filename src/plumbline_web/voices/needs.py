"""How the needs of a stage that speak of forms and surveys stand.

What came in on paper and was noted counts as well as what was filled in here.
"""

from __future__ import annotations

from django.utils import timezone

from plumbline.scrutiny.activities import Form
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Activity, Stage, Subject
from plumbline_web.scrutiny.needs import Need, form_words, tells
from plumbline_web.scrutiny.queries import template_of
from plumbline_web.voices.models import FormMove, ServiceForm, Survey


@tells("forms_received")
def forms_received(activity: Activity, stage: Stage) -> Need:
    """Met when each form that a service fills in was submitted by each service, or came in another way."""
    wanted = [one for one in template_of(activity).forms if one.filled_by == "service"]
    sent = FormMove.objects.filter(form__activity=activity, after="submitted")
    held = ServiceForm.objects.filter(activity=activity, pk__in=sent.values("form")).exclude(state="returned")
    open_ = _open(activity, wanted, "form", set(held.values_list("code", "subject")))
    if open_:
        words = f"Not in yet: {', '.join(open_)}."
        return Need("forms_received", False, words, "the service", "voices:forms", "see forms")
    days = [timezone.localdate(one) for one in sent.values_list("at", flat=True)]
    days += activity.notes.filter(kind="form").values_list("on", flat=True)
    said = f"The last form came in on {day(max(days))}." if days and wanted else "There is none to wait for."
    return Need("forms_received", True, said)


@tells("surveys_closed")
def surveys_closed(activity: Activity, stage: Stage) -> Need:
    """Met when each survey of the template is over for each service, or its results were noted."""
    wanted = [one for one in template_of(activity).forms if one.filled_by != "service"]
    held = list(Survey.objects.filter(activity=activity).select_related("activity"))
    running = {(one.code, one.subject_id) for one in held if one.is_open}
    over = {(one.code, one.subject_id) for one in held} - running
    open_ = _open(activity, wanted, "survey", over)
    if open_:
        words = f"Not closed yet: {', '.join(open_)}."
        return Need("surveys_closed", False, words, "the lead", "voices:forms", "see forms")
    days = [one.closed_on or one.until_on for one in held]
    days += activity.notes.filter(kind="survey").values_list("on", flat=True)
    said = f"The last survey was closed on {day(max(days))}." if days and wanted else ""
    return Need("surveys_closed", True, said or "There is none to wait for.")


def _open(activity: Activity, wanted: list[Form], kind: str, done: set[tuple[str, int]]) -> list[str]:
    """What is still wanted of whom, in words.

    A note about no service in particular tells of each survey, and of a form where there is one service.
    """
    noted = set(activity.notes.filter(kind=kind).values_list("about", "subject"))
    subjects = list(Subject.objects.filter(activity=activity).select_related("organisation"))
    several = len(subjects) > 1
    general = set() if kind == "form" and several else {code for code, subject in noted if subject is None}
    return [
        form_words(one.code) + (f" of {subject.organisation.name}" if several or kind == "form" else "")
        for one in wanted
        for subject in subjects
        if one.code not in general and (one.code, subject.pk) not in done | noted
    ]
