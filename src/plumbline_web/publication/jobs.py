"""Work done later: an edition, all of its files or none."""

from __future__ import annotations

import shutil

from django_tasks import task

from plumbline_web.audit.actions import record
from plumbline_web.publication.actions.editions import make
from plumbline_web.publication.models import Edition, Making
from plumbline_web.under_way import make_files


@task()
def make_edition(key: str) -> None:
    """Make every file of an edition, then keep it. Where something stands in the way, nothing is kept."""
    making = Making.objects.select_related("paper__activity__organisation", "asked_by").get(key=key)
    make_files(
        making,
        lambda tell: make(making, tell),
        failed=lambda: _failed(making),
        cannot="It could not be published",
        hidden=(making.folder, "the edition"),
    )


def _failed(making: Making) -> None:
    if not Edition.objects.filter(key=making.key).exists():
        shutil.rmtree(making.folder, ignore_errors=True)
    record(
        "could not make edition",
        by=None,
        organisation=making.organisation.slug,
        subject=f"activity:{making.paper.activity.key}",
        paper=making.paper.key,
    )
