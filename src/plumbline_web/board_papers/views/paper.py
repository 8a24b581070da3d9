"""One paper: what it says, what it still needs, and the ways to look at it, write it and send it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.actions import fill_again
from plumbline_web.board_papers.content import cautions_of, faults_of, hides_small, layout_of, reasons_of
from plumbline_web.board_papers.forms import AsAtForm
from plumbline_web.board_papers.queries import newest, paper_called, template_now
from plumbline_web.board_papers.showing import called, crumbs, files_offered
from plumbline_web.board_papers.states import SECTION_WORDS
from plumbline_web.improvement.forms import went
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def paper(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Its parts to write. A post brings the figures up to another day."""
    held = paper_called(seen, key)
    now = newest(held)
    content = now.content
    as_at = date.fromisoformat(content["filled"]["as_at"])
    form = AsAtForm(request.POST or None, initial={"as_at": as_at})
    if form.is_valid() and went(
        form, lambda: fill_again(by=seen.account, paper=held, as_at=form.cleaned_data["as_at"]), "as_at"
    ):
        messages.success(request, "The figures are those of that day.")
        return redirect(request.path)
    answered = [one for one in content["implications"].values() if one["answer"]]
    sent = list(held.sent.all())
    return render(
        request,
        "board_papers/paper.html",
        {
            "paper": held,
            "title": called(now),
            "content": content,
            "newest": now,
            "versions": sorted(held.versions.all(), key=lambda one: -one.number),
            "sections": [
                {
                    "name": name,
                    "words": words,
                    "chosen": content["sections"][name]["chosen"],
                    "paragraphs": content["sections"][name]["paragraphs"],
                    "exempt": sum(bool(one["exempt"]) for one in content["sections"][name]["paragraphs"]),
                }
                for name, words in SECTION_WORDS.items()
            ],
            "answered": len(answered),
            "subjects": len(content["implications"]),
            "layout": layout_of(content),
            "meeting_on": date.fromisoformat(content["about"]["meeting_on"]),
            "as_at_figures": as_at,
            "faults": faults_of(content),
            "cautions": cautions_of(content),
            "reasons": reasons_of(content),
            "hides_small": hides_small(content),
            "template": template_now(seen.organisation) if content["word"] == "own" else None,
            "offered": files_offered(),
            "sent": sent,
            "sent_now": next((one for one in sent if one.version_id == now.pk), None),
            "form": form,
            "breadcrumbs": crumbs(seen.organisation),
        },
        status=422 if form.errors else 200,
    )
