"""What happens to a sample after the draw: records that cannot be read, and those that take their place.

The next record of the same stratum's reserve takes the place, in the order of the keys; nobody chooses. A
record that proves out of scope shows that the frame was wrong, so its stratum is smaller than the frame says.
One that is in scope and cannot be read is a finding: it is counted, and never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from plumbline.errors import UsageError
from plumbline.scrutiny.drawing import Allocation, Drawn, DrawnRow
from plumbline.statistics.stratified import in_scope_population

OUT_OF_SCOPE = "out_of_scope"
REASONS: Mapping[str, str] = {
    OUT_OF_SCOPE: "out of scope, and should not have been in the list",
    "unreadable": "in scope, and cannot be read",
    "missing": "in scope, and cannot be found",
    "empty": "in scope, and holds nothing",
}
"""Why a record may be replaced, in words. All but the first are findings of their own."""
CONFLICT = "conflict"


@dataclass(frozen=True)
class Replacement:
    """A record that was not read. replaced_by: who takes its place; None where the reserve was used up.

    by: who decided, as a role. at: when, with its time zone.
    """

    stratum: str
    record_id: str
    reason: str
    by: str
    at: datetime
    replaced_by: str | None


@dataclass(frozen=True)
class StratumAfter:
    """How a stratum stands after replacements.

    size: as the frame has it. looked_at: read or found not to be readable. out_of_scope, unread: of those.
    read: how many were read. population: how many are in scope, size reduced by what was found. weight: how
    many records each one read stands for; None where none was read.
    """

    stratum: str
    size: int
    looked_at: int
    out_of_scope: int
    unread: int
    read: int
    population: Fraction
    weight: Fraction | None


def standing(drawn: Drawn, replacements: Sequence[Replacement]) -> tuple[DrawnRow, ...]:
    """The records to read now: the sample without those replaced, with those that took their places."""
    gone = {one.record_id for one in replacements}
    come = {one.replaced_by for one in replacements}
    return tuple(
        row for row in drawn.rows if row.record_id not in gone and (row.drawn or row.record_id in come)
    )


def next_replacement(drawn: Drawn, replacements: Sequence[Replacement], stratum: str = "") -> DrawnRow | None:
    """The record of a stratum's reserve that comes next; None where the reserve is used up."""
    used = {one.replaced_by for one in replacements} | {one.record_id for one in replacements}
    return next((row for row in drawn.reserve(stratum) if row.record_id not in used), None)


def replace(
    drawn: Drawn, replacements: Sequence[Replacement], record_id: str, *, reason: str, by: str, at: datetime
) -> Replacement:
    """Take a record out of the sample for a reason, and say which one takes its place.

    Raises UsageError for a reason that is none, for a reader's conflict of interest (which changes the
    reader and not the record), and for a record that is not in the sample now.
    """
    if reason == CONFLICT:
        raise UsageError(
            "A reader who knows the case is no reason to leave the record out. Give it to another reader."
        )
    if reason not in REASONS:
        raise UsageError(f"“{reason}” is no reason to replace a record. There are: {', '.join(REASONS)}.")
    row = next((one for one in standing(drawn, replacements) if one.record_id == record_id), None)
    if row is None:
        raise UsageError("This record is not in the sample, or has been replaced already.")
    instead = next_replacement(drawn, replacements, row.stratum)
    return Replacement(
        row.stratum, record_id, reason, by, at, instead.record_id if instead is not None else None
    )


def strata_after(
    allocation: Allocation,
    drawn: Drawn,
    replacements: Sequence[Replacement],
    read: Collection[str] | None = None,
) -> tuple[StratumAfter, ...]:
    """How each stratum stands, for weighting. read: the records read so far; None where all were."""
    now = standing(drawn, replacements)
    found = []
    for one in allocation.strata:
        gone = [each.reason for each in replacements if each.stratum == one.stratum]
        out_of_scope = gone.count(OUT_OF_SCOPE)
        done = sum(row.stratum == one.stratum and (read is None or row.record_id in read) for row in now)
        looked_at = done + len(gone)
        population = in_scope_population(one.size, looked_at, looked_at - out_of_scope)
        found.append(
            StratumAfter(
                stratum=one.stratum,
                size=one.size,
                looked_at=looked_at,
                out_of_scope=out_of_scope,
                unread=len(gone) - out_of_scope,
                read=done,
                population=population,
                weight=population / done if done else None,
            )
        )
    return tuple(found)


def unread_sentence(strata: Sequence[StratumAfter]) -> str | None:
    """ "2 of 101 selected records could not be read."; None where all could."""
    unread = sum(one.unread for one in strata)
    selected = sum(one.looked_at - one.out_of_scope for one in strata)
    return f"{unread} of {selected} selected records could not be read." if unread else None
