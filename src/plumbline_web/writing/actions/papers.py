"""Begin a paper, and give it sections."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.states import PAPER_KINDS


@transaction.atomic
def begin_paper(*, by: Account, activity: Activity, kind: str, title: str) -> Paper:
    """Begin a report, letter, feedback or summary. WritingRefused for a kind there is not, or no title."""
    check_open(activity)
    if kind not in PAPER_KINDS:
        raise WritingRefused(f"Choose one of: {', '.join(PAPER_KINDS.values())}.")
    if not title.strip():
        raise WritingRefused("Give it a title.")
    made = Paper.objects.create(activity=activity, kind=kind, title=title.strip(), begun_by=by)
    record(
        "began paper",
        by=by,
        organisation=activity.organisation.slug,
        subject=f"activity:{activity.key}",
        paper=made.key,
        kind=kind,
    )
    return made


@transaction.atomic
def add_section(*, by: Account, paper: Paper, title: str, code: str = "own", indicator: str = "") -> Section:
    """Add a section at the end. Raises WritingRefused where the paper is no draft, or no title is given."""
    held = Paper.objects.select_for_update().get(pk=paper.pk)
    if held.state != "draft":
        raise WritingRefused("Only a draft can be given another section.")
    if not title.strip():
        raise WritingRefused("Give the section a title.")
    last = held.sections.aggregate(most=Max("position"))["most"] or 0
    made = Section.objects.create(
        paper=held, code=code, indicator=indicator, title=title.strip(), position=last + 1
    )
    record(
        "added section",
        by=by,
        organisation=held.activity.organisation.slug,
        subject=f"activity:{held.activity.key}",
        paper=held.key,
        section=made.key,
    )
    return made
