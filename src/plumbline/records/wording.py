"""The specification in words: one wording for the reference page, the template and the data package."""

from __future__ import annotations

from plumbline.records.specification import Column, Specification, Table

TYPES = {
    "identifier": "reference",
    "text": "text",
    "date": "date",
    "code": "code",
    "yes_no": "yes or no",
    "whole": "whole number",
    "number": "number",
    "month": "month",
    "authority": "council",
    "standard": "standard",
}

# One line for each mark: its short name, the sign on the reference page, and what it means.
MARKS = {
    "required": ("*", "required: a row without it is kept out"),
    "identifies": ("**", "the row’s own reference: required, and different in every row"),
    "may be left out": (
        "**?",
        "the row’s own reference; the whole column may be left out, and one is made from what the row says",
    ),
    "references": ("→", "names a row of another table, which must be there where that table was sent"),
    "descriptive": ("~", "descriptive: a value that cannot be read is a warning and counts as not known"),
    "known ahead": ("^", "known before its day comes, so a day after the as-at date is still read"),
}


def marks(column: Column) -> tuple[str, ...]:
    """The marks the column carries, as keys of `MARKS`, in that order."""
    found = {
        "required": column.required and not column.identifies,
        "identifies": column.identifies and column.required,
        "may be left out": column.identifies and not column.required,
        "references": column.references is not None,
        "descriptive": column.descriptive,
        "known ahead": column.ahead,
    }
    return tuple(mark for mark in MARKS if found[mark])


def signs(column: Column) -> str:
    """The signs of the column's marks, as printed after its name: `*→people`."""
    return "".join(
        f"→{column.references}" if mark == "references" else MARKS[mark][0] for mark in marks(column)
    )


def bounds(column: Column) -> str:
    """The least and greatest value in words ("1 to 5", "0 or more"), or "" where there is neither."""
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} to {column.maximum:g}"
    if column.minimum is not None:
        return f"{column.minimum:g} or more"
    if column.maximum is not None:
        return f"{column.maximum:g} or less"
    return ""


def how_to_fill(column: Column, specification: Specification) -> str:
    """What to write in the column, one or two sentences without the column's marks."""
    if column.type == "identifier":
        if column.references:
            return f"A reference that stands in the table {column.references}, written the same way."
        return "A reference of the service’s own. It is text: leading noughts stay."
    words = {
        "text": "Any text. No names of people, no addresses.",
        "date": "A date, best as 2026-03-01. Day first also works: 01/03/2026.",
        "code": "One of: " + ", ".join(column.codes) + ".",
        "yes_no": f"{specification.yes[0]} or {specification.no[0]}.",
        "whole": "A whole number",
        "number": "A number, with a full stop before decimals",
        "month": "A month as 2026-03.",
        "authority": "The council’s nine-character code, such as S12000039.",
        "standard": "The code of a standard, such as cpo_first_contact.",
    }[column.type]
    if column.type in ("whole", "number"):
        words += f", {bounds(column)}." if bounds(column) else "."
    return words


def owner_words(table: Table) -> str:
    """Which columns say whom or what the row belongs to, as a sentence; "" without such a rule."""
    if table.owner:
        person = " With person_id the row speaks for the person." if "person_id" in table.owner else ""
        return f"Fill one of {_either(table.owner)}, and only one.{person}"
    if table.at_most_one:
        return f"Fill at most one of {_either(table.at_most_one)}; with none, the row speaks for the person."
    return ""


def begins_words(table: Table) -> str:
    """When a row of the table began, as a sentence; "" where its rows have no beginning."""
    if not table.begins:
        return ""
    first, *rest = table.begins
    return f"A row begins on its {first}" + "".join(f", or {name} where that is empty" for name in rest) + "."


def note(column: Column, specification: Specification) -> str:
    """The note on a column's heading: what it is, how to fill it, and its marks in words."""
    lines = [column.about + ".", how_to_fill(column, specification)]
    lines += [_sentence(MARKS[mark][1]) for mark in marks(column) if mark != "references"]
    return "\n".join(lines)


def _either(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
