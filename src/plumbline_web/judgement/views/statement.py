"""One statement: written, changed, seen as it was, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement import actions
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.forms import StatementForm, WhyForm
from plumbline_web.judgement.kept import newest, unread
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import at_hand, history, page_href, tell_of_clash, way_back
from plumbline_web.judgement.states import STATEMENT_KINDS, STATEMENTS_ADDED
from plumbline_web.judgement.views.statements import name_of, owners
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import went


@judging("write judgements")
def write_statement(request: HttpRequest, stands: Standing) -> HttpResponse:
    """A new statement of the kind that the address names."""
    kind = request.GET.get("kind", "key_message")
    if kind not in STATEMENT_KINDS:
        raise Http404("There is no such kind of statement.")
    held = Held(stands.activity)
    form = _form(request if request.method == "POST" else None, stands, held, kind, None)
    if (
        request.method == "POST"
        and form.is_valid()
        and went(form, lambda: _say(stands, form, kind, None, []))
    ):
        messages.success(request, f"The {STATEMENT_KINDS[kind].lower()} is kept.")
        return redirect(page_href(stands, "statements"))
    return render(
        request,
        "judgement/statement.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "kind": STATEMENTS_ADDED[kind],
            "forms": {"write": form} if stands.activity.state == "open" else {},
            "form": form,
            "breadcrumbs": _way(stands),
        },
        status=422 if form.errors else 200,
    )


@judging("see judgements")
def statement(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """One statement as it stands, and every version of it."""
    found = stands.activity.statements.select_related("within", "withdrawn_by")
    one = get_object_or_404(found, key=key)
    held = Held(stands.activity)
    every = list(one.versions.select_related("by").prefetch_related("owners", "pieces"))
    version = newest(every)
    sent = next((name for name in ("write", "choose", "withdraw") if name in request.POST), "")
    if request.method == "POST" and not stands.may("write judgements"):
        raise Refused(refusal("write judgements"))
    shown: dict[str, forms.Form] = {}
    if stands.may("write judgements") and stands.activity.state == "open" and one.withdrawn_at is None:
        shown["write"] = _form(request if sent == "write" else None, stands, held, one.kind, version)
        shown["withdraw"] = WhyForm(
            request.POST if sent == "withdraw" else None,
            prefix="withdraw",
            label="Why it is withdrawn",
            missing="Say why it is withdrawn.",
        )
        if unread(every):
            shown["choose"] = WhyForm(
                request.POST if sent == "choose" else None,
                prefix="choose",
                label="Why this one counts",
                missing="Say why this version counts.",
            )
    form = shown.get(sent)
    if sent and form is None:
        messages.warning(request, "Nothing was changed: it had moved on. This is how it stands now.")
        return redirect(request.path)
    if (
        form is not None
        and form.is_valid()
        and went(form, lambda: _done(request, stands, sent, form, one, every))
    ):
        return redirect(page_href(stands, "statements") if sent == "withdraw" else request.path)
    titles = {each.code: each.name for each in held.asked}
    return render(
        request,
        "judgement/statement.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "kind": STATEMENT_KINDS[one.kind],
            "one": one,
            "name": name_of(one),
            "within": name_of(one.within) if one.within else "",
            "version": version,
            "text": printed(version.text, held.quantities) if version else "",
            "indicators": [titles.get(code, code) for code in version.indicators] if version else [],
            "owners": owners(version) if version else [],
            "pieces": [f"E{each.number} {each.title}" for each in version.pieces.all()] if version else [],
            "in_the_way": list(held.in_the_way_of_statement(one, version))
            if version and one.withdrawn_at is None
            else [],
            "beside": unread(every),
            "history": history(every),
            "forms": shown,
            "form": form,
            "breadcrumbs": _way(stands),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _way(stands: Standing) -> list[tuple[str, str]]:
    return way_back(stands, ("What is said to the service", page_href(stands, "statements")))


def _form(
    request: HttpRequest | None,
    stands: Standing,
    held: Held,
    kind: str,
    version: StatementVersion | None,
) -> StatementForm:
    named = {one.number for one in version.pieces.all()} if version else set()
    return StatementForm(
        request.POST if request else None,
        kind=kind,
        version=version,
        asked=held.asked,
        areas=held.statements["area"],
        subjects=held.subjects,
        evidence=at_hand(stands, held, None, None, named),
    )


def _say(
    stands: Standing, form: StatementForm, kind: str, one: Statement | None, every: list[StatementVersion]
) -> StatementVersion:
    given = form.cleaned_data
    return actions.say(
        by=stands.account,
        activity=stands.activity,
        kind=kind,
        text=given["text"],
        statement=one,
        within=form.areas.get(given.get("within", "")),
        indicators=given["indicators"],
        owners=[form.owning[slug] for slug in given.get("owners", ())],
        others=given.get("others", ()),
        pieces=Piece.objects.filter(activity=stands.activity, key__in=given.get("pieces", ())),
        why=given.get("why", ""),
        based_on=form.over(every),
    )


def _done(
    request: HttpRequest,
    stands: Standing,
    sent: str,
    form: Any,
    one: Statement,
    every: list[StatementVersion],
) -> None:
    if sent == "write":
        made = _say(stands, form, one.kind, one, every)
        if made.chosen:
            messages.success(request, f"{name_of(one)} is kept.")
        else:
            tell_of_clash(request, made.beside)
    elif sent == "choose":
        version = next((each for each in every if each.key == request.POST["choose"]), None)
        if version is None:
            raise Http404("There is no such version.")
        actions.choose_statement(by=stands.account, version=version, why=form.cleaned_data["why"])
        messages.success(request, "This version counts now.")
    else:
        actions.withdraw_statement(by=stands.account, statement=one, why=form.cleaned_data["why"])
        messages.success(request, f"{name_of(one)} is withdrawn. It stays on record.")
