"""Write an evaluation, each time as a new version; disagree with one; choose between two written at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from plumbline.scrutiny.weighing.checks import named_in
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import pieces_of
from plumbline_web.judgement.actions.chain import Newest, kept_again, noted_of_evaluation, place
from plumbline_web.judgement.asked import asked_called
from plumbline_web.judgement.conditions import JudgementRefused, check_pieces, check_said
from plumbline_web.judgement.kept import newest
from plumbline_web.judgement.models import Dissent, Evaluation, EvaluationVersion
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity, Subject
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
    based_on: EvaluationVersion | Newest | None = "newest",
) -> EvaluationVersion:
    """Write an evaluation of a service by an indicator, or a further version of it.

    grade: a value of the activity's scale, None where it grades nothing or none is chosen yet. pieces: the
    evidence the rationale rests on; what its words are bound to is added by itself. based_on: the version on
    the writer's screen, None where there was none. Where another has come in between, both are kept: this one
    stands beside it and does not count until somebody chooses.

    Raises JudgementRefused where the indicator or grade is none of the activity's, the rationale is empty, a
    piece does not fit, no reason is given for a change, or the evaluation is with the panel or settled.
    """
    activity = Activity.objects.select_for_update().get(pk=subject.activity_id)
    check_open(activity)
    _check_asked(activity, indicator, grade)
    rationale = check_said(rationale, "Write the rationale of the evaluation.")
    held, _ = Evaluation.objects.get_or_create(
        activity=activity, subject=subject, indicator=indicator, whose=whose
    )
    held = Evaluation.objects.select_for_update().get(pk=held.pk)
    _check_draft(held)
    at = place(held.versions.all(), based_on)
    if at.follows and not why.strip():
        raise JudgementRefused("Say why the evaluation changes.")
    resting_on = check_pieces(activity, subject, pieces) + (
        _bound(activity, subject, rationale) if whose == "team" else []
    )
    made = EvaluationVersion.objects.create(
        evaluation=held,
        grade=grade,
        rationale=rationale,
        would_move=would_move.strip(),
        why=why.strip(),
        by=by,
        **at.fields,
    )
    made.pieces.set({one.pk for one in resting_on})
    noted_of_evaluation(
        "wrote evaluation" if whose == "team" else "wrote own evaluation", by, held, clash=at.clash
    )
    return made


@transaction.atomic
def choose_evaluation(*, by: Account, version: EvaluationVersion, why: str) -> EvaluationVersion:
    """Let one of two versions that were written at the same time count: it is kept again, as the newest.

    Evidence that is gone by now stays named, and stands in the way. Raises JudgementRefused without a reason,
    and where nobody may write on the evaluation.
    """
    held = Evaluation.objects.select_for_update().get(pk=version.evaluation_id)
    check_open(Activity.objects.get(pk=held.activity_id))
    said = check_said(why, "Say why this version counts.")
    _check_draft(held)
    made = kept_again(version, "grade", "rationale", "would_move", by=by, why=said, evaluation=held)
    made.pieces.set(version.pieces.all())
    noted_of_evaluation("chose version of evaluation", by, held)
    return made


@transaction.atomic
def dissent(*, by: Account, version: EvaluationVersion, text: str, grade: int | None = None) -> Dissent:
    """Disagree with a version of an evaluation, and say why. grade: the one they would give, where they say.

    Raises JudgementRefused where nothing is said, the grade is none of the scale, another version counts by
    now, or it is their own.
    """
    held = Evaluation.objects.select_for_update().get(pk=version.evaluation_id)
    activity = Activity.objects.get(pk=held.activity_id)
    check_open(activity)
    _check_asked(activity, held.indicator, grade)
    text = check_said(text, "Say what you do not agree with, and why.")
    if newest(held.versions.all()) != version:
        raise JudgementRefused("Another version counts by now. Look at it first.")
    if version.by_id == by.pk:
        raise JudgementRefused("You wrote this version yourself. Write another instead.")
    if again := version.dissents.filter(grade=grade, text=text, by=by).first():
        return again  # a button pressed twice
    made = Dissent.objects.create(version=version, grade=grade, text=text, by=by)
    noted_of_evaluation("dissented from evaluation", by, held)
    return made


def _check_asked(activity: Activity, indicator: str, grade: int | None) -> None:
    asked = asked_called(activity, indicator)
    if asked is None or not asked.judged:
        raise JudgementRefused("This activity does not evaluate that. Choose one of its indicators.")
    scale = scale_of(activity)
    if grade is not None and scale is None:
        raise JudgementRefused("This activity grades nothing. Leave the grade out.")
    if grade is not None and scale is not None and grade not in {one.value for one in scale.grades}:
        raise JudgementRefused("Choose a grade of this activity’s scale.")


def _check_draft(held: Evaluation) -> None:
    if held.state == "settled":
        raise JudgementRefused("This evaluation is settled. Open it again first, with a reason.")
    if held.state == "panel":
        raise JudgementRefused("This evaluation is with the panel. The lead takes it back first.")


def _bound(activity: Activity, subject: Subject, text: str) -> list[Piece]:
    """The pieces that words of a text are bound to, as far as they count here; the checks name the others."""
    named = {*named_in(text)}
    return [
        one
        for one in pieces_of(activity)
        if one.quantity_id in named and one.subject_id in (None, subject.pk)
    ]
