"""Strata made for a purpose: small ones joined, and those aimed at what the data say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from plumbline.errors import UsageError
from plumbline.scrutiny.frames import SEPARATOR, Frame, FrameRow

REST = "all others"
"""The stratum of records to which no aim applies."""


def joins_of_small(sizes: Mapping[str, int], fewest: int) -> dict[str, str]:
    """Which strata to join so that none has fewer than `fewest` records: name -> name of the joined stratum.

    The smallest comes first (ties: by name) and is joined to the smaller of its neighbours in the order of
    names (ties: the one after it). Strata that stay alone are not named.

    Raises UsageError where all of them together have too few.
    """
    if sum(sizes.values()) < fewest:
        raise UsageError(f"All strata together hold {sum(sizes.values())} records, fewer than {fewest}.")
    groups = [([name], sizes[name]) for name in sorted(sizes)]
    while True:
        at = min(range(len(groups)), key=lambda place: (groups[place][1], groups[place][0]))
        if groups[at][1] >= fewest:
            break
        before = groups[at - 1][1] if at else None
        after = groups[at + 1][1] if at + 1 < len(groups) else None
        first = at - 1 if after is None or (before is not None and before < after) else at
        (names, count), (others, more) = groups[first : first + 2]
        groups[first : first + 2] = [(names + others, count + more)]
    return {name: " + ".join(names) for names, _ in groups if len(names) > 1 for name in names}


def with_joined_strata(frame: Frame, joins: Mapping[str, str]) -> Frame:
    """The frame with strata joined under new names, which the keys then hold. The list and its hash stay.

    Raises UsageError for a stratum that is not there, and for a new name that another stratum has.
    """
    if unknown := sorted(set(joins) - set(frame.strata)):
        raise UsageError(f"There is no stratum “{unknown[0]}” to join. There are: {', '.join(frame.strata)}.")
    for new in joins.values():
        if not new or SEPARATOR in new or not new.isprintable():
            raise UsageError(f"A stratum needs a name, without “{SEPARATOR}” or a line break.")
        if new in frame.strata and new not in joins:
            raise UsageError(f"There is a stratum “{new}” already. Join it too, or choose another name.")
    rows = tuple(FrameRow(joins.get(row.stratum, row.stratum), row.record_id) for row in frame.rows)
    return replace(frame, rows=rows, joins=tuple(sorted(joins.items())))


def aimed(
    records: Iterable[tuple[str, Collection[str]]], aims: Sequence[str], *, rest: str = REST
) -> list[tuple[str, str]]:
    """Rows (stratum, record id) for a sample aimed with what the data say, for `frames.frame_of`.

    records: each record with all that the data say of it, such as the standards it missed or the odd patterns
    it shows. aims: what to look at more closely, most important first. A record belongs to the first aim that
    is said of it, else to the rest; so every record of the frame keeps a chance, and results weight back.
    Give the aims a larger minimum in `drawing.plan`.

    Raises UsageError where an aim is named twice or as the rest is.
    """
    if len({*aims, rest}) <= len(aims):
        raise UsageError(f"Name each aim once, and none of them “{rest}”.")
    return [(next((aim for aim in aims if aim in said), rest), record_id) for record_id, said in records]
