"""Records: what a service sends, read, checked and taken. See `check`, `take` and `open_taken`.

The names are imported when first used, so that who only needs the specification does not wait for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbline.exports import exports

if TYPE_CHECKING:
    from plumbline.records.examining import Checked
    from plumbline.records.faults import Fault, FaultList
    from plumbline.records.manifest import (
        Cover,
        Manifest,
        SentFile,
        TableCount,
        TakenExtract,
        is_taken,
        open_taken,
    )
    from plumbline.records.taking import ExtractRefused, check, take

__all__ = [
    "Checked",
    "Cover",
    "ExtractRefused",
    "Fault",
    "FaultList",
    "Manifest",
    "SentFile",
    "TableCount",
    "TakenExtract",
    "check",
    "is_taken",
    "open_taken",
    "take",
]
_HOMES = {
    "faults": ("Fault", "FaultList"),
    "manifest": ("Cover", "Manifest", "SentFile", "TableCount", "TakenExtract", "is_taken", "open_taken"),
    "examining": ("Checked",),
    "taking": ("ExtractRefused", "check", "take"),
}

__getattr__ = exports(__name__, _HOMES)
