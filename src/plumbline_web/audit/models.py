"""The trail: rows that are written once and never change."""

from __future__ import annotations

from django.db import models

from plumbline_web.audit.wording import said
from plumbline_web.audit.written_once import WrittenOnce

NEVER_CHANGED = "the audit trail is only ever added to"


class Event(WrittenOnce):
    """One thing that somebody did or was refused.

    Who and where are kept as words and keys, not as links, so that the trail outlives what it speaks of.
    subject: what it was done to, as "kind:key". details: counts, states and keys; never a person's data.
    """

    NEVER_CHANGED = NEVER_CHANGED

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    account_key = models.CharField(max_length=32, blank=True, db_index=True)
    account_name = models.CharField(max_length=200, blank=True)
    organisation = models.SlugField(max_length=60, blank=True)
    act = models.CharField(max_length=60, db_index=True)
    outcome = models.CharField(max_length=10, choices=[("done", "Done"), ("refused", "Refused")])
    subject = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict)

    @property
    def said(self) -> str:
        """The details as people read them, see `audit.wording`."""
        return said(self.act, self.details)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "-id")),)


class Seal(WrittenOnce):
    """A batch of events, sealed: a change to any of them, or to an earlier seal, no longer fits its hash.

    hash: SHA-256 of the previous seal's hash and the batch's events, as `audit.rules` writes them.
    """

    NEVER_CHANGED = NEVER_CHANGED

    number = models.PositiveIntegerField(unique=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    events = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
