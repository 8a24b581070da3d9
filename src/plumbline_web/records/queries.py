"""The extracts and runs that somebody may see."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, grants_on, today
from plumbline_web.records.models import Extract, Run, SupplierMapping
from plumbline_web.records.states import UNDECIDED_DAYS


def extracts_of(seen: Access) -> QuerySet[Extract]:
    """The organisation's extracts, newest first."""
    return Extract.objects.filter(organisation=seen.organisation).select_related("organisation", "loaded_by")


def runs_of(seen: Access) -> QuerySet[Run]:
    """The organisation's runs that can be opened, newest first."""
    return Run.objects.filter(organisation=seen.organisation, state__in=("frozen", "removed")).select_related(
        "organisation", "extract"
    )


def run_asked_for(seen: Access, key: str | None) -> Run | None:
    """The run of that key, or the latest where none is given; None where there is none.

    The latest is that of the latest as-at day; of two for one day, the one made later, which corrects it.
    """
    runs = runs_of(seen)
    if key and not key.isalnum():  # no key is written so, and a database may not even take it
        return None
    return runs.filter(key=key).first() if key else runs.first()


def authorities_seen(seen: Access) -> frozenset[str]:
    """The councils whose cases this person may see here, by code.

    A council's and a partnership's are their own. A national body that loads every council's records sees
    the cases of those councils alone that have granted it.
    """
    if seen.organisation.kind != Organisation.NATIONAL:
        return seen.organisation.authorities
    grants = grants_on(today()).filter(to=seen.organisation).exclude(owner__authority="")
    grants = grants.filter(to_account__isnull=True) | grants.filter(to_account=seen.account)
    return frozenset(grants.values_list("owner__authority", flat=True))


def mappings_of(seen: Access) -> QuerySet[SupplierMapping]:
    """The organisation's mappings that are offered, by name."""
    return SupplierMapping.objects.filter(
        organisation=seen.organisation, ended_at__isnull=True
    ).select_related("organisation", "made_by")


def mapping_used_last(seen: Access) -> SupplierMapping | None:
    """What the last extract was read with, or the version that took its place; None where it was read
    without, or that mapping is no longer offered."""
    last = extracts_of(seen).exclude(state="refused").select_related("mapping").first()
    if last is None or last.mapping is None:
        return None
    offered = mappings_of(seen)
    return offered.filter(pk=last.mapping.pk).first() or offered.filter(name=last.mapping.name).first()


def same_as(extract: Extract) -> Extract | None:
    """An earlier extract of the organisation with the very same files; None where there is none."""
    return (
        Extract.objects.filter(organisation=extract.organisation, sha256=extract.sha256, pk__lt=extract.pk)
        .exclude(state="refused")
        .order_by("-pk")
        .first()
    )


def run_before(run: Run) -> Run | None:
    """The run that this one follows: the latest made before it whose case rows are still there."""
    return (
        Run.objects.filter(organisation=run.organisation, state="frozen", pk__lt=run.pk)
        .order_by("-pk")
        .first()
    )


def runs_over_retention(on: date) -> list[Run]:
    """The runs whose case rows have been kept for as long as their organisation set.

    One that could not be judged counts from the day it was asked for.
    """
    held = Run.objects.filter(state__in=("frozen", "failed"), removed_at__isnull=True)
    return [
        run
        for run in held.select_related("organisation")
        if add_months(timezone.localdate(run.frozen_at or run.asked_at), run.organisation.retention_months)
        <= on
    ]


def runs_without_rows() -> QuerySet[Run]:
    """The runs whose case rows were removed."""
    return Run.objects.filter(removed_at__isnull=False).select_related(
        "organisation", "extract__organisation"
    )


def extracts_without_files() -> QuerySet[Extract]:
    """The extracts whose files were removed, or which were turned away."""
    return Extract.objects.filter(Q(removed_at__isnull=False) | Q(state="refused")).select_related(
        "organisation"
    )


def extracts_forgotten(on: date) -> QuerySet[Extract]:
    """The extracts that were neither taken nor turned away in the days there are for that."""
    return Extract.objects.filter(
        state__in=("faulty", "ready", "failed"), loaded_at__date__lte=on - timedelta(days=UNDECIDED_DAYS)
    )
