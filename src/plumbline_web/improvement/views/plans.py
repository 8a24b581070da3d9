"""All plans of an organisation on one page: what is done without effect, overdue or at risk comes first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.improvement.facts import facts_of
from plumbline_web.improvement.gathering import judging_day
from plumbline_web.improvement.queries import plans_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see plans")
def plans(request: HttpRequest, seen: Access) -> HttpResponse:
    """Every action of every plan in one list, the loudest first, and each plan with its verdicts."""
    day = judging_day(seen.organisation)
    found = facts_of(plans_of(seen), day)
    return render(request, "improvement/plans.html", {"plans": found, "as_at": day})
