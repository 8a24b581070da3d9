"""Every component on one page, with believable contents, for tests alone: its addresses, forms and views."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.generic import RedirectView

from factories.project_files import ROOT
from plumbline.publishing.drawing import Spot, trend
from plumbline_web import settings as site

TEMPLATES: list[dict[str, Any]] = deepcopy(site.TEMPLATES)
TEMPLATES[0]["DIRS"].append(ROOT / "tests" / "pages" / "templates")
TEMPLATES[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]

TEAMS = (("north", "North team"), ("south", "South team"), ("unpaid", "Unpaid work team"))
SIDES = (
    ("Service’s side", (("worker_absent", "Worker absent"),)),
    ("Client’s side", (("client_absent", "Client absent"),)),
)


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the council", help_text="As it is written in letters.")
    about = forms.CharField(label="What changed", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    as_at = forms.DateField(label="As-at date", help_text="For example, 31/03/2026.")
    months = forms.IntegerField(label="Months to keep case rows", min_value=1)
    team = forms.ChoiceField(label="Team", choices=(("", "All teams"), *TEAMS))
    side = forms.ChoiceField(
        label="Whose side", choices=SIDES, widget=forms.RadioSelect, help_text="Choose one."
    )
    teams = forms.MultipleChoiceField(label="Teams", choices=TEAMS, widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="I have checked that no names are in it")
    tables = forms.FileField(label="Extract", help_text="A zip file or a workbook.")
    kept = forms.CharField(widget=forms.HiddenInput, initial="kept")


class Narrowing(forms.Form):
    """A filter of a list."""

    team = forms.ChoiceField(label="Team", choices=(("", "All teams"), *TEAMS), required=False)
    since = forms.DateField(label="Due since", required=False)


class Files(forms.Field):
    """Several files at once; what arrives is not looked at here."""

    class Widget(forms.FileInput):
        allow_multiple_selected = True

    widget = Widget(attrs={"multiple": True})


class Loading(forms.Form):
    """A drop zone for a folder."""

    files = Files(
        label="Extract", help_text="Drop a folder, a zip file or a workbook here, or choose its files."
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of a page is given."""
    names = ("Overview", "Standards", "Cases", "Falls due", "Compare", "Data quality", "Extracts", "Reports")
    return {
        "organisation": SimpleNamespace(name="Ardmore and Inverlochy Health and Social Care Partnership"),
        "organisation_href": "/",
        "as_at": date(2026, 3, 31),
        "as_at_note": "an earlier run",
        "change_href": "/change",
        "demonstration": True,
        "user": SimpleNamespace(
            is_authenticated=True, name="Isla Fraser-Macdonald", email="isla@example.org"
        ),
        "navigation": [{"label": one, "href": f"/{at}", "current": at == 1} for at, one in enumerate(names)],
        "breadcrumbs": [("Overview", "/"), ("First direct contact", "/standard")],
    }


def everything(request: HttpRequest) -> HttpResponse:
    """The page of all components; where something was sent, with its errors."""
    form = Everything(request.POST, request.FILES) if request.method == "POST" else Everything()
    narrowing = Narrowing(request.GET) if "team" in request.GET else Narrowing()
    spots = [
        Spot(f"{month} 2025", value, 0.5, 0.8, 0.65, mark)
        for month, value, mark in (
            *(("Apr", 0.61, "none"), ("May", 0.66, "none"), ("Jun", 0.45, "worse")),
            *(("Jul", 0.7, "none"), ("Aug", 0.85, "better"), ("Sep", 0.72, "incomplete")),
        )
    ]
    return render(
        request,
        "gallery.html",
        frame(request)
        | {
            "form": form,
            "loading": Loading(),
            "narrowing": narrowing,
            "sort": request.GET.get("sort", "due"),
            "page": Paginator(range(1, 2184), 50).get_page(request.GET.get("page")),
            "svg": trend(spots),
            "head": ["Month", "Met", "Judged", "Rate", "What changed"],
            "rows": [
                ["April 2025", 43, 69, "62.3%", "= no real change"],
                ["May 2025", 46, 70, "65.7%", "+ one more"],
                ["June 2025", 31, 69, "44.9%", "−20 points"],
            ],
            "numbers": [2, 3, 4],
            "facts": [
                {"key": "Kind", "value": "Partnership"},
                {"key": "Case rows are kept for", "value": "24 months", "href": "/keep", "action": "Change"},
            ],
            "tasks": [
                {"label": "Load an extract", "href": "/load", "status": "Done", "colour": "green"},
                {"label": "Look at its faults", "href": "/faults", "hint": "3 errors", "status": "To do"},
                {"label": "Take it", "status": "Cannot start yet", "colour": "grey"},
            ],
            "consequences": ["12,480 case rows are removed.", "All figures stay."],
            "kept": [("run", "4f2a")],
        },
    )


def work(request: HttpRequest) -> HttpResponse:
    """How far a piece of work is: a quarter further each time it is asked, then over."""
    at = int(request.GET.get("at", "0"))
    context = {"label": "Checking the extract", "doing": "contacts", "share": at / 4, "leave": True}
    if at < 4:
        context["poll_href"] = f"/work?at={at + 1}"
    return render(request, "components/progress.html", context)


def plain(request: HttpRequest) -> HttpResponse:
    """A page with nothing given to it."""
    return render(request, "base.html")


def wrong(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages for what goes wrong."""
    return render(request, f"{name}.html")


def signed_in(request: HttpRequest) -> HttpResponse:
    """A page of somebody signed in for ten minutes and one hour."""
    session = {"seconds": 4200, "stay_href": request.GET.get("stay", "/plain"), "sign_in_href": "/sign-in"}
    return render(request, "base.html", {"session": session})


urlpatterns = [
    path("signed-in", signed_in, name="signed_in"),
    path("wrong/<str:name>", wrong, name="wrong"),
    path("", everything, name="home"),
    path("work", work, name="work"),
    path("leads-away", RedirectView.as_view(url="/plain")),
    path("plain", plain, name="plain"),
    path("account", plain, name="account"),
    path("sign-out", plain, name="account_logout"),
    path("sign-in", plain, name="account_login"),
    path("accessibility", plain, name="accessibility"),
    path("privacy", plain, name="privacy"),
    path("help", plain, name="help"),
]
