"""What a report prints otherwise since its evidence changed, to be looked at and left or written anew."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href
from plumbline_web.writing import actions
from plumbline_web.writing.doors import asks, of_paper
from plumbline_web.writing.models import ChangeSeen, Paper
from plumbline_web.writing.queries import Changes, changes_of, version_called
from plumbline_web.writing.showing import about_paper

_signer = Signer(salt="changes seen")


@of_paper("see the report")
def changed(request: HttpRequest, stands: Standing, paper: Paper) -> HttpResponse:
    """By section; beneath it what was looked at before."""
    paper.activity = stands.activity
    if request.method == "POST":
        asks(stands, "write the report")
        return _seen(request, stands, paper)
    return render(
        request,
        "writing/changed.html",
        about_paper(
            stands,
            paper,
            changes=[(one, _mark(one)) for one in changes_of(paper)],
            seen=ChangeSeen.objects.filter(version__section__paper=paper)
            .select_related("by", "version__section")
            .order_by("-id")[:100],
        ),
    )


def _mark(one: Changes) -> str:
    """What is on the screen, so that only that is passed: signed, since it comes back from the page."""
    shown = [[each.id, each.words, each.was, each.now] for each in one.moved]
    return _signer.sign(json.dumps([one.version.key, shown], ensure_ascii=False))


def _seen(request: HttpRequest, stands: Standing, paper: Paper) -> HttpResponse:
    try:
        key, shown = json.loads(_signer.unsign(request.POST.get("shown", "")))
        version = version_called(stands, key)
        actions.see_changes(by=stands.account, section=version.section, version=version, shown=shown)
    except BadSignature:
        messages.error(request, "The page sent something else than it showed. Load it anew.")
    except PlumblineError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Noted: you looked at it, and the text stays as it is.")
    return redirect(href(stands, "writing:changed", key=paper.key))
