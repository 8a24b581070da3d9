"""The checker of PDF files: each fault it knows is found in a file that has that one alone."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from plumbline.publishing.pdf import pdf_of
from plumbline.publishing.pdf_checks import pdf_faults

CHART = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI5IiBoZWlnaHQ9IjkiP"
    "jxyZWN0IHdpZHRoPSI5IiBoZWlnaHQ9IjkiLz48L3N2Zz4="
)
PAGE = f"""<html lang="en-GB"><title>A report</title><h1>Head</h1><h2>Part</h2><p><a href="#x">Go</a></p>
<img src="{CHART}" alt="A chart">
<table><thead><tr><th scope="col">Team</th><th scope="col">Met</th></tr></thead>
<tbody><tr><th scope="row">North</th><td>5</td></tr></tbody></table>
<ul><li>One</li></ul><p id="x">End</p></html>"""


@pytest.fixture(scope="module")
def sound() -> bytes:
    return pdf_of(PAGE)


def changed(content: bytes, change: Callable[[Pdf], None]) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as held:
        change(held)
        saved = io.BytesIO()
        held.save(saved)
    return pdf_faults(saved.getvalue())


def tags(held: Pdf, kind: str) -> list[Dictionary]:
    return [one for one in held.objects if isinstance(one, Dictionary) and one.get("/S") == Name(f"/{kind}")]


def test_a_sound_file_has_none(sound: bytes) -> None:
    assert pdf_faults(sound) == []


def test_what_is_no_pdf_is_said_to_be_none() -> None:
    assert [fault.partition(":")[0] for fault in pdf_faults(b"a letter")] == ["It is no PDF that can be read"]


def unmarked(held: Pdf) -> None:
    held.Root.MarkInfo.Marked = False


def without_language(held: Pdf) -> None:
    del held.Root.Lang


def title_not_shown(held: Pdf) -> None:
    del held.Root.ViewerPreferences


def without_title(held: Pdf) -> None:
    with held.open_metadata() as said:
        del said["dc:title"]


def without_identifier(held: Pdf) -> None:
    with held.open_metadata() as said:
        del said["{http://www.aiim.org/pdfua/ns/id/}part"]


def picture_without_words(held: Pdf) -> None:
    del tags(held, "Figure")[0]["/Alt"]


def picture_with_empty_words(held: Pdf) -> None:
    tags(held, "Figure")[0]["/Alt"] = String(" ")


def heading_left_out(held: Pdf) -> None:
    tags(held, "H2")[0]["/S"] = Name("/H3")


def cell_without_header(held: Pdf) -> None:
    tags(held, "TD")[0]["/A"]["/Headers"] = Array([])


def cell_with_lost_header(held: Pdf) -> None:
    tags(held, "TD")[0]["/A"]["/Headers"] = Array([String("nobody")])


def table_without_headers(held: Pdf) -> None:
    for head in tags(held, "TH"):
        head["/S"] = Name("/TD")


def link_without_words(held: Pdf) -> None:
    del held.pages[0]["/Annots"][0]["/Contents"]


def link_without_tag(held: Pdf) -> None:
    del held.pages[0]["/Annots"][0]["/StructParent"]


def font_left_outside(held: Pdf) -> None:
    for one in held.objects:
        if isinstance(one, Dictionary) and one.get("/Type") == Name("/FontDescriptor"):
            one["/FontName"] = Name("/Lost")
            for file in ("/FontFile2", "/FontFile3"):
                if file in one:
                    del one[file]


def something_untagged(held: Pdf) -> None:
    held.pages[0].contents_add(b"0 0 50 50 re f")


def tab_key_loose(held: Pdf) -> None:
    del held.pages[0]["/Tabs"]


def tag_of_nobody(held: Pdf) -> None:
    tags(held, "H2")[0]["/S"] = Name("/Headline")


def item_outside_a_list(held: Pdf) -> None:
    tags(held, "LI")[0]["/S"] = Name("/P")


def letters_unknown(held: Pdf) -> None:
    for one in held.objects:
        if isinstance(one, Dictionary) and "/ToUnicode" in one:
            del one["/ToUnicode"]


def tag_cut_off(held: Pdf) -> None:
    tags(held, "Document")[0].K.pop()


def without_tags(held: Pdf) -> None:
    del held.Root.StructTreeRoot


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (unmarked, "It is not marked as tagged."),
        (without_language, "It does not say its language."),
        (title_not_shown, "Its title is not shown in place of the file’s name."),
        (without_title, "It has no title."),
        (without_identifier, "It does not say that it is PDF/UA-1."),
        (without_tags, "It has no tree of tags."),
        (picture_without_words, "1 of its pictures have no other words."),
        (picture_with_empty_words, "1 of its pictures have no other words."),
        (heading_left_out, "A heading of level 3 follows one of level 1."),
        (cell_without_header, "1 cells of a table name no header."),
        (cell_with_lost_header, "1 cells of a table name a header that is not there."),
        (table_without_headers, "A table has no header cell."),
        (link_without_words, "A link on page 1 has no words or no tag."),
        (link_without_tag, "A link on page 1 has no words or no tag."),
        (tab_key_loose, "The tab key does not follow the tags on page 1."),
        (tag_of_nobody, "The tag Headline is none that reading programs know."),
        (item_outside_a_list, "A list holds a tag that does not belong there: P."),
        (tag_cut_off, "Something on page 1 has a tag that hangs in no tree."),
        (something_untagged, "Something on page 1 is neither tagged nor said to be decoration."),
    ],
)
def test_each_fault_is_found_and_no_other(change: Callable[[Pdf], None], fault: str, sound: bytes) -> None:
    assert changed(sound, change) == [fault]


def test_a_font_that_cannot_be_read_aloud_is_named(sound: bytes) -> None:
    faults = changed(sound, letters_unknown)
    assert faults and all(fault.endswith("it cannot be read aloud.") for fault in faults)


def test_a_font_outside_the_file_is_named(sound: bytes) -> None:
    faults = changed(sound, font_left_outside)
    assert faults and all(fault.endswith("is not inside the file.") for fault in faults)
