"""Taking somebody off the team."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, went


@in_activity("change the team")
def take_off(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """It is asked first, for their unfinished records go to others."""
    found = stands.activity.members.filter(left_at=None).select_related("account")
    member = get_object_or_404(found, key=key)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and went(form, lambda: actions.take_off(by=stands.account, member=member))
    ):
        messages.success(request, f"{member.account.name} is off the team.")
        return redirect(href(stands, "scrutiny:team"))
    return render(
        request,
        "scrutiny/take_off.html",
        {
            "activity": stands.activity,
            "member": member,
            "form": form,
            "consequences": [
                "What they submitted stays, and keeps their number.",
                "What they have not submitted can be dealt to others.",
                "They no longer see this activity through this part.",
            ],
            "back": href(stands, "scrutiny:team"),
            "breadcrumbs": [*crumbs(stands), ("Team", href(stands, "scrutiny:team"))],
        },
        status=422 if form.errors else 200,
    )
