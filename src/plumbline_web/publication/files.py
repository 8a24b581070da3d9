"""The files of an edition, each made from its frozen document and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from plumbline.publishing.documents import Document, page_of, pdf_of_document, word_of_document
from plumbline_web.publication.models import Making
from plumbline_web.publication.states import FILES

MAKERS: dict[str, Callable[[Document], bytes]] = {
    "page": page_of,
    "pdf": pdf_of_document,
    "word": word_of_document,
}
"""A form in which a document is given out -> what makes it."""


def made_files(
    making: Making, document: Document, tell: Callable[[str, float], None]
) -> Iterator[tuple[str, bytes]]:
    """Each file of an edition by the name of its form. tell: told what is being made, and the share done."""
    for at, (name, make) in enumerate(MAKERS.items()):
        tell(FILES[name][1], at / len(MAKERS))
        yield name, make(document)
