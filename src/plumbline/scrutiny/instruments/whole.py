"""What can only be checked on the whole form: columns that name questions, and pyxform's own checks."""

from __future__ import annotations

from plumbline.scrutiny.instruments.faults import FormFault
from plumbline.scrutiny.instruments.model import Instrument


def whole_faults(instrument: Instrument) -> list[FormFault]:
    """The faults of a form whose rows are each in order."""
    faults: list[FormFault] = []
    for question in instrument.questions():
        if question.words_in:
            words = instrument.by_name.get(question.words_in)
            if words is None or getattr(words, "type", "") != "text":
                message = f"There is no text question named “{question.words_in}”."
                faults.append(FormFault("survey", question.row, "plumbline::words_in", message))
    return faults
