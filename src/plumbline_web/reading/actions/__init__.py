"""Verbs of the reading of records, each with its audit event; saving one answer is its own log."""

from plumbline_web.reading.actions.answers import Given, Kept, Saved, save_answers
from plumbline_web.reading.actions.concerns import (
    close_concern,
    note_concern,
    people_to_tell,
    raise_concern,
    receive_concern,
    see_concern,
)
from plumbline_web.reading.actions.instruments import choose_instrument
from plumbline_web.reading.actions.notes import add_note
from plumbline_web.reading.actions.obstacles import decide_obstacle, say_obstacle
from plumbline_web.reading.actions.practice import deal_practice, still_to_declare, to_deal
from plumbline_web.reading.actions.readings import (
    deal_record,
    open_reading,
    return_reading,
    submit_reading,
    take_away_readings,
    take_up_reading,
    values_of,
    withdraw_reading,
)
from plumbline_web.reading.conditions import ReadingRefused

__all__ = [
    "Given",
    "Kept",
    "ReadingRefused",
    "Saved",
    "add_note",
    "choose_instrument",
    "close_concern",
    "deal_practice",
    "deal_record",
    "decide_obstacle",
    "note_concern",
    "open_reading",
    "people_to_tell",
    "raise_concern",
    "receive_concern",
    "return_reading",
    "save_answers",
    "say_obstacle",
    "see_concern",
    "still_to_declare",
    "submit_reading",
    "take_away_readings",
    "take_up_reading",
    "to_deal",
    "values_of",
    "withdraw_reading",
]
