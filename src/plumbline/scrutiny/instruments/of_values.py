"""The functions of rules that are worked out from the values they are given."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from plumbline.errors import PlumblineError
from plumbline.scrutiny.instruments.operators import number, text, truth
from plumbline.scrutiny.instruments.patterns import Pattern, PatternRefused
from plumbline.scrutiny.instruments.rules import Made, Place, RuleRefused, Scope, Work, Working
from plumbline.scrutiny.instruments.values import Kind, Value, day_of, days_since_1970, text_as_number

LONGEST_JOINED = 1_000_000  # characters of texts joined, so that doubling again and again ends somewhere

Maker = Callable[[list[Made], Scope], Made]


def always(kind: Kind, value: Value) -> Maker:
    """A function that always gives the same."""
    return lambda _made, _scope: Made(kind, lambda _w, _p: value)


def of_texts(kind: Kind, given: Callable[..., Value]) -> Maker:
    """A function of texts; `given` works it out and gives a value of the kind."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [text(each) for each in made]
        return Made(kind, lambda w, p: given(*[work(w, p) for work in works]))

    return make


def of_numbers(given: Callable[..., float]) -> Maker:
    """A function of numbers that gives a number: none where one of them is none."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [number(each) for each in made]

        def worked(w: Working, p: Place) -> float:
            values = [work(w, p) for work in works]
            return math.nan if any(value != value for value in values) else given(*values)

        return Made("n", worked)

    return make


def of_all_numbers(given: Callable[[list[float]], float]) -> Maker:
    """A function of all numbers given, those of every instance among them; none where one is none."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [(each.kind == "set", each.work if each.kind == "set" else number(each)) for each in made]

        def worked(w: Working, p: Place) -> float:
            values: list[float] = []
            for many, work in works:
                found = work(w, p)
                values += [text_as_number(each) for each in found] if many else [found]
            return math.nan if any(value != value for value in values) else given(values)

        return Made("n", worked)

    return make


def as_truth(made: list[Made], _scope: Scope) -> Made:
    """boolean(): the value as true or false."""
    return Made("b", truth(made[0]))


def negated(made: list[Made], _scope: Scope) -> Made:
    """not(): true where the condition is false."""
    work = truth(made[0])
    return Made("b", lambda w, p: not work(w, p))


def as_number(made: list[Made], _scope: Scope) -> Made:
    """number(): the value as a number."""
    return Made("n", number(made[0]))


def as_text(made: list[Made], _scope: Scope) -> Made:
    """string(): the value as text."""
    return Made("s", text(made[0]))


def concatenated(made: list[Made], _scope: Scope) -> Made:
    """concat(): the texts one after another, every instance of a repeat in turn."""
    return _joined(made, lambda _w, _p: "")


def joined(made: list[Made], _scope: Scope) -> Made:
    """join(): the texts with another between them."""
    return _joined(made[1:], text(made[0]))


def _joined(made: list[Made], glue: Work) -> Made:
    works = [(each.kind == "set", each.work if each.kind == "set" else text(each)) for each in made]

    def worked(w: Working, p: Place) -> str:
        texts: list[str] = []
        for many, work in works:
            found = work(w, p)
            texts += found if many else [found]
        between: str = glue(w, p)
        long = sum(len(each) for each in texts) + len(between) * len(texts)
        if long > LONGEST_JOINED:
            raise PlumblineError(
                f"Joined, the answers have over {LONGEST_JOINED:,} characters. Shorten them."
            )
        return between.join(texts)

    return Made("s", worked)


def one_or_other(made: list[Made], _scope: Scope) -> Made:
    """if(): one of two values. A day beside another kind stands as text, and is a day again among numbers."""
    asked, then, other = truth(made[0]), made[1], made[2]
    if "set" in (then.kind, other.kind):
        text(then if then.kind == "set" else other)  # refuses
    yes, no, kind = then.work, other.work, then.kind
    if then.kind != other.kind:
        yes = text(then) if then.kind == "d" else then.work
        no = text(other) if other.kind == "d" else other.work
        kind = "s" if {then.kind, other.kind} == {"d", "s"} else "x"
    return Made(kind, lambda w, p: yes(w, p) if asked(w, p) else no(w, p))


def first_not_blank(made: list[Made], _scope: Scope) -> Made:
    """coalesce(): the first of two that is not blank."""
    first, second = text(made[0]), text(made[1])
    return Made("s", lambda w, p: first(w, p) or second(w, p))


def today_as_given(_made: list[Made], _scope: Scope) -> Made:
    """today(): the day given by whoever asks for the working out."""
    return Made("d", lambda w, _p: days_since_1970(w.today))


def as_day(made: list[Made], _scope: Scope) -> Made:
    """date(): a text as a day, or a number of days since 1970 as the day it is."""
    work = made[0].work
    if made[0].kind in ("n", "d"):
        return Made("d", lambda w, p: math.floor(days) if math.isfinite(days := work(w, p)) else math.nan)
    if made[0].kind == "x":
        raise RuleRefused("date() is given what may be text or a number. Use date() inside if() instead.")
    written = text(made[0])

    def worked(w: Working, p: Place) -> float:
        day = day_of(written(w, p))
        return math.nan if day is None else days_since_1970(day)

    return Made("d", worked)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DATE_PARTS: dict[str, Callable[[date], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "n": lambda day: str(day.month),
    "b": lambda day: _MONTHS[day.month - 1],
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
    "a": lambda day: _DAYS[day.weekday()],
}


def formatted_day(made: list[Made], _scope: Scope) -> Made:
    """format-date(): the day as the pattern writes it; "" where there is no day."""
    form = made[1].literal
    if not isinstance(form, str):
        raise RuleRefused("The second value of format-date() must be a text in quotes, such as '%d/%m/%Y'.")
    first, *pieces = form.split("%")
    for piece in pieces:
        if piece[:1] not in DATE_PARTS:
            known = ", ".join(f"%{letter}" for letter in DATE_PARTS)
            raise RuleRefused(f"format-date() knows {known}, not “%{piece[:1]}”.")
    work = text(made[0])

    def worked(w: Working, p: Place) -> str:
        day = day_of(work(w, p))
        if day is None:
            return ""
        return first + "".join(DATE_PARTS[piece[0]](day) + piece[1:] for piece in pieces)

    return Made("s", worked)


def fits_pattern(made: list[Made], _scope: Scope) -> Made:
    """regex(): whether the text is as the pattern says."""
    written = made[1].literal
    if not isinstance(written, str):
        raise RuleRefused("The pattern of regex() must be a text in quotes, so that it can be checked now.")
    try:
        pattern = Pattern(written)
    except PatternRefused as fault:
        raise RuleRefused(f"The pattern of regex() is not taken: {fault}") from None
    work = text(made[0])
    return Made("b", lambda w, p: pattern.matches(work(w, p)))


def rounded(value: float, places: float = 0) -> float:
    """Rounded to so many places, halves away from nought, as the reference engine rounds."""
    scale = 10.0 ** int(max(-15, min(15, places)))
    if not math.isfinite(value * scale):
        return value
    shifted = math.floor(abs(value) * scale + 0.5) / scale
    return math.copysign(shifted, value) if shifted else 0.0


def whole(way: Callable[[float], int]) -> Callable[[float], float]:
    """A way of making a number whole, for which an endless one stays as it is."""
    return lambda value: value if math.isinf(value) else float(way(value))


def to_the_power(number_: float, power: float) -> float:
    """A power; endless where it is too large, none where it is not real."""
    try:
        found = number_**power
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else math.nan


def square_root(value: float) -> float:
    """The square root; none of a number below 0."""
    return math.sqrt(value) if value >= 0 else math.nan


def part_from_one(made: list[Made], _scope: Scope) -> Made:
    """substring(): counted from 1; XPath rounds where it begins and how long it is."""
    work, begins = text(made[0]), number(made[1])
    length = number(made[2]) if len(made) > 2 else None

    def worked(w: Working, p: Place) -> str:
        first = _half_up(begins(w, p))
        until = math.inf if length is None else first + _half_up(length(w, p))
        return "".join(letter for at, letter in enumerate(work(w, p), 1) if first <= at < until)

    return Made("s", worked)


def _half_up(value: float) -> float:
    return float(math.floor(value + 0.5)) if math.isfinite(value) else value


def part_from_nought(made: list[Made], _scope: Scope) -> Made:
    """substr(): counted from 0, the end left out; negative counts from the end."""
    work, begins = text(made[0]), number(made[1])
    ends = number(made[2]) if len(made) > 2 else None

    def place(at: float, long: int) -> int:
        if at != at:
            return 0
        return int(max(0, min(at + long if at < 0 else at, long)))

    def worked(w: Working, p: Place) -> str:
        value: str = work(w, p)
        until = len(value) if ends is None else place(ends(w, p), len(value))
        return value[place(begins(w, p), len(value)) : until]

    return Made("s", worked)


def chosen_at(made: list[Made], _scope: Scope) -> Made:
    """selected-at(): one of the choices chosen, counted from 0; "" where there are not so many."""
    work, at = text(made[0]), number(made[1])

    def worked(w: Working, p: Place) -> str:
        chosen, place = work(w, p).split(), at(w, p)
        return chosen[int(place)] if 0 <= place < len(chosen) else ""

    return Made("s", worked)


def translated(value: str, letters: str, others: str) -> str:
    """A text with letters put in for others; those without a partner are taken out."""
    table: dict[int, str] = {}
    for place, letter in enumerate(letters):
        table.setdefault(ord(letter), others[place] if place < len(others) else "")
    return value.translate(table)
