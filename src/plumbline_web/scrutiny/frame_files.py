"""The files of a draw: the frozen list exactly as it was hashed, and whose record each one is.

This is one of the few modules that touch case rows. Files are readable by their owner alone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from plumbline.scrutiny.frames import Frame, read_frame
from plumbline.scrutiny.strata import with_joined_strata
from plumbline_web.keeping import own_folder
from plumbline_web.scrutiny.models import Draw

FRAME, ABOUT = "frame.csv", "about.json"


def keep_frame(draw: Draw, frame: Frame, about: dict[str, dict[str, Any]]) -> None:
    """Write the list and what is known of each record: team, worker, and what the data call its duties."""
    folder = own_folder(draw.folder)
    _write(folder / FRAME, frame.content)
    _write(folder / ABOUT, json.dumps(about, ensure_ascii=False).encode())


def frame_of(draw: Draw) -> Frame:
    """The frozen list, read again, with strata joined as they were when the sample was drawn.

    Its columns are those that the plan of the draw names.
    """
    content = (draw.folder / FRAME).read_bytes()
    columns = draw.plan["columns"]
    frame = read_frame(content, id_column=columns["id"], stratum_column=columns["stratum"])
    return with_joined_strata(frame, draw.plan.get("joined") or {})


def about_of(draw: Draw) -> dict[str, dict[str, Any]]:
    """What is known of each record of the list, by its identifier."""
    path = draw.folder / ABOUT
    found: dict[str, dict[str, Any]] = json.loads(path.read_bytes()) if path.exists() else {}
    return found


def forget_frame(draw: Draw) -> None:
    """Remove the files of a list that is not used any more."""
    for name in (FRAME, ABOUT):
        (draw.folder / name).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    part.replace(path)
