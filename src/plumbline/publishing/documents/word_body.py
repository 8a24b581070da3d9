"""What pandoc leaves undone in the text of a Word file, in one of our own and in a template alike."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import GENERATOR
from plumbline.publishing.documents.word_marks import (
    captions,
    contents_list,
    given_shares,
    keep_together,
    notes_stay,
    page_breaks,
    table_width,
    tabs,
)

MOST = 255
"""Signs that a property of a Word file may have."""


def finish_body(made: Any, document: Document) -> None:
    """What pandoc leaves undone in the text: tables, captions, numbers, contents, new pages."""
    from plumbline.publishing.word_finish import finish_table

    for table in made.tables:
        finish_table(table, table_width(made, table), given_shares(table))
        keep_together(table)
    notes_stay(made)
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
    of.title, of.language = document.title[:MOST], document.language
    of.author = of.last_modified_by = GENERATOR
    of.comments = of.keywords = of.category = ""
    of.subject = document.under[:MOST]
    of.revision = 1
    day = (
        document.made_on or "2000-01-01"
    )  # a file must have one; without its own it has none that could differ
    of.created = of.modified = datetime.fromisoformat(day).replace(tzinfo=UTC)


def opened(content: bytes) -> Any:
    """A .docx file as python-docx has it."""
    import docx

    return docx.Document(io.BytesIO(content))


def saved(made: Any) -> bytes:
    """The same as the bytes of a file."""
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
