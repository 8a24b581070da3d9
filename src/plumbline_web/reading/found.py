"""What was read, put together: each record's submitted answers, what of them counts, and whom it stands for.

Nothing here asks who may see it. A page that shows any of it asks `queries.blind` first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from plumbline.scrutiny.against_file import FileRead
from plumbline.scrutiny.consistency import BlindReading
from plumbline.scrutiny.drawing import Allocation, Drawn, DrawnRow, StratumPlan
from plumbline.scrutiny.instruments import Instrument
from plumbline.scrutiny.replacing import Replacement, StratumAfter, strata_after
from plumbline.scrutiny.results import ReadRecord
from plumbline.scrutiny.settled import Settled, came_up, settle
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading, ReadingMove, Settlement
from plumbline_web.reading.queries import instrument_of
from plumbline_web.reading.rules import REAL
from plumbline_web.scrutiny.models import Activity, Draw, Record, Subject


@dataclass(frozen=True)
class Submission:
    """What one reader submitted of one record.

    number: the reader's on the team. answers, on: as they stand. blind, blind_on: as they were before the
    lead first returned it, if ever; agreement is told of these.
    """

    reading: int
    key: str
    kind: str
    number: int
    account: int
    answers: Mapping[str, str]
    on: date
    blind: Mapping[str, str]
    blind_on: date


@dataclass(frozen=True)
class RecordRead:
    """A record of the sample and what is submitted of it.

    name, stratum: as they are told apart, with the service where there are several. dealt: how many readings
    of it are dealt and not taken away. settlements: path -> what counts, as settled last.
    """

    record: Record
    name: str
    stratum: str
    service: str
    dealt: int
    submissions: tuple[Submission, ...]
    settlements: Mapping[str, str]
    form: Instrument

    @property
    def submitted(self) -> bool:
        """Whether everybody to whom it is dealt has submitted it."""
        return bool(self.submissions) and len(self.submissions) == self.dealt

    @property
    def twice(self) -> bool:
        """Whether two people read it."""
        return self.dealt > 1

    @cached_property
    def settling(self) -> Settled | None:
        """Where its settling stands; None while it is not submitted, or where one person read it."""
        if not self.submitted or len(self.submissions) < 2:
            return None
        first, second = self.submissions[:2]
        day = max(first.on, second.on)
        return settle(self.form, first.answers, second.answers, self.settlements, today=day)

    @cached_property
    def counts(self) -> tuple[Mapping[str, str], frozenset[str]] | None:
        """The answers that count, and the paths of the questions that came up; None while there are none."""
        if not self.submitted:
            return None
        if self.settling is not None:
            return (self.settling.answers, self.settling.asked) if self.settling.done else None
        only = self.submissions[0]
        return only.answers, came_up(self.form, only.answers, only.on)


@dataclass(frozen=True)
class Found:
    """All that was found in an activity, or in one service of it.

    records: those in the sample now. strata: how each stands. unsized: services whose sample says nothing of
    how many are in scope, so that nothing can be weighted.
    """

    form: Instrument
    records: tuple[RecordRead, ...]
    strata: tuple[StratumAfter, ...]
    draws: tuple[Draw, ...]
    unsized: tuple[str, ...]

    @property
    def counting(self) -> list[RecordRead]:
        """The records whose answers count now."""
        return [one for one in self.records if one.counts is not None]

    @property
    def to_settle(self) -> list[RecordRead]:
        """The records on which readers differ and something is still to be settled."""
        return [one for one in self.records if one.settling is not None and not one.settling.done]

    @property
    def sizes(self) -> dict[str, object]:
        """How many records are in scope in each stratum, as far as is known."""
        return {one.stratum: one.population for one in self.strata}

    @property
    def unread(self) -> dict[str, int]:
        """How many selected records of each stratum are in scope and could not be read."""
        return {one.stratum: one.unread for one in self.strata}

    def read_records(self) -> tuple[list[ReadRecord], list[frozenset[str]]]:
        """The records that count, as the core takes them, and for each what came up."""
        records, asked = [], []
        for one in self.counting:
            answers, up = one.counts or ({}, frozenset())
            records.append(ReadRecord(one.stratum, one.record.team, answers))
            asked.append(up)
        return records, asked

    def blind_readings(self) -> list[BlindReading]:
        """What was submitted of records that two people read, before anything was returned or settled."""
        return [
            BlindReading(one.name, f"{sent.number:04}", sent.blind_on, sent.blind)
            for one in self.records
            if one.submitted and one.twice
            for sent in one.submissions
        ]

    def file_reads(self) -> list[FileRead]:
        """The records that count beside what the data call their duties."""
        return [
            FileRead(one.stratum, (one.counts or ({}, frozenset()))[0], one.record.facts.get("calls", {}))
            for one in self.counting
        ]

    def called(self) -> dict[str, dict[str, dict[str, int]]]:
        """What the data call the duties of all in scope: standard -> stratum -> verdict -> number."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for draw in self.draws:
            for standard, strata in draw.plan.get("called", {}).items():
                named = found.setdefault(standard, {one.stratum: {} for one in self.strata})
                for stratum, verdicts in strata.items():
                    named[_named(draw, stratum, self.draws)] = verdicts
        return found


def found_in(activity: Activity, subject: Subject | None = None) -> Found | None:
    """What was found in an activity, or in one service of it; None where no instrument is chosen.

    A fixed number of questions to the database, however many records there are.
    """
    instrument = instrument_of(activity)
    if instrument is None:
        return None
    form = form_in_use(instrument.key).instrument
    drawn = Draw.objects.filter(subject__activity=activity, state="drawn")
    if subject is not None:
        drawn = drawn.filter(subject=subject)
    draws = tuple(drawn.select_related("subject__organisation").order_by("subject__organisation__name"))
    records = list(Record.objects.filter(draw__in=draws, practice=False))
    submissions, dealt = _submissions(draws)
    settlements: dict[int, dict[str, str]] = {}
    for record, path, value in (
        Settlement.objects.filter(record__draw__in=draws)
        .order_by("id")
        .values_list("record", "path", "value")
    ):
        settlements.setdefault(record, {})[path] = value
    of_draw = {one.pk: one for one in draws}
    for one in records:
        one.draw = of_draw[one.draw_id]
    read = tuple(
        RecordRead(
            record=one,
            name=_named(of_draw[one.draw_id], one.record_id, draws),
            stratum=_named(of_draw[one.draw_id], one.stratum, draws),
            service=of_draw[one.draw_id].subject.organisation.name,
            dealt=dealt.get(one.pk, 0),
            submissions=tuple(submissions.get(one.pk, ())),
            settlements=settlements.get(one.pk, {}),
            form=form,
        )
        for one in records
        if one.state == "in_sample"
    )
    looked_at = {one.record.pk for one in read if one.submissions}
    strata = [
        after
        for draw in draws
        for after in _after(draw, [one for one in records if one.draw_id == draw.pk], looked_at, draws)
    ]
    known = {draw.pk: {one["stratum"] for one in draw.strata} for draw in draws}
    unsized = tuple(
        draw.subject.organisation.name
        for draw in draws
        if not draw.strata
        or any(one.draw_id == draw.pk and one.stratum not in known[draw.pk] for one in records)
    )
    return Found(form, read, tuple(strata), draws, unsized)


def _named(draw: Draw, stratum: str, draws: Sequence[Draw]) -> str:
    """A stratum's name; with several services in view the service stands before it."""
    if len(draws) < 2:
        return stratum
    service = draw.subject.organisation.name
    return f"{service}: {stratum}" if stratum else service


def _submissions(draws: Sequence[Draw]) -> tuple[dict[int, list[Submission]], dict[int, int]]:
    """By record what is submitted of it, in the order of the readers, and how many readings are dealt."""
    readings = list(
        Reading.objects.filter(record__draw__in=draws, kind__in=REAL)
        .exclude(state="taken_away")
        .select_related("reader")
        .order_by("reader__number")
    )
    moves: dict[int, list[ReadingMove]] = {}
    for move in ReadingMove.objects.filter(
        reading__record__draw__in=draws, reading__state="submitted", after__in=("submitted", "returned")
    ).order_by("id"):
        moves.setdefault(move.reading_id, []).append(move)
    found: dict[int, list[Submission]] = {}
    dealt: dict[int, int] = {}
    for one in readings:
        dealt[one.record_id] = dealt.get(one.record_id, 0) + 1
        if one.state == "submitted" and one.pk in moves:
            found.setdefault(one.record_id, []).append(_submission(one, moves[one.pk]))
    return found, dealt


def _submission(reading: Reading, moves: Sequence[ReadingMove]) -> Submission:
    sent = [one for one in moves if one.after == "submitted"]
    returned = next((at for at, one in enumerate(moves) if one.after == "returned"), len(moves))
    blind = [one for one in moves[:returned] if one.after == "submitted"][-1]
    return Submission(
        reading=reading.pk,
        key=reading.key,
        kind=reading.kind,
        number=reading.reader.number,
        account=reading.reader.account_id,
        answers=sent[-1].answers or {},
        on=timezone.localdate(sent[-1].at),
        blind=blind.answers or {},
        blind_on=timezone.localdate(blind.at),
    )


def _after(
    draw: Draw, records: Sequence[Record], looked_at: set[int], draws: Sequence[Draw]
) -> list[StratumAfter]:
    """How each stratum of a draw stands, by the core's own rule for replacements."""
    if not draw.strata:
        return []
    plans = tuple(
        StratumPlan(_named(draw, one["stratum"], draws), one["size"], one["drawn"], 1, 0.5)
        for one in draw.strata
    )
    rows = tuple(
        DrawnRow(
            _named(draw, one.stratum, draws), str(one.pk), one.position, one.instead_of_id is None, None, ""
        )
        for one in records
    )
    came = {one.instead_of_id: str(one.pk) for one in records if one.instead_of_id is not None}
    gone = tuple(
        Replacement(
            _named(draw, one.stratum, draws),
            str(one.pk),
            one.dropped_for,
            "",
            one.dropped_at or timezone.now(),
            came.get(one.pk),
        )
        for one in records
        if one.state == "dropped"
    )
    allocation = Allocation(plans, "proportional", 0.95, None, sum(one.n for one in plans))
    return list(strata_after(allocation, Drawn("", rows), gone, {str(pk) for pk in looked_at}))
