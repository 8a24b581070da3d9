"""Work done later: an edition, all of its files or none."""

from __future__ import annotations

import shutil

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.publication.actions.editions import make
from plumbline_web.publication.models import Edition, Making


@task()
def make_edition(key: str) -> None:
    """Make every file of an edition, then keep it. Where something stands in the way, nothing is kept."""
    making = Making.objects.select_related("paper__activity__organisation", "asked_by").get(key=key)
    if making.state not in ("waiting", "making"):
        return
    _told(making, state="making", doing="", share=0, told="")
    try:
        make(making, lambda doing, share: _told(making, doing=doing[:100], share=share))
    except PlumblineError as refused:
        _failed(making, str(refused).replace(f"{making.folder}", "the edition"))
    except Exception:
        _failed(
            making,
            "It could not be published through a fault of ours. Try once more, and tell whoever looks after "
            "this site if it happens again.",
        )
        raise
    else:
        _told(making, ended_at=timezone.now())


def _failed(making: Making, why: str) -> None:
    if not Edition.objects.filter(key=making.key).exists():
        shutil.rmtree(making.folder, ignore_errors=True)
    with transaction.atomic():
        _told(making, state="failed", doing="", share=1.0, told=why, ended_at=timezone.now())
        record(
            "could not make edition",
            by=None,
            organisation=making.organisation.slug,
            subject=f"activity:{making.paper.activity.key}",
            paper=making.paper.key,
        )


def _told(making: Making, **values: object) -> None:
    for name, value in values.items():
        setattr(making, name, value)
    making.save(update_fields=list(values))
