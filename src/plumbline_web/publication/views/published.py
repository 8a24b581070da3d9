"""A published edition for anyone, without an account: what it is, its files, and its other editions."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plumbline.publishing.documents import document_from_json
from plumbline_web.publication.conditions import PublicationRefused
from plumbline_web.publication.giving import published_file
from plumbline_web.publication.models import Edition
from plumbline_web.publication.queries import edition_open_to_anyone, editions_open_to_anyone
from plumbline_web.publication.showing import called, file_answer, files_of
from plumbline_web.publication.states import FILES, PUBLIC_FILES


@login_not_required
@require_safe
def published(request: HttpRequest, key: str) -> HttpResponse:
    """The page that search engines find, once the lead has opened the edition to the public."""
    return _page(request, _open(key))


@login_not_required
@require_safe
def published_file_of(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One of its files. The bundle is never among them."""
    one = _open(key)
    if name not in PUBLIC_FILES or FILES[name][0] not in one.files:
        raise Http404("There is no such file.")
    try:
        content = published_file(one, name)
    except PublicationRefused as changed:
        return _page(request, one, fault=str(changed), status=409)
    return file_answer(content, name, called(one.paper, f"edition-{one.number}"), inline=True)


def _open(key: str) -> Edition:
    one = edition_open_to_anyone(key)
    if one is None:
        raise Http404("There is nothing published here.")
    return one


def _page(request: HttpRequest, one: Edition, *, fault: str = "", status: int = 200) -> HttpResponse:
    others = list(editions_open_to_anyone(one.paper).exclude(pk=one.pk))
    return render(
        request,
        "publication/published.html",
        {
            "one": one,
            "publisher": one.paper.activity.organisation,
            "document": document_from_json(one.source),
            "files": files_of(one, PUBLIC_FILES),
            "others": others,
            "later": next((each for each in others if each.number > one.number), None),
            "fault": fault,
            "demonstration": settings.DEMONSTRATION,
        },
        status=status,
    )
