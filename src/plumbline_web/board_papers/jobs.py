"""Work done later: the files of a paper that is sent, all of them or none."""

from __future__ import annotations

import shutil

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from plumbline.errors import PlumblineError
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.actions.sending import make
from plumbline_web.board_papers.models import Sending, Sent


@task()
def make_sent(key: str) -> None:
    """Make every file of a paper that was sent, then keep it. Where one cannot be made, nothing is kept."""
    sending = Sending.objects.select_related("paper__organisation", "version", "asked_by").get(key=key)
    if sending.state not in ("waiting", "making"):
        return
    _told(sending, state="making", doing="", share=0, told="")
    try:
        make(sending, lambda doing, share: _told(sending, doing=doing[:100], share=share))
    except PlumblineError as refused:
        _failed(sending, str(refused))
    except Exception:
        _failed(
            sending,
            "It could not be made through a fault of ours. Try once more, and tell whoever looks after this "
            "site if it happens again.",
        )
        raise
    else:
        _told(sending, ended_at=timezone.now())


def _failed(sending: Sending, why: str) -> None:
    if not Sent.objects.filter(key=sending.key).exists():
        shutil.rmtree(sending.folder, ignore_errors=True)
    with transaction.atomic():
        _told(sending, state="failed", doing="", share=1.0, told=why, ended_at=timezone.now())
        record(
            "could not send board paper",
            by=None,
            organisation=sending.organisation.slug,
            subject=f"board paper:{sending.paper.key}",
        )


def _told(sending: Sending, **values: object) -> None:
    for name, value in values.items():
        setattr(sending, name, value)
    sending.save(update_fields=list(values))
