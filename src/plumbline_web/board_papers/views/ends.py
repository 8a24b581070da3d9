"""Background papers and appendices of a paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.forms_of_parts import Appendices, EndForm
from plumbline_web.board_papers.queries import newest, paper_called
from plumbline_web.board_papers.showing import paper_crumbs
from plumbline_web.board_papers.views.part import kept, since_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def ends(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The letters of appendices follow their order; one without a title is taken out."""
    held = paper_called(seen, key)
    content = newest(held).content
    form = EndForm(
        request.POST or None, initial={"background_papers": "\n".join(content["background_papers"])}
    )
    given = Appendices(request.POST or None, initial=content["appendices"], prefix="a")
    since = since_of(request, held)
    if request.method == "POST" and form.is_valid() and given.is_valid():
        papers = [one.strip() for one in form.cleaned_data["background_papers"].splitlines() if one.strip()]
        appendices = [
            {name: one.get(name, "").strip() for name in ("what", "title", "where", "exempt")}
            for one in given.cleaned_data
            if one.get("title", "").strip()
        ]

        def write(content: Content) -> None:
            content["background_papers"] = papers
            content["appendices"] = appendices

        since, done = kept(
            form,
            seen,
            held,
            what="Background papers and appendices",
            since=since,
            part=lambda content: (content["background_papers"], content["appendices"]),
            write=write,
        )
        if done:
            return redirect("board_papers:paper", organisation=seen.organisation.slug, key=held.key)
    bad = bool(form.errors) or given.total_error_count() > 0
    return render(
        request,
        "board_papers/ends.html",
        {"form": form, "forms": given, "since": since, "paper": held, "breadcrumbs": paper_crumbs(held)},
        status=422 if request.method == "POST" and bad else 200,
    )
