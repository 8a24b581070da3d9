"""A published report of a period: no small count in it, whatever the period and however few the duties."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from tests.factories.chance import COUNCILS, TEAMS, service
from tests.factories.html_pages import Page
from tests.factories.runs import write_run

from plumbline.measures.frozen import connect, open_run
from plumbline.publishing import gathering
from plumbline.publishing.gathering import gather
from plumbline.publishing.named_period import named_period
from plumbline.publishing.report import report_html
from plumbline.statistics.disclosure import audit

PERIODS = ["2025-05", "2025-26-Q1", "2024-25"]


@pytest.fixture(
    scope="module",
    params=[(1, 60, TEAMS), (2, 14, TEAMS), (3, 30, COUNCILS)],
    ids=["many", "few", "councils"],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"), service(*request.param))


@pytest.mark.parametrize("period", PERIODS)
def test_no_count_in_it_is_small(folder: Path, period: str) -> None:
    page = Page(report_html(open_run(folder), publish=True, period=period))
    for met, of in re.findall(r"(\d[\d,]*) of (\d[\d,]*)", page.text):
        part, whole = int(met.replace(",", "")), int(of.replace(",", ""))
        assert not 0 < part < 5, f"{met} of {of}"
        assert not 0 < whole - part < 5, f"{met} of {of}"
    cells = [
        (table.caption, text)
        for table in page.tables
        for row in table.rows
        for tag, found, text in row
        if tag == "td" and found.get("class") == "n" and text.isdigit() and 0 < int(text) < 5
    ]
    assert cells == []


@pytest.mark.parametrize("period", PERIODS)
def test_no_breakdown_or_trend_gives_a_small_count_away(
    folder: Path, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_run(folder)
    with closing(connect(run)) as con:
        masked = gather(run, con, True, named_period(period))
        monkeypatch.setattr(gathering, "protected", lambda facts: facts)
        true = gather(run, con, True, named_period(period))
    looked_at = 0
    for whole, shown in zip(true, masked, strict=True):
        held = {line.label: line for line in whole.periods}
        for line in shown.periods:
            met, judged = held[line.label].met or 0, held[line.label].judged or 0
            looked_at += 1
            if line.judged is None or line.met is not None:  # nothing printed at all, or all of it
                assert line.met is None or not (0 < met < 5 or 0 < judged - met < 5)
                continue
            # One line is its own total, so each of its counts stands there twice.
            hidden = {(row, at) for row in (0, 1) for at, n in enumerate((met, judged - met)) if n}
            assert audit([[met, judged - met]], hidden).safe, (line.label, met, judged)
    assert looked_at > 5
