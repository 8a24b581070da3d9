"""Notes of an activity: meetings, feedback, forms that came in, surveys closed, what was given out."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction

from plumbline.scrutiny import surveys
from plumbline.scrutiny.survey_file import read_survey_results
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_day, check_open
from plumbline_web.scrutiny.models import Activity, Note, Stage, Subject, SurveyCounts
from plumbline_web.scrutiny.states import NOTE_KINDS


@transaction.atomic
def add_note(
    *,
    by: Account,
    activity: Activity,
    kind: str,
    title: str,
    on: date,
    text: str = "",
    stage: Stage | None = None,
    subject: Subject | None = None,
    about: str = "",
    took_part: int | None = None,
    counts: bytes | None = None,
) -> Note:
    """Keep a note; it cannot be changed afterwards.

    about: for a form, survey or output, its code in the template. took_part: how many people, never who.
    counts: the file with what a survey run elsewhere came to.

    Raises ScrutinyRefused where a part does not fit, and PlumblineError with every fault of the file.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    check_day(on)
    if kind not in NOTE_KINDS:
        raise ScrutinyRefused(
            f"There is no such kind of note: choose one of {', '.join(NOTE_KINDS.values())}."
        )
    if kind in ("form", "survey", "output") and not about:
        raise ScrutinyRefused("Say which form, survey or output it is.")
    if counts is not None and kind != "survey":
        raise ScrutinyRefused("Only a survey has counts of answers.")
    results = read_survey_results(counts) if counts is not None else None
    if results is not None:
        took_part = results.returned
    made = Note.objects.create(
        activity=held,
        stage=stage,
        subject=subject,
        kind=kind,
        about=about,
        title=title,
        text=text.strip(),
        took_part=took_part,
        on=on,
        by=by,
    )
    if results is not None and counts is not None:
        SurveyCounts.objects.create(
            note=made, results=surveys.as_json(results), sha256=hashlib.sha256(counts).hexdigest()
        )
    record(
        "noted",
        by=by,
        organisation=Organisation.objects.get(pk=held.organisation_id).slug,
        subject=f"activity:{held.key}",
        note=made.key,
        kind=kind,
    )
    return made
