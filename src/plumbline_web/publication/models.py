"""What was given out: editions of a paper, frozen, and the files of each."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from plumbline_web.people.models import Account, fresh_key
from plumbline_web.writing.models import Paper


class Edition(models.Model):
    """A paper as it was published. Nothing of it ever changes.

    source: the whole of it as the core's document, as plain data, small numbers already protected where it is
    public. files: name -> SHA-256 of each file in `folder`. changes: what differs from the edition before.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    source = models.JSONField()
    files = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    why = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("paper", "number")
        constraints = (models.UniqueConstraint(fields=("paper", "number"), name="one_number_an_edition"),)

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.paper.activity.folder / "editions" / self.key
