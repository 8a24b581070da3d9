"""What would keep a PDF from being read aloud, found in the file itself before it is given out.

The rules are those of PDF/UA-1 (ISO 14289-1) that a program can decide and that our files could break. To
pass is no certificate: whether the words and the order make sense, only a person who listens can say.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_UA = "{http://www.aiim.org/pdfua/ns/id/}part"
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SHOWS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
# fmt: off
_STANDARD = frozenset({
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index",
    "NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody",
    "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference",
    "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure",
    "Formula", "Form",
})
# fmt: on
"""The tags of ISO 32000-1, 14.8.4."""
_HOLDS = {
    "/L": ("/LI", "/L", "/Caption"),
    "/LI": ("/Lbl", "/LBody"),
    "/Table": ("/TR", "/THead", "/TBody", "/TFoot", "/Caption"),
    "/THead": ("/TR",),
    "/TBody": ("/TR", "/TBody"),  # one inside the other is how a body of no rows comes out
    "/TR": ("/TH", "/TD"),
}
_CALLED = {
    "/L": "list",
    "/LI": "list item",
    "/Table": "table",
    "/THead": "table’s head",
    "/TBody": "table’s body",
    "/TR": "row",
}
_BEGINS, _ENDS = {"BMC", "BDC"}, {"EMC"}


def pdf_faults(content: bytes) -> list[str]:
    """The faults of a PDF, each in a sentence; an empty list where none was found.

    It looks at: whether it opens; marking and the tree of tags; language; title and that it is shown; the
    identifier of PDF/UA-1; tags of the standard alone; other words for pictures; headings without a gap; how
    lists and tables are built, and the headers of their cells; what links are called; the order of the tab
    key; fonts inside the file, with the letters that their signs stand for; and whether all that is painted
    is decoration, or tagged by a tag of the tree.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return [*_of_the_document(pdf), *_of_the_tags(pdf), *_of_the_pages(pdf), *_of_the_fonts(pdf)]
    except (pikepdf.PdfError, RecursionError) as fault:
        return [f"It is no PDF that can be read: {fault}."]


def _of_the_document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not _get(root, "/MarkInfo", "/Marked"):
        yield "It is not marked as tagged."
    if not str(_get(root, "/Lang") or ""):
        yield "It does not say its language."
    if not _get(root, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "Its title is not shown in place of the file’s name."
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        if not str(said.get("dc:title", "")).strip():
            yield "It has no title."
        if said.get(_UA) != "1":
            yield "It does not say that it is PDF/UA-1."


def _of_the_tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    tree = _get(pdf.Root, "/StructTreeRoot")
    if tree is None:
        yield "It has no tree of tags."
        return
    level = 0
    pictures = 0
    for element in _elements(tree):
        kind = str(_get(element, "/S"))
        if kind == "/Figure" and not str(_get(element, "/Alt") or "").strip():
            pictures += 1
        if kind[:2] == "/H" and kind[2:].isdecimal():
            if int(kind[2:]) > level + 1:
                yield f"A heading of level {kind[2:]} follows one of level {level or 'none'}."
            level = int(kind[2:])
        yield from _of_its_place(element, kind)
        if kind == "/Table":
            yield from _of_a_table(element)
    if not level:
        yield "It has no heading."
    if pictures:
        yield f"{pictures} of its pictures have no other words."


def _of_its_place(element: Any, kind: str) -> Iterator[str]:
    """Whether a tag is one of the standard, and holds what a tag of its kind may hold."""
    if kind.lstrip("/") not in _STANDARD:
        yield f"The tag {kind.lstrip('/')} is none that reading programs know."
    if kind in _HOLDS:
        for held in _kids(element):
            if str(_get(held, "/S")) not in _HOLDS[kind]:
                tag = str(_get(held, "/S"))[1:]
                yield f"A {_CALLED[kind]} holds a tag that does not belong there: {tag}."


def _of_a_table(table: Any) -> Iterator[str]:
    cells = [one for one in _elements(table) if str(_get(one, "/S")) in ("/TH", "/TD")]
    headers = {bytes(one["/ID"]) for one in cells if str(one["/S"]) == "/TH" and "/ID" in one}
    if not any(str(one["/S"]) == "/TH" for one in cells):
        yield "A table has no header cell."
        return
    alone = lost = 0
    for cell in cells:
        if str(cell["/S"]) == "/TD":
            named = [
                bytes(name) for attributes in _attributes(cell) for name in attributes.get("/Headers", [])
            ]
            alone += not named
            lost += any(name not in headers for name in named)
    if alone:
        yield f"{alone} cells of a table name no header."
    if lost:
        yield f"{lost} cells of a table name a header that is not there."


def _of_the_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    import pikepdf

    told = _told(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        if str(page.get("/Tabs", "")) != "/S" and "/Annots" in page:
            yield f"The tab key does not follow the tags on page {number}."
        depth = 0
        lost = False
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in _BEGINS:
                depth += 1
                place = _place(instruction) if operator == "BDC" else None
                lost = lost or (place is not None and (page.obj.objgen, place) not in told)
            elif operator in _ENDS:
                depth -= 1
            elif operator in _SHOWS and depth <= 0:
                yield f"Something on page {number} is neither tagged nor said to be decoration."
                break
        if lost and told:
            yield f"Something on page {number} has a tag that hangs in no tree."
        for link in page.get("/Annots", []):
            if str(_get(link, "/Subtype")) != "/Link":
                continue
            if not str(_get(link, "/Contents") or "").strip() or "/StructParent" not in link:
                yield f"A link on page {number} has no words or no tag."
                break


def _place(instruction: Any) -> int | None:
    """The number that marked content begins with, by which a tag knows it; None for decoration."""
    import pikepdf

    said = instruction.operands[1]
    place = said.get("/MCID") if isinstance(said, pikepdf.Dictionary) else None
    return None if place is None else int(place)


def _told(pdf: pikepdf.Pdf) -> set[tuple[tuple[int, int], int]]:
    """What the tags of the tree hold: the page’s number in the file and the place on it."""
    import pikepdf

    found = set()
    tree = _get(pdf.Root, "/StructTreeRoot")
    for element in _elements(tree) if tree is not None else ():
        kids = _get(element, "/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            apart = isinstance(kid, pikepdf.Dictionary)
            place = _get(kid, "/MCID") if apart else kid
            page = (_get(kid, "/Pg") if apart else None) or _get(element, "/Pg")
            if isinstance(place, int) and page is not None:
                found.add((page.objgen, place))
    return found


def _of_the_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    import pikepdf

    for held in pdf.objects:
        if not isinstance(held, pikepdf.Dictionary) or str(held.get("/Type", "")) != "/Font":
            continue
        if str(held.get("/Subtype")) == "/Type0" and "/ToUnicode" not in held:
            name = str(held.get("/BaseFont", "without a name")).lstrip("/")
            yield f"The signs of the font {name} stand for no letters, so that it cannot be read aloud."
        if str(held.get("/Subtype")) in ("/Type0", "/Type3"):  # its parts are looked at themselves; drawn
            continue
        described = held.get("/FontDescriptor")
        if described is None or not any(file in described for file in _FONT_FILES):
            name = str(held.get("/BaseFont", "without a name")).lstrip("/")
            yield f"The font {name} is not inside the file."


def _kids(element: Any) -> list[Any]:
    """The tags straight below an element."""
    import pikepdf

    kids = _get(element, "/K")
    found = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [one for one in found if isinstance(one, pikepdf.Dictionary) and "/S" in one]


def _elements(element: Any) -> Iterator[Any]:
    """Every tag below an element, in reading order."""
    import pikepdf

    kids = _get(element, "/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _attributes(element: Any) -> list[Any]:
    import pikepdf

    held = _get(element, "/A")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _get(held: Any, *names: str) -> Any:
    """What stands under these names, one inside the other; None where one is missing."""
    for name in names:
        if held is None or name not in held:
            return None
        held = held[name]
    return held
