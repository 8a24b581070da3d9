"""One version of a paper as it would print, beside what was written in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.board_papers.queries import newest, paper_called, version_numbered
from plumbline_web.board_papers.showing import called, files_offered, paper_crumbs
from plumbline_web.board_papers.states import SECTION_WORDS, TABLE_WORDS
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def version(request: HttpRequest, seen: Access, key: str, number: int) -> HttpResponse:
    """What it said: an earlier version stays as it was."""
    held = paper_called(seen, key)
    one = version_numbered(held, number)
    sections = [
        {
            "words": SECTION_WORDS[name],
            "paragraphs": [
                {**each, "table_words": TABLE_WORDS.get(each["table"], "")} for each in part["paragraphs"]
            ],
        }
        for name, part in one.content["sections"].items()
        if part["chosen"]
    ]
    return render(
        request,
        "board_papers/version.html",
        {
            "paper": held,
            "one": one,
            "title": called(one),
            "latest": newest(held).number == one.number,
            "sections": sections,
            "offered": files_offered(),
            "breadcrumbs": paper_crumbs(held),
        },
    )
