"""The files of an edition, each made from what was frozen for it and from nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from plumbline.measures import rate_of
from plumbline.progress import Progress
from plumbline.publishing.documents import Document, page_of, pdf_of_document, word_of_document
from plumbline.scrutiny.bundle import write_bundle
from plumbline_web.publication.models import Making
from plumbline_web.publication.open_data import open_data
from plumbline_web.publication.sealing import contents_of
from plumbline_web.publication.states import FILES

MAKERS: dict[str, Callable[[Document], bytes]] = {
    "page": page_of,
    "pdf": pdf_of_document,
    "word": word_of_document,
}
"""A form in which a document is given out -> what makes it."""


def sealed(making: Making) -> tuple[bytes, str]:
    """The sealed bundle of an edition and its seal; every figure is worked out again before it is sealed.

    Raises PlumblineError where a figure does not come out as the text has it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILES["bundle"][0]
        seal = write_bundle(contents_of(making), path, rate=rate_of)
        return path.read_bytes(), seal


def made_files(making: Making, document: Document, tell: Progress) -> Iterator[tuple[str, bytes]]:
    """Each other file of an edition by the name of its form. tell: told what is made, and the share done.

    Raises PlumblineError where one cannot be made.
    """
    steps = [*MAKERS, "data"]
    for at, name in enumerate(steps, 1):
        tell(FILES[name][1], at / (len(steps) + 1))
        yield name, MAKERS[name](document) if name in MAKERS else open_data(making)
