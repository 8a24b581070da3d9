"""The demonstration's older plan: by its own runs one area may close, and the other may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from factories.site import council, national, person, run_of
from plumbline.synth import make
from plumbline_web.demonstration import AS_ATS, OWN
from plumbline_web.improvement.actions import NotImproved, close_area
from plumbline_web.improvement.books import book_of
from plumbline_web.improvement.verdicts import look_at, with_evidence
from plumbline_web.worked_plan import earlier_plan

pytestmark = pytest.mark.django_db


@override_settings(DEMONSTRATION=True)
def test_one_area_of_the_older_plan_closes_by_the_runs_and_the_other_refuses(tmp_path: Path) -> None:
    code, orders = OWN[1]
    here, newest = council("Brackenhollow", code), AS_ATS[-1]
    make(tmp_path, authorities=[code], as_at=newest, orders_per_year=orders)
    run_of(here, person(here, "information_lead"), tmp_path, newest)
    manager = person(here, "service_manager")
    plan = earlier_plan(organisation=here, manager=manager, to=national())
    placements, reviews = with_evidence(plan.areas.order_by("position"))
    book = book_of(here, newest)
    found = look_at(placements, book)
    assert found.gathered is not None
    closed = close_area(by=manager, area=placements, evidence=found.gathered.evidence, as_at=newest)
    assert closed.after == "closed"
    found = look_at(reviews, book)
    assert found.gathered is not None
    with pytest.raises(NotImproved, match="no signal of improvement"):
        close_area(by=manager, area=reviews, evidence=found.gathered.evidence, as_at=newest)
    assert {one.state for one in reviews.actions.all()} == {"done"}
