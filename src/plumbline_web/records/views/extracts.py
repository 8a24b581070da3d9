"""The extracts of a service: load one, and the history beneath."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.records.actions import LoadRefused, load_extract
from plumbline_web.records.forms import LoadForm
from plumbline_web.records.queries import extracts_of, mapping_used_last, mappings_of

PAGE = 25


@needs("see extracts")
def extracts(request: HttpRequest, seen: Access) -> HttpResponse:
    """A drop zone for those who load records, and what came in before."""
    offered = {"mappings": mappings_of(seen), "last": mapping_used_last(seen)}
    form = (
        LoadForm(request.POST, request.FILES, **offered) if request.method == "POST" else LoadForm(**offered)
    )
    if request.method == "POST":
        if not seen.may("load records"):
            raise Refused(refusal("load records"))
        if form.is_valid():
            try:
                made = load_extract(
                    by=seen.account,
                    organisation=seen.organisation,
                    files=form.cleaned_data["files"],
                    as_at=form.cleaned_data["as_at"],
                    mapping=form.cleaned_data.get("mapping"),
                )
            except LoadRefused as refused:
                form.add_error("files", str(refused))
            else:
                messages.success(request, "Your files have arrived and are being checked.")
                return redirect("records:extract", organisation=seen.organisation.slug, key=made.key)
    page = Paginator(extracts_of(seen).prefetch_related("runs"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "records/extracts.html",
        {
            "form": form,
            "extracts": page.object_list,
            "page": page,
            "may_load": seen.may("load records"),
        },
        status=422 if form.errors else 200,
    )
