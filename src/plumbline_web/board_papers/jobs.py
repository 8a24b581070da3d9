"""Work done later: the files of a paper that is sent, all of them or none."""

from __future__ import annotations

import shutil

from django_tasks import task

from plumbline_web.audit.actions import record
from plumbline_web.board_papers.actions.sending import make
from plumbline_web.board_papers.models import Sending, Sent
from plumbline_web.under_way import make_files


@task()
def make_sent(key: str) -> None:
    """Make every file of a paper that was sent, then keep it. Where one cannot be made, nothing is kept."""
    sending = Sending.objects.select_related("paper__organisation", "version", "asked_by").get(key=key)
    make_files(
        sending,
        lambda tell: make(sending, tell),
        failed=lambda: _failed(sending),
        cannot="It could not be made",
    )


def _failed(sending: Sending) -> None:
    if not Sent.objects.filter(key=sending.key).exists():
        shutil.rmtree(sending.folder, ignore_errors=True)
    record(
        "could not send board paper",
        by=None,
        organisation=sending.organisation.slug,
        subject=f"board paper:{sending.paper.key}",
    )
