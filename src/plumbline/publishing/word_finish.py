"""What pandoc leaves undone in a Word file: language, fonts, tables read aloud, title, page foot."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

FONT = "Arial"
"""On every machine that has Word; a theme's fonts would change with the reader's own theme."""

LANGUAGE = "en-GB"
_COLOURS = {"Title": "002D54", "Heading 1": "002D54", "Heading 2": "1B1B1B", "Heading 3": "1B1B1B"}
_SIZES = {"Title": 22, "Heading 1": 16, "Heading 2": 12, "Heading 3": 11, "Normal": 10, "Compact": 9}
WIDE = 9638
"""The width of the text, in twentieths of a point: A4 less two margins of 2 cm."""

_LETTER, _EDGES, _LONGEST = 130, 230, 16
"""A letter of bold type of 11 points and the room beside a cell's text, in twentieths of a point; and the
letters of the longest word that a column is made wide enough for."""

_NUMBER = re.compile(r"[\d,.%*–]+|-")


def reference(default: bytes) -> bytes:
    """A reference.docx for pandoc, made of its own: our font in place of the theme's, A4, sizes, language."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document(io.BytesIO(default))
    styles = document.styles
    for fonts in styles.element.iter(qn("w:rFonts")):
        _own_font(fonts)
    usual = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    usual.append(OxmlElement("w:lang"))
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for part in styles.element.iter():
        for name in [name for name in part.attrib if "theme" in name]:
            del part.attrib[name]
    for name, points in _SIZES.items():
        styles[name].font.size = Pt(points)
        if name in _COLOURS:
            styles[name].font.color.rgb = RGBColor.from_string(_COLOURS[name])
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def finished(made: bytes, html: str) -> bytes:
    """The Word file with its language, title, tables and page foot set. The same file gives the same bytes.

    html: what it was made of; its title, maker and date are taken from there, and the line that says whether
    it may be published, which stands at the foot of each page.
    """
    import docx

    document = docx.Document(io.BytesIO(made))
    of = document.core_properties
    of.title = _said(html, r"<title>(.*?)</title>")
    of.author = of.last_modified_by = _said(html, r'name="generator" content="(.*?)"')
    of.language = LANGUAGE
    of.created = of.modified = datetime.fromisoformat(
        _said(html, r'name="dcterms.created" content="(.*?)"')
    ).replace(tzinfo=UTC)
    of.revision = 1
    _fill_contents(document.element.body)
    for table in document.tables:
        finish_table(table)
    for picture in document.inline_shapes:
        named = picture._inline.docPr
        if not named.get("title"):
            named.attrib.pop("title", None)
    for section in document.sections:
        _foot(section, _said(html, r'<p class="mark[^"]*">(.*?)</p>'))
    written = io.BytesIO()
    document.save(written)
    return undated(written.getvalue())


def _fill_contents(body: Any) -> None:
    """Fill the list of contents, which pandoc leaves to Word, with the headings as links.

    So it is there in every program, and Word asks nothing when it opens the file. Page numbers come once Word
    is told to bring the list up to date.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = next((run for run in body.iter(qn("w:r")) if run.find(qn("w:instrText")) is not None), None)
    heads = [one for one in body.iter(qn("w:p")) if one.style == "Heading1"]
    if field is None or not heads:
        return
    begin, _, _, end = field
    begin.attrib.pop(qn("w:dirty"), None)
    field.remove(end)
    entry = field.getparent()
    for at, head in enumerate(heads):
        name = f"_Toc{at + 1:08d}"
        for tag, place in (
            ("w:bookmarkStart", 1 if head.pPr is not None else 0),
            ("w:bookmarkEnd", len(head) + 1),
        ):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(900_000 + at))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            head.insert(place, mark)
        if at:
            former, entry = entry, OxmlElement("w:p")
            former.addnext(entry)
        entry.style = "Compact"
        link, run, text = (OxmlElement(tag) for tag in ("w:hyperlink", "w:r", "w:t"))
        link.set(qn("w:anchor"), name)
        run.style = "Hyperlink"
        text.text = "".join(part.text or "" for part in head.iter(qn("w:t")))
        run.append(text)
        link.append(run)
        entry.append(link)
    closing = OxmlElement("w:r")
    closing.append(end)
    entry.append(closing)


def _own_font(fonts: Any) -> None:
    from docx.oxml.ns import qn

    for name in [name for name in fonts.attrib if "Theme" in name]:
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def finish_table(table: Any, wide: int = WIDE, shares: Sequence[float] = ()) -> None:
    """Mark header rows and the first column as such, keep rows whole, share the width by what is in it.

    No column is too narrow for its longest word, as far as the width goes. wide: the width of the text, in
    twentieths of a point. shares: of the columns, where they are given.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    rows = [row for row in table._tbl.tr_lst]
    heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1" if heads else "0")
        look.set(qn("w:firstColumn"), "1")
        look.set(qn("w:val"), "00A0" if heads else "0080")
    for row in rows:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    plain = [row for row in rows if len(row.tc_lst) == len(table.columns)]
    columns = [[_text(row.tc_lst[at]) for row in plain] for at in range(len(table.columns))]
    shares = shares or [
        max(_room(text, row.tc_lst[at]) for row, text in zip(plain, column, strict=True))
        for at, column in enumerate(columns)
    ]
    needs = [max(_longest_word(row.tc_lst[at]) for row in plain) for at in range(len(table.columns))]
    widths = widths_of(wide, shares, [_EDGES + _LETTER * letters for letters in needs])
    for held, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        held.set(qn("w:w"), str(width))
    for at, column in enumerate(columns[1:], start=1):
        body = [text for row, text in zip(plain, column, strict=True) if row not in heads and text]
        if body and all(_NUMBER.fullmatch(text) for text in body):
            for row in plain:
                for paragraph in row.tc_lst[at].p_lst:
                    paragraph.alignment = 2  # right
    for row in heads:
        for run in row.iter(qn("w:r")):
            run.get_or_add_rPr().get_or_add_b().val = True


def widths_of(wide: int, shares: Sequence[float], needs: Sequence[int]) -> list[int]:
    """The width of each column: by its share, and what it needs at least where all of that fits."""
    if sum(needs) >= wide:
        return [round(wide * need / sum(needs)) for need in needs]
    held: set[int] = set()
    while True:
        left = wide - sum(needs[at] for at in held)
        rest = sum(share for at, share in enumerate(shares) if at not in held)
        widths = [needs[at] if at in held else round(left * share / rest) for at, share in enumerate(shares)]
        narrow = {at for at, width in enumerate(widths) if width < needs[at]}
        if not narrow:
            return widths
        held |= narrow


def _longest_word(cell: Any) -> int:
    """The letters of the longest word of a cell, up to what a column may ask for."""
    from docx.oxml.ns import qn

    words = (word for text in cell.iter(qn("w:t")) for word in re.split(r"[\s/-]+", text.text or ""))
    return min(_LONGEST, max(map(len, words), default=0))


def _room(text: str, cell: Any) -> float:
    """How much of a row's width a cell asks for: less than in proportion for long texts, which are broken."""
    from docx.oxml.ns import qn

    if cell.find(f".//{qn('w:drawing')}") is not None:
        return 22.0
    room: float = min(44, max(7, len(text))) ** 0.8
    return room


def _text(cell: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(text.text or "" for text in cell.iter(qn("w:t"))).strip()


def _foot(section: Any, mark: str) -> None:
    """The foot of each page: whether it may be published, and the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run(f"{mark} Page ").font.size = Pt(8)
    number = paragraph.add_run()
    number.font.size = Pt(8)
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = code or None
        number._r.append(part)


def _said(html: str, pattern: str) -> str:
    found = re.search(pattern, html, flags=re.DOTALL)
    assert found is not None, f"the report has nothing like {pattern}"
    return unescape(found[1]).strip()


def undated(content: bytes) -> bytes:
    """The same zip file without the time of its making."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return written.getvalue()
