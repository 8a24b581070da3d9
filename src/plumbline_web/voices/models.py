"""Forms that a service fills in, with every version; surveys, the answers to them, and what people wrote.

What is asked is a frozen copy, so that a later edition of a form changes nothing that was begun before.
"""

from __future__ import annotations

import secrets

from django.db import models

from plumbline_web.people.models import Account, fresh_key
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.voices.states import FORM_WORDS, REMARK_WORDS, RETURN_WORDS, SURVEY_WORDS


def fresh_token() -> str:
    """What the link of a survey ends on: whoever has it can answer, and it says nothing about who that is."""
    return secrets.token_urlsafe(18)


def fresh_number() -> int:
    """A number by chance, so that the order in which rows came cannot be read from their numbers."""
    return secrets.randbits(52) + 1


class ServiceForm(models.Model):
    """A form of the template that one service fills in.

    version: of the draft, which grows with each saving. due_on: the day it is wanted by.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="service_forms")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="service_forms")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    form = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=list(FORM_WORDS.items()), default="open")
    version = models.PositiveIntegerField(default=0)
    due_on = models.DateField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "code"),
                condition=~models.Q(state="closed"),
                name="one_form_of_a_kind_at_a_time",
            ),
        )


class FormVersion(models.Model):
    """What a form held after one saving, by path. Never changed."""

    form = models.ForeignKey(ServiceForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("form", "number"), name="one_version_a_number"),)


class FormMove(models.Model):
    """A form submitted, returned or closed: who, when, what was said, and which version it was."""

    form = models.ForeignKey(ServiceForm, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=10, choices=list(FORM_WORDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)


class Survey(models.Model):
    """A survey of people about one service. until_on: the last day. invited: None where nobody knows.

    results: its counts, once the single answers were removed because their time was over; empty until then.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    token = models.CharField(max_length=40, unique=True, default=fresh_token, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="surveys")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="surveys")
    code = models.CharField(max_length=60)
    filled_by = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    form = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=list(SURVEY_WORDS.items()), default="open")
    until_on = models.DateField()
    invited = models.PositiveIntegerField(null=True, blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    results = models.JSONField(default=dict)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "code"),
                condition=models.Q(state="open"),
                name="one_survey_of_a_kind_at_a_time",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether it can be answered today."""
        return self.state == "open" and today() <= self.until_on and self.activity.state == "open"


class Return(models.Model):
    """One set of answers, of nobody: chosen answers by path, and the day. What was written is in Remark.

    Its number is by chance. Of one that broke off, no answers are kept.
    """

    id = models.BigAutoField(primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=10, choices=list(RETURN_WORDS.items()))
    answers = models.JSONField(default=dict)
    on = models.DateField()

    class Meta:
        ordering = ("id",)


class Remark(models.Model):
    """Something that somebody wrote in a survey, tied to no other answer of theirs.

    original: as it was written, for the lead alone. shown: what others may read of it, once released.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="remarks")
    path = models.CharField(max_length=200)
    original = models.TextField()
    shown = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=list(REMARK_WORDS.items()), default="unread")
    read_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("path", "id")
