"""A service's plans: areas for improvement, how each may close, and the actions for it."""

from __future__ import annotations

from django.db import models

from plumbline_web.improvement.states import ACTION_WORDS, AREA_WORDS, CHECKED_EVERY
from plumbline_web.judgement.models import Statement
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.scrutiny.models import Activity


class Plan(models.Model):
    """A plan of improvement. came_from: the activity whose report it answers; None for a board’s wish.

    ended_why: why no more is done by it. An ended plan is judged and looked at no more.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    came_from = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    about = models.TextField(blank=True)
    checked_every = models.CharField(max_length=6, choices=list(CHECKED_EVERY.items()), default="month")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.title


class KeyMessage(models.Model):
    """A key message of the report that a plan answers, with its code: KM2."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="key_messages")
    code = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="one_code_a_key_message"),)


class Area(models.Model):
    """An area for improvement in a plan. indicator, question: what it stands under when it prints.

    closing: how it may close, as the core's `effect.closing_as_json`; empty until it is settled, and then
    never changed. months: how long a period is, where all cases of two periods are compared. statement: the
    area of the report that it came from. in_place_of: the area whose place it took, to be judged in another
    way; replaced_why: the reason, on the former one.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="areas")
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    question = models.CharField(max_length=200, blank=True)
    indicator = models.CharField(max_length=60, blank=True)
    indicator_title = models.CharField(max_length=300, blank=True)
    owners = models.JSONField(default=list, blank=True)
    closing = models.JSONField(default=dict, blank=True)
    months = models.PositiveSmallIntegerField(default=12)
    closing_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=list(AREA_WORDS.items()), default="open")
    closed_on = models.DateField(null=True, blank=True)
    in_place_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    replaced_why = models.TextField(blank=True)

    class Meta:
        ordering = ("position", "id")


class AreaMove(models.Model):
    """An area closed, opened again or replaced: who, when, and the verdict it rests on. Never changed.

    verdict: the core’s AreaVerdict as plain data. on: the day it was judged as at. by: None where it opened
    again by itself.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=12, choices=list(AREA_WORDS.items()))
    verdict = models.JSONField()
    on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Action(models.Model):
    """An action for an area. responsible: roles of the service; outside: bodies outside it; never a name.

    state, began_on: as its updates leave them; see `actions.updates`. due_words: the timescale as the plan
    writes it, where it is no day ("July 2019 onwards"); due_on: the day, where there is one. expected: the
    evidence of improvement expected. key_messages: codes.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    key_messages = models.JSONField(default=list, blank=True)
    responsible = models.JSONField(default=list, blank=True)
    outside = models.JSONField(default=list, blank=True)
    resources = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    began_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(ACTION_WORDS.items()), default="planned")

    class Meta:
        ordering = ("position", "id")


class ActionUpdate(models.Model):
    """What became of an action: its state, since when, what was said, and the figures of the period.

    figures: what the area’s measure said when this was written, as plain data; they never change. undoes: the
    update that this one takes back. Never changed.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=10, choices=list(ACTION_WORDS.items()))
    on = models.DateField(help_text="The day it happened")
    period = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    figures = models.JSONField(default=list, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class ActionChange(models.Model):
    """An action written otherwise: what it said before, why, and who. Never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField()
    why = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Acceptance(models.Model):
    """What a named person outside the line of management says of the evidence for an area. Never changed.

    person, role: as they were called then. evidence: a list of {title, source, on} with the day as ISO text.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="acceptances")
    person = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    accepts = models.BooleanField()
    says = models.TextField()
    evidence = models.JSONField(default=list)
    on = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("on", "id")


class AreaReading(models.Model):
    """A reading of records by which an area is judged, as it stood when it was tied to it. Never changed.

    sample: the core’s SampleReading as plain data, the service’s own records alone. first_day, last_day: of
    the work that was read.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="readings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    sample = models.JSONField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("last_day", "id")
        constraints = (models.UniqueConstraint(fields=("area", "activity"), name="one_reading_an_activity"),)


class Share(models.Model):
    """A plan shared with a scrutiny body, from a day until it is ended. It shows no case."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="shares")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans_shared_with")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "to"),
                condition=models.Q(ended_at__isnull=True),
                name="one_share_a_body",
            ),
        )
