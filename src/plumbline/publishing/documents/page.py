"""A document as one HTML file that asks for nothing from anywhere."""

from __future__ import annotations

from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import GENERATOR, html_of

__all__ = ["GENERATOR", "page_of"]


def page_of(document: Document, back: tuple[str, str] | None = None) -> bytes:
    """The document as an HTML page, in UTF-8. The same document gives the same bytes every time.

    back: the address and words of a link at its head, for a page that a site shows among others of its own.
    Raises PlumblineError where a picture in it asks for something outside itself.
    """
    return html_of(document, "page", back).encode("utf-8")
