"""Send a paper: both versions in each form are made, kept with their fingerprints, and never change."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction

from plumbline.publishing.documents import word_of_document
from plumbline.publishing.documents.board_paper import Version
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.conditions import PaperRefused, check_ready
from plumbline_web.board_papers.content import Content, document_made, faults_of, fitted, layout_of
from plumbline_web.board_papers.keeping_files import keep
from plumbline_web.board_papers.models import Paper, PaperVersion, Sent, WordTemplate
from plumbline_web.board_papers.queries import template_bytes, template_now
from plumbline_web.board_papers.states import FORM_WORDS, VERSION_WORDS
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today


def send_paper(*, by: Account, paper: Paper, version: int) -> Sent:
    """Freeze a version as it is sent to the board.

    version: the number of the one that was looked at. Raises PaperRefused where it is no longer the newest,
    was sent already, or still needs something; PlumblineError where a file cannot be made.
    """
    chosen = _to_be_sent(paper, version)
    template = template_of(paper, chosen.content)
    # Made before the transaction: it takes seconds, and nobody could write meanwhile.
    files = made_files(chosen.content, template, made_on=today().isoformat())
    with transaction.atomic():
        held = Paper.objects.select_for_update().get(pk=paper.pk)
        chosen = _to_be_sent(held, version)
        made = Sent(
            paper=held,
            version=chosen,
            content=chosen.content,
            template=template,
            files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
            as_at=date.fromisoformat(chosen.content["filled"]["as_at"]),
            by=by,
        )
        for name, content in files.items():
            keep(made.folder / name, content)
        made.save()
        record(
            "sent board paper",
            by=by,
            organisation=held.organisation.slug,
            subject=f"board paper:{held.key}",
            version=chosen.number,
            files=len(files),
            as_at=made.as_at.isoformat(),
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


def made_files(content: Content, template: WordTemplate | None, *, made_on: str) -> dict[str, bytes]:
    """Both versions in each form, by the names of the files."""
    return {
        file_name(version, form): made_file(content, version, form, template, made_on=made_on)
        for version in VERSION_WORDS
        for form in FORM_WORDS
    }


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
