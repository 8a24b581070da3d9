"""Small numbers that the pieces of one question give away together: parts of a whole, and answers.

A table is made of them by the rule of `plumbline.statistics.disclosure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.quantities.protected_wording import BASE_HIDDEN, Why
from plumbline.statistics.disclosure import THRESHOLD, Cell, DisclosureError, protect

FEWEST_ANSWERS = 10
"""Nothing is published of fewer answers to a survey than these."""
MOST_IN_ONE_TABLE = 40
LEVEL = " / "


def by_itself(piece: Evidence) -> Why | None:
    """Why a piece is protected whatever else is printed, or None."""
    if piece.kind == "series":
        return "small" if piece.values and _small_value(piece) else None
    assert piece.x is not None
    if piece.n is None or piece.kind == "count":
        return "small" if 0 < piece.x < THRESHOLD else None
    if piece.n < (FEWEST_ANSWERS if piece.kind == "survey" else THRESHOLD):
        return "too_few"
    return "small" if _any_small(piece.x, piece.n - piece.x) else None


def _small_value(piece: Evidence) -> bool:
    """Whether the latest of a series, which might be a count, is a small number."""
    value = piece.values[-1][1]
    return value.denominator == 1 and 0 < value < THRESHOLD


def _any_small(*counts: int) -> bool:
    return any(0 < one < THRESHOLD for one in counts)


def hide_what_gives_away(same: Sequence[Evidence], hidden: dict[str, Why], together: set[str]) -> None:
    """Add to `hidden` the pieces of one question from which a protected number could be worked out.

    What is hidden in one table may be told by another, so all are looked at until none hides any more. Added
    to `together` are pieces beside which so little is left over that their wording may not be narrower than
    that they are not shown.
    """
    if len(same) < 2:
        return
    answers = sorted({(one.part, one.n or 0) for one in same})
    before: dict[str, Why] | None = None
    while before != hidden:
        before = dict(hidden)
        for place in answers:
            _hide_answers([one for one in same if (one.part, one.n or 0) == place], hidden, together)
        for whole, parts, apart in _breakdowns(same):
            _hide_parts_of(whole, parts, apart, hidden, together)


def _breakdowns(same: Sequence[Evidence]) -> Iterator[tuple[Evidence, list[Evidence], bool]]:
    """Each whole with its parts, and whether no record can be in two of these.

    As `Evidence.part` says it, level below level; where no piece says it, the largest is the whole, and the
    others are its parts if their numbers allow that they stand beside each other.
    """
    if not any(one.part for one in same):
        largest = max(one.n or 0 for one in same)
        for whole in (one for one in same if one.n == largest):
            parts = [one for one in same if _is_part(one, whole)]
            x, n = sum(one.x or 0 for one in parts), sum(one.n or 0 for one in parts)
            yield whole, parts, _is_part(Evidence("", "share", "", x=x, n=n), whole, or_all=True)
        return
    levels = {one.id: tuple(filter(None, one.part.split(LEVEL))) for one in same}
    for whole in same:
        mine = levels[whole.id]
        under = {one.id: levels[one.id] for one in same if _is_under(levels[one.id], mine)}
        parts = [
            one
            for one in same
            if one.id in under
            and _is_part(one, whole, or_all=True)
            and not any(_is_under(under[one.id], other) for other in under.values())
        ]
        pairs = combinations([under[one.id] for one in parts], 2)
        yield whole, parts, all(_are_apart(one, other) for one, other in pairs)


def _is_under(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a part is of all that the whole is of, and of more, in whichever order they are named."""
    return len(part) > len(whole) and set(whole) <= set(part)


def _are_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two parts differ first in what is of one kind, such as two services, or two teams of one."""
    first = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), None)
    return first is not None and first[0].partition(":")[0] == first[1].partition(":")[0]


def _hide_parts_of(
    whole: Evidence, parts: Sequence[Evidence], apart: bool, hidden: dict[str, Why], together: set[str]
) -> None:
    """As one table where the parts stand beside each other; else each against the whole, and all of them
    hidden where one is, since what overlapping parts tell together cannot be looked at."""
    x, n = sum(one.x or 0 for one in parts), sum(one.n or 0 for one in parts)
    fits = _is_part(Evidence("", "share", "", x=x, n=n), whole, or_all=True)
    if apart and fits and len(parts) <= MOST_IN_ONE_TABLE:
        _hide_parts(whole, parts, hidden, together)
        return
    for part in parts:
        _hide_parts(whole, [part], hidden, together)
    if any(one.id in hidden for one in parts):
        for part in parts:
            hide(part, "gives_away", hidden)


def hide(piece: Evidence, why: Why, hidden: dict[str, Why]) -> None:
    """Hide a piece, unless an earlier edition printed this very number: that would protect nothing."""
    if piece.before != "printed":
        hidden.setdefault(piece.id, why)


def _is_part(part: Evidence, whole: Evidence, *, or_all: bool = False) -> bool:
    """Whether its count and base could be among those of the whole."""
    x, n, most, base = part.x or 0, part.n or 0, whole.x or 0, whole.n or 0
    return (n < base or (or_all and n == base)) and x <= most and n - x <= base - most


def _hide_answers(equal: Sequence[Evidence], hidden: dict[str, Why], together: set[str]) -> None:
    """Pieces of one base may be answers of which one is chosen: a line, with the rest that is not printed.

    Where they are more than that, such as ratings and all that are good together, none is printed where one
    is not.
    """
    base, counted = equal[0].n or 0, sum(one.x or 0 for one in equal)
    if len(equal) < 2:
        return
    if counted > base or len(equal) > MOST_IN_ONE_TABLE:
        if equal[0].question and any(one.id in hidden for one in equal):
            for one in equal:
                hide(one, "gives_away", hidden)
        return
    line = [*(one.x or 0 for one in equal), base - counted]
    if not _any_small(*line) and not any(one.id in hidden for one in equal):
        return
    if line[-1] < THRESHOLD:
        together |= {one.id for one in equal}
    kept = {(0, at) for at, one in enumerate(equal) if one.id in hidden}
    known = {(0, at) for at, one in enumerate(equal) if one.before == "printed"}
    shut = _shut([line], kept, {(0, len(equal))}, known)
    for at, one in enumerate(equal):
        if shut is None or (0, at) in shut:
            hide(one, "gives_away", hidden)


def _hide_parts(
    whole: Evidence, parts: Sequence[Evidence], hidden: dict[str, Why], together: set[str]
) -> None:
    """A whole, its parts and the rest of it that is not printed: a table with its totals. Parts too small to
    show are of the rest."""
    parts = [one for one in parts if hidden.get(one.id) != "too_few"]
    if not parts or hidden.get(whole.id) in BASE_HIDDEN:
        return
    rows = [(one.x or 0, one.n or 0) for one in parts]
    rest = ((whole.x or 0) - sum(x for x, _ in rows), (whole.n or 0) - sum(n for _, n in rows))
    rows += [rest] if rest[1] else []
    few = FEWEST_ANSWERS if whole.kind == "survey" else THRESHOLD
    small = any(_any_small(x, n - x) or n < few for x, n in rows)
    if not small and not any(one.id in hidden for one in (whole, *parts)):
        return
    kept: set[Cell] = {(len(rows), 0), (len(rows), 1)} if whole.id in hidden else set()
    for at, one in enumerate(parts):
        if one.id in hidden:
            kept |= {(at, 0), (at, 1)} | ({(at, 2)} if hidden[one.id] in BASE_HIDDEN else set())
    known = {
        (at if one is not whole else len(rows), column)
        for at, one in enumerate((*parts, whole))
        for column in ((0, 1, 2) if one is not whole else (0, 1))
        if one.before == "printed"
    }
    left = {(len(parts), at) for at in (0, 1, 2)} if rest[1] else set()
    shut = _shut([[x, n - x] for x, n in rows], kept, left, known)
    if rest[0] < THRESHOLD or rest[1] - rest[0] < THRESHOLD:
        together |= {one.id for one in (whole, *parts)}
    few_left = any(0 < n < few for _, n in rows)
    if shut is not None and not few_left and {(at, 2) for at in range(len(parts))} & shut:
        shut = None  # what a part is of is known from elsewhere, so that to hide it protects nothing
    if shut is None:
        for one in (whole, *parts):
            hide(one, "gives_base_away" if few_left and one is not whole else "gives_away", hidden)
        return
    for at, one in enumerate(parts):
        if (at, 2) in shut or (few_left and whole.kind == "survey"):
            if one.before != "printed":
                hidden[one.id] = "gives_base_away"
        elif {(at, 0), (at, 1)} & shut:
            hide(one, "gives_away", hidden)
    if {(len(rows), 0), (len(rows), 1)} & shut:
        hide(whole, "gives_away", hidden)


def _shut(
    rows: Sequence[Sequence[int]], kept: set[Cell], rest: set[Cell], known: set[Cell]
) -> frozenset[Cell] | None:
    """The cells that must not be printed; None where the table cannot be protected.

    kept: those that are hidden already, which must not be told by this table either. rest: those that no
    piece prints. known: those that an earlier edition printed, so that to hide them is no use. Where one of
    `kept` could be told all the same, no count of the table is printed.
    """
    full = [[*row, sum(row)] for row in rows]
    full.append([sum(column) for column in zip(*full, strict=True)])
    unprinted = [(r, c) for r, c in sorted(kept | rest) if full[r][c] > 0]
    try:
        found = protect(rows, already_hidden=unprinted, already_shown=known - kept)
    except DisclosureError:
        return None
    told = [found.audit.intervals[cell] for cell in unprinted if cell in kept]
    if any(low == high for low, high in told):
        return found.hidden | {(r, c) for r, row in enumerate(rows) for c in range(len(row))}
    return found.hidden
