"""Opening an activity."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from plumbline.scrutiny import activities as templates
from plumbline.scrutiny import frameworks
from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.frameworks import Framework, Scale
from plumbline.scrutiny.frozen import frozen
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions.team import add_member
from plumbline_web.scrutiny.conditions import check_subjects
from plumbline_web.scrutiny.models import Activity, Stage, Subject
from plumbline_web.scrutiny.queries import SCALE_FORM


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
