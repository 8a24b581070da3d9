"""Tries XLSForms that others published, as found: each is loaded and filled in, or refused with reasons.

    python tests/oracle/try_published.py FOLDER [--reasons]

Takes every .xlsx, .xls, .csv and .md file below the folder, and Markdown forms that stand as texts in .py
files, as they do in the tests of pyxform. An .xls workbook is first saved again as .xlsx, as its refusal
tells a person to do. Prints how many were loaded and how many refused, and with --reasons each fault with
its file. A form that is loaded is filled in ten times with made-up answers, written as Markdown and as a
workbook and read again.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import python_calamine

from plumbline.records.workbooks import cell_text
from plumbline.scrutiny.instruments import (
    Instrument,
    InstrumentRefused,
    Question,
    evaluate,
    read_instrument,
    write_xlsform,
)

TEMPLATE = re.compile(r"(?<!\$)\{\w*\}")
VALUES = {
    "integer": ["0", "3", "-7"],
    "decimal": ["0.5", "12"],
    "date": ["2026-01-31"],
    "text": ["words", "5"],
}


def forms_in(folder: Path) -> Iterator[tuple[str, bytes | str, str]]:
    """Every form below a folder: its name, its content, its kind."""
    for path in sorted(folder.rglob("*")):
        kind = path.suffix.lower().removeprefix(".")
        if kind in ("xlsx", "csv", "md"):
            yield str(path.relative_to(folder)), path.read_bytes(), kind
        elif kind == "xls":
            again = saved_again(path)
            if again is not None:
                yield str(path.relative_to(folder)), again, "xlsx"
        elif kind == "py":
            for place, text in enumerate(texts_in(path)):
                yield f"{path.relative_to(folder)}:{place}", text, "md"


def texts_in(path: Path) -> Iterator[str]:
    """The texts of a Python file that hold a survey sheet in Markdown."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "| survey" in node.value:
            if TEMPLATE.search(node.value):
                continue  # filled in by its test, no form yet
            yield node.value


def saved_again(path: Path) -> bytes | None:
    """An .xls workbook as .xlsx; None where it cannot be opened."""
    try:
        old = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.CalamineError:
        return None
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in old.sheet_names:
        sheet = book.create_sheet(name[:31])
        for number, row in enumerate(old.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for place, value in enumerate(row, 1):
                if text := cell_text(value):
                    cell = sheet.cell(number, place)
                    cell.value, cell.data_type = text, "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled_in(instrument: Instrument, chance: Random) -> None:
    """Answer made-up things ten times."""
    answers: dict[str, str] = {}
    for _ in range(10):
        found = evaluate(instrument, answers, today=date(2026, 3, 14))
        for state in found.states.values():
            if not state.asked or not isinstance(state.node, Question) or chance.random() < 0.3:
                continue
            if state.choices:
                answers[state.path] = chance.choice(state.choices).name
            elif not state.node.choice_list:
                answers[state.path] = chance.choice(VALUES[state.node.type])


def main(folder: Path, reasons: bool) -> None:
    """Try every form of a folder, and print what came of it."""
    loaded, refused = Counter[str](), Counter[str]()
    why = Counter[str]()
    for name, content, kind in forms_in(folder):
        try:
            instrument = read_instrument(content, kind)
        except InstrumentRefused as fault:
            refused[kind] += 1
            for each in fault.faults:
                why[each.message.split("“")[0][:60]] += 1
                if reasons:
                    print(f"{name}: {each}")
            continue
        loaded[kind] += 1
        filled_in(instrument, Random(name))
        for form in ("md", "xlsx"):
            if read_instrument(write_xlsform(instrument, form), form) != instrument:
                print(f"{name}: not the same when written as {form} and read again")
    print(
        f"loaded and filled in: {loaded.total()} {dict(loaded)}; refused: {refused.total()} {dict(refused)}"
    )
    for message, count in why.most_common(40):
        print(f"{count:6} {message}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--reasons" in sys.argv)
