"""A made-up inspection that has been judged, and its papers up to their publication."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from factories.activities import Team, inspection
from plumbline.publishing.documents import document_as_json, document_from_json, page_of
from plumbline.publishing.report import write_whole
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions import say, settle, write_evaluation, write_finding
from plumbline_web.people.queries import today
from plumbline_web.publication.actions import ask_to_publish, comment, open_round
from plumbline_web.publication.composing import document_of
from plumbline_web.publication.models import Edition, Round
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.writing.actions import (
    ask_signature,
    begin_paper,
    remove_section,
    sign,
    write_section,
)
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.queries import sections_of, signed

PLANS = Evidence(
    "plans",
    "share",
    "Reading of records, question 12",
    title="Plan in the record",
    x=37,
    n=99,
    population=702,
    noun="records",
)
SEEN = Evidence(
    "seen",
    "share",
    "Run of March 2026",
    title="Seen within the time set",
    x=80,
    n=99,
    population=99,
    noun="orders",
)
FEW = Evidence(
    "few", "share", "Reading of records, question 14", title="Plans agreed", x=3, n=40, noun="plans"
)
HEARD = Evidence(
    "heard", "groups", "Focus groups, May 2026", title="Felt listened to", x=4, n=5, noun="groups"
)
MESSAGE = "People are treated with respect: it was heard {e3}."
TEXT = "[Most]{e2} people were seen in time. A plan was there in {e1}."


@dataclass
class Judged:
    """A team whose activity is judged, and its pieces of evidence: e1 plans, e2 seen, e3 heard, e4 few."""

    team: Team
    pieces: list[Piece]


def judged(readers: int = 1) -> Judged:
    """Both indicators in scope found on, graded and settled, 5.3 by one kind of source, which the lead let
    stand; with what is said to the service."""
    team = inspection(readers=readers)
    pieces = [
        add_piece(
            by=team.lead,
            activity=team.activity,
            source=source,
            title=quantity.title,
            ties={code: points for code in codes},
            quantity=quantity,
            took_part=took_part,
        )
        for source, points, codes, quantity, took_part in (
            ("reading", "weakness", ("5.2", "5.3"), PLANS, {}),
            ("run", "strength", ("5.2",), SEEN, {}),
            ("group", "strength", ("5.2",), HEARD, {"people on orders": 32, "families": 3}),
            ("reading", "weakness", ("5.2", "5.3"), FEW, {}),
        )
    ]
    subject = team.activity.subjects.get()
    say(
        by=team.lead,
        activity=team.activity,
        kind="area",
        text="Write case plans on time.",
        indicators=["5.2", "5.3"],
        owners=[team.council],
        others=["Scottish Prison Service"],
    )
    say(by=team.lead, activity=team.activity, kind="key_message", text=MESSAGE)
    say(by=team.lead, activity=team.activity, kind="limit", text="The sample leaves out closed records.")
    for code in ("5.2", "5.3"):
        write_finding(
            by=team.lead,
            activity=team.activity,
            indicator=code,
            kind="weakness",
            text="A plan was there in {e1}.",
            pieces_for=[pieces[0]],
        )
        version = write_evaluation(
            by=team.lead,
            subject=subject,
            indicator=code,
            grade=2,
            rationale="A plan was there in {e1}.",
            pieces=pieces[:3] if code == "5.2" else pieces[:1],
            would_move="Plans in the records that are read next.",
        )
        accepted = {"one_source": "Only records speak of it."} if code == "5.3" else {}
        settle(by=team.lead, evaluation=version.evaluation, accepted=accepted)
    return Judged(team, pieces)


def section_of(paper: Paper, code: str) -> Section:
    """The first section of a paper with this code."""
    return next(section for section, _ in sections_of(paper) if section.code == code)


def draft(held: Judged, kind: str = "report", text: str = TEXT, title: str = "What we found") -> Paper:
    """A paper with this text in its introduction."""
    paper = begin_paper(by=held.team.lead, activity=held.team.activity, kind=kind, title=title)
    write_section(by=held.team.lead, section=section_of(paper, "introduction"), text=text, based_on=None)
    return paper


def short_draft(held: Judged, *codes: str, text: str = TEXT, kind: str = "report") -> Paper:
    """A paper of the introduction and the sections named alone."""
    paper = draft(held, kind=kind, text=text)
    for section, _ in sections_of(paper):
        if section.code not in ("introduction", *codes):
            remove_section(by=held.team.lead, section=section)
    return paper


def signed_off(held: Judged, paper: Paper) -> Paper:
    """The paper signed by the lead, who is asked to."""
    if not paper.signatures_asked.filter(withdrawn_at=None).exists():
        ask_signature(by=held.team.lead, paper=paper, account=held.team.lead)
    sign(by=held.team.lead, paper=paper, sha256=signed(paper).sha256)
    paper.refresh_from_db()
    return paper


def published(held: Judged, paper: Paper, **given: object) -> Edition:
    """The paper signed off and published by the job, as it is on the site."""
    making = ask_to_publish(by=held.team.lead, paper=signed_off(held, paper), **given)
    paper.refresh_from_db()
    return Edition.objects.get(key=making.key)


def with_service(held: Judged, paper: Paper, days: int = 14) -> Round:
    """The draft with the service for factual accuracy."""
    made = open_round(by=held.team.lead, paper=paper, comment_by=today() + timedelta(days=days))
    paper.refresh_from_db()
    return made


def publishing_of(team: Team) -> dict[str, str]:
    """A draft, a draft with the service and a comment on it, and an edition: their keys by address.

    The edition is kept as it is, without what would stand in its way in an activity that is not judged.
    """
    drafted = begin_paper(by=team.lead, activity=team.activity, kind="report", title="What we found")
    shown = begin_paper(by=team.lead, activity=team.activity, kind="letter", title="What we heard")
    write_section(
        by=team.lead,
        section=section_of(shown, "introduction"),
        text="We came in May.\n\nWe thank the service.",
        based_on=None,
    )
    round = open_round(by=team.lead, paper=shown, comment_by=today() + timedelta(days=14))
    paragraph = paragraphs_of(document_from_json(round.source))[0].id
    said = comment(
        by=team.manager,
        round=round,
        subject=team.activity.subjects.get(organisation=team.council),
        paragraph=paragraph,
        text="You came in June.",
    )
    edition = edition_of(shown, team)
    papers = ("open_round", "preview", "preview_file", "progress", "publish")
    return {
        **{f"publication:{name}": drafted.key for name in papers},
        **{f"publication:{name}": edition.key for name in ("compare", "edition", "edition_file")},
        **{f"publication:{name}": round.key for name in ("comment", "round", "round_file")},
        "publication:answer": said.key,
        "publication:paragraph": paragraph,
    }


def edition_of(paper: Paper, team: Team, *, number: int = 1, bundle: bool = False) -> Edition:
    """An edition for anyone of a paper as it stands, with its page alone; bundle: and a file in its place."""
    document = document_of(paper, protect=True)
    made = Edition(paper=paper, number=number, public=True, source=document_as_json(document), by=team.lead)
    files = {"report.html": page_of(document)} | ({"bundle.zip": b"sealed"} if bundle else {})
    for name, content in files.items():
        write_whole(made.folder / name, content)
    made.files = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    made.save()
    return made
