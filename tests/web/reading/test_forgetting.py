"""What people wrote while reading goes when the time of an activity is over."""

from __future__ import annotations

import pytest

from factories.draws import in_draw
from factories.findings import GOOD, read_inspection
from factories.readings import answered, dealt
from plumbline_web.reading.actions import add_note, raise_concern, submit_reading
from plumbline_web.reading.actions.forgetting import forget_texts
from plumbline_web.reading.models import (
    Answer,
    Concern,
    Instrument,
    Reading,
    ReadingMove,
    SavedAnswer,
    ThreadNote,
)

pytestmark = pytest.mark.django_db
WORDS = "Kestrel wrote this"


def test_no_word_that_a_reader_wrote_stays_and_every_choice_does() -> None:
    team = read_inspection(readers=2)
    record = in_draw(team).records.first()
    reading = dealt(team, record)
    answered(reading, {**GOOD, "/plan/words": WORDS, "/effort/aim[1]/says": WORDS})
    submit_reading(by=team.readers[0], reading=Reading.objects.get(pk=reading.pk))
    member = team.members[0]
    add_note(by=member, record=record, instrument=Instrument.objects.get(), path="/plan/there", text=WORDS)
    raise_concern(by=member, record=record, text=WORDS)
    forget_texts(by=None, activity=team.activity)
    tables = (Answer, SavedAnswer, ReadingMove, ThreadNote, Concern)
    held = " ".join(str(list(one.objects.values())) for one in tables)
    kept = ReadingMove.objects.get(after="submitted").answers["/plan/quality"]
    assert (WORDS in held, kept) == (False, GOOD["/plan/quality"])
