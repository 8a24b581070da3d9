"""The mappings that are kept: each to download or to end, and files to add."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.actions import end_mapping, keep_mapping
from plumbline_web.records.mapping_forms import UploadForm
from plumbline_web.records.queries import mappings_of


@needs("load records")
def mappings(request: HttpRequest, seen: Access) -> HttpResponse:
    """What is offered with each upload."""
    form = UploadForm()
    if request.method == "POST" and "end" in request.POST:
        one = mappings_of(seen).filter(key=request.POST["end"]).first()
        if one is None:
            messages.warning(request, "That mapping was ended already.")
        else:
            end_mapping(by=seen.account, mapping=one)
            messages.success(request, f"“{one.name}” is offered no longer. Extracts read with it keep it.")
        return redirect("records:mappings", organisation=seen.organisation.slug)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            name = form.cleaned_data["name"]
            try:
                keep_mapping(
                    by=seen.account,
                    organisation=seen.organisation,
                    name=name,
                    text=form.cleaned_data["file"],
                )
            except PlumblineError as refused:
                form.add_error("file", str(refused).splitlines())
            else:
                messages.success(request, f"“{name}” is kept, and offered with the next upload.")
                return redirect("records:mappings", organisation=seen.organisation.slug)
    return render(
        request,
        "records/mappings.html",
        {
            "form": form,
            "mappings": mappings_of(seen).annotate(used=Count("extracts")),
            "breadcrumbs": [("Extracts", reverse("records:extracts", args=[seen.organisation.slug]))],
        },
        status=422 if form.errors else 200,
    )


@needs("load records")
def mapping_file(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """A mapping as the file that the command line takes too."""
    one = get_object_or_404(mappings_of(seen), key=key)
    record(
        "exported mapping",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"mapping:{one.key}",
    )
    return HttpResponse(
        one.text,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mapping.toml"'},
    )
