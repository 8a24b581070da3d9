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
