"""One framework: its headings, indicators and scale; downloaded, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.scrutiny.editions import HOW, between
from plumbline.scrutiny.frameworks import Framework, framework_text
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.kinds import frameworks_for, own_rows
from plumbline_web.scrutiny.models import OwnTemplate


@needs("see activities")
def framework(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Each key question with its headings, each heading with its indicators."""
    one, own = _called(seen, code)
    known = frameworks_for(seen.organisation)
    before = known.get(one.follows or "")
    may = seen.may("open an activity")
    if request.method == "POST":
        if not may:
            raise Refused(refusal("open an activity"))
        if own is None:
            raise Http404("A framework that is shipped cannot be ended.")
        try:
            actions.end_own(by=seen.account, one=own)
        except actions.ScrutinyRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"“{one.title}” is offered no longer. Activities opened with it keep it."
            )
            return redirect("scrutiny:kinds", organisation=seen.organisation.slug)
    slug = seen.organisation.slug
    return render(
        request,
        "scrutiny/framework.html",
        {
            "one": one,
            "own": own,
            "questions": [
                {
                    "question": question,
                    "headings": [{"heading": each, "indicators": one.under(each.code)} for each in headings],
                }
                for question, headings in one.questions
            ],
            "before": before,
            "changed": [
                {
                    "how": HOW[match.how],
                    "match": match,
                    "before": _titled(before, match.before),
                    "after": _titled(one, match.after),
                }
                for match in between(before, one, known)
                if match.how != "same"
            ]
            if before
            else [],
            "may": may,
            "breadcrumbs": [
                ("Scrutiny", reverse("scrutiny:activities", args=[slug])),
                ("Kinds of activity", reverse("scrutiny:kinds", args=[slug])),
            ],
        },
    )


@needs("see activities")
def framework_file(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """A framework as the file that can be edited elsewhere and brought in under a code of one's own."""
    one, own = _called(seen, code)
    return HttpResponse(
        own.text if own else framework_text(one),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{one.code}.toml"'},
    )


def _titled(framework: Framework, codes: tuple[str, ...]) -> list[str]:
    """Indicators by code and title."""
    return [f"{code} {framework.indicator(code).title}" for code in codes]


def _called(seen: Access, code: str) -> tuple[Framework, OwnTemplate | None]:
    found = frameworks_for(seen.organisation).get(code)
    if found is None:
        raise Http404("There is no such framework.")
    rows = own_rows(seen.organisation, "framework")
    return found, next((row for row in rows if row.code == code), None)
