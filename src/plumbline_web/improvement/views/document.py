"""A plan as a file: a page, a PDF or Word."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.documents import FILES, document_of
from plumbline_web.improvement.facts import plan_facts
from plumbline_web.improvement.queries import plan_called
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see plans")
def document(request: HttpRequest, seen: Access, key: str, name: str) -> HttpResponse:
    """The plan as it stands today, to be kept. That it was taken is written down."""
    held = plan_called(seen, key)
    if name not in FILES:
        raise Http404("A plan has no such file.")
    ending, content_type, make = FILES[name]
    facts = plan_facts(held, judging_day(seen.organisation))
    try:
        content = make(document_of(facts))
    except PlumblineError as fault:  # such as a machine on which no PDF can be made
        messages.error(request, str(fault))
        return redirect("improvement:plan", organisation=seen.organisation.slug, key=held.key)
    record(
        "took plan",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"plan:{held.key}",
        format=name,
    )
    about = slugify(held.title)[:60] or "plan"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{about}-{facts.as_at}.{ending}"'},
    )
