"""Send a paper: both versions in each form are made, kept with their fingerprints, and never change."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction

from plumbline.progress import Progress
from plumbline.publishing.documents import word_of_document
from plumbline.publishing.documents.board_paper import Version
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.conditions import PaperRefused, check_ready
from plumbline_web.board_papers.content import Content, document_made, faults_of, fitted, layout_of
from plumbline_web.board_papers.keeping_files import keep
from plumbline_web.board_papers.models import Paper, PaperVersion, Sending, Sent, WordTemplate
from plumbline_web.board_papers.queries import template_bytes, template_now
from plumbline_web.board_papers.states import FORM_WORDS, VERSION_WORDS
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.under_way import NOT_ENDED


@transaction.atomic
def ask_to_send(*, by: Account, paper: Paper, version: int) -> Sending:
    """Ask for a version to be frozen as it is sent to the board; a job makes its files.

    version: the number of the one that was looked at. Raises PaperRefused where it is no longer the newest,
    was sent already, is just being made, or still needs something.
    """
    made = _asked(by, paper, version)

    from plumbline_web.board_papers.jobs import make_sent

    make_sent.enqueue(made.key)
    return made


def send_paper(*, by: Account, paper: Paper, version: int) -> Sent:
    """Send a paper at once, without a job: for commands. Raises as `ask_to_send` and `make` do."""
    with transaction.atomic():
        sending = _asked(by, paper, version)
        return make(sending)


def make(sending: Sending, tell: Progress = lambda doing, share: None) -> Sent:
    """Make the files of what was asked for, and keep it as it was sent.

    Raises PlumblineError where a file cannot be made. A version written meanwhile changes nothing.
    """
    content = sending.version.content
    files = {}
    wanted = [(version, form) for version in VERSION_WORDS for form in FORM_WORDS]
    for at, (version, form) in enumerate(wanted):
        tell(f"{VERSION_WORDS[version]}: {FORM_WORDS[form][1]}", at / len(wanted))
        files[file_name(version, form)] = made_file(
            content,
            version,  # type: ignore[arg-type]
            form,
            sending.template,
            made_on=sending.made_on.isoformat(),
        )
    with transaction.atomic():
        held = Paper.objects.select_for_update().get(pk=sending.paper_id)
        made = Sent(
            key=sending.key,
            paper=held,
            version=sending.version,
            content=content,
            template=sending.template,
            files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
            as_at=date.fromisoformat(content["filled"]["as_at"]),
            by=sending.asked_by,
        )
        for name, file in files.items():
            keep(made.folder / name, file)
        made.save()
        sending.note_made()
        record(
            "sent board paper",
            by=sending.asked_by,
            organisation=held.organisation.slug,
            subject=f"board paper:{held.key}",
            version=sending.version.number,
            files=len(files),
            as_at=made.as_at.isoformat(),
        )
    return made


def _asked(by: Account, paper: Paper, version: int) -> Sending:
    held = Paper.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=paper.pk)
    if held.sendings.filter(state__in=NOT_ENDED).exists():
        raise PaperRefused("Its files are being made just now. Look at what was sent when they are there.")
    chosen = _to_be_sent(held, version)
    made = Sending.objects.create(
        paper=held,
        version=chosen,
        template=template_of(held, chosen.content),
        made_on=today(),
        asked_by=by,
    )
    record(
        "asked to send board paper",
        by=by,
        organisation=held.organisation.slug,
        subject=f"board paper:{held.key}",
        version=chosen.number,
    )
    return made


def _to_be_sent(paper: Paper, version: int) -> PaperVersion:
    newest = PaperVersion.objects.filter(paper=paper).order_by("number").last()
    if newest is None or newest.number != version:
        raise PaperRefused("The paper was changed meanwhile. Look at it again before you send it.")
    if Sent.objects.filter(version=newest).exists():
        raise PaperRefused("It was sent as it stands already. Change something to send it again.")
    check_ready(faults_of(newest.content))
    return newest


def template_of(paper: Paper, content: Content) -> WordTemplate | None:
    """The Word template that the paper is made in, where it is made in one."""
    return template_now(paper.organisation) if content["word"] == "own" else None


def made_file(
    content: Content,
    version: Version,
    form: str,
    template: WordTemplate | None,
    *,
    made_on: str,
    mark: str = "",
) -> bytes:
    """One version in one form. Raises PlumblineError where it cannot be made."""
    document = document_made(content, version, made_on=made_on, mark=mark)
    if form == "word" and template is not None:
        held = template_bytes(template)
        return word_of_document(fitted(document, layout_of(content), held), template=held)
    return FORM_WORDS[form][3](document)


def file_name(version: str, form: str) -> str:
    """What a file of a version is called on the disk."""
    return f"{version}.{FORM_WORDS[form][0]}"
