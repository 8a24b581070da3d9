"""Verbs: save answers as they are given. Each saving is a row of its own, which is its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Answer, Reading, SavedAnswer
from plumbline_web.reading.rules import LONGEST_ANSWER, MOST_AT_ONCE, tidy, why_not_written


@dataclass(frozen=True)
class Given:
    """One answer as a page sends it.

    over: the version of this question's answer that the page had seen, 0 for none. mark: what the page calls
    this saving, so that one sent twice counts once; empty where it is never sent twice.
    """

    path: str
    value: str
    over: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Kept:
    """What became of one. version: of its answer now. other: another tab's answer that it replaced."""

    given: Given
    version: int
    other: str | None = None


@dataclass(frozen=True)
class Saved:
    """What a saving came to. reading: with its version. answers: all of it now, by path."""

    reading: Reading
    kept: tuple[Kept, ...]
    answers: dict[str, Answer]

    @property
    def values(self) -> dict[str, str]:
        """The answers as the instrument takes them: one that was emptied is blank, and not as by default."""
        return {path: one.value for path, one in self.answers.items()}


def save_answers(
    *, by: Account, readings: QuerySet[Reading], key: str, given: Sequence[Given]
) -> Saved | None:
    """Keep these answers, in one transaction with few steps: eighty people save at once.

    readings: those that `by` may write in, from `queries.readings_to_save`. None where it is none of them.
    Answers of questions that another tab saved meanwhile stay in `SavedAnswer`, and `Kept.other` tells.
    Raises ReadingRefused where the reading is submitted, or an answer is of no question or too long.
    """
    if not 0 < len(given) <= MOST_AT_ONCE:
        raise ReadingRefused(f"A page sends from 1 to {MOST_AT_ONCE} answers at once.")
    with transaction.atomic():
        found = readings.filter(key=key).select_related("instrument").defer("instrument__form")
        reading = found.select_for_update(of=("self",)).first()
        if reading is None:
            return None
        form = form_in_use(reading.instrument.key)
        answers = {one.path: one for one in Answer.objects.filter(reading=reading)}
        kept, new = [], 0
        for one in given:
            path = form.path_of(one.path)
            if path is None:
                raise ReadingRefused("The form has no such question. Load the page anew.")
            if len(one.value) > LONGEST_ANSWER:
                raise ReadingRefused(f"An answer is at most {LONGEST_ANSWER:,} characters long. Shorten it.")
            done, fresh = _keep(reading, path, one, answers)
            kept.append(done)
            new += fresh
        if new:
            if wrong := why_not_written(reading.state):
                raise ReadingRefused(wrong)
            reading.save(update_fields=["version"])
    return Saved(reading, tuple(kept), answers)


def _keep(reading: Reading, path: str, one: Given, answers: dict[str, Answer]) -> tuple[Kept, bool]:
    """Keep one answer; whether it is new, and not one that was sent again."""
    value, before = tidy(one.value), answers.get(path)
    if before is not None and before.version > one.over:
        # Only where something was saved since can this be one that came before and was sent again.
        earlier = one.mark and SavedAnswer.objects.filter(reading=reading, mark=one.mark).first()
        if earlier:
            return Kept(one, before.version), False
    reading.version += 1
    SavedAnswer.objects.create(
        reading=reading, path=path, value=value, version=reading.version, over=one.over, mark=one.mark
    )
    unseen = before is not None and before.version > one.over and before.value != value
    kept = Kept(one, reading.version, before.value if before is not None and unseen else None)
    answer = before or Answer(reading=reading, path=path)
    answer.value, answer.version, answer.saved_at = value, reading.version, timezone.now()
    answer.save()
    answers[path] = answer
    return kept, True
