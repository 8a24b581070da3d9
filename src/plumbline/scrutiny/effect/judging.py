"""May this area for improvement close? Whichever way it is judged, the answer is one verdict with its reason.

Nothing is kept from one time to the next: the verdict is worked out anew from all the evidence each time.
What the caller keeps is the day on which an area closed; from then on it is held to that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plumbline.calendars import add_months
from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.cases import AllOf, all_cases
from plumbline.scrutiny.effect.closing import (
    WAY_WORDS,
    Accepted,
    AllCases,
    Closing,
    SecondReading,
    ShiftedAndHeld,
    closing_as_json,
)
from plumbline.scrutiny.effect.frozen_limits import CompletePeriod
from plumbline.scrutiny.effect.readings import SampleReading, second_reading
from plumbline.scrutiny.effect.shifted import shifted_and_held
from plumbline.scrutiny.effect.statements import Statement, accepted
from plumbline.scrutiny.effect.verdict import AreaVerdict, day_words, not_yet
from plumbline.scrutiny.effect.watched import missed_look, next_look

STALE_MONTHS = 6
"""A series whose newest complete period ended longer ago than this does not say that anything holds now."""


@dataclass(frozen=True)
class Series:
    """A measure's complete periods, oldest first. measure: which; it has to be the one the closing names.

    complete_until: see `shifted_and_held`; None where something is told of the newest complete period.
    """

    measure: str
    periods: tuple[CompletePeriod, ...]
    complete_until: date | None = None


@dataclass(frozen=True)
class Readings:
    """The first reading and those after it, oldest first, of the question that the closing names."""

    question: str
    first: SampleReading | None
    later: tuple[SampleReading, ...] = ()


@dataclass(frozen=True)
class CaseCounts:
    """All cases of a first period and of those after it, oldest first, by the measure the closing names."""

    measure: str
    first: AllOf | None
    later: tuple[AllOf, ...] = ()


@dataclass(frozen=True)
class Statements:
    """What was said of the area, oldest first, and the names of those who own it or an action of it."""

    owners: tuple[str, ...]
    statements: tuple[Statement, ...] = ()


Evidence = Series | Readings | CaseCounts | Statements


def judge_area(
    closing: Closing,
    evidence: Evidence,
    *,
    first_action: date | None,
    as_at: date,
    closed_on: date | None = None,
    fresh_from: date | None = None,
) -> AreaVerdict:
    """The verdict on an area for improvement, on the evidence as it stands at a day.

    closing: which way it is judged. first_action: the day on which the first of its actions began. closed_on:
    the day on which it closed, for an area that has. Of several later readings, periods or statements the
    newest decides; where an earlier one was held and the newest is not, the area is shifted, not held.

    An area that has closed is held to it: where the verdict is no longer "held", or a look at 6 or 12 months
    has not been had within a month of its day, the verdict is "opened again". A measure goes on being judged
    with each run, after the 12 months too. Until it has closed, a series that ended more than 6 months before
    `as_at` is not held either.

    fresh_from: for an area that opened again since a look was not had, the oldest that evidence for that look
    may be. Without such evidence it does not close again on what it had closed on before.

    Raises PlumblineError where evidence does not fit the closing, is not in order or is later than `as_at`,
    and where `closed_on` is.
    """
    newest = _latest_day(evidence)
    if newest is not None and newest > as_at:
        raise PlumblineError(
            f"The evidence goes to {day_words(newest)}, later than {day_words(as_at)}, the day it is judged. "
            "Judge it on a later day, or leave out what is not over."
        )
    if closed_on is not None and (closed_on > as_at or first_action is None or closed_on < first_action):
        raise PlumblineError(
            f"An area cannot have closed on {day_words(closed_on)}: give a day from its first action to "
            f"{day_words(as_at)}."
        )
    verdict = _judged(closing, evidence, first_action)
    if closed_on is None:
        return _looked_at(_still_fresh(verdict, evidence, newest, as_at), _freshest(evidence), fresh_from)
    return _watched(verdict, closed_on, _freshest(evidence), as_at)


def _still_fresh(verdict: AreaVerdict, evidence: Evidence, newest: date | None, as_at: date) -> AreaVerdict:
    """The verdict, unless it rests on the last periods of a series that ended long ago."""
    stale = newest is not None and add_months(newest, STALE_MONTHS) < as_at
    if not stale or newest is None or verdict.state != "held" or not isinstance(evidence, Series):
        return verdict
    missing = (
        f"figures from the last {STALE_MONTHS} months; the newest complete period ended on "
        f"{day_words(newest)}"
    )
    why = f"Shifted, not held: whether it still holds is not known. Missing: {missing}."
    return replace(verdict, state="shifted_not_held", reason=why, missing=(missing,))


def _looked_at(verdict: AreaVerdict, newest: date | None, fresh_from: date | None) -> AreaVerdict:
    """The verdict, unless the look that was not had has still not been had."""
    if verdict.state != "held" or fresh_from is None or (newest is not None and newest >= fresh_from):
        return verdict
    missing = f"evidence from {day_words(fresh_from)} or later"
    why = (
        "Shifted, not held: it opened again since it was not looked at in time, and has not been looked at "
        f"since. Missing: {missing}."
    )
    return replace(verdict, state="shifted_not_held", reason=why, missing=(missing,))


def _watched(verdict: AreaVerdict, closed_on: date, newest: date | None, as_at: date) -> AreaVerdict:
    """The verdict on an area that closed on a day."""
    opened = f"Opened again; it had closed on {day_words(closed_on)}."
    if verdict.state != "held" or newest is None:
        return replace(verdict, state="opened_again", reason=f"{opened} {verdict.reason}")
    missed = missed_look(closed_on, newest, as_at)
    if missed is not None:
        why = (
            f"{opened} The look at {missed.months} months was due on {day_words(missed.due)} and has not "
            f"been had: the newest evidence is of {day_words(newest)}."
        )
        fresh = f"evidence from {day_words(missed.evidence_from)} or later"
        return replace(verdict, state="opened_again", reason=why, missing=(fresh,), next_look=missed.due)
    following = next_look(closed_on, newest)
    return replace(verdict, next_look=following.due if following else None)


def _latest_day(evidence: Evidence) -> date | None:
    """The last day of which the evidence speaks."""
    match evidence:
        case Series(_, periods, _):
            days = [one.last_day for one in periods]
        case Readings(_, first, later):
            days = [one.last_day for one in (first, *later) if one]
        case CaseCounts(_, before, since):
            days = [one.last_day for one in (before, *since) if one]
        case Statements(_, statements):
            days = [one.on for one in statements]
    return max(days, default=None)


def _freshest(evidence: Evidence) -> date | None:
    """The day of the newest evidence. A new statement about old evidence is not new evidence."""
    if not isinstance(evidence, Statements):
        return _latest_day(evidence)
    last = evidence.statements[-1:]
    return max((piece.on for one in last for piece in one.evidence), default=None)


def _judged(closing: Closing, evidence: Evidence, first_action: date | None) -> AreaVerdict:
    match closing, evidence:
        case ShiftedAndHeld(measure, better), Series(of, periods, until):
            _check_same(measure, of)
            return shifted_and_held(periods, first_action, better, until).verdict
        case SecondReading(question, better), Readings(of, first, later):
            _check_same(question, of)
            if first is None or not later:
                return _one_missing("reading", first is None)
            _check_order(later)
            return _newest_decides(
                [second_reading(first, one, first_action, better).verdict for one in later]
            )
        case AllCases(measure, better, sides), CaseCounts(of, before, since):
            _check_same(measure, of)
            if before is None or not since:
                return _one_missing("period", before is None)
            _check_order(since)
            return _newest_decides(
                [all_cases(before, one, first_action, better, sides).verdict for one in since]
            )
        case Accepted(), Statements(owners, statements):
            _check_statements(statements)
            if not statements:
                return accepted(None, owners, first_action)
            return _newest_decides([accepted(one, owners, first_action) for one in statements])
    way = WAY_WORDS[closing_as_json(closing)["by"]]
    raise PlumblineError(
        f"This area may close when {way}, and {type(evidence).__name__} are no evidence of that. "
        "Give the evidence that the closing asks for."
    )


def _newest_decides(verdicts: list[AreaVerdict]) -> AreaVerdict:
    newest = verdicts[-1]
    if newest.state == "held" or all(one.state != "held" for one in verdicts):
        return newest
    why = newest.reason.removeprefix("Not yet").lstrip(".: ")
    return replace(
        newest,
        state="shifted_not_held",
        reason=(
            f"Shifted, not held: it was for the better before, and the newest no longer is. {_capital(why)}"
        ),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _one_missing(noun: str, first: bool) -> AreaVerdict:
    which = "first" if first else "second"
    since = "from before the first action" if first else "since the first action"
    return not_yet(f"Not yet: there is no {which} {noun}.", f"a {which} {noun}, {since}")


def _check_same(asked: str, given: str) -> None:
    if asked != given:
        raise PlumblineError(
            f"The area is judged by {asked!r}, and the evidence is of {given!r}. Give that of {asked!r}."
        )


def _check_order(later: tuple[SampleReading, ...] | tuple[AllOf, ...]) -> None:
    days = [one.last_day for one in later]
    if sorted(set(days)) != days:
        raise PlumblineError("The later readings or periods are not in order of time. Give the oldest first.")


def _check_statements(statements: tuple[Statement, ...]) -> None:
    days = [one.on for one in statements]
    if sorted(days) != days:
        raise PlumblineError("The statements are not in order of time. Give the oldest first.")
