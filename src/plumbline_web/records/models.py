"""Extracts as they came in, and the runs made of them. Case rows themselves lie in files, never here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.records.states import EXTRACT_WORDS, RUN_WORDS
from plumbline_web.under_way import WorkedOn


class SupplierMapping(models.Model):
    """How a supplier's columns are read as ours: the core's mapping file, made on screen once and kept.

    A new version is a new row; ended_at says since when an older one is no longer offered.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mappings")
    name = models.CharField(max_length=100)
    text = models.TextField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "-made_at")

    def __str__(self) -> str:
        return self.name


class CouncilCalendar(models.Model):
    """A council's own holidays and working days, as the core's calendar CSV; the newest is in force."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calendars")
    text = models.TextField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at", "-id")


class Extract(WorkedOn):
    """What somebody loaded, and how far it has come.

    sha256: of everything that was sent, so that the same upload twice is noticed. found: counts of faults and
    rows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="extracts")
    loaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(auto_now_add=True)
    files = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    as_at = models.DateField(null=True, blank=True)
    accept_partial = models.BooleanField(default=False)
    mapping = models.ForeignKey(
        SupplierMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="extracts"
    )
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When its files were removed")
    state = models.CharField(max_length=10, choices=list(EXTRACT_WORDS.items()), default="waiting")
    found = models.JSONField(default=dict)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-loaded_at", "-id")

    @property
    def folder(self) -> Path:
        """Where its files lie: `sent` as they came, `taken` once checked, `faults.json`."""
        return Path(settings.RECORDS) / self.organisation.slug / "extracts" / self.key


class Run(WorkedOn):
    """One judging of one extract, frozen and dated."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="runs")
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="runs")
    as_at = models.DateField()
    library_version = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=list(RUN_WORDS.items()), default="waiting")
    calendar = models.ForeignKey(
        CouncilCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When its case rows were removed")
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-as_at", "-id")

    @property
    def folder(self) -> Path:
        """Where the run lies: `run` as the core froze it, `pages` made from it for the site."""
        return Path(settings.RECORDS) / self.organisation.slug / "runs" / self.key
