"""One request: what is asked, what was answered, and every step between."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.people.doors import Refused
from plumbline_web.people.queries import today
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Request
from plumbline_web.scrutiny.queries import Standing, requests_of
from plumbline_web.scrutiny.request_forms import AnswerForm, MoreForm, NotHeldForm, WithdrawForm
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import REQUEST_COLOURS, crumbs, href, went

FORMS = {
    "answer": ("answer a request", "asked", AnswerForm),
    "not_held": ("answer a request", "asked", NotHeldForm),
    "withdraw": ("ask for something", "asked", WithdrawForm),
    "more": ("ask for something", "answered", MoreForm),
}
"""The name of a button -> the act that its form is, the state it fits, and the form."""


@in_activity("see requests")
def one_request(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The service answers here, or says that it does not hold it; the lead withdraws it or asks for more."""
    one = get_object_or_404(requests_of(stands), key=key)
    sent = next((name for name in FORMS if name in request.POST), "")
    if request.method == "POST" and sent and not _may(stands, sent, one):
        raise Refused(refusal(FORMS[sent][0]))
    fits = sent != "" and FORMS[sent][1] == one.state
    if request.method == "POST" and not fits:
        messages.warning(request, "Nothing was changed: the request had moved on. This is how it stands now.")
        return redirect(request.path)
    shown = {
        name: make(request.POST if name == sent else None)
        for name, (_, state, make) in FORMS.items()
        if state == one.state and _may(stands, name, one) and stands.activity.state == "open"
    }
    form = shown.get(sent)
    if (
        form is not None
        and form.is_valid()
        and went(form, lambda: messages.success(request, _done(sent, form, stands, one)))
    ):
        return redirect(request.path)
    overdue = one.state == "asked" and one.due_on < today()
    return render(
        request,
        "scrutiny/one_request.html",
        {
            "activity": stands.activity,
            "one": one,
            "overdue": overdue,
            "colour": "red" if overdue else REQUEST_COLOURS[one.state],
            "moves": one.moves.select_related("by"),
            "forms": shown,
            "form": form,
            "breadcrumbs": [*crumbs(stands), ("Requests", href(stands, "scrutiny:requests"))],
        },
        status=422 if form is not None and form.errors else 200,
    )


def _may(stands: Standing, name: str, one: Request) -> bool:
    act = FORMS[name][0]
    if act == "answer a request":
        return stands.may(act) and any(own.pk == one.subject_id for own in stands.own)
    return stands.may(act)


def _done(sent: str, form: forms.Form, stands: Standing, one: Request) -> str:
    """Do what the form asks, and say so."""
    given, by = form.cleaned_data, stands.account
    if sent == "answer":
        actions.answer_request(by=by, request=one, **given)
        return "The request is answered."
    if sent == "not_held":
        actions.say_not_held(by=by, request=one, **given)
        return "It is said that the service does not hold it."
    if sent == "withdraw":
        actions.withdraw_request(by=by, request=one, **given)
        return "The request is withdrawn."
    actions.ask_more(by=by, request=one, **given)
    return f"{one.subject.organisation.name} is asked for more."
