"""Reports asked for, and schedules that ask for them."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.records.models import Run
from plumbline_web.reports.states import REPORT_WORDS
from plumbline_web.under_way import FilesAskedFor


class Schedule(models.Model):
    """A report for each month, quarter or year, made when a run holds that period whole."""

    MONTH, QUARTER, YEAR = "month", "quarter", "year"
    LENGTHS = ((MONTH, "Every month"), (QUARTER, "Every quarter"), (YEAR, "Every year, April to March"))

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="schedules")
    length = models.CharField(max_length=7, choices=LENGTHS)
    publish = models.BooleanField(default=False)
    formats = models.JSONField(default=list)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)


class Report(FilesAskedFor):
    """One report of one run: for a period, or as the run stands where period is empty.

    publish: small numbers are protected. formats: of html, pdf, word, data. asked_by: None for a schedule.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=10, blank=True)
    publish = models.BooleanField(default=False)
    formats = models.JSONField(default=list)
    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=list(REPORT_WORDS.items()), default="waiting")

    class Meta:
        ordering = ("-asked_at", "-id")

    @property
    def folder(self) -> Path:
        """Where its files lie, beside the run they were made from."""
        return self.run.folder / "reports" / self.key
