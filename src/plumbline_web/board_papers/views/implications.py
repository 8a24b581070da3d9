"""Every implication of a paper, even where it says none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.forms import SinceForm
from plumbline_web.board_papers.forms_of_parts import implication_forms
from plumbline_web.board_papers.queries import newest, paper_called
from plumbline_web.board_papers.showing import paper_crumbs
from plumbline_web.board_papers.views.part import kept, since_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def implications(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Answer each subject of the closed list."""
    held = paper_called(seen, key)
    given = implication_forms(request.POST or None, newest(held).content["implications"])
    since = since_of(request, held)
    form = SinceForm(request.POST or None, initial={"since": since})
    valid = [one.is_valid() for one in given]
    if request.method == "POST" and all(valid) and form.is_valid():
        answers = {one.of.code: one.held() for one in given}

        def write(content: Content) -> None:
            content["implications"] = answers

        since, done = kept(
            form,
            seen,
            held,
            what="Implications",
            since=since,
            part=lambda content: content["implications"],
            write=write,
        )
        if done:
            return redirect("board_papers:paper", organisation=seen.organisation.slug, key=held.key)
    bad = bool(form.errors) or any(one.errors for one in given)
    return render(
        request,
        "board_papers/implications.html",
        {"form": form, "forms": given, "since": since, "paper": held, "breadcrumbs": paper_crumbs(held)},
        status=422 if request.method == "POST" and bad else 200,
    )
