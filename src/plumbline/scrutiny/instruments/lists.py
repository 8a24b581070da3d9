"""The choices sheet: lists of choices."""

from __future__ import annotations

from dataclasses import dataclass, field

from plumbline.scrutiny.instruments.faults import FormFault
from plumbline.scrutiny.instruments.headings import Headings
from plumbline.scrutiny.instruments.model import Choice
from plumbline.scrutiny.instruments.sheets import Sheet

LONGEST_NAME = 100


@dataclass
class ChoiceList:
    """One list: its choices, and the row in which it begins."""

    row: int
    choices: list[Choice] = field(default_factory=list)


def read_lists(sheet: Sheet, headings: Headings, faults: list[FormFault]) -> dict[str, ChoiceList]:
    """The lists of the choices sheet by name, in its order."""
    lists: dict[str, ChoiceList] = {}
    seen: set[tuple[str, str]] = set()
    for row in sheet.rows:
        list_name, name = headings.cell(row, "list_name"), headings.cell(row, "name")
        labels = headings.in_languages(row, "label")

        def fault(column: str, message: str, row_number: int = row.number) -> None:
            faults.append(FormFault("choices", row_number, headings.written(column), message))

        if not list_name and not name and not labels:
            continue  # a row that only says something in a column of its own
        if not list_name:
            fault("list_name", "The choice is of no list. Name its list.")
            continue
        if not name:
            fault("name", "The choice has no name. Give it one; it is what is kept.")
            continue
        if any(letter.isspace() for letter in name):
            fault("name", f"The name “{name}” holds a space, which parts chosen answers. Use _ instead.")
        if len(name) > LONGEST_NAME:
            fault("name", f"The name is longer than {LONGEST_NAME} characters.")
        if (list_name, name) in seen:
            fault("name", f"The name “{name}” stands twice in the list {list_name}. Change one.")
        seen.add((list_name, name))
        if not labels:
            fault("label", f"The choice “{name}” has no label. Say what is shown.")
        for label in labels.values():
            if "${" in label:
                fault("label", "References are not filled in on the choices sheet. Take ${...} out.")
        extra = {heading: row.cells[heading] for heading in headings.extra if heading in row.cells}
        lists.setdefault(list_name, ChoiceList(row.number)).choices.append(Choice(name, labels, extra))
    return lists
