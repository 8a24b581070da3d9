"""A whole inspection for the demonstration: evidence, grades, a published report, the plan that answers it.

Everything in it is made up (library/demo/inspection.toml), and goes through the verbs that people use. Its
words of quantity are bound to what the made-up records hold, so they are right whatever those say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any

from plumbline.publishing.documents import document_from_json
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence import from_readings, from_runs
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.improvement.actions import make_plan_from, share_plan
from plumbline_web.improvement.models import Area, Plan
from plumbline_web.judgement.actions import say, settle, write_evaluation, write_finding
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.publication.actions import (
    answer,
    close_round,
    comment,
    finish_comments,
    open_round,
    publish,
)
from plumbline_web.publication.models import Edition
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.scrutiny.actions import add_member, begin_stage, declare, end_stage
from plumbline_web.scrutiny.demonstrating import open_inspection
from plumbline_web.scrutiny.models import Activity, Member, Subject
from plumbline_web.worked_plan import carry_out
from plumbline_web.worked_reading import read_records
from plumbline_web.writing.actions import ask_signature, begin_paper, remove_section, sign, write_section
from plumbline_web.writing.models import Paper
from plumbline_web.writing.queries import sections_of, signed

Told = Mapping[str, Any]


def finished_inspection(
    *, body: Organisation, staff: Mapping[str, Account], council: Organisation, people: Mapping[str, Account]
) -> Activity:
    """An inspection of a council from its opening to the plan that answers its report, every stage ended.

    staff, people: accounts of the body and of the council by their role there.
    """
    activity = open_inspection(body=body, staff=staff, council=council, people=people)
    lead = staff["lead_inspector"]
    settler = add_member(
        by=lead, activity=activity, account=staff["information_lead"], organisation=body, role="settler"
    )
    declare(by=settler.account, activity=activity)
    inspect(
        activity=activity,
        lead=lead,
        settler=Member.objects.get(pk=settler.pk),
        manager=people["service_manager"],
        body=body,
    )
    for stage in activity.stages.exclude(state="ended"):
        if stage.state == "planned":
            stage = begin_stage(by=lead, stage=stage, on=today())
        end_stage(by=lead, stage=stage, on=today(), why="Shown as it stands at its end.")
    return activity


def inspect(
    *, activity: Activity, lead: Account, settler: Member, manager: Account, body: Organisation
) -> tuple[Edition, Plan]:
    """Read, weigh, evaluate, report and plan, from an activity whose run is pinned."""
    told = tomllib.loads(files("plumbline").joinpath("library/demo/inspection.toml").read_text("utf-8"))
    read_records(activity=activity, lead=lead, settler=settler, size=told["records"])
    subject = Subject.objects.select_related("organisation", "activity__organisation", "run").get(
        activity=activity
    )
    pieces = _gather(told, subject, lead)
    _judge(told, subject, lead, pieces)
    edition = _report(told, subject, lead, manager, pieces)
    return edition, _plan(told, subject, manager, body)


def _gather(told: Told, subject: Subject, lead: Account) -> dict[str, Piece]:
    """Every piece of evidence, by the name that the texts give it."""
    activity, found = subject.activity, {}
    for source, name in (("reading", "from_reading"), ("run", "from_run")):
        for one in told[name]:
            figure = (
                from_readings.figure_of(activity, subject, chosen=one["chosen"])
                if source == "reading"
                else from_runs.figure_of(subject, standard=one["standard"], rate_name="strict", period="all")
            )
            found[one["name"]] = add_piece(
                by=lead,
                activity=activity,
                subject=subject,
                source=source,
                title=figure.title,
                ties=one["ties"],
                quantity=figure.quantity,
                origin=figure.origin,
                strength="strong",
                speaks_from=figure.speaks_from,
                speaks_until=figure.speaks_until,
            )
    for one in told["heard"]:
        quantity = (
            Evidence(id=one["name"], title=one["title"], **one["quantity"]) if "quantity" in one else None
        )
        found[one["name"]] = add_piece(
            by=lead,
            activity=activity,
            subject=subject,
            source=one["source"],
            title=one["title"],
            says=one["says"],
            ties=one["ties"],
            quantity=quantity,
            took_part=one.get("took_part"),
            from_whom=one.get("from_whom", ""),
            owner=one.get("owner", ""),
            speaks_from=today() - timedelta(days=40),
            speaks_until=today() - timedelta(days=20),
        )
    return found


def _bound(text: str, pieces: Mapping[str, Piece]) -> str:
    """A text with each name in braces as the id of its piece; as E12 where nothing is counted."""
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", f"{{{piece.quantity_id}}}" if piece.quantity else str(piece))
    return text


def _judge(told: Told, subject: Subject, lead: Account, pieces: Mapping[str, Piece]) -> None:
    """What is said to the service, the findings, and an evaluation settled for each indicator."""
    activity = subject.activity
    for kind in ("key_message", "area", "capacity", "limit"):
        for one in told[kind]:
            area = kind == "area"
            say(
                by=lead,
                activity=activity,
                kind=kind,
                text=_bound(one["text"], pieces),
                indicators=[one["indicator"]] if area else [],
                owners=[subject.organisation] if area else [],
            )
    for one in told["finding"]:
        write_finding(
            by=lead,
            activity=activity,
            indicator=one["indicator"],
            kind=one["kind"],
            text=_bound(one["text"], pieces),
            pieces_for=[pieces[name] for name in one["in_favour"]],
            pieces_against=[pieces[name] for name in one["against"]],
        )
    for one in told["evaluation"]:
        version = write_evaluation(
            by=lead,
            subject=subject,
            indicator=one["indicator"],
            grade=one["grade"],
            rationale=_bound(one["rationale"], pieces),
            would_move=one["would_move"],
            pieces=[piece for name, piece in pieces.items() if f"{{{name}}}" in one["rationale"]],
        )
        settle(by=lead, evaluation=version.evaluation)


def _report(
    told: Told, subject: Subject, lead: Account, manager: Account, pieces: Mapping[str, Piece]
) -> Edition:
    """The report: written, shown to the service, mended where the service was right, signed, published."""
    title = f"Inspection of community payback orders in {subject.organisation.name}"
    paper = begin_paper(by=lead, activity=subject.activity, kind="report", title=title)
    found = {one["indicator"]: one["text"] for one in told["finding"]}
    for section, _ in sections_of(paper):
        text = found.get(section.indicator) or told["text"].get(section.code)
        if text:
            write_section(by=lead, section=section, text=_bound(text, pieces), based_on=None)
        elif not section.made:
            remove_section(by=lead, section=section)
    _ask_the_service(told["round"], subject, paper, lead, manager)
    ask_signature(by=lead, paper=_anew(paper), account=lead, as_what="Lead inspector")
    sign(by=lead, paper=_anew(paper), sha256=signed(_anew(paper)).sha256)
    return publish(by=lead, paper=_anew(paper), public=True, at_address=True)


def _ask_the_service(told: Told, subject: Subject, paper: Paper, lead: Account, manager: Account) -> None:
    """The round of factual accuracy: the service finds one thing wrong, and it is mended."""
    made = open_round(by=lead, paper=paper, comment_by=today() + timedelta(days=14))
    paragraphs = paragraphs_of(document_from_json(made.source))
    about = next(one for one in paragraphs if told["paragraph"] in one.text)
    said = comment(by=manager, round=made, subject=subject, paragraph=about.id, text=told["comment"])
    finish_comments(by=manager, round=made, subject=subject)
    answer(by=lead, comment=said, outcome="accepted", text=told["answer"])
    close_round(by=lead, round=made)
    section, version = next(one for one in sections_of(_anew(paper)) if one[0].code == told["section"])
    if version is not None:
        mended = version.text.replace(told["was"], told["now"])
        write_section(by=lead, section=section, text=mended, based_on=version)


def _anew(paper: Paper) -> Paper:
    return Paper.objects.get(pk=paper.pk)


def _plan(told: Told, subject: Subject, manager: Account, body: Organisation) -> Plan:
    """The plan of the service: how each area may close, its actions and what became of them."""
    plan = make_plan_from(
        by=manager,
        organisation=subject.organisation,
        activity=subject.activity,
        title="Improvement plan after the inspection",
        about="Answers the report. Followed every month.",
    )
    areas: dict[str, Area] = {one.text: one for one in plan.areas.all()}
    for one in told["area"]:
        carry_out(one, areas[one["text"]], manager, newest=today())
    share_plan(by=manager, plan=plan, to=body)
    return plan
