"""What the verbs of a sample share: the draw they act on, locked, and its line in the trail."""

from __future__ import annotations

from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Draw
from plumbline_web.scrutiny.trail import record_in


def held_draw(draw: Draw) -> Draw:
    """The draw, locked, of an activity that is open; ScrutinyRefused where it has ended."""
    held = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("subject__activity__organisation", "subject__organisation")
        .get(pk=draw.pk)
    )
    check_open(held.subject.activity)
    return held


def noted_of_draw(act: str, by: Account, draw: Draw, **details: object) -> None:
    """Write down what was done with a draw."""
    record_in(
        draw.subject.activity,
        act,
        by=by,
        service=draw.subject.organisation.slug,
        draw=draw.key,
        **details,
    )
