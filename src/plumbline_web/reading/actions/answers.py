"""Verbs: save answers as they are given. Each saving is a row of its own, which is its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.reading.conditions import AnswerRefused, ReadingRefused
from plumbline_web.reading.forms_in_use import FormInUse, form_in_use
from plumbline_web.reading.models import Answer, Reading, SavedAnswer
from plumbline_web.reading.queries import reading_to_save
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
    """What became of one. version: of its answer now. other: another tab's answer that it replaced.

    again: it had come before, and was only sent a second time.
    """

    given: Given
    version: int
    other: str | None = None
    again: bool = False


class Held(NamedTuple):
    """An answer as it stands: its row, value and version."""

    pk: int
    value: str
    version: int


@dataclass(frozen=True)
class Saved:
    """What a saving came to. version: the reading's. answers: all of them now, by path."""

    form: FormInUse
    version: int
    kept: tuple[Kept, ...]
    answers: dict[str, Held]

    @property
    def values(self) -> dict[str, str]:
        """The answers as the instrument takes them: one that was emptied is blank, and not as by default."""
        return {path: one.value for path, one in self.answers.items()}


def save_answers(
    *, by: Account, organisation: str, activity: str, key: str, given: Sequence[Given]
) -> Saved | None:
    """Keep these answers, in one transaction with few steps: eighty people save at once.

    organisation, activity, key: the words of the address. None where `by` may not write in that reading.
    Answers of questions that another tab saved meanwhile stay in `SavedAnswer`, and `Kept.other` tells.
    Raises ReadingRefused where the reading is submitted, AnswerRefused for one of no question or too long.
    """
    if len(given) > MOST_AT_ONCE:
        raise AnswerRefused(f"A page sends at most {MOST_AT_ONCE} answers at once.")
    try:
        with transaction.atomic():
            return _saved(reading_to_save(by, organisation=organisation, activity=activity, key=key), given)
    except IntegrityError:
        raise AnswerRefused("The page named two answers alike. Load it anew.") from None


def _saved(reading: Reading | None, given: Sequence[Given]) -> Saved | None:
    """The same for the reading held."""
    if reading is None:
        return None
    form = form_in_use(reading.instrument_key)
    rows = Answer.objects.filter(reading=reading).order_by().values_list("path", "pk", "value", "version")
    answers = {path: Held(*held) for path, *held in rows}
    kept = []
    for one in given:
        path = form.path_of(one.path)
        if path is None:
            raise AnswerRefused("The form has no such question. Load the page anew.")
        if len(one.value) > LONGEST_ANSWER:
            raise AnswerRefused(f"An answer is at most {LONGEST_ANSWER:,} characters long. Shorten it.")
        kept.append(_keep(reading, path, one, answers))
    if any(not one.again for one in kept):
        if wrong := why_not_written(reading.state):
            raise ReadingRefused(wrong)
        reading.save(update_fields=["version"])
    return Saved(form, reading.version, tuple(kept), answers)


def _keep(reading: Reading, path: str, one: Given, answers: dict[str, Held]) -> Kept:
    """Keep one answer, unless it came before."""
    value, before = tidy(one.value), answers.get(path)
    if before is not None and before.version > one.over:
        # Only where something was saved since can this be one that came before and was sent again.
        earlier = one.mark and SavedAnswer.objects.filter(reading=reading, mark=one.mark).first()
        if earlier:
            return Kept(one, before.version, again=True)
    reading.version += 1
    SavedAnswer.objects.create(
        reading=reading, path=path, value=value, version=reading.version, over=one.over, mark=one.mark
    )
    unseen = before is not None and before.version > one.over and before.value != value
    kept = Kept(one, reading.version, before.value if before is not None and unseen else None)
    answer = Answer(
        pk=before.pk if before else None,
        reading=reading,
        path=path,
        value=value,
        version=reading.version,
        saved_at=timezone.now(),
    )
    if before is None:
        answer.save(force_insert=True)
    else:
        answer.save(force_update=True, update_fields=["value", "version", "saved_at"])
    answers[path] = Held(answer.pk, value, reading.version)
    return kept
