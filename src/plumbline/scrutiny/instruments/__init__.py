"""Instruments: XLSForms read, frozen, written again, and worked out on the server."""

from plumbline.scrutiny.instruments.answers import without_instance
from plumbline.scrutiny.instruments.evaluating import (
    WRONG,
    Evaluated,
    State,
    Violation,
    evaluate,
    is_answered_by_a_person,
    needs_words,
)
from plumbline.scrutiny.instruments.faults import FormFault, InstrumentRefused
from plumbline.scrutiny.instruments.model import (
    Choice,
    Instrument,
    Node,
    Question,
    Repeat,
    Section,
    Texts,
    language_code,
)
from plumbline.scrutiny.instruments.reading import read_instrument
from plumbline.scrutiny.instruments.writing import write_xlsform

__all__ = [
    "WRONG",
    "Choice",
    "Evaluated",
    "FormFault",
    "Instrument",
    "InstrumentRefused",
    "Node",
    "Question",
    "Repeat",
    "Section",
    "State",
    "Texts",
    "Violation",
    "evaluate",
    "is_answered_by_a_person",
    "language_code",
    "needs_words",
    "read_instrument",
    "without_instance",
    "write_xlsform",
]
