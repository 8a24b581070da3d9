"""Which files of an empty template are still as they were written, and so are nobody's records."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from plumbline.folders import MANIFEST, kind_of

KIND = "plumbline template"


def fingerprint(file: Path) -> dict[str, Any]:
    """A file's name, SHA-256 and size in bytes, as a template's manifest keeps them."""
    content = file.read_bytes()
    return {"file": file.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def untouched(folder: Path) -> frozenset[str]:
    """The names of the files in a template's folder that nobody has changed; none where it is no template.

    An extract made by filling in some files of a template does not hold the others: headings alone, left as
    they were, do not say that nothing happened.
    """
    if kind_of(folder) != KIND:
        return frozenset()
    listed = json.loads((folder / MANIFEST).read_text("utf-8")).get("files")
    listed = listed if isinstance(listed, list) else []
    written = {entry.get("file"): entry for entry in listed if isinstance(entry, dict)}
    same = {
        file.name
        for file in folder.iterdir()
        if file.name in written and file.is_file() and fingerprint(file) == written[file.name]
    }
    return frozenset({*same, MANIFEST})
