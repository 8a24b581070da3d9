"""What stands in the way of an activity's judgements: its rows put before the checks of the core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from plumbline.scrutiny.quantities import Evidence
from plumbline.scrutiny.weighing.checks import (
    Found,
    Judged,
    Tied,
    in_the_way_of_evaluation,
    in_the_way_of_finding,
    named_in,
    words_that_do_not_hold,
)
from plumbline.scrutiny.weighing.obstacles import Obstacle, not_let_stand, placed
from plumbline_web.evidence.lines import points_at
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.evidence.rates import OF_MISSES, every_miss_of, rate_of
from plumbline_web.evidence.states import SOURCES
from plumbline_web.judgement.asked import Asked, asked_of
from plumbline_web.judgement.kept import every_statement, findings_of, last_move, newest, unread
from plumbline_web.judgement.models import (
    Evaluation,
    EvaluationVersion,
    Finding,
    FindingVersion,
    Statement,
    StatementVersion,
)
from plumbline_web.judgement.states import STATEMENT_LETTERS
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import scale_of


class Held:
    """An activity's evidence and judgements, read once, so that a page asks as often for one as for many."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.asked = asked_of(activity)
        self.scale = scale_of(activity)
        self.parts = {one.code: one.parts for one in self.asked}

    @cached_property
    def subjects(self) -> list[Subject]:
        """The services that are looked at, by name."""
        return list(self.activity.subjects.select_related("organisation"))

    @cached_property
    def pieces(self) -> list[Piece]:
        """Each piece that was ever brought in, by number, as its version that counts; as its last where none
        does, since what is named and gone is looked for too."""
        found = Piece.objects.filter(activity=self.activity, number__isnull=False)
        found = found.select_related("subject__organisation", "later").prefetch_related("ties")
        last: dict[int, Piece] = {}
        for one in found.order_by("number", "pk"):
            if one.number not in last or not counts(last[one.number]):
                last[one.number] = one
        return list(last.values())

    def is_there(self, id: str) -> bool:
        """Whether the piece of this id counts."""
        return any(one.quantity_id == id and counts(one) for one in self.pieces)

    @cached_property
    def quantities(self) -> dict[str, Evidence]:
        """What words may be bound to, by id."""
        return quantities_of(self.activity)

    def figures(self, subject: Subject) -> dict[str, Evidence]:
        """What words about one service may be bound to: not to what speaks of another alone."""
        here = {one.quantity_id for one in self.pieces if one.subject_id in (None, subject.pk)}
        return {id: one for id, one in self.quantities.items() if id in here}

    @cached_property
    def findings(self) -> list[tuple[Finding, FindingVersion]]:
        """The findings that stand."""
        return findings_of(self.activity)

    @cached_property
    def evaluations(self) -> dict[tuple[int, str, str], Evaluation]:
        """Every evaluation, by its service, its indicator and whose it is."""
        found = self.activity.evaluations.select_related("subject__organisation").prefetch_related(
            "versions__pieces", "versions__by", "moves"
        )
        return {(one.subject_id, one.indicator, one.whose): one for one in found}

    @cached_property
    def statements(self) -> dict[str, list[tuple[Statement, StatementVersion]]]:
        """The statements that stand, by kind."""
        return every_statement(self.activity)

    @cached_property
    def with_areas(self) -> set[str]:
        """The indicators that some area for improvement names."""
        return {code for _, version in self.statements["area"] for code in version.indicators}

    def evaluation(
        self, subject: Subject, indicator: str, whose: str = "team"
    ) -> tuple[Evaluation | None, EvaluationVersion | None]:
        """An evaluation and its version that counts; None for what is not there."""
        held = self.evaluations.get((subject.pk, indicator, whose))
        return held, newest(held.versions.all()) if held else None

    def findings_under(self, indicator: str, subject: Subject) -> list[tuple[Finding, FindingVersion]]:
        """The findings under an indicator about this service, or about all."""
        return [
            (one, version)
            for one, version in self.findings
            if one.indicator == indicator and one.subject_id in (None, subject.pk)
        ]

    def points(self, piece: Piece, indicator: str) -> str:
        """Which way a piece points under what is asked; "" where it is not tied there."""
        tied = {tie.indicator: tie.points for tie in piece.ties.all() if tie.loosened_at is None}
        return points_at(indicator, self.parts.get(indicator, ()), tied)

    def tied(self, indicator: str, subject: Subject | None, named: Iterable[str] = ()) -> list[Tied]:
        """The evidence that bears on an indicator: what is tied to it, and what is named besides.

        subject: leaves out what speaks of another service alone. named: ids of what is cited or weighed.
        """
        besides = set(named)
        found = []
        for one in self.pieces:
            points = self.points(one, indicator)
            of_another = subject is not None and one.subject_id not in (None, subject.pk)
            if of_another or (not points and one.quantity_id not in besides):
                continue
            rate = rate_of(one)
            found.append(
                Tied(
                    id=one.quantity_id,
                    source=SOURCES[one.source],
                    points=points or "neither",
                    quantity=self.quantities.get(one.quantity_id),
                    met=rate not in ("", OF_MISSES),
                    missed=rate == OF_MISSES,
                    every_miss=every_miss_of(one),
                    counts=counts(one),
                )
            )
        return found

    def in_the_way(self, subject: Subject, asked: Asked) -> tuple[Obstacle, ...]:
        """Everything in the way of settling one evaluation, also what may be let stand."""
        findings = self.findings_under(asked.code, subject)
        return (
            *self._of_evaluation(subject, asked),
            *(one for pair in findings for one in self.in_the_way_of_finding(*pair)),
        )

    def left_in_the_way(self, subject: Subject, asked: Asked) -> tuple[Obstacle, ...]:
        """The same without what a lead let stand when the evaluation was settled."""
        evaluation, _ = self.evaluation(subject, asked.code)
        settled = evaluation is not None and evaluation.state == "settled"
        last = last_move(evaluation, "settled") if evaluation is not None and settled else None
        stood = {(row["code"], row["sentence"]) for row in last.accepted} if last else set()
        return not_let_stand(self.in_the_way(subject, asked), stood)

    def in_the_way_of_finding(self, finding: Finding, version: FindingVersion) -> tuple[Obstacle, ...]:
        """Everything wrong with a finding, whichever service it is about."""
        one = found_in(finding, version)
        named = (*one.evidence_for, *one.evidence_against, *named_in(one.text))
        found = in_the_way_of_finding(one, self.tied(finding.indicator, finding.subject, named))
        return (*found, *_two_versions(unread(finding.versions.all()), one.name))

    def obstacles(self) -> Iterator[Obstacle]:
        """Everything in the way of publishing; see `queries.obstacles_of`."""
        with_findings = {one.indicator for one, _ in self.findings}
        for asked in self.asked:
            if asked.judged and asked.code not in with_findings:
                yield from placed(
                    in_the_way_of_evaluation(None, scale=None, tied=(), findings=(), has_area=False),
                    asked.code,
                )
            for finding, version in self.findings:
                if finding.indicator == asked.code:
                    yield from placed(self.in_the_way_of_finding(finding, version), asked.code)
            for subject in self.subjects if asked.judged else ():
                where = f"{asked.code}, {subject.organisation.name}" if len(self.subjects) > 1 else asked.code
                found = self._still_in_the_way(subject, asked)
                if asked.code not in with_findings:
                    found = [one for one in found if one.code != "no_finding"]
                yield from placed(found, where)
        for each in self.statements.values():
            for pair in each:
                yield from self.in_the_way_of_statement(*pair)

    def _of_evaluation(self, subject: Subject, asked: Asked) -> tuple[Obstacle, ...]:
        """What is in the way of one evaluation, without what is wrong with each finding."""
        evaluation, version = self.evaluation(subject, asked.code)
        judged, named = None, set[str]()
        if version is not None:
            cited = tuple(one.quantity_id for one in version.pieces.all())
            judged = Judged(version.grade, version.rationale, version.would_move, cited)
            named.update((*cited, *named_in(version.rationale), *named_in(version.would_move)))
        findings = [found_in(*pair) for pair in self.findings_under(asked.code, subject)]
        named.update(each for one in findings for each in (*one.evidence_for, *one.evidence_against))
        found = in_the_way_of_evaluation(
            judged,
            scale=self.scale,
            tied=self.tied(asked.code, subject, named),
            findings=findings,
            has_area=asked.code in self.with_areas,
        )
        return (*found, *(_two_versions(unread(evaluation.versions.all()), "") if evaluation else ()))

    def _still_in_the_way(self, subject: Subject, asked: Asked) -> list[Obstacle]:
        """The same without what a lead let stand when it was settled; and that it is not settled."""
        evaluation, version = self.evaluation(subject, asked.code)
        last = last_move(evaluation, "settled") if evaluation and evaluation.state == "settled" else None
        stood = {(row["code"], row["sentence"]) for row in last.accepted} if last else set()
        found = list(not_let_stand(self._of_evaluation(subject, asked), stood))
        if version is not None and last is None:
            found.append(
                Obstacle("not_settled", "The evaluation is not settled.", "The lead settles it on its page.")
            )
        return found

    def in_the_way_of_statement(self, statement: Statement, version: StatementVersion) -> Iterator[Obstacle]:
        """Everything wrong with a statement."""
        name = f"{STATEMENT_LETTERS[statement.kind]}{statement.number}"
        yield from words_that_do_not_hold(version.text, self.quantities, name)
        for piece in version.pieces.all():
            if not self.is_there(piece.quantity_id):
                yield Obstacle(
                    "evidence_gone",
                    f"It names {piece}, which was withdrawn or has a later version.",
                    "Name what counts now, or leave it out.",
                    name,
                )
        yield from _two_versions(unread(statement.versions.all()), name)
        if statement.kind == "area" and not owned(version) and not self._owned_above(statement):
            yield Obstacle(
                "area_without_owner",
                "Nobody owns it.",
                "Name the service, or the bodies, that it is for.",
                name,
            )

    def _owned_above(self, statement: Statement) -> bool:
        """Whether the area that this one is part of has an owner: then it is theirs too."""
        return any(
            one.pk == statement.within_id and owned(version) for one, version in self.statements["area"]
        )


def counts(piece: Piece) -> bool:
    """Whether a piece counts: it was taken in, and is neither withdrawn nor followed by a later version."""
    return piece.taken_at is not None and piece.withdrawn_at is None and getattr(piece, "later", None) is None


def owned(version: StatementVersion) -> bool:
    """Whether anybody is named as an owner of an area."""
    return bool(version.owners.all()) or bool(version.others)


def found_in(finding: Finding, version: FindingVersion) -> Found:
    """A finding as the checks take it."""
    weighed = list(version.weighed.all())
    return Found(
        f"F{finding.number}",
        version.kind,
        version.text,
        tuple(one.piece.quantity_id for one in weighed if one.side == "for"),
        tuple(one.piece.quantity_id for one in weighed if one.side == "against"),
    )


def _two_versions(
    versions: Iterable[EvaluationVersion | FindingVersion | StatementVersion], where: str
) -> Iterator[Obstacle]:
    """Each version written at the same time as another, that nobody has looked at yet."""
    for one in versions:
        yield Obstacle(
            "two_versions",
            f"{one.by.name} wrote a version at the same time as somebody else, and nobody has looked at it.",
            "Choose which of the two counts, or write one that takes in both.",
            where,
        )
