"""An activity that looks at two services: what speaks of one, of the other and of both."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from factories.activities import TEMPLATE
from factories.site import ELSEWHERE, council, national, person
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline_web.evidence import board
from plumbline_web.evidence.actions import EvidenceNotTaken, add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import open_activity
from plumbline_web.scrutiny.models import Activity, Subject
from web.evidence.asking import signed_in, text

pytestmark = pytest.mark.django_db


def opened(lead: Account, body: Organisation, *subjects: Organisation) -> Activity:
    """An activity that looks at these services."""
    return open_activity(
        by=lead,
        organisation=body,
        title="Review of services",
        template=TEMPLATE,
        framework=load_frameworks()["quality_indicators_2019"],
        scale=load_scales()["six_point"],
        subjects=list(subjects),
    )


def bring_in(lead: Account, activity: Activity, subject: Subject | None, title: str, **more: Any) -> Piece:
    """A piece about a service, or about all of them."""
    given = {"source": "document", "ties": {"5.2": "strength"}, **more}
    return add_piece(by=lead, activity=activity, subject=subject, title=title, **given)


@pytest.fixture
def two() -> SimpleNamespace:
    """A lead, an activity, the two services it looks at, and a piece about each and about both."""
    body, here, there = national(), council(), council("Brackenmoor", ELSEWHERE)
    lead = person(body, "lead_inspector")
    activity = opened(lead, body, here, there)
    first, second = activity.subjects.order_by("organisation__name")
    for subject, title in ((first, "Of the first"), (second, "Of the second"), (None, "Of both")):
        bring_in(lead, activity, subject, title)
    return SimpleNamespace(lead=lead, body=body, activity=activity, first=first, second=second)


def page(two: SimpleNamespace, name: str, query: str = "", **parts: str) -> str:
    place = {"organisation": two.body.slug, "activity": two.activity.key, **parts}
    return text(signed_in(two.lead).get(reverse(f"evidence:{name}", kwargs=place) + query))


def test_the_board_of_one_service_counts_what_speaks_of_it_and_of_both(two: SimpleNamespace) -> None:
    assert board.of(two.activity)["5.2"].pieces == (1, 2, 3)
    assert board.of(two.activity, subject=two.first)["5.2"].pieces == (1, 3)
    assert board.of(two.activity, subject=two.second)["5.2"].pieces == (2, 3)


def test_the_page_of_the_board_is_narrowed_to_one_service(two: SimpleNamespace) -> None:
    assert "3 strengths" in page(two, "board")
    narrowed = page(two, "board", f"?service={two.first.key}")
    assert "2 strengths" in narrowed
    assert f"/under/5.2/?service={two.first.key}" in narrowed


@pytest.mark.parametrize(("name", "parts"), [("indicator", {"indicator": "5.2"}), ("pieces", {})])
def test_a_list_is_narrowed_to_one_service(two: SimpleNamespace, name: str, parts: dict[str, str]) -> None:
    found = page(two, name, f"?service={two.second.key}", **parts)
    assert "Of the second" in found and "Of both" in found and "Of the first" not in found


def test_a_figure_of_a_run_asks_for_the_service_first(two: SimpleNamespace) -> None:
    assert "Choose the service first." in page(two, "add_kind", source="run")


def test_a_piece_says_of_which_service_it_speaks(two: SimpleNamespace) -> None:
    form = page(two, "add_kind", source="group")
    assert "All that are looked at" in form
    given = {
        "title": "Groups",
        "says": "Plans are late.",
        "took_part": "Staff: 9",
        "speaks_until": "31/03/2026",
        "strength": "fair",
        "service": two.second.key,
        "tie-5.3": "weakness",
    }
    place = {"organisation": two.body.slug, "activity": two.activity.key, "source": "group"}
    signed_in(two.lead).post(reverse("evidence:add_kind", kwargs=place), given)
    assert Piece.objects.get(title="Groups").subject == two.second


def test_a_service_of_another_activity_cannot_be_named(two: SimpleNamespace) -> None:
    other = opened(two.lead, two.body, two.first.organisation)
    with pytest.raises(EvidenceNotTaken, match="not looked at in this activity"):
        bring_in(two.lead, two.activity, other.subjects.get(), "A plan")


def test_a_later_version_about_another_service_is_refused(two: SimpleNamespace) -> None:
    first = Piece.objects.get(title="Of the first")
    for other in (two.second, None):
        with pytest.raises(EvidenceNotTaken, match="would speak of something else"):
            bring_in(two.lead, two.activity, other, "Of another", in_place_of=first)


def test_a_later_version_of_another_kind_is_refused(two: SimpleNamespace) -> None:
    first = Piece.objects.get(title="Of the first")
    with pytest.raises(EvidenceNotTaken, match="is of the same kind"):
        bring_in(two.lead, two.activity, two.first, "Seen there", source="observation", in_place_of=first)


def test_the_form_of_a_later_version_does_not_ask_for_the_service(two: SimpleNamespace) -> None:
    first = Piece.objects.get(title="Of the first")
    assert "Service it speaks of" in page(two, "add_kind", source="document")
    later = page(two, "add_kind", f"?in_place_of={first.key}", source="document")
    assert "Service it speaks of" not in later
