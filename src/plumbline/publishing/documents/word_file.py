"""A document as a Word file: made of the one HTML by pandoc, then finished here."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import GENERATOR, html_of
from plumbline.publishing.documents.word_marks import (
    captions,
    contents_list,
    page_breaks,
    running_lines,
    table_width,
    tabs,
)
from plumbline.publishing.documents.word_sections import sections, turned


def word_of_document(document: Document) -> bytes:
    """The document as a .docx file: headings, contents, captions, tables, pictures with their words.

    The same document gives the same bytes every time. Raises PlumblineError where Word files cannot be made
    here.
    """
    from plumbline.publishing.documents.word_styles import plain_styles
    from plumbline.publishing.word import converted, why_no_word
    from plumbline.publishing.word_finish import undated

    if why := why_no_word():
        raise PlumblineError(why)
    made = _opened(converted(html_of(document, "word"), plain_styles(), contents=0))
    if document.landscape:
        turned(made.sections[-1])
    running_lines(made.sections[-1], document.mark, document.foot)
    finish_body(made, document)
    sections(made)
    properties(made, document)
    return undated(_saved(made))


def finish_body(made: Any, document: Document) -> None:
    """What pandoc leaves undone in the text: tables, captions, numbers, contents, new pages."""
    from plumbline.publishing.word_finish import finish_table

    for table in made.tables:
        finish_table(table, table_width(made, table))
    captions(made)
    tabs(made)
    page_breaks(made)
    contents_list(made, wanted=document.contents)
    for at, picture in enumerate(made.element.body.iter("{*}docPr"), start=1):
        picture.set("id", str(at))
        if not picture.get("title"):
            picture.attrib.pop("title", None)


def properties(made: Any, document: Document) -> None:
    """Title, language and day of the file; nobody's name."""
    of = made.core_properties
    of.title, of.language = document.title, document.language
    of.author = of.last_modified_by = GENERATOR
    of.comments = of.keywords = of.category = ""
    of.subject = document.under
    of.revision = 1
    day = (
        document.made_on or "2000-01-01"
    )  # a file must have one; without its own it has none that could differ
    of.created = of.modified = datetime.fromisoformat(day).replace(tzinfo=UTC)


def _opened(content: bytes) -> Any:
    import docx

    return docx.Document(io.BytesIO(content))


def _saved(made: Any) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
