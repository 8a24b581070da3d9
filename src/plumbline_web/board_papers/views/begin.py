"""Begin a paper for a board from a plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.board_papers.actions import begin_paper
from plumbline_web.board_papers.forms import BeginForm
from plumbline_web.board_papers.queries import last_said, layout_choices
from plumbline_web.board_papers.showing import crumbs
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.forms import went
from plumbline_web.improvement.queries import plans_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("write board papers")
def begin(request: HttpRequest, seen: Access) -> HttpResponse:
    """Choose the plan, the layout and the header; what the plan says is filled in."""
    here = seen.organisation
    plans = {one.key: one for one in plans_of(seen)}
    form = BeginForm(
        request.POST or None,
        plans=[(key, one.title) for key, one in plans.items()],
        layouts=layout_choices(here),
        as_at=max(judging_day(here), last_said(plans.values()) or judging_day(here)),
        plan=request.GET.get("plan", ""),
    )
    made = []
    if form.is_valid():
        given = form.cleaned_data

        def verb() -> None:
            made.append(
                begin_paper(
                    by=seen.account,
                    plan=plans[given["plan"]],
                    layout=given["layout"],
                    about=form.about(),
                    chosen=given["sections"],
                    as_at=given["as_at"],
                )
            )

        if went(form, verb):
            return redirect("board_papers:paper", organisation=here.slug, key=made[0].key)
    return render(
        request,
        "board_papers/begin.html",
        {"form": form, "plans": plans, "breadcrumbs": crumbs(here)},
        status=422 if form.errors else 200,
    )
