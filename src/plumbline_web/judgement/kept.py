"""The findings, evaluations and statements of an activity as they stand: the versions that count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from plumbline_web.judgement.asked import asked_of
from plumbline_web.judgement.models import (
    Chained,
    Evaluation,
    EvaluationMove,
    EvaluationVersion,
    Finding,
    FindingVersion,
    PanelMember,
    Statement,
    StatementVersion,
)
from plumbline_web.judgement.states import STATEMENT_KINDS
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity, Subject

Version = TypeVar("Version", bound=Chained)


def newest(versions: Iterable[Version]) -> Version | None:
    """The version that counts: the newest that was chosen. versions: oldest first."""
    chosen = [one for one in versions if one.chosen]
    return chosen[-1] if chosen else None


def unread(versions: Iterable[Version]) -> list[Version]:
    """Those that were written at the same time as another, and that nobody has looked at since.

    Whoever writes a further version has seen them on the page; from then on they are history.
    """
    found: list[Version] = []
    for one in versions:
        found = [] if one.chosen else [*found, one]
    return found


def evaluations_of(
    activity: Activity, whose: str = "team", subject: Subject | None = None
) -> list[EvaluationVersion]:
    """The version that counts of each evaluation, in the order in which the activity judges.

    whose: "team", or "service" for its own. subject: those of one service; of all, one service after the
    other, where it is None.
    """
    found = activity.evaluations.filter(whose=whose, **({"subject": subject} if subject else {}))
    found = found.select_related("subject__organisation", "activity").prefetch_related(
        "versions__pieces", "versions__by"
    )
    place = _places(activity)
    ordered = sorted(
        found, key=lambda one: (one.subject.organisation.name, place.get(one.indicator, len(place)), one.pk)
    )
    every = [newest(one.versions.all()) for one in ordered]
    return [one for one in every if one is not None]


def findings_of(
    activity: Activity, subject: Subject | None = None, indicator: str = ""
) -> list[tuple[Finding, FindingVersion]]:
    """The findings that stand, each with the version that counts, in the order in which the activity judges.

    subject: those about one service, and those about all of them. indicator: those under one alone.
    """
    found = activity.findings.filter(withdrawn_at=None, **({"indicator": indicator} if indicator else {}))
    found = found.select_related("subject__organisation").prefetch_related(
        "versions__weighed__piece", "versions__by"
    )
    place = _places(activity)
    ordered = sorted(found, key=lambda one: (place.get(one.indicator, len(place)), one.number))
    return [
        (one, version)
        for one in ordered
        if (subject is None or one.subject_id in (None, subject.pk))
        and (version := newest(one.versions.all())) is not None
    ]


def statements_of(activity: Activity, kind: str) -> list[tuple[Statement, StatementVersion]]:
    """The statements of a kind that stand, each with the version that counts, in the order they print.

    An area that is part of another stands after it; `within` says which.
    """
    return every_statement(activity)[kind]


def every_statement(activity: Activity) -> dict[str, list[tuple[Statement, StatementVersion]]]:
    """The statements that stand, by kind; see `statements_of`."""
    found = activity.statements.filter(withdrawn_at=None).prefetch_related(
        "versions__owners", "versions__pieces", "versions__by"
    )
    held = [(one, version) for one in found if (version := newest(one.versions.all())) is not None]
    there = {one.pk for one, _ in held}
    under: dict[int | None, list[tuple[Statement, StatementVersion]]] = {}
    for pair in held:
        within = pair[0].within_id
        under.setdefault(within if within in there else None, []).append(pair)
    ordered: dict[str, list[tuple[Statement, StatementVersion]]] = {kind: [] for kind in STATEMENT_KINDS}

    def put(pair: tuple[Statement, StatementVersion]) -> None:
        ordered[pair[0].kind].append(pair)
        for part in under.get(pair[0].pk, []):
            put(part)

    for head in under.get(None, []):
        put(head)
    return ordered


def let_stand_of(activity: Activity) -> list[tuple[Evaluation, dict[str, Any]]]:
    """What stood in the way of each settled evaluation and was let stand: its code, sentence and reason."""
    settled = activity.evaluations.filter(whose="team", state="settled")
    settled = settled.select_related("subject__organisation").prefetch_related("moves")
    pairs = [(one, last_move(one, "settled")) for one in settled]
    return [(one, row) for one, last in pairs if last is not None for row in last.accepted]


def last_move(evaluation: Evaluation, after: str) -> EvaluationMove | None:
    """The last move by which an evaluation came into a state."""
    return next((one for one in reversed(evaluation.moves.all()) if one.after == after), None)


def panel_of(activity: Activity) -> list[PanelMember]:
    """Those who sit on the consistency panel now."""
    return list(activity.panel_members.filter(left_at=None).select_related("account"))


def sits_on_panel(account: Account, activity: Activity) -> bool:
    """Whether this person sits on the activity's panel now."""
    return activity.panel_members.filter(left_at=None, account=account).exists()


def _places(activity: Activity) -> dict[str, int]:
    return {one.code: at for at, one in enumerate(asked_of(activity))}
