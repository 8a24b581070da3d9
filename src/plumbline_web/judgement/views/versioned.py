"""What the pages of a finding and of a statement do alike: a further version, a choice of two, withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from plumbline_web.judgement.forms import WhyForm
from plumbline_web.judgement.kept import unread
from plumbline_web.judgement.models import Finding, Statement
from plumbline_web.judgement.showing import tell_of_clash
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import went

BUTTONS = ("write", "choose", "withdraw")


@dataclass(frozen=True)
class Verbs:
    """What the buttons of a page do. write: keeps a further version from its form; choose: lets a version
    count, for a reason; withdraw: for a reason. name: how the whole is spoken of, as F3; called: how a
    sentence goes on, "the finding"; kept: how one begins. after: where withdrawal leads.
    """

    write: Callable[[Any], Any]
    choose: Callable[[Any, str], object]
    withdraw: Callable[[str], object]
    name: str
    called: str
    kept: str
    after: str


@dataclass(frozen=True)
class Shown:
    """The forms of a page by their buttons, the one that was sent, and where to go once it was done."""

    forms: dict[str, forms.Form]
    form: forms.Form | None = None
    answer: HttpResponse | None = None


def done_or_shown(
    request: HttpRequest,
    stands: Standing,
    one: Finding | Statement,
    every: list[Any],
    write_form: Callable[[HttpRequest | None], forms.Form],
    verbs: Verbs,
) -> Shown:
    """Do what a button of the page asks, or show its forms again with what was wrong.

    every: all its versions, oldest first. write_form: the form of a further version, filled in from a request
    where there is one. Raises Refused for whoever may not write, and Http404 for a version that there is not.
    """
    sent = next((name for name in BUTTONS if name in request.POST), "")
    if request.method == "POST" and not stands.may("write judgements"):
        raise Refused(refusal("write judgements"))
    shown: dict[str, forms.Form] = {}
    if stands.may("write judgements") and stands.activity.state == "open" and one.withdrawn_at is None:
        shown["write"] = write_form(request if sent == "write" else None)
        shown["withdraw"] = WhyForm(
            request.POST if sent == "withdraw" else None,
            prefix="withdraw",
            label="Why it is withdrawn",
            missing=f"Say why {verbs.called} is withdrawn.",
        )
        if unread(every):
            shown["choose"] = choose_form(request if sent == "choose" else None)
    form = shown.get(sent)
    if sent and form is None:
        messages.warning(
            request, f"Nothing was changed: {verbs.called} had moved on. This is how it stands now."
        )
        return Shown(shown, None, redirect(request.path))
    if form is not None and form.is_valid() and went(form, lambda: _done(request, sent, form, every, verbs)):
        return Shown(shown, form, redirect(verbs.after if sent == "withdraw" else request.path))
    return Shown(shown, form)


def choose_form(request: HttpRequest | None) -> WhyForm:
    """Which of two versions counts, and why."""
    return WhyForm(
        request.POST if request else None,
        prefix="choose",
        label="Why this one counts",
        missing="Say why this version counts.",
    )


def version_called(every: list[Any], key: str) -> Any:
    """The version with this key. Raises Http404."""
    found = next((one for one in every if one.key == key), None)
    if found is None:
        raise Http404("There is no such version.")
    return found


def _done(request: HttpRequest, sent: str, form: forms.Form, every: list[Any], verbs: Verbs) -> None:
    if sent == "write":
        made = verbs.write(form)
        if made.chosen:
            messages.success(request, f"{verbs.kept} is kept.")
        else:
            tell_of_clash(request, made.beside)
    elif sent == "choose":
        verbs.choose(version_called(every, request.POST["choose"]), form.cleaned_data["why"])
        messages.success(request, "This version counts now.")
    else:
        verbs.withdraw(form.cleaned_data["why"])
        messages.success(request, f"{verbs.name} is withdrawn. It stays on record.")
