"""The shortest way from evidence to a report and a plan: a grade, a bound “most”, an area that stays open."""

from __future__ import annotations

from datetime import date

import pytest

from factories.activities import inspection
from plumbline.scrutiny.effect import Accepted
from plumbline.scrutiny.effect.judging import Statements
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.improvement.actions import (
    NotImproved,
    add_action,
    add_area,
    close_area,
    make_plan,
    update_action,
)
from plumbline_web.judgement.actions import write_evaluation
from plumbline_web.publication.actions import PublicationRefused, publish
from plumbline_web.writing.actions import add_section, begin_paper, write_section
from plumbline_web.writing.models import Paper

PLANS = Evidence(
    "plans", "share", "Reading of records, question 12", x=37, n=99, population=702, noun="records"
)
SEEN = Evidence("seen", "share", "Run of March 2026", x=80, n=99, population=99, noun="orders")


def written(text: str) -> Paper:
    """A report with one section of this text, an evaluation, and two pieces of evidence: e1 and e2."""
    team = inspection(readers=1)
    pieces = [
        add_piece(
            by=team.lead,
            activity=team.activity,
            source=source,
            title=title,
            ties={"5.2": points},
            quantity=quantity,
        )
        for source, title, points, quantity in (
            ("reading", "A plan was there", "weakness", PLANS),
            ("run", "Seen in time", "strength", SEEN),
        )
    ]
    write_evaluation(
        by=team.lead,
        subject=team.activity.subjects.get(),
        indicator="5.2",
        grade=2,
        rationale="A plan was there in {e1}.",
        pieces=pieces,
    )
    paper = begin_paper(by=team.lead, activity=team.activity, kind="report", title="What we found")
    section = add_section(by=team.lead, paper=paper, title="Key messages")
    write_section(by=team.lead, section=section, text=text, based_on=None)
    return paper


@pytest.mark.django_db
def test_a_most_that_its_evidence_bears_is_published() -> None:
    paper = written("[Most]{e2} people were seen in time.")
    made = publish(by=paper.begun_by, paper=paper)
    page = (made.folder / "report.html").read_text("utf-8")
    assert "<p>Most people were seen in time.</p>" in page


@pytest.mark.django_db
def test_a_most_that_its_evidence_does_not_bear_stops_publication() -> None:
    paper = written("[Most]{e1} records held a plan.")
    with pytest.raises(PublicationRefused, match="Key messages, line 1"):
        publish(by=paper.begun_by, paper=paper)
    assert not paper.editions.exists()


@pytest.mark.django_db
def test_an_area_does_not_close_because_its_action_is_done() -> None:
    team = inspection(readers=1)
    plan = make_plan(by=team.manager, organisation=team.council, title="Plan", came_from=team.activity)
    area = add_area(
        by=team.manager, plan=plan, text="A vision for the service", closing=Accepted("Nothing is counted.")
    )
    action = add_action(by=team.manager, area=area, text="Write it", responsible=["Head of Service"])
    update_action(by=team.manager, action=action, state="done", on=date(2026, 3, 31))
    with pytest.raises(NotImproved):
        close_area(
            by=team.manager, area=area, evidence=Statements(("Head of Service",)), as_at=date(2026, 6, 30)
        )
    area.refresh_from_db()
    assert area.state == "open"
