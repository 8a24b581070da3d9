"""Small forms for these tests, written as rows instead of tables."""

from __future__ import annotations

from datetime import date

from plumbline.scrutiny.instruments import Evaluated, Instrument, InstrumentRefused, evaluate, read_instrument

TODAY = date(2026, 11, 22)
YES_NO = [("yesno", "yes", "Yes"), ("yesno", "no", "No")]
SIX = [("six", str(number), f"Grade {number}") for number in range(1, 7)]


def table(name: str, rows: list[dict[str, str]]) -> str:
    """A sheet in Markdown; its columns are those that any row has."""
    header = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"| {name} |", "| | " + " | ".join(header) + " |"]
    cells = [[row.get(column, "").replace("|", "\\|") for column in header] for row in rows]
    lines += ["| | " + " | ".join(each) + " |" for each in cells]
    return "\n".join(lines) + "\n"


def question(type_: str, name: str, **cells: str) -> dict[str, str]:
    """A row of the survey sheet, labelled unless it is a calculation. our_x stands for plumbline::x."""
    row = {"type": type_, "name": name}
    if not type_.startswith(("calculate", "end")):
        row["label"] = name.capitalize()
    return row | {column.replace("our_", "plumbline::"): cell for column, cell in cells.items()}


def group(name: str, **cells: str) -> dict[str, str]:
    return question("begin_group", name, **cells)


def repeat(name: str, **cells: str) -> dict[str, str]:
    return question("begin_repeat", name, **cells)


END_GROUP = {"type": "end_group"}
END_REPEAT = {"type": "end_repeat"}


def markdown(*rows: dict[str, str], choices: list[tuple[str, ...]] = (), columns: str = "") -> str:
    """The form of these rows; choices as list, name, label and the further columns named."""
    header = ["list_name", "name", "label", *columns.split()]
    text = table("survey", list(rows))
    if choices:
        text += table("choices", [dict(zip(header, choice, strict=False)) for choice in choices])
    return text


def form(*rows: dict[str, str], choices: list[tuple[str, ...]] = (), columns: str = "") -> Instrument:
    return read_instrument(markdown(*rows, choices=choices, columns=columns), "md")


def worked(instrument: Instrument, **answers: str) -> Evaluated:
    """The instrument for answers to questions that stand in no group, by name."""
    return evaluate(instrument, {f"/{name}": value for name, value in answers.items()}, today=TODAY)


def value_of(rule: str, **answers: str) -> str:
    """What a calculation gives, among answers to text questions of these names."""
    rows = [question("text", name) for name in answers]
    instrument = form(*rows, question("calculate", "worked_out", calculation=rule))
    return worked(instrument, **answers)["/worked_out"].value


def faults_of(text: str) -> list[str]:
    """What is wrong with a form, each fault as a line; [] where nothing is."""
    try:
        read_instrument(text, "md")
    except InstrumentRefused as refused:
        return [str(fault) for fault in refused.faults]
    return []
