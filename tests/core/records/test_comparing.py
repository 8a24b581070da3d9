"""Comparing two taken extracts: rows, columns, tables, assessments overwritten, which is older."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from factories.taken import write_taken
from plumbline.errors import PlumblineError
from plumbline.records.comparing import Comparison, Overwritten, compare
from plumbline.records.manifest import open_taken
from plumbline.records.row_changes import TableChange

ORDER = {"person_id": "p1", "authority": "X12000001", "kind": "cpo", "imposed_on": date(2026, 1, 5)}


def order(reference: str, **other: Any) -> dict[str, Any]:
    return {"order_id": reference, **ORDER, **other}


def contact(day: date, **other: Any) -> dict[str, Any]:
    return {"order_id": "o1", "happened_on": day, "kind": "supervision", "attendance": "attended", **other}


def assessment(reference: str, completed_on: date | None, **other: Any) -> dict[str, Any]:
    return {
        "assessment_id": reference,
        "person_id": "p1",
        "tool": "lscmi",
        "completed_on": completed_on,
        **other,
    }


@pytest.fixture
def compared(tmp_path: Path):
    """Write two extracts and compare them. `how`: what write_taken is told, for each side."""

    def compare_them(before: dict[str, Any], after: dict[str, Any], **how: Any) -> Comparison:
        sides = {"before": before, "after": after}
        for side, rows in sides.items():
            mine = {name: both[side] for name, both in how.items() if side in both}
            write_taken(tmp_path / side, rows, **mine)
        return compare(tmp_path / "before", tmp_path / "after")

    return compare_them


def of(comparison: Comparison, table: str) -> TableChange:
    return next(change for change in comparison.tables if change.table == table)


def counts(change: TableChange) -> tuple[int, int, int | None]:
    return change.added, change.gone, change.changed


def test_an_extract_is_no_different_from_itself(compared):
    rows = {"orders": [order("o1"), order("o2")], "contacts": [contact(date(2026, 1, 6))] * 3}
    found = compared(rows, rows)
    assert {change.table: counts(change) for change in found.tables} == {
        "orders": (0, 0, 0),
        "contacts": (0, 0, None),
    }
    assert (found.overwritten, found.volumes, found.tables_came, found.tables_went) == ((), (), (), ())


def test_rows_are_matched_by_their_reference_and_counted_as_added_gone_and_changed(compared):
    before = [order("o1"), order("o2", team="North"), order("o3", team="North"), order("o4", team="North")]
    after = [
        order("o2", team="South"),
        order("o3", team="South", court="high"),
        order("o4", team="North"),
        order("o5"),
    ]
    change = of(compared({"orders": before}, {"orders": [*after, order("o6", court=None)]}), "orders")
    assert counts(change) == (2, 1, 2)
    assert change.columns_came == ("court",)


def test_the_columns_that_changed_are_counted_most_first(compared):
    before = [order(f"o{n}", team="North", court="high") for n in range(5)]
    after = [
        order(f"o{n}", team="South" if n < 3 else "North", court=None if n == 0 else "high") for n in range(5)
    ]
    change = of(compared({"orders": before}, {"orders": after}), "orders")
    assert (change.changed, change.columns) == (3, (("team", 3), ("court", 1)))


def test_a_value_that_becomes_known_is_a_change(compared):
    change = of(
        compared(
            {"orders": [order("o1", ended_on=None)]}, {"orders": [order("o1", ended_on=date(2026, 3, 1))]}
        ),
        "orders",
    )
    assert change.columns == (("ended_on", 1),)


def test_a_column_that_only_one_extract_has_changes_no_row(compared):
    change = of(
        compared({"orders": [order("o1", team="North")]}, {"orders": [order("o1", court="high")]}), "orders"
    )
    assert (counts(change), change.columns_came, change.columns_went) == ((0, 0, 0), ("court",), ("team",))


def test_rows_without_a_reference_are_only_added_or_gone(compared):
    day = date(2026, 1, 6)
    before = [contact(day), contact(day), contact(day, mode="video")]
    after = [contact(day), contact(day, mode="letter"), contact(day, mode="letter")]
    change = of(compared({"contacts": before}, {"contacts": after}), "contacts")
    assert counts(change) == (2, 2, None)


def test_a_reference_that_only_one_extract_has_is_not_used(compared):
    day = date(2026, 1, 6)
    found = compared({"contacts": [contact(day)]}, {"contacts": [contact(day, contact_id="c1")]})
    assert counts(of(found, "contacts")) == (0, 0, None)
    assert of(found, "contacts").columns_came == ("contact_id",)


def test_made_references_are_not_compared(compared):
    made = [contact(date(2026, 1, 6), contact_id="made-1")]
    other = [contact(date(2026, 1, 6), contact_id="made-2")]
    sent = ["order_id", "happened_on", "kind", "attendance"]
    found = compared(
        {"contacts": made},
        {"contacts": other},
        sent={"before": {"contacts": sent}, "after": {"contacts": sent}},
    )
    assert counts(of(found, "contacts")) == (0, 0, None)


def test_tables_that_came_or_went_are_named(compared):
    found = compared(
        {"orders": [order("o1")], "people": [{"person_id": "p1"}]},
        {"orders": [order("o1")], "contacts": [contact(date(2026, 1, 6))]},
    )
    assert (found.tables_came, found.tables_went) == (("contacts",), ("people",))
    assert [change.table for change in found.tables] == ["orders"]


def test_rows_gone_because_the_later_extract_does_not_cover_them_are_counted_apart(compared):
    before = [order(f"o{n}", imposed_on=date(2025, 12, 30) + timedelta(days=n)) for n in range(4)]
    found = compared(
        {"orders": before},
        {"orders": before[3:]},
        cover={"after": {"orders": (date(2026, 1, 1), None)}},
    )
    assert (of(found, "orders").gone, of(found, "orders").gone_outside_cover) == (3, 2)


def test_rows_kept_out_as_faulty_are_told_beside_the_counts(compared):
    found = compared(
        {"orders": [order("o1"), order("o2")]},
        {"orders": [order("o1")]},
        left_out={"after": {"orders": (1, 2)}},
    )
    assert found.table_rows()[1] == ("orders", "2", "1", "0", "1", "0", "kept out as faulty: 0 before, 3 now")


def test_references_that_are_new_wholesale_are_said_to_look_renumbered(compared):
    before = [order(f"a{n}", imposed_on=date(2026, 1, 1) + timedelta(days=n)) for n in range(20)]
    after = [{**row, "order_id": f"b{n}" if n < 11 else row["order_id"]} for n, row in enumerate(before)]
    found = compared({"orders": before}, {"orders": after})
    change = of(found, "orders")
    assert (change.renumbered, change.gone, change.added, change.alike_but_for_reference) == (
        True,
        11,
        11,
        20,
    )
    assert any(
        remark.startswith("orders looks renumbered: 11 of 20 references are gone") for remark in found.remarks
    )


@pytest.mark.parametrize(("rows", "new"), [(20, 10), (19, 19)])
def test_half_of_the_references_or_a_small_table_is_not_said_to_be_renumbered(compared, rows, new):
    before = [order(f"a{n}") for n in range(rows)]
    after = [order(f"b{n}" if n < new else f"a{n}") for n in range(rows)]
    assert not of(compared({"orders": before}, {"orders": after}), "orders").renumbered


def test_a_completed_assessment_that_moved_was_emptied_or_is_gone_is_overwritten(compared):
    day, later = date(2026, 2, 2), date(2026, 5, 5)
    before = [
        assessment("a1", day),
        assessment("a2", day),
        assessment("a3", day),
        assessment("a4", None),
        assessment("a5", None),
        assessment("a6", day, score=3),
    ]
    after = [
        assessment("a1", later),
        assessment("a2", None),
        assessment("a4", day),
        assessment("a6", day, score=9),
    ]
    found = compared({"assessments": before}, {"assessments": after})
    assert found.overwritten == (
        Overwritten("a1", "lscmi", "moved", day, later),
        Overwritten("a2", "lscmi", "emptied", day, None),
        Overwritten("a3", "lscmi", "gone", day, None),
    )
    assert found.overwritten_told


def test_an_assessment_outside_the_later_cover_is_not_overwritten(compared):
    found = compared(
        {"assessments": [assessment("a1", date(2025, 12, 31)), assessment("a2", date(2026, 1, 1))]},
        {"assessments": [assessment("a3", date(2026, 5, 5))]},
        cover={"after": {"assessments": (date(2026, 1, 1), None)}},
    )
    assert [one.assessment_id for one in found.overwritten] == ["a2"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({}, {"assessments": [assessment("a1", None)]}, "the first extract has no assessments"),
        ({"assessments": [assessment("a1", None)]}, {}, "the second extract has no assessments"),
        (
            {"assessments": [assessment("a1", date(2026, 1, 1))]},
            {"assessments": [{"assessment_id": "a1", "person_id": "p1", "tool": "sara"}]},
            "the assessments of the second extract have no completed_on",
        ),
        (
            {"assessments": [assessment(f"a{n}", date(2026, 1, 1)) for n in range(20)]},
            {"assessments": [assessment(f"b{n}", date(2026, 1, 1)) for n in range(20)]},
            "their references look renumbered",
        ),
    ],
)
def test_where_overwriting_cannot_be_told_it_is_said_and_never_shown_as_none(compared, before, after, why):
    orders = {"orders": [order("o1")]}
    found = compared({**orders, **before}, {**orders, **after})
    assert (found.overwritten_told, found.overwritten) == (False, ())
    assert found.remarks[-1] == f"Overwritten assessments cannot be told: {why}."


@pytest.mark.parametrize(
    ("before", "after", "older", "words"),
    [
        (date(2026, 1, 1), date(2026, 4, 1), "before", "The first extract, of 2026-01-01, is the older"),
        (date(2026, 4, 1), date(2026, 1, 1), "after", "These are the wrong way round"),
        (date(2026, 4, 1), date(2026, 4, 1), "same day", "Both extracts were made on 2026-04-01."),
        (None, date(2026, 4, 1), None, "At least one extract does not say when it was made"),
    ],
)
def test_which_extract_is_older_is_said_first(compared, before, after, older, words):
    rows = {"orders": [order("o1")]}
    found = compared(rows, rows, extracted_on={"before": before, "after": after})
    assert found.older == older
    assert found.remarks[0].startswith(words)


def test_extracts_of_different_services_are_refused(compared):
    with pytest.raises(
        PlumblineError, match=r"is of X12000001 and .* of X12000002: they have no council in common"
    ):
        compared({"orders": [order("o1")]}, {"orders": [order("o1", authority="X12000002")]})


def test_councils_that_only_one_extract_holds_are_named(compared):
    found = compared(
        {"orders": [order("o1"), order("o2", authority="X12000002")]},
        {"orders": [order("o1"), order("o3", authority="X12000003")]},
    )
    assert found.authorities == ("X12000001",)
    assert found.remarks[1:3] == (
        "Only the first extract holds rows of X12000002.",
        "Only the second extract holds rows of X12000003.",
    )


def test_without_any_council_the_service_is_taken_on_trust_and_that_is_said(compared):
    rows = {"contacts": [contact(date(2026, 1, 6))]}
    found = compared(rows, rows)
    assert "taken on trust" in found.remarks[1]


def test_a_folder_that_was_not_taken_is_refused(tmp_path):
    (tmp_path / "raw").mkdir()
    taken = write_taken(tmp_path / "taken", {"orders": [order("o1")]})
    with pytest.raises(PlumblineError, match=r"raw: is not a taken extract"):
        compare(tmp_path / "raw", taken)


def test_a_damaged_file_is_named_by_its_extracts_and_not_as_a_traceback(tmp_path):
    one = write_taken(tmp_path / "one", {"orders": [order("o1")]})
    two = write_taken(tmp_path / "two", {"orders": [order("o1")]})
    (two / "orders.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(PlumblineError, match=r"one, .*two: cannot be compared; a file is damaged"):
        compare(one, two)


def test_opened_extracts_compare_as_their_folders_do(tmp_path):
    one = write_taken(tmp_path / "one", {"orders": [order("o1")]})
    two = write_taken(tmp_path / "two", {"orders": [order("o2")]})
    assert compare(open_taken(one), open_taken(two)) == compare(one, two)


def many_contacts(by_month: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    return [
        contact(date(year, month, 1 + n % 28))
        for (year, month), rows in by_month.items()
        for n in range(rows)
    ]


def test_a_settled_month_that_lost_rows_and_a_new_month_without_rows_are_flagged(compared):
    year = {(2025, month): 30 for month in range(1, 13)}
    before = {"contacts": many_contacts({**year, (2026, 1): 30})}
    after = {
        "contacts": many_contacts({**year, (2025, 6): 20, **{(2026, month): 30 for month in (1, 2, 3, 5)}})
    }
    found = compared(before, after, extracted_on={"before": date(2026, 3, 31), "after": date(2026, 6, 15)})
    assert [(flag.period, flag.change, flag.rule) for flag in found.volumes] == [
        ("2025-06", "drop", "settled"),
        ("2026-04", "drop", "new"),
    ]


def test_a_month_the_later_extract_does_not_cover_is_not_flagged(compared):
    before = {"contacts": many_contacts({(2025, month): 30 for month in range(1, 13)})}
    after = {"contacts": many_contacts({(2025, month): 30 for month in range(4, 13)})}
    found = compared(
        before,
        after,
        extracted_on={"before": date(2026, 6, 1), "after": date(2026, 6, 1)},
        cover={"after": {"contacts": (date(2025, 4, 1), None)}},
    )
    assert found.volumes == ()


def test_a_month_that_is_not_settled_is_not_compared_with_itself(compared):
    before = {"contacts": many_contacts({(2025, 12): 30, (2026, 1): 5})}
    after = {"contacts": many_contacts({(2025, 12): 30, (2026, 1): 30})}
    found = compared(before, after, extracted_on={"before": date(2026, 1, 31), "after": date(2026, 4, 30)})
    assert found.volumes == ()


def test_a_table_without_dates_that_lost_rows_is_flagged(compared):
    people = [{"person_id": f"p{n}"} for n in range(100)]
    found = compared({"people": people}, {"people": people[:80]})
    assert [(flag.table, flag.change, flag.rule) for flag in found.volumes] == [("people", "drop", "whole")]


def test_the_comparison_is_plain_json_with_dates_as_text(compared):
    found = compared(
        {"assessments": [assessment("a1", date(2026, 2, 2))], "orders": [order("o1", team="North")]},
        {"assessments": [assessment("a1", date(2026, 5, 5))], "orders": [order("o1", team="South")]},
        extracted_on={"before": date(2026, 3, 1), "after": date(2026, 6, 1)},
    )
    plain = json.loads(json.dumps(found.as_json()))
    assert plain["extracted_before"] == "2026-03-01"
    assert plain["overwritten"] == [
        {
            "assessment_id": "a1",
            "tool": "lscmi",
            "what": "moved",
            "completed_on_before": "2026-02-02",
            "completed_on_after": "2026-05-05",
        }
    ]
    changed = {change["table"]: change["columns"] for change in plain["tables"]}
    assert changed["orders"] == [{"column": "team", "rows": 1}]


def test_printed_tables_begin_with_their_headings_and_have_as_many_cells_in_each_row(compared):
    found = compared(
        {
            "assessments": [assessment("a1", date(2026, 2, 2))],
            "people": [{"person_id": f"p{n}"} for n in range(50)],
        },
        {"assessments": [assessment("a1", None)], "people": [{"person_id": "p1"}]},
    )
    assert found.table_rows()[0] == ("table", "before", "after", "added", "gone", "changed", "note")
    assert found.column_rows() == [("table", "column", "rows changed"), ("assessments", "completed_on", "1")]
    assert found.overwritten_rows()[1] == ("a1", "lscmi", "emptied", "2026-02-02", "")
    assert found.volume_rows()[1] == ("people", "the whole table", "drop", "50", "1", "46 to 100")
    for rows in (found.table_rows(), found.overwritten_rows(), found.volume_rows()):
        assert {len(row) for row in rows} == {len(rows[0])}


def test_progress_is_told_table_by_table_and_grows_with_the_rows(tmp_path):
    rows = {"people": [{"person_id": "p1"}], "orders": [order("o1"), order("o2")]}
    one, two = write_taken(tmp_path / "one", rows), write_taken(tmp_path / "two", rows)
    told: list[tuple[str, float]] = []
    compare(one, two, progress=lambda what, share: told.append((what, round(share, 3))))
    assert told == [("Comparing people", 0.0), ("Comparing orders", 0.375)]
