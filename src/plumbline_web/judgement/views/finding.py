"""Write a finding under an indicator; change it, see what it was, withdraw it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement import actions
from plumbline_web.judgement.asked import Asked
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.forms import FindingForm
from plumbline_web.judgement.kept import newest, unread
from plumbline_web.judgement.models import Finding, FindingVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import (
    asked_for,
    at_hand,
    evaluation_href,
    history,
    service_asked_for,
    shown_piece,
    way_back,
)
from plumbline_web.judgement.states import SIDES
from plumbline_web.judgement.views.versioned import Verbs, done_or_shown
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import went


@judging("write judgements")
def write_finding(request: HttpRequest, stands: Standing, indicator: str) -> HttpResponse:
    """A new finding, with the evidence that is tied to its indicator at hand."""
    asked = asked_for(stands, indicator)
    held = Held(stands.activity)
    subject, _ = service_asked_for(request, held)
    form = _form(request if request.method == "POST" else None, stands, held, asked, None, subject)
    if request.method == "POST" and form.is_valid():
        about = form.subjects.get(form.cleaned_data.get("service", ""))
        if went(form, lambda: _write(stands, form, asked, None, about, None)):
            messages.success(request, "The finding is kept.")
            return redirect(evaluation_href(stands, held, about or subject, asked.code))
    return render(
        request,
        "judgement/finding.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "asked": asked,
            "forms": {"write": form} if stands.activity.state == "open" else {},
            "form": form,
            "breadcrumbs": _way(stands, held, asked, subject),
        },
        status=422 if form.errors else 200,
    )


@judging("see judgements")
def finding(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """One finding as it stands, and every version of it."""
    one = get_object_or_404(stands.activity.findings.select_related("subject__organisation"), key=key)
    asked = asked_for(stands, one.indicator)
    held = Held(stands.activity)
    subject = one.subject or held.subjects[0]
    every = list(one.versions.select_related("by").prefetch_related("weighed__piece"))
    version = newest(every)
    verbs = Verbs(
        write=lambda form: _write(stands, form, asked, one, one.subject, every),
        choose=lambda of, why: actions.choose_finding(by=stands.account, version=of, why=why),
        withdraw=lambda why: actions.withdraw_finding(by=stands.account, finding=one, why=why),
        name=f"F{one.number}",
        called="the finding",
        kept="The finding",
        after=evaluation_href(stands, held, subject, asked.code),
    )
    shown = done_or_shown(
        request,
        stands,
        one,
        every,
        lambda given: _form(given, stands, held, asked, version, one.subject),
        verbs,
    )
    if shown.answer is not None:
        return shown.answer
    weighed = {each.piece.number: each.side for each in version.weighed.all()} if version else {}
    pieces = [
        (shown_piece(stands, held, each), SIDES[weighed[each.number]])
        for each in held.pieces
        if each.number in weighed
    ]
    return render(
        request,
        "judgement/finding.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "asked": asked,
            "one": one,
            "version": version,
            "text": printed(version.text, held.quantities) if version else "",
            "in_the_way": held.in_the_way_of_finding(one, version)
            if version and one.withdrawn_at is None
            else (),
            "beside": unread(every),
            "history": history(every),
            "forms": shown.forms,
            "form": shown.form,
            "pieces": pieces,
            "breadcrumbs": _way(stands, held, asked, subject),
        },
        status=422 if shown.form is not None and shown.form.errors else 200,
    )


def _way(stands: Standing, held: Held, asked: Asked, subject: Subject) -> list[tuple[str, str]]:
    return way_back(stands, (asked.name, evaluation_href(stands, held, subject, asked.code)))


def _named(version: FindingVersion | None) -> set[int]:
    return {one.piece.number for one in version.weighed.all()} if version else set()


def _form(
    request: HttpRequest | None,
    stands: Standing,
    held: Held,
    asked: Asked,
    version: FindingVersion | None,
    subject: Subject | None,
) -> FindingForm:
    """The form, with the evidence tied to the indicator and what the finding names already."""
    about = subject if version is not None or len(held.subjects) == 1 else None
    evidence = at_hand(stands, held, asked.code, about, _named(version))
    numbers = {one.name: one.key for one in evidence}
    sides = {
        numbers[f"E{one.piece.number}"]: one.side
        for one in (version.weighed.all() if version else ())
        if f"E{one.piece.number}" in numbers
    }
    return FindingForm(
        request.POST if request else None,
        version=version,
        evidence=evidence,
        sides=sides,
        subjects=held.subjects,
        chosen=subject,
    )


def _write(
    stands: Standing,
    form: FindingForm,
    asked: Asked,
    one: Finding | None,
    subject: Subject | None,
    every: list[FindingVersion] | None,
) -> FindingVersion:
    given = form.cleaned_data
    pieces = {each.key: each for each in Piece.objects.filter(activity=stands.activity)}
    return actions.write_finding(
        by=stands.account,
        activity=stands.activity,
        indicator=asked.code,
        kind=given["kind"],
        text=given["text"],
        pieces_for=[pieces[key] for key in form.on("for")],
        pieces_against=[pieces[key] for key in form.on("against")],
        subject=subject,
        finding=one,
        why=given.get("why", ""),
        based_on=form.over(every or []),
    )
