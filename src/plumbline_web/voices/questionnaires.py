"""The forms and surveys that are shipped, as instruments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.instruments import Instrument, Question, read_instrument
from plumbline.scrutiny.shipped import about_of, load_survey_texts


@dataclass(frozen=True)
class Questionnaire:
    """One of them. sha256: of its text. about: what it says of itself."""

    code: str
    instrument: Instrument
    sha256: str
    about: str


@cache
def shipped_questionnaires() -> Mapping[str, Questionnaire]:
    """Those that are shipped, by code."""
    found = {
        code: Questionnaire(
            code, read_instrument(text, "md"), hashlib.sha256(text.encode()).hexdigest(), about_of(text)
        )
        for code, text in load_survey_texts().items()
    }
    return MappingProxyType(found)


def begun_with(instrument: Instrument, template: ActivityTemplate) -> dict[str, str]:
    """What the activity already says, so that nobody has to write it: answers that a new form begins with.

    A repeat with a question named `indicator` has a part for each indicator of the activity, and a question
    named `graded` says whether it is graded.
    """
    found: dict[str, str] = {}
    indicator, graded = instrument.by_name.get("indicator"), instrument.by_name.get("graded")
    if isinstance(indicator, Question) and template.indicators:
        repeat, _, name = indicator.path.rpartition("/")
        found[repeat] = str(len(template.indicators))
        for number, code in enumerate(template.indicators, 1):
            found[f"{repeat}[{number}]/{name}"] = code
    if isinstance(graded, Question):
        found[graded.path] = "yes" if template.graded else "no"
    return found
