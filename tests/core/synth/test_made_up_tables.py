"""The made-up records keep to the specification, and are clean but for what the story says."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from plumbline.records.specification import Column, load
from plumbline.synth import SynthSummary

AS_AT = date(2026, 8, 31)
START = date(2023, 9, 1)
TABLES = load().tables

Tables = dict[str, list[dict[str, str]]]
COLUMNS = [(name, column.name) for name, table in TABLES.items() for column in table.columns]
EMPTY_ON_PURPOSE = {
    ("reports", "order_id"),  # a report to court is asked for before there is an order
    ("hearings", "licence_id"),  # parole hearings belong to sentences here
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ENDS = {
    "order_id": ("orders", "imposed_on", "ended_on"),
    "licence_id": ("licences", "released_on", "ended_on"),
}
HAPPENINGS = [
    (table.name, column.name, owner)
    for table in TABLES.values()
    for owner in ENDS
    if owner in [column.name for column in table.columns]
    and table.name not in ("orders", "licences", "reports")
    for column in table.columns
    if column.type == "date" and not column.ahead and column.name != "recorded_on"
]


def readable(column: Column, text: str) -> bool:
    if column.type == "date":
        return bool(DAY.fullmatch(text)) and date.fromisoformat(text) > date(1990, 1, 1)
    if column.type == "code":
        return text in column.codes
    if column.type == "yes_no":
        return text in ("yes", "no")
    if column.type == "whole":
        return text.isdigit() and in_range(column, float(text))
    if column.type == "number":
        return bool(re.fullmatch(r"\d+(\.\d+)?", text)) and in_range(column, float(text))
    if column.type == "authority":
        return text == "X12000001"
    if column.type == "identifier":
        return bool(re.fullmatch(r"X01-[A-Z]-\d{6,7}", text))
    if column.type == "month":
        return bool(re.fullmatch(r"\d{4}-\d\d", text))
    return text == text.strip() and text != ""


def in_range(column: Column, value: float) -> bool:
    return (column.minimum is None or value >= column.minimum) and (
        column.maximum is None or value <= column.maximum
    )


@pytest.mark.parametrize("name", list(TABLES))
def test_a_table_has_the_columns_of_the_specification_in_its_order(folder: Path, name: str) -> None:
    header = (folder / f"{name}.csv").read_text("utf-8").split("\n", 1)[0]
    assert header.split(",") == [column.name for column in TABLES[name].columns]


@pytest.mark.parametrize("name", list(TABLES))
def test_the_summary_counts_the_rows_of_a_table(tables: Tables, summary: SynthSummary, name: str) -> None:
    assert summary.counts[name] == len(tables[name]) > 0


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_every_value_is_one_that_the_specification_reads(tables: Tables, name: str, column: str) -> None:
    specified = TABLES[name].column(column)
    values = {row[column] for row in tables[name]}
    if specified.required:
        assert "" not in values
    assert [value for value in sorted(values - {""}) if not readable(specified, value)] == []


@pytest.mark.parametrize(("name", "column"), [pair for pair in COLUMNS if pair not in EMPTY_ON_PURPOSE])
def test_every_column_is_used(tables: Tables, name: str, column: str) -> None:
    assert any(row[column] for row in tables[name])


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.identifier])
def test_identifiers_are_there_once(tables: Tables, name: str) -> None:
    own = TABLES[name].identifier
    assert own is not None
    values = [row[own.name] for row in tables[name]]
    assert len(values) == len(set(values))


@pytest.mark.parametrize(
    ("name", "column", "target"),
    [
        (table.name, column.name, column.references)
        for table in TABLES.values()
        for column in table.columns
        if column.references
    ],
)
def test_every_reference_is_to_a_row_that_is_there(
    tables: Tables, name: str, column: str, target: str
) -> None:
    own = TABLES[target].identifier
    assert own is not None
    known = {row[own.name] for row in tables[target]}
    assert {row[column] for row in tables[name]} - {""} <= known


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.owner])
def test_every_event_has_one_owner(tables: Tables, name: str) -> None:
    owner = TABLES[name].owner
    assert {sum(row[column] != "" for column in owner) for row in tables[name]} == {1}


def test_an_assessment_has_at_most_one_owner_beside_the_person(tables: Tables) -> None:
    columns = TABLES["assessments"].at_most_one
    assert {sum(row[column] != "" for column in columns) for row in tables["assessments"]} == {0, 1}


@pytest.mark.parametrize(
    ("name", "column"), [pair for pair in COLUMNS if TABLES[pair[0]].column(pair[1]).type == "date"]
)
def test_nothing_lies_after_the_as_at_date_but_what_is_set_ahead(
    tables: Tables, name: str, column: str
) -> None:
    late = [row[column] for row in tables[name] if row[column] > AS_AT.isoformat()]
    assert bool(late) == TABLES[name].column(column).ahead


@pytest.mark.parametrize(("name", "column", "owner"), HAPPENINGS)
def test_nothing_happens_before_day_0_of_its_owner_or_after_its_end(
    tables: Tables, name: str, column: str, owner: str
) -> None:
    table, begins, ends = ENDS[owner]
    spans = {row[owner]: (row[begins], row[ends] or "9999") for row in tables[table]}
    wrong = [
        row
        for row in tables[name]
        if row[owner] and row[column] and not spans[row[owner]][0] <= row[column] <= spans[row[owner]][1]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, table in TABLES.items()
        if table.begins and "recorded_on" in {c.name for c in table.columns}
    ],
)
def test_nothing_is_recorded_before_it_happened(tables: Tables, name: str) -> None:
    begins = TABLES[name].begins[0]
    wrong = [row for row in tables[name] if row["recorded_on"] and row["recorded_on"] < row[begins]]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "first", "then"),
    [
        ("orders", "imposed_on", "received_on"),
        ("orders", "received_on", "officer_nominated_on"),
        ("orders", "imposed_on", "transferred_in_on"),
        ("orders", "imposed_on", "ended_on"),
        ("requirements", "imposed_on", "completed_on"),
        ("requirements", "imposed_on", "ended_on"),
        ("requirements", "imposed_on", "complete_by"),
        ("extensions", "granted_on", "complete_by"),
        ("absences", "from_on", "until_on"),
        ("allocations", "from_on", "until_on"),
        ("assessments", "started_on", "completed_on"),
        ("enforcement", "decided_on", "lodged_on"),
        ("enforcement", "decided_on", "outcome_on"),
        ("hearings", "notified_on", "held_on"),
        ("licences", "released_on", "ended_on"),
        ("licences", "released_on", "expires_on"),
        ("plans", "completed_on", "manager_reviewed_on"),
        ("referrals", "identified_on", "referred_on"),
        ("referrals", "referred_on", "started_on"),
        ("referrals", "started_on", "ended_on"),
        ("reports", "requested_on", "due_on"),
        ("reports", "requested_on", "submitted_on"),
        ("sentences", "sentenced_on", "released_on"),
        ("sentences", "information_received_on", "induction_held_on"),
        ("sentences", "information_received_on", "designation_letter_on"),
        ("training", "completed_on", "expires_on"),
        ("workers", "started_on", "ended_on"),
    ],
)
def test_one_day_never_precedes_the_other(tables: Tables, name: str, first: str, then: str) -> None:
    wrong = [row for row in tables[name] if row[first] and row[then] and row[then] < row[first]]
    assert wrong == []


def test_every_score_agrees_with_its_level_unless_overridden(tables: Tables) -> None:
    levels = load().lscmi_levels
    wrong = []
    for row in tables["assessments"]:
        if row["tool"] == "lscmi" and row["score"] and row["level_overridden"] != "yes":
            low, high = levels[row["level"]]
            if not low <= int(row["score"]) <= high:
                wrong.append(row)
    assert wrong == []


def test_hours_imposed_lie_within_their_level(tables: Tables) -> None:
    limits = load().unpaid_work_hours
    unpaid = [row for row in tables["requirements"] if row["level"]]
    assert {row["kind"] for row in unpaid} == {"unpaid_work"}
    wrong = [
        row
        for row in unpaid
        if not limits[row["level"]][0] <= float(row["hours_imposed"]) <= limits[row["level"]][1]
    ]
    assert wrong == []


def test_unpaid_work_is_completed_only_with_its_hours_save_for_the_planted(
    summary: SynthSummary, tables: Tables
) -> None:
    planted = next(part for part in summary.stories if part.key == "hours_short")
    assert len(short_of_hours(tables)) == planted.count == 24


def short_of_hours(tables: Tables) -> list[dict[str, str]]:
    credited: Counter[str] = Counter()
    for row in tables["work_sessions"]:
        credited[row["order_id"]] += float(row["hours_credited"] or 0)  # type: ignore[assignment]
    return [
        row
        for row in tables["requirements"]
        if row["kind"] == "unpaid_work"
        and row["completed_on"]
        and credited[row["order_id"]] < float(row["hours_imposed"])
    ]


def test_other_activity_stays_within_what_is_allowed(tables: Tables) -> None:
    spent: Counter[str] = Counter()
    for row in tables["work_sessions"]:
        if row["activity"] == "other_activity":
            spent[row["order_id"]] += float(row["hours_credited"] or 0)  # type: ignore[assignment]
    share, most = load().other_activity_share, load().other_activity_hours
    wrong = [
        row
        for row in tables["requirements"]
        if row["kind"] == "unpaid_work"
        and spent[row["order_id"]] > min(share * float(row["hours_imposed"]), most)
    ]
    assert wrong == []


def test_the_cover_is_stated_for_every_table_of_events(tables: Tables, folder: Path) -> None:
    cover = tomllib.loads((folder / "extract.toml").read_text("utf-8"))
    assert cover.pop("extracted_on") == AS_AT
    assert set(cover) == {name for name, table in TABLES.items() if table.begins}
    for name, stated in cover.items():
        first = min(row[column] for row in tables[name] for column in TABLES[name].begins if row[column])
        assert stated["covers_from"] == min(START, date.fromisoformat(first))
        assert stated["covers_until"] == AS_AT


def test_only_sentences_and_who_holds_them_reach_back_before_the_extract(tables: Tables) -> None:
    back = ("sentences", "allocations")
    for name, table in TABLES.items():
        for row in tables[name]:
            for column in table.begins:
                assert name in back or not row[column] or row[column] >= START.isoformat()


def test_one_council_of_average_size_has_the_volumes_of_its_size(summary: SynthSummary) -> None:
    assert summary.counts["orders"] == 4500
    assert 120_000 < summary.counts["contacts"] < 140_000


def test_the_mixes_look_like_the_published_ones(tables: Tables) -> None:
    orders = [row for row in tables["orders"] if row["kind"].startswith("cpo")]
    ended = [row for row in orders if row["ended_on"]]
    completed = sum(row["end_reason"] == "completed" for row in ended) / len(ended)
    assert 0.66 < completed < 0.72
    kinds = {row["order_id"]: set[str]() for row in orders}
    for row in tables["requirements"]:
        kinds.get(row["order_id"], set()).add(row["kind"])
    supervised = sum("offender_supervision" in found for found in kinds.values()) / len(orders)
    unpaid = sum("unpaid_work" in found for found in kinds.values()) / len(orders)
    assert 0.45 < supervised < 0.55
    assert 0.68 < unpaid < 0.76
    men = sum(row["gender"] == "male" for row in tables["people"]) / len(tables["people"])
    assert 0.83 < men < 0.87
    dtto = sum(row["kind"] == "dtto" for row in tables["orders"]) / len(tables["orders"])
    assert 0.02 < dtto < 0.04
