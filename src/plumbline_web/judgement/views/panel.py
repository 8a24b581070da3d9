"""The consistency panel: who sits on it, what it has before it, and one evaluation beside others like it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline_web.judgement import actions
from plumbline_web.judgement.consistency import compared, counted, told
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.forms import PanelForm, WhyForm
from plumbline_web.judgement.kept import last_move, panel_of, sits_on_panel
from plumbline_web.judgement.models import Evaluation, PanelMember
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import (
    STATE_COLOURS,
    asked_for,
    dissents_of,
    grade_of,
    page_href,
    service_asked_for,
    way_back,
)
from plumbline_web.people.doors import Refused
from plumbline_web.people.models import Account
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.rules import ALLOWED as ALLOWED_BY_ROLE
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import Standing, one_called
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, went


@judging("sit on the panel")
def panel(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The lead names who sits on it; they find here what waits for them."""
    activity = stands.activity
    names = stands.may("settle judgements") and activity.state == "open"
    if request.method == "POST" and not stands.may("settle judgements"):
        raise Refused(refusal("settle judgements"))
    if request.method == "POST" and "off" in request.POST:
        member = one_called(PanelMember.objects.filter(activity=activity), request.POST["off"])
        try:
            actions.end_panel_member(by=stands.account, member=member)
            messages.success(request, f"{member.account.name} is off the panel.")
        except actions.JudgementRefused as refused:
            messages.warning(request, str(refused))
        return redirect(request.path)
    form = PanelForm(request.POST if request.method == "POST" else None, accounts=could_sit(activity))
    if (
        request.method == "POST"
        and form.is_valid()
        and went(
            form,
            lambda: actions.name_panel(
                by=stands.account,
                activity=activity,
                account=form.accounts[form.cleaned_data["account"]],
            ),
        )
    ):
        messages.success(request, "They sit on the panel now.")
        return redirect(request.path)
    sits, leads = sits_on_panel(stands.account, activity), stands.may("see judgements")
    return render(
        request,
        "judgement/panel.html",
        {
            "stands": stands,
            "activity": activity,
            "members": panel_of(activity),
            "left": list(activity.panel_members.exclude(left_at=None).select_related("account")),
            "names": names,
            "form": form,
            "sits": sits,
            "sees": sits or leads,
            "waiting": _waiting(stands) if sits or leads else [],
            "breadcrumbs": way_back(stands) if leads else crumbs(stands),
        },
        status=422 if form.errors else 200,
    )


@judging("sit on the panel")
def panel_one(request: HttpRequest, stands: Standing, indicator: str) -> HttpResponse:
    """One evaluation beside those of the same indicator that the same body has settled; agree, or give back.

    Somebody of the panel sees it while it is with the panel, and once it is settled. What other activities
    found is for those of the body whose activity it is, not for a lead of another.
    """
    asked = asked_for(stands, indicator, judged=True)
    held = Held(stands.activity)
    subject, service_form = service_asked_for(request, held)
    one, version = held.evaluation(subject, asked.code)
    _, own = held.evaluation(subject, asked.code, "service")
    sits = sits_on_panel(stands.account, stands.activity)
    leads = stands.may("see judgements")
    if not (sits or leads):
        raise Refused("Only somebody named to the panel, or the lead, sees what is before the panel.")
    seen = one is not None and version is not None and (leads or one.state != "draft")
    shown: dict[str, forms.Form] = {}
    sent = next((name for name in ("agree", "back") if name in request.POST), "")
    if request.method == "POST" and not sits:
        raise Refused("Only somebody named to the panel answers for it.")
    during = last_move(one, "panel") if one else None
    agreed = list(during.agreements.select_related("by")) if during else []
    if sits and one is not None and one.state == "panel" and stands.activity.state == "open":
        shown = {
            "back": WhyForm(
                request.POST if sent == "back" else None,
                prefix="back",
                label="What the panel asks",
                missing="Say what the panel asks.",
            ),
        }
        if stands.account.pk not in {each.by_id for each in agreed}:
            shown["agree"] = WhyForm(
                request.POST if sent == "agree" else None,
                prefix="agree",
                label="What you want to say with it",
            )
    form = shown.get(sent)
    if sent and form is None:
        messages.warning(
            request, "Nothing was changed: it is not with the panel any more, or you have answered."
        )
        return redirect(request.get_full_path())
    if (
        form is not None
        and form.is_valid()
        and went(form, lambda: _answered(request, stands, sent, form, one))
    ):
        return redirect(request.get_full_path() if sent == "agree" else page_href(stands, "panel"))
    return render(
        request,
        "judgement/panel_one.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "asked": asked,
            "service": subject,
            "service_form": service_form,
            "scale": held.scale,
            "one": one if seen else None,
            "version": version if seen else None,
            "colour": STATE_COLOURS[one.state if one and seen else ""],
            "grade": grade_of(held.scale, version.grade) if version and seen else None,
            "rationale": printed(version.rationale, held.quantities) if version and seen else "",
            "would_move": printed(version.would_move, held.quantities) if version and seen else "",
            "findings": [
                (f"F{finding.number}", written.get_kind_display(), printed(written.text, held.quantities))
                for finding, written in held.findings_under(asked.code, subject)
            ]
            if seen
            else [],
            "evidence": counted(held.pieces, asked.code, subject.pk) if seen else (),
            "pieces": told(held.pieces, asked.code, subject.pk, held.quantities) if seen else (),
            "in_the_way": held.left_in_the_way(subject, asked) if seen else (),
            "dissents": dissents_of(one, held.scale) if seen else [],
            "own": own if seen else None,
            "own_grade": grade_of(held.scale, own.grade) if own and seen else None,
            "during": during if seen else None,
            "agreed": agreed if seen else [],
            "compares": sits or "holder" in stands.standings,
            "others": compared(stands.account, stands.activity, subject, asked.code)
            if sits or "holder" in stands.standings
            else [],
            "forms": shown,
            "form": form,
            "breadcrumbs": [
                *(way_back(stands) if leads else crumbs(stands)),
                ("Consistency panel", page_href(stands, "panel")),
            ],
        },
        status=422 if form is not None and form.errors else 200,
    )


def could_sit(activity: Activity) -> list[Account]:
    """Those who could be named: who leads activities of the body, is not on the team and not on the panel."""
    roles = memberships_on(today()).filter(
        organisation=activity.organisation_id, role__in=ALLOWED_BY_ROLE["open an activity"]
    )
    return list(
        Account.objects.filter(pk__in=roles.values("account"))
        .exclude(pk__in=activity.members.filter(left_at=None).values("account"))
        .exclude(pk__in=activity.panel_members.filter(left_at=None).values("account"))
        .order_by("name", "pk")
    )


def _waiting(stands: Standing) -> list[dict[str, object]]:
    """What is with the panel, and what was, in the order in which the activity judges."""
    held = Held(stands.activity)
    found = []
    for asked in held.asked:
        for subject in held.subjects:
            one, version = held.evaluation(subject, asked.code)
            if one is None or version is None or one.state == "draft":
                continue
            grade = grade_of(held.scale, version.grade)
            more = f"service={subject.key}" if len(held.subjects) > 1 else ""
            found.append(
                {
                    "asked": asked,
                    "service": subject.organisation.name if len(held.subjects) > 1 else "",
                    "words": one.get_state_display(),
                    "colour": STATE_COLOURS[one.state],
                    "grade": grade.word if grade else "",
                    "href": page_href(stands, "panel_one", more, indicator=asked.code),
                }
            )
    return found


def _answered(
    request: HttpRequest, stands: Standing, sent: str, form: forms.Form, one: Evaluation | None
) -> None:
    if one is None:
        raise Http404("There is no such evaluation.")
    if sent == "agree":
        actions.agree(by=stands.account, evaluation=one, text=form.cleaned_data["why"])
        messages.success(request, "Your agreement is kept. The lead settles the evaluation.")
    else:
        actions.give_back(by=stands.account, evaluation=one, text=form.cleaned_data["why"])
        messages.success(request, "The evaluation is back with its team, with what you ask.")
