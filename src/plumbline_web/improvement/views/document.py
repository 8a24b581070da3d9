"""A plan as a file, for its own people and for a body with which it is shared: a page, a PDF or Word."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.documents import FILES, document_of
from plumbline_web.improvement.models import Plan
from plumbline_web.improvement.queries import plan_called, share_seen
from plumbline_web.improvement.showing import PAGE_POLICY
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.improvement.views.shared import only_national
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("see plans")
def document(request: HttpRequest, seen: Access, key: str, name: str) -> HttpResponse:
    """The plan as it stands today, to be kept. That it was taken is written down."""
    return _answer(request, seen, plan_called(seen, key), name, ("improvement:plan", key))


@needs("see shared plans")
def shared_document(request: HttpRequest, seen: Access, key: str, name: str) -> HttpResponse:
    """The same for a scrutiny body with which the plan is shared. key: of the share."""
    only_national(seen)
    return _answer(request, seen, share_seen(seen, key).plan, name, ("improvement:shared_plan", key))


def _answer(request: HttpRequest, seen: Access, held: Plan, name: str, back: tuple[str, str]) -> HttpResponse:
    name = "page" if name == "html" else name
    if name not in FILES:
        raise Http404("A plan has no such file.")
    ending, content_type, make = FILES[name]
    facts = plan_facts(held, judging_day(held.organisation))
    try:
        content = make(document_of(facts))
    except PlumblineError as fault:  # such as a machine on which no PDF can be made
        messages.error(request, str(fault))
        return redirect(back[0], organisation=seen.organisation.slug, key=back[1])
    record(
        "took plan",
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"plan:{held.key}",
        format=name,
    )
    about = slugify(held.title)[:60] or "plan"
    shown = "inline" if name == "page" else "attachment"
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'{shown}; filename="{about}-{facts.as_at}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    if name == "page":
        answer["Content-Security-Policy"] = PAGE_POLICY
    return answer
