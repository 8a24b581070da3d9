"""One case: every duty with its verdict and reason in words, and a time line that says the same."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from factories.html_pages import Page
from plumbline_web.audit.models import Event
from plumbline_web.measure.queries import cases
from plumbline_web.measure.timeline import alternative, late_entry, outcome, timeline
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access
from plumbline_web.records.models import Run

AS_AT = date(2026, 3, 31)


def duty(**other: Any) -> dict[str, Any]:
    """One duty as the case files hold it."""
    return {
        "standard": "cpo_review",
        "clock_start": date(2025, 1, 6),
        "due_on": date(2025, 4, 6),
        "done_on": date(2025, 4, 1),
        "recorded_on": date(2025, 4, 1),
        "ended_on": None,
        "verdict": "met",
        "reason": "done_in_time",
    } | other


MISSED = {"verdict": "not_met", "done_on": None, "reason": "never_done"}
LATE = {"verdict": "not_met", "done_on": date(2025, 5, 1), "reason": "done_late"}
AHEAD = {"verdict": "not_yet_due", "done_on": None, "due_on": date(2026, 6, 1), "reason": "not_yet_due"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, "done in time"),
        (LATE, "done late"),
        (MISSED, "missed"),
        (AHEAD, "ahead"),
        ({"verdict": "cannot_tell", "done_on": None}, "cannot tell"),
        ({"verdict": "not_applicable", "done_on": None}, "not applicable"),
    ],
)
def test_what_became_of_a_duty_is_said_in_words(other: dict[str, Any], words: str) -> None:
    assert outcome(duty(**other), AS_AT) == words


def test_the_clocks_differ_where_it_was_done_in_time_and_recorded_after_the_due_date() -> None:
    assert late_entry(duty(recorded_on=date(2025, 4, 7)))
    assert not late_entry(duty(recorded_on=date(2025, 4, 6)))
    assert not late_entry(duty(recorded_on=None))
    assert not late_entry(duty(**LATE, recorded_on=date(2025, 6, 1)))


def drawn(*rows: dict[str, Any], titles: dict[str, str] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(timeline(rows, titles or {"cpo_review": "Review"}, AS_AT))


@pytest.mark.parametrize(
    ("other", "shape"),
    [
        ({}, "<circle"),
        (LATE, "l6 -12h-12Z"),
        (MISSED, "l10 10m0 -10l-10 10"),
        (AHEAD, "stroke-dasharray='3 2'"),
    ],
)
def test_each_outcome_has_a_shape_of_its_own(other: dict[str, Any], shape: str) -> None:
    others = [{}, LATE, MISSED, AHEAD]
    said = [shape in timeline([duty(**one)], {}, AS_AT) for one in others]
    assert said == [one == other for one in others]


def test_marks_lie_over_every_span_of_their_lane() -> None:
    svg = timeline([duty(**MISSED), duty(due_on=date(2025, 9, 6), done_on=date(2025, 9, 1))], {}, AS_AT)
    assert svg.rindex("<rect") < svg.index("l10 10m0")


def test_words_in_a_time_line_are_escaped() -> None:
    svg = timeline([duty()], {"cpo_review": "<script>"}, AS_AT)
    assert "<script>" not in svg


def test_a_time_line_lies_within_its_picture() -> None:
    rows = [duty(), duty(**LATE), duty(**MISSED), duty(**AHEAD), duty(ended_on=date(2025, 12, 1))]
    for one in drawn(*rows).iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(one.attrib["x"]) <= float(one.attrib["x"]) + float(one.attrib["width"]) <= 720


def test_a_case_whose_duties_have_no_due_date_has_no_time_line() -> None:
    assert timeline([duty(due_on=None, done_on=None, verdict="cannot_tell")], {}, AS_AT) == ""


def test_a_time_line_of_one_day_is_drawn() -> None:
    day = date(2026, 3, 31)
    assert drawn(duty(clock_start=day, due_on=day, done_on=day)) is not None


def test_a_time_line_is_said_in_words_too() -> None:
    assert alternative([duty(), duty(**MISSED)], AS_AT) == (
        "Time line of 2 duties from 6 January 2025: 1 done in time, 1 missed. The table below says the same."
    )


@pytest.mark.django_db
def test_the_page_has_every_duty_of_the_case_in_words_and_its_reading_is_written_down(
    run: Run, manager: Account, browse: Callable[[Account], Client]
) -> None:
    rows = cases(run, access(manager, run.organisation), {}, size=100_000).rows
    row = next(one for one in rows if one["standard"] == "cpo_review" and one["verdict"] == "not_met")
    page = browse(manager).get(f"/o/ashmarrow/cases/{row['case_key']}/")
    shown = sorted((one["standard"], one["occurrence"], one["case_id"]) for one in page.context["rows"])
    assert shown == sorted(
        (one["standard"], one["occurrence"], one["case_id"])
        for one in rows
        if one["case_key"] == row["case_key"]
    )
    text = page.content.decode()
    assert (
        f'<h1 class="ds_page-header__title">Order {row["reference"]}</h1>' in text,
        "not_met<" in text,
    ) == (
        True,
        False,
    )
    assert Event.objects.get(act="read case").details["case"] == row["case_key"]


@pytest.mark.django_db
def test_on_a_phone_each_cell_of_a_duty_says_its_head(
    run: Run, manager: Account, browse: Callable[[Account], Client]
) -> None:
    key = cases(run, access(manager, run.organisation), {"verdict": "not_met"}).rows[0]["case_key"]
    page = Page(browse(manager).get(f"/o/ashmarrow/cases/{key}/").content.decode())
    heads, *rows = page.table("Each duty").rows
    said = [[found["data-head"] for tag, found, _ in row if tag == "td"] for row in rows]
    assert said == [[text for *_, text in heads[1:]]] * len(rows) != []
