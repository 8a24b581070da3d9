"""One service that is looked at: told when, the run pinned, telephone numbers, and grants."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.people.conditions import grant_state
from plumbline_web.people.doors import Refused
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Opening, Subject
from plumbline_web.scrutiny.queries import Standing, one_called, runs_to_pin, subjects_of
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.service_forms import (
    AskGrantForm,
    NotifiedForm,
    NumbersForm,
    PinForm,
    RefuseForm,
)
from plumbline_web.scrutiny.showing import OPENING_COLOURS, crumbs, href, went

ACTS = {
    "notified": "run the activity",
    "pin": "pin a run",
    "numbers": "set telephone numbers",
    "grant": "ask for a grant",
    "withdraw": "ask for a grant",
    "open": "decide on a grant",
    "refuse": "decide on a grant",
}
"""The name of a button -> the act that its form is."""


@in_activity("see the activity")
def service(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """Each part with its form, for those who may; a service sees its own page alone."""
    subject = get_object_or_404(subjects_of(stands), key=key)
    sent = next((one for one in ACTS if one in request.POST), "")
    if request.method == "POST" and sent and not _may(stands, sent, subject):
        raise Refused(refusal(ACTS[sent]))
    shown = _forms(stands, subject, request.POST if sent else None, sent)
    form = shown.get(sent)
    if sent and (form is None or form.is_valid()):
        holder = form or forms.Form({})
        holder.is_valid()
        if went(holder, lambda: messages.success(request, _done(sent, holder, stands, subject, request))):
            return redirect(request.path)
        if form is None:
            messages.error(request, " ".join(holder.non_field_errors()))
            return redirect(request.path)
    openings = list(subject.openings.select_related("to", "grant", "asked_by", "decided_by"))
    for one in openings:
        one.colour = OPENING_COLOURS[one.state]
        one.granted = grant_state(one.grant, today()) if one.grant else ""
    return render(
        request,
        "scrutiny/service.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "subject": subject,
            "openings": openings,
            "forms": {name: one for name, one in shown.items() if _may(stands, name, subject)},
            "decides": _decides(stands, subject),
            "withdraws": _may(stands, "withdraw", subject),
            "no_runs": _may(stands, "pin", subject) and "pin" not in shown,
            "form": form,
            "breadcrumbs": [*crumbs(stands), ("Services looked at", href(stands, "scrutiny:services"))],
        },
        status=422 if form is not None and form.errors else 200,
    )


def _may(stands: Standing, name: str, subject: Subject) -> bool:
    """Whether this person may use that form: a service only for itself, and nobody once all has ended."""
    if stands.activity.state != "open" or not stands.may(ACTS[name]):
        return False
    of_service = subject in stands.own
    return of_service or "lead" in stands.standings if ACTS[name] != "decide on a grant" else of_service


def _decides(stands: Standing, subject: Subject) -> bool:
    return _may(stands, "open", subject) and stands.seen.may("give grants")


def _forms(stands: Standing, subject: Subject, data: object, sent: str) -> dict[str, forms.Form]:
    """Every form of the page by the name of its button; the one that was sent with what was filled in."""
    made: dict[str, forms.Form] = {
        "notified": NotifiedForm(data if sent == "notified" else None, subject=subject),
        "numbers": NumbersForm(data if sent == "numbers" else None, subject=subject),
        "refuse": RefuseForm(data if sent == "refuse" else None),
    }
    runs = list(runs_to_pin(stands.account, subject)[:24])
    if runs:
        made["pin"] = PinForm(data if sent == "pin" else None, runs=runs, subject=subject)
    busy = subject.openings.filter(state="asked").values("to")
    bodies = Organisation.objects.filter(
        pk__in=stands.activity.members.filter(left_at=None).values("organisation"),
        kind=Organisation.NATIONAL,
    ).exclude(pk__in=busy)
    bodies = [one for one in bodies if not _granted(subject, one)]
    if bodies:
        made["grant"] = AskGrantForm(data if sent == "grant" else None, bodies=bodies)
    return made


def _granted(subject: Subject, body: Organisation) -> bool:
    found = subject.openings.filter(to=body, state="open").select_related("grant")
    return any(grant_state(one.grant, today()) == "open" for one in found)


def _done(sent: str, form: forms.Form, stands: Standing, subject: Subject, request: HttpRequest) -> str:
    """Do what the form asks, and say so."""
    given, by = form.cleaned_data, stands.account
    if sent == "notified":
        actions.note_notified(by=by, subject=subject, on=given["on"])
        return "The day is kept."
    if sent == "numbers":
        actions.set_numbers(by=by, subject=subject, **given)
        return "The telephone numbers are kept."
    if sent == "pin":
        actions.pin_run(by=by, subject=subject, run=form.runs[given["run"]])
        return "The run is chosen. The activity speaks of this one alone."
    if sent == "grant":
        actions.ask_opening(by=by, subject=subject, to=form.bodies[given["to"]], until_on=given["until_on"])
        return f"The grant is asked for. A service manager of {subject.organisation.name} decides on it here."
    opening = one_called(Opening.objects.filter(subject=subject), request.POST[sent])
    if sent == "open":
        actions.open_opening(by=by, opening=opening)
        return f"The grant to {opening.to.name} is open. It closes with the activity, if you do not before."
    if sent == "refuse":
        actions.refuse_opening(by=by, opening=opening, why=given["why"])
        return "The grant is refused."
    actions.withdraw_opening(by=by, opening=opening)
    return "The grant is no longer asked for."
