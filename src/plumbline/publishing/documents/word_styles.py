"""The Word styles that a document needs, added where a file has none of that name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from plumbline.publishing.word import plain_reference
from plumbline.publishing.word_finish import reference

# name: what it is based on, points before and after, indents left and of the first line in cm, bold, kept
# with the next paragraph.
_PARAGRAPHS: dict[str, tuple[str, float, float, float, float, bool, bool]] = {
    "Caption": ("Normal", 8, 3, 0, 0, True, True),
    "Numbered Paragraph": ("Normal", 3, 4, 1.5, -1.5, False, False),
    "Numbered Paragraph More": ("Normal", 0, 6, 1.5, 0, False, False),
    "Numbered Line": ("Normal", 0, 4, 2.5, -1.0, False, False),
    "Numbered Line More": ("Normal", 0, 4, 2.5, 0, False, False),
    "Header Line": ("Normal", 0, 3, 4.5, -4.5, False, False),
    "Table Note": ("Normal", 2, 8, 0, 0, False, False),
    "Grade": ("Normal", 0, 4, 0, 0, False, True),
    "Rationale Head": ("Normal", 0, 2, 0, 0, True, True),
    "Notice": ("Normal", 2, 4, 0.3, 0, False, False),
    "Mark": ("Normal", 0, 6, 0, 0, True, False),
    "TOC Heading": ("Normal", 10, 4, 0, 0, True, True),
    "toc 1": ("Normal", 0, 3, 0, 0, False, False),
    "toc 2": ("Normal", 0, 3, 0.6, 0, False, False),
}
_BORDERS = {"Grade": "0065BD", "Notice": "B23C00"}
"""Styles with a line at their left, and its colour."""

_SMALL = {"Table Note": 9}


def style_of(styles: Any, name: str) -> Any:
    """The style of that name, however its capitals are written; None where there is none."""
    return next((one for one in styles if one.name and one.name.lower() == name.lower()), None)


def styled(made: Any, name: str) -> Iterator[Any]:
    """The paragraphs of the body with a style of that name, those inside tables too."""
    from docx.oxml.ns import qn

    ids = {style.style_id for style in made.styles if style.name and style.name.lower() == name.lower()}
    for paragraph in list(made.element.body.iter(qn("w:p"))):
        if paragraph.style in ids:
            yield paragraph


MARKS = ("Contents Here", "New Page", "Wide Begins", "Wide Ends")
"""Styles by which our HTML leaves its marks; nothing of them stays in the file."""


def without_marks(made: Any) -> None:
    """Take the styles of our marks out again, once everything is made of them."""
    for style in [one for one in made.styles if one.name in MARKS]:
        made.styles.element.remove(style.element)


@lru_cache
def plain_styles() -> bytes:
    """A .docx of our own styles, for documents without a template."""
    return with_styles(reference(plain_reference()), ours=True)


def with_styles(content: bytes, *, ours: bool = False) -> bytes:
    """The .docx with the styles that are missing added; those that it has stay as they are.

    ours: give also those that pandoc's own file brings their sizes and spaces.
    """
    import docx

    document = docx.Document(io.BytesIO(content))
    if not ours:
        _pandocs(document.styles)
    held = {style.name.lower() for style in document.styles if style.name}
    for name, form in _PARAGRAPHS.items():
        if ours or name.lower() not in held:
            _paragraph_style(document.styles, name, form, made_now=name.lower() not in held)
    if ours or "table" not in held:
        _table_style(document.styles)
    if ours:
        _spaces(document.styles)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _paragraph_style(
    styles: Any, name: str, form: tuple[str, float, float, float, float, bool, bool], made_now: bool
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    based, before, after, left, first, bold, kept = form
    if made_now:
        style = styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith(("toc", "TOC", "Cap"))
        )
        style.quick_style = True
    else:
        style = style_of(styles, name)
    style.base_style = style_of(styles, based)
    style.font.bold = bold
    if name in _SMALL:
        style.font.size = Pt(_SMALL[name])
    how = style.paragraph_format
    how.space_before, how.space_after = Pt(before), Pt(after)
    how.left_indent, how.first_line_indent = Cm(left), Cm(first)
    how.keep_with_next = kept
    if first:
        how.tab_stops.add_tab_stop(Cm(left))
    if name in _BORDERS:
        _line_at_left(style, _BORDERS[name])


def _line_at_left(style: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", colour)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    # The order of what is in it is fixed: the borders stand before tabs, spaces and indents.
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    for place in properties:
        if place.tag in {qn(name) for name in after}:
            place.addprevious(borders)
            return
    properties.append(borders)


def _pandocs(styles: Any) -> None:
    """The styles that pandoc writes with, where they are missing; their letters look as the template's do."""
    import docx
    from docx.oxml.ns import qn

    source = docx.Document(io.BytesIO(plain_reference())).styles
    named = {style.style_id: style.name for style in source}
    missing = [one for one in source if one.type in (1, 2) and style_of(styles, one.name) is None]
    for style in missing:
        copied = deepcopy(style.element)
        for element in copied.findall(qn("w:link")):
            copied.remove(element)
        for element in [] if style.name == "Hyperlink" else copied.findall(qn("w:rPr")):
            copied.remove(element)
        styles.element.append(copied)
    for style in missing:
        based = style_of(styles, style.name).element.find(qn("w:basedOn"))
        if based is not None and (found := style_of(styles, named.get(based.get(qn("w:val")), ""))):
            based.set(qn("w:val"), found.style_id)


_TABLE = """<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="table"
 w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>
<w:tblPr><w:tblBorders>{lines}</w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>
<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EAF0F6"/></w:tcPr></w:tblStylePr></w:style>"""
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table_style(styles: Any) -> None:
    """Lines around every cell and a shade behind the header row."""
    from docx.oxml import parse_xml

    lines = "".join(f'<w:{one} w:val="single" w:sz="4" w:space="0" w:color="9AA5B1"/>' for one in _SIDES)
    if (old := style_of(styles, "Table")) is not None:
        styles.element.remove(old.element)
    styles.element.append(parse_xml(_TABLE.format(lines=lines)))


def _spaces(styles: Any) -> None:
    """Room around headings and text as on our pages."""
    from docx.shared import Pt, RGBColor

    of = {style.name: style for style in styles}
    for name, before, after in (("Heading 1", 18, 6), ("Heading 2", 12, 4), ("Heading 3", 10, 4)):
        of[name].paragraph_format.space_before = Pt(before)
        of[name].paragraph_format.space_after = Pt(after)
        of[name].font.bold = True
    for name in ("Body Text", "First Paragraph"):
        of[name].paragraph_format.space_before = Pt(0)
        of[name].paragraph_format.space_after = Pt(6)
    of["Mark"].font.color.rgb = RGBColor.from_string("7A1F00")
    of["Caption"].font.italic = False
    of["Subtitle"].font.size = Pt(12)
    of["Subtitle"].paragraph_format.space_after = Pt(8)
    for name in ("Title", "Subtitle"):
        of[name].paragraph_format.alignment = 0
