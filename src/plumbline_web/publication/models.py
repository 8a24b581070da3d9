"""What was given out: rounds of factual accuracy, editions of a paper, and the files of each.

What a service saw, what it said and how it was answered is kept as it was. An edition never changes: neither
here, nor in the database, which refuses it by itself.
"""

from __future__ import annotations

from pathlib import Path

from django.db import models

from plumbline_web.audit.written_once import WrittenOnce
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.publication.states import ANSWERS, MAKING_WORDS
from plumbline_web.scrutiny.models import Subject
from plumbline_web.under_way import NOT_ENDED, FilesAskedFor
from plumbline_web.writing.models import Paper


class Round(models.Model):
    """A round of factual accuracy: the draft as it stood, shown to the services that are looked at.

    source: the draft as the core's document. comment_by: the last day for comments. words: what the lead asks
    for. closed_at: None while it is open. told_over: the last day for comments of which the leads have been
    told that it has passed.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    source = models.JSONField()
    comment_by = models.DateField()
    words = models.TextField(blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    told_over = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("paper", "number")
        constraints = (
            models.UniqueConstraint(fields=("paper", "number"), name="one_number_a_round"),
            models.UniqueConstraint(
                fields=("paper",), condition=models.Q(closed_at__isnull=True), name="one_open_round_a_paper"
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether comments can still be made or answered."""
        return self.closed_at is None


class Leave(models.Model):
    """Leave to comment later than the day set: until when, why, and by whom it was given. Never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="leaves")
    until_on = models.DateField()
    why = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Finished(models.Model):
    """A service that said that it has no more to say of a draft, so that nobody waits for the last day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="finished")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round", "subject"), name="one_word_of_finishing_a_service"),
        )


class Comment(models.Model):
    """What a service says of one paragraph of the draft. paragraph: its id in the draft of the round.

    shown_by: where the team finds that it is so. late: whether it came by leave of the lead.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="comments")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    paragraph = models.CharField(max_length=40)
    text = models.TextField()
    shown_by = models.TextField(blank=True)
    late = models.BooleanField(default=False)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)


class Answer(models.Model):
    """How the team answered a comment. Never changed: a further answer is another, and the newest counts."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=12, choices=list(ANSWERS.items()))
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Making(FilesAskedFor):
    """The making of an edition, asked for by the lead; the edition comes to be when all of it is made.

    public: for anyone, small numbers protected. at_address: whether it opens at a public address at once.
    held: what is to be printed, frozen when it was asked for. The edition has the same key.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="makings")
    public = models.BooleanField(default=False)
    at_address = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    held = models.JSONField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(MAKING_WORDS.items()), default="waiting")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("paper",),
                condition=models.Q(state__in=NOT_ENDED),
                name="one_making_a_paper",
            ),
        )

    @property
    def organisation(self) -> Organisation:
        """Whose activity it is of."""
        return self.paper.activity.organisation

    @property
    def folder(self) -> Path:
        """Where the files of its edition are to lie."""
        return self.paper.activity.folder / "editions" / self.key


class Edition(WrittenOnce):
    """A paper as it was published. Nothing of it ever changes.

    public: for anyone, small numbers protected; else for those with a part in the activity. source: the whole
    of it as the core's document. quantities: id of the evidence -> its title and the wording it prints.
    files: name -> SHA-256 of each file in `folder`. changes: what differs from the edition `compared_with`,
    which is for anyone too where this one is, so that no protected number is told by a change.
    """

    NEVER_CHANGED = "what was published never changes; publish a further edition"

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    public = models.BooleanField(default=False)
    source = models.JSONField()
    quantities = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    compared_with = models.PositiveIntegerField(null=True, blank=True)
    changes = models.JSONField(default=list)
    why = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(WrittenOnce.Meta):
        ordering = ("paper", "number")
        constraints = (models.UniqueConstraint(fields=("paper", "number"), name="one_number_an_edition"),)

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.paper.activity.folder / "editions" / self.key


class PublicAddress(models.Model):
    """A published edition open to anyone at an address of its own, from when to when, and by whom."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="addresses")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("edition",),
                condition=models.Q(closed_at__isnull=True),
                name="one_open_address_an_edition",
            ),
        )
