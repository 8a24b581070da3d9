"""Papers for a board on the site: one begun from a plan, one answered, one sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.publishing.documents import subjects
from plumbline_web.board_papers.actions import begin_paper, send_paper, write_part
from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.models import Paper, PaperVersion, Sent
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account

AS_AT = date(2025, 9, 30)
ABOUT: Mapping[str, Any] = {
    "title": "Progress of the plan after the inspection",
    "body": "Ashmarrow Integration Joint Board",
    "meeting_on": "2025-10-14",
    "report_number": "IJB/12/2025",
    "agenda_item": "",
    "for_decision": False,
    "report_by": "Chief Officer",
    "author": "Head of Service",
    "contact": "",
    "contact_details": "",
    "signatory": "Chief Officer",
    "signed_on": "",
}


def begun(by: Account, plan: Plan, **more: Any) -> Paper:
    """A paper begun from a plan, in the layout of a report to a partnership board unless `more` says else."""
    given = {"layout": "board_report", "chosen": ["summary", "main_issues"], "as_at": AS_AT, "about": ABOUT}
    return begin_paper(by=by, plan=plan, **{**given, **more})


def rewritten(by: Account, paper: Paper, **parts: Any) -> PaperVersion:
    """A further version in which some parts of the content are others."""
    newest = paper.versions.order_by("number").last()

    def write(content: Content) -> None:
        content.update(parts)

    return write_part(
        by=by, paper=paper, what="All", since=newest.number, part=lambda content: None, write=write
    )


def all_none(paper: Paper) -> dict[str, Any]:
    """Every implication answered: there is nothing."""
    return {
        one.code: {
            "answer": "none",
            "text": "",
            "assessed": False if one.assessment else None,
            "rows": [],
            "exempt": "",
        }
        for one in subjects()
    }


def ready(by: Account, plan: Plan, **more: Any) -> Paper:
    """A paper that can be sent."""
    paper = begun(by, plan, **more)
    rewritten(by, paper, implications=all_none(paper))
    return paper


def sent(by: Account, paper: Paper) -> Sent:
    """What was sent of it, as it now stands."""
    return send_paper(by=by, paper=paper, version=paper.versions.order_by("number").last().number)


PAGES = ("ends", "implications", "paper", "preview_file", "progress", "section", "send", "setting", "version")
"""The pages of a paper that is being written."""


def sent_and_written(by: Account) -> dict[str, str]:
    """A paper of the only plan there is, sent, and another one being written. Keys by address."""
    plan = Plan.objects.get()
    kept = sent(by, ready(by, plan))
    written = ready(by, plan)
    return {
        **{f"board_papers:{name}": written.key for name in PAGES},
        "board_papers:sent": kept.key,
        "board_papers:sent_file": kept.key,
    }
