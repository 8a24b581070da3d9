"""The activities that somebody has a part in."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.scrutiny.queries import activities_of

PAGE = 25


@needs("see activities")
def activities(request: HttpRequest, seen: Access) -> HttpResponse:
    """The list, newest first; a way to open one for those who may."""
    page = Paginator(activities_of(seen), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "scrutiny/activities.html",
        {"activities": page.object_list, "page": page, "may_open": seen.may("open an activity")},
    )
