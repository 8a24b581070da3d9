from __future__ import annotations

from pathlib import Path

from factories.runs import duties, write_run
from plumbline.measures.bands import band_counts
from plumbline.measures.frozen import connect, open_run
from plumbline.standards.form import Band

BANDS = (Band("quick", "Quick", working_days_to=1), Band("slow", "Slow"))


def test_bands_count_what_was_done_with_not_done_and_not_known_apart(tmp_path: Path) -> None:
    rows = duties(5, band="quick") + duties(3, band="slow", verdict="not_met")
    rows += duties(2, band="not_done", verdict="not_met") + duties(
        4, band="not_known", verdict="not_applicable"
    )
    rows += duties(1, band=None, verdict="cannot_tell")
    with connect(open_run(write_run(tmp_path / "run", rows))) as con:
        (found,) = band_counts(con, "cpo_first_contact", BANDS)
    assert (found.bands, found.not_done, found.not_known) == ({"quick": 5, "slow": 3}, 2, 5)
    assert (found.banded, found.not_known_or_applicable, found.total) == (8, 7, 15)


def test_bands_are_counted_by_team_and_year(tmp_path: Path) -> None:
    rows = duties(5, band="quick", team="North", period="2025-05") + duties(
        3, band="quick", team=None, period="2024-05"
    )
    with connect(open_run(write_run(tmp_path / "run", rows))) as con:
        found = band_counts(con, "cpo_first_contact", BANDS, by=["team"], period="year")
    assert [(one.period, one.breakdown["team"], one.bands["quick"]) for one in found] == [
        ("2024-25", None, 3),
        ("2025-26", "North", 5),
    ]


def test_requirements_added_later_are_left_out_where_asked(tmp_path: Path) -> None:
    rows = duties(5, band="quick") + duties(2, band="quick", added=True) + duties(1, band="quick", added=None)
    with connect(open_run(write_run(tmp_path / "run", rows))) as con:
        assert band_counts(con, "cpo_first_contact", BANDS)[0].total == 8
        assert band_counts(con, "cpo_first_contact", BANDS, with_the_order=True)[0].total == 6


def test_a_standard_without_rows_has_no_bands(tmp_path: Path) -> None:
    with connect(open_run(write_run(tmp_path / "run", duties(1)))) as con:
        assert band_counts(con, "cpo_review", BANDS) == []
