"""The report as a Word file, made of the same HTML by pandoc and finished with python-docx."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from plumbline.errors import PlumblineError
from plumbline.publishing.pictures import with_png
from plumbline.publishing.word_finish import finished, reference

LONGEST = 120
"""Seconds after which pandoc is stopped; the largest report that we know takes a twentieth of it."""

_OTHERWISE = "The report as a web page can be made all the same."


@lru_cache
def why_no_word() -> str | None:
    """Why Word files cannot be made on this machine, with how to mend it; None where they can."""
    try:
        for name in ("docx", "pypandoc", "resvg_py"):
            importlib.import_module(name)
    except ImportError:
        return f"Word files need a few more libraries: install Plumbline with its site part. {_OTHERWISE}"
    if not _pandoc().is_file():
        return (
            "Word files need pandoc, which the library pypandoc-binary brings with it; here it is without. "
            f"Install pypandoc-binary again. {_OTHERWISE}"
        )
    return None


def word_of(html: str) -> bytes:
    """The HTML of a report (its form for Word) as a .docx file with headings, contents, tables and pictures.

    Nothing is fetched: pandoc may read the one file with our styles and nothing else. Raises PlumblineError
    where Word files cannot be made here, or where making one takes too long.
    """
    if why := why_no_word():
        raise PlumblineError(why)
    return finished(converted(html, _styles()), html)


def converted(html: str, styles: bytes, *, contents: int = 1) -> bytes:
    """The HTML as pandoc makes a .docx of it, with SVG pictures as PNG.

    styles: a .docx whose styles it takes. contents: how many levels of heading its list of contents has; 0
    for none. Raises PlumblineError where Word files cannot be made here, or where making one takes too long.
    """
    if why := why_no_word():
        raise PlumblineError(why)
    with tempfile.TemporaryDirectory(prefix="plumbline-word-") as folder:
        reference_file = Path(folder) / "reference.docx"
        reference_file.write_bytes(styles)
        listed = ["--toc", f"--toc-depth={contents}", "--metadata=toc-title:Contents"] if contents else []
        return _run(
            "--sandbox",
            "--from=html",
            "--to=docx",
            *listed,
            "--shift-heading-level-by=-1",
            f"--reference-doc={reference_file}",
            "--output=-",
            given=with_png(html).encode("utf-8"),
        )


@lru_cache
def plain_reference() -> bytes:
    """The .docx of styles that pandoc brings with it."""
    return _run("--print-default-data-file=reference.docx")


@lru_cache
def _styles() -> bytes:
    return reference(plain_reference())


def _run(*arguments: str, given: bytes = b"") -> bytes:
    try:
        found = subprocess.run(
            [str(_pandoc()), *arguments], input=given, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise PlumblineError(
            f"The Word file was not ready after {LONGEST} seconds and was given up. {_OTHERWISE}"
        ) from None
    except OSError as fault:
        raise PlumblineError(f"pandoc cannot be started ({fault.strerror}). {_OTHERWISE}") from None
    if found.returncode:
        said = found.stderr.decode("utf-8", "replace").strip()[:300]
        raise PlumblineError(f"pandoc could not make the Word file: {said}. {_OTHERWISE}")
    return found.stdout


def _pandoc() -> Path:
    """The pandoc that pypandoc-binary brings, and no other that may be on the machine."""
    home = Path(importlib.import_module("pypandoc").__file__ or "").parent
    return home / "files" / ("pandoc.exe" if sys.platform == "win32" else "pandoc")
