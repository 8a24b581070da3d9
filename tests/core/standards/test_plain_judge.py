"""The plain judge: every worked example, and what the examples of single standards cannot show."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from factories.cases import random_setting
from factories.reasons import possible_reasons
from plumbline.calendars import scotland
from plumbline.standards.as_at import known_at
from plumbline.standards.examples import EXPECTED, expected_of, records_of
from plumbline.standards.form import Codes, Example, Limit, Standard
from plumbline.standards.loading import load_standards, read_standard
from plumbline.standards.plain import Row, judge_known, judge_plainly

NATIONAL = load_standards()
LOCAL_FOLDER = Path(str(files("plumbline") / "library" / "standards" / "local"))
LOCAL = {path.stem: read_standard(path) for path in sorted(LOCAL_FOLDER.glob("*.toml"))}
ALL = {**NATIONAL, **LOCAL}
EXAMPLES = [
    pytest.param(standard, example, id=f"{standard.code}: {example.title}")
    for standard in ALL.values()
    for example in standard.examples
]


def as_written(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in EXPECTED}


@pytest.mark.parametrize(("standard", "example"), EXAMPLES)
def test_a_worked_example_comes_out_as_it_was_worked_out_by_hand(
    standard: Standard, example: Example
) -> None:
    rows = judge_plainly(standard, records_of(example), as_at=example.as_at, cover=example.cover)
    assert [as_written(row) for row in rows] == expected_of(example)
    assert {row.standard for row in rows} <= {standard.code}


@pytest.mark.parametrize("standard", ALL.values(), ids=ALL)
def test_the_examples_show_every_reason_that_the_standard_can_give(standard: Standard) -> None:
    shown = {row["reason"] for example in standard.examples for row in example.expect}
    assert shown == possible_reasons(standard)


def test_there_are_eighteen_national_standards_and_five_local_rules() -> None:
    assert (len(NATIONAL), sorted(LOCAL)) == (
        18,
        [
            "local_contact_frequency",
            "local_first_home_visit",
            "local_home_visit",
            "local_lscmi_carried_forward",
            "local_lscmi_within_15_days",
        ],
    )


def test_generated_cases_bring_out_every_reason_of_every_standard() -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    for seed in range(60):
        records, as_at, cover = random_setting(Random(seed), 50)
        known = known_at(records, as_at)
        for standard in ALL.values():
            shown[standard.code].update(row.reason for row in judge_known(standard, known, cover=cover))
    assert shown == {standard.code: possible_reasons(standard) for standard in ALL.values()}


def without(codes: Codes) -> Iterator[Codes]:
    for gone in codes:
        yield {column: kept for column, kept in codes.items() if column != gone}


def altered(standard: Standard) -> Iterator[tuple[str, Standard]]:
    """The standard with one part taken out or turned round at a time, and which."""
    population, clock, repeats = standard.population, standard.clock, standard.repeats
    for where in without(population.where):
        yield "population where", replace(standard, population=replace(population, where=where))
    for name, empty in (("filled", ()), ("of_order", None), ("of_licence", None), ("having", None)):
        if getattr(population, name):
            yield f"population {name}", replace(standard, population=replace(population, **{name: empty}))
    if clock is not None and clock.or_later is not None:
        yield "or_later", replace(standard, clock=replace(clock, or_later=None))
    for number, stop in enumerate(standard.stops):
        former, later = standard.stops[:number], standard.stops[number + 1 :]
        changed = [replace(stop, where=where) for where in without(stop.where)]
        changed += [replace(stop, except_=codes) for codes in without(stop.except_)]
        changed += [replace(stop, having=None)] if stop.having else []
        changed += [replace(stop, pooled=False)] if stop.pooled else []
        if len(stop.belongs_to) > 1:
            changed += [replace(stop, belongs_to=(owner,)) for owner in stop.belongs_to]
        for each in changed:
            yield f"stop {number + 1}: {each}", replace(standard, stops=(*former, each, *later))
        if former or later:
            rest = tuple(replace(each, pooled=False) for each in (*former, *later))
            yield f"stop {number + 1}", replace(standard, stops=rest)
    for number in range(len(standard.limits)):
        limits = standard.limits[:number] + standard.limits[number + 1 :]
        if limits:
            yield f"limit {number + 1}", replace(standard, limits=limits)
    for name in ("lengthened", "extended", "excused_transfer", "carry_forward"):
        if getattr(standard, name) is not None:
            yield name, replace(standard, **{name: None})
    for name in standard.end:
        yield f"end {name}", replace(standard, end=tuple(each for each in standard.end if each != name))
    if repeats is not None and repeats.from_ == "clock":
        other = {"window": "used_once", "used_once": "window"}[repeats.match]
        yield "match", replace(standard, repeats=replace(repeats, match=other))
        for name in ("skip_until", "expected_end"):
            if getattr(repeats, name) is not None:
                yield name, replace(standard, repeats=replace(repeats, **{name: None}))


def test_generated_cases_tell_apart_every_part_of_every_standard() -> None:
    """Otherwise two judges could agree on them all and yet read some part differently."""
    sets = []
    for seed in range(12):
        records, as_at, cover = random_setting(Random(seed), 120)
        sets.append((known_at(records, as_at), cover))
    alike = []
    for standard in ALL.values():
        right = [judge_known(standard, known, cover=cover) for known, cover in sets]
        for part, other in altered(standard):
            if all(
                judge_known(other, known, cover=cover) == rows
                for (known, cover), rows in zip(sets, right, strict=True)
            ):
                alike.append((standard.code, part))
    assert alike == []


def test_judging_leaves_the_records_as_they_were() -> None:
    records, as_at, cover = random_setting(Random(7), 20)
    before = copy.deepcopy(records)
    for standard in ALL.values():
        judge_plainly(standard, records, as_at=as_at, cover=cover)
    assert records == before


def order(**values: object) -> dict[str, object]:
    plain = {"order_id": "O1", "person_id": "P1", "authority": "X12000001", "kind": "cpo"}
    return plain | {"imposed_on": date(2026, 3, 2)} | values


def contact(day: date, **values: object) -> dict[str, object]:
    row = {"contact_id": "C1", "order_id": "O1", "kind": "first_direct_contact", "attendance": "attended"}
    return row | {"happened_on": day} | values


def test_each_council_is_judged_by_its_own_calendar_and_the_others_by_that_of_scotland() -> None:
    with_a_holiday = replace(scotland(), name="local", holidays={date(2026, 3, 3): "Fair day"})
    records = {"orders": [order(), order(order_id="O2", authority="X12000002")]}
    rows = judge_plainly(
        NATIONAL["cpo_first_contact"],
        records,
        as_at=date(2026, 3, 31),
        calendar={"X12000001": with_a_holiday},
    )
    assert [row.due_on for row in rows] == [date(2026, 3, 4), date(2026, 3, 3)]


def test_one_calendar_may_be_given_for_all() -> None:
    with_a_holiday = replace(scotland(), name="local", holidays={date(2026, 3, 3): "Fair day"})
    rows = judge_plainly(
        NATIONAL["cpo_first_contact"],
        {"orders": [order()], "contacts": [contact(date(2026, 3, 5))]},
        as_at=date(2026, 3, 31),
        calendar=with_a_holiday,
    )
    assert [(row.due_on, row.days_taken) for row in rows] == [(date(2026, 3, 4), 2)]


def test_a_row_that_names_a_row_not_seen_is_not_seen_either_at_any_remove() -> None:
    records = {
        "extensions": [
            {"extension_id": "X1", "requirement_id": "R1", "granted_on": date(2026, 3, 1)},
            {"extension_id": "X2", "requirement_id": "R2", "granted_on": date(2026, 3, 1)},
        ],
        "requirements": [
            {"requirement_id": "R1", "order_id": "O1", "imposed_on": date(2026, 3, 2)},
            {"requirement_id": "R2", "order_id": "O2", "imposed_on": date(2026, 3, 2)},
        ],
        "orders": [order(imposed_on=date(2026, 4, 1)), order(order_id="O2")],
    }
    known = known_at(records, date(2026, 3, 31))
    assert [row["order_id"] for row in known.tables["orders"]] == ["O2"]
    assert [row["requirement_id"] for row in known.tables["requirements"]] == ["R2"]
    assert [row["extension_id"] for row in known.tables["extensions"]] == ["X2"]


def test_a_row_begins_by_the_first_of_its_columns_that_is_filled() -> None:
    rows = [
        {"assessment_id": "A1", "started_on": date(2026, 3, 1), "completed_on": date(2026, 4, 1)},
        {"assessment_id": "A2", "started_on": None, "completed_on": date(2026, 4, 1)},
        {"assessment_id": "A3"},
    ]
    known = known_at({"assessments": rows}, date(2026, 3, 31))
    assert known.tables["assessments"] == [
        {"assessment_id": "A1", "started_on": date(2026, 3, 1), "completed_on": None},
        {"assessment_id": "A3"},
    ]


def test_a_date_set_ahead_is_known_before_its_day_comes() -> None:
    known = known_at({"orders": [order(expected_end_on=date(2027, 3, 2))]}, date(2026, 3, 31))
    assert known.tables["orders"][0]["expected_end_on"] == date(2027, 3, 2)


def test_a_changed_limit_holds_for_the_clocks_between_its_dates() -> None:
    standard = replace(
        NATIONAL["cpo_first_contact"],
        limits=(
            Limit(count=5, unit="working_days", clock_until=date(2026, 3, 2)),
            Limit(count=1, unit="working_days", clock_from=date(2026, 3, 3)),
        ),
    )
    records = {"orders": [order(), order(order_id="O2", imposed_on=date(2026, 3, 3))]}
    rows = judge_plainly(standard, records, as_at=date(2026, 3, 31))
    assert [row.due_on for row in rows] == [date(2026, 3, 9), date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("imposed", "listed"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), ["O1"]),
        (date(2026, 3, 31), ["O1"]),
        (date(2026, 4, 1), []),
    ],
)
def test_a_case_whose_clock_lies_outside_the_days_in_force_has_no_row(
    imposed: date, listed: list[str]
) -> None:
    standard = replace(
        NATIONAL["cpo_first_contact"], in_force_from=date(2026, 3, 1), in_force_until=date(2026, 3, 31)
    )
    rows = judge_plainly(standard, {"orders": [order(imposed_on=imposed)]}, as_at=date(2026, 4, 30))
    assert [row.case_id for row in rows] == listed


def test_without_a_clock_the_due_date_says_whether_a_standard_was_in_force() -> None:
    standard = replace(NATIONAL["court_report"], in_force_from=date(2026, 3, 1))
    reports = [
        {"report_id": "T1", "kind": "court", "due_on": date(2026, 2, 27)},
        {"report_id": "T2", "kind": "court", "due_on": date(2026, 3, 2)},
        {"report_id": "T3", "kind": "court"},
    ]
    rows = judge_plainly(standard, {"reports": reports}, as_at=date(2026, 4, 30))
    assert [row.case_id for row in rows] == ["T2", "T3"]


def test_an_extension_may_set_an_earlier_day() -> None:
    records = {
        "orders": [order(imposed_on=date(2025, 9, 1))],
        "requirements": [
            {
                "requirement_id": "R1",
                "order_id": "O1",
                "kind": "unpaid_work",
                "imposed_on": date(2025, 9, 1),
                "level": "2",
            }
        ],
        "extensions": [
            {"requirement_id": "R1", "granted_on": date(2025, 10, 1), "complete_by": date(2025, 12, 1)}
        ],
    }
    rows = judge_plainly(NATIONAL["cpo_unpaid_work_done"], records, as_at=date(2026, 3, 31))
    assert [row.due_on for row in rows] == [date(2025, 12, 1)]


def test_a_table_that_was_not_sent_reads_as_no_rows() -> None:
    rows = judge_plainly(NATIONAL["cpo_first_contact"], {"orders": [order()]}, as_at=date(2026, 3, 31))
    assert [row.reason for row in rows] == ["never_done"]


def test_rows_come_in_the_order_of_their_identifiers_text() -> None:
    orders = [order(order_id=name) for name in ("o2", "O10", "O9")]
    rows = judge_plainly(NATIONAL["cpo_first_contact"], {"orders": orders}, as_at=date(2026, 3, 31))
    assert [row.case_id for row in rows] == ["O10", "O9", "o2"]
