"""All pieces of an activity: searched, narrowed, and given out as CSV and as the evidence file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plumbline.measures.text_tables import csv_text
from plumbline.scrutiny.quantities import evidence_file
from plumbline_web.audit.actions import record
from plumbline_web.evidence.forms.narrowing import PieceFilter
from plumbline_web.evidence.lines import lines_of
from plumbline_web.evidence.models import Piece, Tie
from plumbline_web.evidence.queries import (
    every_piece_of,
    evidence_in,
    of_service,
    seen_of,
    seen_pieces,
    sees_reading,
)
from plumbline_web.evidence.showing import SIGNS, days_of, prints_of, took_part_of, way_back
from plumbline_web.evidence.states import DIRECTIONS, PIECE_COLOURS, PIECE_WORDS, SOURCES, STRENGTHS
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing

PAGE = 50
SORTS = {
    "number": ("number", "-edition"),
    "title": ("title", "number"),
    "source": ("source", "number"),
    "days": ("speaks_until", "number"),
    "strength": ("strength", "number"),
}
STATES = {
    "": Q(withdrawn_at=None, later=None),
    "withdrawn": Q(withdrawn_at__isnull=False),
    "followed": Q(later__isnull=False),
    "all": Q(),
}


@in_activity("see evidence")
def pieces(request: HttpRequest, stands: Standing) -> HttpResponse:
    """By number, those in use, where nothing else is asked for."""
    activity = stands.activity
    subjects = list(activity.subjects.select_related("organisation"))
    lines = lines_of(activity)
    choices: dict[str, list[Any]] = {
        "source": list(SOURCES.items()),
        "under": [(code, one.shown) for code, one in lines.items()],
        "points": list(DIRECTIONS.items()),
        "strength": list(STRENGTHS.items()),
    }
    if len(subjects) > 1:
        choices["service"] = [(one.key, one.organisation.name) for one in subjects]
    filter_form = PieceFilter(request.GET or None, choices=choices)
    asked = filter_form.cleaned_data if filter_form.is_valid() else {}
    every = seen_of(stands, every_piece_of(activity)).filter(taken_at__isnull=False)
    subject = next((one for one in subjects if one.key == asked.get("service")), None)
    found = of_service(_narrowed(every, asked), subject)
    sort = request.GET.get("sort", "number")
    order = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    if sort.startswith("-"):
        order = tuple(one.removeprefix("-") if one.startswith("-") else f"-{one}" for one in order)
    held = Tie.objects.filter(loosened_at=None).order_by("indicator")
    page = Paginator(
        found.order_by(*order).prefetch_related(Prefetch("ties", queryset=held, to_attr="tied")), PAGE
    ).get_page(request.GET.get("page"))
    prints = prints_of(page)
    return render(
        request,
        "evidence/pieces.html",
        {
            "stands": stands,
            "activity": activity,
            "page": page,
            "rows": [
                {
                    "piece": one,
                    "prints": prints.get(one.pk, ""),
                    "days": days_of(one),
                    "state": PIECE_WORDS[one.state],
                    "colour": PIECE_COLOURS[one.state],
                    "ties": [
                        {
                            "code": lines[tie.indicator].shown if tie.indicator in lines else tie.indicator,
                            "short": tie.indicator,
                            "sign": SIGNS[tie.points],
                            "words": DIRECTIONS[tie.points],
                        }
                        for tie in one.tied
                    ],
                }
                for one in page
            ],
            "any": every.exists(),
            "sort": sort,
            "filter_form": filter_form,
            "several": len(subjects) > 1,
            "hides_reading": not sees_reading(stands.account, activity),
            "adds": stands.may("bring in evidence") and activity.state == "open",
            "breadcrumbs": way_back(stands),
        },
    )


@in_activity("see evidence")
def pieces_file(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Every piece that somebody may see, whatever became of it, as CSV; no file's contents."""
    found = list(
        seen_of(stands, every_piece_of(stands.activity))
        .filter(taken_at__isnull=False)
        .prefetch_related(Prefetch("ties", queryset=Tie.objects.filter(loosened_at=None), to_attr="tied"))
    )
    prints = prints_of(found)
    _exported(stands, len(found), "csv")
    text = csv_text(
        [
            *("number", "edition", "state", "kind", "title", "says", "service", "strength", "tied_to"),
            *("prints_as", "figure_from", "speaks_from", "speaks_until", "expires_on", "version", "owner"),
            *("from_whom", "took_part", "file", "file_sha256", "added_on", "added_by", "withdrawn_why"),
        ],
        (_line(one, prints.get(one.pk, "")) for one in found),
    )
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="evidence.csv"'},
    )


@in_activity("see evidence")
def quantities_file(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The figures in use as an evidence file, for `plumbline lint-report --evidence`."""
    found = evidence_in(one.quantity for one in seen_pieces(stands))
    _exported(stands, len(found), "json")
    return HttpResponse(
        evidence_file(found.values()),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="evidence.json"'},
    )


def _narrowed(found: QuerySet[Piece], asked: dict[str, Any]) -> QuerySet[Piece]:
    found = found.filter(STATES[asked.get("state", "")])
    for name in ("source", "strength"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    held = Tie.objects.filter(loosened_at=None)
    if asked.get("under"):
        held = held.filter(indicator=asked["under"])
    if asked.get("points"):
        held = held.filter(points=asked["points"])
    if asked.get("under") or asked.get("points"):
        found = found.filter(pk__in=held.values("piece"))
    for word in (asked.get("q") or "").split():
        if word[:1] in "Ee" and word[1:].isdigit() and len(word) < 8:
            found = found.filter(number=int(word[1:]))
        else:
            found = found.filter(
                Q(title__icontains=word)
                | Q(says__icontains=word)
                | Q(owner__icontains=word)
                | Q(from_whom__icontains=word)
            )
    return found


def _line(one: Piece, prints: str) -> list[object]:
    kept = getattr(one, "attachment", None)
    return [
        str(one),
        one.edition,
        PIECE_WORDS[one.state],
        one.get_source_display(),
        one.title,
        one.says,
        one.subject.organisation.name if one.subject else None,
        one.get_strength_display(),
        "; ".join(f"{tie.indicator}: {DIRECTIONS[tie.points]}" for tie in one.tied),
        prints,
        one.quantity.get("source"),
        one.speaks_from,
        one.speaks_until,
        one.expires_on,
        one.version,
        one.owner,
        one.from_whom,
        took_part_of(one),
        kept.name if kept else None,
        kept.sha256 if kept else None,
        timezone.localdate(one.added_at),
        one.added_by.name,
        one.withdrawn_why,
    ]


def _exported(stands: Standing, rows: int, file_format: str) -> None:
    record(
        "exported evidence",
        by=stands.account,
        organisation=stands.organisation.slug,
        subject=f"activity:{stands.activity.key}",
        rows=rows,
        format=file_format,
    )
