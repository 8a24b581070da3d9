"""A council's own Word template: what is kept of it, what is filled in, and what it is refused for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.shared import RGBColor
from tests.factories.documents import everything

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import template_faults, word_of_document
from plumbline.publishing.documents.template import LARGEST


def template(change: Callable[[Any], Any] = lambda made: None, contents: bool = True) -> bytes:
    """A template as a council has it: a header, a footer, a table with a field, a line after the contents."""
    made = docx.Document()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0, 0x60)
    made.sections[0].header.paragraphs[0].text = "Ashmarrow Council {{ report number }}"
    made.sections[0].footer.paragraphs[0].text = "The council's foot"
    line = made.add_paragraph("For the board: {")
    line.add_run("{ ti").bold = True
    line.add_run("tle }} of {{DATE}}.")
    made.add_table(1, 2).cell(0, 1).text = "{{ Report  by }}"
    if contents:
        made.add_paragraph("{{ contents }}")
    made.add_paragraph("Agenda item", style="List Bullet")
    change(made)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_part(name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """The template with one part added, or changed."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template())) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content if isinstance(content, bytes) else content(old.read(name)))
    return written.getvalue()


def relation(kind: str, target: str) -> Callable[[bytes], bytes]:
    """A change that ties the text to something outside."""
    url = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    line = f'<Relationship Id="rId99" Type="{url}" Target="{target}" TargetMode="External"/></Relationships>'
    return lambda old: old.replace(b"</Relationships>", line.encode())


def in_text(xml: str) -> Callable[[bytes], bytes]:
    """A change that puts a piece of XML at the head of the text."""
    return lambda old: old.replace(b"<w:body>", f"<w:body>{xml}".encode())


RELS, TEXT, KINDS = "word/_rels/document.xml.rels", "word/document.xml", "[Content_Types].xml"
TIED = relation("attachedTemplate", "file:///s/t.dotm")(b"<Relationships></Relationships>")
FIELD = '<w:p><w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r></w:p>'


@pytest.fixture(scope="module")
def made() -> Any:
    return docx.Document(io.BytesIO(word_of_document(everything(), template())))


def lines(made: Any) -> list[str]:
    return [" ".join(one.text.split()) for one in made.paragraphs]


def test_a_sound_template_has_no_fault() -> None:
    assert template_faults(template()) == []


def test_a_field_split_by_word_into_pieces_is_filled(made: Any) -> None:
    assert lines(made)[0] == "For the board: Inspection of Ashmarrow justice social work of 7 August 2026."


def test_a_field_in_a_table_is_filled(made: Any) -> None:
    assert made.tables[0].cell(0, 1).text == "Chief Social Work Officer"


def test_a_field_in_a_header_is_filled_and_the_header_stays(made: Any) -> None:
    assert [one.text for one in made.sections[0].header.paragraphs][-1] == "Ashmarrow Council JSW/12/2026"


def test_the_mark_of_a_draft_stands_at_the_head_of_each_page_though_the_template_has_no_place_for_it(
    made: Any,
) -> None:
    assert {section.header.paragraphs[0].text for section in made.sections} == {"Draft – not for publication"}


def test_the_footer_of_the_template_stays(made: Any) -> None:
    assert {section.footer.paragraphs[0].text for section in made.sections} == {"The council's foot"}


def test_the_line_at_the_foot_is_not_lost(made: Any) -> None:
    assert "Ashmarrow, made-up data" in lines(made)


def test_what_follows_the_place_of_the_contents_stays_behind_them(made: Any) -> None:
    assert lines(made)[-3:] == ["The end.", "Ashmarrow, made-up data", "Agenda item"]


def test_headings_have_the_style_of_the_template(made: Any) -> None:
    head = [one for one in made.paragraphs if one.text == "1. Introduction"][-1]
    assert (head.style.name, str(head.style.font.color.rgb)) == ("Heading 1", "800060")


def test_what_the_template_says_itself_is_not_said_twice(made: Any) -> None:
    text = "\n".join(lines(made))
    assert (text.count("Inspection of Ashmarrow"), text.count("JSW/12/2026")) == (1, 0)


def test_pictures_and_links_come_along(made: Any) -> None:
    links = {one.target_ref for one in made.part.rels.values() if one.is_external}
    assert (links, len(made.inline_shapes)) == ({"https://example.org/report"}, 1)


def test_every_style_that_the_text_names_is_in_the_file(made: Any) -> None:
    held = {style.style_id for style in made.styles}
    named = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', made.element.xml))
    assert named - held == set()


def test_every_list_that_the_text_names_is_in_the_file(made: Any) -> None:
    xml = made.part.numbering_part.element.xml
    lists = set(re.findall(r'<w:num [^>]*w:numId="(\d+)"', xml))
    kinds = set(re.findall(r'<w:abstractNum [^>]*w:abstractNumId="(\d+)"', xml))
    assert set(re.findall(r'<w:numId w:val="(\d+)"', made.element.xml)) - lists == set()
    assert set(re.findall(r'<w:abstractNumId w:val="(\d+)"', xml)) - kinds == set()


def test_no_bookmark_and_no_picture_shares_its_number_with_another(made: Any) -> None:
    marks = re.findall(r'<w:bookmarkStart [^>]*w:id="(\d+)"', made.element.xml)
    pictures = re.findall(r'<wp:docPr [^>]*id="(\d+)"', made.element.xml)
    assert (len(set(marks)), len(set(pictures))) == (len(marks), len(pictures))


def test_without_a_place_the_contents_come_last() -> None:
    held = docx.Document(io.BytesIO(word_of_document(everything(), template(contents=False))))
    assert lines(held)[-2:] == ["The end.", "Ashmarrow, made-up data"]


def test_text_that_speaks_of_a_field_is_no_field() -> None:
    held = word_of_document(everything(under="Written as {{ date }}"), template())
    assert "Written as {{ date }}" in lines(docx.Document(io.BytesIO(held)))


def test_the_same_document_and_template_give_the_same_bytes() -> None:
    given = template()
    assert word_of_document(everything(), given) == word_of_document(everything(), given)


def test_a_document_on_its_side_turns_the_pages_it_stands_on() -> None:
    held = docx.Document(io.BytesIO(word_of_document(everything(landscape=True), template())))
    assert [one.page_width > one.page_height for one in held.sections] == [True]


def test_who_made_the_template_is_not_said_in_the_paper() -> None:
    given = template(lambda made: setattr(made.core_properties, "author", "Somebody Else"))
    held = docx.Document(io.BytesIO(word_of_document(everything(), given)))
    assert (held.core_properties.author, held.core_properties.title) == (
        "Plumbline document",
        "Inspection of Ashmarrow justice social work",
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (b"a letter", "It is no Word file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "It is an old Word file or one with a password."),
        (b"x" * (LARGEST + 1), "It has 5.0 MB; a template may have 5 MB."),
        (template()[:-40], "It is no Word file."),
        (with_part("word/vbaProject.bin", b"x"), "It holds macros."),
        (
            with_part(KINDS, lambda old: old.replace(b"document.main", b"template.main")),
            "It is no Word document.",
        ),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "It holds another file or a control inside it."),
        (with_part(RELS, relation("image", "http://example.org/x.png")), "It fetches something from outside"),
        (with_part(RELS, relation("oleObject", "file:///c:/x.xls")), "It fetches something from outside"),
        (with_part(RELS, relation("hyperlink", "file:///etc/passwd")), "It has a link to file:///etc/passwd"),
        (
            with_part("word/_rels/settings.xml.rels", TIED),
            "It is tied to another template, file:///s/t.dotm",
        ),
        (with_part(TEXT, in_text(FIELD.format("INCLUDEPICTURE http://x"))), "It has a field INCLUDEPICTURE"),
        (with_part(TEXT, in_text(FIELD.format("ddeauto c:/x"))), "It has a field DDEAUTO"),
        (
            with_part(TEXT, in_text("<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>")),
            "It holds changes that were tracked",
        ),
        (
            with_part(TEXT, in_text("<w:p><w:r><w:commentReference/></w:r></w:p>")),
            "It holds comments: delete them",
        ),
        (
            with_part(TEXT, lambda old: b"<!DOCTYPE x [<!ENTITY e 'x'>]>" + old[old.index(b"<w:d") :]),
            "One of its parts cannot be read.",
        ),
        (
            with_part(TEXT, in_text("<w:p><w:r><w:t>{{ contents }}</w:t></w:r></w:p>")),
            "It says {{ contents }} more than once.",
        ),
        (with_part("../out.xml", b"<x/>"), "One of its parts has a name that leads out of it."),
        (with_part("word/big.xml", b"<x>" + b" " * 51_000_000 + b"</x>"), "Unpacked it has more than 50 MB."),
    ],
)
def test_a_file_that_is_no_safe_template_is_refused_in_words(given: bytes, fault: str) -> None:
    faults = template_faults(given)
    assert [one[: len(fault)] for one in faults] == [fault]


def test_every_fault_of_a_template_is_said_at_once() -> None:
    given = with_part(TEXT, in_text(FIELD.format("DDE x") + FIELD.format("INCLUDETEXT x")))
    assert len(template_faults(given)) == 2


def test_a_template_that_asks_for_what_a_paper_does_not_have_is_refused_with_what_there_is() -> None:
    given = template(lambda made: made.add_paragraph("{{ ward }}"))
    with pytest.raises(
        PlumblineError, match=r"asks for \{\{ ward \}\}\. The fields that can be filled are: conten"
    ):
        word_of_document(everything(), given)


def test_a_place_for_the_contents_in_a_table_is_refused() -> None:
    given = template(
        lambda made: setattr(made.tables[0].cell(0, 0), "text", "{{ contents }}"), contents=False
    )
    with pytest.raises(PlumblineError, match="must be a paragraph of its own, outside tables"):
        word_of_document(everything(), given)


def test_a_refused_template_makes_no_paper() -> None:
    with pytest.raises(PlumblineError, match="This Word template cannot be used:\n  It holds macros"):
        word_of_document(everything(), with_part("word/vbaProject.bin", b"x"))


def test_a_template_whose_parts_do_not_fit_together_is_refused_without_a_crash() -> None:
    def without_header(kinds: bytes) -> bytes:
        return re.sub(rb'<Override PartName="/word/header1.xml"[^>]*/>', b"", kinds)

    with pytest.raises(PlumblineError, match="It is a damaged Word file"):
        word_of_document(everything(), with_part(KINDS, without_header))


def test_the_mark_stands_on_a_first_page_and_on_even_pages_that_have_headers_of_their_own() -> None:
    def change(made: Any) -> None:
        made.sections[0].different_first_page_header_footer = True
        made.sections[0].first_page_header.paragraphs[0].text = "Crest"
        made.settings.odd_and_even_pages_header_footer = True
        made.sections[0].even_page_header.paragraphs[0].text = "Even"

    section = docx.Document(io.BytesIO(word_of_document(everything(), template(change)))).sections[0]
    held = [section.header, section.first_page_header, section.even_page_header]
    assert [[one.text for one in head.paragraphs] for head in held] == [
        ["Draft – not for publication", "Ashmarrow Council JSW/12/2026"],
        ["Draft – not for publication", "Crest"],
        ["Draft – not for publication", "Even"],
    ]


def test_a_template_with_a_place_for_the_mark_has_it_there_alone() -> None:
    given = template(lambda made: made.sections[0].header.add_paragraph("Status: {{ mark }}"))
    held = docx.Document(io.BytesIO(word_of_document(everything(), given)))
    heads = [one.text for one in held.sections[0].header.paragraphs]
    assert heads == ["Ashmarrow Council JSW/12/2026", "Status: Draft – not for publication"]
