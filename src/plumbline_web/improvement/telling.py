"""What the weekly digest says of plans: what opened again, which look is due, what is done without effect."""

from __future__ import annotations

from datetime import datetime

from plumbline.publishing.wording import counted
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.models import AreaMove
from plumbline_web.improvement.queries import plans_of
from plumbline_web.improvement.telling_facts import facts_of
from plumbline_web.people.queries import Access
from plumbline_web.work.digest import Part

LONGEST = 80
"""So much of an area's words stands in an e-mail."""


def improvement_part(seen: Access, since: datetime) -> Part | None:
    """The digest's part on improvement, for those who may say what became of an action; None without news.

    It names areas and counts actions. Where nothing has changed it says the same, so that it is sent once.
    """
    if not seen.may("update actions"):
        return None
    found = facts_of(list(plans_of(seen).filter(ended_at=None)), judging_day(seen.organisation))
    again = set(
        AreaMove.objects.filter(
            area__plan__organisation=seen.organisation, after="opened_again", at__gt=since
        ).values_list("area__key", flat=True)
    )
    lines = []
    for plan in found:
        for area in plan.areas:
            name = f"{plan.title}, {area.number}: {_short(area.text)}"
            if area.key in again and area.state == "opened_again":
                lines.append(f"{name}. Opened again.")
            if area.look_words:
                lines.append(f"{name}. {area.look_words}")
    actions = [one for plan in found for one in plan.actions]
    for number, words in (
        (sum(one.no_shift for one in actions), "done, and nothing has shifted"),
        (sum(bool(one.overdue) for one in actions), "overdue"),
        (sum(one.ask for one in actions), "of which nothing has been said for too long"),
    ):
        if number:
            lines.append(f"{counted(number, 'action', 'actions')} {words}.")
    return Part("Improvement", tuple(lines)) if lines else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
