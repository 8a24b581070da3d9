"""The kinds of activity, frameworks and scales there are: those shipped, and an organisation's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.scrutiny.activity_form import KINDS
from plumbline.scrutiny.frameworks import scale_text
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.kind_forms import FileForm
from plumbline_web.scrutiny.kinds import frameworks_for, kinds_for, own_rows, scales_for, unreadable
from plumbline_web.scrutiny.showing import went

KEEP = {"kind": actions.keep_kind, "framework": actions.keep_framework, "scale": actions.keep_scale}
"""What a file is kept as, by the name of the button."""


@needs("see activities")
def kinds(request: HttpRequest, seen: Access) -> HttpResponse:
    """What can be opened and what it is judged by; a file of one's own can be brought in."""
    may = seen.may("open an activity")
    if request.method == "POST" and not may:
        raise Refused(refusal("open an activity"))
    sent = next((one for one in KEEP if one in request.POST), "")
    shown = {
        name: FileForm(
            request.POST if name == sent else None, request.FILES if name == sent else None, prefix=name
        )
        for name in KEEP
    }
    own_scales = {row.code: row for row in own_rows(seen.organisation, "scale")}
    if request.method == "POST" and (ended := own_scales.get(request.POST.get("end", ""))):
        try:
            actions.end_own(by=seen.account, one=ended)
        except actions.ScrutinyRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"“{ended.title}” is offered no longer. Activities opened with it keep it."
            )
        return redirect("scrutiny:kinds", organisation=seen.organisation.slug)
    form = shown.get(sent)
    if form is not None and form.is_valid():
        verb = KEEP[sent]
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
            "scales": [
                {"scale": one, "own": own_scales.get(code)}
                for code, one in scales_for(seen.organisation).items()
            ],
            "broken": unreadable(seen.organisation),
            "may": may,
            "forms": shown,
            "form": form,
            "breadcrumbs": [("Scrutiny", reverse("scrutiny:activities", args=[seen.organisation.slug]))],
        },
        status=422 if form is not None and form.errors else 200,
    )


@needs("see activities")
def scale_file(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """A scale as the file that can be edited elsewhere and brought in under a code of one's own."""
    one = scales_for(seen.organisation).get(code)
    if one is None:
        raise Http404("There is no such scale.")
    own = next((row.text for row in own_rows(seen.organisation, "scale") if row.code == code), None)
    return HttpResponse(
        own or scale_text(one),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{one.code}.toml"'},
    )
