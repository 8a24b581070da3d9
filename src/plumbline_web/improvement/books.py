"""An organisation's runs as they are known at a day, from which areas are judged.

Whoever shows many areas makes one `Book` for all of them, so that the number of questions to the database
does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.records.models import Run


@dataclass(frozen=True)
class Book:
    """An organisation's runs as at a day, newest first; one for each as-at day."""

    as_at: date
    runs: tuple[Run, ...]


def judging_day(organisation: Organisation) -> date:
    """The day as at which areas are judged: today. In the demonstration time stands at its newest run."""
    if settings.DEMONSTRATION:
        newest = _runs(organisation).first()
        if newest is not None:
            return newest.as_at
    return today()


def book_of(organisation: Organisation, as_at: date, fresh: Run | None = None) -> Book:
    """The runs that are known at a day. fresh: one that is just being frozen and is not marked so yet."""
    found = [one for one in _runs(organisation) if one.as_at <= as_at]
    if fresh is not None and fresh.as_at <= as_at:
        found = [one for one in found if one.pk != fresh.pk] + [fresh]
    return _book(found, as_at)


def books_of(organisations: Iterable[int], as_at: date) -> dict[int, Book]:
    """The same for several organisations, by their pk, in one question to the database."""
    wanted = set(organisations)
    found: dict[int, list[Run]] = {one: [] for one in wanted}
    runs = Run.objects.filter(organisation__in=wanted, state__in=("frozen", "removed"), as_at__lte=as_at)
    for one in runs.select_related("organisation"):
        found[one.organisation_id].append(one)
    return {pk: _book(those, as_at) for pk, those in found.items()}


def _runs(organisation: Organisation) -> QuerySet[Run]:
    return Run.objects.filter(organisation=organisation, state__in=("frozen", "removed")).select_related(
        "organisation"
    )


def _book(runs: list[Run], as_at: date) -> Book:
    newest: dict[date, Run] = {}
    for one in sorted(runs, key=lambda one: (one.as_at, one.pk), reverse=True):
        newest.setdefault(one.as_at, one)
    return Book(as_at, tuple(newest.values()))
