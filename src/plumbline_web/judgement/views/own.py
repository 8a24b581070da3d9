"""How a service evaluates itself: written by the service, seen by the team beside its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.judgement import actions
from plumbline_web.judgement.asked import asked_of
from plumbline_web.judgement.forms import OwnForm, WhyForm
from plumbline_web.judgement.kept import newest, unread
from plumbline_web.judgement.own_words import own_words
from plumbline_web.judgement.showing import (
    asked_for,
    grade_of,
    history,
    page_href,
    tell_of_clash,
    under_questions,
)
from plumbline_web.judgement.views.versioned import choose_form, version_called
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing, scale_of
from plumbline_web.scrutiny.showing import crumbs, went


@in_activity("write own evaluation")
def own(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Each indicator with what the service has written of itself. Nothing of the team's stands here."""
    subject, scale = stands.own[0], scale_of(stands.activity)
    found = stands.activity.evaluations.filter(whose="service", subject=subject).prefetch_related(
        "versions__by"
    )
    held = {one.indicator: newest(one.versions.all()) for one in found}
    judged = [one for one in asked_of(stands.activity) if one.judged]
    return render(
        request,
        "judgement/own.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "service": subject,
            "graded": scale is not None,
            "groups": [
                (
                    question,
                    [
                        {
                            "asked": one,
                            "version": held.get(one.code),
                            "grade": grade_of(scale, version.grade)
                            if (version := held.get(one.code))
                            else None,
                            "href": page_href(stands, "own_evaluation", indicator=one.code),
                        }
                        for one in each
                    ],
                )
                for question, each in under_questions(judged)
            ],
            "written": sum(one.code in held for one in judged),
            "judged": len(judged),
            "breadcrumbs": crumbs(stands),
        },
    )


@in_activity("write own evaluation")
def own_evaluation(request: HttpRequest, stands: Standing, indicator: str) -> HttpResponse:
    """One indicator: grade and reasons in the service's own words, with every version it wrote."""
    asked = asked_for(stands, indicator, judged=True)
    subject, scale = stands.own[0], scale_of(stands.activity)
    one = stands.activity.evaluations.filter(whose="service", subject=subject, indicator=asked.code).first()
    every = list(one.versions.select_related("by").prefetch_related("pieces")) if one else []
    version = newest(every)
    said = own_words(subject).get(asked.code) if version is None else None
    form = OwnForm(
        request.POST if request.method == "POST" and "choose" not in request.POST else None,
        scale=scale,
        version=version,
        begin={"grade": said.grade, "rationale": said.words} if said else {},
    )
    writes = stands.activity.state == "open"
    chooses = choose_form(request if "choose" in request.POST else None) if unread(every) and writes else None
    if "choose" in request.POST:
        if chooses is None:
            messages.warning(request, "Nothing was changed: somebody has chosen. This is how it stands now.")
            return redirect(request.path)
        if chooses.is_valid() and went(chooses, lambda: _chosen(request, stands, every, chooses)):
            return redirect(request.path)
    elif (
        request.method == "POST"
        and form.is_valid()
        and went(form, lambda: _written(request, stands, form, subject, asked.code, every))
    ):
        return redirect(request.path if unread_now(stands, subject, asked.code) else page_href(stands, "own"))
    sent = chooses if chooses is not None and chooses.is_bound else form
    return render(
        request,
        "judgement/own_evaluation.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "asked": asked,
            "scale": scale,
            "version": version,
            "grade": grade_of(scale, version.grade) if version else None,
            "beside": unread(every),
            "said": said,
            "history": history(every, scale),
            "writes": writes,
            "write_form": form,
            "choose_form": chooses,
            "form": sent,
            "breadcrumbs": [*crumbs(stands), ("Own evaluation", page_href(stands, "own"))],
        },
        status=422 if sent.errors else 200,
    )


def unread_now(stands: Standing, subject: Subject, code: str) -> bool:
    """Whether two versions of an own evaluation wait for somebody to choose."""
    one = stands.activity.evaluations.filter(whose="service", subject=subject, indicator=code).first()
    return bool(one and unread(one.versions.all()))


def _chosen(request: HttpRequest, stands: Standing, every: list[object], form: WhyForm) -> None:
    version = version_called(every, request.POST["choose"])
    actions.choose_evaluation(by=stands.account, version=version, why=form.cleaned_data["why"])
    messages.success(request, "This version counts now.")


def _written(
    request: HttpRequest, stands: Standing, form: OwnForm, subject: Subject, code: str, every: list[object]
) -> None:
    given = form.cleaned_data
    made = actions.write_evaluation(
        by=stands.account,
        subject=subject,
        indicator=code,
        grade=given.get("grade"),
        rationale=given["rationale"],
        pieces=(),
        why=given.get("why", ""),
        whose="service",
        based_on=form.over(every),
    )
    if made.chosen:
        messages.success(request, "Your own evaluation is kept. The team sees it.")
    else:
        tell_of_clash(request, made.beside)
