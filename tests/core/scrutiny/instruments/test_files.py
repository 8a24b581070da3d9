"""Forms as files: a workbook, Markdown or CSV, the same form; and files that are none, or too much."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from core.scrutiny.instruments.forms import END_GROUP, YES_NO, form, group, markdown, question
from plumbline.scrutiny.instruments import InstrumentRefused, read_instrument, write_xlsform
from plumbline.scrutiny.instruments.sheets import LIMITS

ROWS = (
    group("report", label="The report | all"),
    question("select_one yesno", "present", required="yes"),
    question("text", "why", relevant="${present} = 'no'", hint="="),
    END_GROUP,
)
FORM = markdown(*ROWS, choices=YES_NO)
CSV = """survey,,,,,,
,type,name,label,required,relevant,hint
,begin_group,report,The report | all,,,
,select_one yesno,present,Present,yes,,
,text,why,Why,,${present} = 'no',=
,end_group,,,,,
choices,,,
,list_name,name,label
,yesno,yes,Yes
,yesno,no,No
"""


def refusal(source: Path | bytes | str, kind: str | None = None) -> str:
    with pytest.raises(InstrumentRefused) as refused:
        read_instrument(source, kind)
    return str(refused.value)


def workbook(*rows: list[object]) -> bytes:
    """A workbook whose survey sheet has these rows."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_markdown_csv_and_a_workbook_say_the_same_form(tmp_path):
    instrument = read_instrument(FORM, "md")
    (tmp_path / "form.csv").write_text(CSV, "utf-8")
    (tmp_path / "form.xlsx").write_bytes(write_xlsform(instrument, "xlsx"))
    assert read_instrument(tmp_path / "form.csv") == instrument
    assert read_instrument(tmp_path / "form.xlsx") == instrument


def test_rows_of_a_workbook_are_numbered_as_the_spreadsheet_numbers_them():
    content = workbook([], ["type", "name", "label"], [], ["text", "a", "A"], [], ["dance", "b", "B"])
    with pytest.raises(InstrumentRefused) as refused:
        read_instrument(content, "xlsx")
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(6, "type")]


def test_numbers_and_truths_of_a_workbook_are_read_as_they_are_shown():
    content = workbook(["type", "name", "label", "required", "default"], ["integer", "a", 2026, True, 3])
    question_ = next(read_instrument(content, "xlsx").questions())
    assert (question_.labels, question_.required, question_.default) == ({"default": "2026"}, "true()", "3")


def test_sheets_that_are_not_of_the_form_are_passed_over():
    assert read_instrument(FORM + "| notes |\n| | x |\n| | y |\n", "md") == read_instrument(FORM, "md")


def test_a_sheet_that_stands_twice_is_told():
    assert refusal(FORM + FORM, "md").startswith("survey sheet: The sheet stands twice. Join the two.")


def test_a_heading_that_stands_twice_is_told():
    text = "| survey |\n| | type | name | name | label |\n| | text | a | b | A |\n"
    assert refusal(text, "md") == "survey sheet, row 1, column name: The heading stands twice. Take one out."


def test_a_filled_cell_without_a_heading_is_told():
    text = "| survey |\n| | type | name | label |\n| | text | a | A | lost |\n"
    assert (
        refusal(text, "md")
        == "survey sheet, row 2, column 4: The cell is filled, but its column has no heading."
    )


@pytest.mark.parametrize(
    ("source", "kind", "why"),
    [
        (b"", "xlsx", "The file is not a whole xlsx workbook"),
        (b"PK\x03\x04 cut short", "xlsx", "The file is not a whole xlsx workbook"),
        (b"\xff\xfe\x00", "md", "The file is not in UTF-8. Save it again as UTF-8."),
        ("| survey\0 |", "md", "The file holds characters that no text has."),
        ("", "md", "The file holds no tables."),
        ("| | type |", "md", "The first table does not name its sheet."),
        ("| survey |\n| | type | name", "md", "Line 2 begins with | and does not end with it."),
        ("", "csv", "The file is empty."),
        (',"a', "csv", "The file cannot be read as CSV"),
        ("| choices |\n| | list_name | name |\n", "md", "The form has no survey sheet with questions."),
        (b"x", "xls", "A form is an xlsx, md or csv file, not xls."),
        ("text", "xlsx", "A workbook is read from a file, not from text."),
        ("| survey |\n| | type | name | label |\n| | text | a | \x07 |\n", "md", "survey sheet, row 2, "
         "column label: "
         "The cell holds a sign that cannot be seen. Write it again."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused(source, kind, why):
    assert refusal(source, kind).startswith(why)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refusal(tmp_path / "none.md") == "none.md cannot be read: No such file or directory."


def test_a_file_of_another_kind_is_told(tmp_path):
    (tmp_path / "form.docx").write_bytes(b"x")
    assert refusal(tmp_path / "form.docx") == "A form is an xlsx, md or csv file, not one without an ending."


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    bomb = packed({"xl/worksheets/sheet1.xml": b"0" * (LIMITS["unpacked_bytes"] + 1)})
    assert refusal(bomb, "xlsx") == "The workbook unpacks to more than 40 MB, the limit."


def test_entities_in_a_workbook_are_not_filled_in():
    content = zipfile.ZipFile(io.BytesIO(workbook(["type", "name", "label"], ["text", "a", "LABEL"])))
    files = {name: content.read(name) for name in content.namelist()}
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + laughs + b"]>"
    name = next(name for name, text in files.items() if b"LABEL" in text)
    body = files[name][files[name].find(b"<worksheet") :]
    files[name] = head + body.replace(b"LABEL", b"&l8;")
    try:
        instrument = read_instrument(packed(files), "xlsx")
    except InstrumentRefused:
        return
    assert len(str(instrument.as_json())) < 5_000


def test_a_file_past_the_limit_is_refused():
    assert (
        refusal(b" " * (LIMITS["bytes"] + 1), "md") == "The file is larger than 4 MB, the limit for a form."
    )


def test_a_sheet_past_the_limit_of_rows_is_refused():
    text = markdown(*[question("note", f"n{number}") for number in range(LIMITS["rows"] + 1)])
    assert refusal(text, "md") == "survey sheet, row 5002: The sheet has more than 5,000 rows, the limit."


def test_a_cell_past_the_limit_is_refused():
    text = markdown(question("text", "a", label="x" * (LIMITS["cell"] + 1)))
    assert (
        refusal(text, "md") == "survey sheet, row 2, column label: The cell is longer than 10,000 characters."
    )


def test_groups_inside_each_other_past_the_limit_are_refused():
    rows = [group(f"g{number}") for number in range(12)]
    text = markdown(*rows, question("text", "a"), *[END_GROUP] * 12)
    assert refusal(text, "md").startswith(
        "survey sheet, row 12, column type: More than 10 groups stand inside"
    )


def test_a_long_chain_of_calculations_is_worked_out():
    from core.scrutiny.instruments.forms import worked

    rows = [question("calculate", f"c{n}", calculation=f"${{c{n + 1}}} + 1") for n in range(1_500)]
    instrument = form(*rows, question("calculate", "c1500", calculation="0"), question("text", "a"))
    assert worked(instrument)["/c0"].value == "1500"
