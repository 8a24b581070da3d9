"""What an activity writes: its reports, letters and summaries, and a form to begin one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, template_of
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.writing import actions
from plumbline_web.writing.doors import asks
from plumbline_web.writing.forms import BeginForm
from plumbline_web.writing.queries import papers_of, waiting_for
from plumbline_web.writing.showing import PAPER_COLOURS
from plumbline_web.writing.states import PAPER_WORDS


@in_activity("see the report")
def papers(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Titles and how each stands; nothing of any text, so that whoever still reads may see it too."""
    if request.method == "POST":
        asks(stands, "write the report")
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        template=template_of(stands.activity),
        title=stands.activity.title,
    )
    made: list[str] = []

    def begin() -> None:
        paper = actions.begin_paper(
            by=stands.account,
            activity=stands.activity,
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
        )
        made.append(paper.key)

    if request.method == "POST" and form.is_valid() and went(form, begin):
        messages.success(request, "It is begun, with its sections.")
        return redirect(href(stands, "writing:paper", key=made[0]))
    waiting = waiting_for(stands.account, stands.activity)
    return render(
        request,
        "writing/papers.html",
        {
            "activity": stands.activity,
            "papers": [
                {
                    "paper": one,
                    "state": PAPER_WORDS[one.state],
                    "colour": PAPER_COLOURS[one.state],
                    "waits": one.state == "draft" and one.pk in waiting,
                }
                for one in papers_of(stands.activity)
            ],
            "form": form,
            "writes": stands.may("write the report") and stands.activity.state == "open",
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )
