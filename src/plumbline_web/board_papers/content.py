"""Everything that a paper says, as plain data, and the papers and documents made of it.

layout: the code of a shipped layout; layout_text: the file of the council's own instead. word: "own" for its
Word template, "plain" for none. about: what stands in the header and under the text. sections: name ->
whether it is printed, and its paragraphs, each with its text, why the public may not have it, and the table
after it. implications: code of the subject -> how it is answered. filled: what came from the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from plumbline.publishing.documents import (
    Appendix,
    BoardPaper,
    Document,
    Implication,
    Layout,
    Said,
    appendix_of,
    block_from_json,
    board_paper_document,
    board_paper_faults,
    document_as_json,
    document_from_json,
    exempt_reasons,
    layouts,
    read_layout,
    subjects,
    template_faults,
)
from plumbline.publishing.documents.board_paper import Version
from plumbline.publishing.documents.in_template import fields_of
from plumbline.publishing.documents.template import field_name
from plumbline_web.board_papers.filling import small_in
from plumbline_web.board_papers.states import SECTION_WORDS, SHOWS_SMALL

FORM = "board-content-1"
Content = dict[str, Any]


def first_content(
    *,
    layout: str,
    layout_text: str,
    about: Mapping[str, Any],
    chosen: list[str],
    words: Mapping[str, list[dict[str, str]]],
    filled: Mapping[str, Any],
) -> Content:
    """What a paper says when it is begun. No implication is answered yet."""
    return {
        "form": FORM,
        "layout": layout,
        "layout_text": layout_text,
        "word": "own",
        "about": dict(about),
        "sections": {name: {"chosen": name in chosen, "paragraphs": words[name]} for name in SECTION_WORDS},
        "implications": {one.code: not_answered() for one in subjects()},
        "background_papers": [f"{filled['plan']}: plan for improvement"],
        "appendices": [{"what": "plan", "title": "Plan for improvement", "where": "", "exempt": ""}],
        "filled": dict(filled),
    }


def not_answered() -> dict[str, Any]:
    """A subject of implications of which nobody has said anything."""
    return {"answer": "", "text": "", "assessed": None, "rows": [], "exempt": ""}


def layout_of(content: Content) -> Layout:
    """The layout that a paper is set out by."""
    text = content["layout_text"]
    return read_layout(text, "the council’s own layout") if text else layouts()[content["layout"]]


def paper_of(content: Content, version: Version, *, mark: str = "", made_on: str = "") -> BoardPaper:
    """The paper for the core. version: whether its tables hold every number or protect small ones."""
    about = {name: value for name, value in content["about"].items() if name != "for_decision"}
    sections = {
        name: tuple(_said(one, content, version) for one in held["paragraphs"])
        for name, held in content["sections"].items()
        if held["chosen"]
    }
    given = {"purpose": (), "recommendations": (), "background": (), **sections}
    return BoardPaper(
        **about,
        for_decision=content["about"]["for_decision"],
        **given,
        implications=tuple(
            _implication(code, one) for code, one in content["implications"].items() if one["answer"]
        ),
        background_papers=tuple(content["background_papers"]),
        appendices=tuple(_appendix(one, content, version) for one in content["appendices"]),
        mark=mark,
        made_on=made_on,
    )


def _said(one: Mapping[str, str], content: Content, version: Version) -> Said:
    table = content["filled"]["tables"].get(one["table"], {}).get(version)
    return Said(one["text"], (block_from_json(table),) if table else (), one["exempt"])


def _implication(code: str, one: Mapping[str, Any]) -> Implication:
    rows = tuple(tuple(tuple(row) for row in table) for table in one["rows"])
    return Implication(
        code,
        one["text"],
        one["assessed"],
        rows if any(rows) else (),
        exempt=one["exempt"],
        none=one["answer"] == "none",
    )


def _appendix(one: Mapping[str, str], content: Content, version: Version) -> Appendix:
    if one["what"] == "plan":
        return appendix_of(
            one["title"], document_from_json(content["filled"]["appendix"][version]), one["exempt"]
        )
    return Appendix(one["title"], where=one["where"], exempt=one["exempt"])


def document_made(content: Content, version: Version, *, mark: str = "", made_on: str = "") -> Document:
    """The paper as a document in one of its versions."""
    marks = [mark, SHOWS_SMALL if version == "full" and hides_small(content) else ""]
    paper = paper_of(content, version, mark=" · ".join(one for one in marks if one), made_on=made_on)
    return board_paper_document(paper, layout_of(content), version)


def hides_small(content: Content) -> bool:
    """Whether what is printed of the plan says less in the public version."""
    tables = content["filled"]["tables"]
    printed = {
        one["table"]
        for held in content["sections"].values()
        if held["chosen"]
        for one in held["paragraphs"]
        if one["table"] and not one["exempt"]
    }
    appendix = content["filled"]["appendix"]
    with_plan = any(one["what"] == "plan" and not one["exempt"] for one in content["appendices"])
    return any(tables[code]["full"] != tables[code]["public"] for code in printed) or (
        with_plan and appendix["full"] != appendix["public"]
    )


def faults_of(content: Content) -> list[str]:
    """Everything that a paper still needs before it is sent, each in a sentence."""
    found = board_paper_faults(paper_of(content, "full"), layout_of(content))
    for name, held in content["sections"].items():
        if held["chosen"] and not held["paragraphs"]:
            said = f"{SECTION_WORDS[name]} is empty."
            if said not in found:
                found.append(f"{SECTION_WORDS[name]} is chosen and empty. Write it, or leave it out.")
    for code, one in content["implications"].items():
        if one["answer"] == "some" and not one["text"].strip():
            title = next(each.title for each in subjects() if each.code == code)
            found.append(f"{title}: say what there is.")
    return found


def reasons_of(content: Content) -> list[str]:
    """Why parts of the paper may not be published, each reason once."""
    return exempt_reasons(paper_of(content, "full"))


def cautions_of(content: Content) -> list[str]:
    """What somebody should look at before the public version goes out: small numbers in what people wrote."""
    texts = _texts(document_as_json(document_made(content, "public")))
    found = list(dict.fromkeys(one for text in texts for one in small_in(text)))
    return [f"“{one}” is printed in the public version, and it is a small number." for one in found]


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _texts(one)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts(one)


def fitted(document: Document, layout: Layout, template: bytes) -> Document:
    """The document with an empty line for each field of the header that the template asks for and that
    nobody filled in, so that the field comes out empty."""
    held = {label for label, _ in document.header}
    faults = template_faults(template, fields_of(document))
    empty = tuple(
        (label, "")
        for label, _ in layout.header
        if label not in held
        and any(one.startswith(f"It asks for {{{{ {field_name(label)} }}}}.") for one in faults)
    )
    return replace(document, header=(*document.header, *empty))
