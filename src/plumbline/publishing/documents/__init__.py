"""A written document from one source: a report of an activity, a letter, a plan, a paper for a board.

What is to be said is a `Document`, plain data that can be kept. The page, the PDF and the Word file are made
of it and of nothing else.
"""

from plumbline.publishing.documents.board_document import board_paper_document
from plumbline.publishing.documents.board_faults import board_paper_faults
from plumbline.publishing.documents.board_layouts import (
    Layout,
    LayoutPart,
    Subject,
    layouts,
    read_layout,
    subject,
    subjects,
)
from plumbline.publishing.documents.board_paper import (
    Appendix,
    BoardPaper,
    Implication,
    Said,
    appendix_of,
    board_paper_as_json,
    board_paper_from_json,
    exempt_reasons,
)
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
    block_as_json,
    block_from_json,
    document_as_json,
    document_from_json,
)
from plumbline.publishing.documents.page import page_of
from plumbline.publishing.documents.paper import pdf_of_document
from plumbline.publishing.documents.plan_table import (
    KeyMessage,
    PlannedAction,
    plan_document,
    plan_table,
)
from plumbline.publishing.documents.template import template_faults
from plumbline.publishing.documents.word_file import word_of_document

__all__ = [
    "Appendix",
    "Block",
    "BoardPaper",
    "Document",
    "Evaluated",
    "Implication",
    "KeyMessage",
    "Layout",
    "LayoutPart",
    "Notice",
    "Numbered",
    "Part",
    "Picture",
    "PlannedAction",
    "Said",
    "Subject",
    "Table",
    "Text",
    "appendix_of",
    "block_as_json",
    "block_from_json",
    "board_paper_as_json",
    "board_paper_document",
    "board_paper_faults",
    "board_paper_from_json",
    "document_as_json",
    "document_from_json",
    "exempt_reasons",
    "layouts",
    "page_of",
    "pdf_of_document",
    "plan_document",
    "plan_table",
    "read_layout",
    "subject",
    "subjects",
    "template_faults",
    "word_of_document",
]
