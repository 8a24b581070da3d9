"""One section of a paper, paragraph by paragraph."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.forms import SinceForm
from plumbline_web.board_papers.forms_of_parts import Paragraphs, paragraphs_given
from plumbline_web.board_papers.queries import newest, paper_called
from plumbline_web.board_papers.showing import paper_crumbs
from plumbline_web.board_papers.states import SECTION_WORDS
from plumbline_web.board_papers.views.part import kept, since_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def section(request: HttpRequest, seen: Access, key: str, section_name: str) -> HttpResponse:
    """Write its paragraphs, say what follows each, and what the public may not have."""
    held = paper_called(seen, key)
    if section_name not in SECTION_WORDS:
        raise Http404("A paper has no such section.")
    content = newest(held).content
    filled = content["filled"]
    given = Paragraphs(
        request.POST or None,
        initial=content["sections"][section_name]["paragraphs"],
        form_kwargs={"tables": filled["tables"], "as_at": filled["as_at"]},
        prefix="p",
    )
    since = since_of(request, held)
    form = SinceForm(request.POST or None, initial={"since": since})
    if request.method == "POST" and given.is_valid() and form.is_valid():
        paragraphs = paragraphs_given(given)

        def write(content: Content) -> None:
            content["sections"][section_name]["paragraphs"] = paragraphs

        since, done = kept(
            form,
            seen,
            held,
            what=SECTION_WORDS[section_name],
            since=since,
            part=lambda content: content["sections"][section_name]["paragraphs"],
            write=write,
        )
        if done:
            return redirect("board_papers:paper", organisation=seen.organisation.slug, key=held.key)
    bad = bool(form.errors) or given.total_error_count() > 0
    return render(
        request,
        "board_papers/section.html",
        {
            "form": form,
            "forms": given,
            "since": since,
            "words": SECTION_WORDS[section_name],
            "paper": held,
            "breadcrumbs": paper_crumbs(held),
        },
        status=422 if request.method == "POST" and bad else 200,
    )
