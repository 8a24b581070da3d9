"""Medians of the pinned run as evidence: which there are, what they print, and what is never offered."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from factories.activities import Team, inspection
from plumbline.scrutiny.quantities import lint, printed
from plumbline_web.evidence import from_medians
from plumbline_web.evidence.actions import EvidenceNotTaken, refresh_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.scrutiny.models import Subject
from web.evidence.asking import address, signed_in, text
from web.evidence.pinned import figure, holding, with_figures

pytestmark = pytest.mark.django_db
GAP, WAIT = "review_gap_median", "referral_wait_from_referred"


def counted(code: str, value: float, of: int, period: str | None = None) -> dict[str, object]:
    """A figure as the folder of a run has it."""
    return figure(code, denominator=of, value=value, unit="days", period=period, source=["referrals"])


HELD = [
    counted(WAIT, 48.5, 48),
    counted(WAIT, 44.0, 27, "2024-25"),
    counted(WAIT, 55.0, 21, "2025-26"),
    counted(GAP, 187.5, 9),
    counted("review_gap_longest", 400.0, 92),
]


@pytest.fixture
def team() -> Team:
    return inspection(readers=1)


@pytest.fixture
def pinned(team: Team, extract: Path) -> Subject:
    return with_figures(team, extract, HELD)


def test_medians_of_enough_cases_are_offered_whole_by_year_and_year_by_year(pinned: Subject) -> None:
    ((title, choices),) = from_medians.choices_of(pinned)
    assert title == f"Made-up title of {WAIT}"
    assert [(one.value, one.label) for one in choices] == [
        (f"{WAIT} all", "All of the run: 48.5 days, of 48"),
        (f"{WAIT} 2024-25", "2024-25: 44 days, of 27"),
        (f"{WAIT} 2025-26", "2025-26: 55 days, of 21"),
        (f"{WAIT} years", "Year by year: 2024-25: 44 days, of 27; 2025-26: 55 days, of 21"),
    ]


@pytest.mark.parametrize(
    "chosen", [f"{GAP} all", "review_gap_longest all", f"{WAIT} 2023-24", WAIT, "", "no_such all"]
)
def test_a_median_of_few_and_the_longest_of_all_are_never_brought_in(pinned: Subject, chosen: str) -> None:
    with pytest.raises(EvidenceNotTaken, match="no such median, or it is of too few"):
        from_medians.figure_of(pinned, chosen=chosen)


def test_where_every_median_is_of_too_few_that_is_said(pinned: Subject) -> None:
    holding(pinned, [counted(GAP, 187.5, 9)])
    with pytest.raises(EvidenceNotTaken, match="holds no median of 10 cases or more"):
        from_medians.choices_of(pinned)


def test_a_median_says_what_it_is_of_and_which_days_it_speaks_of(pinned: Subject) -> None:
    found = from_medians.figure_of(pinned, chosen=f"{WAIT} 2024-25")
    assert found.quantity.values == (("2024-25", Fraction(44)),)
    assert found.quantity.source.endswith("2024-25: 44 days, of 27")
    assert (found.speaks_from, found.speaks_until) == (date(2024, 4, 1), date(2025, 3, 31))


def test_beside_a_year_of_a_few_no_median_says_of_how_many_exactly_it_is(pinned: Subject) -> None:
    holding(
        pinned,
        [counted(WAIT, 48.5, 48), counted(WAIT, 44.0, 27, "2024-25"), counted(WAIT, 55.0, 19, "2025-26")],
    )
    for chosen in ("all", "2024-25", "years"):
        source = from_medians.figure_of(pinned, chosen=f"{WAIT} {chosen}").quantity.source
        assert "days, of 10 or more" in source and not any(
            many in source for many in ("48,", "of 27", "of 19")
        )


def test_a_median_of_all_of_the_run_speaks_until_the_day_that_it_is_as_at(pinned: Subject) -> None:
    found = from_medians.figure_of(pinned, chosen=f"{WAIT} all")
    assert found.quantity.values == (("all of the run", Fraction(97, 2)),)
    assert found.speaks_until == pinned.run.as_at


def brought_in(team: Team, chosen: str) -> Piece:
    """A median that the lead brought in on the page."""
    given = {"chosen": chosen, "strength": "strong", "tie-5.2": "weakness"}
    where = address("add_kind", team, source="run") + "?of=medians"
    answer = signed_in(team.lead).post(where, given)
    assert answer.status_code == 302, text(answer)
    return Piece.objects.get()


@pytest.fixture
def seeing(team: Team, pinned: Subject) -> Team:
    """The lead may see the figures of the council."""
    team.lead.memberships.create(organisation=team.council, role="analyst", from_on=date(2020, 1, 1))
    return team


def test_a_median_is_brought_in_on_its_page_and_a_text_prints_it(seeing: Team) -> None:
    made = brought_in(seeing, f"{WAIT} years")
    figures = quantities_of(seeing.activity)
    assert printed("Half waited {e1} days or more.", figures) == "Half waited 55 days or more."
    assert "median from a run" in text(signed_in(seeing.lead).get(address("add", seeing))).lower()
    assert made.origin["of"] == "median"


def test_a_median_year_by_year_can_be_the_highest_to_date(seeing: Team) -> None:
    brought_in(seeing, f"{WAIT} years")
    figures = quantities_of(seeing.activity)
    assert lint("The wait was the [highest to date]{e1}.", figures).findings == ()
    assert lint("The wait was the [lowest to date]{e1}.", figures).findings != ()


def test_a_median_is_worked_out_anew(seeing: Team, pinned: Subject) -> None:
    piece = brought_in(seeing, f"{WAIT} all")
    with pytest.raises(EvidenceNotTaken, match="nothing has changed"):
        refresh_piece(by=seeing.lead, piece=piece)
    holding(pinned, [counted(WAIT, 50.0, 52)])
    made = refresh_piece(by=seeing.lead, piece=piece)
    assert (str(made), made.edition, made.quantity["values"][0]["value"]) == ("E1", 2, "50")


def test_who_may_not_see_the_figures_is_offered_no_median(team: Team, pinned: Subject) -> None:
    shown = text(signed_in(team.lead).get(address("add_kind", team, source="run") + "?of=medians"))
    assert "You may not see the figures of Ashmarrow yourself" in shown
    assert "48.5" not in shown
