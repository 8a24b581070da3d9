"""One report: how far it is, and its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify

from plumbline.publishing.named_period import named_period, period_words
from plumbline_web.audit.actions import record
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.reports.actions import ask_again
from plumbline_web.reports.queries import reports_of
from plumbline_web.reports.rules import FILES, FORMATS, TYPES


@needs("read reports")
def report(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Its files once they are made; why not, where they could not be."""
    one = get_object_or_404(reports_of(seen), key=key)
    if request.method == "POST":
        if not seen.may("make a report"):
            raise Refused(refusal("make a report"))
        try:
            ask_again(by=seen.account, report=one)
        except ValueError:
            messages.warning(request, "The report is being made already, or is made.")
        return redirect("reports:report", organisation=seen.organisation.slug, key=key)
    files = [
        {"name": name, "words": FORMATS[name], "bytes": (one.folder / FILES[name]).stat().st_size}
        for name in one.formats
        if one.state == "made" and (one.folder / FILES[name]).is_file()
    ]
    return render(
        request,
        "reports/report.html",
        {
            "one": one,
            "as_at": one.run.as_at,
            "of": period_words(named_period(one.period)) if one.period else "the last 12 complete months",
            "files": files,
            "working": one.is_under_way,
            "may_make": seen.may("make a report"),
            "breadcrumbs": [("Reports", reverse("reports:reports", args=[seen.organisation.slug]))],
        },
    )


@needs("read reports")
def progress(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """How far the making is; when it is over the page is loaded anew."""
    one = get_object_or_404(reports_of(seen), key=key)
    if not one.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/progress.html", {"one": one})


@needs("read reports")
def report_file(request: HttpRequest, seen: Access, key: str, name: str) -> HttpResponse:
    """One of its files, to be kept. That it was taken is written down."""
    one = get_object_or_404(reports_of(seen), key=key, state="made")
    path = one.folder / FILES.get(name, "none")
    if name not in one.formats or not path.is_file():
        raise Http404("The report has no such file.")
    record(
        "took report",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"report:{one.key}",
        format=name,
    )
    about = f"{slugify(one.organisation.name)}-{one.period or one.run.as_at}"
    about += "" if one.publish or name == "data" else "-not-for-publication"
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{about}{path.suffix}",
        content_type=TYPES[name],
    )
