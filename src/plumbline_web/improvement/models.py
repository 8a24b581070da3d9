"""A service's plans: areas for improvement, how each may close, and the actions for it."""

from __future__ import annotations

from django.db import models

from plumbline_web.improvement.states import ACTION_WORDS, AREA_WORDS
from plumbline_web.judgement.models import Statement
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.scrutiny.models import Activity


class Plan(models.Model):
    """A plan of improvement. came_from: the activity whose report it answers; None for a board's wish."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    came_from = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    about = models.TextField(blank=True)
    checked_every = models.CharField(
        max_length=6, choices=[("week", "Every week"), ("month", "Every month")], default="month"
    )
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")


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
    never changed. statement: the area of the report that it came from.
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
    closing_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=list(AREA_WORDS.items()), default="open")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")


class AreaMove(models.Model):
    """An area closed or opened again: who, when, and the verdict it rests on. Never changed.

    verdict: the core's AreaVerdict as plain data. by: None where a run opened it again.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=12, choices=list(AREA_WORDS.items()))
    verdict = models.JSONField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Action(models.Model):
    """An action for an area. responsible: roles and bodies, several, outside ones too; never a person's name.

    due_words: the timescale as the plan writes it, where it is no day ("July 2019 onwards"); due_on: the day,
    where there is one. expected: the evidence of improvement expected. key_messages: codes.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    key_messages = models.JSONField(default=list, blank=True)
    responsible = models.JSONField(default=list, blank=True)
    resources = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    began_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(ACTION_WORDS.items()), default="planned")

    class Meta:
        ordering = ("position", "id")


class ActionUpdate(models.Model):
    """What became of an action: its state, since when, what was said, and the figures of the period."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=10, choices=list(ACTION_WORDS.items()))
    on = models.DateField(help_text="The day it happened")
    period = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    figures = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
