"""Papers for a board: every version of their text, what was sent, and how the council sets them out.

Neither a version nor what was sent ever changes: not here, nor in the database, which refuses it by itself.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from plumbline_web.audit.written_once import WrittenOnce
from plumbline_web.board_papers.states import SENDING_WORDS
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account, Organisation, fresh_key
from plumbline_web.under_way import NOT_ENDED, FilesAskedFor


class KeptOfPapers(WrittenOnce):
    """What is kept of papers for a board."""

    NEVER_CHANGED = "what was kept of a paper for a board never changes; write a further version"

    class Meta(WrittenOnce.Meta):
        abstract = True


class WordTemplate(KeptOfPapers):
    """A council's own Word template. The newest counts; earlier ones stay. name: as it was sent."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="word_templates")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(KeptOfPapers.Meta):
        ordering = ("-id",)

    @property
    def path(self) -> Path:
        """Where its file lies."""
        return folder_of(self.organisation) / "templates" / self.key


class OwnLayout(KeptOfPapers):
    """A council's own layout: the text of its file. Of those with one code the newest counts."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="board_layouts")
    code = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(KeptOfPapers.Meta):
        ordering = ("-id",)


class Paper(models.Model):
    """A paper for a board, filled from a plan. What it says stands in its versions."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="board_papers")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="board_papers")
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    @property
    def folder(self) -> Path:
        """Where the files of what was sent of it lie."""
        return folder_of(self.organisation) / self.key


class PaperVersion(KeptOfPapers):
    """Everything that a paper says, as `content` describes it. what: which part of it was written."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    what = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(KeptOfPapers.Meta):
        ordering = ("paper", "number")
        constraints = (
            models.UniqueConstraint(fields=("paper", "number"), name="one_number_a_version_of_a_board_paper"),
        )


class Sending(FilesAskedFor):
    """The making of what is sent, asked for by a person; it is sent when all its files are made.

    version, template: what they are made of, settled when it was asked for. made_on: the day that they bear.
    What is sent has the same key.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sendings")
    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(
        WordTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(SENDING_WORDS.items()), default="waiting")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("paper",),
                condition=models.Q(state__in=NOT_ENDED),
                name="one_sending_a_board_paper",
            ),
        )

    @property
    def organisation(self) -> Organisation:
        """Whose paper it is."""
        return self.paper.organisation

    @property
    def folder(self) -> Path:
        """Where the files are to lie."""
        return self.paper.folder / self.key


class Sent(KeptOfPapers):
    """A paper as it was sent: what it said, and both versions in each form. Nothing of it ever changes.

    files: name -> SHA-256 of each file in `folder`. as_at: the day of its figures. template: the council's
    own, where one was used.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sent")
    version = models.OneToOneField(PaperVersion, on_delete=models.PROTECT, related_name="sent")
    content = models.JSONField()
    template = models.ForeignKey(
        WordTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    files = models.JSONField()
    as_at = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(KeptOfPapers.Meta):
        ordering = ("-id",)

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.paper.folder / self.key


def folder_of(organisation: Organisation) -> Path:
    """Where an organisation's papers for a board lie, for the site's account alone."""
    return Path(settings.RECORDS) / organisation.slug / "board-papers"
