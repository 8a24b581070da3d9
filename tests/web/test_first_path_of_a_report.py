"""The shortest way from evidence to a report and a plan: a grade, a bound “most”, an area that stays open."""

from __future__ import annotations

from datetime import date

import pytest

from factories.activities import inspection
from factories.publishing import judged, short_draft, signed_off
from plumbline.scrutiny.effect import Accepted
from plumbline.scrutiny.effect.judging import Statements
from plumbline_web.improvement.actions import (
    NotImproved,
    add_action,
    add_area,
    close_area,
    make_plan,
    update_action,
)
from plumbline_web.publication.actions import PublicationRefused, publish


@pytest.mark.django_db
def test_a_most_that_its_evidence_bears_is_published() -> None:
    held = judged()
    paper = signed_off(held, short_draft(held, text="[Most]{e2} people were seen in time."))
    made = publish(by=held.team.lead, paper=paper)
    page = (made.folder / "report.html").read_text("utf-8")
    assert "<p>Most people were seen in time.</p>" in page


@pytest.mark.django_db
def test_a_most_that_its_evidence_does_not_bear_stops_publication() -> None:
    held = judged()
    paper = short_draft(held, text="[Most]{e1} records held a plan.")
    with pytest.raises(PublicationRefused, match="Introduction, line 1"):
        publish(by=held.team.lead, paper=paper)
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
