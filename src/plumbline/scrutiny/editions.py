"""What became of each indicator from one edition of a framework to another, in either direction.

Each framework says what differs from the edition it follows. All else is worked out from that: what is the
same, and what lies between editions that are further apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from plumbline.errors import PlumblineError
from plumbline.scrutiny.frameworks import Framework, load_frameworks, same_words

How = Literal["same", "reworded", "split", "merged", "rearranged", "new", "dropped"]
HOW = {
    "same": "the same",
    "reworded": "reworded",
    "split": "split",
    "merged": "merged",
    "rearranged": "rearranged",
    "new": "new",
    "dropped": "no longer there",
}

Pairs = dict[tuple[str, str], tuple[str, ...]]  # code before, code after -> notes on the way


@dataclass(frozen=True)
class Match:
    """Indicators of one edition and what they are in the other. Either side may be empty, never both."""

    how: How
    before: tuple[str, ...]
    after: tuple[str, ...]
    notes: tuple[str, ...] = ()


def between(
    one: Framework, other: Framework, known: Mapping[str, Framework] | None = None
) -> tuple[Match, ...]:
    """What became of each indicator of `one` in `other`, in the order of `other`; what is gone comes last.

    known: frameworks by code that may lie between, beside those of the library. Every indicator of both
    stands in exactly one match. Raises PlumblineError where no edition leads from one to the other.
    """
    held = {**load_frameworks(), **(known or {}), one.code: one, other.code: other}
    before, after = _back(one, held), _back(other, held)
    shared = next((framework.code for framework in before if framework.code in {f.code for f in after}), None)
    if shared is None:
        raise PlumblineError(
            f"nothing says how {one.code} became {other.code}: neither follows the other, and they follow no "
            "edition in common. Say in the newer one which it `follows`."
        )
    pairs: Pairs = {(indicator.code, indicator.code): () for indicator in one.indicators}
    for newer, older in _steps(before, shared):
        pairs = _joined(pairs, {(b, a): notes for (a, b), notes in _step(older, newer).items()})
    for newer, older in reversed(_steps(after, shared)):
        pairs = _joined(pairs, _step(older, newer))
    held_after = {indicator.code for indicator in other.indicators}
    return _matches(one, other, {pair: notes for pair, notes in pairs.items() if pair[1] in held_after})


def _back(framework: Framework, held: Mapping[str, Framework]) -> list[Framework]:
    """The framework and those it goes back to, newest first."""
    line = [framework]
    while (earlier := held.get(line[-1].follows or "")) is not None and earlier not in line:
        line.append(earlier)
    return line


def _steps(line: list[Framework], until: str) -> list[tuple[Framework, Framework]]:
    """Neighbours on a line, newer and older, as far as the framework with the code `until`."""
    last = [framework.code for framework in line].index(until)
    return [(line[place], line[place + 1]) for place in range(last)]


def _step(older: Framework, newer: Framework) -> Pairs:
    """Which indicator of an edition became which of the next."""
    explained = {code for change in newer.changes for code in change.after}
    held = {indicator.code for indicator in older.indicators}
    pairs: Pairs = {
        (indicator.code, indicator.code): ()
        for indicator in newer.indicators
        if indicator.code in held and indicator.code not in explained
    }
    for change in newer.changes:
        notes = (change.note,) if change.note else ()
        pairs |= {(before, after): notes for before in change.before for after in change.after}
    return pairs


def _joined(first: Pairs, second: Pairs) -> Pairs:
    joined: Pairs = {}
    for (before, middle), notes in first.items():
        for (also_middle, after), more in second.items():
            if middle == also_middle:
                joined[before, after] = _once([*joined.get((before, after), ()), *notes, *more])
    return joined


def _matches(one: Framework, other: Framework, pairs: Pairs) -> tuple[Match, ...]:
    found: list[Match] = []
    placed: set[str] = set()
    for indicator in other.indicators:
        if indicator.code in placed:
            continue
        before, after = _reached(indicator.code, pairs)
        placed |= after
        group = [(pair, notes) for pair, notes in pairs.items() if pair[1] in after]
        found.append(
            _match(
                one,
                other,
                [known.code for known in one.indicators if known.code in before],
                [known.code for known in other.indicators if known.code in after],
                _once(note for _, notes in group for note in notes),
            )
        )
    reached = {before for before, _ in pairs}
    found += [Match("dropped", (known.code,), ()) for known in one.indicators if known.code not in reached]
    return tuple(found)


def _reached(code: str, pairs: Pairs) -> tuple[set[str], set[str]]:
    """All codes on both sides that hang together with this one."""
    before: set[str] = set()
    after = {code}
    while True:
        wider = {b for b, a in pairs if a in after}
        further = after | {a for b, a in pairs if b in wider}
        if wider == before and further == after:
            return before, after
        before, after = wider, further


def _match(
    one: Framework, other: Framework, before: list[str], after: list[str], notes: tuple[str, ...]
) -> Match:
    how: How
    if not before:
        how = "new"
    elif len(before) == len(after) == 1:
        titles = one.indicator(before[0]).title, other.indicator(after[0]).title
        how = "same" if same_words(*titles) and not notes else "reworded"
    elif len(before) == 1:
        how = "split"
    else:
        how = "merged" if len(after) == 1 else "rearranged"
    return Match(how, tuple(before), tuple(after), notes)


def _once(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))
