"""The audit trail of an organisation: who did what, when, and what was refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from plumbline.measures import neutral
from plumbline_web.audit.actions import record, seal
from plumbline_web.audit.models import Event, Seal
from plumbline_web.audit.queries import acts, search
from plumbline_web.people.doors import needs
from plumbline_web.people.forms import TrailFilter
from plumbline_web.people.queries import Access, names_of_subjects, people_in_trail, trail_of

PAGE = 100
HEAD = ("number", "at", "who", "account", "organisation", "what", "outcome", "done_to", "details")


@needs("see the audit trail")
def trail(request: HttpRequest, seen: Access) -> HttpResponse:
    """The newest first; what is searched for stays in the address."""
    events, form, asked = _asked(request, seen)
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    _name_subjects(page, seen)
    last = Seal.objects.order_by("-number").first()
    return render(
        request,
        "audit/trail.html",
        {
            "page": page,
            "filter_form": form,
            "query": request.GET.urlencode(),
            "last_seal": last,
            "asked": asked,
        },
        status=422 if form.errors else 200,
    )


@needs("see the audit trail")
@require_POST
def trail_export(request: HttpRequest, seen: Access) -> HttpResponse:
    """What was searched for, all of it, as CSV with a mark that spreadsheets need. An event of its own."""
    events, form, asked = _asked(request, seen)
    if form.errors:
        return redirect("people:trail", organisation=seen.organisation.slug)
    newest = events.values_list("id", flat=True).first()
    rows = events.filter(id__lte=newest) if newest else events.none()
    record(
        "exported audit trail",
        by=seen.account,
        organisation=seen.organisation.slug,
        rows=rows.count(),
        searched=sorted(name for name, value in asked.items() if value),
    )
    day = timezone.localdate().isoformat()
    return StreamingHttpResponse(
        _lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-trail-{day}.csv"'},
    )


@needs("see the audit trail")
@require_POST
def seal_trail(request: HttpRequest, seen: Access) -> HttpResponse:
    """Seal what happened since the last seal, now and not only tonight."""
    made = seal(by=seen.account, organisation=seen.organisation.slug)
    if made is None:
        messages.info(request, "Nothing has happened since the last seal.")
    else:
        messages.success(
            request, f"Seal {made.number} is made, and its head is in {settings.AUDIT_HEADS.name}."
        )
    return redirect("people:trail", organisation=seen.organisation.slug)


def _name_subjects(events: Iterable[Event], seen: Access) -> None:
    """Say of each event to whom or what it was done, and where that can be seen, as far as it is ours."""
    subjects = {one.subject for one in events if one.subject}
    known = names_of_subjects(seen.organisation, subjects)
    for one in events:
        kind, _, key = one.subject.partition(":")
        one.done_to = known.get(one.subject) or f"{kind} {key}".strip()
        page = {"account": "people:person", "grant": "people:grant"}.get(kind)
        if page and one.subject in known:
            one.done_to_href = reverse(page, kwargs={"organisation": seen.organisation.slug, "key": key})


def _asked(request: HttpRequest, seen: Access) -> tuple[QuerySet[Event], TrailFilter, dict[str, object]]:
    """The events that were searched for, the form that says so, and what it says."""
    own = trail_of(seen.organisation)
    form = TrailFilter(request.GET or None, acts=acts(), people=people_in_trail(seen.organisation))
    asked = form.cleaned_data if form.is_valid() else {}
    return search(own, **asked), form, asked


def _lines(events: QuerySet[Event]) -> Iterator[bytes]:
    """The events as CSV, a line at a time."""
    yield b"\xef\xbb\xbf" + _line(HEAD)
    for one in events.iterator(chunk_size=2000):
        details = json.dumps(one.details, sort_keys=True, ensure_ascii=False) if one.details else ""
        at = timezone.localtime(one.at).isoformat(timespec="seconds")
        whose = (one.account_name, one.account_key, one.organisation)
        yield _line((one.id, at, *whose, one.act, one.outcome, one.subject, details))


def _line(cells: tuple[object, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([neutral(one) for one in cells])
    return text.getvalue().encode("utf-8")
