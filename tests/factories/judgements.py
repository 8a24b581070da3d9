"""Judgements of a made-up inspection: evidence, findings, evaluations, a panel, statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factories.activities import Team
from factories.site import person
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions import (
    agree,
    dissent,
    give_to_panel,
    name_panel,
    say,
    write_evaluation,
    write_finding,
)
from plumbline_web.judgement.models import Evaluation, EvaluationVersion, Finding, FindingVersion
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Subject

PLANS = Evidence(
    "plans", "share", "Reading of records, question 12", x=37, n=99, population=702, noun="records"
)
SEEN = Evidence("seen", "share", "Run of March 2026", x=80, n=99, population=99, noun="orders")
MISSED = Evidence("missed", "share", "Run of March 2026", x=40, n=99, population=99, noun="orders")
GROUPS = Evidence("groups", "groups", "Groups of staff", x=4, n=5)


@dataclass
class Judging:
    """An inspection of one council with three pieces of evidence under 5.2: e1 to e3."""

    team: Team
    subject: Subject
    plans: Piece
    seen: Piece
    groups: Piece

    @property
    def lead(self) -> Account:
        return self.team.lead


def piece(
    team: Team, source: str, points: str = "weakness", figure: Evidence | None = None, **more: Any
) -> Piece:
    """A piece of evidence tied to 5.2, or to what `ties` says."""
    return add_piece(
        by=team.lead,
        activity=team.activity,
        source=source,
        title=more.pop("title", f"What the {source.replace('_', ' ')} shows"),
        ties=more.pop("ties", {"5.2": points}),
        quantity=figure,
        **more,
    )


def with_evidence(team: Team) -> Judging:
    """Three pieces under 5.2: the reading and staff point to a weakness, the run to a strength."""
    return Judging(
        team,
        team.activity.subjects.get(organisation=team.council),
        piece(team, "reading", figure=PLANS, title="A plan was there"),
        piece(team, "run", "strength", SEEN, title="Seen in time"),
        piece(team, "group", figure=GROUPS, title="What staff said of plans"),
    )


def found(on: Judging, kind: str = "weakness", text: str = "", **more: Any) -> FindingVersion:
    """A finding under 5.2 with the reading for it and the run against it."""
    text = text or f"A plan was there in {{{on.plans.quantity_id}:count}}."
    given = {"pieces_for": [on.plans], "pieces_against": [on.seen], "indicator": "5.2", "by": on.lead}
    return write_finding(activity=on.team.activity, kind=kind, text=text, **(given | more))


def evaluated(on: Judging, grade: int | None = 2, **more: Any) -> EvaluationVersion:
    """An evaluation by 5.2 that names two kinds of source."""
    given = {
        "by": on.lead,
        "subject": on.subject,
        "indicator": "5.2",
        "rationale": f"There was a plan in {{{on.plans.quantity_id}:count}}. "
        f"Staff said so {{{on.groups.quantity_id}}}.",
        "would_move": "Plans in place, and reviewed.",
        "pieces": [],
    }
    return write_evaluation(grade=grade, **(given | more))


def area(on: Judging, text: str = "Plans should be in place.", **more: Any) -> Any:
    """An area for improvement under 5.2 that the council owns."""
    given = {"by": on.lead, "indicators": ["5.2"], "owners": [on.team.council]}
    return say(activity=on.team.activity, kind="area", text=text, **(given | more))


def ready(on: Judging, **more: Any) -> Evaluation:
    """An evaluation as weak with nothing in the way of settling it."""
    found(on)
    area(on)
    return evaluated(on, **more).evaluation


def on_panel(team: Team, account: Account | None = None) -> Account:
    """Another lead inspector of the body, named to the panel."""
    if account is None:
        account = person(None, "somebody of the panel")
        account.memberships.create(
            organisation=team.body, role="lead_inspector", from_on=team.activity.opened_at.date()
        )
    name_panel(by=team.lead, activity=team.activity, account=account)
    return account


def judgements_of(team: Team, holder: Account) -> dict[str, str]:
    """Everything there can be, with one evaluation before the panel: keys by address.

    holder: who is named to the panel.
    """
    on = with_evidence(team)
    other = found(
        on,
        "strength",
        f"People were seen in time: {{{on.seen.quantity_id}:count}}.",
        pieces_for=[on.seen],
        pieces_against=[],
    )
    found(
        on,
        by=team.readers[0],
        finding=other.finding,
        kind="strength",
        why="A clearer word",
        text="They were seen in time.",
        pieces_for=[on.seen],
        pieces_against=[],
    )
    written = ready(on)
    evaluated(on, 3, by=team.readers[0], why="The strengths just outweigh it.")
    dissent(by=team.lead, version=written.versions.last(), text="It is weaker than that.", grade=2)
    evaluated(on, 4, whose="service", by=team.manager, rationale="Our plans are better than they were.")
    last = say(
        by=team.lead, activity=team.activity, kind="key_message", text="People are treated with respect."
    )
    say(
        by=team.lead,
        activity=team.activity,
        kind="key_message",
        text="Plans are missing.",
        indicators=["5.2"],
    )
    whole = area(on, "Practice should comply with standards.", others=["A national partner"])
    area(on, "Staff should be trained.", within=whole.statement, owners=[])
    on_panel(team, holder)
    give_to_panel(by=team.lead, evaluation=written, text="Is it weak or adequate?")
    agree(by=holder, evaluation=written)
    finding = Finding.objects.get(activity=team.activity, number=1)
    return {"judgement:finding": finding.key, "judgement:statement": last.statement.key}
