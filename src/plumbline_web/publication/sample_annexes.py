"""The sections of a paper about its sample: how it was drawn, and how well its readers agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plumbline.publishing.documents import Block, Part, Table, Text
from plumbline.publishing.wording import counted, number
from plumbline.statistics.disclosure import SYMBOL, THRESHOLD, DisclosureError, protect_list
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
        rows = tuple(
            (row[0], SYMBOL if 0 < of.records - one.records < THRESHOLD else row[1], *row[2:])
            for row, one in zip(rows, of.questions, strict=True)
            if one.records >= THRESHOLD
        )
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
        + (
            f" {SYMBOL} stands for all but a small number of them."
            if any(row[1] == SYMBOL for row in rows)
            else ""
        )
    )
    yield Part(section.key, section.title, (Table("How well readers agreed", head, rows, note),))


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
        many = f"Fewer than {THRESHOLD} records" if protect and gone < THRESHOLD else counted(gone, "record")
        lines.insert(3, f"{many} could not be read and gave place to the next drawn.")
    blocks: list[Block] = [Text("\n\n".join(lines))]
    if len(said["strata"]) > 1:
        blocks.append(_strata(said["strata"], protect=protect))
    return blocks


def _strata(strata: list[dict[str, Any]], *, protect: bool) -> Block:
    hidden: set[int] = set()
    if protect:
        try:
            for column in ("records", "drawn"):
                hidden |= {at for _, at in protect_list([one[column] for one in strata]).hidden}
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
