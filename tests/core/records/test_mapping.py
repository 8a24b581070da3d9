"""Mappings and cover: a supplier's export turned into the specification's tables without editing it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from factories.extracts import order, rows, severe, write_extract
from plumbline.errors import PlumblineError
from plumbline.records import Cover, check, take

EXPORT = rows(
    "Ref,Client,Disposal,Date Imposed,Surname,First seen,Induction,Seen by",
    "A1,P1,Community Payback,05/01/26,Aye,06/01/26,12/01/26,W1",
    "A2,P2,DTTO,06/01/26,Bee,,N/A,W2",
)
MAPPING = """
leave_out = ["Surname"]

[century]
two_digit_years_from = 1950

[tables.orders]
file = "Export.csv"

[tables.orders.columns]
order_id = "Ref"
person_id = "Client"
kind = "Disposal"
imposed_on = "date imposed"

[tables.orders.codes.kind]
"community payback" = "cpo"

[tables.orders.constants]
authority = "X12000001"

[tables.orders.defaults]
court = "not_known"

[[wide]]
table = "contacts"
file = "Export.csv"

[wide.columns]
order_id = "Ref"
worker_id = "Seen by"

[wide.constants]
attendance = "attended"

[wide.dates."First seen"]
column = "happened_on"
constants = { kind = "first_direct_contact" }

[wide.dates.Induction]
column = "happened_on"
constants = { kind = "induction" }
"""


def mapped(tmp_path: Path, text: str, **files: str) -> tuple[Path, Path]:
    folder = tmp_path / "x"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    (tmp_path / "mapping.toml").write_text(text, "utf-8")
    return folder, tmp_path / "mapping.toml"


def test_an_export_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    folder, mapping = mapped(tmp_path, MAPPING, Export=EXPORT)
    taken = take(folder, tmp_path / "taken", mapping=mapping)
    orders = pq.read_table(taken.parquet("orders")).to_pylist()
    assert [(o["order_id"], o["kind"], o["imposed_on"], o["authority"], o["court"]) for o in orders] == [
        ("A1", "cpo", datetime.date(2026, 1, 5), "X12000001", "not_known"),
        ("A2", "dtto", datetime.date(2026, 1, 6), "X12000001", "not_known"),
    ]
    assert [(file.file, file.table) for file in taken.manifest.files] == [("Export.csv", "orders, contacts")]


def test_a_wide_row_becomes_a_row_for_each_date_that_is_filled(tmp_path: Path) -> None:
    folder, mapping = mapped(tmp_path, MAPPING, Export=EXPORT)
    taken = take(folder, tmp_path / "taken", mapping=mapping)
    contacts = pq.read_table(taken.parquet("contacts"))
    assert contacts.column_names[-1] == "source_row"
    found = [
        (c["order_id"], c["kind"], c["happened_on"], c["attendance"], c["worker_id"], c["source_row"])
        for c in contacts.to_pylist()
    ]
    assert sorted(found) == [
        ("A1", "first_direct_contact", datetime.date(2026, 1, 6), "attended", "W1", 1),
        ("A1", "induction", datetime.date(2026, 1, 12), "attended", "W1", 1),
    ]
    assert len(set(contacts["contact_id"].to_pylist())) == 2


def test_rows_of_wide_ones_stand_beside_those_of_the_table_s_own_file(tmp_path: Path) -> None:
    own = rows("contact_id,order_id,happened_on,kind,attendance", "C1,A1,2026-02-01,supervision,attended")
    folder, mapping = mapped(tmp_path, MAPPING, Export=EXPORT, contacts=own)
    taken = take(folder, tmp_path / "taken", mapping=mapping)
    contacts = pq.read_table(taken.parquet("contacts")).to_pylist()
    assert [(c["kind"], c["contact_id"][:5]) for c in contacts] == [
        ("first_direct_contact", "made-"),
        ("induction", "made-"),
        ("supervision", "C1"),
    ]


def test_a_fault_in_a_wide_row_names_its_file_row_and_our_column(tmp_path: Path) -> None:
    folder, mapping = mapped(tmp_path, MAPPING, Export=EXPORT.replace("12/01/26", "soon"))
    assert severe(check(folder, mapping=mapping)) == [("date_unreadable", 1, "happened_on", "error")]


def test_without_the_mapping_s_leave_out_the_surname_is_refused(tmp_path: Path) -> None:
    folder, mapping = mapped(tmp_path, MAPPING.replace('["Surname"]', "[]"), Export=EXPORT)
    checked = check(folder, mapping=mapping)
    assert severe(checked) == [("direct_identifier_column", None, "Surname", "error")]
    assert checked.refused


def test_mapping_a_surname_to_one_of_our_columns_does_not_let_it_in(tmp_path: Path) -> None:
    text = '[tables.orders.columns]\nteam = "Surname"\n'
    folder, mapping = mapped(tmp_path, text, orders=order(Surname="x"))
    assert check(folder, mapping=mapping).refused


def test_a_header_below_title_rows_is_found_where_the_mapping_says(tmp_path: Path) -> None:
    text = "[tables.orders]\nheader_row = 3\n"
    folder, mapping = mapped(tmp_path, text, orders="Orders\n\nas at,March\n" + order(kind="x"))
    assert severe(check(folder, mapping=mapping)) == [("code_unknown", 1, "kind", "error")]


def test_a_default_fills_empty_cells_only(tmp_path: Path) -> None:
    text = '[tables.people.defaults]\ngender = "not_known"\n'
    folder, mapping = mapped(tmp_path, text, people=rows("person_id,gender", "P1,", "P2,male", "P3,NULL"))
    taken = take(folder, tmp_path / "taken", mapping=mapping)
    assert pq.read_table(taken.parquet("people"))["gender"].to_pylist() == ["not_known", "male", "not_known"]


def test_a_file_or_column_that_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    text = '[tables.people]\nfile = "Clients.csv"\n[tables.orders.columns]\nteam = "Locality"\n'
    folder, mapping = mapped(tmp_path, text, orders=order())
    assert severe(check(folder, mapping=mapping)) == [
        ("file_missing", None, None, "error"),
        ("column_missing", None, "team", "error"),
    ]


def test_all_that_is_wrong_in_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    text = """
    colour = "red"
    [century]
    two_digit_years_from = 19
    [tables.order]
    [tables.orders.columns]
    ordr_id = "Ref"
    [tables.orders.codes.kind]
    "CP" = "cpoo"
    [[wide]]
    table = "contacts"
    [cover.contact]
    """
    folder, mapping = mapped(tmp_path, text, orders=order())
    with pytest.raises(PlumblineError) as refused:
        check(folder, mapping=mapping)
    message = str(refused.value)
    said = ["'colour'", "two_digit_years_from", "no table 'order'", "no column 'ordr_id'", "'cpoo'"]
    assert [
        word for word in [*said, "name at least one date column", "'contact'"] if word not in message
    ] == []


@pytest.mark.parametrize("text", ["tables = ", "\x00", "leave_out = 5"])
def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    folder, mapping = mapped(tmp_path, text, orders=order())
    with pytest.raises(PlumblineError, match=r"mapping\.toml"):
        check(folder, mapping=mapping)


COVER = """
extracted_on = 2026-09-01

[orders]
covers_from = 2023-04-01
covers_until = 2026-08-31
"""


def test_cover_is_read_from_the_extract(tmp_path: Path) -> None:
    checked = check(write_extract(tmp_path / "x", orders=order(), extract=COVER))
    assert checked.extracted_on == datetime.date(2026, 9, 1)
    assert checked.cover == {"orders": Cover(datetime.date(2023, 4, 1), datetime.date(2026, 8, 31))}


def test_the_mapping_s_cover_goes_before_the_extract_s(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(), extract=COVER)
    (tmp_path / "m.toml").write_text(
        "[cover]\nextracted_on = 2026-10-01\n[cover.orders]\ncovers_from = 2024-01-01\n"
    )
    checked = check(folder, mapping=tmp_path / "m.toml")
    assert checked.extracted_on == datetime.date(2026, 10, 1)
    assert checked.cover == {"orders": Cover(datetime.date(2024, 1, 1), datetime.date(2026, 8, 31))}


def test_cover_that_cannot_be_followed_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    text = 'extracted_on = "soon"\nmade_by = "us"\n[orders]\nfrom = 2026-01-01\n[ordrs]\n'
    checked = check(write_extract(tmp_path / "x", orders=order(), extract=text))
    assert checked.refused
    assert len(checked.faults.of_kind("extract_toml")) == 4


def test_cover_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    text = "[orders]\ncovers_from = 2026-01-02\ncovers_until = 2026-01-01\n"
    (fault,) = check(write_extract(tmp_path / "x", orders=order(), extract=text)).faults
    assert "covers_until is before covers_from" in fault.message


ROOT = Path(__file__).parents[3]


def page_examples() -> str:
    """All TOML on the page about mappings, as one mapping."""
    page = (ROOT / "docs" / "how-to" / "mapping.md").read_text("utf-8")
    return "\n".join(part.split("```")[0] for part in page.split("```toml\n")[1:])


def test_the_examples_on_the_page_about_mappings_are_one_mapping_that_works(tmp_path: Path) -> None:
    export = rows(
        "Order Ref,person_id,kind,Date of Sentence,Surname,Date of Birth,Remarks,Allocated To,First Seen,"
        "Induction Held",
        "A1,P1,Community Payback Order,05/01/26,Aye,01/01/90,x,W1,06/01/26,",
    )
    folder, mapping = mapped(tmp_path, page_examples(), **{"Orders Export": "Orders\nas at March\n" + export})
    checked = check(folder, mapping=mapping)
    assert severe(checked) == []
    assert {name: count.rows for name, count in checked.tables.items()} == {"orders": 1, "contacts": 1}
    assert checked.extracted_on == datetime.date(2026, 9, 1)


def test_the_template_s_example_of_a_mapping_is_one_that_works(tmp_path: Path) -> None:
    example = ROOT / "src/plumbline/library/specification/template/mapping-example.toml"
    export = rows(
        "Order Ref,Client Ref,Disposal,Date of Sentence,Surname,Date of Birth,Remarks,First Seen,Induction "
        "Held",
        "A1,P1,Drug Treatment & Testing Order,05/01/26,Aye,01/01/90,x,06/01/26,07/01/2026",
    )
    folder, _ = mapped(tmp_path, "", **{"Orders Export": export})
    checked = check(folder, mapping=example)
    assert severe(checked) == []
    assert {name: count.rows for name, count in checked.tables.items()} == {"orders": 1, "contacts": 2}
