"""All papers for a board: those being written, and for ever those that were sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.board_papers.queries import newest, papers_of, sent_of, template_now
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see board papers")
def papers(request: HttpRequest, seen: Access) -> HttpResponse:
    """What is being written is shown to those who write; what was sent to all who may see papers."""
    writes = seen.may("write board papers")
    written = [{"paper": one, "newest": newest(one)} for one in papers_of(seen)] if writes else []
    return render(
        request,
        "board_papers/papers.html",
        {
            "written": written,
            "sent": list(sent_of(seen)),
            "may_write": writes,
            "template": template_now(seen.organisation),
        },
    )
