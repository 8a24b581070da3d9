"""Published cases read from TOML: the activity, its plan, its papers. Every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from plumbline.errors import PlumblineError
from plumbline.scrutiny.published.checking import incoherent
from plumbline.scrutiny.published.form import (
    OF,
    PURPOSES,
    WEIGHTS,
    Action,
    Area,
    Evaluation,
    Figure,
    Finding,
    KeyMessage,
    Note,
    Paper,
    PaperPart,
    PaperTable,
    Plan,
    PublishedCase,
    Said,
    Section,
    Source,
    StageDone,
    Term,
)
from plumbline.scrutiny.toml_files import refusal, toml_of
from plumbline.standards.toml_part import MissingPartError, Part

ACTIVITY, PLAN = "activity.toml", "plan.toml"
Made = TypeVar("Made")


def read_published(files: Mapping[str, str | bytes], name: str = "the folder") -> PublishedCase:
    """A published case from the texts of its folder by file name: activity.toml, then a plan and papers.

    plan.toml holds the plan; every other file is a paper. Raises PlumblineError that lists every fault at
    once: missing or unknown keys, codes that name nothing, figures that cannot be, tables out of shape.
    """
    faults: list[str] = []
    case = plan = None
    papers = []
    for file in sorted(files, key=lambda one: (one != ACTIVITY, one)):
        part = Part(toml_of(files[file], f"{name}/{file}", "this published case"), file, faults)
        before = len(faults)
        try:
            if file == ACTIVITY:
                case = _case(part)
            elif file == PLAN:
                plan = _plan(part)
            else:
                papers.append(_paper(part))
            part.done()
        except MissingPartError as missing:
            faults.append(str(missing))
        faults[before:] = [one if one.startswith(file) else f"{file}: {one}" for one in faults[before:]]
    if ACTIVITY not in files:
        faults.append(f"{ACTIVITY} is missing")
    if case is not None:
        case = replace(case, plan=plan, papers=tuple(papers))
        # Faults of single parts leave gaps, so the whole is weighed only where there are none.
        faults += [] if faults else incoherent(case)
    if case is None or faults:
        raise PlumblineError(refusal(name, "this published case", faults))
    return case


def _case(take: Part) -> PublishedCase:
    published = take.wanted("published")
    if published and not _is_day(published, month_will_do=True):
        take.faults.append('"published" must be a day such as 2019-08-06, or a month such as 2019-12')
    return PublishedCase(
        **take.by_key(
            wanted=("code", "title", "template", "framework", "about"),
            maybe=("scale", "words"),
            texts=("subjects", "bodies", "indicators", "learn"),
        ),
        published=published,
        sources=take.many("source", _of(Source, "code", "title", "publisher", "dated")),
        stages=take.many("stage", _of(StageDone, "title", "happened", "when", "where")),
        scope=take.many("scope", _said),
        took_part=take.many("took_part", _figure),
        limits=take.many("limit", _said),
        sections=take.many("section", _of(Section, "code", "title", texts=("indicators",))),
        findings=take.many(
            "finding",
            lambda part: Finding(
                **part.by_key(wanted=("section", "text", "where")),
                weight=part.text("weight", "", known=WEIGHTS),
            ),
        ),
        figures=take.many("figure", _figure),
        key_messages=take.many(
            "key_message",
            lambda part: KeyMessage(
                **part.by_key(wanted=("code", "text", "where")),
                of=part.wanted("of", known=OF),
                group=part.maybe("group") or "",
            ),
        ),
        evaluations=take.many(
            "evaluation",
            _of(
                Evaluation,
                *("indicator", "grade", "where"),
                maybe=("worded",),
                texts=("strengths", "weaknesses"),
            ),
        ),
        areas=take.many("area", _of(Area, "code", "text", "where", texts=("owners", "parts"))),
        capacity=take.many("capacity", _said),
        next_steps=take.many("next_step", _said),
        terms=take.many("term", _of(Term, "word", "means", "where")),
        notes=take.many("note", _note),
    )


def _plan(take: Part) -> Plan:
    return Plan(
        **take.by_key(wanted=("code", "title", "source", "about"), texts=("columns",)),
        dated=_day(take, "dated"),
        actions=take.many(
            "action",
            _of(
                Action,
                *("indicator", "text", "evidence"),
                maybe=("note",),
                texts=("messages", "responsible", "timescale"),
            ),
        ),
        notes=take.many("note", _note),
    )


def _paper(take: Part) -> Paper:
    return Paper(
        **take.by_key(
            wanted=("code", "title", "source", "to", "by", "about"), maybe=("report_number", "contact")
        ),
        dated=_day(take, "dated"),
        purpose=take.wanted("purpose", known=PURPOSES),
        parts=_with_tables(take),
        signed_on=_day(take, "signed_on") if take.raw("signed_on") is not None else None,
        endings=take.many("ending", lambda part: (part.wanted("label"), part.wanted("text"))),
        notes=take.many("note", _note),
    )


def _with_tables(take: Part) -> tuple[PaperPart, ...]:
    """The parts of a paper, each with the tables that name its number."""
    parts = take.many(
        "part",
        lambda part: PaperPart(
            number=part.wanted("number"),
            title=part.wanted("title"),
            paragraphs=tuple((one[0], one[1]) for one in _rows(part, "paragraphs", width=2)),
            implication=part.flag("implication", False),
        ),
    )
    numbers = [one.number for one in parts]
    found = take.many("table", lambda part: (part.wanted("part", known=numbers), _table(part)))
    return tuple(
        replace(one, tables=tuple(table for number, table in found if number == one.number)) for one in parts
    )


def _table(take: Part) -> PaperTable:
    head = take.texts("head")
    return PaperTable(
        caption=take.wanted("caption"),
        head=head,
        rows=_rows(take, "rows", width=len(head)),
        span=_places(take, "span", len(head)),
        after=take.maybe("after") or "",
    )


def _figure(take: Part) -> Figure:
    return Figure(
        **take.by_key(wanted=("what", "where"), maybe=("rate", "word", "unit", "period", "note")),
        section=take.maybe("section") or "",
        count=_whole(take, "count"),
        of=_whole(take, "of"),
        percent=_whole(take, "percent"),
    )


def _of(
    kind: Callable[..., Made], *wanted: str, maybe: Sequence[str] = (), texts: Sequence[str] = ()
) -> Callable[[Part], Made]:
    """What makes a record of this kind of a part: each field from the key of its name."""
    return lambda part: kind(**part.by_key(wanted, maybe, texts))


_said = _of(Said, "text", "where")
_note = _of(Note, "about", "text", "where")


def _whole(take: Part, key: str) -> int | None:
    """A whole number, 0 or more, of any size."""
    value = take.raw(key)
    if value is not None and (type(value) is not int or value < 0):
        take.faults.append(f'{take.name}: "{key}" must be a whole number')
        return None
    return value


def _rows(take: Part, key: str, width: int) -> tuple[tuple[str, ...], ...]:
    """Rows of texts, each as wide as `width`. A cell may be empty, written as "-"."""
    value: Any = take.raw(key, [])
    shaped = isinstance(value, list) and all(
        isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)
        for row in value
    )
    if not shaped:
        take.faults.append(f'{take.name}: "{key}" must be rows of {width} texts each')
        return ()
    return tuple(tuple("" if cell == "-" else cell for cell in row) for row in value)


def _places(take: Part, key: str, width: int) -> tuple[int, ...]:
    value: Any = take.raw(key, [])
    if not isinstance(value, list) or any(type(one) is not int or not 0 <= one < width for one in value):
        take.faults.append(f'{take.name}: "{key}" must be places of columns, counted from 0')
        return ()
    return tuple(value)


def _day(take: Part, key: str) -> str:
    value = take.wanted(key)
    if value and not _is_day(value):
        take.faults.append(f'{take.name}: "{key}" must be a day such as 2019-08-06')
    return value


def _is_day(text: str, month_will_do: bool = False) -> bool:
    if month_will_do and re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
