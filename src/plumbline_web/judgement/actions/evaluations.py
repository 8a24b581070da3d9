"""Write an evaluation: each time a new version, which says what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.conditions import JudgementRefused
from plumbline_web.judgement.models import Evaluation, EvaluationVersion
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import scale_of


@transaction.atomic
def write_evaluation(
    *,
    by: Account,
    subject: Subject,
    indicator: str,
    grade: int | None,
    rationale: str,
    pieces: Iterable[Piece],
    would_move: str = "",
    why: str = "",
    whose: str = "team",
) -> EvaluationVersion:
    """Write an evaluation of a service by an indicator, or a further version of it.

    grade: a value of the activity's scale, None where it grades nothing. pieces: the evidence the rationale
    names. Raises JudgementRefused where the grade is not of the scale, the rationale is empty, or a settled
    evaluation has not been opened again.
    """
    activity = subject.activity
    check_open(activity)
    scale = scale_of(activity)
    if grade is not None and (scale is None or grade not in {one.value for one in scale.grades}):
        raise JudgementRefused("Choose a grade of this activity’s scale.")
    if not rationale.strip():
        raise JudgementRefused("Write the rationale of the evaluation.")
    held, _ = Evaluation.objects.get_or_create(
        activity=activity, subject=subject, indicator=indicator, whose=whose
    )
    held = Evaluation.objects.select_for_update().get(pk=held.pk)
    if held.state == "settled":
        raise JudgementRefused("This evaluation is settled. Open it again first, with a reason.")
    if held.versions.exists() and not why.strip():
        raise JudgementRefused("Say why the evaluation changes.")
    made = EvaluationVersion.objects.create(
        evaluation=held,
        grade=grade,
        rationale=rationale.strip(),
        would_move=would_move.strip(),
        why=why.strip(),
        by=by,
    )
    made.pieces.set(pieces)
    record(
        "wrote evaluation",
        by=by,
        organisation=activity.organisation.slug,
        subject=f"activity:{activity.key}",
        evaluation=held.key,
        indicator=indicator,
    )
    return made
