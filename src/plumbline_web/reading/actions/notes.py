"""Verbs: add a note to a question's thread. There is no verb to change or delete one."""

from __future__ import annotations

from django.db import transaction

from plumbline_web.audit.actions import record as write_down
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Instrument, ThreadNote
from plumbline_web.reading.rules import LONGEST_ANSWER, tidy
from plumbline_web.scrutiny.models import Member, Record


@transaction.atomic
def add_note(*, by: Member, record: Record, instrument: Instrument, path: str, text: str) -> ThreadNote:
    """Add a note about one question of a record. Raises ReadingRefused without words, or for no question."""
    kept = form_in_use(instrument.key).path_of(path)
    if kept is None:
        raise ReadingRefused("The form has no such question. Choose one of the list.")
    text = tidy(text).strip()
    if not text:
        raise ReadingRefused("Write the note first.")
    if len(text) > LONGEST_ANSWER:
        raise ReadingRefused(f"A note is at most {LONGEST_ANSWER:,} characters long. Write a second one.")
    made = ThreadNote.objects.create(record=record, path=kept, by=by, text=text)
    activity = by.activity
    write_down(
        "noted on question",
        by=by.account,
        organisation=activity.organisation.slug,
        subject=f"note:{made.key}",
        activity=activity.key,
    )
    return made
