"""A report in the writing: its sections, each a chain of versions, and what is said beside them."""

from __future__ import annotations

from django.db import models

from plumbline_web.people.models import Account, fresh_key
from plumbline_web.scrutiny.models import Activity
from plumbline_web.writing.states import PAPER_KINDS, PAPER_WORDS


class Paper(models.Model):
    """Something an activity writes and gives out: a report, a letter, feedback, a summary."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=list(PAPER_KINDS.items()), default="report")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=list(PAPER_WORDS.items()), default="draft")
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class PaperMove(models.Model):
    """A paper that went from one state to the next: who, when, why. Never changed."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="moves")
    after = models.CharField(max_length=10, choices=list(PAPER_WORDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)


class Section(models.Model):
    """A section of a paper. code: which of the closed list in `plumbline.scrutiny.report_sections`, or "own".

    made: whether its text is worked out from what is held (evaluations table, scale, annexes) and is not
    written; a written section has versions. held_by, held_until: who is writing it now; nobody once that time
    is over.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=60)
    indicator = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    made = models.BooleanField(default=False)
    held_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")


class SectionVersion(models.Model):
    """The text of a section at one time, as Markdown with quantities. Never changed.

    beside: the version that had come in between, where two people wrote at once and both are kept until
    somebody chooses. chosen: False for the one of two that does not count.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    beside = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="clashes"
    )
    chosen = models.BooleanField(default=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
