"""Telling the leads by e-mail what became of a round of factual accuracy: where to look, and no more."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from plumbline_web.people.queries import memberships_on, today
from plumbline_web.publication.models import Round
from plumbline_web.scrutiny.models import Activity, Member
from plumbline_web.scrutiny.telling import SECONDS

log = logging.getLogger("plumbline.mail")


def tell_leads(one: Round, what: str) -> None:
    """Write to the leads of the activity, once what was done is kept.

    what: a sentence without words of the draft or of a comment. A lead who has no role in their organisation
    any more is not written to. Nothing happens where no mail server is set; one that fails is noted in the
    log, and the page of the round shows the same.
    """
    if settings.HAS_MAIL:
        transaction.on_commit(lambda: _tell(one.pk, what))


def leads_of(activity: Activity) -> list[Member]:
    """The leads who can open the activity's pages today, with their accounts and organisations."""
    leads = Member.objects.filter(activity=activity, role="lead", left_at=None)
    roles = set(memberships_on(today()).values_list("account", "organisation"))
    found = leads.select_related("account", "organisation").order_by("pk")
    return [one for one in found if (one.account_id, one.organisation_id) in roles]


def _tell(pk: int, what: str) -> None:
    held = Round.objects.select_related("paper__activity__organisation").get(pk=pk)
    activity = held.paper.activity
    try:
        with get_connection(timeout=SECONDS) as connection:
            for one in leads_of(activity):
                parts = {"organisation": one.organisation.slug, "activity": activity.key, "key": held.key}
                link = f"{settings.SITE_URL.rstrip('/')}{reverse('publication:round', kwargs=parts)}"
                EmailMessage(
                    subject=f"{activity.organisation.name}: factual accuracy of a report",
                    body=f"{one.account.name},\n\n{what}\n\nSign in to see it:\n{link}\n",
                    to=[one.account.email],
                    connection=connection,
                ).send()
    except Exception as fault:  # whatever goes wrong, what was done is kept and shown
        log.warning("The leads could not be told by e-mail: %s.", type(fault).__name__)
