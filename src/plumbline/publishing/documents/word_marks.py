"""Marks that our HTML leaves in a Word file, made into what Word has for them."""

from __future__ import annotations

import re
from typing import Any

from plumbline.publishing.documents.source import TAB
from plumbline.publishing.documents.word_sections import inner_width
from plumbline.publishing.documents.word_styles import styled

_TOGETHER = 1_800
"""Letters of rows with a shared cell that surely fit on a page."""

_NUMBERED = re.compile(r"(Table|Figure|Chart|Picture) (\d+)\b")


def table_width(made: Any, table: Any) -> int:
    """The width of the text where a table stands, in twentieths of a point."""
    wide = False
    ids = {style.style_id: style.name for style in made.styles if style.name in ("Wide Begins", "Wide Ends")}
    for element in made.element.body:
        if element is table._tbl:
            break
        name = ids.get(getattr(element, "style", None)) if element.tag.endswith("}p") else None
        if name:
            wide = name == "Wide Begins"
    return inner_width(made.sections[-1], wide)


def given_shares(table: Any) -> list[float]:
    """The shares of a table's columns that our HTML gave; empty where it gave none."""
    from docx.oxml.ns import qn

    width = table._tbl.tblPr.find(qn("w:tblW"))
    if width is None or width.get(qn("w:type")) != "pct":
        return []
    return [float(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]


def keep_together(table: Any) -> None:
    """Keep rows that share a cell on one page where they fit, since what is shared is printed once."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    rows = table._tbl.tr_lst
    group: list[Any] = []
    for row in [*rows, None]:
        goes_on = row is not None and any(
            one.get(qn("w:val")) != "restart" for one in row.iter(qn("w:vMerge"))
        )
        if goes_on:
            group.append(row)
            continue
        if sum(len(text.text or "") for one in group for text in one.iter(qn("w:t"))) <= _TOGETHER:
            for paragraph in (paragraph for one in group[:-1] for paragraph in one.iter(qn("w:p"))):
                Paragraph(paragraph, table).paragraph_format.keep_with_next = True
        group = [row]


def notes_stay(made: Any) -> None:
    """Keep the note under a table with its last row, that no page begins with a note alone."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    notes = set(styled(made, "Table Note"))
    for table in made.tables:
        if table._tbl.getnext() in notes:
            for paragraph in table._tbl.tr_lst[-1].iter(qn("w:p")):
                Paragraph(paragraph, table).paragraph_format.keep_with_next = True


def tabs(made: Any) -> None:
    """A tab where our HTML has its sign for one."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    for text in list(made.element.body.iter(qn("w:t"))):
        if TAB in (text.text or ""):
            run = Run(text.getparent(), made.part)
            run.text = re.sub(rf"\s*{TAB}\s*", "\t", run.text)


def captions(made: Any) -> None:
    """Each caption in Word's own style for captions, with what it says, and its number as a field.

    The field says the number that stands in the text, so that Word counts as the text does.
    """
    from docx.text.paragraph import Paragraph

    style = next(one for one in made.styles if one.name and one.name.lower() == "caption")
    for name in ("Table Caption", "Image Caption"):
        for element in styled(made, name):
            paragraph = Paragraph(element, made._body)
            paragraph.style = style
            paragraph.paragraph_format.keep_with_next = True
            found = _NUMBERED.match(paragraph.text)
            if found and len(paragraph.runs) >= 1:
                rest = paragraph.text[found.end() :]
                for run in paragraph.runs[1:]:
                    run._r.getparent().remove(run._r)
                paragraph.runs[0].text = f"{found[1]} "
                _field(paragraph, f" SEQ {found[1]} \\* ARABIC \\r {found[2]} ", found[2])
                paragraph.add_run(rest)


def page_breaks(made: Any) -> None:
    """A new page where our HTML asks for one: said by the paragraph after it."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    for element in styled(made, "New Page"):
        follows = element.getnext()
        while follows is not None and follows.tag != qn("w:p"):
            follows = follows.getnext()  # bookmarks
        if follows is not None:
            Paragraph(follows, made._body).paragraph_format.page_break_before = True
        element.getparent().remove(element)


def contents_list(made: Any, *, wanted: bool) -> None:
    """The list of contents where our HTML has its place: each heading as a link; Word adds the pages."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    place = next(styled(made, "Contents Here"))
    if not wanted:
        place.getparent().remove(place)
        return
    by_name = {style.name.lower(): style for style in made.styles if style.name}
    levels = {
        by_name[f"heading {level}"].style_id: level for level in (1, 2) if f"heading {level}" in by_name
    }
    heads = [one for one in made.element.body.iter(qn("w:p")) if one.style in levels]
    head = Paragraph(place, made._body)
    head.style = by_name["toc heading"]
    head.runs[0].text = "Contents"
    last = place
    for at, element in enumerate(heads):
        name = f"_Toc{at + 1:08d}"
        _bookmark(element, name, 900_000 + at)
        entry = OxmlElement("w:p")
        last.addnext(entry)
        last = entry
        paragraph = Paragraph(entry, made._body)
        paragraph.style = by_name[f"toc {levels[element.style]}"]
        if at == 0:
            _begin_field(paragraph, ' TOC \\o "1-2" \\h \\z \\u ')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        link.set(qn("w:history"), "1")
        entry.append(link)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = Paragraph(element, made._body).text
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
        link.append(run)
        if at == len(heads) - 1:
            paragraph.add_run()._r.append(_char("end"))
    follows = last.getnext()
    while follows is not None and follows.tag != qn("w:p"):
        follows = follows.getnext()
    if follows is not None and heads:
        Paragraph(follows, made._body).paragraph_format.page_break_before = True


def running_lines(section: Any, mark: str, foot: str) -> None:
    """The mark at the head of each page; at its foot our line and the number of the page."""
    from docx.shared import Pt

    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    if mark:
        run = head.add_run(mark)
        run.bold = True
        run.font.size = Pt(9)
    line = section.footer.paragraphs[0]
    # Two paragraphs and no tab: pages on their side share this foot and are wider.
    below = section.footer.add_paragraph() if foot else line
    if foot:
        line.add_run(foot)
    below.alignment = 2  # right
    below.add_run("Page ")
    _field(below, " PAGE ", "1")
    below.add_run(" of ")
    _field(below, " NUMPAGES ", "1")
    for run in (*line.runs, *below.runs):
        run.font.size = Pt(8)


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field of Word's at the end of a paragraph. shown: what it says until Word works it out."""
    _begin_field(paragraph, code, dirty=False)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_char("end"))


def _begin_field(paragraph: Any, code: str, *, dirty: bool = True) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    begin = _char("begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(begin)
    instruction = OxmlElement("w:instrText")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    paragraph.add_run()._r.append(_char("separate"))


def _char(kind: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    return made


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    begins, ends = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (begins, ends):
        one.set(qn("w:id"), str(number))
    begins.set(qn("w:name"), name)
    at = 1 if paragraph.pPr is not None else 0
    paragraph.insert(at, begins)
    paragraph.append(ends)
