"""What an activity gathered: pieces of evidence, each tied to the indicators it speaks to.

A piece never changes. A better version is a new piece that stands in place of the former, which stays.
"""

from __future__ import annotations

from pathlib import Path

from django.db import models

from plumbline_web.evidence.states import DIRECTIONS, SOURCES, STRENGTHS
from plumbline_web.people.models import Account, fresh_key
from plumbline_web.scrutiny.models import Activity, Subject


class Piece(models.Model):
    """One piece of evidence. number: how it is spoken of in the activity, as E12.

    subject: the service it speaks of; None where it speaks of all that are looked at. says: what it shows, in
    the words of who brought it in. quantity: the core's evidence as plain data, where a figure can be bound
    to it; its id is `quantity_id`. origin: where a figure came from, so that it can be worked out anew.
    speaks_from, speaks_until: the days it speaks of. took_part: counts by group, never who. from_whom: which
    group or body. in_place_of: the former version.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="pieces")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="pieces"
    )
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=24, choices=list(SOURCES.items()))
    title = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    quantity = models.JSONField(default=dict, blank=True)
    origin = models.JSONField(default=dict, blank=True)
    speaks_from = models.DateField(null=True, blank=True)
    speaks_until = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    version = models.CharField(max_length=60, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    from_whom = models.CharField(max_length=200, blank=True)
    took_part = models.JSONField(default=dict, blank=True)
    strength = models.CharField(max_length=10, choices=list(STRENGTHS.items()), default="fair")
    in_place_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("activity", "number"), name="one_number_a_piece"),)

    def __str__(self) -> str:
        return f"E{self.number}"

    @property
    def quantity_id(self) -> str:
        """How a report's text names it: `{e12}`."""
        return f"e{self.number}"


class Attachment(models.Model):
    """The file of a document, kept in the activity’s folder under its key.

    scanned: what the virus scanner said, or that none is set.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    piece = models.OneToOneField(Piece, on_delete=models.PROTECT, related_name="attachment")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned = models.CharField(max_length=20, default="no_scanner")

    class Meta:
        ordering = ("id",)

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return self.piece.activity.folder / "evidence" / self.key


class Tie(models.Model):
    """A piece of evidence tied to an indicator, and which way it points there. Loosened, never removed.

    indicator: the code of an indicator, or of a line of enquiry, theme or question of the template.
    """

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="ties")
    indicator = models.CharField(max_length=60)
    points = models.CharField(max_length=10, choices=list(DIRECTIONS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    loosened_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    loosened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("indicator", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("piece", "indicator"),
                condition=models.Q(loosened_at__isnull=True),
                name="one_tie_an_indicator",
            ),
        )
