"""The figures of other councils that were brought in: add a file, see what is held, take one out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline_web.compare.actions import bring_in, take_out
from plumbline_web.compare.forms import BringInForm
from plumbline_web.measure.models import OthersMeasures
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("import others' measures")
def others(request: HttpRequest, seen: Access) -> HttpResponse:
    """What is held, with the day it is as at and who brought it in."""
    held = OthersMeasures.objects.filter(organisation=seen.organisation, removed_at__isnull=True)
    here = reverse("compare:others", args=[seen.organisation.slug])
    if request.method == "POST" and (key := request.POST.get("take_out")):
        take_out(by=seen, measures=get_object_or_404(held, key=key))
        messages.success(request, "The figures are left out from now on.")
        return redirect(here)
    form = BringInForm(request.POST, request.FILES) if request.method == "POST" else BringInForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = bring_in(by=seen, text=form.cleaned_data["file"], as_at=form.cleaned_data["as_at"])
        except PlumblineError as wrong:
            form.add_error("file", str(wrong))
        else:
            messages.success(
                request, f"Figures of {', '.join(one.authority for one in made)} are brought in."
            )
            return redirect(here)
    return render(
        request,
        "compare/others.html",
        {
            "form": form,
            "held": held.select_related("imported_by"),
            "breadcrumbs": [("Compare", reverse("compare:compare", args=[seen.organisation.slug]))],
        },
        status=422 if form.errors else 200,
    )
