"""Calling upon partners: what they are asked, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.evidence import actions
from plumbline_web.evidence.forms.sending import CallForm
from plumbline_web.evidence.queries import open_call
from plumbline_web.evidence.showing import way_back
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import went


@in_activity("call upon partners")
def call(request: HttpRequest, stands: Standing) -> HttpResponse:
    """One call at a time; a new one takes the place of the former, which stays on record."""
    now = open_call(stands.activity)
    if "close" in request.POST:
        try:
            actions.close_call(by=stands.account, activity=stands.activity)
            messages.success(request, "Partners can send nothing more.")
        except actions.EvidenceNotTaken as refused:
            messages.warning(request, str(refused))
        return redirect(request.path)
    initial = {"asks": now.asks, "until_on": now.until_on} if now else None
    form = CallForm(request.POST or None, initial=initial)

    def do() -> None:
        actions.open_call(by=stands.account, activity=stands.activity, **form.cleaned_data)
        messages.success(request, "Partners of the service can send something now.")

    if request.method == "POST" and form.is_valid() and went(form, do):
        return redirect(request.path)
    return render(
        request,
        "evidence/call.html",
        {
            "activity": stands.activity,
            "now": now,
            "former": stands.activity.calls.select_related("opened_by", "closed_by"),
            "form": form if stands.activity.state == "open" else None,
            "breadcrumbs": way_back(stands),
        },
        status=422 if form.errors else 200,
    )
