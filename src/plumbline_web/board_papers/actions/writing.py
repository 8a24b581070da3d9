"""Begin a paper, write its parts, and fill it again from its plan. Each makes a further version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django.db import transaction

from plumbline.publishing.wording import day
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.conditions import PaperClash, PaperRefused
from plumbline_web.board_papers.content import Content, first_content
from plumbline_web.board_papers.filling import filled, first_words
from plumbline_web.board_papers.models import Paper, PaperVersion
from plumbline_web.board_papers.queries import last_said, layout_choices, layout_text
from plumbline_web.board_papers.states import NEEDED
from plumbline_web.improvement.models import Plan
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today


@transaction.atomic
def begin_paper(
    *, by: Account, plan: Plan, layout: str, about: Mapping[str, Any], chosen: list[str], as_at: date
) -> Paper:
    """Begin a paper from a plan: its figures as at a day, its first words.

    layout: a code of `layout_choices`. about: what stands in its header. chosen: sections besides those that
    every paper has. Raises PaperRefused for a layout that is not there, a day to come, or one
    after which something was said of the plan.
    """
    if layout not in dict(layout_choices(plan.organisation)):
        raise PaperRefused("Choose one of the layouts.")
    _check_day(plan, as_at)
    facts = plan_facts(plan, as_at)
    content = first_content(
        layout=layout,
        layout_text=layout_text(plan.organisation, layout),
        about=about,
        chosen=[*NEEDED, *chosen],
        words=first_words(facts, for_decision=about["for_decision"]),
        filled=filled(facts),
    )
    paper = Paper.objects.create(organisation=plan.organisation, plan=plan, begun_by=by)
    version = PaperVersion.objects.create(paper=paper, number=1, content=content, what="Begun", by=by)
    _noted("began board paper", by, version)
    return paper


@transaction.atomic
def write_part(
    *,
    by: Account,
    paper: Paper,
    what: str,
    since: int,
    part: Callable[[Content], Any],
    write: Callable[[Content], None],
) -> PaperVersion:
    """Keep a further version in which one part is written otherwise.

    what: the part in words. since: the version that the writer had open. part: finds the part in the content,
    so that it is seen whether somebody changed it since; other parts that changed meanwhile stay as they now
    are. write: changes the content. Nothing is kept where nothing changes. Raises PaperClash.
    """
    held = Paper.objects.select_for_update().get(pk=paper.pk)
    now = held.versions.order_by("number").last()
    opened = held.versions.filter(number=since).first()
    if opened is None:
        raise PaperRefused("The page was too old. Open it again.")
    if part(opened.content) != part(now.content):
        raise PaperClash(now.number)
    content = deepcopy(now.content)
    write(content)
    if content == now.content:
        return now
    version = PaperVersion.objects.create(
        paper=held, number=now.number + 1, content=content, what=what[:100], by=by
    )
    _noted("wrote board paper", by, version)
    return version


def fill_again(*, by: Account, paper: Paper, as_at: date) -> PaperVersion:
    """Bring tables and appendix up to another day. What people wrote stays as it is, days in it too.

    Raises PaperRefused for a day to come, or one
    after which something was said of the plan.
    """
    _check_day(paper.plan, as_at)
    fresh = filled(plan_facts(paper.plan, as_at))
    newest = paper.versions.order_by("number").last()

    def write(content: Content) -> None:
        content["filled"] = fresh

    return write_part(
        by=by,
        paper=paper,
        what="Figures",
        since=newest.number,
        part=lambda content: content["filled"],
        write=write,
    )


def _check_day(plan: Plan, as_at: date) -> None:
    if as_at > today():
        raise PaperRefused("The day of the figures lies ahead. Give today or a day before it.")
    # The plan knows only what its actions and areas are now: it must not be printed as what they were then.
    since = last_said([plan])
    if since is not None and since > as_at:
        raise PaperRefused(
            f"Something was said of the plan’s actions or areas after that day. Give {day(since)}, the "
            "day of the last of it, or a later one."
        )


def _noted(act: str, by: Account, version: PaperVersion) -> None:
    record(
        act,
        by=by,
        organisation=version.paper.organisation.slug,
        subject=f"board paper:{version.paper.key}",
        version=version.number,
    )
