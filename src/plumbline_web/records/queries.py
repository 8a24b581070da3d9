"""The extracts and runs that somebody may see."""

from __future__ import annotations

from django.db.models import QuerySet

from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, grants_on, today
from plumbline_web.records.models import Extract, Run


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
