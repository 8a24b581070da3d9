"""What the team makes of the evidence: findings, evaluations, and what it says to the service.

Nothing here is overwritten: what is written is a version, and the newest one counts.
"""

from __future__ import annotations

from django.db import models

from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.states import (
    EVALUATION_WORDS,
    FINDING_KINDS,
    SIDES,
    STATEMENT_KINDS,
    WHOSE,
)
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.scrutiny.models import Activity, Subject


class Chained(models.Model):
    """What a version of anything here has: what it was written over, and whether it counts.

    based_on: the version that was on the writer’s screen. beside: the version that had come in between, where
    two people wrote at once; both are kept. chosen: False for the one of two that does not count.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    beside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.BooleanField(default=True)

    class Meta:
        abstract = True


class Finding(models.Model):
    """A strength or a weakness under one indicator. number: how it is spoken of, as F3. See its versions.

    subject: the service it is about; None where it is about all that are looked at.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="findings")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    indicator = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("indicator", "number")
        constraints = (models.UniqueConstraint(fields=("activity", "number"), name="one_number_a_finding"),)


class FindingVersion(Chained):
    """What a finding says, at one time. Never changed; the newest chosen one counts."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=10, choices=list(FINDING_KINDS.items()))
    text = models.TextField()
    why = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Weighed(models.Model):
    """A piece of evidence for or against what a version of a finding says."""

    version = models.ForeignKey(FindingVersion, on_delete=models.PROTECT, related_name="weighed")
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=list(SIDES.items()))

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("version", "piece"), name="one_side_a_piece"),)


class Evaluation(models.Model):
    """The evaluation of one service by one indicator: the team’s, or the service’s own beside it."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evaluations")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="evaluations")
    indicator = models.CharField(max_length=60)
    whose = models.CharField(max_length=10, choices=list(WHOSE.items()), default="team")
    state = models.CharField(max_length=10, choices=list(EVALUATION_WORDS.items()), default="draft")

    class Meta:
        ordering = ("indicator", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "subject", "indicator", "whose"), name="one_evaluation_an_indicator"
            ),
        )


class EvaluationVersion(Chained):
    """An evaluation as it was written at one time. Never changed; the newest that was chosen counts.

    grade: a value of the activity’s scale; None where nothing is graded. pieces: the evidence that the
    rationale names. would_move: what would move it. why: why it changed, from the second version on.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="versions")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    rationale = models.TextField()
    would_move = models.TextField(blank=True)
    why = models.TextField(blank=True)
    pieces = models.ManyToManyField(Piece, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class EvaluationMove(models.Model):
    """An evaluation given to the panel, settled or opened again: who, when, and what was said. Never changed.

    accepted: what stood in the way and was let stand all the same, each as its code, sentence and reason.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=10, choices=list(EVALUATION_WORDS.items()))
    version = models.ForeignKey(EvaluationVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)
    accepted = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("id",)


class Dissent(models.Model):
    """Somebody of the team who does not agree with an evaluation, and why. Kept, and never changed."""

    version = models.ForeignKey(EvaluationVersion, on_delete=models.PROTECT, related_name="dissents")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class PanelMember(models.Model):
    """Somebody of the body whose activity it is, not on its team, who sits on its consistency panel."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="panel_members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "account"),
                condition=models.Q(left_at__isnull=True),
                name="one_place_on_a_panel",
            ),
        )


class Agreement(models.Model):
    """Somebody of the panel who agrees to a version of an evaluation as it is. Never changed.

    during: the move by which it was given to the panel: what was agreed to before does not hold for later.
    """

    version = models.ForeignKey(EvaluationVersion, on_delete=models.PROTECT, related_name="agreements")
    during = models.ForeignKey(EvaluationMove, on_delete=models.PROTECT, related_name="agreements")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("during", "by"), name="one_agreement_a_person_and_time"),
        )


class Statement(models.Model):
    """What is said to the service: a key message, an area for improvement and so on. See its versions.

    number: its place among its kind, KM2 or A3; position: where it is printed. within: the area that a nested
    one is part of.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=20, choices=list(STATEMENT_KINDS.items()))
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("kind", "position", "number")
        constraints = (
            models.UniqueConstraint(fields=("activity", "kind", "number"), name="one_number_a_statement"),
        )


class StatementVersion(Chained):
    """What a statement says, at one time. Never changed; the newest that was chosen counts.

    indicators: codes it belongs to. owners: the subjects that own an area, one or several; others: bodies
    outside the site that own it with them, by name. why: why it changed.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField()
    indicators = models.JSONField(default=list, blank=True)
    owners = models.ManyToManyField(Organisation, related_name="+", blank=True)
    others = models.JSONField(default=list, blank=True)
    pieces = models.ManyToManyField(Piece, related_name="+", blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
