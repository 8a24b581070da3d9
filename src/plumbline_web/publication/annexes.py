"""The sections of a paper that say how it was done and what its words stand on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from plumbline.publishing.documents import Block, Part, Table, Text
from plumbline.publishing.wording import counted, number
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.quantities import annex
from plumbline.statistics.disclosure import SYMBOL, THRESHOLD, DisclosureError, protect_list
from plumbline.statistics.words import WordTable, word_table
from plumbline_web.evidence.queries import pieces_of
from plumbline_web.evidence.states import SOURCES
from plumbline_web.judgement.models import EvaluationMove
from plumbline_web.publication.holding import Held
from plumbline_web.reading.agreeing import agreeing, question_rows
from plumbline_web.reading.found import found_in
from plumbline_web.reading.queries import instrument_of
from plumbline_web.scrutiny.models import Draw
from plumbline_web.writing.models import Section

HIDDEN = f"{SYMBOL} stands for a small number, from 1 to {THRESHOLD - 1}, or one that would give it away."

TOO_FEW_TWICE = (
    f"Fewer than {THRESHOLD} records were read by two people without sight of each other: too few to show "
    "how well they agreed."
)


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
    """What each word of quantity stands for."""
    words = word_table()
    table = Table(
        "Words of quantity",
        ("Word", "Stands for"),
        (
            (words.all_word, "every one"),
            *((band.word, _band(band.least, band.most)) for band in words.bands),
            (words.none_word, "not a single one"),
        ),
        f"Source: {words.source}. {_rules(words)}",
    )
    yield Part(section.key, section.title, (table,))


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


def certificate(held: Held, section: Section) -> Iterator[Part]:
    """The certificate of each sample in words: who was in scope, the list's hash, the seed, how many."""
    blocks: list[Block] = []
    draws = Draw.objects.filter(subject__activity=held.activity, state="drawn")
    for draw in draws.select_related("subject__organisation").order_by("subject__organisation__name"):
        if draw.certificate:
            blocks += _certified(draw, several=len(held.subjects) > 1, protect=held.protect)
    yield Part(section.key, section.title, tuple(blocks))


def consistency(held: Held, section: Section) -> Iterator[Part]:
    """How well two readers of one record agreed, question by question; no reader is named or numbered."""
    instrument, found = instrument_of(held.activity), found_in(held.activity)
    if instrument is None or found is None:
        return
    of = agreeing(instrument.key, found)
    if not of.records:
        return
    rows = tuple(
        (
            one["label"],
            number(one["records"]),
            one["exact"],
            one["within"],
            " ".join(filter(None, (one["alpha"], f"({one['alpha_range']})" if one["alpha_range"] else ""))),
            one["outcome"],
        )
        for one in question_rows(found, of)
    )
    if held.protect:
        if of.records < THRESHOLD:
            yield Part(section.key, section.title, (Text(TOO_FEW_TWICE),))
            return
        rows = tuple(row for row, one in zip(rows, of.questions, strict=True) if one.records >= THRESHOLD)
    left_out = len(of.questions) - len(rows)
    head = ("Question", "Records", "Same answer", "Within one step", "Krippendorff’s alpha", "Comes to")
    note = (
        f"{counted(of.records, 'record')} read by two people without sight of each other. Alpha is 1 where "
        "they always agree and 0 where they agree no more than by chance; in brackets, its 95% interval."
        + (
            f" {counted(left_out, 'question')} answered by both of fewer than {THRESHOLD} records "
            f"{'is' if left_out == 1 else 'are'} left out."
            if left_out
            else ""
        )
    )
    yield Part(section.key, section.title, (Table("How well readers agreed", head, rows, note),))


def quantities(held: Held, key: str, title: str) -> Iterator[Part]:
    """Every quantity of the text with its count, interval and source, or the reason why its words stand.

    Under it, where the paper prints the evaluations, what was in the way of one and was let stand.
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
        blocks.append(Table("Every quantity in the text, in its order", head, tuple(tied)))
    if standing:
        head = ("Words", "Where", "Why they stand")
        blocks.append(Table("Words of quantity that are tied to no count", head, tuple(standing)))
    if held.prints_evaluations:
        blocks += _accepted(held)
    if blocks:
        yield Part(key, title, tuple(blocks), landscape=True)


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


def _certified(draw: Draw, *, several: bool, protect: bool) -> list[Block]:
    """One sample in words, and its strata where there are several."""
    said: Mapping[str, Any] = draw.certificate
    frame, plan, seed = said["frame"], said["plan"], said["seed"]
    name = f"**{draw.subject.organisation.name}.** " if several else ""
    fixed = f", fixed by {seed['fixed_by']}" if seed["fixed_by"] else ""
    margin = plan["margin"]
    lines = [
        f"{name}In scope: {said['scope'] or draw.sentence or 'everyone on the list'}".rstrip(".") + ".",
        f"The list of {counted(frame['records'], 'record')} in scope was fixed before the seed was. "
        f"Its SHA-256 is `{frame['sha256']}`.",
        f"The seed is “{seed['text']}”{fixed}. With it {counted(plan['n'], 'record')} "
        f"{'was' if plan['n'] == 1 else 'were'} drawn"
        + (f", for a margin of {margin * 100:.1f} points either way at " if margin else " at ")
        + f"{plan['confidence'] * 100:g}% confidence.",
        "Anyone who holds the list can draw the sample again and see that it is the same. The SHA-256 of the "
        f"certificate is `{said['certificate_sha256']}`.",
    ]
    if gone := len(said["replacements"]):
        lines.insert(3, f"{counted(gone, 'record')} could not be read and gave place to the next drawn.")
    blocks: list[Block] = [Text("\n\n".join(lines))]
    if len(said["strata"]) > 1:
        blocks.append(_strata(said["strata"], protect=protect))
    return blocks


def _strata(strata: list[dict[str, Any]], *, protect: bool) -> Block:
    hidden: set[int] = set()
    if protect:
        try:
            hidden = {at for _, at in protect_list([one["records"] for one in strata]).hidden}
        except DisclosureError:
            return Text("The strata are too small to be shown here.")
    rows = tuple(
        (
            one["stratum"] or "none given",
            SYMBOL if at in hidden else number(one["records"]),
            SYMBOL if at in hidden else number(one["drawn"]),
        )
        for at, one in enumerate(strata)
    )
    return Table("Strata of the sample", ("Stratum", "In scope", "Drawn"), rows, HIDDEN if hidden else "")
