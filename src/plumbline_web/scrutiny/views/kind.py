"""One kind of activity described; copied, edited as text, downloaded, ended."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.scrutiny.activities import template_text
from plumbline.scrutiny.activity_form import (
    EVIDENCE,
    FILLED_BY,
    FORMS,
    INSTRUMENTS,
    KINDS,
    OUTPUTS,
    PARTS,
    THEMES,
    WHO,
)
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.kind_forms import TextForm
from plumbline_web.scrutiny.kinds import Kind, judged_by, kind_called
from plumbline_web.scrutiny.models import OwnTemplate
from plumbline_web.scrutiny.showing import went


@needs("see activities")
def kind(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Its stages, what is judged, gathered and given out, and where that is known from."""
    one = _called(seen, code)
    may = seen.may("open an activity")
    if request.method == "POST":
        if not may:
            raise Refused(refusal("open an activity"))
        if one.own is None:
            raise Http404("A kind that is shipped cannot be ended.")
        try:
            actions.end_own(by=seen.account, one=one.own)
        except actions.ScrutinyRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"“{one.title}” is offered no longer. Activities opened with it keep it."
            )
            return redirect("scrutiny:kinds", organisation=seen.organisation.slug)
    template = one.template
    framework, scale = judged_by(template, seen.organisation)
    versions = OwnTemplate.objects.filter(organisation=seen.organisation, kind="activity", code=code)
    return render(
        request,
        "scrutiny/kind.html",
        {
            "one": one,
            "template": template,
            "sort": KINDS[template.kind].capitalize(),
            "framework": framework,
            "scale": scale,
            "indicators": _indicators(one, framework),
            "bodies": [f"{body.name} {PARTS[body.part]}" for body in template.bodies],
            "stages": [
                {"stage": stage, "who": ", ".join(WHO[who] for who in stage.who)} for stage in template.stages
            ],
            "themes": [{"theme": theme, "sort": THEMES[theme.kind]} for theme in template.themes],
            "evidence": [(EVIDENCE[piece.kind], piece.what) for piece in template.evidence],
            "outputs": [(OUTPUTS[piece.kind], piece.what, piece.published) for piece in template.outputs],
            "filled": [(FORMS[piece.code], FILLED_BY[piece.filled_by]) for piece in template.forms],
            "instruments": [INSTRUMENTS[piece] for piece in template.records.instruments]
            if template.records
            else [],
            "versions": versions.select_related("made_by").order_by("-made_at") if one.own else [],
            "may": may,
            "breadcrumbs": _crumbs(seen),
        },
    )


@needs("open an activity")
def edit_kind(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """A copy of a shipped kind, or the next version of an own one, as text; all faults are said at once."""
    one = _called(seen, code)
    text = one.own.text if one.own else template_text(replace(one.template, code=f"own_{one.code}"[:60]))
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": text})
    if (
        request.method == "POST"
        and form.is_valid()
        and went(
            form,
            lambda: actions.keep_kind(
                by=seen.account, organisation=seen.organisation, text=form.cleaned_data["text"]
            ),
            "text",
        )
    ):
        messages.success(request, "It is kept. Activities opened from now on are made from it.")
        return redirect("scrutiny:kinds", organisation=seen.organisation.slug)
    return render(
        request,
        "scrutiny/edit_kind.html",
        {
            "one": one,
            "form": form,
            "back": reverse("scrutiny:kind", args=[seen.organisation.slug, code]),
            "breadcrumbs": [
                *_crumbs(seen),
                (one.title, reverse("scrutiny:kind", args=[seen.organisation.slug, code])),
            ],
        },
        status=422 if form.errors else 200,
    )


@needs("see activities")
def kind_file(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """A kind of activity as the file that can be edited elsewhere and brought in again."""
    one = _called(seen, code)
    return HttpResponse(
        one.own.text if one.own else template_text(one.template),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{one.code}.toml"'},
    )


def _called(seen: Access, code: str) -> Kind:
    found = kind_called(seen.organisation, code)
    if found is None:
        raise Http404("There is no such kind of activity.")
    return found


def _crumbs(seen: Access) -> list[tuple[str, str]]:
    slug = seen.organisation.slug
    return [
        ("Scrutiny", reverse("scrutiny:activities", args=[slug])),
        ("Kinds of activity", reverse("scrutiny:kinds", args=[slug])),
    ]


def _indicators(one: Kind, framework: object) -> list[tuple[str, str]]:
    """Each indicator in scope: its code, and its title as the activity words it."""
    return [
        (scope.indicator, scope.worded or framework.indicator(scope.indicator).title)
        for scope in one.template.scope
    ]
