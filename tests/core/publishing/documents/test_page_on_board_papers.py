"""The page on board papers names every subject, field, key and limit that there is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from tests.factories.documents import everything

from plumbline.publishing.documents import LayoutPart, layouts, subjects
from plumbline.publishing.documents.board_layouts import FIELDS, HOLDS
from plumbline.publishing.documents.in_template import fields_of
from plumbline.publishing.documents.template import LARGEST, LARGEST_OPENED

PAGE = (Path(__file__).parents[4] / "docs" / "how-to" / "set-out-board-papers.md").read_text("utf-8")
MANNERS = ("paragraphs", "roman", "letters", "headings", "numbered headings", "lines")
NAMED = (
    *(one.code for one in subjects()),
    *layouts(),
    *FIELDS,
    *HOLDS,
    *(one.name for one in fields(LayoutPart)),
    *MANNERS,
)


@pytest.mark.parametrize("name", sorted(set(NAMED)))
def test_it_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_field_of_a_template_that_is_no_header_line_is_named() -> None:
    headed = {label.lower() for label, _ in everything().header}
    assert [
        name for name in fields_of(everything()) if name not in headed and f"{{{{ {name} }}}}" not in PAGE
    ] == []


def test_its_limits_are_those_in_force() -> None:
    assert f"larger than {LARGEST // 1_000_000} MB, or {LARGEST_OPENED // 1_000_000} MB unpacked" in PAGE
