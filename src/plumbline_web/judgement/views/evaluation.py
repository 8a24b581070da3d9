"""One evaluation: findings with their evidence, the service's own beside, the rationale, what was before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline.scrutiny.weighing.checks import words_that_do_not_hold
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement import actions
from plumbline_web.judgement.asked import Asked
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.forms import DissentForm, EvaluationForm, SettleForm, WhyForm
from plumbline_web.judgement.kept import last_move, panel_of, unread
from plumbline_web.judgement.models import Evaluation, EvaluationVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import (
    STATE_COLOURS,
    AtHand,
    asked_for,
    at_hand,
    changed_since,
    dissents_of,
    evaluation_href,
    grade_of,
    history,
    page_href,
    service_asked_for,
    shown_piece,
    tell_of_clash,
    way_back,
)
from plumbline_web.judgement.views.versioned import choose_form, version_called
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import went

ACTS = {
    "write": "write judgements",
    "check": "write judgements",
    "choose": "write judgements",
    "dissent": "write judgements",
    "give": "settle judgements",
    "take": "settle judgements",
    "settle": "settle judgements",
    "again": "settle judgements",
}
"""The name of a button -> the act that its form is."""


@judging("see judgements")
def evaluation(request: HttpRequest, stands: Standing, indicator: str) -> HttpResponse:
    """What is judged, on what, how far it is, and each step that can be taken now."""
    asked = asked_for(stands, indicator)
    held = Held(stands.activity)
    subject, service_form = service_asked_for(request, held)
    sent = next((one for one in ACTS if one in request.POST), "")
    if request.method == "POST" and sent and not stands.may(ACTS[sent]):
        raise Refused(refusal(ACTS[sent]))
    one, version = held.evaluation(subject, asked.code)
    evidence = _evidence(stands, held, subject, asked, version)
    shown = _forms(request, stands, held, (one, version), asked, evidence, sent, subject)
    form = shown.get(sent if sent != "check" else "write")
    if sent and form is None:
        messages.warning(
            request,
            "Nothing was changed: the evaluation had moved on, or something stands in the way by now. "
            "This is how it stands.",
        )
        return redirect(evaluation_href(stands, held, subject, asked.code))
    preview = None
    if form is not None and sent and form.is_valid():
        if sent == "check":
            preview = _preview(held, subject, form)
        elif went(form, lambda: _done(request, stands, sent, form, subject, asked, one)):
            return redirect(evaluation_href(stands, held, subject, asked.code))
    _, own = held.evaluation(subject, asked.code, "service")
    every = list(one.versions.all()) if one else []
    settled = last_move(one, "settled") if one and one.state == "settled" else None
    return render(
        request,
        "judgement/evaluation.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "asked": asked,
            "service": subject,
            "service_form": service_form,
            "scale": held.scale,
            "one": one,
            "version": version,
            "number": every.index(version) + 1 if version else 0,
            "colour": STATE_COLOURS[one.state if one and version else ""],
            "grade": grade_of(held.scale, version.grade) if version else None,
            "rationale": printed(version.rationale, held.quantities) if version else "",
            "would_move": printed(version.would_move, held.quantities) if version else "",
            "rests_on": [
                piece
                for piece in evidence
                if version and piece.name in {f"E{each.number}" for each in version.pieces.all()}
            ],
            "own": own,
            "own_grade": grade_of(held.scale, own.grade) if own else None,
            "in_the_way": held.left_in_the_way(subject, asked) if asked.judged else (),
            "let_stand": settled.accepted if settled else [],
            "findings": _findings(stands, held, subject, asked),
            "finding_href": page_href(stands, "write_finding", _service(held, subject), indicator=asked.code),
            "writes": stands.may("write judgements") and stands.activity.state == "open",
            "evidence": evidence,
            "preview": preview,
            "beside": unread(every),
            "history": history(every, held.scale),
            "moves": list(one.moves.select_related("by", "version").order_by("-id")) if one else [],
            "changed": changed_since(version, held),
            "dissents": dissents_of(one, held.scale),
            "agreed": _agreed(one),
            "panel": panel_of(stands.activity),
            "forms": shown,
            "form": form if sent else None,
            "breadcrumbs": way_back(stands),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _service(held: Held, subject: Subject) -> str:
    return f"service={subject.key}" if len(held.subjects) > 1 else ""


def _evidence(
    stands: Standing, held: Held, subject: Subject, asked: Asked, version: EvaluationVersion | None
) -> list[AtHand]:
    named = {one.number for one in version.pieces.all()} if version else set()
    for _, finding in held.findings_under(asked.code, subject):
        named.update(one.piece.number for one in finding.weighed.all())
    return at_hand(stands, held, asked.code, subject, named)


def _forms(
    request: HttpRequest,
    stands: Standing,
    held: Held,
    now: tuple[Evaluation | None, EvaluationVersion | None],
    asked: Asked,
    evidence: list[AtHand],
    sent: str,
    subject: Subject,
) -> dict[str, forms.Form]:
    """Each form that fits now and that this person may use, by the name of its button."""
    one, version = now
    if stands.activity.state != "open" or not asked.judged:
        return {}
    state = one.state if one else "draft"

    def data(name: str) -> Any:
        return request.POST if sent == name else None

    made: dict[str, forms.Form] = {}
    if stands.may("write judgements"):
        if state == "draft":
            made["write"] = EvaluationForm(
                request.POST if sent in ("write", "check") else None,
                scale=held.scale,
                version=version,
                evidence=evidence,
            )
            made["write"].why_wanted = sent != "check"
            if one and unread(one.versions.all()):
                made["choose"] = choose_form(request if sent == "choose" else None)
        if version is not None and version.by_id != stands.account.pk:
            made["dissent"] = DissentForm(data("dissent"), scale=held.scale)
    if stands.may("settle judgements") and one is not None and version is not None:
        panel = panel_of(stands.activity)
        agreed = state == "panel" and _agreed(one)
        if state == "draft" and panel:
            made["give"] = WhyForm(data("give"), prefix="give", label="What the panel should look at")
        if (state == "draft" and not panel) or agreed:
            found = held.in_the_way(subject, asked)
            if all(each.may_stand for each in found):
                made["settle"] = SettleForm(data("settle"), obstacles=found)
        if state == "panel":
            made["take"] = WhyForm(
                data("take"), prefix="take", label="Why it is taken back", missing="Say why it is taken back."
            )
        if state == "settled":
            made["again"] = WhyForm(
                data("again"),
                prefix="again",
                label="Why it is opened again",
                missing="Say why it is opened again.",
            )
    return made


def _done(
    request: HttpRequest,
    stands: Standing,
    sent: str,
    form: forms.Form,
    subject: Subject,
    asked: Asked,
    one: Evaluation | None,
) -> None:
    """Do what the form asks, and say so."""
    by, given = stands.account, form.cleaned_data
    every = list(one.versions.all()) if one else []
    if sent == "write":
        made = actions.write_evaluation(
            by=by,
            subject=subject,
            indicator=asked.code,
            grade=given.get("grade"),
            rationale=given["rationale"],
            would_move=given["would_move"],
            why=given.get("why", ""),
            pieces=Piece.objects.filter(activity=stands.activity, key__in=given["pieces"]),
            based_on=form.over(every),
        )
        if made.chosen:
            messages.success(request, "The evaluation is kept.")
        else:
            tell_of_clash(request, made.beside)
    elif sent == "choose":
        version = version_called(every, request.POST["choose"])
        actions.choose_evaluation(by=by, version=version, why=given["why"])
        messages.success(request, "This version counts now.")
    elif sent == "dissent":
        version = version_called(every, request.POST["dissent"])
        actions.dissent(by=by, version=version, text=given["text"], grade=given.get("grade"))
        messages.success(request, "Your dissent is kept.")
    elif sent == "give":
        actions.give_to_panel(by=by, evaluation=one, text=given["why"])
        messages.success(request, "The panel has it now.")
    elif sent == "take":
        actions.take_back(by=by, evaluation=one, why=given["why"])
        messages.success(request, "It is taken back from the panel.")
    elif sent == "settle":
        actions.settle(by=by, evaluation=one, accepted=given)
        messages.success(request, "The evaluation is settled.")
    else:
        actions.open_again(by=by, evaluation=one, why=given["why"])
        messages.success(request, "The evaluation is open again.")


def _preview(held: Held, subject: Subject, form: forms.Form) -> dict[str, Any]:
    """What would print, and what in it does not hold; nothing is kept."""
    given, figures = form.cleaned_data, held.figures(subject)
    return {
        "rationale": printed(given["rationale"], figures),
        "would_move": printed(given["would_move"], figures),
        "wrong": words_that_do_not_hold(given["rationale"], figures, "Rationale"),
    }


def _findings(stands: Standing, held: Held, subject: Subject, asked: Asked) -> list[dict[str, Any]]:
    found = []
    pieces = {one.number: one for one in held.pieces}
    for finding, version in held.findings_under(asked.code, subject):
        sides = {
            side: [
                shown_piece(stands, held, pieces[one.piece.number])
                for one in version.weighed.all()
                if one.side == side and one.piece.number in pieces
            ]
            for side in ("for", "against")
        }
        found.append(
            {
                "one": finding,
                "version": version,
                "text": printed(version.text, held.quantities),
                "for": sides["for"],
                "against": sides["against"],
                "href": page_href(stands, "finding", key=finding.key),
            }
        )
    return found


def _agreed(one: Evaluation | None) -> list[Any]:
    """Those of the panel who have agreed to it, since it was last given to them."""
    during = last_move(one, "panel") if one else None
    return list(during.agreements.select_related("by")) if during else []
