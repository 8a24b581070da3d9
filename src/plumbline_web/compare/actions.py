"""Verbs: bring in another council's measures.csv, and take it out again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.measures.measures_file import read_measures_csv
from plumbline_web.audit.actions import record
from plumbline_web.measure.models import OthersMeasures
from plumbline_web.people.queries import Access, today


class CannotBeBroughtIn(PlumblineError):
    """A file cannot be brought in. The message says why."""


@transaction.atomic
def bring_in(*, by: Access, text: str, as_at: date) -> list[OthersMeasures]:
    """Keep another council's figures for comparison, one row for each authority in the file.

    A newer file of an authority takes the place of an older one. Raises CannotBeBroughtIn for a file of one's
    own council, a day to come, and PlumblineError where the file cannot be read.
    """
    rows = read_measures_csv(text)
    places = sorted({row.authority for row in rows})
    if own := sorted(set(places) & by.organisation.authorities):
        raise CannotBeBroughtIn(
            f"The file holds figures of {', '.join(own)}, which are your own. Yours come from your runs."
        )
    if as_at > today():
        raise CannotBeBroughtIn("The day that the figures are as at lies ahead. Give the day of their run.")
    now, made = timezone.now(), []
    for place in places:
        for former in OthersMeasures.objects.filter(
            organisation=by.organisation, authority=place, removed_at__isnull=True
        ):
            former.removed_at = now
            former.save(update_fields=["removed_at"])
        mine = "\n".join(
            [text.splitlines()[0], *(line for line in text.splitlines()[1:] if f",{place}," in line)]
        )
        made.append(
            OthersMeasures.objects.create(
                organisation=by.organisation,
                authority=place,
                as_at=as_at,
                text=mine + "\n",
                imported_by=by.account,
            )
        )
    record(
        "brought in others' measures",
        by=by.account,
        organisation=by.organisation.slug,
        authorities=places,
        rows=len(rows),
        as_at=str(as_at),
    )
    return made


@transaction.atomic
def take_out(*, by: Access, measures: OthersMeasures) -> OthersMeasures:
    """Leave another council's figures out of the comparison from now on."""
    measures.removed_at = timezone.now()
    measures.save(update_fields=["removed_at"])
    record(
        "took out others' measures",
        by=by.account,
        organisation=by.organisation.slug,
        subject=f"measures:{measures.key}",
        authority=measures.authority,
    )
    return measures
