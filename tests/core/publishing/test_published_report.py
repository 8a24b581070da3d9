"""A published report: no count from 1 to 4 in it, nor any that can be worked out."""

from __future__ import annotations

import json
import random
import re
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, duty, write_run

from plumbline.measures.frozen import connect, open_run
from plumbline.publishing import gathering
from plumbline.publishing.facts import Breakdown, StandardFacts
from plumbline.publishing.gathering import gather
from plumbline.publishing.report import report_html
from plumbline.publishing.trend_part import spots_of
from plumbline.statistics.disclosure import audit

BANDS = {
    "cpo_first_contact": ("within_1_working_day", "over_5_working_days"),
    "dtto_induction": ("within_5_working_days", "over_10_working_days"),
    "cpo_review": (None, None),
}


def service(seed: int, a_month: int, months: int = 18) -> list[dict[str, Any]]:
    """A service's duties by chance: some standards with many, some with few."""
    chance = random.Random(seed)
    rows = []
    for code, (in_time, late) in BANDS.items():
        for month in range(months):
            for _ in range(chance.randint(0, a_month if code != "dtto_induction" else a_month // 4)):
                day = date(2024 + (9 + month) // 12, (9 + month) % 12 + 1, chance.randint(1, 28))
                row: dict[str, Any] = {
                    "standard": code,
                    "clock_start": day,
                    "due_on": day,
                    "team": chance.choice(["North", "South", "East", None]),
                    "gender": chance.choice(["male"] * 8 + ["female", "not_known"]),
                    "level": chance.choice(["1", "2", None]),
                    "age_group": chance.choice(["18-20", "21-25", "26-30", "over 40"]),
                    "court": chance.choice(["Ashmarrow", "Millfield"]),
                    "risk_level": chance.choice(["low", "medium", "high"]),
                    "offence_group": chance.choice(["violence", "other"]),
                    "added": chance.random() < 0.05,
                    "worker_id": f"W{chance.randint(700000, 700009)}",
                }
                fate = chance.random()
                if fate < 0.72:
                    row |= {"band": in_time, "recorded_on": chance.choice([day, date(2026, 3, 1)])}
                elif fate < 0.93:
                    side = chance.choice([None, "client", "service", "neither"])
                    was_late = chance.random() < 0.5
                    row |= {"verdict": "not_met", "band": late if was_late else in_time and "not_done"}
                    row |= {"delay_side": side, "delay_reason": "ill" if side else None}
                    row |= {"delay_evidenced": chance.random() < 0.5 if side else None}
                    row |= {"reason": "done_late", "done_on": date(2026, 3, 2)} if was_late else {}
                else:
                    row |= {"verdict": "cannot_tell" if fate < 0.97 else "not_applicable"}
                rows.append(duty(**row))
    return rows


def facts_of(folder: Path, publish: bool) -> list[StandardFacts]:
    run = open_run(folder)
    with closing(connect(run)) as con:
        return gather(run, con, publish)


@pytest.fixture(scope="module", params=[(1, 60), (2, 24), (3, 8)], ids=["large", "middling", "small"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    seed, a_month = request.param
    return write_run(tmp_path_factory.mktemp("run"), service(seed, a_month))


@pytest.fixture(scope="module")
def published(folder: Path) -> Page:
    return Page(report_html(open_run(folder), publish=True))


def shown_and_hidden(one: Breakdown, whole: Breakdown) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """The table as it was protected, joined row included, and its hidden cells by row and column."""
    true = {line.label: (line.met or 0, (line.judged or 0) - (line.met or 0)) for line in whole.lines}
    kept = [line.label for line in one.lines if line.label in true]
    rest = [counts for label, counts in true.items() if label not in kept]
    joined = (sum(met for met, _ in rest), sum(missed for _, missed in rest))
    table = [true.get(line.label, joined) for line in one.lines]
    hidden = set()
    for row, line in enumerate(one.lines):
        met, missed = table[row]
        if line.met is None:
            # A share is printed only with both its numbers, so neither of them is.
            hidden |= {(row, column) for column, count in enumerate((met, missed)) if count}
        if line.judged is None and met + missed:
            hidden.add((row, 2))
    return table, hidden


def test_no_count_of_a_share_in_the_page_is_small(published: Page) -> None:
    for met, of in re.findall(r"(\d[\d,]*) of (\d[\d,]*)", published.text):
        part, whole = int(met.replace(",", "")), int(of.replace(",", ""))
        assert not 0 < part < 5, f"{met} of {of}"
        assert not 0 < whole - part < 5, f"{met} of {of}"


def test_no_count_in_a_table_is_small(published: Page) -> None:
    numbers = [
        (table.caption, text)
        for table in published.tables
        for row in table.rows
        for tag, found, text in row
        if tag == "td" and found.get("class") == "n" and text.isdigit()
    ]
    assert [one for one in numbers if 0 < int(one[1]) < 5] == []


def test_the_same_numbers_are_seen_without_publish(folder: Path) -> None:
    page = Page(report_html(open_run(folder)))
    small = [int(met) for met, _ in re.findall(r"(\d+) of (\d+)", page.text) if 0 < int(met) < 5]
    assert small


def test_no_breakdown_gives_a_small_count_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    masked = facts_of(folder, True)
    monkeypatch.setattr(gathering, "protected", lambda facts: facts)  # the true counts of the same months
    for open_one, closed in zip(facts_of(folder, True), masked, strict=True):
        for whole, one in zip(open_one.breakdowns, closed.breakdowns, strict=True):
            if one.refused or not one.lines:
                continue
            table, hidden = shown_and_hidden(one, whole)
            last = len(table)
            if closed.line.met is None:
                sums = [sum(column) for column in zip(*table, strict=True)]
                hidden |= {(last, column) for column, count in enumerate(sums) if count}
            assert audit(table, hidden).safe, (one.column, table, hidden)
            looked_at += 1
    assert looked_at > 5


def test_every_table_of_a_standard_shows_or_hides_the_whole_alike(folder: Path) -> None:
    for facts in facts_of(folder, True):
        if facts.line.met is not None:
            continue
        assert facts.rates == ()
        assert facts.bands == ()
        assert facts.clocks is None
        assert facts.reasons == ()


def test_a_split_is_printed_only_where_none_of_its_parts_is_small(folder: Path) -> None:
    for facts in facts_of(folder, True):
        assert not [part for part in facts.bands if 0 < part.count < 5]
        assert not [one for one in facts.reasons if 0 < one.misses < 5]
        assert not [n for n in facts.cannot_tell.values() if 0 < n < 5]


def test_a_chart_draws_no_period_whose_numbers_are_hidden(folder: Path) -> None:
    for facts in facts_of(folder, True):
        printed = [line for line in facts.periods if line.shown is not None]
        assert len(spots_of(facts)) == len(printed)


def test_it_says_that_it_is_for_publication_and_what_the_sign_means(published: Page) -> None:
    assert (
        "For publication: counts from 1 to 4, and those that would give them away, are shown as *."
        in published.paragraphs
    )
    assert "Not for publication" not in published.text


@pytest.mark.parametrize("publish", [False, True])
def test_no_person_case_or_worker_is_in_it(publish: bool, folder: Path) -> None:
    source = report_html(open_run(folder), publish=publish)
    run = open_run(folder)
    with closing(connect(run)) as con:
        found = con.execute(
            "SELECT DISTINCT unnest([case_id, person_id, order_id, worker_id, evidence]) FROM results"
        ).fetchall()
    named = [identifier for (identifier,) in found if identifier]
    assert len(named) > 100
    assert [identifier for identifier in named if identifier in source] == []


def test_due_counts_that_cannot_be_hidden_are_left_out(tmp_path: Path) -> None:
    rows = duties(40) + duties(
        2, verdict="not_yet_due", clock_start=date(2026, 3, 30), due_on=date(2026, 4, 2)
    )
    page = Page(report_html(open_run(write_run(tmp_path / "run", rows)), publish=True))
    assert "Not printed: the counts are too small to publish." in page.paragraphs
    assert "fall due in the next" not in page.paragraphs[3]


def test_a_figure_is_hidden_with_all_that_would_give_it_away(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(40))
    usual = {"title": "Orders", "definition": "All.", "denominator": None, "unit": "count", "interval": None}
    usual |= {
        "code": "orders",
        "left_out": {"no date": 3},
        "breakdown": {},
        "period": None,
        "source": ["orders"],
    }
    usual |= {"note": None}
    held = [
        usual | {"numerator": 40, "value": 40},
        usual | {"numerator": 37, "value": 37, "breakdown": {"kind": "cpo"}},
        usual | {"numerator": 3, "value": 3, "breakdown": {"kind": "dtto"}},
        usual | {"numerator": 38, "value": 38, "period": "2024-25"},
        usual | {"numerator": 2, "value": 2, "period": "2025-26"},
    ]
    (folder / "figures.json").write_text(json.dumps(held), "utf-8")
    page = Page(report_html(open_run(folder), publish=True))
    assert page.table("Figures counted from the table orders").texts()[1:] == [
        ["Orders All.", "40", "*", "*", "no date: *"],
        ["By kind", "*"],
    ]


def test_a_pattern_that_rests_on_few_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(40))
    pattern = {"code": "plans_on_one_day", "question": "Many?", "count": 40, "base": 60, "how": ""}
    pattern |= {"where": {"authority": "X12000001", "team": "North"}}
    held = [pattern, pattern | {"question": "Few?", "count": 3}]
    (folder / "patterns.json").write_text(json.dumps(held), "utf-8")
    page = Page(report_html(open_run(folder), publish=True))
    assert "Many?" in page.items and "Few?" not in page.items
    assert "Some are left out, since their numbers are too small to publish." in page.paragraphs


def test_a_service_of_fewer_than_five_is_shown_by_year(tmp_path: Path) -> None:
    rows = []
    for month in range(1, 13):
        rows += duties(10, clock_start=date(2025, month, 3), due_on=date(2025, month, 4))
        rows += duties(10, verdict="not_met", clock_start=date(2025, month, 3), due_on=date(2025, month, 4))
    facts = facts_of(write_run(tmp_path / "run", rows, staff={"North": 4}), True)[0]
    assert facts.length == "year"
    assert [(line.label, line.met, line.judged) for line in facts.periods] == [
        ("2024-25", 30, 60),
        ("2025-26", 90, 180),
    ]


def test_no_rate_passes_over_many_that_cannot_be_told_where_how_many_is_hidden(tmp_path: Path) -> None:
    day = {"clock_start": date(2025, 5, 6), "due_on": date(2025, 5, 6), "team": "North"}
    rows = [
        *duties(43, **day),
        *duties(26, verdict="not_met", **day),
        *duties(30, verdict="cannot_tell", **day),
        *duties(2, verdict="not_applicable", **day),
    ]
    run = open_run(write_run(tmp_path, rows))
    texts = {publish: Page(report_html(run, publish=publish)).text for publish in (False, True)}
    assert "between 43.4% and 73.7%" in texts[False]
    assert "43 of 69" in texts[True]
    assert "62.3%" not in texts[True]
    assert "between 43.4% and 73.7%" not in texts[True]
    assert "may be more than a tenth of what could be judged" in texts[True]
    assert "how much cannot be told is hidden" in texts[True]
