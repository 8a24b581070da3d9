"""Reads an XLSForm into an instrument, or refuses it with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from plumbline.scrutiny.instruments.columns import REFUSED_SETTINGS, REFUSED_SHEETS, SAME_SETTING, SETTINGS
from plumbline.scrutiny.instruments.faults import FormFault, InstrumentRefused
from plumbline.scrutiny.instruments.headings import (
    Headings,
    choices_headings,
    language_of_unnamed,
    survey_headings,
)
from plumbline.scrutiny.instruments.lists import read_lists
from plumbline.scrutiny.instruments.model import Instrument
from plumbline.scrutiny.instruments.ready import make_ready
from plumbline.scrutiny.instruments.sheets import Form, Sheet, read_sheets, refused
from plumbline.scrutiny.instruments.survey import Survey
from plumbline.scrutiny.instruments.whole import whole_faults


def read_instrument(source: Path | bytes | str, kind: Form | None = None) -> Instrument:
    """The instrument that an XLSForm says.

    source: a file's path, its bytes, or the text of a Markdown or CSV form. kind: "xlsx", "md" or "csv";
    needed unless a path's ending says it. Raises InstrumentRefused, whose faults name each sheet, row and
    column, where anything in the form is wrong or is not supported.
    """
    sheets = read_sheets(source, kind)
    faults = [
        FormFault(name, None, "", f"The sheet {name} is not supported: {REFUSED_SHEETS[name]}.")
        for name, sheet in sheets.items()
        if name in REFUSED_SHEETS and sheet.rows
    ]
    if "survey" not in sheets or not sheets["survey"].rows:
        raise refused("The form has no survey sheet with questions. Name the sheet survey.")
    settings = _settings(sheets.get("settings", Sheet("settings")), faults)
    default = settings.get("default_language", "")
    choices_sheet = sheets.get("choices", Sheet("choices"))
    unnamed = default or language_of_unnamed(sheets["survey"], choices_sheet)
    survey = survey_headings(sheets["survey"], unnamed, faults)
    choices = choices_headings(choices_sheet, unnamed, faults)
    languages = _languages(survey, choices, unnamed)
    if default and default not in languages:
        message = (
            f"No column is in “{default}”. Languages are written as in the headings: label::English (en)."
        )
        faults.append(FormFault("settings", None, "default_language", message))
    lists = read_lists(choices_sheet, choices, faults)
    rows = Survey(sheets["survey"], survey, lists, faults)
    children = rows.read()
    instrument = Instrument(
        title=settings.get("form_title", ""),
        form_id=settings.get("form_id", ""),
        version=settings.get("version", ""),
        languages=languages,
        default_language=languages[0],
        children=children,
        choice_lists={name: tuple(each.choices) for name, each in lists.items()},
    )
    faults += [_as_headed(fault, survey) for fault in make_ready(instrument, frozenset(rows.left_out))[1]]
    faults = faults or whole_faults(instrument)
    if faults:
        raise InstrumentRefused(sorted(dict.fromkeys(faults), key=_place))
    return instrument


def _place(fault: FormFault) -> tuple[str, int]:
    return ({"survey": "0", "choices": "1"}.get(fault.sheet, fault.sheet), fault.row or 0)


def _as_headed(fault: FormFault, headings: Headings) -> FormFault:
    """A fault of a rule, its column called as the form's own heading calls it."""
    return FormFault(fault.sheet, fault.row, headings.written(fault.column), fault.message)


def _languages(survey: Headings, choices: Headings, default: str) -> tuple[str, ...]:
    found = dict.fromkeys([*survey.languages, *choices.languages])
    languages = list(found) or [default]
    if default in languages:
        languages.remove(default)
        languages.insert(0, default)
    return tuple(languages)


def _settings(sheet: Sheet, faults: list[FormFault]) -> dict[str, str]:
    if len(sheet.rows) > 1:
        message = "The settings sheet has one row under its headings. Take the others out."
        faults.append(FormFault("settings", sheet.rows[1].number, "", message))
    settings: dict[str, str] = {}
    for heading, value in (sheet.rows[0].cells if sheet.rows else {}).items():
        name = "_".join(heading.lower().split())
        name = SAME_SETTING.get(name, name)
        if name in SETTINGS:
            settings[name] = value
            continue
        why = REFUSED_SETTINGS.get(name, "what it says would be left out")
        message = f"The setting {heading} is not supported: {why}. Take the column out."
        faults.append(FormFault("settings", sheet.rows[0].number, heading, message))
    return settings
