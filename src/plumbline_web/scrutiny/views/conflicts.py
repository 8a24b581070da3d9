"""One's own declaration: whose records one must not read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.models import Team
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, own_teams
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.scrutiny.team_forms import DeclareForm


@in_activity("declare conflicts")
def conflicts(request: HttpRequest, stands: Standing) -> HttpResponse:
    """A reader never gets a record of a team or worker that they declare here."""
    subjects = stands.activity.subjects.values("organisation")
    teams = list(
        dict.fromkeys(
            Team.objects.filter(organisation__in=subjects).order_by("name").values_list("name", flat=True)
        )
    )
    written = {one.casefold(): one for one in teams}  # else a team typed in small letters would match nothing
    mine = stands.members[0]
    own, own_workers = own_teams(stands.account, stands.activity)
    form = DeclareForm(request.POST if request.method == "POST" else None, teams=teams, mine=mine)
    if (
        request.method == "POST"
        and form.is_valid()
        and went(
            form,
            lambda: actions.declare(
                by=stands.account,
                activity=stands.activity,
                teams=[written.get(one.casefold(), one) for one in form.cleaned_data["all_teams"]],
                workers=form.cleaned_data["workers"],
                text=form.cleaned_data["text"],
            ),
        )
    ):
        messages.success(request, "What you declared is kept.")
        return redirect(href(stands, "scrutiny:team"))
    return render(
        request,
        "scrutiny/conflicts.html",
        {
            "activity": stands.activity,
            "mine": mine,
            "form": form,
            "own": [*own, *own_workers],
            "back": href(stands, "scrutiny:team"),
            "breadcrumbs": [*crumbs(stands), ("Team", href(stands, "scrutiny:team"))],
        },
        status=422 if form.errors else 200,
    )
