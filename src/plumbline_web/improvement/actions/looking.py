"""Look again at what closed: on each run and each day, an area that no longer holds opens again by itself."""

from __future__ import annotations

import logging
from datetime import date

from plumbline_web.improvement.actions.areas import open_again
from plumbline_web.improvement.books import book_of, judging_day
from plumbline_web.improvement.models import Area, AreaMove
from plumbline_web.improvement.verdicts import judge_all, with_evidence
from plumbline_web.people.models import Organisation
from plumbline_web.records.models import Run

log = logging.getLogger("plumbline.improvement")


def look_again(
    organisation: Organisation, *, as_at: date | None = None, fresh: Run | None = None
) -> list[AreaMove]:
    """Judge every area of an organisation anew, and open again those that closed and hold no longer.

    as_at: the day; that of `judging_day` where none is given. fresh: a run that is just being frozen. Open
    areas are judged too, so that their measures are counted and kept while the case rows are there. Safe to
    repeat: what has opened again is not closed any more.
    """
    found = with_evidence(
        Area.objects.filter(plan__organisation=organisation, plan__ended_at=None)
        .exclude(state="replaced")
        .exclude(closing={})
    )
    areas = list(found)
    if not areas:
        return []
    day = as_at or judging_day(organisation)
    if fresh is not None and fresh.as_at > day:
        day = fresh.as_at
    made = []
    for pk, one in judge_all(areas, book_of(organisation, day, fresh)).items():
        area = next(each for each in areas if each.pk == pk)
        if area.state == "closed" and one.verdict.state == "opened_again":
            move = open_again(area=area, verdict=one.verdict, as_at=day)
            made += [move] if move else []
    if made:
        log.info("%s areas for improvement opened again.", len(made))
    return made


def look_again_everywhere(day: date) -> None:
    """The same for every organisation that has a plan: looks that were not had open areas too."""
    for organisation in Organisation.objects.filter(plans__ended_at=None, plans__isnull=False).distinct():
        look_again(organisation)
