"""How a council sets out its papers: its Word template, and layouts of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.publishing.documents import layouts
from plumbline_web.board_papers.actions import take_layout, take_template
from plumbline_web.board_papers.forms import LayoutForm, TemplateForm
from plumbline_web.board_papers.queries import own_layouts, templates_of
from plumbline_web.board_papers.showing import crumbs
from plumbline_web.improvement.forms import went
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access

MOST_BYTES = 6_000_000
"""More is not read at all; the check of templates refuses less than this."""


@needs("write board papers")
def looks(request: HttpRequest, seen: Access) -> HttpResponse:
    """Send a template or a layout; everything that is wrong with it is said at once."""
    here = seen.organisation
    which = "layout" if "layout_sent" in request.POST else "template"
    template = TemplateForm(*((request.POST, request.FILES) if request.POST and which == "template" else ()))
    layout = LayoutForm(*((request.POST, request.FILES) if request.POST and which == "layout" else ()))
    form, verb, field, said = {
        "template": (template, take_template, "file", "The template is kept. New Word files are made in it."),
        "layout": (layout, take_layout, "layout", "The layout is kept. You can choose it for a paper."),
    }[which]
    if form.is_valid():
        sent = form.cleaned_data[field]
        if sent.size > MOST_BYTES:
            form.add_error(field, "The file is larger than 5 MB. Take pictures out of it, and send it again.")
        elif went(
            form,
            lambda: verb(by=seen.account, organisation=here, name=sent.name or "", content=sent.read()),
            field,
        ):
            messages.success(request, said)
            return redirect(request.path)
    return render(
        request,
        "board_papers/looks.html",
        {
            "form": form,
            "template_form": template,
            "layout_form": layout,
            "templates": list(templates_of(here)),
            "own": own_layouts(here),
            "shipped": list(layouts().values()),
            "breadcrumbs": crumbs(here),
        },
        status=422 if form.errors else 200,
    )
