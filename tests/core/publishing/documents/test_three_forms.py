"""The page, the PDF and the Word file of one document say the same."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from tests.factories.documents import everything
from tests.factories.html_pages import Page

from plumbline.publishing.documents import (
    Document,
    Notice,
    Numbered,
    Part,
    Table,
    Text,
    page_of,
    pdf_of_document,
    word_of_document,
)
from plumbline.publishing.pdf_checks import pdf_faults


@pytest.fixture(scope="module")
def document() -> Document:
    return everything()


@pytest.fixture(scope="module")
def page(document: Document) -> Page:
    return Page(page_of(document).decode())


@pytest.fixture(scope="module")
def pdf(document: Document) -> bytes:
    return pdf_of_document(document)


@pytest.fixture(scope="module")
def word(document: Document) -> Any:
    return docx.Document(io.BytesIO(word_of_document(document)))


def plain(text: str) -> str:
    return " ".join(text.split())


def headings(page: Page) -> list[tuple[int, str]]:
    return [(level, plain(text)) for level, text in page.headings if plain(text) != "Contents"]


def test_the_pdf_has_no_fault_that_would_keep_it_from_being_read_aloud(pdf: bytes) -> None:
    assert pdf_faults(pdf) == []


def test_another_program_finds_the_pdf_sound(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")


def test_no_heading_of_the_page_leaves_a_level_out(page: Page) -> None:
    levels = [1, *(level for level, _ in headings(page)[1:])]
    assert [after - before for before, after in itertools.pairwise(levels) if after - before > 1] == []


def test_the_word_file_has_the_headings_of_the_page_a_level_higher(word: Any, page: Page) -> None:
    held = [
        (int(one.style.name[-1]), plain(one.text))
        for one in word.paragraphs
        if re.fullmatch(r"Heading \d", one.style.name)
    ]
    assert held == [(level - 1, text) for level, text in headings(page) if level > 1]


def test_the_word_file_has_the_tables_of_the_page(word: Any, page: Page) -> None:
    held = [[[plain(cell.text) for cell in row.cells][-1] for row in one.rows] for one in word.tables]
    assert held == [[plain(row[-1]) for row in one.texts()] for one in page.tables]


@pytest.mark.parametrize("make", [page_of, pdf_of_document, word_of_document])
def test_the_same_document_gives_the_same_bytes(make: Any, document: Document) -> None:
    assert make(document) == make(document)


@pytest.mark.parametrize("lines", [1, 40, 60, 90])
def test_a_row_higher_than_a_page_keeps_the_headers_of_its_columns(lines: int) -> None:
    cell = "\n".join(["a line that is long enough"] * lines)
    table = Table("A table", ("Question", "Answer"), (("One", cell), ("One", cell)), span=(0,))
    document = Document("T", (Part("a", "A", (Text("word " * 300), table)),), contents=False)
    assert pdf_faults(pdf_of_document(document)) == []


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Part("", "", (Text(""), Numbered(()), Notice(""))),),
        (Part("a", "A", (Table("", (), (("", "x"), ("y", ""))), Table("C", ("", ""), (("", ""),)))),),
        (Part("a", "A", (Table("C", ("a", "b"), ()),), level=3), Part("a", "B", level=7)),
        (Part("main", "A", landscape=True), Part("contents", "B", landscape=True), Part("a", "C")),
    ],
    ids=["no parts", "empty blocks", "empty cells", "no rows", "names of the frame"],
)
def test_what_is_empty_or_odd_is_made_all_the_same(parts: tuple[Part, ...]) -> None:
    document = Document("T", parts)
    page = Page(page_of(document).decode())
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert pdf_faults(pdf_of_document(document)) == []
    assert docx.Document(io.BytesIO(word_of_document(document))).sections


def test_a_part_on_its_side_turns_its_pages_alone_in_both_files() -> None:
    sides = [False, True, True, False, True]
    document = Document(
        "T",
        tuple(Part(f"p{at}", "P", (Text("x"),), landscape=one) for at, one in enumerate(sides)),
        contents=False,
    )
    word = docx.Document(io.BytesIO(word_of_document(document)))
    with pikepdf.open(io.BytesIO(pdf_of_document(document))) as held:
        pages = [page.mediabox[2] > page.mediabox[3] for page in held.pages]
    assert ([one.page_width > one.page_height for one in word.sections], pages) == (
        [False, True, False, True],
    ) * 2


def test_no_mark_of_our_own_making_is_left_in_the_word_file(word: Any) -> None:
    marks = {"Contents Here", "New Page", "Wide Begins", "Wide Ends"}
    assert [style.name for style in word.styles if style.name in marks] == []
    assert [one.text for one in word.paragraphs if "\ue000" in one.text or one.text == "-"] == []


def test_every_style_that_the_word_file_names_is_in_it(word: Any) -> None:
    held = {style.style_id for style in word.styles}
    assert set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', word.element.xml)) - held == set()


def test_the_contents_of_the_word_file_are_its_headings_as_links(word: Any) -> None:
    listed = [
        (one.style.name, plain("".join(text.text or "" for text in one._p.iter("{*}t"))))
        for one in word.paragraphs
        if one.style.name.startswith("toc ")
    ]
    held = [
        (f"toc {one.style.name[-1]}", plain(one.text))
        for one in word.paragraphs
        if one.style.name in ("Heading 1", "Heading 2")
    ]
    assert listed == held
    anchors = re.findall(r'<w:hyperlink w:anchor="(_Toc\d+)"', word.element.xml)
    assert anchors == re.findall(r'<w:bookmarkStart [^>]*w:name="(_Toc\d+)"', word.element.xml)


def test_captions_are_word_s_own_and_keep_the_number_of_the_text(word: Any) -> None:
    held = [one for one in word.paragraphs if one.style.name.lower() == "caption"]
    assert [one.text for one in held] == ["Figure 1: First contact in time", "Table 1: Stages", "The plan"]
    codes = [code.strip() for code in re.findall(r"<w:instrText[^>]*>([^<]*SEQ[^<]*)<", word.element.xml)]
    assert codes == ["SEQ Figure \\* ARABIC \\r 1", "SEQ Table \\* ARABIC \\r 1"]


def test_every_table_of_the_word_file_repeats_its_head_on_each_page(word: Any) -> None:
    heads = [sum(1 for _ in table._tbl.iter("{*}tblHeader")) for table in word.tables]
    assert heads == [1] * len(word.tables)


def test_every_picture_of_the_word_file_has_its_other_words(word: Any) -> None:
    held = [one._inline.docPr.get("descr") for one in word.inline_shapes]
    assert held == ["A line that rises from a fifth to four fifths."]


def test_the_mark_and_the_number_stand_on_every_page_of_the_word_file(word: Any) -> None:
    heads = {section.header.paragraphs[0].text for section in word.sections}
    feet = {tuple(one.text for one in section.footer.paragraphs) for section in word.sections}
    assert (heads, feet) == (
        {"Draft – not for publication"},
        {("Ashmarrow, made-up data", "Page 1 of 1")},
    )


def test_the_mark_the_foot_and_the_number_stand_on_every_page_of_the_pdf(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    pages = found.stdout.decode().split("\f")[:-1]
    assert len(pages) > 3
    for at, page in enumerate(pages, start=1):
        assert "Draft – not for publication" in page
        assert "Ashmarrow, made-up data" in page
        assert f"Page {at} of {len(pages)}" in page


def test_the_pdf_has_a_bookmark_for_each_heading(pdf: bytes, page: Page) -> None:
    def titles(items: Any) -> list[str]:
        return [title for item in items for title in (item.title, *titles(item.children))]

    with pikepdf.open(io.BytesIO(pdf)) as held, held.open_outline() as outline:
        assert titles(outline.root) == [plain(text) for _, text in page.headings]


def test_the_language_of_the_document_is_that_of_each_form() -> None:
    document = everything(language="gd")
    with pikepdf.open(io.BytesIO(pdf_of_document(document))) as held:
        assert str(held.Root.Lang) == "gd"
    word = docx.Document(io.BytesIO(word_of_document(document)))
    assert word.core_properties.language == "gd"
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', word.styles.element.xml)) == {"gd"}
    assert '<html lang="gd">' in page_of(document).decode()


def test_cells_that_are_equal_and_follow_one_another_are_one_cell_in_every_form(
    word: Any, page: Page
) -> None:
    spans = [
        found.get("rowspan") for row in page.tables[-1].rows for _, found, _ in row if found.get("rowspan")
    ]
    merged = [one.get(qn("w:val")) for one in word.tables[-1]._tbl.iter("{*}vMerge")]
    assert (spans, merged) == (["2"], ["restart", "continue"])


def test_no_column_of_the_word_file_breaks_a_word_where_there_is_room() -> None:
    long = "Not yet, since nothing is better by the figures of the year. " * 4
    table = Table(
        "T", ("Area", "Verdict", "Why"), (("A1", "Held", long),), "Of last year.", widths=(5, 5, 90)
    )
    word = docx.Document(io.BytesIO(word_of_document(Document("T", (Part("p", "P", (table,)),)))))
    columns = [int(one.get(qn("w:w"))) for one in word.tables[0]._tbl.tblGrid.gridCol_lst]
    assert columns[:2] == [230 + 130 * 4, 230 + 130 * 7]
    last = [paragraph for cell in word.tables[0].rows[-1].cells for paragraph in cell.paragraphs]
    assert [one.paragraph_format.keep_with_next for one in last] == [True, True, True]


def test_widths_that_are_given_hold_in_the_word_file() -> None:
    table = Table("T", ("a", "b"), (("x" * 90, "y"),), widths=(25, 75))
    made = docx.Document(io.BytesIO(word_of_document(Document("T", (Part("a", "A", (table,)),)))))
    columns = [int(one.get(qn("w:w"))) for one in made.tables[0]._tbl.tblGrid.gridCol_lst]
    assert [round(100 * one / sum(columns)) for one in columns] == [25, 75]
