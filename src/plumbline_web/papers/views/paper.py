"""One paper, for anybody: nothing in it is secret, and whoever decides about it may have no account."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline_web.papers.rendering import PAPERS
from plumbline_web.papers.rendering import paper as rendered


@login_not_required
def paper(request: HttpRequest, name: str) -> HttpResponse:
    """The paper with the facts of this site."""
    if name not in PAPERS:
        raise Http404("There is no such paper.")
    return render(
        request,
        "papers/paper.html",
        {
            "paper": rendered(name, settings, address_of),
            "breadcrumbs": [("Papers", reverse("papers"))],
        },
    )


def address_of(name: str) -> str:
    """Where the site shows a paper."""
    return reverse("paper", kwargs={"name": name})
