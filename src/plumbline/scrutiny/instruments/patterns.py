"""Patterns for regex(): matched in a time that grows with the text and the pattern, never faster.

Python's own matcher tries one way after another, and a pattern such as (a+)+$ can keep it busy for years.
Here all ways are followed at once (Thompson's construction), so a form cannot stop a server. What such a
matcher cannot do (looking ahead, referring back) is refused.

Programs differ on whether a pattern must fit the whole text or a part of it, so it must say so: ^ at its
beginning and $ at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 300  # characters of a pattern
MOST_STEPS = 1_000  # places in it, counted repetitions written out
LONGEST_TEXT = 1_000  # a longer text fits no pattern

Fits = Callable[[str], bool]


class PatternRefused(Exception):
    """Why a pattern cannot be used, as a sentence."""


class Pattern:
    """A pattern ready to be matched. Raises PatternRefused."""

    def __init__(self, written: str) -> None:
        if len(written) > LONGEST:
            raise PatternRefused(f"It is longer than {LONGEST} characters.")
        self._tests: list[Fits] = []
        self._next: list[list[int]] = []
        self._free: list[list[int]] = []  # steps that take no letter
        tree = _Reader(written).read()
        self._last = self._add(tree, self._place())

    def _place(self) -> int:
        if len(self._free) >= MOST_STEPS:
            raise PatternRefused("It repeats too much. Make the numbers in { } smaller.")
        self._tests.append(_never)
        self._next.append([])
        self._free.append([])
        return len(self._free) - 1

    def _add(self, part: _Part, start: int) -> int:
        """Lay out a part from a place on; gives the place where it ends."""
        if part.kind == "letter":
            end = self._place()
            self._tests[start] = part.fits
            self._next[start].append(end)
            return end
        if part.kind == "row":
            for each in part.parts:
                # A place tests one letter only, so what follows begins at a place of its own.
                begin = self._place()
                self._free[start].append(begin)
                start = self._add(each, begin)
            return start
        if part.kind == "either":
            end = self._place()
            for each in part.parts:
                begin = self._place()
                self._free[start].append(begin)
                self._free[self._add(each, begin)].append(end)
            return end
        for _ in range(part.fewest):
            start = self._once_more(part, start)
        if part.most is None:
            begin, end = self._place(), self._place()
            self._free[start] += [begin, end]
            self._free[self._add(part.parts[0], begin)].append(start)
            return end
        end = self._place()
        for _ in range(part.most - part.fewest):
            self._free[start].append(end)
            start = self._once_more(part, start)
        self._free[start].append(end)
        return end

    def _once_more(self, part: _Part, start: int) -> int:
        begin = self._place()
        self._free[start].append(begin)
        end = self._place()
        self._free[self._add(part.parts[0], begin)].append(end)
        return end

    def matches(self, text: str) -> bool:
        """Whether the whole text is as the pattern says."""
        if len(text) > LONGEST_TEXT:
            return False
        here = self._reached([0])
        for letter in text:
            onward = [after for place in here if self._tests[place](letter) for after in self._next[place]]
            if not onward:
                return False
            here = self._reached(onward)
        return self._last in here

    def _reached(self, places: list[int]) -> set[int]:
        """The places, and all that are reached from them without a letter."""
        found = set(places)
        left = list(found)
        while left:
            for place in self._free[left.pop()]:
                if place not in found:
                    found.add(place)
                    left.append(place)
        return found


@dataclass
class _Part:
    """A part of a pattern: a letter that fits, parts in a row, one of several, or one repeated."""

    kind: str
    fits: Fits = field(default=lambda _letter: False)
    parts: list[_Part] = field(default_factory=list)
    fewest: int = 0
    most: int | None = None


def _never(_letter: str) -> bool:
    return False


def _digit(letter: str) -> bool:
    return "0" <= letter <= "9"


def _word(letter: str) -> bool:
    return letter == "_" or (letter.isascii() and letter.isalnum())


_CLASSES: dict[str, Fits] = {
    "d": _digit,
    "D": lambda letter: not _digit(letter),
    "w": _word,
    "W": lambda letter: not _word(letter),
    "s": str.isspace,
    "S": lambda letter: not letter.isspace(),
}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_SIGNS = "\\^$.|?*+()[]{}/-,:;#@&!%~\"'<>= _`"


class _Reader:
    """Reads a pattern. Every way through it must begin with ^ and end with $."""

    def __init__(self, written: str) -> None:
        self.written, self.at, self.depth = written, 0, 0

    def read(self) -> _Part:
        ways = [self._anchored()]
        while self._take("|"):
            ways.append(self._anchored())
        if self.at < len(self.written):
            raise PatternRefused(f"The “{self.written[self.at]}” does not belong there.")
        return ways[0] if len(ways) == 1 else _Part("either", parts=ways)

    def _anchored(self) -> _Part:
        if not self._take("^"):
            raise PatternRefused(
                "Begin it with ^ and end it with $, so that it says that the whole text is meant."
            )
        part = self._row()
        if not self._take("$"):
            raise PatternRefused(
                "Begin it with ^ and end it with $, so that it says that the whole text is meant."
            )
        return part

    def _peek(self) -> str:
        return self.written[self.at : self.at + 1]

    def _take(self, sign: str) -> bool:
        if not self.written.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def _one(self) -> str:
        if self.at >= len(self.written):
            raise PatternRefused("It ends too soon.")
        self.at += 1
        return self.written[self.at - 1]

    def _row(self) -> _Part:
        parts: list[_Part] = []
        while self._peek() and self._peek() not in "|)$":
            parts.append(self._repeated(self._atom()))
        return _Part("row", parts=parts)

    def _atom(self) -> _Part:
        sign = self._one()
        if sign == "(":
            return self._group()
        if sign == "[":
            return _Part("letter", fits=self._class())
        if sign == ".":
            return _Part("letter", fits=lambda letter: letter not in "\n\r\u2028\u2029")
        if sign == "\\":
            return _Part("letter", fits=self._escaped())
        if sign in "*+?{^":
            raise PatternRefused(f"The “{sign}” does not belong there.")
        return _Part("letter", fits=sign.__eq__)

    def _group(self) -> _Part:
        if self._take("?") and not self._take(":"):
            raise PatternRefused(
                "Groups that begin with (? look ahead or back, or have names; write ( ) alone."
            )
        self.depth += 1
        if self.depth > 20:
            raise PatternRefused("It has too many brackets inside each other.")
        ways = [self._row()]
        while self._take("|"):
            ways.append(self._row())
        if not self._take(")"):
            raise PatternRefused("A ( has no ) after it.")
        self.depth -= 1
        return ways[0] if len(ways) == 1 else _Part("either", parts=ways)

    def _escaped(self) -> Fits:
        sign = self._one()
        if sign in _CLASSES:
            return _CLASSES[sign]
        return self._escaped_letter(sign).__eq__

    def _escaped_letter(self, sign: str) -> str:
        if sign in _ESCAPES:
            return _ESCAPES[sign]
        if sign in _SIGNS:
            return sign
        raise PatternRefused(f"“\\{sign}” is not supported.")

    def _class(self) -> Fits:
        """Letters in [ ]: themselves, from-to, and \\d and its like; ^ first means all others."""
        others = self._take("^")
        if self._peek() == "]":
            raise PatternRefused("The [ ] holds nothing.")
        tests: list[Fits] = []
        letters: set[str] = set()
        while not self._take("]"):
            sign = self._one()
            if sign == "\\":
                sign = self._one()
                if sign in _CLASSES:
                    tests.append(_CLASSES[sign])
                    continue
                sign = self._escaped_letter(sign)
            if self._peek() == "-" and self.written[self.at + 1 : self.at + 2] not in ("]", ""):
                self._one()
                last = self._one()
                if last == "\\":
                    last = self._escaped_letter(self._one())
                if last < sign:
                    raise PatternRefused(f"In [ ], {sign}-{last} runs backwards.")
                tests.append(_between(sign, last))
            else:
                letters.add(sign)

        def fits(letter: str) -> bool:
            return (letter in letters or any(test(letter) for test in tests)) != others

        return fits

    def _repeated(self, part: _Part) -> _Part:
        if self._take("*"):
            bounds: tuple[int, int | None] = (0, None)
        elif self._take("+"):
            bounds = (1, None)
        elif self._take("?"):
            bounds = (0, 1)
        elif self._take("{"):
            bounds = self._bounds()
        else:
            return part
        self._take("?")  # lazy or not, the same texts fit
        if self._peek() and self._peek() in "*+{":
            raise PatternRefused(f"The “{self._peek()}” does not belong there.")
        return _Part("repeated", parts=[part], fewest=bounds[0], most=bounds[1])

    def _bounds(self) -> tuple[int, int | None]:
        inside, mark, _ = self.written[self.at :].partition("}")
        low, comma, high = inside.partition(",")
        numbers = [low] + ([high] if high else [])
        if not mark or any(not (each.isascii() and each.isdigit() and len(each) < 5) for each in numbers):
            raise PatternRefused("The { } must hold a number, or two with a comma between.")
        self.at += len(inside) + 1
        fewest = int(low)
        most = int(high) if high else (None if comma else fewest)
        if most is not None and most < fewest:
            raise PatternRefused(f"In {{ }}, {high} is smaller than {low}.")
        return fewest, most


def _between(first: str, last: str) -> Fits:
    return lambda letter: first <= letter <= last
