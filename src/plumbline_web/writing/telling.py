"""Telling people by e-mail that a signature is asked for, or what became of it: where to look, no more."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from plumbline_web.scrutiny.telling import SECONDS
from plumbline_web.writing.models import Paper
from plumbline_web.writing.signers import CanSign, who_can_sign

log = logging.getLogger("plumbline.mail")


def tell(*, paper: Paper, accounts: Iterable[int], what: str) -> None:
    """Write to these people, by the pk of their accounts, once what was done is kept.

    what: a sentence without names, figures or words of the paper. Whoever cannot open the page any more is
    not written to. Nothing happens where no mail server is set. A server that fails is noted in the log: the
    page of signatures shows the same.
    """
    wanted = frozenset(accounts)
    if settings.HAS_MAIL and wanted:
        transaction.on_commit(lambda: _tell(paper.pk, wanted, what))


def _tell(pk: int, wanted: frozenset[int], what: str) -> None:
    paper = Paper.objects.select_related("activity__organisation").get(pk=pk)
    people = [one for one in who_can_sign(paper.activity) if one.account.pk in wanted]
    try:
        with get_connection(timeout=SECONDS) as connection:
            for one in people:
                EmailMessage(
                    subject=f"{paper.activity.organisation.name}: sign-off of a report",
                    body=f"{one.account.name},\n\n{what}\n\nSign in to see it:\n{_link(paper, one)}\n",
                    to=[one.account.email],
                    connection=connection,
                ).send()
    except Exception as fault:  # whatever goes wrong, what was done is kept and shown
        log.warning("Signers could not be told by e-mail: %s.", type(fault).__name__)


def _link(paper: Paper, one: CanSign) -> str:
    parts = {"organisation": one.organisation.slug, "activity": paper.activity.key, "key": paper.key}
    return f"{settings.SITE_URL.rstrip('/')}{reverse('writing:signing', kwargs=parts)}"
