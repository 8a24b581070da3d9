"""What can only be checked on the whole form: columns that name questions, and pyxform's own checks."""

from __future__ import annotations

import re
from typing import Any

from plumbline.scrutiny.instruments.columns import OURS
from plumbline.scrutiny.instruments.faults import FormFault
from plumbline.scrutiny.instruments.model import Instrument
from plumbline.scrutiny.instruments.writing import rows_read, sheets_of

_ROW = re.compile(r"\[row : (\d+)\]\s*")


def whole_faults(instrument: Instrument) -> list[FormFault]:
    """The faults of a form whose rows are each in order."""
    faults = _words_faults(instrument)
    return faults or _faults_elsewhere(instrument)


def _words_faults(instrument: Instrument) -> list[FormFault]:
    faults: list[FormFault] = []
    for question in instrument.questions():
        if question.words_in:
            words = instrument.by_name.get(question.words_in)
            if words is None or getattr(words, "type", "") != "text":
                message = f"There is no text question named “{question.words_in}”."
                faults.append(FormFault("survey", question.row, "plumbline::words_in", message))
    return faults


def _faults_elsewhere(instrument: Instrument) -> list[FormFault]:
    """What pyxform, by which other programs read forms, has against it: what we take works there too."""
    from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
    from pyxform.xls2xform import convert  # type: ignore[import-untyped]

    book: dict[str, Any] = {"sheet_names": []}
    for name, (header, *rows) in sheets_of(instrument).items():
        kept = [heading for heading in header if heading not in OURS]
        book["sheet_names"].append(name)
        book[f"{name}_header"] = [dict.fromkeys(kept)]
        book[name] = [
            {heading: cell for heading, cell in zip(header, row, strict=True) if cell and heading in kept}
            for row in rows
        ]
    try:
        convert(book, validate=False, pretty_print=False)
    except PyXFormError as fault:
        message = _ROW.sub("", str(fault))
        found = _ROW.search(str(fault))
        row = _row_of(instrument, int(found[1])) if found else None
        return [FormFault("survey", row, "", f"Other programs for XLSForms refuse this form: {message}")]
    return []


def _row_of(instrument: Instrument, written: int) -> int | None:
    """The row of the form as it was read, for a row as we write it."""
    rows = rows_read(instrument)
    return rows[written - 2] if 2 <= written < len(rows) + 2 else None
