"""A published file as it is given out: the very bytes that were published, or none."""

from __future__ import annotations

import hashlib

from plumbline_web.publication.conditions import PublicationRefused
from plumbline_web.publication.models import Edition
from plumbline_web.publication.states import FILES


def published_file(edition: Edition, name: str) -> bytes:
    """A file of an edition, by the name of its form.

    Raises PublicationRefused where its bytes are not those that were published, or it is gone; KeyError where
    the edition has no such file.
    """
    file, words, _ = FILES[name]
    wanted = edition.files[file]
    try:
        content = (edition.folder / file).read_bytes()
    except OSError:
        raise PublicationRefused(
            f"{words}: the file is not there any more. Whoever looks after this site can bring it back from "
            "a backup."
        ) from None
    if hashlib.sha256(content).hexdigest() != wanted:
        raise PublicationRefused(
            f"{words}: the file is not the one that was published, so it is not given out. Somebody or "
            "something changed it after publication. Whoever looks after this site can bring it back from a "
            "backup."
        )
    return content
