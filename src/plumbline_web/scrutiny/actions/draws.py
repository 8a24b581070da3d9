"""The sample: its list frozen, its seed fixed, drawn, records replaced, by rules that anyone can check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.scrutiny import drawing
from plumbline.scrutiny.certificate import certificate
from plumbline.scrutiny.drawing import Allocation, Drawn, DrawnRow
from plumbline.scrutiny.frames import Frame, frame_of
from plumbline.scrutiny.replacing import Replacement, replace, strata_after
from plumbline.scrutiny.scope import Condition, Scope, scope_as_json, scope_sentence, select
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access
from plumbline_web.records.models import Run
from plumbline_web.scrutiny import frame_files
from plumbline_web.scrutiny.case_rows import facts_of, rows_of, stratum_of
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_move, check_open
from plumbline_web.scrutiny.models import Activity, Draw, Record, Subject
from plumbline_web.scrutiny.populations import POPULATIONS, Population
from plumbline_web.scrutiny.states import DRAW_MOVES, DRAW_WORDS, DROP_REASONS, RECORD_MOVES, RECORD_WORDS

BY_THE_LEAD = "the lead"
"""Who replaces a record, as the certificate says it: a role, never a name."""
MOST_FOR_PRACTICE = 20
WHEN_DROPPED: list[Callable[[Account, Record, str], None]] = []
"""Called with who did it, the record and why, when one is taken out of the sample: readings of it end."""


@dataclass(frozen=True)
class FromRun:
    """A list as a run would give it: who is in scope, in a sentence, and what is known of each record.

    left_out: records that the rule leaves out. cannot_tell: those of which it cannot be told.
    """

    frame: Frame
    about: dict[str, dict[str, Any]]
    scope: Scope
    left_out: int
    cannot_tell: int
    run: Run

    @property
    def sentence(self) -> str:
        return scope_sentence(self.scope)


def look_at_run(
    *,
    by: Account,
    subject: Subject,
    population: str,
    conditions: Sequence[Condition],
    by_column: str = "",
    aims: Sequence[str] = (),
) -> FromRun:
    """Who would be in scope, from the run that is pinned for a service. Nothing is kept.

    population: a code of `POPULATIONS`. conditions: beside what the population is. by_column: what the list
    is shared out by, of the population's strata. aims: for "missed", the standards aimed at, in order.
    Raises ScrutinyRefused where no run is pinned, this person does not see its cases, or nobody is in scope.
    """
    if subject.run_id is None:
        raise ScrutinyRefused("No run of this service’s records is chosen. Choose one first.")
    run = Run.objects.select_related("organisation", "extract__organisation").get(pk=subject.run_id)
    seen = access(by, subject.organisation)
    if not seen.may("see cases") or seen.teams is not None:
        raise ScrutinyRefused(
            "You do not see this service’s cases. Ask the service for a grant, or for a list of records."
        )
    kind = POPULATIONS[population]
    if by_column and by_column not in kind.strata:
        raise ScrutinyRefused("This list cannot be shared out so. Choose another kind of strata.")
    if (by_column == "missed") != bool(aims):
        raise ScrutinyRefused(
            "Choose which standards to aim at, for strata by what was missed and only then."
        )
    scope = Scope(kind.things, tuple(conditions), things_are=kind.things_are)
    rows = rows_of(run, kind)
    if not rows:
        raise ScrutinyRefused(f"This run holds no {kind.things.lower()}, or its case rows have been removed.")
    chosen = select(scope, rows)
    if not chosen.rows:
        raise ScrutinyRefused("Nobody is in scope by this rule. Widen it.")
    stratum = {row[kind.record_id]: stratum_of(row, by_column, aims) for row in chosen.rows}
    frame = frame_of(
        ((stratum[name], name) for name in stratum), stratified=bool(by_column), name="the list of records"
    )
    about = {
        row[kind.record_id]: {
            "team": str(row.get("team") or ""),
            "worker": str(row.get("worker_id") or ""),
            "calls": row["calls"],
        }
        for row in chosen.rows
    }
    return FromRun(frame, about, scope, chosen.left_out, chosen.cannot_tell, run)


@transaction.atomic
def freeze_from_run(
    *,
    by: Account,
    subject: Subject,
    population: str,
    conditions: Sequence[Condition],
    by_column: str = "",
    aims: Sequence[str] = (),
) -> Draw:
    """Freeze the list of who is in scope, from the run that is pinned for a service: see `look_at_run`."""
    held = _open_subject(subject)
    found = look_at_run(
        by=by, subject=held, population=population, conditions=conditions, by_column=by_column, aims=aims
    )
    return _freeze(
        by,
        held,
        found.frame,
        found.about,
        source="run",
        scope=scope_as_json(found.scope),
        sentence=found.sentence,
        plan={
            "population": population,
            "strata_by": by_column,
            "aims": list(aims),
            "left_out": found.left_out,
            "cannot_tell": found.cannot_tell,
            "run": found.run.key,
        },
    )


@transaction.atomic
def freeze_from_list(
    *,
    by: Account,
    subject: Subject,
    frame: Frame,
    sentence: str,
    teams: Mapping[str, str] | None = None,
) -> Draw:
    """Freeze a list that somebody handed over. sentence: who is on it, in words. teams: record -> team.

    Raises ScrutinyRefused where the sentence is missing.
    """
    held = _open_subject(subject)
    if not sentence.strip():
        raise ScrutinyRefused("Say in a sentence who is on the list, and who handed it over.")
    about = {
        row.record_id: {"team": (teams or {}).get(row.record_id, ""), "worker": "", "calls": {}}
        for row in frame.rows
    }
    return _freeze(by, held, frame, about, source="list", scope={}, sentence=sentence.strip(), plan={})


@transaction.atomic
def thaw(*, by: Account, draw: Draw, why: str) -> Draw:
    """Give a frozen list up before anything was drawn from it, with a reason. The row and its hash stay."""
    held = _held(draw)
    check_move(DRAW_MOVES, held.state, "planned", DRAW_WORDS)
    if not why.strip():
        raise ScrutinyRefused("Say why the list is given up.")
    held.state = "planned"
    held.plan = {**held.plan, "given_up": why.strip()}
    held.save(update_fields=["state", "plan"])
    frame_files.forget_frame(held)
    _audit("gave up sample list", by, held, frame=held.frame_sha256)
    return held


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
) -> Draw:
    """Draw the sample from the frozen list: once, with a seed fixed after the freezing.

    margin, size and the rest: as for `plumbline.scrutiny.drawing.plan`. seed_by: who fixed the seed, as roles
    or bodies. Raises ScrutinyRefused or UsageError for what cannot be planned.
    """
    held = _held(draw)
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
    }
    held.plan = {**held.plan, "asked": asked}
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
    _audit(
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
    draw = _held(record.draw)
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
    _audit(
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
    """Take records to practise on from the far end of the reserve, where they are least likely to be needed.

    Raises ScrutinyRefused where the reserve has not so many.
    """
    held = _held(draw)
    if held.state != "drawn":
        raise ScrutinyRefused("Draw the sample first: practice records come from those that were not drawn.")
    if not 1 <= number <= MOST_FOR_PRACTICE:
        raise ScrutinyRefused(f"Take 1 to {MOST_FOR_PRACTICE} records for practice.")
    frame = frame_files.frame_of(held)
    drawn = drawing.draw(frame, _allocation(held, frame), held.seed)
    used = set(held.records.values_list("record_id", flat=True))
    free = [row for row in drawn.rows if not row.drawn and row.record_id not in used]
    free.sort(key=lambda row: row.key, reverse=True)
    if len(free) < number:
        raise ScrutinyRefused(f"Only {len(free)} records were not drawn. Ask for fewer.")
    about, facts = frame_files.about_of(held), _facts(held, [row.record_id for row in free[:number]])
    made = [_record(held, row, about, facts, practice=True) for row in free[:number]]
    _audit("took practice records", by, held, records=number)
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
    return _plan(frame_files.frame_of(draw).strata, asked)


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


def _freeze(
    by: Account,
    subject: Subject,
    frame: Frame,
    about: dict[str, dict[str, Any]],
    *,
    source: str,
    scope: dict[str, Any],
    sentence: str,
    plan: dict[str, Any],
) -> Draw:
    if subject.draws.exclude(state="planned").exists():
        raise ScrutinyRefused(
            "This service has a frozen list already. Give that one up first, with a reason."
        )
    stratum = {row.record_id: row.stratum for row in frame.rows}
    made = Draw(
        subject=subject,
        state="frozen",
        source=source,
        scope=scope,
        sentence=sentence,
        plan={
            **plan,
            "columns": {"id": frame.id_column, "stratum": frame.stratum_column},
            "called": _called(about, stratum),
        },
        strata=[{"stratum": name, "size": size} for name, size in frame.strata.items()],
        frame_sha256=frame.sha256,
        frame_rows=len(frame.rows),
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    made.save()
    frame_files.keep_frame(made, frame, about)
    _audit("froze sample list", by, made, frame=frame.sha256, records=len(frame.rows), source=source)
    return made


def _called(
    about: Mapping[str, Mapping[str, Any]], stratum: Mapping[str, str]
) -> dict[str, dict[str, dict[str, int]]]:
    """How many records in scope the data call so: standard -> stratum -> verdict -> number."""
    counted: dict[str, dict[str, Counter[str]]] = {}
    for name_of, known in about.items():
        for standard, verdict in known["calls"].items():
            counted.setdefault(standard, {}).setdefault(stratum[name_of], Counter())[verdict] += 1
    return {
        standard: {name: dict(verdicts) for name, verdicts in strata.items()}
        for standard, strata in counted.items()
    }


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


def _open_subject(subject: Subject) -> Subject:
    check_open(Activity.objects.select_for_update().get(pk=subject.activity_id))
    return Subject.objects.select_related("activity__organisation", "organisation").get(pk=subject.pk)


def _held(draw: Draw) -> Draw:
    held = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("subject__activity__organisation", "subject__organisation")
        .get(pk=draw.pk)
    )
    check_open(held.subject.activity)
    return held


def _audit(act: str, by: Account, draw: Draw, **details: object) -> None:
    record(
        act,
        by=by,
        organisation=draw.subject.activity.organisation.slug,
        subject=f"activity:{draw.subject.activity.key}",
        service=draw.subject.organisation.slug,
        draw=draw.key,
        **details,
    )
