"""The empty workbook: a sheet for each table, with drop-down lists, so that it can be filled in by hand."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from plumbline.records.specification import Column, Specification, load
from plumbline.records.values import FIRST_YEAR, LAST_YEAR
from plumbline.records.wording import MARKS, begins_words, how_to_fill, marks, note, owner_words

GUIDE_SHEET = "How to fill this in"
COLUMNS_SHEET = "Every column"
CODES_SHEET = "Lists of codes"
LAST_ROW = 50_000  # lists, formats and checks are laid down to here; rows below it are read just as well

_REQUIRED = (Font(bold=True, underline="single", color="FFFFFF"), PatternFill("solid", fgColor="12436D"))
_PLAIN = (Font(bold=True, color="000000"), PatternFill("solid", fgColor="CFDDEA"))
_DESCRIPTIVE = (Font(italic=True, color="000000"), PatternFill("solid", fgColor="F1F1F1"))
_GREATEST = 999_999
_AGAIN = PatternFill("solid", bgColor="F4CDA5")
_FORMATS = {"date": "yyyy-mm-dd", "whole": "0", "number": "0.##", "yes_no": "@"}


def write_workbook(file: Path, standards: tuple[str, ...] = ()) -> None:
    """Write the empty workbook to `file`.

    standards: the codes of the known standards, offered as a list where a column asks for one; with none
    given any code may be written there.
    """
    specification = load()
    workbook = Workbook()
    guide = workbook.active
    guide.title = GUIDE_SHEET
    sheets = {name: workbook.create_sheet(name) for name in specification.tables}
    columns = workbook.create_sheet(COLUMNS_SHEET)
    lists = _write_lists(workbook.create_sheet(CODES_SHEET), specification, standards)
    _write_guide(guide, specification)
    _write_columns(columns, specification)
    for name, sheet in sheets.items():
        for position, column in enumerate(specification.tables[name].columns, start=1):
            _write_column(sheet, position, column, specification, lists.get(_list_of(name, column)))
        sheet.freeze_panes = "A2"
    workbook.properties.creator = "Plumbline"
    workbook.properties.title = f"{specification.title}: empty template"
    workbook.save(file)
    workbook.close()


def _list_of(table: str, column: Column) -> str:
    return column.type if column.type in ("authority", "standard", "yes_no") else f"{table}.{column.name}"


def _write_lists(
    sheet: Worksheet, specification: Specification, standards: tuple[str, ...]
) -> dict[str, str]:
    """Write each list of codes as a column of the sheet; return, by list, the range that holds it."""
    lists: dict[str, tuple[str, ...]] = {
        "authority": specification.authorities,
        "yes_no": (specification.yes[0], specification.no[0]),
    }
    if standards:
        lists["standard"] = standards
    for table in specification.tables.values():
        for column in table.columns:
            if column.type == "code":
                lists[_list_of(table.name, column)] = column.codes
    ranges = {}
    for position, (name, codes) in enumerate(lists.items(), start=1):
        letter = get_column_letter(position)
        heading = sheet.cell(1, position, name)
        heading.font, heading.fill = _PLAIN
        for row, code in enumerate(codes, start=2):
            cell = sheet.cell(row, position, code)
            cell.number_format = "@"
        sheet.column_dimensions[letter].width = max(12, max(map(len, (name, *codes))) + 2)
        ranges[name] = f"'{CODES_SHEET}'!${letter}$2:${letter}${len(codes) + 1}"
    sheet.freeze_panes = "A2"
    return ranges


def _write_column(
    sheet: Worksheet, position: int, column: Column, specification: Specification, codes: str | None
) -> None:
    letter = get_column_letter(position)
    heading = sheet.cell(1, position, column.name)
    heading.font, heading.fill = _style(column)
    heading.comment = Comment(note(column, specification), "Plumbline", height=170, width=340)
    sheet.column_dimensions[letter].width = max(14, len(column.name) + 3)
    sheet.column_dimensions[letter].number_format = _FORMATS.get(column.type, "@")
    cells = f"{letter}2:{letter}{LAST_ROW}"
    check = _validation(column, specification, codes)
    if check is not None:
        sheet.add_data_validation(check)
        check.add(cells)
    if column.identifies:
        again = Rule(type="duplicateValues", dxf=DifferentialStyle(fill=_AGAIN))
        sheet.conditional_formatting.add(cells, again)


def _style(column: Column) -> tuple[Font, PatternFill]:
    if column.required:
        return _REQUIRED
    return _DESCRIPTIVE if column.descriptive else _PLAIN


def _validation(column: Column, specification: Specification, codes: str | None) -> DataValidation | None:
    """What the sheet lets be typed into the column, or None where any text will do."""
    if codes is not None:
        check = DataValidation(type="list", formula1=codes)
    elif column.type == "date":
        check = DataValidation(
            type="date",
            operator="between",
            formula1=f"DATE({FIRST_YEAR},1,1)",
            formula2=f"DATE({LAST_YEAR},12,31)",
        )
    elif column.type == "month":
        check = DataValidation(type="textLength", operator="equal", formula1="7")
    elif column.type in ("whole", "number"):
        check = DataValidation(
            type="whole" if column.type == "whole" else "decimal",
            operator="between",
            formula1=f"{-_GREATEST if column.minimum is None else column.minimum:g}",
            formula2=f"{_GREATEST if column.maximum is None else column.maximum:g}",
        )
    else:
        return None
    check.allow_blank = True
    check.showErrorMessage = True
    check.errorTitle = column.name
    words = how_to_fill(column, specification) if codes is None else "Choose a value from the list."
    check.error = words[:225]
    return check


def _write_guide(sheet: Worksheet, specification: Specification) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 110
    row = _heading(sheet, 1, "How to fill in this workbook", size=16)
    for words in (
        "One sheet for each table, named like it; one row for each thing that happened. Leave the first "
        "row of a sheet as it is: the names in it say what each column holds.",
        "Fill what your system has. Delete a sheet, or a column not marked as required, that your system "
        "does not hold: left empty, it says that nothing of the kind happened. What needs it is then "
        "left out.",
        "Point at the name of a column to read what belongs in it. The sheet "
        f"‘{COLUMNS_SHEET}’ has the same notes in one list, and ‘{CODES_SHEET}’ every code.",
        "Leave a cell empty where something is not known, or has not happened yet. Never put in a guess.",
        "References are your system’s own, written the same way each time. Never put in a name, "
        "address, postcode, full date of birth, telephone number, e-mail address or any national number.",
        "When it is filled in, close it and check it:  plumbline check plumbline-template.xlsx",
    ):
        cell = sheet.cell(row, 1, words)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32
        row += 1
    row = _heading(sheet, row + 1, "How columns are marked")
    for (font, fill), name, words in (
        (_REQUIRED, "underlined, dark", "Required: a row without it cannot be used."),
        (_PLAIN, "bold, light", "Not required, but a figure may depend on it."),
        (_DESCRIPTIVE, "slanted, grey", "Descriptive: used to break figures down; no verdict depends on it."),
    ):
        sample = sheet.cell(row, 1, name)
        sample.font, sample.fill = font, fill
        sheet.cell(row, 2, words)
        row += 1
    row = _heading(sheet, row + 1, "The sheets")
    for table in specification.tables.values():
        link = sheet.cell(row, 1, table.name)
        link.hyperlink = f"#'{table.name}'!A1"
        link.font = Font(underline="single", color="0B57D0")
        link.alignment = Alignment(vertical="top")
        words = " ".join(filter(None, (table.about, owner_words(table), begins_words(table))))
        sheet.cell(row, 2, words).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32 if len(words) > 105 else 16
        row += 1


def _heading(sheet: Worksheet, row: int, words: str, size: int = 13) -> int:
    sheet.cell(row, 1, words).font = Font(bold=True, size=size)
    return row + 1


def _write_columns(sheet: Worksheet, specification: Specification) -> None:
    for position, (name, width) in enumerate(
        (("table", 18), ("column", 26), ("marks", 26), ("what it is", 60), ("how to fill it", 90)), start=1
    ):
        heading = sheet.cell(1, position, name)
        heading.font, heading.fill = _PLAIN
        sheet.column_dimensions[get_column_letter(position)].width = width
    row = 2
    for table in specification.tables.values():
        for column in table.columns:
            said = ", ".join(mark for mark in marks(column) if mark != "references")
            filling = how_to_fill(column, specification)
            values = (table.name, column.name, said, column.about, filling)
            for position, value in enumerate(values, start=1):
                cell = sheet.cell(row, position, value)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            row += 1
    row += 1
    for mark, (_, meaning) in MARKS.items():
        if mark != "references":
            sheet.cell(row, 3, mark)
            sheet.cell(row, 4, meaning)
            row += 1
    sheet.freeze_panes = "A2"
