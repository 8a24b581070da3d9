"""The report as a PDF: tagged, whole, made from the page alone, and refused where it fails its check."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, write_run

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures.frozen import open_run
from plumbline.publishing import pdf
from plumbline.publishing.drawing import as_data
from plumbline.publishing.pdf import pdf_of, why_no_pdf
from plumbline.publishing.pdf_checks import pdf_faults
from plumbline.publishing.report import report_file, report_html, write_report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for at in range(24):
        days = {"clock_start": date(2024 + (at + 3) // 12, (at + 3) % 12 + 1, 2)}
        days["due_on"] = days["clock_start"]
        rows += duties(12, **days) + duties(8, verdict="not_met", team="South", **days)
    return write_run(tmp_path_factory.mktemp("run"), rows, standards={"cpo_first_contact": "First contact"})


@pytest.fixture(scope="module")
def made(folder: Path) -> bytes:
    return report_file(open_run(folder), publish=True, period="2025-26", ending=".pdf")


def text_of(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    found = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return " ".join(found.stdout.decode("utf-8").split())


def test_it_has_no_fault(made: bytes) -> None:
    assert pdf_faults(made) == []


def test_heads_and_feet_of_its_pages_are_decoration_and_no_text(tmp_path: Path) -> None:
    style = "<style>@page{@top-left{content:'A head'}@bottom-right{content:'Page ' counter(page)}}</style>"
    content = pdf_of(f'<html lang="en-GB"><title>T</title>{style}<h1>Whole</h1></html>')
    with pikepdf.open(io.BytesIO(content)) as held:
        begun = [
            str(one.operands[0])
            for one in pikepdf.parse_content_stream(held.pages[0])
            if str(one.operator) == "BDC"
        ]
    assert sorted(begun) == ["/Artifact", "/Artifact", "/Span"]
    assert sorted(text_of(content, tmp_path).split()) == ["1", "A", "Page", "Whole", "head"]


def test_another_program_finds_its_form_sound(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(made)
    found = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")


def test_the_same_run_gives_the_same_bytes(made: bytes, folder: Path) -> None:
    assert report_file(open_run(folder), publish=True, period="2025-26", ending=".pdf") == made


def test_it_says_in_its_title_what_it_is_of(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as held:
        assert str(held.docinfo["/Title"]) == (
            "Is the work done to standard? Ashmarrow (X12000001), 2025-26 (April 2025 to March 2026), "
            "as at 31 March 2026"
        )


def test_every_heading_of_the_page_is_in_it(made: bytes, folder: Path, tmp_path: Path) -> None:
    text = text_of(made, tmp_path)
    page = Page(report_html(open_run(folder), publish=True, period="2025-26"))
    assert [words for _, words in page.headings if " ".join(words.split()) not in text] == []


def test_what_is_folded_away_on_screen_is_open_on_paper(made: bytes, tmp_path: Path) -> None:
    assert "February 2026 12 20 60.0% (12 of 20) yes" in text_of(made, tmp_path)


def test_each_page_has_its_number_and_whether_it_may_be_published(made: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made)) as held:
        pages = len(held.pages)
    text = text_of(made, tmp_path)
    assert [f"Page {at} of {pages}" in text for at in range(1, pages + 1)] == [True] * pages
    assert text.count("For publication: counts from 1 to 4") >= pages


def test_the_page_numbers_of_the_contents_stand_outside_the_links(folder: Path) -> None:
    html = report_html(open_run(folder), form="pdf")
    assert '<li><a href="#leaders">For leaders</a><span class="at" data-to="#leaders"></span></li>' in html


def test_every_picture_has_the_words_of_the_page(made: bytes, folder: Path) -> None:
    with pikepdf.open(io.BytesIO(made)) as held:
        words = {
            str(one["/Alt"])
            for one in held.objects
            if isinstance(one, pikepdf.Dictionary) and str(one.get("/S", "")) == "/Figure"
        }
    page = Page(report_html(open_run(folder), publish=True, period="2025-26"))
    assert words == {found["alt"] for tag, found in page.tags if tag == "img"}


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "https://example.org/picture.png", "/picture.png"]
)
def test_nothing_is_fetched_for_it(address: str) -> None:
    with pytest.raises(PlumblineError, match=r"The PDF is not made: a report asks for nothing from outside"):
        pdf_of(f'<html lang="en"><title>T</title><h1>T</h1><img src="{address}" alt="P"></html>')


def test_a_file_with_a_fault_is_not_given_out() -> None:
    drawing = as_data("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0H9'/></svg>")
    with pytest.raises(PlumblineError, match="1 of its pictures have no other words"):
        pdf_of(f'<html lang="en"><title>T</title><h1>T</h1><img src="{drawing}"></html>')


def without(name: str, fault: Exception) -> Any:
    def imported(asked: str) -> Any:
        if asked == name:
            print("a notice of the library's own")
            raise fault

    return imported


def test_where_pango_is_missing_it_says_so_and_what_can_be_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pdf.importlib, "import_module", without("weasyprint", OSError("no pango")))
    why = why_no_pdf.__wrapped__()
    assert why is not None and why.startswith("PDF files need Pango")
    assert why.endswith("The report as a web page and as a Word file can be made all the same.")
    assert capsys.readouterr().out == ""


def test_where_the_libraries_are_missing_it_says_which_part_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf.importlib, "import_module", without("pikepdf", ImportError("none")))
    assert "install Plumbline with its site part" in (why_no_pdf.__wrapped__() or "")


def test_here_they_can_be_made() -> None:
    assert why_no_pdf() is None


def test_a_report_that_cannot_be_made_leaves_no_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "why_no_pdf", lambda: "PDF files need Pango.")
    with pytest.raises(PlumblineError, match="PDF files need Pango"):
        write_report(folder, tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_of_ours_is_replaced_and_another_is_left_alone(
    made: bytes, folder: Path, tmp_path: Path
) -> None:
    ours, letter = tmp_path / "report.pdf", tmp_path / "letter.pdf"
    ours.write_bytes(made)
    letter.write_bytes(b"%PDF-1.7\n% a letter\n")
    write_report(folder, ours, publish=True, period="2024-25")
    assert ours.read_bytes() != made
    with pytest.raises(UsageError, match=r"letter.pdf: exists and is no report of ours"):
        write_report(folder, letter)
