"""One draw: the frozen list, how many, the seed, the sample and its certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.errors import PlumblineError
from plumbline.scrutiny import drawing
from plumbline.scrutiny.certificate import certificate_text
from plumbline.scrutiny.drawing import Allocation
from plumbline.scrutiny.sample_files import certificate_sentences, sample_csv
from plumbline.statistics.rounding import percent_text
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny import frame_files
from plumbline_web.scrutiny.actions.draws import draw_sample, drop_record, preview
from plumbline_web.scrutiny.actions.lists import thaw
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.forms_of_draws import DropForm, GiveUpForm, SeedForm, SizeForm
from plumbline_web.scrutiny.models import Draw, Record
from plumbline_web.scrutiny.queries import Standing, subjects_of
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, href, there
from plumbline_web.scrutiny.trail import record_in

PAGE = 50
FILES = {
    "certificate": ("application/json", "certificate.json"),
    "sample": ("text/csv; charset=utf-8", "sample.csv"),
    "list": ("text/csv; charset=utf-8", "frame.csv"),
}
"""What can be downloaded: name -> type and file name. Each of them names records."""


@in_activity("see the sample")
def draw(request: HttpRequest, stands: Standing, draw: str) -> HttpResponse:
    """Plan and draw it where it is frozen; see it where it is drawn."""
    held = _held(stands, draw)
    may_draw = stands.may("draw the sample") and stands.activity.state == "open"
    sent = next((one for one in ("draw", "give_up") if one in request.POST), "")
    if request.method == "POST" and not stands.may("draw the sample"):
        raise Refused(refusal("draw the sample"))
    strata = [one["stratum"] for one in held.strata]
    planned = request.POST if sent == "draw" else request.GET if "confidence" in request.GET else None
    size = SizeForm(planned, strata=strata, initial={"confidence": "0.95", "margin": 5})
    seed = SeedForm(request.POST if sent == "draw" else None)
    give_up = GiveUpForm(request.POST if sent == "give_up" else None)
    form: forms.Form | None = {"draw": seed, "give_up": give_up}.get(sent)
    allocation = _planned(held, size) if held.state == "frozen" and may_draw else None
    if form is not None and form.is_valid() and (sent != "draw" or allocation is not None):
        try:
            if sent == "draw":
                draw_sample(by=stands.account, draw=held, **seed.cleaned_data, **size.asked())
                messages.success(request, "The sample is drawn, and its certificate made.")
            else:
                thaw(by=stands.account, draw=held, why=give_up.cleaned_data["why"])
                messages.success(request, "The list is given up. Freeze another.")
                return redirect(href(stands, "scrutiny:draws"))
            return redirect(request.path)
        except PlumblineError as refused:
            form.add_error(None, str(refused))
    wrong = next((one for one in (size, form) if one is not None and one.is_bound and one.errors), None)
    context: dict[str, Any] = {
        "stands": stands,
        "activity": stands.activity,
        "draw": held,
        "subject": held.subject,
        "may_draw": may_draw,
        "size": size,
        "seed": seed,
        "give_up": give_up,
        "practice_href": there(stands, "reading:practice") if stands.may("deal records") else "",
        "dealing_href": there(stands, "reading:dealing"),
        "form": wrong,
        "allocation": _shown(allocation) if allocation else None,
        "breadcrumbs": [*crumbs(stands), ("Sample", href(stands, "scrutiny:draws"))],
    }
    if held.state == "drawn":
        sees = _sees_references(stands, held)
        page = Paginator(
            held.records.select_related("instead_of", "replaced_by").order_by(
                "practice", "stratum", "position"
            ),
            PAGE,
        ).get_page(request.GET.get("page"))
        context |= {
            "sentences": certificate_sentences(held.certificate),
            "records": page.object_list,
            "page": page,
            "sees_references": sees,
            "files": sorted(FILES) if sees else [],
        }
    refused = wrong is not None and request.method == "POST"  # asking what a size would give refuses nothing
    return render(request, "scrutiny/draw.html", context, status=422 if refused else 200)


@in_activity("replace a record")
def drop(request: HttpRequest, stands: Standing, draw: str, record: str) -> HttpResponse:
    """Take a record out of the sample, with a reason; the next of its stratum takes its place."""
    held = _held(stands, draw)
    one = get_object_or_404(Record, key=record, draw=held)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            instead = drop_record(by=stands.account, record=one, **form.cleaned_data)
        except PlumblineError as refused:
            form.add_error(None, str(refused))
        else:
            said = (
                "The next of its stratum takes its place." if instead else "Its stratum has no record left."
            )
            messages.success(request, f"The record is taken out of the sample. {said}")
            return redirect(href(stands, "scrutiny:draw", draw=held.key))
    return render(
        request,
        "scrutiny/drop.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "record": one,
            "form": form,
            "cancel_href": href(stands, "scrutiny:draw", draw=held.key),
            "breadcrumbs": [
                *crumbs(stands),
                ("Sample", href(stands, "scrutiny:draws")),
                (held.subject.organisation.name, href(stands, "scrutiny:draw", draw=held.key)),
            ],
        },
        status=422 if form.errors else 200,
    )


@in_activity("see the sample")
def draw_file(request: HttpRequest, stands: Standing, draw: str, name: str) -> HttpResponse:
    """The certificate, the sample or the list as a file, for those who may see the references."""
    held = _held(stands, draw)
    if name not in FILES or held.state != "drawn":
        raise Http404("There is no such file.")
    if not _sees_references(stands, held):
        raise Refused(
            "Only the service may have a file with references of records in it, and the lead as long as the "
            "activity and the grant for it are open."
        )
    kind, file_name = FILES[name]
    if name == "list":
        content = (held.folder / frame_files.FRAME).read_bytes()
    elif name == "certificate":
        content = certificate_text(held.certificate).encode()
    else:
        frame = frame_files.frame_of(held)
        allocation = preview(held, held.plan["asked"])
        content = sample_csv(drawing.draw(frame, allocation, held.seed)).encode()
    record_in(
        stands.activity,
        "exported sample",
        by=stands.account,
        draw=held.key,
        file=name,
    )
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _held(stands: Standing, key: str) -> Draw:
    return get_object_or_404(
        Draw.objects.select_related(
            "subject__organisation", "subject__activity__organisation", "frozen_by", "drawn_by"
        ),
        key=key,
        subject__in=subjects_of(stands),
    )


def _sees_references(stands: Standing, held: Draw) -> bool:
    """References are for the lead, who deals the records, as long as they are open to them, and for the
    service, whose they are."""
    return not stands.standings.isdisjoint({"lead", "service"}) and held.subject_id in stands.named


def _planned(held: Draw, size: SizeForm) -> Allocation | None:
    """What the boxes would draw; a first proposal where nothing was asked yet."""
    if not size.is_bound:
        return preview(held, {"margin": 0.05})
    if not size.is_valid():
        return None
    try:
        return preview(held, size.asked())
    except PlumblineError as refused:
        size.add_error(None, str(refused))
        return None


def _shown(allocation: Allocation) -> dict[str, Any]:
    """A plan for the page: how many, the margins, and each stratum."""

    def points(margin: float) -> str:
        return percent_text(round(margin * 1_000_000), 1_000_000, 1)

    return {
        "n": allocation.n,
        "population": allocation.population,
        "margin": points(allocation.margin),
        "weighted": points(allocation.weighted_margin) if len(allocation.strata) > 1 else "",
        "confidence": percent_text(round(allocation.confidence * 1000), 1000, 0),
        "complete": allocation.n == allocation.population,
        "strata": [
            {
                "name": one.stratum,
                "size": one.size,
                "n": one.n,
                "share": percent_text(one.n, one.size, 0),
                "weight": percent_text(one.size, one.n * 100, 2),
            }
            for one in allocation.strata
            if one.stratum
        ],
        "differ": allocation.weights_differ,
    }
