"""The report as a Word file: the headings and tables of the page, marked so that they can be read aloud."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from tests.factories.html_pages import Page
from tests.factories.runs import duties, write_run

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures.frozen import open_run
from plumbline.publishing import pictures, word
from plumbline.publishing.report import report_file, report_html, write_report
from plumbline.publishing.word import why_no_word, word_of


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
    return report_file(open_run(folder), publish=True, period="2025-26", ending=".docx")


@pytest.fixture(scope="module")
def document(made: bytes) -> Any:
    return docx.Document(io.BytesIO(made))


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page(report_html(open_run(folder), publish=True, period="2025-26"))


def plain(text: str) -> str:
    return " ".join(text.split())


def test_its_headings_are_those_of_the_page_a_level_higher(document: Any, page: Page) -> None:
    held = [
        (int(one.style.name[-1]), plain(one.text))
        for one in document.paragraphs
        if one.style.name.startswith("Heading")
    ]
    assert held == [(level - 1, plain(text)) for level, text in page.headings if level > 1]


def test_its_tables_hold_what_those_of_the_page_hold(document: Any, page: Page) -> None:
    def words(cell: Any) -> str:
        return plain("".join(one.text or " " for one in cell.iter(qn("w:t"), qn("w:br"))))

    held = [[[words(cell) for cell in row._tr.tc_lst] for row in one.rows] for one in document.tables]
    assert held == [[[plain(text) for text in row] for row in one.texts()] for one in page.tables]


def test_every_table_repeats_its_header_rows_and_names_its_first_column(document: Any, page: Page) -> None:
    heads = [
        sum(row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in one.rows)
        for one in document.tables
    ]
    looks = [one._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) for one in document.tables]
    assert heads == [1] * len(page.tables)
    assert looks == ["1"] * len(page.tables)


def test_every_table_bears_its_caption(document: Any, page: Page) -> None:
    held = [one._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for one in document.tables]
    assert [plain(text) for text in held] == [plain(one.caption) for one in page.tables]


def test_every_picture_has_the_words_of_the_page(document: Any, page: Page) -> None:
    held = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert sorted(held) == sorted(str(found["alt"]) for tag, found in page.tags if tag == "img")


def test_pictures_are_drawn_at_twice_the_size_they_are_shown(made: bytes, document: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        drawn = {
            int.from_bytes(held.read(name)[16:20], "big")
            for name in held.namelist()
            if name.startswith("word/media/")
        }
    shown = {round(one.width / 9525) for one in document.inline_shapes}
    assert drawn == {2 * 132, 2 * 720}
    assert max(shown) <= 720 and min(shown) == 132  # a wide one is made to fit between the margins


def test_whose_it_is_and_whether_it_may_be_published_stand_at_its_head(document: Any) -> None:
    texts = [plain(one.text) for one in document.paragraphs[:4]]
    assert texts[0].startswith("Is the work done to standard? Ashmarrow (X12000001), 2025-26")
    assert texts[2].startswith(
        "Ashmarrow (X12000001) (made-up data) 2025-26 (April 2025 to March 2026), as at"
    )
    assert texts[3].startswith("For publication: counts from 1 to 4")


def test_the_foot_of_each_page_says_whether_it_may_be_published(document: Any) -> None:
    feet = [section.footer.paragraphs[0].text for section in document.sections]
    assert [text.startswith("For publication: counts from 1 to 4") for text in feet] == [True]


def test_its_language_is_british_english_everywhere(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        styles = held.read("word/styles.xml").decode()
    assert docx.Document(io.BytesIO(made)).core_properties.language == "en-GB"
    assert re.findall(r'<w:lang w:val="([^"]*)"', styles) == ["en-GB"]


def test_its_fonts_and_colours_are_no_theme_s(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert "heme" not in held.read("word/styles.xml").decode()


def test_its_title_maker_and_day_are_in_its_properties(document: Any) -> None:
    held = document.core_properties
    assert held.title.endswith("2025-26 (April 2025 to March 2026), as at 31 March 2026")
    assert (held.author, held.created.date()) == ("Plumbline report 0.1.0", date(2026, 3, 31))


def test_it_begins_with_contents_that_are_filled_so_that_word_asks_nothing(
    made: bytes, document: Any
) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        text = held.read("word/document.xml").decode()
    listed = re.findall(
        r'<w:hyperlink w:anchor="(_Toc\d+)"><w:r><w:rPr>.{1,60}</w:rPr><w:t>([^<]*)</w:t>', text
    )
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [words for _, words in listed] == heads
    assert [name for name, _ in listed] == re.findall(r'w:name="(_Toc\d+)"', text)
    assert ('TOC \\o "1-1"' in text, "w:dirty" in text) == (True, False)
    kinds = re.findall(r'w:fldCharType="(\w+)"', text)
    assert kinds[:3] == ["begin", "separate", "end"]


def test_the_same_run_gives_the_same_bytes(made: bytes, folder: Path) -> None:
    assert report_file(open_run(folder), publish=True, period="2025-26", ending=".docx") == made


def test_nothing_is_read_from_outside_for_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    head = '<meta name="generator" content="G"><meta name="dcterms.created" content="2026-03-31">'
    body = f'<p class="mark">M</p><h2>T</h2><img src="{secret}" alt="P"><img src="file://{secret}" alt="P">'
    with zipfile.ZipFile(
        io.BytesIO(word_of(f"<html><head><title>T</title>{head}</head>{body}</html>"))
    ) as held:
        assert [name for name in held.namelist() if name.startswith("word/media/")] == []
        assert b"secret" not in b"".join(held.read(name) for name in held.namelist() if "media" in name)


def test_one_that_takes_too_long_is_given_up(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*arguments: Any, **values: Any) -> Any:
        raise subprocess.TimeoutExpired("pandoc", values["timeout"])

    word._styles()
    monkeypatch.setattr(word.subprocess, "run", slow)
    with pytest.raises(PlumblineError, match="not ready after 120 seconds"):
        write_report(folder, tmp_path / "report.docx")
    assert list(tmp_path.iterdir()) == []


def test_where_the_libraries_are_missing_it_says_which_part_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def imported(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(word.importlib, "import_module", imported)
    assert "install Plumbline with its site part" in (why_no_word.__wrapped__() or "")


def test_where_there_is_no_pandoc_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(word, "_pandoc", lambda: tmp_path / "pandoc")
    assert (why_no_word.__wrapped__() or "").startswith("Word files need pandoc")


def test_a_chart_without_its_words_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_can_write", lambda: False)
    with pytest.raises(PlumblineError, match="Pictures of charts need a font"):
        pictures.as_png("<svg/>")


def test_a_word_file_of_ours_is_replaced_and_another_is_left_alone(
    made: bytes, folder: Path, tmp_path: Path
) -> None:
    ours, letter = tmp_path / "report.docx", tmp_path / "letter.docx"
    ours.write_bytes(made)
    docx.Document().save(str(letter))
    write_report(folder, ours, publish=True, period="2024-25")
    assert ours.read_bytes() != made
    with pytest.raises(UsageError, match=r"letter.docx: exists and is no report of ours"):
        write_report(folder, letter)
