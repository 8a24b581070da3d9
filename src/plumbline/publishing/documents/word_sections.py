"""Pages of a Word file on their side: where our HTML says so, a section of its own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from plumbline.publishing.documents.word_styles import styled


def inner_width(section: Any, wide: bool) -> int:
    """The width of the text of a section, in twentieths of a point; wide: were it on its side."""
    across = section.page_height if wide and section.page_height > section.page_width else section.page_width
    return int((across - section.left_margin - section.right_margin) / 635)


def turned(section: Any) -> None:
    """Put a section on its side; one that is already so stays."""
    if section.page_width < section.page_height:
        section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = 1


def sections(made: Any) -> None:
    """Begin and end a section where our HTML left its marks for pages on their side."""
    from docx.section import Section

    body = made.element.body
    begins, ends = list(styled(made, "Wide Begins")), list(styled(made, "Wide Ends"))
    last = body.get_or_add_sectPr()
    for begin, end in zip(begins, ends, strict=True):
        before, after = _beside(begin, -1), _beside(end, 1)
        if before is not None and before not in ends:
            _close(begin, deepcopy(last))
        else:
            body.remove(begin)
        wide = deepcopy(last)
        turned(Section(wide, made.part))
        if after is last:
            body.replace(last, wide)
            last = wide
            body.remove(end)
        else:
            _close(end, wide)


def _beside(element: Any, way: int) -> Any:
    """What stands before (-1) or after (1) an element, bookmarks left out; None where nothing does."""
    found = element.getprevious() if way < 0 else element.getnext()
    while found is not None and found.tag.rpartition("}")[2].startswith("bookmark"):
        found = found.getprevious() if way < 0 else found.getnext()
    return found


def _close(paragraph: Any, properties: Any) -> None:
    """Make an empty paragraph the end of a section."""
    from docx.oxml.ns import qn

    for run in paragraph.findall(qn("w:r")):
        paragraph.remove(run)
    paragraph.get_or_add_pPr()
    style = paragraph.pPr.find(qn("w:pStyle"))
    if style is not None:
        paragraph.pPr.remove(style)
    paragraph.pPr.append(properties)
