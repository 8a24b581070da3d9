"""What a published report asks of an organisation: its key messages, and the areas that are its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from plumbline.errors import PlumblineError
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.queries import statements_of
from plumbline_web.people.models import Organisation
from plumbline_web.publication.models import Edition
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import framework_of

ANSWERED = ("report", "letter", "feedback")
"""The kinds of paper that ask a service to improve something."""


@dataclass(frozen=True)
class ReportedArea:
    """An area for improvement as a report prints it. indicator: codes, where several with a comma between."""

    statement: Statement
    text: str
    indicator: str
    indicator_title: str
    question: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Reported:
    """What a report asks. key_messages: code and text. areas: of one organisation, outer ones first."""

    activity: Activity
    key_messages: tuple[tuple[str, str], ...]
    areas: tuple[ReportedArea, ...]


def answerable(organisation: Organisation) -> QuerySet[Activity]:
    """The activities whose report an organisation may answer with a plan, the newest first.

    Those that looked at it and are published, and its own audits and self-evaluations that are over.
    """
    published = Edition.objects.filter(paper__activity=OuterRef("pk"), paper__kind__in=ANSWERED)
    looked_at = Q(subjects__organisation=organisation) & Exists(published)
    return (
        Activity.objects.filter(looked_at | Q(organisation=organisation, state="closed"))
        .exclude(state="stopped")
        .distinct()
        .select_related("organisation")
    )


def reported_for(organisation: Organisation, activity: Activity) -> Reported | None:
    """What an activity's report asks of an organisation; None where it may not answer it with a plan."""
    if not answerable(organisation).filter(pk=activity.pk).exists():
        return None
    framework = framework_of(activity)
    evidence = quantities_of(activity)

    def said(version: StatementVersion) -> str:
        try:
            return printed(version.text, evidence)
        except PlumblineError:  # a piece was withdrawn since: the words stand without their figure
            return version.text

    messages = tuple(
        (f"KM{one.number}", said(version)) for one, version in statements_of(activity, "key_message")
    )
    subjects = {one.organisation_id for one in activity.subjects.all()}
    alone = subjects == {organisation.pk} or (not subjects and activity.organisation_id == organisation.pk)
    areas = []
    said_of = {one.pk: (one, version) for one, version in statements_of(activity, "area")}
    for one, version in said_of.values():
        owners, others = list(version.owners.all()), list(version.others)
        if not owners and not others and one.within_id in said_of:  # a part is owned by those of the whole
            whole = said_of[one.within_id][1]
            owners, others = list(whole.owners.all()), list(whole.others)
        unsaid = not owners and not others
        if not (organisation in owners or (unsaid and alone)):
            continue
        codes, titles, question = _under(framework, version.indicators)
        names = tuple(each.name for each in owners) or (organisation.name,)
        areas.append(ReportedArea(one, said(version), codes, titles, question, (*names, *others)))
    areas.sort(key=lambda one: one.statement.within_id is not None)
    return Reported(activity, messages, tuple(areas))


def _under(framework: Framework | None, codes: list[str]) -> tuple[str, str, str]:
    """The codes, titles and key question of indicators, as a plan prints them."""
    if framework is None or not codes:
        return ", ".join(codes)[:60], "", ""
    known = {one.code: one for one in framework.indicators}
    headings = {one.code: one for one in framework.headings}
    found = [known[code] for code in codes if code in known]
    question = headings[found[0].heading].question if found and found[0].heading in headings else ""
    return ", ".join(codes)[:60], "; ".join(one.title for one in found)[:300], question[:200]
