"""The page, the PDF and the Word file of one document say the same."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.factories.documents import everything
from tests.factories.html_pages import Page

from plumbline.publishing.documents import Document, page_of, pdf_of_document, word_of_document
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
