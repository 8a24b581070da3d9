"""What people add to the figures of a run. The figures themselves are never kept here.

A duty is known by its case's key, its standard and its occurrence, so that what is said of it holds over
later runs; no reference of a case or a person is kept.
"""

from __future__ import annotations

from django.db import models

from plumbline_web.people.models import Account, Organisation, fresh_key


class Target(models.Model):
    """A service's own target for a standard's strict rate, with dates; a changed target is a new row.

    at_least, approaching: shares from 0 to 1; a rate from `approaching` up to `at_least` is approaching it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="targets")
    standard = models.CharField(max_length=60)
    at_least = models.FloatField()
    approaching = models.FloatField()
    from_on = models.DateField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("standard", "-from_on", "-id")


class ChartNote(models.Model):
    """A note pinned to a month of a standard's chart, such as "two posts vacant from May"."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="chart_notes")
    standard = models.CharField(max_length=60)
    period = models.CharField(max_length=7, help_text="YYYY-MM")
    text = models.CharField(max_length=300)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("standard", "period", "at")


class Snooze(models.Model):
    """A duty put aside for a time, with a reason; it counts as before, it is only not on top of the list.

    One by a person who may not approve waits for somebody who may. state follows from the days kept here.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="snoozes")
    case_key = models.CharField(max_length=16, db_index=True)
    standard = models.CharField(max_length=60)
    occurrence = models.PositiveIntegerField()
    team_key = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=40)
    text = models.CharField(max_length=300, blank=True)
    until_on = models.DateField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")


class ReasonNote(models.Model):
    """Why a duty was missed, noted beside the run. It is in no rate until an extract carries the reason."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reason_notes")
    case_key = models.CharField(max_length=16, db_index=True)
    standard = models.CharField(max_length=60)
    occurrence = models.PositiveIntegerField()
    reason = models.CharField(max_length=60)
    text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")


class OthersMeasures(models.Model):
    """Another council's measures.csv, brought in for comparison, with the day it is as at."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="others_measures")
    authority = models.CharField(max_length=9)
    as_at = models.DateField()
    text = models.TextField()
    imported_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("authority", "-as_at", "-id")


class Digest(models.Model):
    """Whether a person wants the weekly digest of an organisation, and what the last one said.

    last_hash: of the last digest's content, so that nothing is sent where nothing changed. last_text: what it
    said. last_run: the key of the run that it spoke of. looked_on: the Monday of the week that is done with.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="digests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="digests")
    wanted = models.BooleanField(default=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_hash = models.CharField(max_length=64, blank=True)
    last_text = models.TextField(blank=True)
    last_run = models.CharField(max_length=32, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "organisation"), name="one_digest_each"),)
