"""Work that is done later while a person watches: how far it is, what is told of it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import models, transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.progress import Progress
from plumbline_web.people.models import fresh_key

NOT_ENDED = ("waiting", "making")
"""The states of files that are still to be made or just being made."""


class WorkedOn(models.Model):
    """What a job works on. Its state begins with "waiting"; a job that cannot be done leaves it "failed".

    doing, share: what the job is doing and how far it is, from 0 to 1. told: what to tell a person in words.
    attempts: how often it was cut off and taken up again.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    doing = models.CharField(max_length=100, blank=True)
    share = models.FloatField(default=0)
    told = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def note(self, **values: object) -> None:
        """Keep these fields at once, so that whoever watches sees them."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


class FilesAskedFor(WorkedOn):
    """Files that a person asked for, or a schedule: all of them are made, or none.

    A model of them adds `asked_by`, and `state` with its own words for "waiting", "making", "made", "failed".
    """

    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        """Whether the files are still to come."""
        return self.state in NOT_ENDED

    def note_made(self) -> None:
        """Note that every file is whole; called with what keeps them, in one transaction."""
        self.note(state="made", doing="", share=1.0, told="", ended_at=timezone.now())


def make_files(
    asked: FilesAskedFor,
    make: Callable[[Progress], object],
    *,
    failed: Callable[[], None],
    cannot: str,
    hidden: tuple[Path, str] | None = None,
) -> None:
    """The job itself. Nothing happens where the files were made, or failed to be, before.

    make: makes and keeps them, and calls `asked.note_made()`. What it raises is told to the person in `told`;
    a fault of ours is raised again. failed: clears away and writes down that it failed, in the transaction
    that says so. cannot: such as "It could not be made". hidden: a folder of this machine, and what a person
    reads instead of its path.
    """
    if not asked.is_under_way:
        return
    asked.note(state="making", doing="", share=0, told="")

    def give_up(why: str) -> None:
        with transaction.atomic():
            asked.note(state="failed", doing="", share=1.0, told=why, ended_at=timezone.now())
            failed()

    try:
        make(lambda doing, share: asked.note(doing=doing[:100], share=share))
    except PlumblineError as refused:
        give_up(str(refused).replace(f"{hidden[0]}", hidden[1]) if hidden else str(refused))
    except Exception:
        give_up(
            f"{cannot} through a fault of ours. Try once more, and tell whoever looks after this site if it "
            "happens again."
        )
        raise
