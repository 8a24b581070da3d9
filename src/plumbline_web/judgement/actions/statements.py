"""Say something to the service: a key message, an area for improvement and so on; each time a new version."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from plumbline_web.audit.actions import record
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.conditions import JudgementRefused
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.states import STATEMENT_KINDS
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity


@transaction.atomic
def say(
    *,
    by: Account,
    activity: Activity,
    kind: str,
    text: str,
    statement: Statement | None = None,
    within: Statement | None = None,
    indicators: Iterable[str] = (),
    owners: Iterable[Organisation] = (),
    others: Iterable[str] = (),
    pieces: Iterable[Piece] = (),
) -> StatementVersion:
    """Say something new, or say it otherwise where `statement` is given.

    owners: the services that own an area; others: bodies outside the site that own it with them. Raises
    JudgementRefused for a kind there is not and for an empty text.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if kind not in STATEMENT_KINDS:
        raise JudgementRefused(f"Choose one of: {', '.join(STATEMENT_KINDS.values())}.")
    if not text.strip():
        raise JudgementRefused("Write what it says.")
    if statement is None:
        most = held.statements.filter(kind=kind).aggregate(most=Max("number"))["most"] or 0
        statement = Statement.objects.create(
            activity=held, kind=kind, number=most + 1, position=most + 1, within=within
        )
    made = StatementVersion.objects.create(
        statement=statement, text=text.strip(), indicators=list(indicators), others=list(others), by=by
    )
    made.owners.set(owners)
    made.pieces.set(pieces)
    record(
        "wrote statement",
        by=by,
        organisation=held.organisation.slug,
        subject=f"activity:{held.key}",
        statement=statement.key,
        kind=kind,
    )
    return made
