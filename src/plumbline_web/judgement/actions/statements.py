"""Say something to the service: a key message, an area for improvement and so on; each time a new version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db import transaction
from django.db.models import Max

from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions.chain import Newest, kept_again, mark_withdrawn, place
from plumbline_web.judgement.asked import asked_of
from plumbline_web.judgement.conditions import JudgementRefused, check_pieces, check_said
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.states import STATEMENT_KINDS
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in


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
    why: str = "",
    based_on: StatementVersion | Newest | None = "newest",
) -> StatementVersion:
    """Say something new, or say it otherwise where `statement` is given.

    within: the area that this one is part of; one deep. owners: the services that own an area; others: bodies
    outside the site that own it with them. based_on: as for `write_evaluation`. Raises JudgementRefused for a
    kind, indicator or piece there is not, an empty text, and a part that cannot be one.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if kind not in STATEMENT_KINDS:
        raise JudgementRefused(f"Choose one of: {', '.join(STATEMENT_KINDS.values())}.")
    text = check_said(text, "Write what it says.")
    codes, owners, others = _named(held, kind, indicators, owners, others)
    cited = check_pieces(held, None, pieces)
    _check_within(held, kind, statement, within)
    if statement is not None:
        statement = Statement.objects.select_for_update().get(pk=statement.pk)
        if statement.withdrawn_at is not None:
            raise JudgementRefused("It has been withdrawn. Say it anew.")
        if statement.kind != kind:
            raise JudgementRefused("What it is cannot change. Withdraw it, and say it anew.")
    at = place(statement.versions.all() if statement else (), based_on)
    if statement is None:
        last = held.statements.filter(kind=kind).aggregate(number=Max("number"), position=Max("position"))
        statement = Statement.objects.create(
            activity=held,
            kind=kind,
            number=(last["number"] or 0) + 1,
            position=(last["position"] or 0) + 1,
            within=within,
        )
    made = StatementVersion.objects.create(
        statement=statement,
        text=text,
        indicators=codes,
        others=others,
        why=why.strip(),
        by=by,
        **at.fields,
    )
    made.owners.set(owners)
    made.pieces.set(cited)
    _noted("wrote statement", by, statement, clash=at.clash)
    return made


@transaction.atomic
def choose_statement(*, by: Account, version: StatementVersion, why: str) -> StatementVersion:
    """Let one of two versions that were written at the same time count: it is kept again, as the newest.

    Evidence that is gone by now stays named, and stands in the way. Raises JudgementRefused without a reason,
    and where the statement is withdrawn.
    """
    held = Statement.objects.select_for_update().get(pk=version.statement_id)
    check_open(Activity.objects.get(pk=held.activity_id))
    said = check_said(why, "Say why this version counts.")
    if held.withdrawn_at is not None:
        raise JudgementRefused("It has been withdrawn. Say it anew.")
    made = kept_again(version, "text", "indicators", "others", by=by, why=said, statement=held)
    made.owners.set(version.owners.all())
    made.pieces.set(version.pieces.all())
    _noted("chose version of statement", by, held)
    return made


@transaction.atomic
def withdraw_statement(*, by: Account, statement: Statement, why: str) -> Statement:
    """Withdraw a statement, with a reason; it stays on record, and its number is given to no other.

    Raises JudgementRefused where parts of it still stand.
    """
    Activity.objects.select_for_update().get(pk=statement.activity_id)
    held = Statement.objects.select_for_update().select_related("activity").get(pk=statement.pk)
    check_open(held.activity)
    said = check_said(why, "Say why it is withdrawn.")
    if held.withdrawn_at is not None:
        raise JudgementRefused("It has been withdrawn already.")
    if held.parts.filter(withdrawn_at=None).exists():
        raise JudgementRefused("Parts of it still stand. Withdraw those first.")
    mark_withdrawn(held, by, said)
    _noted("withdrew statement", by, held)
    return held


@transaction.atomic
def move_statement(*, by: Account, statement: Statement, way: Literal["up", "down"]) -> None:
    """Move a statement before or after its neighbour, among those of its kind or parts of the same area.

    Raises JudgementRefused where there is no neighbour on that side.
    """
    activity = Activity.objects.select_for_update().get(pk=statement.activity_id)
    check_open(activity)
    held = Statement.objects.get(pk=statement.pk)
    beside = activity.statements.filter(kind=held.kind, withdrawn_at=None, within=held.within_id)
    order = list(beside.select_for_update().order_by("position", "number"))
    if held not in order:
        raise JudgementRefused("It has been withdrawn.")
    at = order.index(held)
    to = at - 1 if way == "up" else at + 1
    if way not in ("up", "down") or not 0 <= to < len(order):
        raise JudgementRefused("It cannot be moved further that way.")
    places = sorted(one.position for one in order)
    order[at], order[to] = order[to], order[at]
    for one, position in zip(order, _apart(places), strict=True):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    _noted("moved statement", by, held)


def _apart(places: list[int]) -> list[int]:
    """The places in order, none twice: equal ones would leave the order to chance."""
    found: list[int] = []
    for one in places:
        found.append(max(one, found[-1] + 1) if found else one)
    return found


def _named(
    activity: Activity,
    kind: str,
    indicators: Iterable[str],
    owners: Iterable[Organisation],
    others: Iterable[str],
) -> tuple[list[str], list[Organisation], list[str]]:
    """Indicators, owners and other bodies, each once; raises JudgementRefused for what does not fit."""
    codes, owning = list(dict.fromkeys(indicators)), list(dict.fromkeys(owners))
    bodies = list(dict.fromkeys(one.strip() for one in others if one.strip()))
    known = [one.code for one in asked_of(activity)]
    if strange := [code for code in codes if code not in known]:
        raise JudgementRefused(f"This activity does not look at {', '.join(strange)}. Take it out.")
    if kind != "area" and (owning or bodies):
        raise JudgementRefused("Only an area for improvement is owned by somebody. Take the owners out.")
    looked_at = set(activity.subjects.values_list("organisation", flat=True))
    if apart := [one.name for one in owning if one.pk not in looked_at]:
        raise JudgementRefused(
            f"{', '.join(apart)} is not looked at by this activity. Name it among the other bodies."
        )
    return sorted(codes, key=known.index), owning, bodies


def _check_within(
    activity: Activity, kind: str, statement: Statement | None, within: Statement | None
) -> None:
    if within is None:
        return
    if statement is not None:
        raise JudgementRefused("What it is part of cannot change. Withdraw it, and say it anew.")
    if kind != "area" or within.kind != "area":
        raise JudgementRefused("Only an area for improvement is part of another.")
    if within.activity_id != activity.pk or within.withdrawn_at is not None:
        raise JudgementRefused("The area it should be part of does not stand here any more.")
    if within.within_id is not None:
        raise JudgementRefused("That area is part of another itself. Put it under that one.")


def _noted(act: str, by: Account, statement: Statement, **more: object) -> None:
    activity = Activity.objects.select_related("organisation").get(pk=statement.activity_id)
    record_in(
        activity,
        act,
        by=by,
        statement=statement.key,
        kind=statement.kind,
        **more,
    )
