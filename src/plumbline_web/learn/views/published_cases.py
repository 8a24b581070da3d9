"""The list of published cases, for anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plumbline.scrutiny.published import PublishedCase, load_published
from plumbline.standards.wording import joined


@login_not_required
@require_safe
def published_cases(request: HttpRequest) -> HttpResponse:
    """Each case with its date, what it was, and what of it there is to read; the latest first.

    Who is new is told to begin with one that goes as far as a plan.
    """
    cases = list(load_published().values())
    first = next((one for one in cases if one.plan), None)
    listed = [(one, holds(one)) for one in cases]
    return render(request, "learn/published_cases.html", {"cases": listed, "first": first})


def holds(case: PublishedCase) -> str:
    """What of a case there is to read, in words, such as "the report as facts and a paper to a board"."""
    found = ["the report as facts"]
    if case.plan:
        found.append(f"a plan of {len(case.plan.actions)} actions")
    if case.papers:
        found.append(
            "a paper to a board" if len(case.papers) == 1 else f"{len(case.papers)} papers to boards"
        )
    return joined(found, "and")
