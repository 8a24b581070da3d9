"""Telling people by e-mail that a signature is asked for, or what became of it: where to look, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plumbline_web.people.telling import Message, link_to, tell_once_kept
from plumbline_web.writing.models import Paper
from plumbline_web.writing.signers import who_can_sign


def tell(*, paper: Paper, accounts: Iterable[int], what: str) -> None:
    """Write to these people, by the pk of their accounts, once what was done is kept.

    what: a sentence without names, figures or words of the paper. Whoever cannot open the page any more is
    not written to. Nothing happens where no mail server is set. A server that fails is noted in the log: the
    page of signatures shows the same.
    """
    wanted = frozenset(accounts)
    if wanted:
        tell_once_kept(
            lambda: _messages(paper.pk, wanted, what), unsent="Signers could not be told by e-mail"
        )


def _messages(pk: int, wanted: frozenset[int], what: str) -> Iterator[Message]:
    paper = Paper.objects.select_related("activity__organisation").get(pk=pk)
    title = f"{paper.activity.organisation.name}: sign-off of a report"
    for one in who_can_sign(paper.activity):
        if one.account.pk in wanted:
            parts = {"organisation": one.organisation.slug, "activity": paper.activity.key, "key": paper.key}
            yield Message(one.account, title, what, link_to("writing:signing", **parts))
