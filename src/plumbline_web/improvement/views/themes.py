"""Themes across all plans that are shared: said before, here and elsewhere, and what moved the measure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline_web.improvement.showing import crumbs
from plumbline_web.improvement.themes import themes_of
from plumbline_web.improvement.views.shared import only_national
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see shared plans")
def themes(request: HttpRequest, seen: Access) -> HttpResponse:
    """One theme for each quality indicator, the one with most areas that have not improved first."""
    only_national(seen)
    there = reverse("improvement:shared", kwargs={"organisation": seen.organisation.slug})
    return render(
        request,
        "improvement/themes.html",
        {
            "themes": themes_of(seen),
            "breadcrumbs": crumbs(seen.organisation, ("Plans shared with you", there)),
        },
    )
