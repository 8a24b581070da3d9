"""What was sent and waits: the team takes each in, or turns it away with a reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.evidence import actions
from plumbline_web.evidence.forms.sending import TakeInForm, TurnAwayForm
from plumbline_web.evidence.lines import groups_of
from plumbline_web.evidence.queries import arrived_in, every_piece_of
from plumbline_web.evidence.showing import days_of, way_back
from plumbline_web.evidence.views.send import sent_rows
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went


@in_activity("see evidence")
def arrivals(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Oldest first."""
    return render(
        request,
        "evidence/arrivals.html",
        {
            "activity": stands.activity,
            "found": [{"piece": one, "days": days_of(one)} for one in arrived_in(stands.activity)],
            "breadcrumbs": way_back(stands),
        },
    )


@in_activity("bring in evidence")
def arrival(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """One of them: what it says, its file, and what becomes of it."""
    one = get_object_or_404(arrived_in(stands.activity), key=key)
    newest = every_piece_of(stands.activity).filter(
        taken_at__isnull=False, later=None, source=one.source, subject=one.subject
    )
    turns = "away" in request.POST
    given = request.POST if request.method == "POST" else None
    take = TakeInForm(None if turns else given, groups=groups_of(stands.activity), newest=list(newest))
    away = TurnAwayForm(given if turns else None)
    form: forms.Form = away if turns else take

    def do() -> None:
        if turns:
            actions.turn_away(by=stands.account, piece=one, why=away.cleaned_data["why"])
            messages.success(request, "It is turned away. Whoever sent it reads why.")
            return
        chosen = take.cleaned_data
        made = actions.take_in(
            by=stands.account,
            piece=one,
            ties=take.ties,
            strength=chosen["strength"],
            in_place_of=take.newest.get(chosen.get("in_place_of", "")),
        )
        messages.success(request, f"It is taken in as {made}.")

    if request.method == "POST" and form.is_valid() and went(form, do):
        return redirect(href(stands, "evidence:arrivals"))
    return render(
        request,
        "evidence/arrival.html",
        {
            "activity": stands.activity,
            "one": one,
            "rows": sent_rows(one),
            "file": getattr(one, "attachment", None),
            "take": take,
            "away": away,
            "form": form,
            "open": stands.activity.state == "open",
            "breadcrumbs": way_back(stands, ("Sent and waiting", href(stands, "evidence:arrivals"))),
        },
        status=422 if form.errors else 200,
    )
