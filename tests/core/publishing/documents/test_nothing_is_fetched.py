"""Documents are made with no file and no network access but their own, whatever people wrote in them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from tests.factories.html_pages import Page

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import (
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Picture,
    Table,
    Text,
    page_of,
    pdf_of_document,
    word_of_document,
)
from plumbline.publishing.documents.svg_checks import svg_faults
from plumbline.publishing.documents.template import fields_in

TOKEN = "only-in-the-secret-file"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.html"
    path.write_text(f"<p>{TOKEN}</p>")
    return path


def attacks(secret: Path) -> str:
    """Ways to ask for a file or for something on the network, on a line each."""
    return "\n\n".join(
        [
            f"<img src=file://{secret}>",
            f'<img src="{secret}"> <object data="{secret}"></object> <iframe src="{secret}"></iframe>',
            f"<style>@import url(file://{secret}); body{{background:url(http://127.0.0.1:9/x)}}</style>",
            f"<link rel=attachment href=file://{secret}>",
            "<base href=http://127.0.0.1:9/>",
            f"![{TOKEN[:0]}picture](file://{secret}) ![picture](http://127.0.0.1:9/x.png) ![p]({secret})",
            f"[a file](file://{secret}) [a path]({secret})",
            "[a script](javascript:alert(1)) [d](data:text/html,x)",
            f"<file://{secret}> [![nested](http://127.0.0.1:9/y.png)](https://example.org/ok)",
            f"[reference][r]\n\n[r]: file://{secret}",
            "</style></title></head></body></html><script src=http://127.0.0.1:9/z></script>",
            "{{ config }} {% include '/etc/passwd' %} \\input{/etc/passwd} `url(http://127.0.0.1:9/)`",
            '";}@page{background:url(http://127.0.0.1:9/css)}/*',
            "<?xml-stylesheet href='http://127.0.0.1:9/'?> <!ENTITY x SYSTEM 'file:///etc/passwd'>",
        ]
    )


@pytest.fixture(scope="module")
def document(secret: Path) -> Document:
    evil = attacks(secret)
    line = " ".join(evil.split())
    short = line[:150]
    return Document(
        title=line,
        under=line,
        header=((line, line),),
        mark=line[:300],
        foot=line[:300],
        made_on="2026-08-07",
        parts=(
            Part(
                f'x" onload="alert(1)" style="background:url(file://{secret})',
                line,
                (
                    Text(evil),
                    Numbered((("1.1", evil), ("(i)", evil), ("", evil))),
                    Table(line, (short, short), ((short, evil), (short, evil)), note=line, span=(0,)),
                    Picture(SVG.format('<rect width="9" height="9"/>'), line, line),
                    Evaluated("5.2", line, line, evil),
                    Notice(line, evil),
                ),
                number=line[:60],
                landscape=True,
            ),
        ),
    )


def test_the_page_has_no_address_that_a_browser_would_fetch(document: Document) -> None:
    page = Page(page_of(document).decode())
    asked = [
        (tag, value)
        for tag, found in page.tags
        for name, value in found.items()
        if name in ("src", "data", "srcset", "poster", "action") or (tag == "link" and name == "href")
    ]
    assert [(tag, str(value)[:26]) for tag, value in asked] == [("img", "data:image/svg+xml;base64,")]


def test_the_page_has_no_tag_and_no_attribute_that_people_wrote(document: Document) -> None:
    page = Page(page_of(document).decode())
    assert {tag for tag, _ in page.tags} & {"script", "iframe", "object", "base", "link", "embed"} == set()
    assert [
        name for _, found in page.tags for name in found if name.startswith("on") or name == "style"
    ] == []


def test_the_page_s_only_style_is_ours(document: Document) -> None:
    text = page_of(document).decode()
    assert text.count("<style>") == 1
    assert "127.0.0.1" not in text[text.index("<style>") : text.index("</style>")]


def test_links_lead_to_the_web_and_nowhere_else(document: Document) -> None:
    page = Page(page_of(document).decode())
    held = {str(found.get("href")) for tag, found in page.tags if tag == "a"}
    assert {one for one in held if not one.startswith("#")} == {"https://example.org/ok"}


def test_what_may_not_be_a_link_is_still_read(document: Document, secret: Path) -> None:
    text = " ".join(" ".join(Page(page_of(document).decode()).words).split())
    assert f"a file (file://{secret})" in text
    assert "a script (javascript:alert(1))" in text
    assert "[picture]" in text


def test_the_pdf_is_made_and_holds_no_file_of_the_machine(document: Document) -> None:
    with pikepdf.open(io.BytesIO(pdf_of_document(document))) as held:
        links = {
            str(link.A.URI)
            for page in held.pages
            for link in page.get("/Annots", [])
            if "/A" in link and "/URI" in link.A
        }
        streams = [one.read_bytes() for one in held.objects if isinstance(one, pikepdf.Stream)]
        assert "/EmbeddedFiles" not in held.Root.get("/Names", {})
    assert links == {"https://example.org/ok"}
    assert not any(TOKEN.encode() in one for one in streams)


def test_the_word_file_is_made_and_asks_for_nothing(document: Document) -> None:
    made = word_of_document(document)
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        relations = "".join(held.read(name).decode() for name in held.namelist() if name.endswith(".rels"))
        media = [name for name in held.namelist() if "media/" in name]
        parts = b"".join(held.read(name) for name in held.namelist())
    outside = re.findall(r"<Relationship [^>]*TargetMode=\"External\"[^>]*>", relations)
    assert {re.search(r'Target="([^"]*)"', one)[1] for one in outside} == {"https://example.org/ok"}  # type: ignore[index]
    assert len(media) == 1
    assert TOKEN.encode() not in parts


def test_the_word_file_has_no_field_that_people_wrote(document: Document) -> None:
    made = docx.Document(io.BytesIO(word_of_document(document)))
    codes = {one.strip().split()[0] for one in re.findall(r"<w:instrText[^>]*>([^<]*)<", made.element.xml)}
    assert codes <= {"TOC", "SEQ"}


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ('<image href="file:///etc/passwd"/>', "it holds <image>"),
        ('<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="/etc/x.png"/>', "it holds <image>"),
        ('<use href="http://127.0.0.1:9/x.svg#a"/>', "it names an address"),
        ('<rect fill="url(http://127.0.0.1:9/x.svg#a)"/>', "its fill names an address"),
        ("<rect fill=\"url( 'file:///x#a' )\"/>", "its fill names an address"),
        ("<style>@import 'http://127.0.0.1:9/'</style>", "its style names an address"),
        ("<style>rect{fill:\\75rl(http://127.0.0.1:9/)}</style>", "its style names an address"),
        ("<script>1</script>", "it holds <script>"),
        ("<foreignObject/>", "it holds <foreignObject>"),
        ('<rect onload="x()"/>', "it holds the script onload"),
    ],
)
def test_a_drawing_that_reaches_outside_itself_is_refused_in_every_form(inside: str, fault: str) -> None:
    svg = SVG.format(inside)
    assert fault in svg_faults(svg)
    document = Document("T", (Part("a", "A", (Picture(svg, "A", ""),)),))
    for make in (page_of, pdf_of_document, word_of_document):
        with pytest.raises(PlumblineError, match="A picture of this document cannot be used"):
            make(document)


@pytest.mark.parametrize(
    "svg",
    [
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        '<?xml-stylesheet href="http://127.0.0.1:9/"?><svg/>',
        "<html/>",
        "no drawing",
    ],
)
def test_what_is_no_plain_drawing_is_refused(svg: str) -> None:
    assert len(svg_faults(svg)) == 1


def test_our_own_kinds_of_reference_inside_a_drawing_are_let_through() -> None:
    inside = '<defs><g id="a"/></defs><use href="#a"/><rect fill="url(#a)" stroke="url(\'#a\')"/>'
    assert svg_faults(SVG.format(inside)) == []


def test_the_fields_of_a_template_are_found_in_no_other_writing() -> None:
    assert fields_in(["{ title }", "{{title}} {{ Report  Number }}", "{{}}"]) == {"title", "report number"}
