"""The forms and surveys that somebody may see, and what they hold."""

from __future__ import annotations

from django.db.models import QuerySet

from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Note
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.voices.models import FormVersion, ServiceForm, Survey

TEAM = frozenset({"lead", "reader", "settler", "observer"})


def in_team(stands: Standing) -> bool:
    """Whether somebody is of the team that carries the activity out."""
    return not TEAM.isdisjoint(stands.standings)


def forms_of(stands: Standing) -> QuerySet[ServiceForm]:
    """The forms of an activity that somebody may see: a service sees its own alone."""
    found = ServiceForm.objects.filter(activity=stands.activity)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    return found.select_related("subject__organisation", "activity", "opened_by")


def surveys_of(stands: Standing) -> QuerySet[Survey]:
    """The surveys of an activity that somebody may see: a service sees those about itself alone."""
    found = Survey.objects.filter(activity=stands.activity)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    return found.select_related("subject__organisation", "activity", "opened_by", "closed_by")


def elsewhere_of(stands: Standing) -> QuerySet[Note]:
    """The surveys run elsewhere whose counts were brought in, that somebody may see."""
    found = Note.objects.filter(activity=stands.activity, kind="survey", survey__isnull=False)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    return found.select_related("survey", "subject__organisation", "by").order_by("on", "id")


def speaks_for(stands: Standing, form: ServiceForm) -> bool:
    """Whether somebody fills this form in: a manager of the service it was opened for."""
    return stands.may("fill in a form") and any(one.pk == form.subject_id for one in stands.own)


def answers_of(form: ServiceForm, number: int | None = None) -> dict[str, str]:
    """What a form held after one saving, the last where no number is given; nothing before the first."""
    wanted = form.version if number is None else number
    found = FormVersion.objects.filter(form=form, number=wanted).first()
    return dict(found.answers) if found else {}


def submitted_versions(form: ServiceForm) -> list[int]:
    """The numbers of the versions that were submitted, oldest first."""
    return list(form.moves.filter(after="submitted").order_by("id").values_list("version", flat=True))


def returned_so_far(survey: Survey) -> int:
    """How many sets of answers had come by the end of yesterday; all of them once it is over.

    Nobody who watches the page can tell when an answer came.
    """
    found = survey.returns.all()
    return found.filter(on__lt=today()).count() if survey.is_open else found.count()
