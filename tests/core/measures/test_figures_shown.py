"""The figures counted from the records, as `plumbline figures` shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factories.runs import duty, write_run
from plumbline.errors import UsageError
from plumbline.measures.figure import Figure
from plumbline.measures.figures_shown import figures_as_csv, figures_as_json, figures_of_run, value_text
from plumbline.measures.frozen import FrozenRun, open_run

DEFINITION = "Orders that had begun and not ended."


def _figure(code: str = "orders_in_force", **facts: object) -> Figure:
    whole = {
        **{"code": code, "title": "Orders in force", "definition": DEFINITION, "numerator": 12},
        **{"denominator": None, "value": 12, "unit": "count"},
    }
    return Figure(**{**whole, **facts})  # type: ignore[arg-type]


@pytest.fixture
def run(tmp_path: Path) -> FrozenRun:
    folder = write_run(tmp_path / "run", [duty()])
    figures = [
        _figure(),
        _figure(breakdown={"team": "North"}, numerator=5, value=5),
        _figure(breakdown={"worker_id": "=W1"}, numerator=3, value=3),
        _figure(period="2025-26", numerator=9, value=9),
    ]
    (folder / "figures.json").write_text(json.dumps([figure.as_json() for figure in figures]), "utf-8")
    return open_run(folder)


def test_without_a_breakdown_the_figures_of_the_whole_service_are_shown(run: FrozenRun) -> None:
    assert [figure.value for figure in figures_of_run(run).figures] == [12]


def test_a_breakdown_shows_only_figures_broken_down_so(run: FrozenRun) -> None:
    assert [figure.breakdown for figure in figures_of_run(run, by=["team"]).figures] == [{"team": "North"}]


def test_periods_are_shown_when_asked_for(run: FrozenRun) -> None:
    assert [figure.period for figure in figures_of_run(run, periods=True).figures] == ["2025-26"]


def test_an_unknown_code_is_refused_with_the_codes_there_are(run: FrozenRun) -> None:
    with pytest.raises(UsageError, match=r"nonsense: no figure of this run\. The codes are: orders_in_force"):
        figures_of_run(run, codes=["nonsense"])


def test_an_unknown_breakdown_is_refused_with_those_there_are(run: FrozenRun) -> None:
    with pytest.raises(UsageError, match="The breakdowns there are: team, worker_id"):
        figures_of_run(run, by=["court"])


def test_csv_neutralises_what_a_spreadsheet_would_run(run: FrozenRun) -> None:
    assert figures_as_csv(figures_of_run(run, by=["worker_id"])).splitlines()[1].split(",")[2] == "'=W1"


def test_json_gives_each_figure_whole(run: FrozenRun) -> None:
    assert json.loads(figures_as_json(figures_of_run(run)))["figures"][0]["definition"] == DEFINITION


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"numerator": 43, "denominator": 69, "value": 43 / 69, "unit": "share"}, "62.3% (43 of 69)"),
        ({"numerator": 4, "denominator": 7, "value": 4 / 7, "unit": "share"}, "4 of 7"),
        ({"numerator": 0, "denominator": 0, "value": None, "unit": "share"}, "none"),
        ({"numerator": -3, "denominator": 20, "value": -0.15, "unit": "share"}, "−15.0% (-3 of 20)"),
        ({"numerator": 1204, "value": 1204}, "1,204"),
        ({"numerator": 10, "value": 12.5, "unit": "days"}, "12.5 days"),
    ],
)
def test_a_value_is_written_as_people_say_it(facts: dict[str, object], said: str) -> None:
    assert value_text(_figure(**facts)) == said
