"""What one piece of evidence prints by itself: its wording, or one part of it."""

from __future__ import annotations

from fractions import Fraction

from plumbline.scrutiny.quantities.evidence import Evidence, said_of
from plumbline.scrutiny.quantities.lexicon import printed_word
from plumbline.statistics.words import WordTable


def wording(piece: Evidence, table: WordTable | None = None) -> str:
    """The wording that holds for a piece of evidence: what may be printed of it, and no more.

    Under ten the numbers alone; under thirty the count first, with the percentage and range in brackets; else
    the word and the count, with the range where the interval covers two words, and without the word where it
    covers more. Of a weighted share the plain count would contradict the word, so the percentage is printed.
    """
    said = said_of(piece, table)
    if piece.kind == "series":
        return number_text(piece.values[-1][1]) if piece.values else ""
    count = counted(piece)
    if not piece.is_share or said.advice == "numbers_only":
        return count
    beside = ", ".join(filter(None, (f"{said.percent}%", said.range)))
    if said.rule == "count_first":
        return f"{count} ({beside}{weighted_mark(piece)})"
    if piece.weighted:
        beside = f"{beside} from {base(piece)}, weighted"
        return beside if said.advice == "no_word" else f"{printed_word(said.word)} ({beside})"
    if said.advice == "word":
        return f"{printed_word(said.word)}, {count}"
    if said.advice == "word_with_range":
        return f"{printed_word(said.word)}, {count} ({said.range})"
    return f"{count} ({beside})"


def part_of(piece: Evidence, part: str, table: WordTable | None = None) -> str | None:
    """One part of what a piece prints: "word", "count", "percent" or "range"; None where it bears none."""
    said = said_of(piece, table)
    if part == "count":
        return counted(piece) or None
    if part == "word":
        return printed_word(said.word) if said.advice in ("word", "word_with_range") else None
    if part == "percent":
        return f"{said.percent}%" if said.percent and said.rule != "numbers_only" else None
    if part == "range":
        return said.range if said.range and said.rule != "numbers_only" else None
    return None


def number_text(number: Fraction) -> str:
    """A number as people write it: 1250 as 1,250 and 7/2 as 3.5; with at most four decimals."""
    text = f"{float(number):,.4f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def counted(piece: Evidence) -> str:
    """The count with what is counted: "37 of 99 records", "in 4 of 5 groups"."""
    count = said_of(piece).count
    if not count:
        return ""
    if piece.kind == "groups":
        return f"in {count} {piece.noun or 'groups'}"
    return f"{count} {piece.noun}" if piece.noun else count


def base(piece: Evidence) -> str:
    """What the count is of: "99 records"."""
    return f"{piece.n:,} {piece.noun}" if piece.noun else f"{piece.n:,}"


def weighted_mark(piece: Evidence) -> str:
    """What stands behind a percentage that is weighted."""
    return ", weighted" if piece.weighted else ""
