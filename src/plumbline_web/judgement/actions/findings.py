"""Write a finding, each time as a new version, and withdraw it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions.chain import Newest, kept_again, mark_withdrawn, place
from plumbline_web.judgement.asked import asked_called
from plumbline_web.judgement.conditions import JudgementRefused, check_pieces, check_said
from plumbline_web.judgement.models import Finding, FindingVersion, Weighed
from plumbline_web.judgement.states import FINDING_KINDS
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def write_finding(
    *,
    by: Account,
    activity: Activity,
    indicator: str,
    kind: str,
    text: str,
    pieces_for: Iterable[Piece] = (),
    pieces_against: Iterable[Piece] = (),
    subject: Subject | None = None,
    finding: Finding | None = None,
    why: str = "",
    based_on: FindingVersion | Newest | None = "newest",
) -> FindingVersion:
    """Write a finding, or a further version of it where `finding` is given; then its indicator and service
    stay what they were.

    subject: the service it is about, None for all. based_on: as for `write_evaluation`. Raises
    JudgementRefused for what is none of the activity's, an empty text, a piece that does not fit or is both
    for and against, a change without a reason, and a finding that is withdrawn.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if asked_called(held, indicator) is None:
        raise JudgementRefused("This activity does not look at that. Choose one of its indicators.")
    if kind not in FINDING_KINDS:
        raise JudgementRefused("Say whether it is a strength or a weakness.")
    text = check_said(text, "Write what was found.")
    if finding is not None:
        finding = Finding.objects.select_for_update(of=("self",)).select_related("subject").get(pk=finding.pk)
        subject = finding.subject
        if finding.withdrawn_at is not None:
            raise JudgementRefused("This finding has been withdrawn. Write a new one.")
    sides = {"for": check_pieces(held, subject, pieces_for)}
    sides["against"] = check_pieces(held, subject, pieces_against)
    if both := [str(one) for one in sides["for"] if one in sides["against"]]:
        raise JudgementRefused(f"{', '.join(both)} cannot speak both for and against it. Choose one side.")
    at = place(finding.versions.all() if finding else (), based_on)
    if at.follows and not why.strip():
        raise JudgementRefused("Say why the finding changes.")
    if finding is None:
        last = held.findings.aggregate(last=Max("number"))["last"] or 0
        finding = Finding.objects.create(
            activity=held, subject=subject, indicator=indicator, number=last + 1, made_by=by
        )
    made = FindingVersion.objects.create(
        finding=finding,
        kind=kind,
        text=text,
        why=why.strip(),
        by=by,
        **at.fields,
    )
    for side, pieces in sides.items():
        for piece in pieces:
            Weighed.objects.create(version=made, piece=piece, side=side)
    _noted("wrote finding", by, finding, clash=at.clash)
    return made


@transaction.atomic
def choose_finding(*, by: Account, version: FindingVersion, why: str) -> FindingVersion:
    """Let one of two versions that were written at the same time count: it is kept again, as the newest.

    Evidence that is gone by now stays named, and stands in the way. Raises JudgementRefused without a reason,
    and where the finding is withdrawn.
    """
    held = Finding.objects.select_for_update().get(pk=version.finding_id)
    check_open(Activity.objects.get(pk=held.activity_id))
    said = check_said(why, "Say why this version counts.")
    if held.withdrawn_at is not None:
        raise JudgementRefused("This finding has been withdrawn. Write a new one.")
    made = kept_again(version, "kind", "text", by=by, why=said, finding=held)
    for one in version.weighed.all():
        Weighed.objects.create(version=made, piece_id=one.piece_id, side=one.side)
    _noted("chose version of finding", by, held)
    return made


@transaction.atomic
def withdraw_finding(*, by: Account, finding: Finding, why: str) -> Finding:
    """Withdraw a finding, with a reason; it stays on record, and its number is given to no other."""
    held = Finding.objects.select_for_update().get(pk=finding.pk)
    check_open(Activity.objects.get(pk=held.activity_id))
    said = check_said(why, "Say why the finding is withdrawn.")
    if held.withdrawn_at is not None:
        raise JudgementRefused("The finding has been withdrawn already.")
    mark_withdrawn(held, by, said)
    _noted("withdrew finding", by, held)
    return held


def _noted(act: str, by: Account, finding: Finding, **more: object) -> None:
    activity = Activity.objects.select_related("organisation").get(pk=finding.activity_id)
    record_in(
        activity,
        act,
        by=by,
        finding=finding.key,
        indicator=finding.indicator,
        **more,
    )
