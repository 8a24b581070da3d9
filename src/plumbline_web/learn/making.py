"""The documents of published cases in their forms: each made once, when first asked for, then kept in memory.

They are the same for everybody and as few as the library holds, so what anybody without an account can ask
of the machine has an end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from plumbline.publishing.documents import Document, page_of, pdf_of_document, word_of_document
from plumbline.publishing.pdf import why_no_pdf
from plumbline.publishing.published_cases import documents_of_published
from plumbline.publishing.word import why_no_word
from plumbline.scrutiny.published import load_published

PATIENCE = 20
"""Seconds that somebody waits while another document is being made; the longest takes about three."""


class StillMakingError(Exception):
    """Other documents are being made; ask again in a little while."""


@dataclass(frozen=True)
class Form:
    """One form of a document: its words on pages, the ending and type of its file, and what makes it.

    make: from a document and the code of its case. why_not: why it cannot be made on this machine, or None.
    """

    words: str
    ending: str
    kind: str
    make: Callable[[Document, str], bytes]
    why_not: Callable[[], str | None]


def _page(document: Document, code: str) -> bytes:
    """The document as a page that leads back to its case, where its other documents are."""
    return page_of(document, (reverse("published_case", args=[code]), "Back to the published case"))


FORMS: Mapping[str, Form] = {
    "page": Form("Web page", "html", "text/html; charset=utf-8", _page, lambda: None),
    "pdf": Form("PDF", "pdf", "application/pdf", lambda held, _: pdf_of_document(held), why_no_pdf),
    "word": Form(
        "Word",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda held, _: word_of_document(held),
        why_no_word,
    ),
}

_one_at_a_time = threading.Lock()
_kept: dict[tuple[str, str, str], bytes] = {}


def made(code: str, name: str, form: str) -> bytes:
    """A document of a case in one of FORMS. Raises KeyError where the library has none of that name.

    Raises PlumblineError where this form cannot be made on this machine, and StillMakingError where too many
    others are asking at once.
    """
    document = documents_of_published(load_published()[code])[name]
    what = (code, name, form)
    if what in _kept:
        return _kept[what]
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise StillMakingError
    try:
        if what not in _kept:
            _kept[what] = FORMS[form].make(document, code)
    finally:
        _one_at_a_time.release()
    return _kept[what]
