"""Send a paper: what it still needs, what to look at first, and how far the making of its files is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.actions import ask_to_send
from plumbline_web.board_papers.content import cautions_of, faults_of, hides_small, reasons_of
from plumbline_web.board_papers.forms import SinceForm
from plumbline_web.board_papers.queries import newest, paper_called
from plumbline_web.board_papers.showing import called, files_offered, paper_crumbs
from plumbline_web.improvement.forms import went
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def send(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Both versions in each form are made of the newest version and kept for ever."""
    held = paper_called(seen, key)
    now = newest(held)
    form = SinceForm(request.POST or None, initial={"since": now.number})
    if form.is_valid() and went(
        form, lambda: ask_to_send(by=seen.account, paper=held, version=form.cleaned_data["since"])
    ):
        messages.success(request, "The files of the paper are being made.")
        return redirect(request.path)
    sending = held.sendings.first()
    working = sending is not None and sending.is_under_way
    return render(
        request,
        "board_papers/send.html",
        {
            "form": form,
            "since": now.number,
            "paper": held,
            "title": called(now),
            "newest": now,
            "faults": faults_of(now.content),
            "cautions": cautions_of(now.content),
            "reasons": reasons_of(now.content),
            "hides_small": hides_small(now.content),
            "offered": files_offered(),
            "sending": sending,
            "working": working,
            "done": held.sent.filter(key=sending.key).first() if sending is not None else None,
            "sent_now": held.sent.filter(version=now).exists(),
            "breadcrumbs": paper_crumbs(held),
        },
        status=422 if form.errors else 200,
    )


@needs("write board papers")
def progress(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """How far the making is; when it is over the page is loaded anew."""
    held = paper_called(seen, key)
    sending = held.sendings.first()
    if sending is None or not sending.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "board_papers/progress.html", {"paper": held, "sending": sending})
