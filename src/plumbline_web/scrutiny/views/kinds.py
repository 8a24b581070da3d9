"""The kinds of activity and the frameworks there are: those shipped, and an organisation's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.scrutiny.activity_form import KINDS
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.kind_forms import FileForm
from plumbline_web.scrutiny.kinds import frameworks_for, kinds_for, own_rows, unreadable
from plumbline_web.scrutiny.showing import went


@needs("see activities")
def kinds(request: HttpRequest, seen: Access) -> HttpResponse:
    """What can be opened and what it is judged by; a file of one's own can be brought in."""
    may = seen.may("open an activity")
    if request.method == "POST" and not may:
        raise Refused(refusal("open an activity"))
    sent = next((one for one in ("kind", "framework") if one in request.POST), "")
    shown = {
        name: FileForm(
            request.POST if name == sent else None, request.FILES if name == sent else None, prefix=name
        )
        for name in ("kind", "framework")
    }
    form = shown.get(sent)
    if form is not None and form.is_valid():
        verb = actions.keep_kind if sent == "kind" else actions.keep_framework
        text = form.cleaned_data["file"]
        if went(form, lambda: verb(by=seen.account, organisation=seen.organisation, text=text), "file"):
            messages.success(request, "It is kept, and can be used from now on.")
            return redirect("scrutiny:kinds", organisation=seen.organisation.slug)
    own = {row.code: row for row in own_rows(seen.organisation, "framework")}
    return render(
        request,
        "scrutiny/kinds.html",
        {
            "kinds": [
                {"kind": one, "sort": KINDS[one.template.kind].capitalize()}
                for one in kinds_for(seen.organisation)
            ],
            "frameworks": [
                {"framework": one, "own": own.get(code)}
                for code, one in frameworks_for(seen.organisation).items()
            ],
            "broken": unreadable(seen.organisation),
            "may": may,
            "forms": shown,
            "form": form,
            "breadcrumbs": [("Scrutiny", reverse("scrutiny:activities", args=[seen.organisation.slug]))],
        },
        status=422 if form is not None and form.errors else 200,
    )
