"""A document as a tagged PDF."""

from __future__ import annotations

from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import html_of


def pdf_of_document(document: Document) -> bytes:
    """The document as a PDF with tags (PDF/UA-1), bookmarks and page numbers, looked over before it is given.

    The same document gives the same bytes every time on the same machine. Raises PlumblineError where PDF
    files cannot be made here, and where the file made has a fault that `pdf_checks` finds.
    """
    from plumbline.publishing.pdf import pdf_of

    return pdf_of(html_of(document, "pdf"))
