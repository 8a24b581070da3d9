"""A report in the writing: its sections, each a chain of versions, and what is said beside them.

Texts are never overwritten but for drafts, which only the page that wrote one may write over.
"""

from __future__ import annotations

from django.db import models

from plumbline_web.people.models import Account, fresh_key
from plumbline_web.scrutiny.models import Activity
from plumbline_web.writing.states import CLASH_ENDS, PAPER_KINDS, PAPER_WORDS


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

    def __str__(self) -> str:
        return self.title


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
    written; a written section has versions. question: the key question under which findings print. held_by,
    held_until: who is writing it now; nobody once that time is over.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=60)
    indicator = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    made = models.BooleanField(default=False)
    held_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title


class SectionVersion(models.Model):
    """The text of a section at one time, as Markdown with quantities. Never changed.

    stands_on: the evidence that its quantities named, as it was then, in the shape of the evidence file.
    beside: the version that had come in between, where two people wrote at once and both are kept until
    somebody chooses. chosen: False for the one of two that does not count. again: the earlier version that
    was brought back by this one.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)
    stands_on = models.JSONField(default=list, blank=True)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    beside = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="clashes"
    )
    again = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="brought_back"
    )
    chosen = models.BooleanField(default=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("section", "chosen", "-id"), name="newest_of_a_section"),)


class ClashEnded(models.Model):
    """What became of a version that stood beside another: it was left, taken, or put together with it."""

    version = models.OneToOneField(SectionVersion, on_delete=models.PROTECT, related_name="ended")
    how = models.CharField(max_length=10, choices=list(CLASH_ENDS.items()))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Draft(models.Model):
    """What one open page has typed and not yet made a version of. Written over by that page alone.

    page: a chance mark of the page. based_on: the version it began from. kept_as: the version that was made
    of it; while there is none, its text stands nowhere else.
    """

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="drafts")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    based_on = models.ForeignKey(
        SectionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_as = models.ForeignKey(
        SectionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("section", "account", "page"), name="one_draft_an_open_page"),
        )


class LetStand(models.Model):
    """Words of quantity tied to nothing that a lead let stand, with the reason. Never changed."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="let_stand")
    words = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class SideNote(models.Model):
    """A comment beside a section, or an answer to one. Kept, also when what it was about is done.

    version: the text that was on the screen. under: the comment it answers. done_at: when somebody said that
    it is seen to.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="notes")
    version = models.ForeignKey(
        SectionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)


class ChangeSeen(models.Model):
    """A writer looked at what a version prints otherwise since its evidence changed, and left the text so.

    now: the evidence it named then, in the shape of the evidence file. changes: what printed otherwise, as
    [id, was, now].
    """

    version = models.ForeignKey(SectionVersion, on_delete=models.PROTECT, related_name="seen")
    now = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class SignatureAsked(models.Model):
    """Somebody whom the lead named to sign a paper off, and as what. No longer asked once withdrawn."""

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures_asked")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    as_what = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("paper", "account"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="asked_once_to_sign",
            ),
        )


class Signature(models.Model):
    """A signature under a paper as it stood. sha256: of every text and of what it prints; see `standing`.

    It counts while the paper still has that hash and nobody took it back.
    """

    asked = models.ForeignKey(SignatureAsked, on_delete=models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
