"""The trail: rows that are written once and never change."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline_web.audit.wording import said


class AppendOnly(models.QuerySet):
    """Rows that are only ever added."""

    def update(self, **values: Any) -> int:
        raise TypeError("the audit trail is only ever added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit trail is only ever added to")

    def bulk_create(self, *arguments: Any, **values: Any) -> list[Any]:
        raise TypeError("an event is added by audit.actions.record, one by one")

    def bulk_update(self, *arguments: Any, **values: Any) -> int:
        raise TypeError("the audit trail is only ever added to")


class Event(models.Model):
    """One thing that somebody did or was refused.

    Who and where are kept as words and keys, not as links, so that the trail outlives what it speaks of.
    subject: what it was done to, as "kind:key". details: counts, states and keys; never a person's data.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    account_key = models.CharField(max_length=32, blank=True, db_index=True)
    account_name = models.CharField(max_length=200, blank=True)
    organisation = models.SlugField(max_length=60, blank=True)
    act = models.CharField(max_length=60, db_index=True)
    outcome = models.CharField(max_length=10, choices=[("done", "Done"), ("refused", "Refused")])
    subject = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    @property
    def said(self) -> str:
        """The details as people read them, see `audit.wording`."""
        return said(self.act, self.details)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "-id")),)

    def save(self, *arguments: Any, **values: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit trail is only ever added to")
        super().save(*arguments, **values)

    def delete(self, *arguments: Any, **values: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit trail is only ever added to")


class Seal(models.Model):
    """A batch of events, sealed: a change to any of them, or to an earlier seal, no longer fits its hash.

    hash: SHA-256 of the previous seal's hash and the batch's events, as `audit.rules` writes them.
    """

    number = models.PositiveIntegerField(unique=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    events = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("number",)
