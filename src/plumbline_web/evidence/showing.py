"""How evidence is shown: a cell of the board, what a figure prints, the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plumbline.scrutiny.quantities import wording
from plumbline.scrutiny.weighing import BoardRow
from plumbline_web.evidence.lines import Group, Line
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import evidence_in
from plumbline_web.evidence.states import SOURCES
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import Standing, template_of
from plumbline_web.scrutiny.showing import crumbs, href

SIGNS = {"strength": "▲", "weakness": "▼", "mixed": "◆", "neither": "·"}
"""Beside the words, never in their place."""
SAID = {
    "strength": ("strength", "strengths"),
    "weakness": ("weakness", "weaknesses"),
    "mixed": ("both ways", "both ways"),
    "neither": ("background", "background"),
}
GATHERED = {
    "records_read": "reading",
    "figures": "run",
    "documents": "document",
    "desktop_review": "document",
    "self_evaluation": "self_evaluation",
    "position_statement": "self_evaluation",
    "staff_survey": "survey",
    "lived_experience_survey": "survey",
    "focus_group": "group",
    "interview": "interview",
    "scoping_meeting": "interview",
    "partner_view": "partner",
    "observation": "observation",
}
"""What a template says is gathered -> the kind of source that it comes in as."""
TAGS = {
    "At odds": "red",
    "Thin": "orange",
    "Single-sourced": "orange",
    "Told twice": "yellow",
    "Stale": "yellow",
    "Without days": "grey",
}


def columns_of(activity: Activity, rows: Iterable[BoardRow]) -> list[tuple[str, str]]:
    """The kinds of source that have a column: those gathered, and those of which something came."""
    there = {GATHERED[one.kind] for one in template_of(activity).evidence if one.kind in GATHERED}
    for row in rows:
        there.update(row.counts)
    return [(code, words) for code, words in SOURCES.items() if code in there]


def board_groups(
    stands: Standing,
    groups: Sequence[Group],
    rows: Mapping[str, BoardRow],
    columns: Sequence[tuple[str, str]],
    sources: Mapping[int, str],
    asked: str,
) -> list[dict[str, Any]]:
    """The board as a page shows it. sources: the number of each piece -> its kind of source.

    asked: what stays in the address.
    """
    return [
        {
            "title": group.title,
            "lines": [_row(stands, line, rows[line.code], columns, sources, asked) for line in group.lines],
        }
        for group in groups
    ]


def _row(
    stands: Standing,
    line: Line,
    row: BoardRow,
    columns: Sequence[tuple[str, str]],
    sources: Mapping[int, str],
    asked: str,
) -> dict[str, Any]:
    return {
        "line": line,
        "href": href(stands, "evidence:indicator", indicator=line.code) + asked,
        "cells": [
            {
                "head": words,
                "counts": counted(row.counts.get(source, {})),
                "stale": _of(row.stale_pieces, source, sources),
                "odd": _of(row.odd_pieces, source, sources),
            }
            for source, words in columns
        ],
        "pieces": len(row.pieces),
        "warnings": warnings_of(row),
    }


def _of(numbers: Iterable[int], source: str, sources: Mapping[int, str]) -> str:
    """The pieces among these that are of one kind, as E3 and E4; "" for none."""
    return ", ".join(f"E{one}" for one in numbers if sources.get(one) == source)


def warnings_of(row: BoardRow) -> list[dict[str, str]]:
    """What is wrong with the evidence under an indicator, each with its tag and why."""
    return [{"word": word, "why": why, "colour": TAGS[word]} for word, why in row.warnings]


def counted(counts: Mapping[str, int]) -> list[dict[str, str]]:
    """How many point which way, in words with a sign: "2 strengths"."""
    return [
        {"sign": SIGNS[way], "words": f"{counts[way]} {SAID[way][counts[way] > 1]}"}
        for way in SIGNS
        if counts.get(way)
    ]


def summary_of(rows: Iterable[BoardRow]) -> str:
    """The whole board in one sentence: how many lines there are, and of how many something is to be said."""
    every = list(rows)
    found: dict[str, int] = {}
    for row in every:
        for word, _ in row.warnings:
            found[word.lower()] = found.get(word.lower(), 0) + 1
    total = f"{len(every)} line{'' if len(every) == 1 else 's'}"
    if not found:
        return f"{total}; nothing is thin, single-sourced, stale or at odds."
    words = [f"{number} {word}" for word, number in found.items()]
    return f"Of {total}: {', '.join(words)}."


def prints_of(pieces: Iterable[Piece]) -> dict[int, str]:
    """What the figure of each piece prints as, by its pk; pieces without one are left out."""
    return {
        one.pk: wording(next(iter(evidence_in([one.quantity]).values()))) for one in pieces if one.quantity
    }


def days_of(piece: Piece) -> str:
    """The days a piece speaks of, as people write them; "" where nobody has said."""
    first, last = piece.speaks_from, piece.speaks_until
    if first and last and first != last:
        return f"{day(first)} to {day(last)}"
    only = last or first
    return day(only) if only else ""


def took_part_of(piece: Piece) -> str:
    """Who took part, as "Social workers: 12, managers: 3"; "" where nobody is said to have."""
    most_first = sorted(piece.took_part.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{group}: {count}" for group, count in most_first)


def way_back(stands: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The crumbs of a page under the board."""
    return [*crumbs(stands), ("Evidence", href(stands, "evidence:board")), *more]
