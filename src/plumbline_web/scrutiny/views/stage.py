"""One stage: what happens in it, what it needs, when it was planned and when it was."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.activity_form import WHO
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.forms import AgainForm, BeginForm, EndForm, PlanForm
from plumbline_web.scrutiny.models import Stage
from plumbline_web.scrutiny.needs import needs_of
from plumbline_web.scrutiny.queries import Standing, actual_days, template_of
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import STAGE_COLOURS, crumbs, linked_needs


@in_activity("see the activity")
def stage(request: HttpRequest, stands: Standing, code: str) -> HttpResponse:
    """The lead plans, begins, ends and opens it again here."""
    held = stands.activity.stages.prefetch_related("moves__by").filter(code=code).first()
    if held is None:
        raise Http404("There is no such stage.")
    needs = needs_of(held)
    runs = stands.may("run the activity")
    sent = next((one for one in ("begin", "end", "again", "plan") if one in request.POST), "")
    if request.method == "POST" and not runs:
        raise Refused(refusal("run the activity"))
    shown = _forms(held, missing=not all(one.met for one in needs))
    form: forms.Form | None = None
    if sent in shown:
        form = shown[sent] = _forms(held, missing=not all(one.met for one in needs), data=request.POST)[sent]
        if form.is_valid():
            try:
                messages.success(request, _done(sent, form, stands, held))
            except actions.ScrutinyRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect(request.path)
    elif request.method == "POST":
        messages.warning(request, "Nothing was changed: the stage had moved on. This is how it stands now.")
        return redirect(request.path)
    template = template_of(stands.activity).stage(code)
    began, ended = actual_days(held)
    return render(
        request,
        "scrutiny/stage.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "stage": held,
            "template": template,
            "who": [WHO[one] for one in template.who],
            "began": began,
            "ended": ended,
            "moves": held.moves.all(),
            "needs": linked_needs(stands, needs),
            "any_missing": not all(one.met for one in needs),
            "colour": STAGE_COLOURS[held.state],
            "runs": runs and stands.activity.state == "open",
            "forms": shown,
            "form": form,
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _forms(held: Stage, *, missing: bool, data: object = None) -> dict[str, forms.Form]:
    """The forms that fit the state of the stage, by the name of their button."""
    made: dict[str, forms.Form] = {"plan": PlanForm(data, stage=held)}
    if held.state == "planned":
        made["begin"] = BeginForm(data)
    elif held.state == "begun":
        made["end"] = EndForm(data, missing=missing)
    else:
        made["again"] = AgainForm(data)
    return made


def _done(sent: str, form: forms.Form, stands: Standing, held: Stage) -> str:
    """Do what the form asks, and say so."""
    given, by = form.cleaned_data, stands.account
    if sent == "begin":
        actions.begin_stage(by=by, stage=held, on=given["on"])
        return "The stage has begun."
    if sent == "end":
        actions.end_stage(by=by, stage=held, on=given["on"], why=given.get("why", ""))
        return "The stage has ended."
    if sent == "again":
        actions.open_stage_again(by=by, stage=held, on=given["on"], why=given["why"])
        return "The stage is under way again."
    days = {held.code: (given["planned_from"], given["planned_until"])}
    actions.plan_stages(by=by, activity=stands.activity, days=days)
    return "The planned days are kept."
