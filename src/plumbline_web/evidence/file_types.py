"""Which files are taken as documents, told by what is in them and not by what they are called.

A short list, each kind looked at as far as it takes to know it. What can run, such as macros, and what nobody
can look into, such as a file under a password, is refused with words. Nothing is ever opened on the site: a
file is given out as an attachment alone.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
}
"""The ending of a name -> its media type. All that is taken."""
SAME = {"jpeg": "jpg", "markdown": "md", "text": "txt"}
TEXTS = ("csv", "txt", "md")
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
"""The part that makes an office file what it is."""

MOST_PARTS = 5_000
MOST_UNPACKED = 400_000_000
"""Bytes that an office file may come to once unpacked; a long report with pictures has a tenth of it."""
MOST_RATIO = 200
"""How many times larger a part of more than RATIO_FROM bytes may be than it is packed. Text packs ten to
fifty times, and a part that packs a thousand times was made to fill a disk."""
RATIO_FROM = 20_000_000
LONGEST_NAME = 120
_STEP = 1024 * 1024
_RUNS = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/|macros?/|Basic/|Scripts/)", re.IGNORECASE
)
_MARKUP = re.compile(
    rb"\s*(?:<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|\{\\rtf|%!PS)", re.IGNORECASE
)


class FileRefused(Exception):
    """A file that is not taken. The message says why and what to do."""


def kept_name(given: str) -> str:
    """What a file is called when it is given out: its own name without a path or signs that mislead.

    Raises FileRefused where its ending is none of the list.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFC", last)
        if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    plain = re.sub(r'[<>:"|?*%;]', "_", " ".join(plain.split())).rstrip(" .")
    stem, dot, ending = plain.rpartition(".")
    ending = SAME.get(ending.lower(), ending.lower())
    if not dot or ending not in TYPES:
        raise FileRefused(
            f"Files of this kind are not taken. Send one that ends in {', '.join(TYPES)}; a PDF does for "
            "anything."
        )
    return f"{stem[:LONGEST_NAME].strip(' .') or 'document'}.{ending}"


def type_of(content: BinaryIO, name: str) -> str:
    """The media type of a file. name: from `kept_name`.

    Raises FileRefused where it holds something else than its name says, or what is not taken.
    """
    ending = PurePosixPath(name).suffix.removeprefix(".")
    content.seek(0)
    head = content.read(4096)
    found = _kind(content, head)
    if found in ("text", "other"):
        if found == "text" and ending in TEXTS:
            return TYPES[ending]
        raise FileRefused(
            f"{_called(ending)}: what is in the file is something else. Save it anew as what it is."
        )
    if found != ending:
        raise FileRefused(
            f"The name ends in .{ending}, and what is in the file is {_a(found)}. Give it its right name, "
            "and send it again."
        )
    return TYPES[found]


def _kind(content: BinaryIO, head: bytes) -> str:
    """A key of TYPES, "text", or "other"."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "This is a file of an older office program, or one under a password. Save it without a "
            "password, as docx, xlsx, pptx or PDF."
        )
    if head.startswith(b"PK"):
        return _packed(content)
    return "text" if _is_text(content) else "other"


def _packed(content: BinaryIO) -> str:
    """The kind of an office file, its parts having been looked over."""
    try:
        with zipfile.ZipFile(content) as packed:
            parts = packed.infolist()
            _check_parts(parts)
            _check_size(packed, parts)
            names = {one.filename for one in parts}
            if parts and parts[0].filename == "mimetype" and parts[0].file_size < 200:
                if packed.read(parts[0]) == TYPES["odt"].encode("ascii") and "content.xml" in names:
                    return "odt"
                return "other"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileRefused("The file is damaged: its parts cannot be read. Save it anew.") from fault
    if "[Content_Types].xml" not in names:
        return "other"
    return next((kind for kind, part in OFFICE.items() if part in names), "other")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise FileRefused(f"The file is made of {len(parts):,} parts, and {MOST_PARTS:,} are the most.")
    if any(one.flag_bits & 1 for one in parts):
        raise FileRefused("The file is under a password, so nobody can look into it. Save it without one.")
    if any(_RUNS.search(one.filename) for one in parts):
        raise FileRefused("The file holds macros, which could run. Save it without them, or as a PDF.")
    if any(".." in one.filename.split("/") or one.filename.startswith(("/", "\\")) for one in parts):
        raise FileRefused("The file is not built like an office file. Save it anew.")
    end = -1
    for one in sorted(parts, key=lambda one: one.header_offset):
        if one.header_offset < end:  # parts that share their bytes unpack to far more than there is
            raise FileRefused("The file is not built like an office file. Save it anew.")
        end = one.header_offset + one.compress_size


def _check_size(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack each part, counting and keeping nothing: what a file says of its own size need not be true."""
    refused = FileRefused(
        "Unpacked, the file would be far larger than a document is. Save it as a PDF, or leave parts out."
    )
    if sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise refused
    if any(
        one.file_size > RATIO_FROM and one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in parts
    ):
        raise refused
    unpacked = 0
    for one in parts:
        with packed.open(one) as part:
            while step := part.read(_STEP):
                unpacked += len(step)
                if unpacked > MOST_UNPACKED:
                    raise refused


def _is_text(content: BinaryIO) -> bool:
    """Whether it is plain text, in UTF-8, in UTF-16 with its mark, or in the Western code page of Windows."""
    content.seek(0)
    head = content.read(4)
    content.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _plain(content.read().decode("utf-16"))
        except UnicodeDecodeError:
            return False
    whole = content.read()
    if _MARKUP.match(whole.removeprefix(b"\xef\xbb\xbf")):
        return False
    for coding in ("utf-8-sig", "cp1252"):
        try:
            return _plain(whole.decode(coding))
        except UnicodeDecodeError:
            continue
    return False


def _plain(text: str) -> bool:
    if _MARKUP.match(text[:4096].encode("utf-8", "replace")):
        return False
    return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in set(text))


def _called(ending: str) -> str:
    return f"The name ends in .{ending}"


def _a(kind: str) -> str:
    words = {"png": "a PNG picture", "jpg": "a JPEG picture", "pdf": "a PDF"}
    return words.get(kind, f"what ends in .{kind}")
