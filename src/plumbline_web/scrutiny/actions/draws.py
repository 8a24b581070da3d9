"""The sample: its seed fixed, drawn from the frozen list, records replaced, by rules anyone can check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.scrutiny import drawing
from plumbline.scrutiny.certificate import certificate
from plumbline.scrutiny.drawing import Allocation, Drawn, DrawnRow
from plumbline.scrutiny.frames import Frame
from plumbline.scrutiny.replacing import Replacement, replace, strata_after
from plumbline.scrutiny.strata import joins_of_small, with_joined_strata
from plumbline_web.people.models import Account
from plumbline_web.records.models import Run
from plumbline_web.scrutiny import frame_files
from plumbline_web.scrutiny.actions.held_draws import held_draw, noted_of_draw
from plumbline_web.scrutiny.case_rows import facts_of
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_move
from plumbline_web.scrutiny.models import Draw, Record
from plumbline_web.scrutiny.populations import POPULATIONS, Population
from plumbline_web.scrutiny.states import DRAW_MOVES, DRAW_WORDS, DROP_REASONS, RECORD_MOVES, RECORD_WORDS

BY_THE_LEAD = "the lead"
"""Who replaces a record, as the certificate says it: a role, never a name."""
MOST_FOR_PRACTICE = 20
WHEN_DROPPED: list[Callable[[Account, Record, str], None]] = []
"""Called with who did it, the record and why, when one is taken out of the sample: readings of it end."""


@transaction.atomic
def draw_sample(
    *,
    by: Account,
    draw: Draw,
    seed: str,
    seed_by: str,
    margin: float | None = None,
    size: int | None = None,
    confidence: float = 0.95,
    minimum: int = drawing.MINIMUM,
    minimums: Mapping[str, int] | None = None,
    method: drawing.Method = "proportional",
    expected: Mapping[str, float] | None = None,
    fewest: int | None = None,
) -> Draw:
    """Draw the sample from the frozen list: once, with a seed fixed after the freezing.

    margin, size and the rest: as for `plumbline.scrutiny.drawing.plan`. fewest: strata with fewer records
    are joined to a neighbour first. seed_by: who fixed the seed, as roles or bodies. Raises ScrutinyRefused
    or UsageError for what cannot be planned.
    """
    held = held_draw(draw)
    check_move(DRAW_MOVES, held.state, "drawn", DRAW_WORDS)
    if not seed_by.strip():
        raise ScrutinyRefused("Say who fixed the seed, such as “the lead and the service together”.")
    asked = {
        "margin": margin,
        "size": size,
        "confidence": confidence,
        "minimum": minimum,
        "minimums": dict(minimums or {}),
        "method": method,
        "expected": dict(expected or {}),
        "fewest": fewest,
    }
    joined = _joins(frame_files.frame_of(held).strata, fewest)
    called = _called_when_joined(held.plan["called"], joined)
    held.plan = {**held.plan, "asked": asked, "joined": joined, "called": called}
    frame = frame_files.frame_of(held)
    drawing.check_seed(seed)
    allocation = _allocation(held, frame)
    drawn = drawing.draw(frame, allocation, seed)
    about = frame_files.about_of(held)
    facts = _facts(held, [row.record_id for row in drawn.sample])
    for row in drawn.sample:
        _record(held, row, about, facts)
    now = timezone.now()
    held.state, held.seed, held.seed_by = "drawn", seed, seed_by.strip()
    held.drawn_by, held.drawn_at = by, now
    held.strata = [{"stratum": one.stratum, "size": one.size, "drawn": one.n} for one in allocation.strata]
    held.certificate = _certificate(held, frame, allocation, drawn, ())
    held.save()
    noted_of_draw(
        "drew sample",
        by,
        held,
        frame=held.frame_sha256,
        records=len(drawn.sample),
        certificate=held.certificate["certificate_sha256"],
    )
    return held


@transaction.atomic
def drop_record(*, by: Account, record: Record, reason: str, why: str) -> Record | None:
    """Take a record out of the sample for a reason of the rule; the next of its stratum takes its place.

    Gives the one that takes its place, None where the reserve is used up. Raises ScrutinyRefused for a reason
    that is none, no words, or a record that is not in the sample now.
    """
    draw = held_draw(record.draw)
    held = Record.objects.select_for_update().get(pk=record.pk)
    check_move(RECORD_MOVES, held.state, "dropped", RECORD_WORDS)
    if reason not in DROP_REASONS:
        raise ScrutinyRefused("Choose one of the reasons.")
    if not why.strip():
        raise ScrutinyRefused("Say in a few words what was found.")
    frame = frame_files.frame_of(draw)
    allocation = _allocation(draw, frame)
    drawn = drawing.draw(frame, allocation, draw.seed)
    before = replacements_of(draw)
    now = timezone.now()
    try:
        made = replace(drawn, before, held.record_id, reason=reason, by=BY_THE_LEAD, at=now)
    except PlumblineError as refused:
        raise ScrutinyRefused(str(refused)) from refused
    held.state, held.dropped_for, held.dropped_why = "dropped", reason, why.strip()
    held.dropped_by, held.dropped_at = by, now
    held.save()
    for told in WHEN_DROPPED:
        told(by, held, DROP_REASONS[reason])
    instead: Record | None = None
    if made.replaced_by is not None:
        row = next(one for one in drawn.rows if one.record_id == made.replaced_by)
        practised = draw.records.filter(record_id=row.record_id, practice=True).first()
        facts = _facts(draw, [row.record_id])
        if practised is None:
            instead = _record(draw, row, frame_files.about_of(draw), facts, instead_of=held)
        else:  # the rule wins over practice: it was read for practice and is now read in earnest
            practised.practice, practised.state, practised.instead_of = False, "in_sample", held
            practised.save()
            instead = practised
    _weigh(draw, allocation, drawn)
    draw.certificate = _certificate(draw, frame, allocation, drawn, replacements_of(draw))
    draw.save()
    noted_of_draw(
        "replaced sampled record",
        by,
        draw,
        record=held.key,
        reason=reason,
        instead=instead.key if instead else "",
        certificate=draw.certificate["certificate_sha256"],
    )
    return instead


@transaction.atomic
def take_for_practice(*, by: Account, draw: Draw, number: int) -> list[Record]:
    """Take records to practise on from those that were not drawn, where they are least likely to be needed.

    That is the end of the longest reserve of a stratum. Raises ScrutinyRefused where nothing is
    drawn yet, the reserve has not so many, or the activity has enough of them.
    """
    held = held_draw(draw)
    if held.state != "drawn":
        raise ScrutinyRefused("Draw the sample first: practice records come from those that were not drawn.")
    there = Record.objects.filter(draw__subject__activity=held.subject.activity_id, practice=True).count()
    if not 1 <= number <= MOST_FOR_PRACTICE - there:
        left = f"it has {there} already" if there else "take 1 or more"
        raise ScrutinyRefused(
            f"An activity has at most {MOST_FOR_PRACTICE} records to practise on, and {left}."
        )
    frame = frame_files.frame_of(held)
    drawn = drawing.draw(frame, _allocation(held, frame), held.seed)
    used = set(held.records.values_list("record_id", flat=True))
    free = [row for row in drawn.rows if not row.drawn and row.record_id not in used]
    drawn_of = Counter(row.stratum for row in drawn.rows if row.drawn)
    free.sort(key=lambda row: (row.position - drawn_of[row.stratum], row.key), reverse=True)
    if len(free) < number:
        raise ScrutinyRefused(
            f"There are {len(free)} records left that were not drawn. Ask for fewer."
            if free
            else "Every record was drawn, so none is left to practise on."
        )
    about, facts = frame_files.about_of(held), _facts(held, [row.record_id for row in free[:number]])
    made = [_record(held, row, about, facts, practice=True) for row in free[:number]]
    noted_of_draw("took practice records", by, held, records=number)
    return made


def replacements_of(draw: Draw) -> tuple[Replacement, ...]:
    """What was replaced in a draw so far, in the order it happened."""
    dropped = draw.records.filter(state="dropped").order_by("dropped_at", "id")
    came = {one.instead_of_id: one.record_id for one in draw.records.filter(instead_of__isnull=False)}
    return tuple(
        Replacement(
            one.stratum, one.record_id, one.dropped_for, BY_THE_LEAD, one.dropped_at, came.get(one.pk)
        )
        for one in dropped
        if one.dropped_at is not None
    )


def preview(draw: Draw, asked: Mapping[str, Any]) -> Allocation:
    """What a plan would draw from the frozen list. Raises UsageError for what cannot be planned."""
    frame = frame_files.frame_of(draw)
    if draw.state == "frozen":
        frame = with_joined_strata(frame, _joins(frame.strata, asked.get("fewest")))
    return _plan(frame.strata, asked)


def _joins(sizes: Mapping[str, int], fewest: int | None) -> dict[str, str]:
    """Which strata are joined, so that none has fewer records than that: name -> name of the joined one."""
    return joins_of_small(sizes, fewest) if fewest and list(sizes) != [""] else {}


def _called_when_joined(
    called: Mapping[str, Mapping[str, Mapping[str, int]]], joined: Mapping[str, str]
) -> dict[str, dict[str, dict[str, int]]]:
    """How many records the data call so, as `lists` counted them, by the strata as they are joined."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for standard, strata in called.items():
        for name, verdicts in strata.items():
            there = found.setdefault(standard, {}).setdefault(joined.get(name, name), {})
            for verdict, number in verdicts.items():
                there[verdict] = there.get(verdict, 0) + number
    return found


def _plan(sizes: Mapping[str, int], asked: Mapping[str, Any]) -> Allocation:
    return drawing.plan(
        sizes,
        margin=asked.get("margin"),
        size=asked.get("size"),
        confidence=asked.get("confidence", 0.95),
        minimum=asked.get("minimum", drawing.MINIMUM),
        minimums=asked.get("minimums"),
        method=asked.get("method", "proportional"),
        expected=asked.get("expected") or None,
    )


def _allocation(draw: Draw, frame: Frame) -> Allocation:
    return _plan(frame.strata, draw.plan["asked"])


def _facts(draw: Draw, records: Collection[str]) -> dict[str, dict[str, str]]:
    """What the extract says of these records; nothing for a list, or where the case rows are gone."""
    key = draw.plan.get("run")
    if draw.source != "run" or not key:
        return {}
    run = Run.objects.select_related("organisation", "extract__organisation").get(key=key)
    return facts_of(run, _population(draw), records)


def _population(draw: Draw) -> Population:
    return POPULATIONS[draw.plan["population"]]


def _record(
    draw: Draw,
    row: DrawnRow,
    about: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, str]],
    *,
    practice: bool = False,
    instead_of: Record | None = None,
) -> Record:
    known = about.get(row.record_id, {})
    return Record.objects.create(
        draw=draw,
        stratum=row.stratum,
        record_id=row.record_id,
        position=row.position,
        weight="" if practice or row.weight is None else str(row.weight),
        practice=practice,
        state="practice" if practice else "in_sample",
        team=known.get("team", ""),
        worker=known.get("worker", ""),
        facts={"words": dict(facts.get(row.record_id, {})), "calls": dict(known.get("calls", {}))},
        instead_of=instead_of,
    )


def _weigh(draw: Draw, allocation: Allocation, drawn: Drawn) -> None:
    """Set the weight of every record of the sample anew, as if all of it will be read."""
    for one in strata_after(allocation, drawn, replacements_of(draw)):
        weight = str(Fraction(one.weight)) if one.weight is not None else ""
        for held in draw.records.filter(stratum=one.stratum, practice=False, state="in_sample"):
            held.weight = weight
            held.save(update_fields=["weight"])


def _certificate(
    draw: Draw, frame: Frame, allocation: Allocation, drawn: Drawn, replacements: Sequence[Replacement]
) -> dict[str, Any]:
    assert draw.drawn_at is not None
    return certificate(
        frame,
        allocation,
        drawn,
        drawn_at=draw.drawn_at,
        scope=draw.sentence,
        frame_at=draw.frozen_at,
        seed_fixed_by=draw.seed_by,
        seed_fixed_at=draw.drawn_at,
        replacements=replacements,
    )
