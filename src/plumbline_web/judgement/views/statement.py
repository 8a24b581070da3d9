"""One statement: written, changed, seen as it was, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement import actions
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.forms import StatementForm
from plumbline_web.judgement.kept import newest, unread
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import at_hand, history, page_href, way_back
from plumbline_web.judgement.states import STATEMENT_KINDS, STATEMENTS_ADDED
from plumbline_web.judgement.views.statements import name_of, owners
from plumbline_web.judgement.views.versioned import Verbs, done_or_shown
from plumbline_web.scrutiny.queries import Standing
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
    verbs = Verbs(
        write=lambda form: _say(stands, form, one.kind, one, every),
        choose=lambda of, why: actions.choose_statement(by=stands.account, version=of, why=why),
        withdraw=lambda why: actions.withdraw_statement(by=stands.account, statement=one, why=why),
        name=name_of(one),
        called="it",
        kept=name_of(one),
        after=page_href(stands, "statements"),
    )
    shown = done_or_shown(
        request, stands, one, every, lambda given: _form(given, stands, held, one.kind, version), verbs
    )
    if shown.answer is not None:
        return shown.answer
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
            "forms": shown.forms,
            "form": shown.form,
            "breadcrumbs": _way(stands),
        },
        status=422 if shown.form is not None and shown.form.errors else 200,
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
