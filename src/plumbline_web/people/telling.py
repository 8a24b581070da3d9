"""Telling people by e-mail that something waits for them: where to look, and nothing of a case.

Who is told, and of what, is for the caller to say; here stand how an e-mail is set out and how it is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from plumbline_web.people.models import Account

log = logging.getLogger("plumbline.mail")

SECONDS = 10
"""How long the mail server may take before it is given up: somebody may be waiting for the page."""


@dataclass(frozen=True)
class Message:
    """An e-mail to one person. what: a sentence or more. link: the page, as `link_to` gives it.

    sign_in: what is done at that page. after: what follows the link, if anything.
    """

    to: Account
    subject: str
    what: str
    link: str
    sign_in: str = "Sign in to see it"
    after: str = ""

    @property
    def body(self) -> str:
        """The whole text."""
        after = f"\n{self.after}\n" if self.after else ""
        return f"{self.to.name},\n\n{self.what}\n\n{self.sign_in}:\n{self.link}\n{after}"


@dataclass(frozen=True)
class Told:
    """What became of some e-mails: how many were sent, and whether the mail server then failed."""

    sent: int
    failed: bool


def link_to(page: str, **parts: str) -> str:
    """The whole address of a page, for an e-mail: the page's name, and the parts of its address."""
    return f"{settings.SITE_URL}{reverse(page, kwargs=parts)}"


def tell(messages: Callable[[], Iterable[Message]], *, unsent: str) -> Told:
    """Send these at once. unsent: what the log says where that fails, before the kind of the fault.

    Nothing is raised, whatever goes wrong: what was done is kept, and the pages of the site show it in any
    case. The log names nobody.
    """
    sent = 0
    try:
        waiting = list(messages())
        with get_connection(timeout=SECONDS) as connection:
            for one in waiting:
                EmailMessage(one.subject, one.body, to=[one.to.email], connection=connection).send()
                sent += 1
    except Exception as fault:
        log.warning("%s: %s.", unsent, type(fault).__name__)
        return Told(sent, failed=True)
    return Told(sent, failed=False)


def tell_once_kept(messages: Callable[[], Iterable[Message]], *, unsent: str) -> None:
    """Send these once what is being written is kept; whom, is asked then. Nothing without a mail server."""
    if settings.HAS_MAIL:
        transaction.on_commit(lambda: tell(messages, unsent=unsent))
