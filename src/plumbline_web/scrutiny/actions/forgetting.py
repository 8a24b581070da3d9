"""Removing what an activity holds of cases, when its time is over; what was found stays as counts."""

from __future__ import annotations

import shutil
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline.scrutiny.certificate import OWN_HASH, hash_of
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity, Draw, Record
from plumbline_web.scrutiny.trail import record_in


def activities_over_retention(on: date) -> list[Activity]:
    """Activities that ended so long ago that their references go: the holder's time for keeping case rows."""
    ended = Activity.objects.exclude(closed_at=None).select_related("organisation")
    held = set(
        Record.objects.exclude(record_id=F("key")).values_list("draw__subject__activity_id", flat=True)
    )
    return [
        one
        for one in ended
        if one.pk in held
        and add_months(timezone.localdate(one.closed_at), one.organisation.retention_months) <= on
    ]


@transaction.atomic
def forget_references(*, by: Account | None, activity: Activity) -> int:
    """Remove the references, facts, teams and workers of an activity's records, and its frozen lists.

    Gives how many records there were. Hashes, sizes, weights and answers stay; the certificate stays without
    references, by the keys of its records, and keeps the hash it had before.
    """
    held = Activity.objects.select_for_update().select_related("organisation").get(pk=activity.pk)
    draws = list(
        Draw.objects.filter(subject__activity=held).select_related("subject__activity__organisation")
    )
    count = 0
    for draw in draws:
        for one in draw.records.all():
            one.record_id, one.team, one.worker, one.facts = one.key, "", "", {}
            one.dropped_why = "" if not one.dropped_why else "Removed when its time was over."
            one.save()
            count += 1
        if draw.certificate:
            draw.plan = {**draw.plan, "certificate_before": draw.certificate[OWN_HASH]}
            draw.certificate = _without_references(draw.certificate)
            draw.save(update_fields=["certificate", "plan"])
    record_in(
        held,
        "removed references of records",
        by=by,
        records=count,
    )
    folders = [draw.folder for draw in draws]
    transaction.on_commit(lambda: [shutil.rmtree(folder, ignore_errors=True) for folder in folders])
    return count


def _without_references(content: dict) -> dict:
    """The certificate with records named by their keys alone, and its own hash anew."""

    def bare(one: dict | None) -> dict | None:
        return {name: value for name, value in one.items() if name != "record_id"} if one else one

    rest = {
        **content,
        "sample": [bare(one) for one in content["sample"]],
        "replacements": [
            {**one, "replaced": bare(one["replaced"]), "replaced_by": bare(one["replaced_by"])}
            for one in content["replacements"]
        ],
    }
    return {**rest, OWN_HASH: hash_of(rest)}
