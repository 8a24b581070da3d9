"""Opening an activity, closing it when all is done, and stopping it before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from plumbline.scrutiny import activities as templates
from plumbline.scrutiny import frameworks
from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.frameworks import Framework, Scale
from plumbline.scrutiny.frozen import frozen
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions.openings import close_openings
from plumbline_web.scrutiny.actions.team import add_member
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_open, check_subjects
from plumbline_web.scrutiny.models import Activity, Stage, Subject
from plumbline_web.scrutiny.queries import SCALE_FORM
from plumbline_web.scrutiny.trail import record_in

STANDS_IN_THE_WAY: list[Callable[[Activity], str]] = []
"""What else may keep an activity from ending: each says why in words, or nothing. The reading adds to it."""


@transaction.atomic
def open_activity(
    *,
    by: Account,
    organisation: Organisation,
    title: str,
    template: ActivityTemplate,
    framework: Framework | None,
    scale: Scale | None = None,
    subjects: Sequence[Organisation],
) -> Activity:
    """Open an activity of an organisation, with whoever opens it as its lead.

    template, framework, scale: frozen as they are now, so that a later edition changes nothing. subjects: the
    services it looks at. Raises ScrutinyRefused where the template cannot look at these.
    """
    check_subjects(template, organisation, subjects)
    made = Activity.objects.create(
        organisation=organisation,
        title=title,
        template=templates.as_json(template),
        framework=frameworks.as_json(framework) if framework else {},
        scale=frozen(scale, SCALE_FORM) if scale else {},
        opened_by=by,
    )
    for position, stage in enumerate(template.stages, start=1):
        Stage.objects.create(activity=made, position=position, code=stage.code, title=stage.title)
    for subject in subjects:
        Subject.objects.create(activity=made, organisation=subject)
    record(
        "opened activity",
        by=by,
        organisation=organisation.slug,
        subject=f"activity:{made.key}",
        template=template.code,
        services=[one.slug for one in subjects],
    )
    add_member(by=by, activity=made, account=by, organisation=organisation, role="lead")
    return made


@transaction.atomic
def close_activity(*, by: Account, activity: Activity) -> Activity:
    """End an activity whose last stage has ended; the grants opened for it are closed with it.

    Raises ScrutinyRefused where a stage has not ended, or something else stands in the way.
    """
    held = _held(activity)
    waiting = held.stages.exclude(state="ended").first()
    if waiting is not None:
        raise ScrutinyRefused(
            f"“{waiting.title}” has not ended. End every stage first, or stop the activity."
        )
    return _ended(by, held, "closed", "", "closed activity")


@transaction.atomic
def stop_activity(*, by: Account, activity: Activity, why: str) -> Activity:
    """End an activity before its last stage has ended, with a reason.

    Raises ScrutinyRefused where no reason is given, or something stands in the way.
    """
    held = _held(activity)
    if not why.strip():
        raise ScrutinyRefused("Say why the activity is stopped.")
    return _ended(by, held, "stopped", why.strip(), "stopped activity")


def _held(activity: Activity) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    return held


def _ended(by: Account, held: Activity, state: str, why: str, act: str) -> Activity:
    in_the_way = [said for said in (asked(held) for asked in STANDS_IN_THE_WAY) if said]
    if in_the_way:
        raise ScrutinyRefused(" ".join(in_the_way))
    held.state, held.closed_at, held.closed_by, held.closed_why = state, timezone.now(), by, why
    held.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    close_openings(by=by, activity=held)
    record_in(held, act, by=by)
    return held
