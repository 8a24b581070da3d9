"""Publish a paper: an edition, frozen, with its files."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import Max

from plumbline.publishing.documents import document_as_json, page_of
from plumbline.publishing.report import write_whole
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.publication.composing import document_of
from plumbline_web.publication.conditions import check_holds
from plumbline_web.publication.models import Edition
from plumbline_web.writing.models import Paper
from plumbline_web.writing.queries import checked, sections_of


@transaction.atomic
def publish(*, by: Account, paper: Paper, why: str = "") -> Edition:
    """Publish the paper as it stands, as the next edition.

    Raises PublicationRefused with everything in the text that does not hold.
    """
    held = Paper.objects.select_for_update().select_related("activity__organisation").get(pk=paper.pk)
    check_holds(checked(held), {section.key: section.title for section, _ in sections_of(held)})
    document = document_of(held)
    last = held.editions.aggregate(most=Max("number"))["most"] or 0
    made = Edition(paper=held, number=last + 1, source=document_as_json(document), why=why.strip(), by=by)
    content = page_of(document)
    write_whole(made.folder / "report.html", content)
    made.files = {"report.html": hashlib.sha256(content).hexdigest()}
    made.save()
    record(
        "published edition",
        by=by,
        organisation=held.activity.organisation.slug,
        subject=f"activity:{held.activity.key}",
        paper=held.key,
        edition=made.key,
        number=made.number,
    )
    return made
