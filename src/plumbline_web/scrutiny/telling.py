"""Telling a service by e-mail that an activity waits for it: where to look, and nothing of a case."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline_web.people.models import Account
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.telling import Message, link_to, tell_once_kept
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import SERVICE_ROLES


def tell_service(*, subject: Subject, what: str, page: str) -> None:
    """Write to the managers and information leads of a service, once what was asked is kept.

    what: a sentence. page: the name of the page of the activity where it is seen to. Nothing happens where no
    mail server is set. A server that fails is noted in the log: the request stands on the service's pages.
    """
    tell_once_kept(lambda: _messages(subject.pk, what, page), unsent="A service could not be told by e-mail")


def _messages(pk: int, what: str, page: str) -> Iterator[Message]:
    held = Subject.objects.select_related("organisation", "activity__organisation").get(pk=pk)
    title = f"{held.activity.organisation.name} asks something of {held.organisation.name}"
    link = link_to(page, organisation=held.organisation.slug, activity=held.activity.key)
    roles = memberships_on(today()).filter(organisation=held.organisation, role__in=SERVICE_ROLES)
    people: dict[int, Account] = {one.account_id: one.account for one in roles.select_related("account")}
    for account in people.values():
        yield Message(account, title, what, link)
