"""Whether a Word file may serve as a template, with every fault in words.

A template comes from somebody's computer and goes into every paper made with it: it may hold no program,
fetch nothing, and bring along nothing that was meant for somebody else.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from xml.etree import ElementTree

LARGEST = 5_000_000
"""Bytes of a template; one with a crest in its header takes a tenth of it."""

LARGEST_OPENED = 50_000_000
"""Bytes of all its parts together once unpacked."""

MOST_PARTS = 1_000

FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
"""A field as a template writes it: {{ report number }}."""

CONTENTS = "contents"
"""The field where the contents go."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_READ = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|glossary/document)\.xml")
_FETCHING = re.compile(
    r"^\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|RD|DATABASE|MACROBUTTON|AUTOTEXT)\b",
    re.IGNORECASE,
)
_LEFT_BEHIND = {
    "ins": "changes that were tracked: accept or reject them",
    "del": "changes that were tracked: accept or reject them",
    "moveFrom": "changes that were tracked: accept or reject them",
    "moveTo": "changes that were tracked: accept or reject them",
    "commentReference": "comments: delete them",
    "altChunk": "another file inside its text: put its text in instead",
}


def template_faults(template: bytes, known: Collection[str] | None = None) -> list[str]:
    """Everything that keeps a file from being a template, each with how to mend it; empty where nothing does.

    known: the names of the fields that papers can fill, in small letters; None where that is not asked here.
    """
    if len(template) > LARGEST:
        size = f"{len(template) / 1e6:.1f} MB; a template may have {LARGEST / 1e6:.0f} MB"
        return [f"It has {size}. Make its pictures smaller."]
    if template[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return ["It is an old Word file or one with a password. Save it as .docx, without a password."]
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as held:
            if faults := list(_of_the_parcel(held)):
                return faults
            parts = {name: held.read(name) for name in held.namelist() if not name.endswith("/")}
    # A way of packing that zipfile does not know raises NotImplementedError; a password, RuntimeError.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return ["It is no Word file. Save the template in Word as .docx and send that."]
    except (zlib.error, lzma.LZMAError):  # a part that cannot be unpacked
        return ["It is a damaged Word file. Save the template in Word as .docx and send that."]
    return list(dict.fromkeys(_of_the_parts(parts, known))) or _of_the_opened(template)


def fields_in(texts: Collection[str]) -> set[str]:
    """The names of the fields in some texts, in small letters with single spaces."""
    return {field_name(found) for text in texts for found in FIELD.findall(text)}


def field_name(written: str) -> str:
    """The name of a field as it is compared: small letters, single spaces."""
    return " ".join(written.lower().split())


def _of_the_parcel(held: zipfile.ZipFile) -> Iterator[str]:
    members = held.infolist()
    if len(members) > MOST_PARTS:
        yield f"It has {len(members):,} parts; a template may have {MOST_PARTS:,}. Make it anew in Word."
    if sum(one.file_size for one in members) > LARGEST_OPENED:
        yield f"Unpacked it has more than {LARGEST_OPENED / 1e6:.0f} MB. Make its pictures smaller."
    if len({one.filename.lower() for one in members}) < len(members):
        yield "It holds two parts of the same name. Open it in Word and save it again."
    if any(one.flag_bits & 1 for one in members):
        yield "It has a password. Save it as .docx, without a password."
    for one in members:
        if one.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", one.filename):
            yield "One of its parts has a name that leads out of it. Make it anew in Word."
            return


def _of_the_parts(parts: dict[str, bytes], known: Collection[str] | None) -> Iterator[str]:
    kinds = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if any(name.lower().endswith("vbaproject.bin") for name in parts) or "macroEnabled" in kinds:
        yield "It holds macros. Save it in Word as .docx, which cannot hold any."
    elif "word/document.xml" not in parts or _MAIN not in kinds:
        yield "It is no Word document. Save the template in Word as .docx and send that."
        return
    if any(re.match(r"word/(activeX|embeddings|afchunk)", name, re.IGNORECASE) for name in parts):
        yield "It holds another file or a control inside it. Delete that, or put it in as a picture."
    for name, content in sorted(parts.items()):
        if name.endswith(".rels"):
            yield from _of_its_links(content)
    places = 0
    for name, content in sorted(parts.items()):
        if not name.endswith((".xml", ".rels")):
            continue
        root = _tree(content)
        if root is None:
            yield "One of its parts cannot be read. Open it in Word and save it again."
        elif _READ.fullmatch(name):
            yield from _of_its_text(root, known)
            places += _places(root)
    if places > 1:
        yield "It says {{ contents }} more than once. Leave one."


def _of_the_opened(template: bytes) -> list[str]:
    """What is found only by opening it, as making a paper of it would."""
    import docx

    try:
        opened = docx.Document(io.BytesIO(template))
        whole = bool(opened.sections) and next(iter(opened.styles), None) is not None
    except Exception:  # whatever the library meets in a file that is damaged: each is a fault of the file
        whole = False
    return [] if whole else ["It is a damaged Word file. Open it in Word and save it again as .docx."]


def _of_its_links(content: bytes) -> Iterator[str]:
    root = _tree(content)
    for one in root.iter() if root is not None else ():
        if one.get("TargetMode") != "External":
            continue
        kind, target = (one.get("Type") or "").rpartition("/")[2], one.get("Target") or ""
        if kind == "hyperlink":
            if not target.lower().startswith(("http://", "https://", "mailto:", "tel:")):
                yield f"It has a link to {_short(target)}, no web or e-mail address. Remove it."
        elif kind == "attachedTemplate":
            yield (
                f"It is tied to another template, {_short(target)}, which Word would fetch. In Word, under "
                "Developer, Document Template, choose Normal, and save it again."
            )
        else:
            yield (
                f"It fetches something from outside ({_short(target)}). Put that in as it is: for a picture, "
                "paste it again without a link."
            )


def _of_its_text(root: ElementTree.Element, known: Collection[str] | None) -> Iterator[str]:
    codes = ["".join(one.text or "" for one in p.iter(f"{_W}instrText")) for p in root.iter(f"{_W}p")]
    codes += [one.get(f"{_W}instr") or "" for one in root.iter(f"{_W}fldSimple")]
    for code in codes:
        if found := _FETCHING.search(code):
            yield f"It has a field {found[1].upper()}, which fetches or runs something. Delete the field."
    for name, what in _LEFT_BEHIND.items():
        if next(root.iter(f"{_W}{name}"), None) is not None:
            yield f"It holds {what}, and save it again."
    if known is not None:
        names = {field_name(one) for one in known} | {CONTENTS}
        for field in sorted(fields_in(_texts(root)) - names):
            listed = ", ".join(sorted(names))
            yield f"It asks for {{{{ {field} }}}}. The fields that can be filled are: {listed}."


def _places(root: ElementTree.Element) -> int:
    """How often a part asks for the contents."""
    return sum(CONTENTS in {field_name(one) for one in FIELD.findall(text)} for text in _texts(root))


def _texts(root: ElementTree.Element) -> list[str]:
    """The text of each paragraph that holds no other."""
    return [
        "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))
        for paragraph in root.iter(f"{_W}p")
        if next((one for one in paragraph.iter(f"{_W}p") if one is not paragraph), None) is None
    ]


def _tree(content: bytes) -> ElementTree.Element | None:
    """The XML of a part; None where it is none, or brings entities of its own."""
    head = content[:4096].lower()
    if b"<!doctype" in head or b"<!entity" in content.lower() or b"\x00" in head:
        return None
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def _short(target: str) -> str:
    return target if len(target) <= 60 else f"{target[:60]}…"
