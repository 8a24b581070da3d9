"""The reference page of shipped instruments, forms and surveys, and of the facts beside their questions.

`python -m plumbline.scrutiny.shipped_page docs/reference/instruments.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from plumbline.scrutiny.instruments import (
    Instrument,
    Question,
    Repeat,
    Section,
    is_answered_by_a_person,
    read_instrument,
)
from plumbline.scrutiny.shipped import about_of, load_facts, load_instrument_texts, load_survey_texts

_COMMAND = "python -m plumbline.scrutiny.shipped_page docs/reference/instruments.md"


_OPENING = f"""# Instruments, forms and surveys

Written by `{_COMMAND}`; do not edit it by hand.

What is shipped for reading records, and for services and people to fill in. Each is an XLSForm, kept as
Markdown; copy one and change it to make your own. None holds an item of an assessment tool.

**How answers count.** `na` is outside the base of a share. `cannot_tell` is in the base and counts as no:
unknown is never a pass. Where files are laid beside the data, it is left out, and said how often. Ratings run
from 6, excellent, to 1, unsatisfactory, and one of 3 or below needs words. Where an answer confirms a
standard, the choice that counts as yes is `in_time`. Of a standard that is owed several times, such as a
review, the first duty is the one confirmed.
"""
_FACTS = """## Facts beside a question

What the extract says of the case, shown to be confirmed or contradicted. A form names one in the column
`plumbline::fact`.

| code | what | table and columns | standards that rest on it |
| --- | --- | --- | --- |"""


def instruments_page() -> str:
    """The page as Markdown."""
    parts = [
        *(_OPENING, "## For reading records\n", *_all(load_instrument_texts())),
        *("## For services and people to fill in\n", *_all(load_survey_texts())),
        *(_FACTS, *_facts(), ""),
    ]
    return "\n".join(parts)


def _all(texts: Mapping[str, str]) -> Iterator[str]:
    for code, text in texts.items():
        form = read_instrument(text, "md")
        asked = [one for one in form.questions() if is_answered_by_a_person(one)]
        ratings = sum(one.rating for one in asked)
        yield from (f"### {form.title}", "", f"`{code}`. {about_of(text)}", "")
        words = len({one.words_in for one in asked if one.words_in})
        counted = f"{len(asked)} questions"
        if ratings:
            counted += f", {ratings} of them ratings; {words} for the words that a low answer needs"
        yield from (f"{counted}.", "", "| section | questions | ratings | indicators | confirms |")
        yield from ("| --- | --- | --- | --- | --- |", *_sections(form), "")


def _sections(form: Instrument) -> Iterator[str]:
    for part in form.children:
        if not isinstance(part, Section | Repeat):
            continue
        prefix = f"{part.path}/"
        asked = [
            one for one in form.questions() if one.path.startswith(prefix) and is_answered_by_a_person(one)
        ]
        cells = [
            part.labels[form.default_language] + (" (once for each)" if isinstance(part, Repeat) else ""),
            str(len(asked)),
            str(sum(one.rating for one in asked)),
            ", ".join(sorted({one.indicator for one in asked if one.indicator})),
            _codes(_confirmed(asked)),
        ]
        yield f"| {' | '.join(cells)} |"


def _confirmed(asked: list[Question]) -> list[str]:
    return [one.confirms for one in asked if one.confirms]


def _facts() -> Iterator[str]:
    for fact in load_facts().values():
        columns = f"{' or '.join(fact.tables)}: {', '.join(fact.columns)}"
        yield f"| `{fact.code}` | {fact.title} | {columns} | {_codes(list(fact.standards))} |"


def _codes(codes: list[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(instruments_page(), encoding="utf-8")
