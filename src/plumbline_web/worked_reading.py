"""A whole reading of records for the demonstration: drawn, dealt, read, settled. All of it is made up.

What a made-up reader finds follows from what the made-up extract says of the record, with a little of their
own: so the results hang together with the figures, and two readers differ now and then.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from plumbline.scrutiny.instruments import Instrument, Question, State, evaluate, is_answered_by_a_person
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.reading.actions import choose_instrument, open_reading, save_answers, submit_reading
from plumbline_web.reading.actions.answers import Given
from plumbline_web.reading.actions.dealing import deal_records
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.dealing import readers_of
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Reading
from plumbline_web.reading.rules import MOST_AT_ONCE
from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.scrutiny.actions.draws import draw_sample
from plumbline_web.scrutiny.actions.lists import freeze_from_run
from plumbline_web.scrutiny.models import Activity, Member, Record, Subject

INSTRUMENT = "reading_cpo_short"
SEED = "Throw of four dice on the day of the meeting: 4, 6, 1, 3"
SEED_BY = "the lead and the service together"
TWICE = 6
SHOWS = {"cpo_first_contact": 0.1, "cpo_lscmi": 0.05, "cpo_case_plan": 0.05, "cpo_review": 0.1}
"""How often a file shows another thing than the data say, by standard."""
WORDS = "The record says what was done and when, and seldom why; the reasons have to be pieced together."


def read_records(*, activity: Activity, lead: Account, settler: Member, size: int) -> None:
    """Draw so many records of the pinned run, deal them, read all of them and settle what differs."""
    subject = Subject.objects.select_related("organisation").get(activity=activity)
    draw = freeze_from_run(by=lead, subject=subject, population="orders", conditions=[], by_column="work")
    draw_sample(by=lead, draw=draw, seed=SEED, seed_by=SEED_BY, size=size, fewest=6)
    one = shipped_instruments()[INSTRUMENT]
    choose_instrument(
        by=lead,
        activity=activity,
        form=one.form,
        sha256=one.sha256,
        code=INSTRUMENT,
        minutes=one.minutes,
    )
    readers = [member for member in readers_of(activity) if member.role == "reader"]
    deal_records(by=lead, activity=activity, readers=readers, twice=TWICE, seed=SEED)
    for reading in Reading.objects.filter(record__draw__subject__activity=activity).order_by("id"):
        _read(activity, reading)
    _settle(activity, settler)


def answers_of(form: Instrument, record: Record, reader: str) -> dict[str, str]:
    """What a made-up reader answers of a record: every question that is asked, the same each time."""
    values: dict[str, str] = {}
    while True:
        evaluated = evaluate(form, values, today=today())
        open_ = [
            state
            for state in evaluated.states.values()
            if state.asked and not state.answered and is_answered_by_a_person(state.node)
        ]
        if not open_:
            return values
        values[open_[0].path] = _answer(open_[0], record, reader)


def _answer(state: State, record: Record, reader: str) -> str:
    question = state.node
    assert isinstance(question, Question)
    if question.type == "text":
        return WORDS
    if question.type in ("integer", "decimal"):
        return "2"
    if question.type == "date":
        return str(today())
    names = [choice.name for choice in state.choices]
    # Three in four times what anybody would say of this record; else the reader's own view.
    view = reader if _chance(record.key, question.path, reader) < 0.15 else ""
    chance = _chance(record.key, question.path, view)
    if question.rating:
        return str(min(5, max(2, 2 + int(4 * (0.6 * _chance(record.key) + 0.4 * chance)))))
    if "in_time" in names:
        return _as_the_data_say(record, question, chance)
    if names[0] == "yes":
        return names[0] if chance < 0.62 else names[1]
    return names[int(chance * len(names))]


def _as_the_data_say(record: Record, question: Question, chance: float) -> str:
    """What was done in time: as the extract calls it, but where the file shows another thing."""
    calls: Mapping[str, str] = record.facts.get("calls", {})
    called = calls.get(question.confirms, "not_applicable")
    otherwise = chance < SHOWS.get(question.confirms, 0.05)
    if called == "met":
        return "not_done" if otherwise else "in_time"
    if called == "not_met":
        return "in_time" if otherwise else "late" if chance < 0.5 else "not_done"
    return "cannot_tell" if called == "cannot_tell" else "na"


def _chance(*words: str) -> float:
    """A number from 0 up to 1 that these words always give."""
    return int(sha256("|".join(words).encode()).hexdigest()[:8], 16) / 2**32


def _read(activity: Activity, reading: Reading) -> None:
    reader = reading.reader
    reading = open_reading(by=reader.account, reading=reading)
    form = shipped_instruments()[INSTRUMENT].form
    found = list(answers_of(form, reading.record, str(reader.number)).items())
    for at in range(0, len(found), MOST_AT_ONCE):
        save_answers(
            by=reader.account,
            organisation=reader.organisation.slug,
            activity=activity.key,
            key=reading.key,
            given=[Given(path, value, 0, "") for path, value in found[at : at + MOST_AT_ONCE]],
        )
    submit_reading(by=reader.account, reading=Reading.objects.get(pk=reading.pk))


def _settle(activity: Activity, settler: Member) -> None:
    """Settle every question that two readers answered differently, as the first of them did."""
    while found := found_in(activity):
        unsettled = [one for one in found.records if one.settling is not None and one.settling.open]
        if not unsettled:
            return
        read = unsettled[0]
        assert read.settling is not None
        question = read.settling.open[0]
        settle_question(
            by=settler,
            record=read.record,
            path=question.path,
            value=read.submissions[0].answers.get(question.path, ""),
            why="The file was looked at again together.",
        )
