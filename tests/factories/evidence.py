"""Pieces of evidence of a made-up inspection, for tests of what is done with evidence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from factories.activities import TEMPLATE, Team
from factories.site import person
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece, argue, open_call, receive_file, send_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import open_activity

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
GROUPS = Evidence("heard", "groups", "Notes of five focus groups", x=4, n=5)
PLANS = Evidence("plans", "share", "Reading of 99 records", x=37, n=99, population=702, noun="records")


def upload(name: str = "Plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def office(part: str = "word/document.xml", /, **more: bytes) -> bytes:
    """The bytes of an office file with this part, and others by name (a slash is written __)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(part, "<document/>")
        for name, content in more.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def piece(team: Team, source: str = "document", points: str = "strength", **more: object) -> Piece:
    """A piece that the lead brought in, under 5.2 where nothing else is said."""
    given = {
        "title": f"What a {source.replace('_', ' ')} shows",
        "ties": {"5.2": points},
        "speaks_until": date(2026, 3, 31),
        **more,
    }
    return add_piece(by=team.lead, activity=team.activity, source=source, **given)


def sent(team: Team, title: str = "Our training plan", **more: object) -> Piece:
    """A document that the service sent, and the team has not looked at yet."""
    file = receive_file(by=team.manager, activity=team.activity, upload=upload())
    given = {"source": "document", "sent_as": "service", "file": file, **more}
    return send_piece(by=team.manager, through=team.council, activity=team.activity, title=title, **given)


def evidence_of(team: Team) -> dict[str, str]:
    """Pieces of every way, a document with its file, one sent, a call upon partners: the keys by address."""
    file = receive_file(by=team.lead, activity=team.activity, upload=upload())
    document = piece(team, title="Supervision policy", file=file, version="3", owner="Head of service")
    piece(team, "reading", "weakness", title="A plan was there", quantity=PLANS, strength="strong")
    piece(team, "group", "mixed", title="Staff groups", quantity=GROUPS, took_part={"Social workers": 12})
    piece(team, "self_evaluation", title="What the service says of its plans")
    argue(by=team.readers[0], piece=document, text="It was never put into practice.")
    waiting = sent(team)
    partner = send_piece(
        by=team.manager,
        through=team.council,
        sent_as="service",
        activity=team.activity,
        source="self_evaluation",
        title="How we see ourselves",
        says="Plans are in place.",
    )
    open_call(
        by=team.lead,
        activity=team.activity,
        asks="How do you work with the service?",
        until_on=today() + timedelta(weeks=3),
    )
    return {
        "evidence:piece": document.key,
        "evidence:file": document.key,
        "evidence:arrival": partner.key,
        "evidence:sent_file": waiting.key,
        "evidence:sent_piece": waiting.key,
    }


def asked_of_partners(here: Organisation, body: Organisation, partner: Account) -> dict[str, str]:
    """An inspection of a council that asks its partners something, and a file that one of them sent: keys."""
    lead = person(None, "who leads the inspection")
    lead.memberships.create(organisation=body, role="lead_inspector", from_on=today())
    activity = open_activity(
        by=lead,
        organisation=body,
        title="Inspection of Ashmarrow",
        template=TEMPLATE,
        framework=load_frameworks()["quality_indicators_2019"],
        scale=load_scales()["six_point"],
        subjects=[here],
    )
    until = today() + timedelta(weeks=3)
    open_call(by=lead, activity=activity, asks="How do you work with the service?", until_on=until)
    made = send_piece(
        by=partner,
        through=here,
        sent_as="partner",
        activity=activity,
        source="document",
        title="Minutes of our meetings",
        from_whom="The local police",
        file=receive_file(by=partner, activity=activity, upload=upload("Minutes.pdf")),
    )
    return {"activity": activity.key, "piece": made.key}
