"""What people write, as HTML: headings that fit, links that are safe, nothing lost."""

from __future__ import annotations

import re

import pytest

from plumbline.publishing.documents.written import Manner, as_markdown, html_of_written


def headings(markdown: str, level: int = 2) -> list[str]:
    return re.findall(r"<(h\d)>", html_of_written(markdown, Manner(level=level)))


@pytest.mark.parametrize(
    ("markdown", "level", "found"),
    [
        ("# a\n## b\n# c", 2, ["h3", "h4", "h3"]),
        ("### a\n### b", 2, ["h3", "h3"]),
        ("### a\n# b", 2, ["h3", "h3"]),
        ("# a\n###### b", 2, ["h3", "h4"]),
        ("# a\n## b\n### c\n#### d", 4, ["h5", "h6", "h6", "h6"]),
        ("a\n===\nb\n---", 3, ["h4", "h5"]),
    ],
)
def test_headings_stand_below_the_one_above_them_without_a_gap(
    markdown: str, level: int, found: list[str]
) -> None:
    assert headings(markdown, level) == found


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[a](https://example.org/x)", '<a href="https://example.org/x">a</a>'),
        ("[a](mailto:office@example.org)", '<a href="mailto:office@example.org">a</a>'),
        ("<https://example.org>", '<a href="https://example.org">https://example.org</a>'),
        ("[a](#plan)", '<a href="#plan">a</a>'),
        ('[a](https://example.org "t")', '<a href="https://example.org">a</a>'),
        ("[a](#gone)", "a"),
        ("[a](ftp://example.org)", "a (ftp://example.org)"),
        ("[a](//example.org)", "a (//example.org)"),
        ("[a](JaVaScRiPt:x)", "a (JaVaScRiPt:x)"),
        ("<file:///x>", "file:///x"),
        ("![words *here*](https://example.org/x.png)", "[words here]"),
        ("![](https://example.org/x.png)", "[picture without words]"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("&#0;&#x1;a\x00\x1b\ud800b", "��ab"),
    ],
)
def test_a_line_comes_out_safe_and_whole(markdown: str, html: str) -> None:
    assert html_of_written(markdown, Manner(ids={"plan"})) == f"<p>{html}</p>\n"


def test_a_table_scrolls_on_a_page_and_not_on_paper() -> None:
    table = "| a |\n|---|\n| b |"
    assert '<div class="scroll" role="region" tabindex="0"' in html_of_written(table, Manner(page=True))
    assert "scroll" not in html_of_written(table)


def test_an_empty_header_cell_is_none_on_a_page() -> None:
    table = "| a |  |\n|---|---|\n| b | c |"
    assert html_of_written(table, Manner(page=True)).count("<th") == 1 + 1  # one cell and thead
    assert html_of_written(table).count('scope="col"') == 2


def test_a_number_stands_before_a_list_that_comes_first() -> None:
    html = html_of_written("- a", Manner(before="2.1"))
    assert html == "<p>2.1</p>\n<ul>\n<li>a</li>\n</ul>\n"


def test_an_empty_text_still_bears_its_number() -> None:
    assert html_of_written("", Manner(before="2.1")) == "<p>2.1</p>\n"


@pytest.mark.parametrize(
    "text", ["*a* _b_ [c](d) <e> `f` #g 1. h", "# no heading", "- no list", "1) x", "a | b", "\\", "&amp;"]
)
def test_a_plain_text_means_nothing_but_itself(text: str) -> None:
    from html import escape

    assert (
        html_of_written(as_markdown(text))
        == f"<p>{escape(text, quote=True).replace('&#x27;', chr(39))}</p>\n"
    )
