"""Telling the leads by e-mail what became of a round of factual accuracy: where to look, and no more."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.telling import Message, link_to, tell_once_kept
from plumbline_web.publication.models import Round
from plumbline_web.scrutiny.models import Activity, Member


def tell_leads(one: Round, what: str) -> None:
    """Write to the leads of the activity, once what was done is kept.

    what: a sentence without words of the draft or of a comment. A lead who has no role in their organisation
    any more is not written to. Nothing happens where no mail server is set; one that fails is noted in the
    log, and the page of the round shows the same.
    """
    tell_once_kept(lambda: _messages(one.pk, what), unsent="The leads could not be told by e-mail")


def leads_of(activity: Activity) -> list[Member]:
    """The leads who can open the activity's pages today, with their accounts and organisations."""
    leads = Member.objects.filter(activity=activity, role="lead", left_at=None)
    roles = set(memberships_on(today()).values_list("account", "organisation"))
    found = leads.select_related("account", "organisation").order_by("pk")
    return [one for one in found if (one.account_id, one.organisation_id) in roles]


def _messages(pk: int, what: str) -> Iterator[Message]:
    held = Round.objects.select_related("paper__activity__organisation").get(pk=pk)
    activity = held.paper.activity
    title = f"{activity.organisation.name}: factual accuracy of a report"
    for one in leads_of(activity):
        parts = {"organisation": one.organisation.slug, "activity": activity.key, "key": held.key}
        yield Message(one.account, title, what, link_to("publication:round", **parts))
