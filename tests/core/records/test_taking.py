"""Taking an extract: typed rows and keys, the manifest, all or nothing, and what goes on without faulty
rows."""

from __future__ import annotations

import datetime
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from factories.extracts import CONTACTS, ORDERS, PEOPLE, order, rows, write_extract
from plumbline import __version__
from plumbline.errors import PlumblineError, UsageError
from plumbline.records import ExtractRefused, TakenExtract, check, is_taken, open_taken, take
from plumbline.records.specification import load
from plumbline.records.values import sql_type


def column(taken: TakenExtract, table: str, name: str) -> list[object]:
    return list(pq.read_table(taken.parquet(table)).column(name).to_pylist())


def test_a_taken_extract_opens_as_it_was_written(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=ORDERS, contacts=CONTACTS)
    taken = take(folder, tmp_path / "taken")
    assert open_taken(tmp_path / "taken") == taken
    assert is_taken(tmp_path / "taken")
    assert {path.name for path in taken.path.iterdir()} == {
        "manifest.json", "people.parquet", "orders.parquet", "contacts.parquet",
    }  # fmt: skip


def test_the_manifest_says_where_the_rows_come_from(tmp_path: Path) -> None:
    cover = "extracted_on = 2026-09-01\n[contacts]\ncovers_from = 2025-01-01\n"
    folder = write_extract(tmp_path / "x", orders=ORDERS, contacts=CONTACTS, extract=cover)
    take(folder, tmp_path / "taken")
    manifest = json.loads((tmp_path / "taken" / "manifest.json").read_text("utf-8"))
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (ORDERS, CONTACTS)]
    assert manifest == {
        "kind": "plumbline taken extract",
        "format": 1,
        "library_version": __version__,
        "specification": "1",
        "extracted_on": "2026-09-01",
        "cover": {"contacts": {"covers_from": "2025-01-01", "covers_until": None}},
        "files": [
            {"file": "orders.csv", "sha256": hashes[0], "bytes": len(ORDERS), "table": "orders"},
            {"file": "contacts.csv", "sha256": hashes[1], "bytes": len(CONTACTS), "table": "contacts"},
        ],
        "extract_hash": hashlib.sha256("".join(hashes).encode()).hexdigest(),
        "accept_partial": False,
        "faults": {"errors": 0, "warnings": 0, "notices": 0, "by_kind": {}},
        "tables": {
            "orders": {
                "rows": 2, "rows_read": 2, "left_out_faulty": 0, "left_out_hanging": 0,
                "columns_sent": ["order_id", "person_id", "authority", "kind", "imposed_on", "ended_on"],
            },
            "contacts": {
                "rows": 2, "rows_read": 2, "left_out_faulty": 0, "left_out_hanging": 0,
                "columns_sent": [
                    "contact_id", "order_id", "licence_id", "sentence_id", "person_id", "happened_on",
                    "recorded_on", "kind", "attendance",
                ],
            },
        },
    }  # fmt: skip


def test_every_table_is_written_with_all_its_columns_typed_then_its_keys_and_row(tmp_path: Path) -> None:
    tables = {
        name: ",".join(column.name for column in table.columns) + "\n"
        for name, table in load().tables.items()
    }
    taken = take(write_extract(tmp_path / "x", **tables), tmp_path / "taken")
    kinds = {
        "DATE": "date32[day]",
        "DOUBLE": "double",
        "INTEGER": "int32",
        "BOOLEAN": "bool",
        "VARCHAR": "string",
    }
    for name, table in load().tables.items():
        schema = pq.read_schema(taken.parquet(name))
        keys = [c.name[:-3] + "_key" for c in table.columns if c.identifies or c.references]
        assert [(field.name, str(field.type)) for field in schema] == [
            *((column.name, kinds[sql_type(column)]) for column in table.columns),
            *((key, "int32") for key in keys),
            ("source_row", "int32"),
        ], name


def test_values_are_typed_and_a_column_not_sent_is_empty(tmp_path: Path) -> None:
    table = rows(
        "requirement_id,order_id,kind,imposed_on,added_by_variation,hours_imposed",
        "R1,O1,Unpaid Work,5/1/2026,Y,120.5",
    )
    taken = take(write_extract(tmp_path / "x", requirements=table), tmp_path / "taken")
    (row,) = pq.read_table(taken.parquet("requirements")).to_pylist()
    assert row == {
        "requirement_id": "R1", "order_id": "O1", "kind": "unpaid_work",
        "imposed_on": datetime.date(2026, 1, 5), "added_by_variation": True, "level": None,
        "hours_imposed": 120.5, "complete_by": None, "completed_on": None, "ended_on": None,
        "requirement_key": 1, "order_key": 1, "source_row": 1,
    }  # fmt: skip


def test_a_smaller_key_is_a_smaller_identifier_wherever_it_was_found(tmp_path: Path) -> None:
    orders = rows(
        "order_id,person_id,authority,kind,imposed_on",
        "é,b,X12000001,cpo,2026-01-05",
        "a,B,X12000001,cpo,2026-01-05",
        "Z,a,X12000001,cpo,2026-01-05",
        "10,,X12000001,cpo,2026-01-05",
    )
    contacts = rows("contact_id,order_id,happened_on,kind,attendance", "c9,9,2026-01-06,other,attended")
    folder = write_extract(tmp_path / "x", orders=orders, contacts=contacts)
    taken = take(folder, tmp_path / "taken", accept_partial=True)
    # 10 < 9 < Z < a < é by code point, though 10 is faulty and 9 only referred to
    assert column(taken, "orders", "order_id") == ["Z", "a", "é"]
    assert column(taken, "orders", "order_key") == [3, 4, 5]
    assert column(taken, "orders", "person_key") == [2, 1, 3]


def test_rows_of_an_order_are_stored_together_by_the_day_they_began(tmp_path: Path) -> None:
    table = rows(
        "contact_id,order_id,happened_on,kind,attendance",
        "a,O2,2026-01-06,other,attended",
        "b,O1,2026-01-07,other,attended",
        "c,O1,2026-01-06,other,attended",
    )
    taken = take(write_extract(tmp_path / "x", contacts=table), tmp_path / "taken")
    assert column(taken, "contacts", "contact_id") == ["c", "b", "a"]
    assert column(taken, "contacts", "source_row") == [3, 2, 1]


def test_own_keys_rise_with_their_identifiers_in_whatever_order_they_come(tmp_path: Path) -> None:
    table = rows(
        "contact_id,order_id,happened_on,kind,attendance",
        *(f"{name},O1,2026-01-06,other,attended" for name in ("b", "a", "d", "c", "a")),
    )
    taken = take(write_extract(tmp_path / "x", contacts=table), tmp_path / "taken", accept_partial=True)
    keys = dict(
        zip(column(taken, "contacts", "contact_id"), column(taken, "contacts", "contact_key"), strict=True)
    )
    assert keys == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_made_identifiers_come_from_what_the_row_says_and_not_from_its_place(tmp_path: Path) -> None:
    header = "order_id,happened_on,kind,attendance"
    lines = ["O1,2026-01-06,other,attended", "O2,2026-01-06,other,attended", "O1,06/01/2026,Other,attended"]
    first = take(write_extract(tmp_path / "x", contacts=rows(header, *lines)), tmp_path / "one")
    second = take(write_extract(tmp_path / "y", contacts=rows(header, *lines[::-1])), tmp_path / "two")
    made = column(first, "contacts", "contact_id")
    assert made[1] == f"{made[0]}-2"  # stored with the other of its order
    assert len(set(made)) == 3
    assert sorted(map(str, column(second, "contacts", "contact_id"))) == sorted(map(str, made))
    assert sorted(map(int, map(str, column(first, "contacts", "contact_key")))) == [1, 2, 3]


def test_an_identifier_that_only_some_rows_have_is_required_of_all(tmp_path: Path) -> None:
    table = rows("contact_id,order_id,happened_on,kind,attendance", *["C1,O1,2026-01-06,other,attended"] * 1)
    folder = write_extract(tmp_path / "x", contacts=table + ",O1,2026-01-07,other,attended\n")
    (fault,) = check(folder).faults
    assert (fault.kind, fault.row, fault.column) == ("required_missing", 2, "contact_id")


FAULTY = rows(
    "order_id,person_id,authority,kind,imposed_on",
    "O1,P1,X12000001,cpo,2026-01-05",
    "O2,P2,X12000001,nonsense,2026-01-05",
)


def test_an_extract_with_an_error_is_not_taken_at_all(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=FAULTY)
    with pytest.raises(ExtractRefused, match="1 error found, so nothing was taken") as refused:
        take(folder, tmp_path / "taken")
    assert [fault.kind for fault in refused.value.faults] == ["code_unknown"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x"]


def test_a_former_taken_extract_stays_where_the_new_one_is_refused(tmp_path: Path) -> None:
    former = take(write_extract(tmp_path / "x", orders=order()), tmp_path / "taken")
    with pytest.raises(ExtractRefused):
        take(write_extract(tmp_path / "y", orders=FAULTY), tmp_path / "taken")
    assert open_taken(tmp_path / "taken") == former


def test_rows_that_hang_on_a_row_kept_out_are_kept_out_and_counted_but_not_listed(tmp_path: Path) -> None:
    people = rows("person_id,birth_year", "P1,1990", "P2,1990", "P1,1991")
    requirements = rows(
        "requirement_id,order_id,kind,imposed_on", "R1,O1,conduct,2026-01-05", "R2,O2,conduct,2026-01-05"
    )
    extensions = rows("requirement_id,granted_on,complete_by", "R2,2026-02-01,2026-08-01")
    delays = rows("order_id,requirement_id,standard,reason", "O1,R2,x,ill", "O1,R1,x,ill", "O2,,x,odd")
    folder = write_extract(
        tmp_path / "x",
        people=people,
        orders=FAULTY,
        requirements=requirements,
        extensions=extensions,
        delays=delays,
    )
    taken = take(folder, tmp_path / "taken", accept_partial=True)
    counts = {
        name: (count.rows, count.rows_read, count.left_out_faulty, count.left_out_hanging)
        for name, count in taken.manifest.tables.items()
    }
    assert counts == {
        "people": (2, 3, 1, 0),  # the second P1 is at fault, and P1 stays
        "orders": (1, 2, 1, 0),
        "requirements": (1, 2, 0, 1),
        "extensions": (0, 1, 0, 1),
        "delays": (1, 3, 1, 1),
    }
    assert taken.manifest.faults["errors"] == 3
    assert column(taken, "orders", "order_id") == ["O1"]
    assert column(taken, "requirements", "requirement_id") == ["R1"]
    assert column(taken, "delays", "source_row") == [2]
    assert taken.manifest.accept_partial


def test_a_file_that_cannot_be_used_counts_as_not_sent(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people="Person ID,person-id\n1,2\n", orders=order())
    taken = take(folder, tmp_path / "taken", accept_partial=True)
    assert list(taken.manifest.tables) == ["orders"]
    assert [file.file for file in taken.manifest.files] == ["orders.csv"]


def test_direct_identifiers_are_refused_whatever_else_is_asked_for(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(Surname="x"))
    with pytest.raises(ExtractRefused, match="must be mended before anything can be taken"):
        take(folder, tmp_path / "taken", accept_partial=True)
    assert not (tmp_path / "taken").exists()


def test_nothing_that_was_not_asked_for_is_copied(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(Remarks="secret words"), notes="a\nsecret words\n")
    taken = take(folder, tmp_path / "taken")
    assert not any(b"secret words" in path.read_bytes() for path in taken.path.iterdir())


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("keep me")
    with pytest.raises(UsageError, match="was not made by this command"):
        take(write_extract(tmp_path / "x", orders=order()), tmp_path / "taken")
    assert (tmp_path / "taken" / "letter.txt").read_text() == "keep me"


def test_an_extract_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder or file"):
        check(tmp_path / "nowhere")


@pytest.mark.parametrize("harm", ["lost table", "other format", "cut manifest"])
def test_a_harmed_taken_extract_is_refused(tmp_path: Path, harm: str) -> None:
    taken = take(write_extract(tmp_path / "x", orders=order()), tmp_path / "taken")
    manifest = taken.path / "manifest.json"
    if harm == "lost table":
        taken.parquet("orders").unlink()
    elif harm == "other format":
        manifest.write_text(manifest.read_text("utf-8").replace('"format": 1', '"format": 99'), "utf-8")
    else:
        manifest.write_text('{"kind": "plumbline taken extract", "format": 1}', "utf-8")
    said = {
        "lost table": "lacks the rows of orders",
        "other format": "format 99",
        "cut manifest": "is damaged",
    }
    with pytest.raises(PlumblineError, match=said[harm]):
        open_taken(taken.path)


def test_a_folder_of_another_kind_is_no_taken_extract(tmp_path: Path) -> None:
    assert not is_taken(tmp_path)
    with pytest.raises(PlumblineError, match="is not a taken extract"):
        open_taken(tmp_path)


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=ORDERS)
    check(folder, progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (told[0], told[-1]) == (("opening the extract", 0.0), ("done", 1.0))


def test_an_extract_may_be_taken_into_its_own_folder(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE)
    assert take(folder, folder / "taken").manifest.faults["notices"] == 0


def test_checking_imports_no_pandas(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=FAULTY)
    code = (
        "import sys; from pathlib import Path; from plumbline.records import check; "
        f"check(Path({str(folder)!r})).faults.summary(); print('pandas' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_an_extract_just_taken_still_says_what_was_found(tmp_path: Path) -> None:
    extract = write_extract(tmp_path / "extract", people=PEOPLE, orders=ORDERS, strange="a\n1\n")
    faults = take(extract, tmp_path / "taken").faults
    assert faults is not None
    assert [fault.file for fault in faults.of_kind("file_ignored")] == ["strange.csv"]
