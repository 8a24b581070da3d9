"""The sections of a paper that say how it was done and what its words stand on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from plumbline.publishing.documents import Block, Part, Table, Text
from plumbline.publishing.wording import number
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.quantities import annex
from plumbline.statistics.disclosure import SYMBOL, THRESHOLD, DisclosureError, protect_list
from plumbline.statistics.words import WordTable, word_table
from plumbline_web.evidence.queries import pieces_of
from plumbline_web.evidence.states import SOURCES
from plumbline_web.judgement.models import EvaluationMove
from plumbline_web.publication.holding import Held
from plumbline_web.publication.sample_annexes import HIDDEN, certificate, consistency
from plumbline_web.reading.found import found_in
from plumbline_web.writing.models import Section


def scale(held: Held, section: Section) -> Iterator[Part]:
    """The steps of the activity's frozen scale, best first, with what each means."""
    one = held.scale
    if one is None:
        return
    rows = tuple((str(grade.value), grade.word, grade.label, grade.means) for grade in one.grades)
    note = f"{one.source}. What each step means is in our own words."
    table = Table(one.title, ("Step", "Evaluation", "In short", "What it means"), rows, note)
    yield Part(section.key, section.title, (table,))


def framework(held: Held, section: Section) -> Iterator[Part]:
    """The framework as a grid: its key questions side by side, under each its headings and indicators."""
    one = held.framework
    if one is None:
        return
    columns = [
        [
            "\n".join((f"{heading.code}. {heading.title}", *_codes(held, one, heading.code)))
            for heading in headings
            if one.under(heading.code)
        ]
        for _, headings in one.questions
    ]
    deep = max(len(column) for column in columns)
    rows = tuple(tuple(column[at] if at < len(column) else "" for column in columns) for at in range(deep))
    overall = f"{one.overall.code}. {one.overall.title} {one.overall.asks} " if one.overall else ""
    note = f"{overall}Source: {one.source}."
    table = Table(f"{one.title}, {one.edition}", tuple(question for question, _ in one.questions), rows, note)
    yield Part(section.key, section.title, (table,), landscape=True)


def terms(held: Held, section: Section) -> Iterator[Part]:
    """What each word of quantity stands for; in a summary, on a line."""
    words = word_table()
    rows = (
        (words.all_word, "every one"),
        *((band.word, _band(band.least, band.most)) for band in words.bands),
        (words.none_word, "not a single one"),
    )
    block: Block = Table(
        "What each word stands for", ("Word", "Stands for"), rows, f"Source: {words.source}. {_rules(words)}"
    )
    if held.is_summary:
        block = Text("; ".join(f"**{word}**: {means}" for word, means in rows) + ".")
    yield Part(section.key, section.title, (block,))


def took_part(held: Held, section: Section) -> Iterator[Part]:
    """How many took part: those whom the evidence came from, by group, and the records that were read."""
    before = held.took_part_before
    counted: list[tuple[str, str, int]] = [
        (SOURCES[piece.source], _who(piece.title, group), int(many))
        for piece in pieces_of(held.activity)
        for group, many in sorted(piece.took_part.items(), key=lambda one: (-one[1], one[0]))
    ]
    told = {
        (SOURCES[piece.source], _who(piece.title, group))
        for piece in pieces_of(held.activity)
        if piece.quantity and piece.quantity.get("n") == sum(map(int, piece.took_part.values()))
        for group in _told_by_the_total(piece.took_part)
    }
    found = found_in(held.activity)
    if found is not None and found.counting:
        read: dict[str, int] = {}
        for one in found.counting:
            read[one.service] = read.get(one.service, 0) + 1
        twice = sum(one.twice for one in found.counting)
        counted += [("Records read", service, many) for service, many in read.items()]
        if twice:
            counted.append(("Records read", "of these, by two people without sight of each other", twice))
    rows = [
        (
            how,
            who,
            SYMBOL
            if held.protect and ((how, who) in told or _may_not_print(many, before.get((how, who), set())))
            else number(many),
        )
        for how, who, many in counted
    ]
    small = any(many == SYMBOL for _, _, many in rows)
    if not rows:
        return
    held.took_part += rows
    note = "Counts of people, never who they are." + (f" {HIDDEN}" if small else "")
    table = Table("How many took part", ("How", "Who", "How many"), tuple(rows), note, (0,))
    yield Part(section.key, section.title, (table,))


def quantities(held: Held, key: str, title: str) -> Iterator[Part]:
    """Every quantity of the text with its count, interval and source, or the reason why its words stand.

    One that the text has several times stands once. Under it, where the paper prints the evaluations, what
    was in the way of one and was let stand.
    """
    tied, standing = [], []
    for one in held.said:
        for row in annex(one.text, held.evidence, publish=held.protect):
            if row.reason:
                standing.append((row.words, one.title, row.reason))
            else:
                source = f"{row.source}, {row.period}" if row.period else row.source
                tied.append((row.words, row.title, row.count, row.percent, row.range, source))
    blocks: list[Block] = []
    if tied:
        head = ("Words", "What is counted", "Count", "Share", "95% interval", "Source")
        caption = "Every quantity in the text, where it stands first"
        blocks.append(Table(caption, head, tuple(dict.fromkeys(tied))))
    if standing:
        head = ("Words", "Where", "Why they stand")
        blocks.append(Table("Words of quantity that are tied to no count", head, tuple(standing)))
    if held.prints_evaluations:
        blocks += _accepted(held)
    if blocks:
        yield Part(key, title, tuple(blocks), landscape=True)


def quantities_in_short(held: Held, key: str, title: str) -> Iterator[Part]:
    """For a summary: where its quantities are listed, and why words stand that are tied to none."""
    found = [row for one in held.said for row in annex(one.text, held.evidence, publish=held.protect)]
    lines = []
    if any(not row.reason for row in found):
        lines.append(
            "Each quantity with its count, interval and source is in the open data given out with this."
        )
    standing = dict.fromkeys(f"“{row.words}”: {row.reason}" for row in found if row.reason)
    if standing:
        lines.append(f"Tied to no count: {'; '.join(standing)}.")
    if lines:
        yield Part(key, title, (Text(" ".join(lines)),))


def _accepted(held: Held) -> Iterator[Table]:
    """What stood in the way of settling an evaluation and was let stand all the same, and why."""
    moves = EvaluationMove.objects.filter(
        evaluation__activity=held.activity, evaluation__whose="team", after="settled"
    ).select_related("evaluation")
    newest = {move.evaluation_id: move for move in moves.order_by("id")}
    rows = tuple(
        (
            f"{move.evaluation.indicator} {held.title_of(move.evaluation.indicator)}",
            str(row["sentence"]),
            str(row["reason"]),
        )
        for move in sorted(newest.values(), key=lambda one: one.evaluation.indicator)
        for row in move.accepted
    )
    if rows:
        head = ("Quality indicator", "What stood in the way", "Why it was let stand")
        yield Table("Evaluations that were settled all the same", head, rows, "", (0,))


ANNEXES: dict[str, Callable[[Held, Section], Iterable[Part]]] = {
    "scale": scale,
    "framework": framework,
    "quantitative_terms": terms,
    "took_part": took_part,
    "certificate": certificate,
    "consistency": consistency,
}


def _codes(held: Held, one: Framework, heading: str) -> list[str]:
    """The indicators of a heading, those in scope marked."""
    scope = set(held.template.indicators)
    return [
        f"{indicator.code} {indicator.title}{' (in scope)' if indicator.code in scope else ''}"
        for indicator in one.under(heading)
    ]


def _band(least: int, most: int) -> str:
    return (
        f"{least}% or more" if most == 100 else f"{most}% or less" if least == 0 else f"{least}% to {most}%"
    )


def _rules(words: WordTable) -> str:
    return (
        "A share is rounded to a whole percentage first, halves up; “all” and “none” mean exactly that, and "
        "fewer than half is never called a majority. "
        f"Below {words.numbers_only_below} the numbers stand alone; from {words.words_from} on a word and a "
        "percentage are given. Where records were drawn as a sample, the interval says between which "
        "shares the true one is likely to lie: of many samples drawn this way, 95 in 100 such intervals "
        "would hold it."
    )


def _told_by_the_total(groups: Mapping[str, int]) -> list[str]:
    """The groups that may not be printed beside how many there were in all, as the text may have it."""
    names = sorted(groups)
    try:
        hidden = protect_list([int(groups[name]) for name in names]).hidden
    except DisclosureError:
        return names
    return [name for at, name in enumerate(names) if (0, at) in hidden]


def _may_not_print(many: int, before: Collection[str]) -> bool:
    """Whether a count of those who took part is small, or would tell of a few with what editions printed."""
    earlier = [int(one.replace(",", "")) for one in before if one != SYMBOL]
    near = any(0 < abs(many - one) < THRESHOLD for one in earlier)
    return 0 < many < THRESHOLD or SYMBOL in before or near


def _who(title: str, group: str) -> str:
    return f"{title}: {group}" if group else title
