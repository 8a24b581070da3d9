"""Telling a service by e-mail that an activity waits for it: where to look, and nothing of a case."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from plumbline_web.people.models import Account
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import SERVICE_ROLES

log = logging.getLogger("plumbline.mail")

SECONDS = 10
"""How long the mail server may take before it is given up; the page shows what was asked in any case."""


def tell_service(*, subject: Subject, what: str, page: str) -> None:
    """Write to the managers and information leads of a service, once what was asked is kept.

    what: a sentence. page: the name of the page of the activity where it is seen to. Nothing happens where no
    mail server is set. A server that fails is noted in the log: the request stands on the service's pages.
    """
    if settings.HAS_MAIL:
        transaction.on_commit(lambda: _tell(subject, what, page))


def _tell(subject: Subject, what: str, page: str) -> None:
    held = Subject.objects.select_related("organisation", "activity__organisation").get(pk=subject.pk)
    parts = {"organisation": held.organisation.slug, "activity": held.activity.key}
    link = f"{settings.SITE_URL.rstrip('/')}{reverse(page, kwargs=parts)}"
    roles = memberships_on(today()).filter(organisation=held.organisation, role__in=SERVICE_ROLES)
    people: dict[int, Account] = {one.account_id: one.account for one in roles.select_related("account")}
    try:
        with get_connection(timeout=SECONDS) as connection:
            for account in people.values():
                EmailMessage(
                    subject=f"{held.activity.organisation.name} asks something of {held.organisation.name}",
                    body=f"{account.name},\n\n{what}\n\nSign in to see it:\n{link}\n",
                    to=[account.email],
                    connection=connection,
                ).send()
    except Exception as fault:  # whatever goes wrong, what was asked is kept and shown
        log.warning("A service could not be told by e-mail: %s.", type(fault).__name__)
