"""Small numbers over the editions of a report: what an earlier one gave out binds the next.

Two editions that each protect their numbers can give one away together: by a number that one hides and the
other prints, by a total of the one and a part of the other, or by the difference between them. So each
edition is protected together with all before it. Why so: docs/decisions/what-a-report-protects.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plumbline.scrutiny.quantities.evidence import Before, Evidence
from plumbline.scrutiny.quantities.protected_wording import NOT_SHOWN
from plumbline.scrutiny.quantities.protecting import BEFORE, asked, is_of_people, protected
from plumbline.scrutiny.quantities.protecting_tables import FEWEST_ANSWERS
from plumbline.statistics.disclosure import THRESHOLD


@dataclass(frozen=True)
class GivenOut:
    """What an edition gave out. evidence: all that it looked at. printed: ids of the pieces whose number it
    printed. hidden: id of each that it protected, whether a text named it or not -> the count it prints.
    parts: id of those of `hidden` that a text named and of which it printed a part, see `Protected.shown`."""

    evidence: tuple[Evidence, ...]
    printed: frozenset[str]
    hidden: Mapping[str, str]
    parts: Mapping[str, Before] = field(default_factory=dict)


def after_editions(evidence: Mapping[str, Evidence], given: Sequence[GivenOut]) -> dict[str, Evidence]:
    """The evidence as `protected` looks at it after earlier editions, given oldest first.

    Each piece says what they gave out of it. Added are their own numbers where they differ from those of now,
    under ids of their own (`e12.before2`), so that new and old are set against each other.
    """
    given = _each_once(given)
    if not given:
        return dict(evidence)
    known = [_by_piece_of_now(one, evidence) for one in given]
    found: dict[str, Evidence] = {}
    for name, piece in evidence.items():
        seen = [(one[name], of) for one, of in zip(known, given, strict=True) if name in one]
        found[name] = replace(piece, before=_before(piece, seen)) if is_of_people(piece) else piece
    for number, (pieces, of) in enumerate(zip(known, given, strict=True), 1):
        for name, then in pieces.items():
            if name not in evidence or not _same_number(then, evidence[name]):
                earlier = replace(then, id=f"{name}{BEFORE}{number}", before=_given(then, of), edition=number)
                found[earlier.id] = earlier
    return _worded_as_before(found, known, given)


def _each_once(given: Sequence[GivenOut]) -> list[GivenOut]:
    """Without editions that gave out the very same as another."""
    seen = {
        (
            frozenset(one.evidence),
            one.printed,
            frozenset(one.hidden.items()),
            frozenset(one.parts.items()),
        ): one
        for one in reversed(given)
    }
    return [one for one in given if any(one is kept for kept in seen.values())]


def _by_piece_of_now(of: GivenOut, evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """What an edition gave out, by the id of the piece that speaks of the same now: the one of its id, else
    one of the same words that was gathered anew; where there is none it keeps its own."""
    now = {_speaks_of(one): name for name, one in evidence.items()}
    given = [
        one for one in of.evidence if is_of_people(one) and (one.id in of.printed or one.id in of.hidden)
    ]
    found = {one.id: one for one in given if one.id in evidence}
    for one in given:
        found.setdefault(now.get(_speaks_of(one), one.id) if one.id not in found else one.id, one)
    return found


def _speaks_of(piece: Evidence) -> tuple[str, ...]:
    return (asked(piece), piece.period, piece.part, piece.kind, " ".join(piece.title.lower().split()))


def _given(then: Evidence, of: GivenOut) -> Before:
    if then.id not in of.hidden:
        return "printed"
    if (part := of.parts.get(then.id)) is not None:
        return part
    return "left_out" if _base_hidden(then, of) else "hidden"


def _base_hidden(then: Evidence, of: GivenOut) -> bool:
    """Whether what the count is of was not said either."""
    return then.n is not None and f" of {then.n:,}" not in of.hidden[then.id]


def _before(piece: Evidence, seen: Sequence[tuple[Evidence, GivenOut]]) -> Before:
    """What earlier editions gave out of a piece, as far as it binds what is said of it now."""
    hid = [(then, of) for then, of in seen if then.id in of.hidden]
    printed = [then for then, of in seen if then.id not in of.hidden]
    if any(_base_hidden(*one) for one in hid if _tells_of(one[0], piece)):
        return "left_out"
    if any(_tells_of(then, piece) and not _same_number(then, piece) for then, _ in hid):
        return "changed"
    if same := [of.parts.get(then.id, "") for then, of in hid if _same_number(then, piece)]:
        return next(
            one for one in ("hidden", "share", "rough", "word") if (one if one != "hidden" else "") in same
        )
    if any(_is_near(then, piece) for then in printed):
        return "near"
    return "printed" if any(_same_number(then, piece) for then in printed) else ""


def _same_number(one: Evidence, other: Evidence) -> bool:
    return (one.x, one.n, one.share, one.values) == (other.x, other.n, other.share, other.values)


def _tells_of(then: Evidence, now: Evidence) -> bool:
    """Whether the number of now could tell anything of one that was hidden then: of the same period always.

    Of another period it cannot where so many more are counted that what is counted now says nothing of those
    counted then, nor where it could not hold them.
    """
    if then.period == now.period:
        return True
    if then.x is None or now.x is None or then.n is None or now.n is None:
        return False
    more, base = now.x - then.x, now.n - then.n
    if now.x - base <= 0 and now.x >= then.n:
        return False
    return 0 <= more <= base or base <= more <= 0


def _is_near(then: Evidence, now: Evidence) -> bool:
    """Whether those who came in between, or went, would be few, or few, none or all of them counted.

    Where the base is the same a number was put right, which tells of nobody who. None and all of everybody
    are printed as they are, as ever.
    """
    if then.x is None or now.x is None:
        return False
    more = now.x - then.x
    if then.n is None or now.n is None:
        return 0 < abs(more) < THRESHOLD
    base = now.n - then.n
    if base < 0:
        more, base = -more, -base
    if not base or not 0 <= more <= base:
        return False
    if (then.x == 0 and now.x == 0) or (then.x == then.n and now.x == now.n):
        return False
    few = FEWEST_ANSWERS if now.kind == "survey" else THRESHOLD
    return base < few or more < THRESHOLD or base - more < THRESHOLD


def _worded_as_before(
    found: dict[str, Evidence], known: Sequence[Mapping[str, Evidence]], given: Sequence[GivenOut]
) -> dict[str, Evidence]:
    """A number that is hidden again prints as it did, or less: where it would print otherwise, that it is not
    shown and no more, since two wordings together say more than each."""
    now = protected(found)
    for name, piece in list(found.items()):
        if piece.before == "hidden" and not piece.edition and name in now:
            said = set(_said_before(name, known, given))
            if now[name].count not in said and not now[name].count.startswith(NOT_SHOWN):
                found[name] = replace(piece, before="changed")
    return found


def _said_before(
    name: str, known: Sequence[Mapping[str, Evidence]], given: Sequence[GivenOut]
) -> Iterator[str]:
    for pieces, of in zip(known, given, strict=True):
        if name in pieces and pieces[name].id in of.hidden:
            yield of.hidden[pieces[name].id]
