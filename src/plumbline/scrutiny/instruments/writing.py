"""Writes an instrument out as an XLSForm, Markdown or a workbook. Read again, it is the same instrument."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Literal

from plumbline.scrutiny.instruments.columns import OURS, SURVEY
from plumbline.scrutiny.instruments.faults import FormFault, InstrumentRefused
from plumbline.scrutiny.instruments.model import UNNAMED, Instrument, Node, Question, Repeat, Section, Texts

Table = list[list[str]]

_TEXTS = {
    "label": "labels",
    "hint": "hints",
    "guidance_hint": "guidance",
    "constraint_message": "constraint_message",
    "required_message": "required_message",
}


def write_xlsform(instrument: Instrument, form: Literal["md", "xlsx"] = "xlsx") -> bytes:
    """The instrument as an XLSForm: a file's bytes, Markdown in UTF-8 or a workbook.

    Rows follow each other without gaps, so the numbers of rows may differ from those of the form it came
    from. Raises InstrumentRefused for Markdown where a text has several lines, which a Markdown table cannot
    hold.
    """
    sheets = sheets_of(instrument)
    if form == "md":
        _refuse_lines(sheets)
    return _markdown(sheets).encode() if form == "md" else _workbook(sheets)


def sheets_of(instrument: Instrument) -> dict[str, Table]:
    """The sheets of the form, each with its headings in the first row."""
    settings = {
        "form_title": instrument.title,
        "form_id": instrument.form_id,
        "version": instrument.version,
        "default_language": instrument.default_language if instrument.default_language != UNNAMED else "",
    }
    filled = {name: value for name, value in settings.items() if value}
    sheets = {"survey": _survey(instrument), "choices": _choices(instrument)}
    if filled:
        sheets["settings"] = [list(filled), list(filled.values())]
    return {name: table for name, table in sheets.items() if len(table) > 1}


def _headings(instrument: Instrument, column: str) -> dict[str, str]:
    """The heading of a column in each language. The language without a name has a heading without one."""
    return {
        language: column if language == UNNAMED else f"{column}::{language}"
        for language in instrument.languages
    }


def _survey(instrument: Instrument) -> Table:
    rows: list[dict[str, str]] = []
    for node in instrument.children:
        rows += _rows(instrument, node)
    known: list[str] = []
    for column in (*SURVEY, *OURS):
        known += _headings(instrument, column).values() if column in _TEXTS else [column]
    filled = {heading for row in rows for heading in row}
    languages = _first_texts(instrument, filled)
    header = [heading for heading in known if heading in filled | languages]
    return [header, *([row.get(heading, "") for heading in header] for row in rows)]


def _first_texts(instrument: Instrument, filled: set[str]) -> set[str]:
    """Headings that stand even if nothing is under them: each language has its label column, in order."""
    return set(_headings(instrument, "label").values()) if len(instrument.languages) > 1 else {"label"}


def _rows(instrument: Instrument, node: Node) -> Iterator[dict[str, str]]:
    row = {"name": node.name, "relevant": node.relevant, "appearance": node.appearance}
    texts: dict[str, Texts] = {"label": node.labels, "hint": node.hints}
    if isinstance(node, Question):
        row |= _question(node)
        texts = {column: getattr(node, kept) for column, kept in _TEXTS.items()}
    else:
        row["type"] = "begin_group" if isinstance(node, Section) else "begin_repeat"
        if isinstance(node, Repeat):
            row["repeat_count"] = node.repeat_count
    for column, by_language in texts.items():
        headings = _headings(instrument, column)
        row |= {headings[language]: text for language, text in by_language.items()}
    yield {heading: cell for heading, cell in row.items() if cell}
    if isinstance(node, Section | Repeat):
        for child in node.children:
            yield from _rows(instrument, child)
        yield {"type": "end_group" if isinstance(node, Section) else "end_repeat"}


def _question(node: Question) -> dict[str, str]:
    return {
        "type": f"{node.type} {node.choice_list}".strip(),
        "required": node.required,
        "constraint": node.constraint,
        "calculation": node.calculation,
        "default": node.default,
        "choice_filter": node.choice_filter,
        "read_only": "yes" if node.read_only else "",
        "plumbline::indicator": node.indicator,
        "plumbline::rating": "yes" if node.rating else "",
        "plumbline::words_at_or_below": node.words_at_or_below,
        "plumbline::words_in": node.words_in,
        "plumbline::fact": node.fact,
        "plumbline::confirms": node.confirms,
        "plumbline::yes": node.yes if node.yes != "yes" else "",
    }


def _choices(instrument: Instrument) -> Table:
    labels = _headings(instrument, "label")
    extra = dict.fromkeys(
        column
        for choices in instrument.choice_lists.values()
        for choice in choices
        for column in choice.extra
    )
    used = {
        language
        for choices in instrument.choice_lists.values()
        for choice in choices
        for language in choice.labels
    }
    shown = [language for language in instrument.languages if language in used]
    table = [["list_name", "name", *(labels[language] for language in shown), *extra]]
    for name, choices in instrument.choice_lists.items():
        for choice in choices:
            texts = [choice.labels.get(language, "") for language in shown]
            table.append([name, choice.name, *texts, *(choice.extra.get(column, "") for column in extra)])
    return table


def _markdown(sheets: dict[str, Table]) -> str:
    """Tables with their columns lined up, so that they can be read and compared by eye."""
    blocks = []
    for name, table in sheets.items():
        cells = [[_cell(cell) for cell in row] for row in table]
        wide = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
        lines = [f"| {name} |", *(_line(row, wide) for row in cells)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _refuse_lines(sheets: dict[str, Table]) -> None:
    faults = [
        FormFault(name, number, table[0][place], "The text has several lines. Write the form as a workbook.")
        for name, table in sheets.items()
        for number, row in enumerate(table, 1)
        for place, text in enumerate(row)
        if "\n" in text or "\r" in text
    ]
    if faults:
        raise InstrumentRefused(faults)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    return "|   | " + " | ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)) + " |"


def _workbook(sheets: dict[str, Table]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(table, 1):
            for place, text in enumerate(row, 1):
                if text:
                    cell = sheet.cell(number, place)
                    cell.value = text
                    cell.data_type = "s"  # a text that begins with = is no formula
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_read(instrument: Instrument) -> list[int | None]:
    """For each row that is written under the survey's headings, the row it was read from; None for ends."""
    return [row for node in instrument.children for row in _rows_read(node)]


def _rows_read(node: Node) -> Iterator[int | None]:
    yield node.row
    if isinstance(node, Section | Repeat):
        for child in node.children:
            yield from _rows_read(child)
        yield None
