"""Which files are taken as documents: by what is in them, whatever they are called."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from factories.evidence import PDF, office
from plumbline_web.evidence import file_types
from plumbline_web.evidence.file_types import FileRefused, kept_name, type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ODT = "application/vnd.oasis.opendocument.text"


def typed(content: bytes, name: str) -> str:
    return type_of(io.BytesIO(content), name)


def odt() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", ODT)
        packed.writestr("content.xml", "<office/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "Plan.pdf", "application/pdf"),
        (office(), "Plan.docx", file_types.TYPES["docx"]),
        (office("xl/workbook.xml"), "Counts.xlsx", file_types.TYPES["xlsx"]),
        (office("ppt/presentation.xml"), "Slides.pptx", file_types.TYPES["pptx"]),
        (odt(), "Plan.odt", ODT),
        (PNG, "Board.png", "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "Board.jpg", "image/jpeg"),
        (b"team,orders\nNorth,12\n", "Counts.csv", "text/csv"),
        ("Caf\u00e9 notes, \u00a32".encode("cp1252"), "Notes.txt", "text/plain"),
        ("Notes".encode("utf-16"), "Notes.txt", "text/plain"),
        (b"# Plan\n\nWords.\n", "Plan.md", "text/markdown"),
    ],
)
def test_what_is_on_the_list_is_known_by_its_content(content: bytes, name: str, kind: str) -> None:
    assert typed(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (PDF, "Plan.docx", "what is in the file is a PDF"),
        (office(), "Plan.pdf", "what ends in .docx"),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "Plan.pdf", "something else"),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "Plan.txt", "something else"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "Plan.txt", "something else"),
        (b"  \n<html><body onload=x></body></html>", "Plan.csv", "something else"),
        (b"\xef\xbb\xbf<svg xmlns='x'/>", "Plan.md", "something else"),
        ("<html>".encode("utf-16"), "Plan.txt", "something else"),
        (rb"{\rtf1 words}", "Plan.txt", "something else"),
        (b"Words with a \x00 in it", "Plan.txt", "something else"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "Plan.docx", "older office program"),
        (b"PK\x03\x04 and then nothing", "Plan.docx", "damaged"),
        (office("other/part.xml"), "Plan.docx", "something else"),
    ],
)
def test_what_is_something_else_is_refused(content: bytes, name: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        typed(content, name)


@pytest.mark.parametrize(
    "part", ["word__vbaProject.bin", "word__activeX__activeX1.bin", "Basic__Module1.xml"]
)
def test_macros_are_refused(part: str) -> None:
    with pytest.raises(FileRefused, match="macros"):
        typed(office("word/document.xml", **{part: b"x"}), "Plan.docx")


@pytest.mark.parametrize("part", ["..__..__etc__passwd", "__tmp__x"])
def test_parts_that_lead_elsewhere_are_refused(part: str) -> None:
    with pytest.raises(FileRefused, match="not built like"):
        typed(office("word/document.xml", **{part: b"x"}), "Plan.docx")


def test_a_part_packed_far_smaller_than_any_document_is_refused() -> None:
    bomb = office("word/document.xml", word__media=b"\0" * 30_000_000)
    with pytest.raises(FileRefused, match="far larger"):
        typed(bomb, "Plan.docx")


def test_all_parts_together_may_not_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_types, "MOST_UNPACKED", 1_000)
    with pytest.raises(FileRefused, match="far larger"):
        typed(office("word/document.xml", word__a=b"ab" * 400, word__b=b"cd" * 400), "Plan.docx")


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(office("word/document.xml", word__media=b"\0" * 1_000_000))
    at = content.rindex(b"PK\x01\x02")  # the last part's line in the list of contents
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(FileRefused, match="damaged"):
        typed(bytes(content), "Plan.docx")


def test_parts_that_share_their_bytes_are_refused() -> None:
    content = bytearray(office("word/document.xml", word__a=b"a" * 50, word__b=b"b" * 50))
    first = content.index(b"PK\x01\x02")
    last = content.rindex(b"PK\x01\x02")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]
    with pytest.raises(FileRefused):
        typed(bytes(content), "Plan.docx")


def test_a_file_under_a_password_is_refused() -> None:
    content = bytearray(office())
    for at in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[at] |= 1
    with pytest.raises(FileRefused, match="password"):
        typed(bytes(content), "Plan.docx")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_types, "MOST_PARTS", 2)
    with pytest.raises(FileRefused, match="made of 3 parts"):
        typed(office("word/document.xml", word__a=b"a"), "Plan.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Plan.pdf", "Plan.pdf"),
        ("../../etc/Plan.pdf", "Plan.pdf"),
        ("C:\\Users\\someone\\Plan.PDF", "Plan.pdf"),
        ("Plan\u202efdp.pdf", "Planfdp.pdf"),
        ("Plan\r\nSet-Cookie: x.pdf", "PlanSet-Cookie_ x.pdf"),
        ('a"b;c.pdf', "a_b_c.pdf"),
        (".pdf", "document.pdf"),
        ("..pdf", "document.pdf"),
        ("Picture.JPEG", "Picture.jpg"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("Pl\u00e0n.pdf", "Pl\u00e0n.pdf"),
    ],
)
def test_a_name_is_kept_without_path_or_signs_that_mislead(given: str, kept: str) -> None:
    assert kept_name(given) == kept


@pytest.mark.parametrize(
    "name", ["Plan.exe", "Plan", "Plan.pdf.exe", "Plan.docm", "Plan.html", "", "pdf", "Plan.svg"]
)
def test_a_name_with_another_ending_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="are not taken"):
        kept_name(name)


def test_the_made_up_bomb_is_small_enough_to_be_sent() -> None:
    assert len(zlib.compress(b"\0" * 30_000_000)) < 50_000
