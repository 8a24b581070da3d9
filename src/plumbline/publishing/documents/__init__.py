"""A written document from one source: a report of an activity, a letter, a plan, a paper for a board.

What is to be said is a `Document`, plain data that can be kept. The page, the PDF and the Word file are made
of it and of nothing else.
"""

from plumbline.publishing.documents.model import (
    Block,
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Picture,
    Table,
    Text,
    document_as_json,
    document_from_json,
)
from plumbline.publishing.documents.page import page_of
from plumbline.publishing.documents.paper import pdf_of_document
from plumbline.publishing.documents.template import template_faults
from plumbline.publishing.documents.word_file import word_of_document

__all__ = [
    "Block",
    "Document",
    "Evaluated",
    "Notice",
    "Numbered",
    "Part",
    "Picture",
    "Table",
    "Text",
    "document_as_json",
    "document_from_json",
    "page_of",
    "pdf_of_document",
    "template_faults",
    "word_of_document",
]
