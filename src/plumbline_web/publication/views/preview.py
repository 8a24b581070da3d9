"""A paper as it would print now: here, and as a page, PDF and Word to take, each marked as a draft."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.publication.composing import composed
from plumbline_web.publication.files import MAKERS
from plumbline_web.publication.showing import back, blind_page, called, file_answer, paper_called, parts_shown
from plumbline_web.publication.states import FILES
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing

MARK = "Draft"


@in_activity("see the report")
def preview(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """What would print, and what would be left out. `?for=anyone`: with small numbers protected."""
    return _page(request, stands, key)


@in_activity("see the report")
def preview_file(request: HttpRequest, stands: Standing, key: str, name: str) -> HttpResponse:
    """The draft in one form. That it was taken is written down."""
    if (page := blind_page(request, stands)) is not None:
        return page
    if name not in MAKERS:
        raise Http404("A draft has no such file.")
    paper = paper_called(stands, key)
    protect = _for_anyone(request)
    document = composed(paper, protect=protect, mark=MARK).document
    try:
        content = MAKERS[name](document)
    except PlumblineError as fault:
        return _page(request, stands, key, fault=str(fault), status=422)
    record(
        "took draft",
        by=stands.account,
        organisation=stands.organisation.slug,
        subject=f"activity:{stands.activity.key}",
        paper=paper.key,
        format=name,
        publish=protect,
    )
    inside = "" if protect else "-not-for-publication"
    return file_answer(content, name, called(paper, f"draft{inside}"), inline=True)


def _page(
    request: HttpRequest, stands: Standing, key: str, *, fault: str = "", status: int = 200
) -> HttpResponse:
    if (page := blind_page(request, stands)) is not None:
        return page
    paper = paper_called(stands, key)
    made = composed(paper, protect=_for_anyone(request), mark=MARK)
    return render(
        request,
        "publication/preview.html",
        {
            "activity": stands.activity,
            "paper": paper,
            "document": made.document,
            "parts": parts_shown(made.document),
            "left_out": [*made.unknown, *made.left_out],
            "protected": _for_anyone(request),
            "files": [{"name": name, "words": FILES[name][1]} for name in MAKERS],
            "fault": fault,
            "breadcrumbs": back(
                stands, ("Report", "writing:papers", {}), (paper.title, "writing:paper", {"key": paper.key})
            ),
        },
        status=status,
    )


def _for_anyone(request: HttpRequest) -> bool:
    return request.GET.get("for") == "anyone"
