"""Begin a paper with its sections, and change which it has and in which order."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plumbline.scrutiny.report_sections import OWN, SECTION_KINDS, outline_for
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_move, check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import framework_of, template_of
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.conditions import WritingRefused, check_draft
from plumbline_web.writing.models import Paper, PaperMove, Section
from plumbline_web.writing.queries import holder_of, signed
from plumbline_web.writing.states import PAPER_KINDS, PAPER_MOVES, PAPER_WORDS
from plumbline_web.writing.telling import tell


@transaction.atomic
def begin_paper(*, by: Account, activity: Activity, kind: str, title: str) -> Paper:
    """Begin a report, letter, feedback or summary, with the sections that the activity's template asks for.

    WritingRefused for a kind there is not, or no title.
    """
    check_open(activity)
    if kind not in PAPER_KINDS:
        raise WritingRefused(f"Choose one of: {', '.join(PAPER_KINDS.values())}.")
    if not title.strip():
        raise WritingRefused("Give it a title.")
    made = Paper.objects.create(activity=activity, kind=kind, title=title.strip()[:200], begun_by=by)
    planned = outline_for(kind, template_of(activity), framework_of(activity))  # type: ignore[arg-type]
    for position, one in enumerate(planned, start=1):
        Section.objects.create(
            paper=made,
            code=one.code,
            indicator=one.indicator,
            question=one.question[:200],
            title=one.title[:200],
            position=position,
            made=one.made,
        )
    _noted("began paper", by, made, kind=kind)
    return made


@transaction.atomic
def add_section(*, by: Account, paper: Paper, title: str, code: str = OWN, indicator: str = "") -> Section:
    """Add a section at the end. Raises WritingRefused where the paper is no draft, or no title is given."""
    held = held_draft(paper)
    if code != OWN and code not in SECTION_KINDS:
        raise WritingRefused("Choose a section from the list, or give one of your own a title.")
    if not title.strip():
        raise WritingRefused("Give the section a title.")
    last = held.sections.aggregate(most=Max("position"))["most"] or 0
    made = Section.objects.create(
        paper=held,
        code=code,
        indicator=indicator,
        title=title.strip()[:200],
        position=last + 1,
        made=code != OWN and SECTION_KINDS[code].made,
    )
    _noted("added section", by, held, section=made.key)
    return made


@transaction.atomic
def rename_section(*, by: Account, section: Section, title: str) -> Section:
    """Give a section another title. Raises WritingRefused where the paper is no draft, or for no title."""
    paper = held_draft(section.paper)
    if not title.strip():
        raise WritingRefused("Give the section a title.")
    held = paper.sections.get(pk=section.pk)
    held.title = title.strip()[:200]
    held.save(update_fields=["title"])
    _noted("renamed section", by, paper, section=held.key)
    return held


@transaction.atomic
def move_section(*, by: Account, section: Section, up: bool) -> None:
    """Put a section one place further up or down; at the end of the list it stays where it is.

    Raises WritingRefused where the paper is no draft.
    """
    paper = held_draft(section.paper)
    order = list(paper.sections.filter(removed_at=None))
    place = next((number for number, one in enumerate(order) if one.pk == section.pk), None)
    if place is None:
        raise WritingRefused("The section has been taken out. Bring it back first.")
    to = place + (-1 if up else 1)
    if not 0 <= to < len(order):
        return
    order[place], order[to] = order[to], order[place]
    for position, one in enumerate(order, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    _noted("moved section", by, paper, section=section.key)


@transaction.atomic
def remove_section(*, by: Account, section: Section) -> None:
    """Take a section out; its text and versions are kept. Raises WritingRefused while somebody writes it."""
    paper = held_draft(section.paper)
    held = paper.sections.select_related("held_by").get(pk=section.pk)
    holder = holder_of(held)
    if holder is not None and holder.by != by:
        raise WritingRefused(f"{holder.by.name} is writing it just now. Ask them first.")
    held.removed_at, held.held_by, held.held_until = timezone.now(), None, None
    held.save(update_fields=["removed_at", "held_by", "held_until"])
    _noted("took out section", by, paper, section=held.key)


@transaction.atomic
def bring_back_section(*, by: Account, section: Section) -> None:
    """Bring back a section that was taken out, at the end. Raises WritingRefused where it is no draft."""
    paper = held_draft(section.paper)
    held = paper.sections.get(pk=section.pk)
    held.removed_at = None
    held.position = (paper.sections.aggregate(most=Max("position"))["most"] or 0) + 1
    held.save(update_fields=["removed_at", "position"])
    _noted("brought back section", by, paper, section=held.key)


@transaction.atomic
def move_paper(*, by: Account, paper: Paper, after: str, why: str = "") -> Paper:
    """Take a paper from its state to the next, as `states.PAPER_MOVES` allows. Raises ScrutinyRefused."""
    held = Paper.objects.select_for_update(of=("self",)).select_related("activity__organisation")
    one = held.get(pk=paper.pk)
    check_move(PAPER_MOVES, one.state, after, PAPER_WORDS)
    one.state = after
    one.save(update_fields=["state"])
    PaperMove.objects.create(paper=one, after=after, by=by, why=why.strip())
    _noted("moved paper", by, one, state=after)
    return one


@transaction.atomic
def reopen_paper(*, by: Account, paper: Paper, why: str) -> Paper:
    """Take a paper that is signed or published back into writing; whoever signed it is told by e-mail.

    Raises WritingRefused without a reason.
    """
    if not why.strip():
        raise WritingRefused("Say why the text is opened again.")
    one = Paper.objects.get(pk=paper.pk)
    if one.state not in ("signed", "published"):
        raise WritingRefused("Only a report that is signed off or published is opened again.")
    moved = move_paper(by=by, paper=one, after="draft", why=why)
    tell(
        paper=moved,
        accounts={each.account.pk for each in signed(moved).has} - {by.pk},
        what="A report that you signed was opened again. Your signature counts until the text changes.",
    )
    return moved


def held_draft(paper: Paper) -> Paper:
    """The paper, locked for this transaction. Raises WritingRefused where it is no draft."""
    rows = Paper.objects.select_for_update(of=("self",)).select_related("activity__organisation")
    held = rows.get(pk=paper.pk)
    check_draft(held)
    return held


def _noted(act: str, by: Account, paper: Paper, **details: str) -> None:
    record_in(
        paper.activity,
        act,
        by=by,
        paper=paper.key,
        **details,
    )
