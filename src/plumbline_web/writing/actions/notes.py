"""Say something beside a section, answer it, and say that it is seen to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.trail import record_in
from plumbline_web.writing.conditions import WritingRefused
from plumbline_web.writing.models import Section, SideNote
from plumbline_web.writing.queries import newest
from plumbline_web.writing.rules import LONGEST_NOTE, tidy


@transaction.atomic
def add_note(*, by: Account, section: Section, text: str, under: SideNote | None = None) -> SideNote:
    """Comment on a section, or answer a comment. Raises WritingRefused for an empty or a very long one.

    An answer to a comment that was seen to opens it again. The same twice by one person is one, while it is
    not seen to.
    """
    check_open(section.paper.activity)
    text = tidy(text).strip()
    if not text or len(text) > LONGEST_NOTE:
        raise WritingRefused(f"Write the comment, in {LONGEST_NOTE:,} letters at most.")
    if under is not None and (under.section_id != section.pk or under.under_id is not None):
        raise WritingRefused("That comment is not of this section.")
    Section.objects.select_for_update().get(pk=section.pk)
    said = {"under": under, "text": text, "by": by}
    again = section.notes.filter(**said, done_at=None).first()
    if again is not None and (under is None or under.done_at is None):
        return again
    made = SideNote.objects.create(section=section, version=newest(section), **said)
    if under is not None and under.done_at is not None:
        under.done_by = under.done_at = None
        under.save(update_fields=["done_by", "done_at"])
    _noted("commented on section", by, section, made)
    return made


@transaction.atomic
def settle_note(*, by: Account, note: SideNote) -> None:
    """Say that a comment is seen to; it is kept."""
    check_open(note.section.paper.activity)
    held = SideNote.objects.select_for_update().get(pk=note.pk)
    if held.done_at is None and held.under_id is None:
        held.done_by, held.done_at = by, timezone.now()
        held.save(update_fields=["done_by", "done_at"])
        _noted("saw to comment", by, note.section, held)


def _noted(act: str, by: Account, section: Section, note: SideNote) -> None:
    activity = section.paper.activity
    record_in(
        activity,
        act,
        by=by,
        section=section.key,
        note=note.key,
    )
