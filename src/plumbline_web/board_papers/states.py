"""The words of papers for a board: their sections, their tables, their two versions and three forms."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.publishing.documents import Document, page_of, pdf_of_document, word_of_document

SECTION_WORDS = {
    "purpose": "Purpose",
    "summary": "Summary",
    "recommendations": "Recommendations",
    "background": "Background",
    "main_issues": "Main issues",
    "proposals": "Proposals",
    "consultation": "Consultation",
}
NEEDED = ("purpose", "recommendations", "background")
"""The sections that every paper has."""

TABLE_WORDS = {
    "no_shift": "Actions that are done, and nothing has shifted",
    "areas": "Where each area for improvement stands",
    "figures": "The measures behind the verdicts",
    "overdue": "Actions that are overdue",
    "at_risk": "Actions at risk",
    "done": "Actions that are done",
}
"""The tables that are filled from a plan."""

VERSION_WORDS = {
    "public": "Public version",
    "full": "Full version, for members",
}
FORM_WORDS: dict[str, tuple[str, str, str, Callable[[Document], bytes]]] = {
    "page": ("html", "Page", "text/html; charset=utf-8", page_of),
    "pdf": ("pdf", "PDF", "application/pdf", pdf_of_document),
    "word": (
        "docx",
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_of_document,
    ),
}
"""Form -> the ending of its file, its name, its type, and what makes it."""

SENDING_WORDS = {
    "waiting": "Waiting to be made",
    "making": "Its files are being made",
    "made": "Sent",
    "failed": "Could not be made",
}
ANSWER_WORDS = {"": "Not answered yet", "none": "There is nothing", "some": "There is something"}
"""What a paper says of one subject of implications."""
DRAFT = "Draft"
SHOWS_SMALL = "Not for publication: small numbers are shown"
"""The mark of a full version whose tables say more than those of the public one."""
