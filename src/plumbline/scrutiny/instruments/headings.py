"""The headings of the survey and choices sheets: which column is which, and in which language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plumbline.scrutiny.instruments.columns import (
    CHOICES,
    OURS,
    SAME_CHOICES_COLUMN,
    SAME_COLUMN,
    SURVEY,
    TRANSLATED,
)
from plumbline.scrutiny.instruments.faults import FormFault
from plumbline.scrutiny.instruments.model import UNNAMED
from plumbline.scrutiny.instruments.sheets import Row, Sheet

_MEDIA = ("image", "big-image", "audio", "video", "media", "autoplay")


@dataclass
class Headings:
    """What each heading stands for: `plain` by column, `texts` by column and language, `extra` as written."""

    plain: dict[str, str] = field(default_factory=dict)  # column -> heading
    texts: dict[str, dict[str, str]] = field(default_factory=dict)  # column -> language -> heading
    extra: list[str] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        """The languages in which anything is written, in the order of the columns."""
        return list(dict.fromkeys(language for texts in self.texts.values() for language in texts))

    def cell(self, row: Row, column: str) -> str:
        """A row's cell in a column; "" where it is empty."""
        return row.cells.get(self.plain.get(column, ""), "")

    def in_languages(self, row: Row, column: str) -> dict[str, str]:
        """A row's texts in a column, by language."""
        found = {
            language: row.cells.get(heading, "") for language, heading in self.texts.get(column, {}).items()
        }
        return {language: text for language, text in found.items() if text}

    def written(self, column: str) -> str:
        """The heading of a column as the form writes it; the column's own name where the form has none."""
        if column in self.plain:
            return self.plain[column]
        texts = self.texts.get(column)
        return next(iter(texts.values())) if texts else column


def survey_headings(sheet: Sheet, default: str, faults: list[FormFault]) -> Headings:
    """The headings of the survey sheet. Those not known are faults where anything stands under them."""
    headings = Headings()
    for heading in sheet.header:
        if not heading:
            continue
        name, language = _split(heading)
        column = SAME_COLUMN.get(name, name)
        if f"{column}::{language.lower()}" in SAME_COLUMN:
            column, language = SAME_COLUMN[f"{column}::{language.lower()}"], ""
        if f"{column}::{language.lower()}" in OURS:
            column, language = f"{column}::{language.lower()}", ""
        if column in TRANSLATED:
            _put(headings.texts.setdefault(column, {}), language or default, heading, sheet, faults)
        elif (column in SURVEY or column in OURS) and not language:
            _put(headings.plain, column, heading, sheet, faults)
        else:
            _refuse(sheet, heading, name, language, faults)
    for column in ("type", "name"):
        if column not in headings.plain:
            message = f"The sheet has no column {column}. Add it."
            faults.append(FormFault("survey", sheet.header_row, column, message))
    return headings


def choices_headings(sheet: Sheet, default: str, faults: list[FormFault]) -> Headings:
    """The headings of the choices sheet. Those not known are columns of its own, for filters."""
    headings = Headings()
    for heading in sheet.header:
        if not heading:
            continue
        name, language = _split(heading)
        column = SAME_CHOICES_COLUMN.get(name.replace("_", " "), SAME_CHOICES_COLUMN.get(name, name))
        if column == "label":
            _put(headings.texts.setdefault(column, {}), language or default, heading, sheet, faults)
        elif column in CHOICES and not language:
            _put(headings.plain, column, heading, sheet, faults)
        elif language or name in _MEDIA:
            _refuse(sheet, heading, name, language, faults)
        else:
            headings.extra.append(heading)
    if sheet.rows:
        for column in ("list_name", "name"):
            if column not in headings.plain:
                message = f"The sheet has no column {column}. Add it."
                faults.append(FormFault("choices", sheet.header_row, column, message))
    return headings


def language_of_unnamed(*sheets: Sheet) -> str:
    """The language of columns that name none, where the settings name none either.

    It is the first language named, so that a form needs to name its languages only where there are several;
    but where one column stands both with and without a language, the one without is a language of its own.
    """
    named: dict[str, None] = {}
    with_language: set[tuple[str, str]] = set()
    without: set[tuple[str, str]] = set()
    for sheet in sheets:
        for heading in sheet.header:
            name, language = _split(heading)
            column = (sheet.name, SAME_COLUMN.get(name, name))
            if column[1] not in TRANSLATED:
                continue
            (with_language if language else without).add(column)
            if language:
                named[language] = None
    return UNNAMED if with_language & without else next(iter(named), UNNAMED)


def _split(heading: str) -> tuple[str, str]:
    """The column, in small letters with _ for spaces, and the language: label::English (en)."""
    first, mark, rest = heading.partition("::")
    if not mark and not heading.lower().startswith("jr:"):
        # The old way with one colon, where what stands before it has languages.
        before, mark, after = heading.partition(":")
        if mark and SAME_COLUMN.get(_spelt(before), _spelt(before)) in TRANSLATED | {
            "media",
            "bind",
            "control",
        }:
            first, rest = before, after
    return _spelt(first), " ".join(rest.split())


def _spelt(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip().lower())


def _put(places: dict[str, str], key: str, heading: str, sheet: Sheet, faults: list[FormFault]) -> None:
    if key in places:
        message = f"The heading says the same as “{places[key]}”. Take one of the two out."
        faults.append(FormFault(sheet.name, sheet.header_row, heading, message))
    else:
        places[key] = heading


def _refuse(sheet: Sheet, heading: str, name: str, language: str, faults: list[FormFault]) -> None:
    filled = next((row.number for row in sheet.rows if heading in row.cells), None)
    if filled is None:
        return  # an empty column says nothing
    why = "what it says would be left out"
    if name in _MEDIA:
        why = "pictures, sound and films are not shown"
    elif name.startswith("sms") or name in ("noapperrorstring", "no_app_error_string"):
        why = "answers are not sent by SMS"
    elif language and name in SURVEY:
        why = "it is not written in several languages"
    message = f"The column {heading} is not supported: {why}. Take it out."
    faults.append(FormFault(sheet.name, filled, heading, message))
