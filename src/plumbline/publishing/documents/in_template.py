"""A document in a council's own Word template: its styles, headers and footers, its fields filled."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import html_of
from plumbline.publishing.documents.template import (
    CONTENTS,
    FIELD,
    field_name,
    fields_in,
    template_faults,
)
from plumbline.publishing.documents.word_body import finish_body, opened, properties, saved
from plumbline.publishing.documents.word_sections import sections, turned
from plumbline.publishing.documents.word_styles import style_of, styled, with_styles, without_marks
from plumbline.publishing.wording import day

_OURS_FROM = 1_000_000
"""What is added to the numbers of our bookmarks, so that none is one of the template's."""

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def fields_of(document: Document) -> dict[str, str]:
    """What a template's fields are filled with, by their names in small letters."""
    return {
        **{field_name(label): text for label, text in document.header},
        "title": document.title,
        "under": document.under,
        "mark": document.mark,
        "foot": document.foot,
        "made on": day(date.fromisoformat(document.made_on)) if document.made_on else "",
    }


def in_template(document: Document, template: bytes) -> bytes:
    """The document in the template, as a .docx. What no field of it says stands before the contents.

    Raises PlumblineError where the template cannot be used, with every fault.
    """
    fields = fields_of(document)
    if faults := template_faults(template, fields):
        raise _refused(*faults)
    try:
        return _made(document, template, fields)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # The parts are there and can be read, and still do not fit together as Word would have them.
        raise _refused("It is a damaged Word file. Open it in Word and save it again as .docx.") from None


def _refused(*faults: str) -> PlumblineError:
    listed = "\n".join(f"  {fault}" for fault in faults)
    return PlumblineError(f"This Word template cannot be used:\n{listed}")


def _made(document: Document, template: bytes, fields: Mapping[str, str]) -> bytes:
    from plumbline.publishing.word import converted
    from plumbline.publishing.word_finish import undated

    ready = with_styles(template)
    target = opened(ready)
    asked = fields_in(_texts(target))
    rest = replace(
        document,
        header=tuple(one for one in document.header if field_name(one[0]) not in asked),
        under="" if "under" in asked else document.under,
        mark="" if "mark" in asked else document.mark,
    )
    made = opened(converted(html_of(rest, "word"), ready, contents=0))
    place = _place(target)
    if document.landscape:
        turned(_section_of(target, place))
        turned(made.sections[-1])
    finish_body(made, rest)
    if "title" in asked:
        for paragraph in list(styled(made, "Title")):
            paragraph.getparent().remove(paragraph)
    if document.foot and "foot" not in asked:
        made.add_paragraph(document.foot, style_of(made.styles, "Table Note"))
    _fill(target, fields)  # before our text comes in, which may speak of fields itself
    _bring(made, target, place)
    if rest.mark:
        _mark_every_page(target, rest.mark)
    sections(target)
    without_marks(target)
    properties(target, document)
    return undated(saved(target))


def _bring(made: Any, target: Any, place: Any) -> None:
    """Move the text of one file into another, with the styles, lists, pictures and links that it needs."""
    from docx.oxml.ns import qn

    held = {style.style_id for style in target.styles}
    for style in made.styles:
        if style.style_id not in held:
            target.styles.element.append(deepcopy(style.element))
    lists = _lists_moved(made, target)
    last = place
    for element in list(made.element.body):
        if element.tag == qn("w:sectPr"):
            continue
        copied = deepcopy(element)
        for mark in copied.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            mark.set(qn("w:id"), str(_OURS_FROM + int(mark.get(qn("w:id")))))
        for number in copied.iter(qn("w:numId")):
            number.set(qn("w:val"), lists.get(number.get(qn("w:val")), number.get(qn("w:val"))))
        for one in copied.iter():
            for name in [name for name in one.attrib if name.startswith(_R)]:
                one.set(name, _relation_moved(made, target, one.get(name)))
        last.addnext(copied)
        last = copied
    place.getparent().remove(place)
    for at, one in enumerate(target.element.body.iter("{*}docPr"), start=1):
        one.set("id", str(at))


def _lists_moved(made: Any, target: Any) -> dict[str, str]:
    """Put the lists of one file beside those of another; the new number of each by its old."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    try:
        ours = made.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return {}
    try:
        theirs = target.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        part = made.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        fresh = type(part).load(part.partname, part.content_type, part.blob, target.part.package)
        target.part.relate_to(fresh, RELATIONSHIP_TYPE.NUMBERING)
        return {}
    above = 1 + max(
        [int(one.get(qn("w:abstractNumId"))) for one in theirs.iter(qn("w:abstractNum"))]
        + [int(one.get(qn("w:numId"))) for one in theirs.findall(qn("w:num"))]
        + [0]
    )
    moved = {}
    first = theirs.find(qn("w:num"))
    for one in ours.findall(qn("w:abstractNum")):
        copied = deepcopy(one)
        copied.set(qn("w:abstractNumId"), str(above + int(one.get(qn("w:abstractNumId")))))
        for own in copied.findall(qn("w:nsid")):
            copied.remove(own)
        if first is None:
            theirs.append(copied)
        else:
            first.addprevious(copied)
    for one in ours.findall(qn("w:num")):
        copied = deepcopy(one)
        old = one.get(qn("w:numId"))
        moved[old] = str(above + int(old))
        copied.set(qn("w:numId"), moved[old])
        link = copied.find(qn("w:abstractNumId"))
        link.set(qn("w:val"), str(above + int(link.get(qn("w:val")))))
        theirs.append(copied)
    return moved


def _relation_moved(made: Any, target: Any, name: str) -> str:
    """A picture or a link of one file made known to the other; its name there."""
    held = made.part.rels[name]
    if held.is_external:
        return str(target.part.relate_to(held.target_ref, held.reltype, is_external=True))
    given, _ = target.part.get_or_add_image(io.BytesIO(held.target_part.blob))
    return str(given)


def _paragraphs(target: Any) -> Iterator[Any]:
    """Each paragraph that holds no other, in the text, the headers and the footers."""
    from docx.oxml.ns import qn

    roots = [target.element.body]
    for relation in target.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in ("header", "footer"):
            roots.append(relation.target_part.element)
    for root in roots:
        for paragraph in list(root.iter(qn("w:p"))):
            if next(paragraph.iterdescendants(qn("w:p")), None) is None:
                yield paragraph


def _runs(paragraph: Any, target: Any) -> list[Any]:
    """The runs of a paragraph that are text and nothing else."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    plain = {
        qn(f"w:{name}") for name in ("rPr", "t", "tab", "br", "cr", "noBreakHyphen", "lastRenderedPageBreak")
    }
    return [
        Run(run, target.part) for run in paragraph.iter(qn("w:r")) if all(child.tag in plain for child in run)
    ]


def _texts(target: Any) -> list[str]:
    return ["".join(run.text for run in _runs(one, target)) for one in _paragraphs(target)]


def _place(target: Any) -> Any:
    """The paragraph that the contents take the place of; without one, a fresh one at the end."""
    from docx.oxml import OxmlElement

    body = target.element.body
    for paragraph in _paragraphs(target):
        text = "".join(run.text for run in _runs(paragraph, target))
        if CONTENTS not in fields_in([text]):
            continue
        if paragraph.getparent() is not body or not FIELD.fullmatch(text.strip()):
            raise _refused(
                "{{ contents }} must be a paragraph of its own, outside tables, boxes, headers and footers. "
                "Put it on a line of its own."
            )
        return paragraph
    place = OxmlElement("w:p")
    body.get_or_add_sectPr().addprevious(place)
    return place


def _section_of(target: Any, place: Any) -> Any:
    """The section in which a paragraph of the body stands."""
    from docx.oxml.ns import qn
    from docx.section import Section

    found = place
    while found is not None:
        properties_here = (
            found if found.tag == qn("w:sectPr") else found.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        )
        if properties_here is not None:
            return Section(properties_here, target.part)
        found = found.getnext()
    return target.sections[-1]


def _fill(target: Any, fields: Mapping[str, str]) -> None:
    """Put what it stands for in the place of each field, in the manner of the field's first sign."""
    for paragraph in _paragraphs(target):
        runs = _runs(paragraph, target)
        text = "".join(run.text for run in runs)
        for found in reversed(list(FIELD.finditer(text))):
            if (name := field_name(found[1])) not in fields:
                continue
            begin, value = 0, fields[name]
            for run in runs:
                said = run.text
                end = begin + len(said)
                if end > found.start() and begin < found.end():
                    before, after = said[: max(found.start() - begin, 0)], said[max(found.end() - begin, 0) :]
                    run.text = before + value + after
                    value = ""
                begin = end


def _mark_every_page(target: Any, mark: str) -> None:
    """The mark at the head of every page, above what the template has there: it may not be lost."""
    shown = []
    for at, section in enumerate(target.sections):
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        if target.settings.odd_and_even_pages_header_footer:
            heads.append(section.even_page_header)
        for head in heads:
            if head.is_linked_to_previous:
                if at:
                    continue
                head.is_linked_to_previous = False
            if head._element in shown:
                continue
            shown.append(head._element)
            first = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            line = first.insert_paragraph_before(style=style_of(target.styles, "Mark"))
            line.add_run(mark)
            head._element.insert(0, line._p)
