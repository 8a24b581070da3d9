"""What people wrote in a survey: read by the lead, then released or kept back, one by one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.voices import actions
from plumbline_web.voices.filling import instrument_of
from plumbline_web.voices.forms import RemarkForm
from plumbline_web.voices.queries import surveys_of
from plumbline_web.voices.states import REMARK_WORDS

ON_A_PAGE = 20
COLOURS = {"unread": "blue", "released": "green", "held": "grey"}


@in_activity("read what was written")
def remarks(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """Each as it was written, with what others will read of it."""
    survey = get_object_or_404(surveys_of(stands), key=key)
    failed: forms.Form | None = None
    sent = request.POST.get("remark", "")
    if request.method == "POST":
        one = get_object_or_404(survey.remarks, key=sent if sent.isalnum() else "")
        form = RemarkForm(request.POST, prefix=one.key)
        shown = request.POST.get(f"{one.key}-shown", "")

        def do() -> None:
            if "hold" in request.POST:
                actions.hold_remark(by=stands.account, remark=one)
            else:
                actions.release_remark(by=stands.account, remark=one, shown=shown)

        if form.is_valid() and went(form, do, "shown"):
            messages.success(request, "Kept back." if "hold" in request.POST else "Released.")
            return redirect(f"{request.path}?page={_page(request)}")
        failed = form
    labels = {
        one.path: next(iter(one.labels.values()), one.name) for one in instrument_of(survey.form).questions()
    }
    found = survey.remarks.all() if not survey.is_open else survey.remarks.none()
    page = Paginator(found, ON_A_PAGE).get_page(_page(request))
    shown_ones = [
        {
            "one": one,
            "asked": labels.get(one.path, one.path),
            "colour": COLOURS[one.state],
            "form": failed
            if failed is not None and sent == one.key
            else RemarkForm(prefix=one.key, initial={"shown": one.shown or one.original}),
        }
        for one in page
    ]
    counts = {
        state: survey.remarks.filter(state=state).count() if not survey.is_open else 0
        for state in REMARK_WORDS
    }
    return render(
        request,
        "voices/remarks.html",
        {
            "activity": stands.activity,
            "survey": survey,
            "remarks": shown_ones,
            "page": page,
            "counts": counts,
            "form": failed,
            "runs": stands.activity.state == "open",
            "breadcrumbs": [
                *crumbs(stands),
                ("Forms and surveys", href(stands, "voices:forms")),
                (survey.title, href(stands, "voices:survey", key=survey.key)),
            ],
        },
        status=422 if failed is not None else 200,
    )


def _page(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    return int(written) if written.isdecimal() and len(written) < 6 else 1
