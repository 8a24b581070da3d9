"""From being worked on to settled: with the panel and back, agreed to, settled, opened again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from plumbline_web.judgement.actions.chain import noted_of_evaluation
from plumbline_web.judgement.asked import asked_called
from plumbline_web.judgement.conditions import JudgementRefused, check_move, check_said
from plumbline_web.judgement.kept import last_move, newest, panel_of, sits_on_panel, unread
from plumbline_web.judgement.models import Agreement, Evaluation, EvaluationMove, EvaluationVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open


@transaction.atomic
def give_to_panel(*, by: Account, evaluation: Evaluation, text: str = "") -> EvaluationMove:
    """Give an evaluation to the consistency panel; nobody writes on it until it comes back.

    Raises JudgementRefused where nobody sits on the panel, or two versions wait for somebody to choose.
    """
    held, version = _held(evaluation, "panel")
    if not panel_of(held.activity):
        raise JudgementRefused("Nobody sits on the panel yet. Name somebody on the page of the panel.")
    if unread(held.versions.all()):
        raise JudgementRefused("Two versions were written at the same time. Choose which counts first.")
    return _moved("gave evaluation to panel", by, held, version, "panel", text.strip())


@transaction.atomic
def give_back(*, by: Account, evaluation: Evaluation, text: str) -> EvaluationMove:
    """Give an evaluation back to its team, with what the panel asks. For somebody of the panel."""
    held, version = _held(evaluation, "draft", before="panel")
    _check_on_panel(by, held)
    said = check_said(text, "Say what the panel asks.")
    return _moved("panel gave evaluation back", by, held, version, "draft", said)


@transaction.atomic
def take_back(*, by: Account, evaluation: Evaluation, why: str) -> EvaluationMove:
    """Take an evaluation back from the panel before it has answered, with a reason."""
    held, version = _held(evaluation, "draft", before="panel")
    said = check_said(why, "Say why it is taken back.")
    return _moved("took evaluation back", by, held, version, "draft", said)


@transaction.atomic
def agree(*, by: Account, evaluation: Evaluation, text: str = "") -> Agreement:
    """Agree, as one of the panel, to an evaluation as it is; the lead settles it then.

    Raises JudgementRefused where it is not with the panel, they do not sit on it, they wrote any of its
    versions, or have agreed already.
    """
    held, version = _held(evaluation, "settled", before="panel")
    _check_on_panel(by, held)
    if held.versions.filter(by=by).exists():
        raise JudgementRefused("You wrote on this evaluation. Somebody else of the panel has to look at it.")
    during = last_move(held, "panel")
    if during is None:
        raise JudgementRefused("It was not given to the panel. Look at the page again.")
    if during.agreements.filter(by=by).exists():
        raise JudgementRefused("You have agreed to it already.")
    made = Agreement.objects.create(version=version, during=during, by=by, text=text.strip())
    noted_of_evaluation("agreed to evaluation", by, held)
    return made


@transaction.atomic
def settle(
    *, by: Account, evaluation: Evaluation, accepted: Mapping[str, str] | None = None
) -> EvaluationMove:
    """Settle an evaluation: it counts, and is changed no more unless it is opened again.

    accepted: the code of each obstacle that may stand -> the reason why it does. Raises JudgementRefused with
    everything else that stands in the way; and where a panel is named that has not agreed.
    """
    held, version = _held(evaluation, "settled")
    if held.state == "draft" and panel_of(held.activity):
        raise JudgementRefused("A panel is named for this activity. Give the evaluation to it first.")
    during = last_move(held, "panel") if held.state == "panel" else None
    if during is not None and not during.agreements.filter(version=version).exists():
        raise JudgementRefused("Nobody of the panel has agreed to it yet.")
    asked = asked_called(held.activity, held.indicator)
    if asked is None:
        raise JudgementRefused("This activity does not evaluate that.")
    reasons = {code: why.strip() for code, why in (accepted or {}).items() if why.strip()}
    found = Held(held.activity).in_the_way(held.subject, asked)
    left = [one for one in found if not (one.may_stand and one.code in reasons)]
    if left:
        raise JudgementRefused(
            "This cannot be settled yet.\n" + "\n".join(f"{one.text} {one.mend}" for one in left)
        )
    stood = [{"code": one.code, "sentence": one.sentence, "reason": reasons[one.code]} for one in found]
    return _moved("settled evaluation", by, held, version, "settled", "", stood)


@transaction.atomic
def open_again(*, by: Account, evaluation: Evaluation, why: str) -> EvaluationMove:
    """Open a settled evaluation again, with a reason."""
    held, version = _held(evaluation, "draft", before="settled")
    said = check_said(why, "Say why it is opened again.")
    return _moved("opened evaluation again", by, held, version, "draft", said)


def _held(evaluation: Evaluation, after: str, before: str = "") -> tuple[Evaluation, EvaluationVersion]:
    """The evaluation, held for this transaction, and its version that counts.

    before: the state it must be in, where the table allows several. Raises JudgementRefused.
    """
    held = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("activity__organisation", "subject__organisation")
        .get(pk=evaluation.pk)
    )
    check_open(held.activity)
    if held.whose != "team":
        raise JudgementRefused("A service’s own evaluation is its own: nobody settles it.")
    check_move(held.state, after, before)
    version = newest(held.versions.all())
    if version is None:
        raise JudgementRefused("Nothing is written yet.")
    return held, version


def _check_on_panel(by: Account, held: Evaluation) -> None:
    if not sits_on_panel(by, held.activity):
        raise JudgementRefused("Only somebody named to the panel of this activity answers for it.")
    if held.activity.members.filter(account=by, left_at=None).exists():
        raise JudgementRefused("You are on the team by now. Somebody else of the panel has to answer.")


def _moved(
    act: str,
    by: Account,
    held: Evaluation,
    version: EvaluationVersion,
    after: str,
    text: str,
    accepted: list[dict[str, str]] | None = None,
) -> EvaluationMove:
    held.state = after
    held.save(update_fields=["state"])
    made = EvaluationMove.objects.create(
        evaluation=held, after=after, version=version, by=by, text=text, accepted=accepted or []
    )
    noted_of_evaluation(act, by, held, accepted=len(accepted or []) or None)
    return made
