"""What an export looks like before it is mapped, and mappings written as text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from factories.extracts import order, rows, severe, write_extract
from plumbline.errors import UsageError
from plumbline.records import check
from plumbline.records.mapping import Feed, MappingFile, mapping_from_text, read_mapping
from plumbline.records.mapping_text import mapping_text
from plumbline.records.outline import (
    ROWS,
    WORDS,
    DatesSent,
    columns_read,
    feeds_of,
    likely_code,
    outline,
)
from plumbline.records.specification import load

EXPORT = rows(
    "Ref;Disposal;Imposed;Surname;Remarks",
    "A1;Community Payback;05/01/26;Aye;seen",
    "A2;community-payback;06/01/2026;Bee;ring eh1 1aa",
    "A3;DTTO;soon;Cee;" + "x" * 200,
    "A4;N/A;;;",
)
HERE = ("Export.csv", None)


def export(tmp_path: Path, content: str | bytes = EXPORT) -> Path:
    folder = tmp_path / "x"
    folder.mkdir(exist_ok=True)
    (folder / "Export.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_headings_are_given_as_written_whatever_parts_them(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path))
    assert (one.place, one.headings) == (HERE, ("Ref", "Disposal", "Imposed", "Surname", "Remarks"))


def test_no_words_are_read_where_none_are_asked_for(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path))
    assert (one.words, one.dates) == ({}, {})


def test_words_are_counted_as_codes_are_matched(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path), words={HERE: ["Disposal"]})
    assert one.words["Disposal"].words == (("Community Payback", 2), ("DTTO", 1))


def test_words_of_a_direct_identifier_are_never_read(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path), words={HERE: ["Surname"]}, dates={HERE: ["Surname"]})
    assert (one.words, one.dates) == ({}, {})


def test_a_word_with_a_postcode_or_too_long_is_counted_and_not_given(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path), words={HERE: ["Remarks"]})
    assert (one.words["Remarks"].words, one.words["Remarks"].withheld) == ((("seen", 1),), 2)


def test_dates_are_counted_by_how_they_read_and_no_value_is_given(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path), dates={HERE: ["Imposed"]})
    assert one.dates["Imposed"] == DatesSent(1, 1, 1, ("aaaa",))


def test_more_words_than_codes_can_be_are_cut_and_counted(tmp_path: Path) -> None:
    lines = [f"word {number:03d}" for number in range(WORDS + 7)]
    (one,) = outline(export(tmp_path, rows("Kind", *lines)), words={HERE: ["Kind"]})
    assert (len(one.words["Kind"].words), one.words["Kind"].more) == (WORDS, 7)


def test_only_the_first_rows_of_a_text_file_are_looked_at(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path, rows("Kind", *["a"] * ROWS, "b")), words={HERE: ["Kind"]})
    assert one.words["Kind"].words == (("a", ROWS),)


def test_only_the_first_rows_of_a_parquet_file_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    pq.write_table(pa.table({"Kind": ["a"] * ROWS + ["b"]}), folder / "orders.parquet")
    (one,) = outline(folder, words={("orders.parquet", None): ["Kind"]})
    assert one.words["Kind"].words == (("a", ROWS),)


def test_a_heading_below_title_rows_is_found_where_it_is_said_to_be(tmp_path: Path) -> None:
    folder = export(tmp_path, "Orders\n\nas at,March\nRef,Kind\nA1,cpo\n")
    (one,) = outline(folder, header_rows={HERE: 3})
    assert one.headings == ("Ref", "Kind")


def test_windows_letters_are_read_as_they_are_written(tmp_path: Path) -> None:
    folder = export(tmp_path, rows("Réf,Kind", "1,Émis").encode("cp1252"))
    (one,) = outline(folder, words={HERE: ["Kind"]})
    assert (one.headings, one.words["Kind"].words) == (("Réf", "Kind"), (("Émis", 1),))


def test_a_zip_and_the_folders_in_it_are_looked_through(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "march.zip", "w") as packed:
        packed.writestr("north/Export.csv", EXPORT)
        packed.writestr("orders.csv", order())
    found = outline(tmp_path / "march.zip")
    assert [one.file for one in found] == ["north/Export.csv", "orders.csv"]
    assert [one.by_own_name(load()) for one in found] == [None, "orders"]


def test_each_sheet_of_a_workbook_is_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Orders list"
    book.active.append(["Ref", "Disposal"])
    book.active.append(["A1", "CPO"])
    book.create_sheet("Empty")
    book.save(tmp_path / "march.xlsx")
    place = ("march.xlsx", "Orders list")
    found = outline(tmp_path / "march.xlsx", words={place: ["Disposal"]})
    assert [(one.sheet, one.headings) for one in found] == [
        ("Orders list", ("Ref", "Disposal")),
        ("Empty", ()),
    ]
    assert found[0].words["Disposal"].words == (("CPO", 1),)
    assert "empty" in found[1].refused


def test_a_file_that_is_not_what_its_name_says_is_refused_with_the_reason(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path, b"%PDF-1.7"))
    assert one.refused == "The file is a PDF, not text as its name says. Export it again as CSV."


def test_more_columns_than_the_limit_are_refused_as_in_a_check(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path, rows(",".join(f"c{n}" for n in range(501)))))
    assert "501 columns" in one.refused


def test_a_link_out_of_the_extract_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    folder = export(tmp_path)
    (folder / "people.csv").symlink_to(tmp_path / "secret.csv")
    found = outline(folder)
    assert [(one.label, bool(one.refused)) for one in found] == [("Export.csv", False), ("people.csv", True)]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder or file"):
        outline(tmp_path / "nowhere")


def test_headings_that_stand_twice_are_named(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path, rows("Ref,Kind,KIND ,", "1,2,3,")))
    assert one.repeated == ("Kind", "KIND")


def test_what_a_mapping_reads_from_an_outline_is_what_the_check_reads(tmp_path: Path) -> None:
    (one,) = outline(export(tmp_path))
    feed = Feed("orders", file="Export.csv", columns={"order_id": "ref", "kind": "Disposal"})
    feeds, wrong = feeds_of([one], MappingFile(feeds=(feed,)), load())
    assert (feeds, wrong) == ({HERE: [feed]}, [])
    assert columns_read(one, feed, ["Disposal"], load()) == {"order_id": "Ref"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Community Payback Order", "cpo"),
        ("DTTO", "dtto"),
        ("Drug Treatment and Testing Order", "dtto"),
        ("Bail Supervison", "bail_supervision"),
        ("Diversion from prosecution", "diversion"),
        ("Structured deferred", "structured_deferred_sentence"),
        ("Something else", None),
    ],
)
def test_a_word_is_guessed_only_where_one_code_is_like_it(word: str, code: str | None) -> None:
    assert likely_code(word, load().tables["orders"].column("kind").codes) == code


def test_of_two_codes_that_fit_none_is_guessed() -> None:
    assert likely_code("m", ["male", "mixed"]) is None


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("Export *.csv", "Export 2026-03.csv", True),
        ("Export*.csv", "Orders Export 2026.csv", False),
        ("*", "anything.csv", True),
        ("a*b*c", "a-b-b-c", True),
        ("ab*bc", "abc", False),
        ("Export.csv", "exportxcsv", False),
    ],
)
def test_a_star_in_a_file_s_name_stands_for_any_letters(
    tmp_path: Path, pattern: str, name: str, fits: bool
) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / (name if name.endswith(".csv") else f"{name}.csv")).write_text(order())
    (tmp_path / "m.toml").write_text(f'[tables.orders]\nfile = "{pattern}"\n')
    kinds = [kind for kind, *_ in severe(check(folder, mapping=tmp_path / "m.toml"))]
    assert ("file_missing" not in kinds) == fits


def test_two_files_that_fit_a_star_are_not_chosen_between(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", **{"Export 1": order(), "Export 2": order()})
    (tmp_path / "m.toml").write_text('[tables.orders]\nfile = "Export*.csv"\n')
    assert [kind for kind, *_ in severe(check(folder, mapping=tmp_path / "m.toml"))] == [
        "file_missing",
        "no_tables",
    ]


def test_the_example_in_the_template_is_the_same_after_writing(tmp_path: Path) -> None:
    import plumbline

    example = Path(plumbline.__file__).parent / "library/specification/template/mapping-example.toml"
    read = read_mapping(example, load())
    assert mapping_text(read) != ""
    assert mapping_from_text(mapping_text(read), "again", load()) == read


def test_an_empty_mapping_is_no_text() -> None:
    assert mapping_text(MappingFile()) == ""
