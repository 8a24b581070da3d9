"""The header of a paper, its layout and its sections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.forms import SettingForm, header_initial
from plumbline_web.board_papers.queries import layout_choices, layout_text, newest, paper_called
from plumbline_web.board_papers.showing import paper_crumbs
from plumbline_web.board_papers.states import NEEDED
from plumbline_web.board_papers.views.part import kept, since_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def setting(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Change what stands above the text, and how the paper is set out."""
    held = paper_called(seen, key)
    content = newest(held).content
    choices = layout_choices(seen.organisation)
    if content["layout"] not in dict(choices):
        choices.insert(0, (content["layout"], "As it is now: an earlier layout of your own"))
    initial = {
        **header_initial(content["about"]),
        "layout": content["layout"],
        "sections": [name for name, one in content["sections"].items() if one["chosen"]],
        "word": content["word"],
    }
    form = SettingForm(request.POST or None, layouts=choices, initial=initial)
    since = since_of(request, held)
    if form.is_valid():
        given = form.cleaned_data

        def write(content: Content) -> None:
            content["about"] = form.about()
            if given["layout"] != content["layout"]:
                content["layout"] = given["layout"]
                content["layout_text"] = layout_text(seen.organisation, given["layout"])
            content["word"] = given["word"]
            for name, one in content["sections"].items():
                one["chosen"] = name in NEEDED or name in given["sections"]

        since, done = kept(form, seen, held, what="Header", since=since, part=_part, write=write)
        if done:
            return redirect("board_papers:paper", organisation=seen.organisation.slug, key=held.key)
    return render(
        request,
        "board_papers/setting.html",
        {"form": form, "since": since, "paper": held, "breadcrumbs": paper_crumbs(held)},
        status=422 if form.errors else 200,
    )


def _part(content: Content) -> Any:
    chosen = [name for name, one in content["sections"].items() if one["chosen"]]
    return content["about"], content["layout"], content["word"], chosen
