"""Whether a paper can be shown to the service or given out now, and why not in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import Document
from plumbline.publishing.wording import counted, day
from plumbline_web.publication.models import Leave, Round
from plumbline_web.publication.paragraphs import paragraphs_of

SHORTEST_NUMBER = 5
"""Digits from which a case reference of digits alone is looked for: a shorter one could be any figure."""


class PublicationRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do; `reasons` has each by itself."""

    def __init__(self, first: str, reasons: Sequence[str] = ()) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join((first, *self.reasons)))


def check_nothing_stands_in_the_way(reasons: Sequence[str]) -> None:
    """Raise PublicationRefused with every reason at once, where there are any."""
    if reasons:
        raise PublicationRefused("This cannot be published yet.", reasons)


def named_records(document: Document, references: Iterable[str]) -> list[str]:
    """Where a document names a record that was read, a sentence each; the reference itself is not repeated.

    References of digits alone are looked for from SHORTEST_NUMBER digits on.
    """
    wanted = [
        one
        for one in {each.strip() for each in references}
        if len(one) >= SHORTEST_NUMBER or (len(one) > 2 and not one.isdigit())
    ]
    if not wanted:
        return []
    longest_first = sorted(wanted, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    titles = dict.fromkeys(one.title for one in paragraphs_of(document) if pattern.search(one.text))
    return [
        f"{title}: it names a record that was read. Take the reference out; a report names no case."
        for title in titles
    ]


def comments_until(one: Round, leaves: Iterable[Leave]) -> date:
    """The last day on which comments are taken: the day set, or later by leave of the lead."""
    return max([one.comment_by, *(leave.until_on for leave in leaves)])


def why_no_comment(one: Round, leaves: Iterable[Leave], today: date) -> str:
    """Why nobody can comment in this round now; empty where they can."""
    last = comments_until(one, leaves)
    if not one.is_open:
        return "The round is closed, so no comment is taken any more."
    if today > last:
        return f"Comments were taken until {day(last)}. Ask the lead for leave to comment later."
    return ""


def why_not_closed(unanswered: int) -> str:
    """Why a round cannot be closed; empty where it can."""
    if not unanswered:
        return ""
    return f"{counted(unanswered, 'comment')} still to be answered. Answer each before the round is closed."
