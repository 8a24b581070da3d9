"""A report in the writing: texts that hold and that do not, a clash, a comment, signatures asked."""

from __future__ import annotations

from factories.activities import Team
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.people.models import Account
from plumbline_web.writing.actions import (
    add_note,
    ask_signature,
    begin_paper,
    write_section,
)
from plumbline_web.writing.models import Paper, Section, SectionVersion

PLANS = Evidence(
    "plans", "share", "Reading of records, question 12", x=37, n=99, population=702, noun="records"
)
SEEN = Evidence("seen", "share", "Run of March 2026", x=80, n=99, population=99, noun="orders")


def evidence_in(team: Team) -> list[Piece]:
    """Two pieces with a figure: E1, a plan was there, in less than half; E2, seen in time, in most."""
    return [
        add_piece(
            by=team.lead,
            activity=team.activity,
            source=source,
            title=title,
            ties={"5.2": points},
            quantity=quantity,
        )
        for source, title, points, quantity in (
            ("document", "A plan was there", "weakness", PLANS),
            ("run", "Seen in time", "strength", SEEN),
        )
    ]


def report_of(team: Team) -> Paper:
    """A report with the sections of its template and nothing written."""
    return begin_paper(by=team.lead, activity=team.activity, kind="report", title="What we found")


def section_of(paper: Paper, code: str = "introduction", indicator: str = "") -> Section:
    """One of its sections."""
    found = paper.sections.filter(code=code)
    return found.get(indicator=indicator) if indicator else found.first()


def written(
    by: Account, section: Section, text: str, base: SectionVersion | None = None, page: str = ""
) -> SectionVersion:
    """A version of this text."""
    return write_section(by=by, section=section, text=text, based_on=base, page=page)


def report_in(team: Team) -> dict[str, str]:
    """A report in every state of being written; the keys of its pages by their address."""
    evidence_in(team)
    paper = report_of(team)
    section = section_of(paper, "findings", "5.2")
    first = written(team.lead, section, "[Most]{e1} records held a plan. Several had none.\n\nSeen: {e2}.")
    add_note(by=team.lead, section=section, text="Which records were these?")
    written(team.lead, section, "A plan was there in {e1}.", first)
    other = written(team.readers[0], section, "Few records held a plan.", first)
    ask_signature(by=team.lead, paper=paper, account=team.lead, as_what="Lead")
    return {
        "writing:paper": paper.key,
        "writing:text": paper.key,
        "writing:changed": paper.key,
        "writing:signing": paper.key,
        "writing:section": section.key,
        "writing:save": section.key,
        "writing:history": section.key,
        "writing:clash": other.key,
    }
