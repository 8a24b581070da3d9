"""Publish a paper: what it says is frozen, its files are made, and an edition that never changes is kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.progress import Progress
from plumbline.publishing.documents import Document, document_as_json, document_from_json
from plumbline.publishing.pdf import pages_in
from plumbline.publishing.report import write_whole
from plumbline.publishing.wording import day
from plumbline.scrutiny.quantities import evidence_file, protected, references, wording
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.publication.comparing import Change, changes_between, document_told, part_of_changes
from plumbline_web.publication.composing import Composed, composed
from plumbline_web.publication.conditions import PublicationRefused, check_nothing_stands_in_the_way
from plumbline_web.publication.earlier import to_remember
from plumbline_web.publication.files import made_files, sealed
from plumbline_web.publication.models import Edition, Making, PublicAddress
from plumbline_web.publication.open_data import tables_of
from plumbline_web.publication.outputs import output_of
from plumbline_web.publication.queries import editions_of
from plumbline_web.publication.readiness import MOST_PAGES, in_the_way
from plumbline_web.publication.states import FILES
from plumbline_web.scrutiny.actions import add_note
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.queries import stage_now
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.under_way import NOT_ENDED
from plumbline_web.writing.actions.papers import move_paper
from plumbline_web.writing.models import Paper


@transaction.atomic
def ask_to_publish(
    *, by: Account, paper: Paper, public: bool = False, at_address: bool = False, why: str = ""
) -> Making:
    """Freeze what a paper says now, to be made into its next edition by a job.

    public: for anyone, with small numbers protected. at_address: open at a public address once it is made.
    why: what this edition is for, from the second on. Raises PublicationRefused with everything that stands
    in the way, all at once.
    """
    made = _asked(by, paper, public=public, at_address=at_address, why=why)

    from plumbline_web.publication.jobs import make_edition

    make_edition.enqueue(made.key)
    return made


@transaction.atomic
def publish(
    *, by: Account, paper: Paper, why: str = "", public: bool = False, at_address: bool = False
) -> Edition:
    """Publish a paper at once, without a job: for commands. Raises as `ask_to_publish`."""
    making = _asked(by, paper, public=public, at_address=at_address, why=why)
    making.note(state="making")
    return make(making)


def make(making: Making, tell: Progress = lambda doing, share: None) -> Edition:
    """Make the files of an edition that was asked for, and keep it.

    Raises PlumblineError where a file cannot be made or a figure does not come out again, and
    PublicationRefused where the paper was opened again in the meantime.
    """
    tell(FILES["bundle"][1], 0.0)
    bundle, seal = sealed(making)
    document = document_from_json(making.held["document"])
    document = replace(document, header=(*document.header, ("Seal of its bundle", seal)))
    files: dict[str, str] = {}
    for name, content in chain([("bundle", bundle)], made_files(making, document, tell)):
        if name == "pdf":
            _check_length(making, content)
        file = FILES[name][0]
        write_whole(making.folder / file, content)
        files[file] = hashlib.sha256(content).hexdigest()
    return _kept(making, document, files)


@transaction.atomic
def open_address(*, by: Account, edition: Edition) -> PublicAddress:
    """Open an edition at a public address, where anyone may read it. Raises PublicationRefused where it may
    not be: only an edition for anyone, of a national body, can."""
    organisation = edition.paper.activity.organisation
    if organisation.kind != Organisation.NATIONAL:
        raise PublicationRefused("Only a national body opens its reports at a public address here.")
    if not edition.public:
        raise PublicationRefused(
            "This edition shows small numbers, so it is for those with a part in the activity alone. "
            "Publish a further edition for anyone."
        )
    if edition.addresses.filter(closed_at=None).exists():
        raise PublicationRefused("The edition is open to anyone already.")
    made = PublicAddress.objects.create(edition=edition, opened_by=by)
    _noted("opened to the public", by, edition)
    return made


@transaction.atomic
def close_address(*, by: Account, edition: Edition, why: str) -> PublicAddress:
    """Close the public address of an edition, with a reason. The edition itself stays."""
    held = PublicAddress.objects.select_for_update().filter(edition=edition, closed_at=None).first()
    if held is None:
        raise PublicationRefused("The edition is not open to the public.")
    if not why.strip():
        raise PublicationRefused("Say why it is closed to the public.")
    held.closed_by, held.closed_at, held.closed_why = by, timezone.now(), why.strip()
    held.save(update_fields=["closed_by", "closed_at", "closed_why"])
    _noted("closed to the public", by, edition)
    return held


def _asked(by: Account, paper: Paper, *, public: bool, at_address: bool, why: str) -> Making:
    held = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("activity__organisation")
        .get(pk=paper.pk)
    )
    check_open(held.activity)
    if held.makings.filter(state__in=NOT_ENDED).exists():
        raise PublicationRefused("An edition of it is being made already.")
    if at_address and not (public and held.activity.organisation.kind == Organisation.NATIONAL):
        raise PublicationRefused("Only an edition for anyone, of a national body, has a public address.")
    last = editions_of(held).first()
    if last is not None and not why.strip():
        raise PublicationRefused("Say why there is a further edition.")
    made = composed(held, protect=public)
    check_nothing_stands_in_the_way(in_the_way(held, made))
    if held.state == "draft":  # opened again and left as it was: everybody has signed this very text
        move_paper(by=by, paper=held, after="signed")
    shielded = made if public else composed(held, protect=True)
    quantities = _quantities(made)
    before = editions_of(held).filter(public=True).first() if public else last
    number = last.number + 1 if last else 1
    document, changes = _as_edition(made.document, number, before, quantities, why=why.strip())
    making = Making.objects.create(
        paper=held,
        public=public,
        at_address=at_address,
        why=why.strip(),
        held={
            "number": number,
            "compared_with": before.number if before else None,
            "document": document_as_json(document),
            "quantities": quantities,
            "changes": changes,
            "evidence": evidence_file(made.held.evidence.values()),
            "tables": tables_of(shielded),
            **to_remember(shielded),
            "said": [[one.key, one.title, one.text, one.printed] for one in made.held.said],
        },
        asked_by=by,
    )
    record_in(
        held.activity,
        "asked for edition",
        by=by,
        paper=held.key,
        publish=public,
    )
    return making


def _as_edition(
    document: Document,
    number: int,
    before: Edition | None,
    quantities: dict[str, dict[str, str]],
    *,
    why: str,
) -> tuple[Document, list[Change]]:
    """The document with its edition in its head, and at its end what is different from an edition before."""
    header = (*document.header, ("Edition", f"{number}" + (f": {why}" if why else "")))
    now = replace(document, header=header)
    if before is None:
        return now, []
    changes = changes_between(document_told(before), now, before.quantities, quantities)
    part = part_of_changes(changes, before.number)
    return (replace(now, parts=(*now.parts, part)) if part else now), changes


def _quantities(made: Composed) -> dict[str, dict[str, str]]:
    """Every piece of evidence that the text names, with the wording it prints, protected where that is."""
    hidden = protected(made.held.evidence) if made.held.protect else {}
    named = {ref.id for one in made.held.said for ref in references(one.text) if ref.id}
    return {
        name: {
            "title": piece.title or name,
            "words": hidden[name].wording if name in hidden else wording(piece),
        }
        for name, piece in sorted(made.held.evidence.items())
        if name in named
    }


def _check_length(making: Making, pdf: bytes) -> None:
    """Raise PublicationRefused for a summary that its list of changes makes longer than it may be."""
    if making.paper.kind != "summary":
        return
    pages = pages_in(pdf)
    if pages > MOST_PAGES:
        raise PublicationRefused(
            f"With its list of changes the summary takes {pages} pages, and {MOST_PAGES} are the most. "
            "Open it again, and say less."
        )


@transaction.atomic
def _kept(making: Making, document: Document, files: dict[str, str]) -> Edition:
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("activity__organisation")
        .get(pk=making.paper_id)
    )
    held: dict[str, Any] = making.held
    if editions_of(paper).filter(number=held["number"]).exists():
        raise PublicationRefused("Another edition was published in the meantime. Look, and publish again.")
    move_paper(by=making.asked_by, paper=paper, after="published", why=making.why)
    edition = Edition(
        key=making.key,
        paper=paper,
        number=held["number"],
        public=making.public,
        source=document_as_json(document),
        quantities=held["quantities"],
        files=files,
        compared_with=held["compared_with"],
        changes=held["changes"],
        why=making.why,
        by=making.asked_by,
    )
    edition.save()
    making.note_made()
    if making.at_address:
        open_address(by=making.asked_by, edition=edition)
    activity = paper.activity
    add_note(
        by=making.asked_by,
        activity=activity,
        kind="output",
        about=output_of(paper),
        title=f"{paper.title}, edition {edition.number}",
        on=today(),
        text=f"Published on {day(today())}" + (f": {making.why}" if making.why else "."),
        stage=stage_now(activity),
    )
    _noted("published edition", making.asked_by, edition, number=edition.number)
    return edition


def _noted(act: str, by: Account, edition: Edition, **details: object) -> None:
    activity = edition.paper.activity
    record_in(
        activity,
        act,
        by=by,
        paper=edition.paper.key,
        edition=edition.key,
        **details,
    )
