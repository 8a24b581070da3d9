"""Counts and shares from the records of the pinned run as evidence, with what each is counted of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from factories.activities import Team, inspection
from plumbline.measures.registry import ENTRIES
from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence import from_counts
from plumbline_web.evidence.actions import EvidenceNotTaken, refresh_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.scrutiny.models import Subject
from web.evidence.asking import address, signed_in, text
from web.evidence.pinned import figure, holding, with_figures

pytestmark = pytest.mark.django_db
SHARE = next(one.code for one in ENTRIES if one.measure == "share")
COUNT = next(one.code for one in ENTRIES if one.measure == "count")


def counted(code: str, x: int, n: int | None = None, period: str | None = None) -> dict[str, object]:
    """A figure as the folder of a run has it."""
    return figure(
        code,
        definition="Made up over made up.",
        numerator=x,
        denominator=n,
        value=x / n if n else x,
        unit="share" if n else "count",
        left_out={"end not known": 3, "none": 0},
        period=period,
        source=["orders"],
    )


HELD = [
    counted(SHARE, 60, 100),
    counted(SHARE, 25, 48, "2024-25"),
    counted(SHARE, 35, 52, "2025-26"),
    counted(COUNT, 30),
    counted(COUNT, 28, None, "2024-25"),
    counted(COUNT, 2, None, "2025-26"),
]


@pytest.fixture
def team() -> Team:
    return inspection(readers=1)


@pytest.fixture
def pinned(team: Team, extract: Path) -> Subject:
    return with_figures(team, extract, HELD)


def test_they_are_offered_whole_and_by_year_but_where_a_year_is_of_a_few(pinned: Subject) -> None:
    assert [[one.value for one in some] for _, some in from_counts.choices_of(pinned)] == [
        [f"{SHARE} all", f"{SHARE} 2024-25", f"{SHARE} 2025-26"],
        [f"{COUNT} all"],
    ]


def test_one_says_its_definition_its_numbers_and_for_what_reasons_some_are_left_out(pinned: Subject) -> None:
    found = from_counts.figure_of(pinned, chosen=f"{SHARE} 2024-25")
    piece = found.quantity
    assert (piece.kind, piece.x, piece.n, piece.population) == ("share", 25, 48, 48)
    assert piece.title == f"Made-up title of {SHARE}: Made up over made up."
    assert piece.source.endswith("2024-25; left out: end not known")
    assert (found.speaks_from, found.speaks_until) == (date(2024, 4, 1), date(2025, 3, 31))
    assert found.origin["left_out"] == {"end not known": 3}


@pytest.mark.parametrize("chosen", [f"{COUNT} 2025-26", f"{SHARE} 2023-24", SHARE, "", "no_such all"])
def test_what_is_not_offered_cannot_be_brought_in(pinned: Subject, chosen: str) -> None:
    with pytest.raises(EvidenceNotTaken, match="no such count or share"):
        from_counts.figure_of(pinned, chosen=chosen)


def test_one_is_brought_in_on_its_page_protected_in_public_and_worked_out_anew(
    team: Team, pinned: Subject
) -> None:
    team.lead.memberships.create(organisation=team.council, role="analyst", from_on=date(2020, 1, 1))
    where = address("add_kind", team, source="run") + "?of=counts"
    given = {"chosen": f"{SHARE} all", "strength": "strong", "tie-5.2": "weakness"}
    answer = signed_in(team.lead).post(where, given)
    assert answer.status_code == 302, text(answer)
    assert printed("{e1}.", quantities_of(team.activity)) == "The majority, 60 of 100."
    holding(pinned, [counted(SHARE, 97, 100)])
    refresh_piece(by=team.lead, piece=Piece.objects.get())
    assert printed("{e1}.", quantities_of(team.activity), publish=True) == "Almost all, more than 95 of 100."


def test_who_may_not_see_the_figures_is_offered_none(team: Team, pinned: Subject) -> None:
    shown = text(signed_in(team.lead).get(address("add_kind", team, source="run") + "?of=counts"))
    assert "You may not see the figures of Ashmarrow yourself" in shown
    assert "60 of 100" not in shown
