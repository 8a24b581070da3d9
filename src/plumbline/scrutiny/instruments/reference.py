"""The reference page of what an instrument may hold, made from the lists by which forms are read.

`python -m plumbline.scrutiny.instruments.reference docs/reference/xlsform.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from plumbline.scrutiny.instruments.columns import (
    APPEARANCES,
    CHOICES,
    GROUPS,
    OURS,
    REFUSED_SETTINGS,
    REFUSED_SHEETS,
    REFUSED_TYPES,
    SETTINGS,
    SURVEY,
    TRANSLATED,
    TYPES,
)
from plumbline.scrutiny.instruments.evaluating import NODES_AT_MOST, REPEATS_AT_MOST, TEXT_AT_MOST
from plumbline.scrutiny.instruments.functions import FUNCTIONS, REFUSED
from plumbline.scrutiny.instruments.operators import OPERATORS
from plumbline.scrutiny.instruments.patterns import LONGEST_TEXT
from plumbline.scrutiny.instruments.ready import DEEPEST_REPEAT
from plumbline.scrutiny.instruments.rules import LONGEST
from plumbline.scrutiny.instruments.sheets import LIMITS
from plumbline.scrutiny.instruments.survey import DEEPEST_GROUP

_COMMAND = "python -m plumbline.scrutiny.instruments.reference docs/reference/xlsform.md"

_OPENING = f"""# What an instrument may hold

Written by `{_COMMAND}`; do not edit it by hand.

An instrument is an XLSForm: a workbook (xlsx), or the same sheets as Markdown or CSV. What stands on this
page is taken. Anything else is refused when the form is loaded, with its sheet, row and column and the
reason, all faults at once. [How to write one](../how-to/write-an-instrument.md).
"""

_RULES = f"""## Rules

A rule is XPath 1.0 without paths. `${{name}}` stands for the answer of a question, `.` in a constraint for
the answer itself, and a text stands in quotes. The operators are {
    ", ".join(f"`{each}`" for each in OPERATORS)
}.

- **Not asked, so blank.** The answer of a question that is not relevant counts as blank in every rule, and
so do
  an answer that is no number, day or choice, and an instance of a repeat that is not there. The answer is
  kept, and counts again once its question is asked again.
- **Blank is not nought.** With a blank among them, a sum, a product, the largest and the smallest are blank.
A
  blank is neither below nor above anything.
- **Days are days.** 2026-01-31 compares, with `<`, `<=`, `>` and `>=`, as the day it is, and counts as the
days
  since 1 January 1970 where a number is asked for. `today()` is the day that the site gives.
- **Relevance passes down.** What stands in a group that is not relevant is not relevant.
- **A constraint** is asked only of what is answered. **Required** holds only where the question is relevant.
- **In a repeat**, `${{name}}` means the answer in the same instance. From outside it means all instances,
which
  only the functions that gather can take.
- **A reference alone**, where yes or no is asked for, is yes where the question is answered.
- **A choice** that its filter has closed since it was chosen is wrong, and counts as blank.
- **A pattern** in `regex()` begins with `^` and ends with `$`, since programs differ on whether a part of
the text
  is enough. It is matched in bounded time, without looking ahead or back; a text of more than
  {LONGEST_TEXT:,} characters fits none.
- Rules that need each other in a circle are refused.
"""


def xlsform_page() -> str:
    """The page as Markdown."""
    translated = {column: f"{does}; in several languages" if column in TRANSLATED else does
                  for column, does in SURVEY.items()}  # fmt: skip
    functions = {function.written: function.gives for function in FUNCTIONS.values()}
    appearances = {name: f"{does}; for {' or '.join(of)}" for name, (does, of) in APPEARANCES.items()}
    parts = [
        _OPENING,
        *_table("## Types of question", "type", "what it is", TYPES | GROUPS),
        *_table("## Columns of the survey sheet", "column", "what it says", translated),
        "A column in several languages is written `label::English (en)`. Where a text is not translated, "
        "that of the default language is shown.\n",
        *_table("### Columns of our own", "column", "what it says", OURS),
        *_table("## Columns of the choices sheet", "column", "what it says", CHOICES),
        "Further columns may be added, for a `choice_filter` to speak of: `side = ${side}`.\n",
        *_table("## Settings", "column", "what it says", SETTINGS),
        *_table("## Appearances", "appearance", "how it is shown", appearances),
        _RULES,
        *_table("### Functions", "function", "what it gives", functions),
        *_table("## Bounds", "what", "at most", _bounds()),
        "## What is refused, and why\n",
        *_table(
            "### Functions refused", "function", "why", {f"{name}()": why for name, why in REFUSED.items()}
        ),
        *_table("### Types refused", "type", "why", REFUSED_TYPES),
        *_table("### Settings refused", "setting", "why", REFUSED_SETTINGS),
        *_table("### Sheets refused", "sheet", "why", REFUSED_SHEETS),
        "Other sheets of a workbook are taken for notes to its authors, as XLSForm has it.",
    ]
    return "\n".join(parts) + "\n"


def _bounds() -> dict[str, str]:
    return {
        "a file": f"{LIMITS['bytes'] / 1e6:g} MB; unpacked, a workbook {LIMITS['unpacked_bytes'] / 1e6:g} MB",
        "a sheet": f"{LIMITS['rows']:,} rows, {LIMITS['columns']} columns",
        "a cell": f"{LIMITS['cell']:,} characters",
        "a rule": f"{LONGEST:,} characters",
        "groups inside each other": str(DEEPEST_GROUP),
        "repeats inside each other": str(DEEPEST_REPEAT),
        "instances of a repeat": f"{REPEATS_AT_MOST}; of all repeats together, {NODES_AT_MOST:,} questions",
        "an answer": f"{TEXT_AT_MOST:,} characters",
    }


def _table(title: str, first: str, second: str, rows: Mapping[str, str]) -> Iterator[str]:
    yield f"{title}\n"
    yield f"| {first} | {second} |"
    yield "| --- | --- |"
    for name, says in rows.items():
        yield f"| `{name}` | {says} |" if first != "what" else f"| {name} | {says} |"
    yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(xlsform_page(), "utf-8")
