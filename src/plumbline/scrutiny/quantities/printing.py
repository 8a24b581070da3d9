"""What a quantity prints as, the annex that lists every one, and what changes in a text with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plumbline.scrutiny.quantities.evidence import Evidence, said_of
from plumbline.scrutiny.quantities.protected_wording import Protected
from plumbline.scrutiny.quantities.protecting import protected
from plumbline.scrutiny.quantities.wording import counted, part_of, weighted_mark, wording
from plumbline.scrutiny.quantities.written_form import PARTS, Reference, normalised, references
from plumbline.statistics.words import WordTable

NOTHING: Mapping[str, Protected] = MappingProxyType({})


@dataclass(frozen=True)
class AnnexRow:
    """A quantity of the text for its annex. words: as printed. reason: why it stands untied, or "".

    count, percent, range: as far as the evidence has them; the percentage is the weighted one where the
    evidence is weighted, and `percent` then says so.
    """

    words: str
    title: str
    count: str
    percent: str
    range: str
    source: str
    period: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Changed:
    """A quantity that prints otherwise than before. id: of its evidence. was, now: as printed; "" where the
    evidence was not there, or is there no more, or bears that part no more."""

    id: str
    was: str
    now: str


def shown(
    one: Reference,
    evidence: Mapping[str, Evidence],
    table: WordTable | None = None,
    *,
    hidden: Mapping[str, Protected] = NOTHING,
) -> str | None:
    """What a reference prints within a sentence; None where there is no such evidence or part of it.

    hidden: the pieces that print less than they hold, see `protecting.protected`.
    """
    if one.words is not None:
        return one.words
    if one.id in hidden:
        return hidden[one.id].part(one.part) if one.part else hidden[one.id].wording
    piece = evidence.get(one.id)
    if piece is None or (one.part and one.part not in PARTS):
        return None
    return part_of(piece, one.part, table) if one.part else wording(piece, table) or None


def printed(
    text: str, evidence: Mapping[str, Evidence], table: WordTable | None = None, *, publish: bool = False
) -> str:
    """The text with every reference as it prints. One that names no evidence, or a part it does not bear,
    stays as it was written; `lint` names it.

    publish: with small numbers protected, for a public edition. The writer's own words are printed as they
    are: `lint`, asked the same, finds those that print what is protected.
    """
    text = normalised(text)
    hidden = protected(evidence, table) if publish else NOTHING
    out, at = [], 0
    for one in references(text):
        words = shown(one, evidence, table, hidden=hidden)
        if words is not None:
            begins = one.words is None and _begins(text, one.start)
            out += [text[at : one.start], words[:1].upper() + words[1:] if begins else words]
            at = one.end
    return "".join([*out, text[at:]])


def annex(
    text: str, evidence: Mapping[str, Evidence], table: WordTable | None = None, *, publish: bool = False
) -> tuple[AnnexRow, ...]:
    """Every quantity of a text in its order: what it prints as, count, interval and source, or why it stands.

    What is tied to evidence that there is not has no row; `lint` names it. publish: as `printed` takes it; of
    a protected number there is no percentage and no range, but for one from strata that may be printed.
    """
    rows = []
    hidden = protected(evidence, table) if publish else NOTHING
    for one in references(normalised(text)):
        piece = evidence.get(one.id)
        words = " ".join((shown(one, evidence, table, hidden=hidden) or "").split())
        if one.reason is not None and one.words:
            rows.append(AnnexRow(words, "", "", "", "", "", reason=one.reason))
        elif piece is not None and piece.id in hidden and one.reason is None:
            of = hidden[piece.id]
            percent = f"{of.percent}{weighted_mark(piece) if of.shown == 'share' else ''}"
            title = piece.title or piece.id
            rows.append(AnnexRow(words, title, of.count, percent, of.range, piece.source, piece.period))
        elif piece is not None and one.reason is None:
            said = said_of(piece, table)
            bears = said.percent and said.rule != "numbers_only"
            rows.append(
                AnnexRow(
                    words,
                    piece.title or piece.id,
                    counted(piece) or wording(piece, table),
                    f"{said.percent}%{weighted_mark(piece)}" if bears else "",
                    said.range if bears else "",
                    piece.source,
                    piece.period,
                )
            )
    return tuple(rows)


def changes(
    text: str, before: Mapping[str, Evidence], now: Mapping[str, Evidence], table: WordTable | None = None
) -> tuple[Changed, ...]:
    """What prints otherwise once the evidence has changed, in the order of the text.

    The writer's own words do not change by themselves: `lint` says whether they still hold.
    """
    found = []
    for one in references(normalised(text)):
        if one.words is None and one.reason is None:
            was, then = shown(one, before, table) or "", shown(one, now, table) or ""
            if was != then:
                found.append(Changed(one.id, was, then))
    return tuple(found)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = text[max(0, start - 200) : start].rstrip(" \t*_([")
    if (
        not before
        or before.endswith(("\n\n", "!", "?"))
        or before.rsplit("\n", 1)[-1].strip("#-*>+|0123456789. \t") == ""
    ):
        return before.endswith(("\n\n", "!", "?")) or _opens_a_block(before)
    return before.endswith(".") and not before.endswith(("e.g.", "i.e.", "etc.", "no.", "vs."))


def _opens_a_block(before: str) -> bool:
    """Whether what stands before on this line is a mark of a heading, list or quotation, or a line before
    this one ended its sentence or paragraph."""
    lines = before.rsplit("\n", 1)
    if lines[-1].strip():
        return True
    earlier = lines[0].rstrip() if len(lines) == 2 else ""
    return not earlier or before.endswith("\n\n") or earlier.endswith((".", "!", "?", ":"))
