"""How a council sets out its papers for a board: which headings in which order, as data.

Shipped layouts stand in the library; a council can have its own file of the same form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from plumbline.errors import PlumblineError

Manner = Literal["paragraphs", "headings", "numbered headings", "roman", "letters", "lines"]

FIELDS = (
    *("title", "body", "meeting_on", "report_number", "report_by", "author", "contact", "contact_details"),
    *("agenda_item", "status"),
)
"""What a header line can show."""

HOLDS = (
    *("purpose", "summary", "recommendations", "background", "main_issues", "proposals", "consultation"),
    *("implications", "background_papers", "appendices", "contact", "signature", "status"),
)
"""What a part of a paper can hold."""

_ONCE = (
    *("purpose", "recommendations", "background", "main_issues", "proposals", "summary", "consultation"),
    *("background_papers", "signature"),
)
_MANNERS = {
    "implications": ("paragraphs", "headings", "numbered headings", "lines"),
    "recommendations": ("paragraphs", "roman", "letters"),
}


@dataclass(frozen=True)
class TableForm:
    """A table that a subject always has. rows: the labels of its rows, where they are fixed. otherwise: what
    stands where nothing was filled in."""

    caption: str
    head: tuple[str, ...]
    otherwise: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """A question whether an assessment was made, and what a paper says for each answer."""

    question: str
    yes: str
    no: str


@dataclass(frozen=True)
class Subject:
    """One subject of the closed list of implications. none: what is said where there are none."""

    code: str
    title: str
    none: str
    tables: tuple[TableForm, ...] = ()
    assessment: Assessment | None = None


@dataclass(frozen=True)
class Group:
    """Subjects under one heading."""

    title: str
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class LayoutPart:
    """A heading of a paper and what stands under it.

    manner: how recommendations or implications are set out. lead: how recommendations are opened; {body} is
    the body's name. otherwise: what is said where there is nothing; without it the part is left out. groups:
    of implications. tables: the subjects whose tables are shown even where nothing is filled in. table: opens
    a table of all subjects; empty for none. assessments: whether their questions are shown.
    """

    title: str
    holds: tuple[str, ...]
    manner: Manner = "paragraphs"
    lead: str = ""
    otherwise: str = ""
    groups: tuple[Group, ...] = ()
    tables: tuple[str, ...] = ()
    table: str = ""
    assessments: bool = False


@dataclass(frozen=True)
class Layout:
    """How papers are set out. part_number: {n} is the number. header: (label, one of FIELDS)."""

    code: str
    title: str
    source: str
    part_number: str
    header: tuple[tuple[str, str], ...]
    parts: tuple[LayoutPart, ...]


@lru_cache
def subjects() -> tuple[Subject, ...]:
    """The closed list of implications, in its order."""
    held = tomllib.loads(_library("implications.toml"))["implications"]
    return tuple(
        Subject(
            code=one["code"],
            title=one["title"],
            none=one["none"],
            tables=tuple(
                TableForm(
                    form["caption"], tuple(form["head"]), form["otherwise"], tuple(form.get("rows", ()))
                )
                for form in one.get("tables", ())
            ),
            assessment=Assessment(**one["assessment"]) if "assessment" in one else None,
        )
        for one in held
    )


def subject(code: str) -> Subject:
    """The subject of that code. Raises PlumblineError where the list has none."""
    for one in subjects():
        if one.code == code:
            return one
    known = ", ".join(one.code for one in subjects())
    raise PlumblineError(f"{code}: no subject of implications has this code. There are: {known}.")


@lru_cache
def layouts() -> dict[str, Layout]:
    """The layouts that are shipped, by code, in the order of their names."""
    folder = files("plumbline").joinpath("library/board_papers")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    read = [read_layout(_library(name), name) for name in names if name != "implications.toml"]
    return {one.code: one for one in read}


def read_layout(text: str, name: str) -> Layout:
    """A layout from its file. name: of the file, for what is said of faults.

    Raises PlumblineError with every fault: a key or a word that is not known, a part of a paper placed twice
    or nowhere, a subject of implications placed twice or nowhere.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PlumblineError(f"{name}: is no TOML ({fault}). Mend the line it names.") from None
    if faults := list(_faults(data)):
        raise PlumblineError(
            "\n".join([f"{name}: is no layout of a paper for a board:", *(f"  {one}" for one in faults)])
        )
    return Layout(
        code=data["code"],
        title=data["title"],
        source=data["source"],
        part_number=data["part_number"],
        header=tuple((label, field) for label, field in data["header"]),
        parts=tuple(
            LayoutPart(
                **{
                    **one,
                    "holds": tuple(one["holds"]),
                    "tables": tuple(one.get("tables", ())),
                    "groups": tuple(
                        Group(group.get("title", ""), tuple(group["subjects"]))
                        for group in one.get("groups", ())
                    ),
                }
            )
            for one in data["parts"]
        ),
    )


def _faults(data: Mapping[str, Any]) -> Iterator[str]:
    needed = {"code": str, "title": str, "source": str, "part_number": str, "header": list, "parts": list}
    for key, kind in needed.items():
        if not isinstance(data.get(key), kind) or not data[key]:
            yield f"{key} is missing or empty."
    for key in sorted(set(data) - set(needed)):
        yield f"{key}: no such key. There are: {', '.join(needed)}."
    if "{n}" not in str(data.get("part_number", "{n}")):
        yield "part_number has no {n}, where the number goes."
    header = data.get("header")
    for line in header if isinstance(header, list) else []:
        if not (isinstance(line, list) and len(line) == 2 and all(isinstance(one, str) for one in line)):
            yield 'header: each line is a label and a field, ["Date", "meeting_on"].'
        elif line[1] not in FIELDS:
            yield f"header: {line[1]} is no field. There are: {', '.join(FIELDS)}."
    parts = data.get("parts")
    parts = [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
    for at, one in enumerate(parts, start=1):
        yield from (f"part {at}: {fault}" for fault in _part_faults(one))
    placed = [name for one in parts for name in one.get("holds", ()) if isinstance(name, str)]
    for name in _ONCE:
        if placed.count(name) != 1:
            yield f"{name} stands in {placed.count(name)} parts. Put it into one."
    codes = [
        code
        for one in parts
        for group in one.get("groups", ())
        if isinstance(group, dict)
        for code in group.get("subjects", ())
    ]
    known = [one.code for one in subjects()]
    for code in known:
        if codes.count(code) != 1:
            yield f"implications: {code} stands in {codes.count(code)} groups. Put it into one."
    for code in sorted({str(one) for one in codes} - set(known)):
        yield f"implications: {code} is no subject. There are: {', '.join(known)}."


def _part_faults(one: Mapping[str, Any]) -> Iterator[str]:
    texts = ("title", "manner", "lead", "otherwise", "table")
    lists = ("holds", "groups", "tables")
    for key in sorted(set(one) - {*texts, *lists, "assessments"}):
        yield f"{key}: no such key. There are: {', '.join((*texts, *lists, 'assessments'))}."
    for key in texts:
        if not isinstance(one.get(key, ""), str):
            yield f"{key} must be a text."
    for key in lists:
        if not isinstance(one.get(key, []), list):
            yield f"{key} must be a list."
    if not one.get("title") or not one.get("holds"):
        yield "title and holds are needed."
        return
    for name in one["holds"]:
        if name not in HOLDS:
            yield f"holds {name}, which is nothing a paper has. There are: {', '.join(HOLDS)}."
        elif name in _MANNERS and one.get("manner", "paragraphs") not in _MANNERS[name]:
            yield f"manner {one['manner']}: {name} may be {', '.join(_MANNERS[name])}."
    if "implications" in one["holds"] and not one.get("groups"):
        yield "holds implications and needs groups of subjects."
    for group in one.get("groups", ()):
        if not isinstance(group, dict) or not group.get("subjects") or set(group) - {"title", "subjects"}:
            yield "a group has subjects, and may have a title."
        elif one.get("manner") in ("headings", "numbered headings") and not group.get("title"):
            yield "a group under a heading needs a title."


def _library(name: str) -> str:
    return files("plumbline").joinpath(f"library/board_papers/{name}").read_text("utf-8")
