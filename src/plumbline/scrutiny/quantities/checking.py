"""Whether one tied quantity holds: what its words claim, against what its evidence lets one say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from plumbline.scrutiny.quantities.claim import Claim
from plumbline.scrutiny.quantities.claims import claims
from plumbline.scrutiny.quantities.evidence import Evidence, Said, said_of
from plumbline.scrutiny.quantities.figures import lone_numbers
from plumbline.scrutiny.quantities.protected_wording import BASE_HIDDEN, WHYS, Protected, without
from plumbline.scrutiny.quantities.protecting import protected
from plumbline.scrutiny.quantities.wording import number_text, part_of, wording
from plumbline.scrutiny.quantities.written_form import PARTS, Reference
from plumbline.statistics.rounding import round_half_up
from plumbline.statistics.words import WordTable

FindingKind = Literal[
    "untied",
    "vague",
    "unknown_evidence",
    "false",
    "unsupported",
    "small_base",
    "no_share",
    "no_reason",
    "not_checkable",
    "not_read",
    "protected",
]
What = tuple[FindingKind, str, str, str]
"""Kind, words as written, why, and a wording that holds."""
FEWEST_WORDS_OF_A_REASON = 2


@dataclass(frozen=True)
class Beside:
    """What is printed of the same evidence in the same sentence: its count, its range. in_heading: whether
    that sentence is a heading."""

    count: bool = False
    range: bool = False
    in_heading: bool = False


def beside_of(
    group: Sequence[Reference], evidence: Mapping[str, Evidence], table: WordTable
) -> tuple[bool, bool]:
    """Whether references to one piece, in one sentence, print its count, and its range."""
    count = ranged = False
    for one in group:
        if one.words is not None:
            kinds = {claim.kind for claim in claims(one.words, table, tied=True)}
            count, ranged = count or "count" in kinds, ranged or "range" in kinds
        elif one.id in evidence:
            whole = one.part == ""
            said = said_of(evidence[one.id], table)
            count = count or one.part == "count" or whole
            ranged = ranged or one.part == "range" or (whole and said.advice != "word")
    return count, ranged


def check(
    one: Reference, evidence: Mapping[str, Evidence], beside: Beside, table: WordTable
) -> Iterator[What]:
    """Everything about one reference that does not hold."""
    words = " ".join(one.words.split()) if one.words is not None else None
    if one.reason is not None:
        if not words:
            yield "not_checkable", "{stands}", "It stands before no words. Write [words]{stands: reason}.", ""
        elif len(one.reason.split()) < FEWEST_WORDS_OF_A_REASON:
            message = "It is left to stand without a reason. Give one after “stands:”, in a few words."
            yield "no_reason", words, message, ""
        return
    shown = words if words is not None else f"{{{one.id}{':' + one.part if one.part else ''}}}"
    piece = evidence.get(one.id)
    if piece is None:
        yield "unknown_evidence", shown, f"There is no evidence called {one.id}.", ""
    elif words is None:
        yield from _check_part(one, piece, shown, beside, table)
    else:
        if one.part:
            message = f"Words of your own take no part: write [{words}]{{{one.id}}}."
            yield "not_checkable", shown, message, ""
        yield from _check_words(words, piece, beside, table)


def _check_part(
    one: Reference, piece: Evidence, shown: str, beside: Beside, table: WordTable
) -> Iterator[What]:
    if not one.part:
        return
    said, better = said_of(piece, table), wording(piece, table)
    if one.part not in PARTS:
        message = f"There is no part called {one.part}. There are: {', '.join(PARTS)}."
        yield "not_checkable", shown, message, better
    elif one.part in ("word", "percent", "range") and not piece.is_share:
        yield "no_share", shown, _heard(piece, said), better
    elif part_of(piece, one.part, table) is not None:
        if one.part == "word":
            yield from _check_bearing(Claim("band", shown, 0, 0, word=said.word), piece, said, beside, better)
        elif one.part == "percent" and said.rule == "count_first" and not beside.count:
            yield "small_base", shown, _count_first(piece), better
    elif said.rule == "numbers_only" and piece.is_share:
        yield "small_base", shown, _too_small(piece, said), better
    elif one.part == "word":
        yield "unsupported", shown, _leave_out(said), better
    else:
        yield "not_checkable", shown, f"{piece.id} has no {one.part}.", better


def check_protected(one: Reference, piece: Evidence, hidden: Protected, table: WordTable) -> Iterator[What]:
    """Whether a reference prints more of a protected piece than a public edition may."""
    better = hidden.wording
    message = f"This number is protected in the public edition. {WHYS[hidden.why]}"
    if one.words is None:
        if one.part and hidden.part(one.part) is None:
            yield "protected", f"{{{one.id}:{one.part}}}", f"{message} Leave :{one.part} out.", better
        return
    words = without(" ".join(one.words.split()), hidden)
    stated = claims(words, table, tied=True)
    if any(_tells(claim, piece, hidden, table) for claim in stated):
        yield "protected", one.words, message, better
        return
    told = {piece.x, (piece.n or 0) - (piece.x or 0)} if piece.n is not None else {piece.x}
    if piece.kind == "series":
        told = {int(piece.values[-1][1])}
    if hidden.why in BASE_HIDDEN:
        told.add(piece.n)
    if any(number in told for number in lone_numbers(words)):
        yield "protected", one.words, message, better


def _tells(claim: Claim, piece: Evidence, hidden: Protected, table: WordTable) -> bool:
    """Whether a claim tells more of a protected number than that it is one of those it could be."""
    if claim.kind in ("highest", "lowest", "vague") or (claim.kind == "trend" and claim.limits is None):
        return bool(lone_numbers(claim.text))
    if claim.kind == "band" and not claim.figures and hidden.word:
        return claim.word != hidden.word
    if claim.kind not in ("band", "share") or claim.figures or not hidden.could_be or piece.n is None:
        return True
    if claim.kind == "band":
        return claim.word != hidden.word
    return not all(claim.bears(Fraction(100 * count, piece.n)) for count in hidden.could_be)


def _check_words(words: str, piece: Evidence, beside: Beside, table: WordTable) -> Iterator[What]:
    better = wording(piece, table)
    if (alone := protected({piece.id: replace(piece, strata=())}, table).get(piece.id)) is not None:
        safe = without(words, alone)
        if safe != words:
            for claim in claims(safe, table, tied=True):
                yield from _check_claim(claim, piece, beside, table)
            return
    stated = claims(words, table, tied=True)
    numbers = [number_text(one) for one in lone_numbers(_without_times(words, stated))]
    if piece.kind == "count" or (piece.kind == "series" and numbers):
        value = piece.values[-1][1] if piece.kind == "series" else Fraction(piece.x or 0)
        if number_text(value) not in numbers:
            yield "false", words, f"The evidence says {better}.", better
        stated = [claim for claim in stated if claim.kind != "count"]
    elif not stated and numbers:
        known = {str(one) for one in (piece.x, piece.n, piece.population)}
        given = {one.replace(",", "") for one in numbers}
        if str(piece.x) not in given or not given <= known:
            yield "false", words, f"The evidence says {better}.", better
    elif not stated:
        message = f"These words state no quantity that could be checked against {piece.id}."
        yield "not_checkable", words, message, better
    for claim in stated:
        yield from _check_claim(claim, piece, beside, table)


def _check_claim(claim: Claim, piece: Evidence, beside: Beside, table: WordTable) -> Iterator[What]:
    said, better = said_of(piece, table), wording(piece, table)

    def no(kind: FindingKind, message: str) -> What:
        return kind, claim.text, message, better

    if claim.kind == "vague":
        yield no("not_checkable", "It states no quantity that a reader could check.")
    elif claim.kind in ("highest", "lowest"):
        yield from _check_series(claim, piece, no)
    elif claim.kind == "trend":
        yield from _check_trend(claim, piece, no)
    elif piece.kind == "series":
        yield no("no_share", "Values over time have no share. Their highest and lowest can be told.")
    elif claim.kind == "count":
        if [piece.x, piece.n] != [int(one) for one in claim.figures]:
            yield no("false", f"The evidence says {better}.")
    elif not piece.is_share:
        wanted = {"all": piece.n, "none": 0}.get(claim.kind)
        if claim.kind not in ("all", "none") or piece.kind == "count":
            yield no("no_share", _heard(piece, said))
        elif piece.x != wanted:
            yield no("false", f"The evidence says {better}.")
    elif said.rule == "numbers_only":
        yield no("small_base", _too_small(piece, said))
    elif claim.kind == "range":
        yield from _check_range(claim, said, no)
    else:
        yield from _check_share(claim, piece, said, beside, better)


def _check_share(claim: Claim, piece: Evidence, said: Said, beside: Beside, better: str) -> Iterator[What]:
    """A percentage, a word of the bands, a share of its own, all or none."""
    assert said.share is not None
    percent = said.share * 100
    if claim.kind == "percent":
        right = _prints(claim, said)
    elif claim.kind in ("all", "none"):
        right = percent == (100 if claim.kind == "all" else 0)
    else:
        right = said.word == claim.word if claim.kind == "band" else claim.bears(percent)
    if not right:
        word = said.word.lower()
        message = f"The evidence says {word}: {said.percent}%, {said.count}{_weights(piece)}."
        yield "false", claim.text, message, better
    elif claim.kind == "percent" or claim.figures:
        if said.rule == "count_first" and not beside.count:
            yield "small_base", claim.text, _count_first(piece), better
        elif claim.limits and not _inside(claim, said) and not beside.range:
            yield (
                "unsupported",
                claim.text,
                f"The interval is {said.range}; print it beside the words.",
                better,
            )
    else:
        yield from _check_bearing(claim, piece, said, beside, better)


def _check_bearing(claim: Claim, piece: Evidence, said: Said, beside: Beside, better: str) -> Iterator[What]:
    """Whether a word that is right for the estimate is borne by the size of the base and by the interval."""
    if said.advice == "no_word" and not _inside(claim, said):
        yield "unsupported", claim.text, _leave_out(said), better
    elif said.rule == "count_first" and (beside.in_heading or not beside.count):
        yield "small_base", claim.text, _count_first(piece, heading=beside.in_heading), better
    elif not _inside(claim, said) and not beside.range:
        covers = f"covers {_and(said.covers)}" if len(said.covers) > 1 else f"is {said.range}"
        yield "unsupported", claim.text, f"The interval {covers}; print the range beside the words.", better


def _check_range(claim: Claim, said: Said, no: Callable[[FindingKind, str], What]) -> Iterator[What]:
    if said.interval is None:
        yield no("false", f"The evidence has no interval: {said.percent}%, {said.count}.")
    elif list(claim.figures) != [Fraction(said.low), Fraction(said.high)]:
        yield no("false", f"The interval is {said.range}.")


def _no_series(piece: Evidence, no: Callable[[FindingKind, str], What]) -> What | None:
    """Why nothing can be told of what the piece was over time; None where it can."""
    if piece.kind != "series":
        return no("not_checkable", "It needs a series, with its values over time.")
    if len(piece.values) < 2:
        return no("unsupported", "The series has one value, so nothing can be told of it.")
    return None


def _check_series(claim: Claim, piece: Evidence, no: Callable[[FindingKind, str], What]) -> Iterator[What]:
    if wrong := _no_series(piece, no):
        yield wrong
        return
    values = [value for _, value in piece.values]
    best = max(values) if claim.kind == "highest" else min(values)
    when = next(period for period, value in piece.values if value == best)
    latest, value = piece.values[-1]
    if value != best:
        yield no("false", f"{when} was {number_text(best)}; the latest, {latest}, is {number_text(value)}.")
    elif values.count(best) > 1:
        yield no("false", f"It was reached before, in {when}.")


def _check_trend(claim: Claim, piece: Evidence, no: Callable[[FindingKind, str], What]) -> Iterator[What]:
    """A rise or fall is of the latest beside the one before it; so many times, beside that or the first."""
    if wrong := _no_series(piece, no):
        yield wrong
        return
    (first, began), (before, was), (latest, value) = piece.values[0], piece.values[-2], piece.values[-1]
    if claim.limits is not None:
        right = any(earlier and claim.bears(100 * value / earlier) for earlier in (was, began))
        before, was = (before, was) if len(piece.values) == 2 else (first, began)
    else:
        right = {"rise": value > was, "fall": value < was}.get(claim.word, value != was)
    if not right:
        yield no("false", f"{before} was {number_text(was)}; the latest, {latest}, is {number_text(value)}.")


def _without_times(words: str, stated: Sequence[Claim]) -> str:
    """The words without "three times as many" and the like, whose number is none of the evidence's own."""
    for claim in stated:
        if claim.kind == "trend":
            words = words.replace(claim.text, "")
    return words


def _prints(claim: Claim, said: Said) -> bool:
    """Whether a percentage is the evidence's, rounded half up to as many decimals as it is written with, and
    does not round a share across all, none or one half."""
    assert said.share is not None
    (figure,) = claim.figures
    scale = 10**claim.decimals
    percent = said.share * 100 * scale
    rounded = Fraction(round_half_up(percent.numerator, percent.denominator), scale)
    honest = (figure == 100) == (said.share == 1) and (figure == 0) == (said.share == 0)
    return figure == rounded and honest and (figure >= 50) == (said.share >= Fraction(1, 2))


def _inside(claim: Claim, said: Said) -> bool:
    """Whether the words hold over the whole interval."""
    if said.interval is None:
        return True
    low, high = (end * 100 for end in said.interval)
    if claim.kind == "band":
        return said.covers == (claim.word,)
    if claim.kind in ("all", "none"):
        return low == high == (100 if claim.kind == "all" else 0)
    return claim.bears(low) and claim.bears(high)


def _heard(piece: Evidence, said: Said) -> str:
    if piece.kind == "groups":
        return f"It was heard in groups, so say in how many: {said.count}. It is no share of anything."
    if piece.kind == "people":
        return f"It comes from the people who were met, so say how many: {said.count}. It is no share of all."
    if piece.kind == "series":
        return "Values over time have no share. Their highest and lowest can be told."
    return f"The evidence is a number by itself: {said.count}."


def _too_small(piece: Evidence, said: Said) -> str:
    return f"A base of {piece.n} bears neither a percentage nor a word: print {said.count}."


def _count_first(piece: Evidence, *, heading: bool = False) -> str:
    rest = "and no word in a heading" if heading else "with the percentage or word after it"
    return f"A base of {piece.n} is small. Print the count first, {rest}."


def _leave_out(said: Said) -> str:
    return f"The interval covers {_and(said.covers)}; leave the word out and print the range."


def _weights(piece: Evidence) -> str:
    return " before weighting" if piece.weighted else ""


def _and(words: tuple[str, ...]) -> str:
    small = [word.lower() for word in words]
    return small[0] if len(small) == 1 else f"{', '.join(small[:-1])} and {small[-1]}"
