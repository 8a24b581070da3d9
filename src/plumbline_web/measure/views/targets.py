"""A service's own targets for a standard."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.measure.actions import end_target, set_target
from plumbline_web.measure.forms import SetTarget
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.models import Target
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.standing import target_shown, targets_at
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("set targets")
def targets(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Set a target from a day, or end the one there is; all there have been, with who set them."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None or code not in shown(run)["standards"]:
        raise Http404("There is no such standard in this run.")
    one = shown(run)["standards"][code]
    held = Target.objects.filter(organisation=seen.organisation, standard=code).select_related("set_by")
    form = SetTarget(initial={"from_on": run.as_at})
    if request.method == "POST" and "end" in request.POST:
        asked = request.POST["end"]
        target = held.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 16 else None
        if target is None:
            raise Http404("There is no such target.")
        end_target(by=seen.account, target=target)
        messages.success(request, "The target has ended.")
        return redirect(request.get_full_path())
    if request.method == "POST":
        form = SetTarget(request.POST)
        if form.is_valid():
            set_target(
                by=seen.account,
                organisation=seen.organisation,
                standard=code,
                at_least=float(form.cleaned_data["at_least"] / 100),
                approaching=float(form.cleaned_data["approaching"] / 100),
                from_on=form.cleaned_data["from_on"],
            )
            messages.success(request, "The target is set.")
            return redirect(request.get_full_path())
    return render(
        request,
        "measure/targets.html",
        page_of(request, seen, run)
        | {
            "one": one,
            "form": form,
            "now": target_shown(targets_at(run).get(code), one["headline"]["value"]),
            "targets": [{"target": each, "words": target_shown(each, None)} for each in held],
        },
        status=400 if form.errors else 200,
    )
