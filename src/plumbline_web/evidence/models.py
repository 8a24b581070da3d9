"""What an activity gathered: pieces of evidence, each tied to the indicators it speaks to.

A piece never changes. A better version is a new row of the same number that stands in place of the former,
which stays: what is written of E12 speaks of its newest version.
"""

from __future__ import annotations

from pathlib import Path

from django.db import models

from plumbline_web.evidence.states import DIRECTIONS, SCANNED, SENT_AS, SOURCES, STRENGTHS
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.scrutiny.models import Activity, Subject


class Piece(models.Model):
    """One piece of evidence, in one version of it.

    number: how it is spoken of in the activity, as E12; None for what somebody sent until the team takes it
    in. edition: which version of it this is, from 1. sent_through, sent_as: the organisation from which it
    was sent, and whether by the service or by a partner; None and "" where the team brought it in. taken_by,
    taken_at: who of the team lets it count, and since when.

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
    number = models.PositiveIntegerField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
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
    sent_through = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_as = models.CharField(max_length=10, choices=list(SENT_AS.items()), blank=True)
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("number", "edition")
        constraints = (
            models.UniqueConstraint(fields=("activity", "number", "edition"), name="one_number_a_version"),
        )

    def __str__(self) -> str:
        return f"E{self.number}" if self.number else "Not numbered yet"

    @property
    def state(self) -> str:
        """How it stands: a code of `states.PIECE_WORDS`."""
        if self.withdrawn_at is not None:
            return "withdrawn" if self.taken_at is not None else "not_taken"
        if self.taken_at is None:
            return "sent"
        return "followed" if hasattr(self, "later") else "in_use"

    @property
    def quantity_id(self) -> str:
        """How a report's text names it: `{e12}`."""
        return f"e{self.number}"


class Attachment(models.Model):
    """The file of a document, kept in the activity’s folder under its key.

    scanned: what the virus scanner said, or that none is set. removed_at: when its bytes went because their
    time was over; name, size and hash stay.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    piece = models.OneToOneField(Piece, on_delete=models.PROTECT, related_name="attachment")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned = models.CharField(max_length=20, choices=list(SCANNED.items()), default="no_scanner")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return self.piece.activity.folder / "evidence" / self.key


class Argument(models.Model):
    """What somebody of the team says about a piece, for the others to answer. It stays for ever."""

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="arguments")
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Call(models.Model):
    """What partners are asked to send, and until when. One is open at a time.

    Those who hold the role of a partner contributor in a service looked at read `asks` and the activity’s
    title, and see nothing of the activity but what they sent themselves.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="calls")
    asks = models.TextField()
    until_on = models.DateField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity",), condition=models.Q(closed_at__isnull=True), name="one_call_at_a_time"
            ),
        )


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
