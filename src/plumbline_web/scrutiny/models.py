"""An activity of scrutiny: its stages, team, subjects, requests, and the sample drawn for it.

An activity keeps its own frozen copy of the template and framework it was made from, so that a later edition
changes nothing that was begun before.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from plumbline_web.people.models import Account, Grant, Organisation, fresh_key
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.states import (
    ACTIVITY_WORDS,
    DRAW_WORDS,
    MEMBER_ROLES,
    NOTE_KINDS,
    OPENING_WORDS,
    RECORD_WORDS,
    REQUEST_WORDS,
    STAGE_WORDS,
)


class OwnTemplate(models.Model):
    """A kind of activity, a framework or a scale of an organisation’s own. A new version is a new row."""

    KINDS = (("activity", "Kind of activity"), ("framework", "Framework"), ("scale", "Scale"))

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="own_templates")
    kind = models.CharField(max_length=10, choices=KINDS)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="As TOML")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "-made_at")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "kind", "code"),
                condition=models.Q(ended_at__isnull=True),
                name="one_version_of_an_own_template_at_a_time",
            ),
        )


class AuditCalendar(models.Model):
    """How often a service audits itself by one kind of activity; done is held against due."""

    EVERY = (("month", "Every month"), ("quarter", "Every quarter"), ("year", "Every year"))

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="audit_calendars")
    template_code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    every = models.CharField(max_length=10, choices=EVERY)
    from_on = models.DateField(help_text="The first day of the first period")
    due_after = models.PositiveSmallIntegerField(
        default=10, help_text="Working days after the end of a period"
    )
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True, help_text="No period is due that ends after this day")

    class Meta:
        ordering = ("title", "id")


class Activity(models.Model):
    """One inspection, review, self-evaluation or audit.

    organisation: whose activity it is. template, framework, scale: frozen copies; see `queries.template_of`.
    calendar, period_from, period_until, due_on: for an audit of a calendar, which period and by when.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField(max_length=200)
    template = models.JSONField()
    framework = models.JSONField(default=dict)
    scale = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=list(ACTIVITY_WORDS.items()), default="open")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_why = models.TextField(blank=True)
    calendar = models.ForeignKey(
        AuditCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name_plural = "activities"
        constraints = (
            models.UniqueConstraint(
                fields=("calendar", "period_from"),
                condition=~models.Q(state="stopped"),
                name="one_audit_a_period",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        """Where its files lie: frames, and what the reading found."""
        return Path(settings.RECORDS) / self.organisation.slug / "activities" / self.key


class Subject(models.Model):
    """A service that the activity looks at, the run of its records that is pinned, and whom to ring.

    day_number, night_number: the service's telephone numbers for a concern about somebody's safety.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="subjects")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="looked_at_by")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pinned_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    day_number = models.CharField(max_length=40, blank=True)
    night_number = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("organisation__name",)
        constraints = (
            models.UniqueConstraint(fields=("activity", "organisation"), name="one_subject_an_activity"),
        )


class Opening(models.Model):
    """A grant that the lead asked for, and the service opened or refused; it is closed with the activity.

    to: the body whose inspectors and analysts would see the service's cases. until_on: the last day.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="openings")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    until_on = models.DateField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=list(OPENING_WORDS.items()), default="asked")
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why it was refused or withdrawn")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "to"),
                condition=models.Q(state__in=("asked", "open")),
                name="one_opening_a_body",
            ),
        )


class Stage(models.Model):
    """A stage of the activity, as its template has it, with its planned and actual days."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    planned_from = models.DateField(null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(STAGE_WORDS.items()), default="planned")

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("activity", "code"), name="one_stage_a_code"),)


class StageMove(models.Model):
    """A stage begun, ended or begun again: who, when, and what was still missing. Never changed.

    missing: the needs that stood open when a lead went on all the same; why: the reason given for it.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=10, choices=list(STAGE_WORDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(help_text="The day it happened")
    missing = models.JSONField(default=list)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)


class Member(models.Model):
    """Somebody on the team, through the organisation they belong to.

    number: how a reader is spoken of outside the team. teams, workers: those of a service, as its extract
    writes them, whose records this person must not read. declared_at: None until they have declared.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=[(one.code, one.name) for one in MEMBER_ROLES])
    number = models.PositiveSmallIntegerField()
    teams = models.JSONField(default=list, blank=True)
    workers = models.JSONField(default=list, blank=True)
    declared = models.TextField(blank=True, help_text="In their own words")
    declared_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("activity", "number"), name="one_number_a_member"),
            models.UniqueConstraint(
                fields=("activity", "account", "role"),
                condition=models.Q(left_at__isnull=True),
                name="one_role_once_in_an_activity",
            ),
        )


class Request(models.Model):
    """Something asked of a service: what, why, by when, and how many hours it is thought to take.

    same_as: an earlier request for the same thing, shown before it is asked again.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="requests")
    title = models.CharField(max_length=200)
    what = models.TextField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    due_on = models.DateField()
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=list(REQUEST_WORDS.items()), default="asked")
    answer = models.TextField(blank=True)
    hours_taken = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "id")


class RequestMove(models.Model):
    """A request asked, answered, withdrawn or asked again: who, when, and what was said. Never changed.

    hours: those asked for with this move, or those that an answer took.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=10, choices=list(REQUEST_WORDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ("id",)


class Note(models.Model):
    """A meeting, feedback given, a form come in, an output given out: when, and what was said. Never changed.

    subject: the service it is about, where it is about one of several. about: the code, in the template, of
    the form or output. took_part: how many people, as a count, never who.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="notes")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="notes"
    )
    kind = models.CharField(max_length=20, choices=list(NOTE_KINDS.items()))
    about = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    took_part = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("on", "id")


class SurveyCounts(models.Model):
    """What a survey run elsewhere came to, brought in when it had closed: counts, never single answers.

    results: as the core's `surveys.as_json` wrote it. sha256: of the file that was brought in.
    """

    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="survey")
    results = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "survey counts"


class Draw(models.Model):
    """The sample of one subject: who is in scope, the frozen frame, how many, the seed, the certificate.

    scope: the rule in its closed form; sentence: the same in words. source: "run" or "list". plan: the size
    or margin asked for, confidence, minimum, allocation, expected shares. strata: the size of each, and how
    many are drawn. certificate: what `plumbline.scrutiny.certificate` made; it changes with each replacement.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="draws")
    state = models.CharField(max_length=10, choices=list(DRAW_WORDS.items()), default="planned")
    source = models.CharField(max_length=10, default="list")
    scope = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    plan = models.JSONField(default=dict)
    strata = models.JSONField(default=list)
    frame_sha256 = models.CharField(max_length=64, blank=True)
    frame_rows = models.PositiveIntegerField(default=0)
    frozen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    seed_by = models.CharField(max_length=200, blank=True, help_text="Who fixed the seed, in words")
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    certificate = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    @property
    def folder(self) -> Path:
        """Where its frame lies: `frame.csv`, exactly the bytes that were hashed, and `order.csv`."""
        return self.subject.activity.folder / "draws" / self.key


class Record(models.Model):
    """A record of the sample, or one to practise on. One of the few tables that hold case references.

    record_id: as the frame writes it. weight: how many records of its stratum it stands for, as a text so
    that nothing is rounded ("702/99"). facts: what the extract holds, by the code of each fact, frozen when
    drawn. team, worker: whose record it is, so that nobody reads one of their own team.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="records")
    stratum = models.CharField(max_length=200, blank=True)
    record_id = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    weight = models.CharField(max_length=40, blank=True)
    practice = models.BooleanField(default=False)
    team = models.CharField(max_length=200, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=list(RECORD_WORDS.items()), default="in_sample")
    dropped_for = models.CharField(max_length=20, blank=True)
    dropped_why = models.TextField(blank=True)
    dropped_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    instead_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ("draw", "stratum", "position")
        constraints = (models.UniqueConstraint(fields=("draw", "record_id"), name="one_record_a_draw"),)
