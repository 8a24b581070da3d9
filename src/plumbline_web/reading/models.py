"""Readings of sampled records: answers as they are given, submissions, settlements, notes and concerns.

Each answer given is kept as a row of its own that never changes, with who and when; so is each submission. A
question that was settled keeps both readers' answers.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from plumbline_web.people.models import Account, fresh_key
from plumbline_web.reading.states import (
    CONCERN_STEPS,
    CONCERN_WORDS,
    OBSTACLE_WORDS,
    READING_KINDS,
    READING_WORDS,
    how_long,
)
from plumbline_web.scrutiny.models import Activity, Member, Record
from plumbline_web.scrutiny.states import DROP_REASONS


class Instrument(models.Model):
    """The questions that records are read by: an activity's frozen copy.

    form: as the core's `as_json` wrote it. sha256: of the form's own bytes, as it was chosen or sent.
    minutes: what one record takes, as a guide. A replaced one stays, with ended_at.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="instruments")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    form = models.JSONField()
    sha256 = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    chosen_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-chosen_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("activity",),
                condition=models.Q(ended_at__isnull=True),
                name="one_instrument_at_a_time",
            ),
        )


class Reading(models.Model):
    """One reader's reading of one record.

    version: rises with each answer saved. taken_up_at: when somebody else first saw what was submitted; from
    then on its reader cannot withdraw it.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="readings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=10, choices=list(READING_KINDS.items()))
    state = models.CharField(max_length=12, choices=list(READING_WORDS.items()), default="dealt")
    version = models.PositiveIntegerField(default=0)
    dealt_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("dealt_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("record", "reader"), name="one_reading_a_reader"),
            models.UniqueConstraint(
                fields=("record", "kind"),
                condition=models.Q(kind__in=("first", "second")) & ~models.Q(state="taken_away"),
                name="one_first_and_one_second_reading",
            ),
        )


class Answer(models.Model):
    """What a reading holds for one question now. value: as XForms writes it; empty where it was taken out.

    version: the reading's when it was saved, by which a second tab knows that it is behind.
    """

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="answers")
    path = models.CharField(max_length=300)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("reading", "path"), name="one_answer_a_question"),)


class SavedAnswer(models.Model):
    """Each answer as it was given, in the order it came. Never changed.

    mark: what the page called this saving, so that one sent twice after a lost network counts once.
    over: the version that the page had seen of this question; where a newer one was overwritten, both stay.
    """

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="saved")
    path = models.CharField(max_length=300)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    over = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("reading", "mark"), condition=~models.Q(mark=""), name="one_saving_a_mark"
            ),
        )


class ReadingMove(models.Model):
    """A reading opened, submitted, withdrawn, returned or taken away: who, when, and what was said.

    answers: on submitting, everything that was submitted, as it stood. Never changed.
    """

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=12, choices=list(READING_WORDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)
    answers = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("id",)


class Obstacle(models.Model):
    """What keeps a record from being read, as its reader said, and what the lead decided about it.

    A decision to drop the record is carried out on the sample, where it is replaced by rule.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="obstacles")
    reason = models.CharField(max_length=20, choices=list(DROP_REASONS.items()))
    text = models.TextField()
    said_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=list(OBSTACLE_WORDS.items()), default="said")
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("said_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("reading",), condition=models.Q(state="said"), name="one_open_obstacle_a_reading"
            ),
        )


class Settlement(models.Model):
    """What a third person settled for one question of a record read twice. A later row overrides it."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="settlements")
    path = models.CharField(max_length=300)
    value = models.TextField(blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class ThreadNote(models.Model):
    """A remark about one question of one record. It cannot be changed or deleted.

    While a record is read twice and not yet submitted by both, only its writer and the lead see it.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="thread_notes")
    path = models.CharField(max_length=300)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ("id",)


class Concern(models.Model):
    """A worry for somebody's safety, met while reading. It goes to the lead and the service at once.

    rung: whom the reader rang first, in words; empty where nobody was reached.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="concerns")
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    rung = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(CONCERN_WORDS.items()), default="raised")
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-raised_at", "-id")

    @property
    def waiting_words(self) -> str:
        """The clock in words: for how long it has waited, or how long it took until it was received."""
        seconds = ((self.received_at or timezone.now()) - self.raised_at).total_seconds()
        long = how_long(int(seconds // 60))
        return f"Received after {long}." if self.received_at else f"Raised {long} ago."


class ConcernStep(models.Model):
    """What happened to a concern: who, when, and what was done. Never changed.

    what: one of CONCERN_STEPS. by: None for what the site did itself, such as sending e-mail.
    """

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=list(CONCERN_STEPS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
