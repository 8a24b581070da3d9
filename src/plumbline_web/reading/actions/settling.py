"""Verbs: settle a question on which two readers differ. What they answered stays as it is."""

from __future__ import annotations

from django.db import transaction

from plumbline.scrutiny.instruments import Question, Repeat, evaluate
from plumbline.scrutiny.settled import FIRST, SECOND
from plumbline_web.audit.actions import record as write_down
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.forms_in_use import UNANSWERED, text_in
from plumbline_web.reading.found import RecordRead, found_in
from plumbline_web.reading.models import Settlement
from plumbline_web.reading.rules import LONGEST_ANSWER, tidy
from plumbline_web.reading.settling import why_not_settled_by
from plumbline_web.scrutiny.models import Activity, Member, Record


@transaction.atomic
def settle_question(*, by: Member, record: Record, path: str, value: str, why: str) -> Settlement:
    """Settle one question, or one group asked again, of a record that two people read and submitted.

    value: as XForms writes it; blank where the question may stay open; for a group `settled.FIRST` or
    `SECOND`, whose answers stand. why: the reasons, in words. A question can be settled anew: the last
    counts, and each stays kept. Raises ReadingRefused where this person may not, where the question is not to
    be settled now, or for an answer that the form does not allow.
    """
    activity = record.draw.subject.activity
    if Activity.objects.get(pk=activity.pk).state != "open":
        raise ReadingRefused("The activity has ended, so nothing more is settled.")
    record = Record.objects.select_for_update().get(pk=record.pk)
    if wrong := why_not_settled_by(by, record):
        raise ReadingRefused(wrong)
    found = found_in(activity)
    read = next((one for one in found.records if one.record.pk == record.pk), None) if found else None
    if read is None or read.settling is None:
        raise ReadingRefused("This record is not submitted by two readers, so there is nothing to settle.")
    value, why = tidy(value).strip(), tidy(why).strip()
    if not why:
        raise ReadingRefused("Say why, in a few words.")
    if max(len(value), len(why)) > LONGEST_ANSWER:
        raise ReadingRefused(f"An answer and its reasons are at most {LONGEST_ANSWER:,} characters long.")
    if wrong := _why_not(read, path, value):
        raise ReadingRefused(wrong)
    made = Settlement.objects.create(record=record, path=path, value=value, why=why, by=by)
    write_down(
        "settled difference",
        by=by.account,
        organisation=activity.organisation.slug,
        subject=f"record:{record.key}",
    )
    return made


def _why_not(read: RecordRead, path: str, value: str) -> str:
    """Why a question cannot be settled so; empty where it can."""
    settling = read.settling
    assert settling is not None
    node = read.form.by_path.get(path)
    if not isinstance(node, Question | Repeat) or (
        path not in {one.path for one in settling.open}
        and not (path in read.settlements and settling.evaluated[path].relevant)
    ):
        return "This question is not to be settled now: the readers agree on it, or it does not come up."
    if isinstance(node, Repeat):
        return "" if value in (FIRST, SECOND) else "Choose whose answers stand."
    answers = {path: one.value for path, one in settling.evaluated.states.items()} | {path: value}
    day = max(one.on for one in read.submissions)
    state = evaluate(read.form, answers, today=day)[path]
    if state.violation is None:
        return ""
    if state.violation.kind in UNANSWERED:
        return "This question needs an answer."
    return text_in(state.violation.message, read.form.default_language)
