"""A paper as it stands: its sections, the text that counts of each, what has changed under it, who signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from plumbline_web.evidence.queries import quantities_of
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.writing.bound import Moved, from_kept, moved
from plumbline_web.writing.models import (
    ChangeSeen,
    Draft,
    Paper,
    Section,
    SectionVersion,
    SideNote,
    Signature,
    SignatureAsked,
)
from plumbline_web.writing.standing import standing


@dataclass(frozen=True)
class Signer:
    """Somebody who has to sign. signature: their last. counts: whether it is of the paper as it stands."""

    asked: SignatureAsked
    signature: Signature | None
    counts: bool

    @property
    def account(self) -> Account:
        return self.asked.account

    @property
    def void(self) -> bool:
        """Whether they signed, and text or evidence have changed since."""
        return self.signature is not None and self.signature.revoked_at is None and not self.counts


@dataclass(frozen=True)
class Signed:
    """Who has signed a paper as it stands, and who has not. sha256: of the paper as it stands."""

    has: tuple[Signer, ...]
    has_not: tuple[Signer, ...]
    sha256: str

    @property
    def asked(self) -> bool:
        """Whether anybody has to sign at all."""
        return bool(self.has or self.has_not)

    @property
    def complete(self) -> bool:
        """Whether everybody named has signed it as it stands."""
        return self.asked and not self.has_not

    @property
    def everybody(self) -> tuple[Signer, ...]:
        return tuple(sorted((*self.has, *self.has_not), key=lambda one: one.asked.pk))


@dataclass(frozen=True)
class Held:
    """Who is writing a section, and until when unless they save again."""

    by: Account
    until: datetime


@dataclass
class Changes:
    """What a version of a section prints otherwise since it was written or last looked at."""

    section: Section
    version: SectionVersion
    moved: list[Moved] = field(default_factory=list)


def papers_of(activity: Activity) -> QuerySet[Paper]:
    """What an activity writes, in the order it was begun."""
    return Paper.objects.filter(activity=activity).select_related("begun_by")


def paper_called(stands: Standing, key: str) -> Paper:
    """One of them, by its key. Raises Http404."""
    found = papers_of(stands.activity).filter(key=key).first() if _is_key(key) else None
    if found is None:
        raise Http404("There is no such report in this activity.")
    return found


def section_called(stands: Standing, key: str) -> Section:
    """A section of one of the activity's papers, by its key, removed ones too. Raises Http404."""
    found = Section.objects.filter(paper__activity=stands.activity, key=key) if _is_key(key) else None
    section = found.select_related("paper", "held_by").first() if found is not None else None
    if section is None:
        raise Http404("There is no such section in this activity.")
    return section


def newest(section: Section) -> SectionVersion | None:
    """The version of a section that counts; None where nothing is written yet."""
    return section.versions.filter(chosen=True).select_related("by").last()


def sections_of(paper: Paper) -> list[tuple[Section, SectionVersion | None]]:
    """The sections in their order, each with the version that counts; None where nothing is written yet."""
    last = SectionVersion.objects.filter(section=OuterRef("pk"), chosen=True).order_by("-id").values("pk")[:1]
    found = list(
        paper.sections.filter(removed_at=None).select_related("held_by").annotate(counts=Subquery(last))
    )
    versions = SectionVersion.objects.select_related("by").in_bulk(
        [one.counts for one in found if one.counts]
    )
    return [(one, versions.get(one.counts)) for one in found]


def holder_of(section: Section, now: datetime | None = None) -> Held | None:
    """Who is writing a section; None once their time is over."""
    if section.held_by is None or section.held_until is None:
        return None
    return Held(section.held_by, section.held_until) if section.held_until > (now or timezone.now()) else None


def open_clashes(section: Section | None = None, paper: Paper | None = None) -> QuerySet[SectionVersion]:
    """The versions that stand beside another and wait for somebody to choose."""
    found = SectionVersion.objects.filter(beside__isnull=False, ended=None).select_related("by", "section")
    if section is not None:
        found = found.filter(section=section)
    if paper is not None:
        found = found.filter(section__paper=paper, section__removed_at=None)
    return found


def open_drafts(section: Section | None = None, paper: Paper | None = None) -> QuerySet[Draft]:
    """What was typed and is in no version yet."""
    found = Draft.objects.filter(kept_as=None).select_related("account", "based_on")
    if section is not None:
        found = found.filter(section=section)
    if paper is not None:
        found = found.filter(section__paper=paper, section__removed_at=None)
    return found


def notes_of(section: Section) -> QuerySet[SideNote]:
    """The comments on a section, those not seen to first; answers come with each."""
    found = section.notes.filter(under=None).select_related("by", "done_by", "version")
    return found.prefetch_related("answers__by").order_by("done_at", "id")


def open_notes(paper: Paper) -> dict[int, int]:
    """How many comments are not seen to, by the section's pk."""
    found = SideNote.objects.filter(section__paper=paper, under=None, done_at=None)
    return dict(found.order_by().values("section").annotate(n=Count("pk")).values_list("section", "n"))


def changes_of(paper: Paper) -> list[Changes]:
    """The sections that print otherwise than when they were written, or than when somebody last looked."""
    now = quantities_of(paper.activity)
    current = [(section, version) for section, version in sections_of(paper) if version is not None]
    seen = {}
    for one in ChangeSeen.objects.filter(version__in=[version for _, version in current]):
        seen[one.version_id] = one.now
    found = []
    for section, version in current:
        before = from_kept(seen.get(version.pk, version.stands_on))
        if there := moved(version.text, before, now):
            found.append(Changes(section, version, there))
    return found


def signed(paper: Paper) -> Signed:
    """Who has signed the paper as it stands, and who has still to."""
    asked = paper.signatures_asked.filter(withdrawn_at=None).select_related("account")
    now = standing(paper, sections_of(paper))
    has, has_not = [], []
    for one in asked.prefetch_related("signatures"):
        last = max(one.signatures.all(), key=lambda each: each.pk, default=None)
        counts = last is not None and last.revoked_at is None and last.sha256 == now
        (has if counts else has_not).append(Signer(one, last, counts))
    return Signed(tuple(has), tuple(has_not), now)


def waiting_for(account: Account, activity: Activity) -> set[int]:
    """The pks of the papers that this person is asked to sign and has not, or has taken it back."""
    signatures = Signature.objects.filter(asked=OuterRef("pk"), revoked_at=None)
    asked = SignatureAsked.objects.filter(paper__activity=activity, account=account, withdrawn_at=None)
    return set(asked.exclude(Exists(signatures)).values_list("paper", flat=True))


def versions_of(section: Section) -> QuerySet[SectionVersion]:
    """Every version of a section, the newest first."""
    return section.versions.select_related("by", "beside__by", "again", "ended").order_by("-id")


def version_called(stands: Standing, key: str) -> SectionVersion:
    """A version of a section of one of the activity's papers, by its key. Raises Http404."""
    found = None
    if _is_key(key):
        wanted = Q(section__paper__activity=stands.activity, key=key)
        found = SectionVersion.objects.filter(wanted).select_related("section__paper", "by").first()
    if found is None:
        raise Http404("There is no such version in this activity.")
    return found


def _is_key(key: str) -> bool:
    return key.isascii() and key.isalnum()
