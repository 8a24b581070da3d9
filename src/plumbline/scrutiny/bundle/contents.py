"""What a sealed bundle holds: all that the figures of a report are worked out from, and the report's text.

No case reference, person or worker is in it, and nothing that a reader wrote in words: records have opaque
numbers, readers are numbers, and answers are choices, numbers and days. `coded` leaves the words out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from plumbline.scrutiny.consistency import SETTLED, bare
from plumbline.scrutiny.instruments.model import Instrument, Question, Repeat
from plumbline.scrutiny.quantities import AnnexRow, Evidence

KEPT = frozenset(SETTLED)
"""The types of question whose answers are codes, numbers or days. All else is left out: words, notes, and
what is worked out of answers, which may repeat words and is worked out again."""


@dataclass(frozen=True)
class CodedReading:
    """What one reader submitted of one record, without words.

    reader: their number on the team. kind: "first" or "second". on: the day it was submitted. answers: path
    -> code, number or day. wrote: the paths of the questions to which they wrote words, which are left out.
    """

    reader: str
    kind: Literal["first", "second"]
    on: date
    answers: Mapping[str, str]
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodedRecord:
    """A record of the sample. number: 12 to 64 hexadecimal digits that lead back to no case, the same in
    `Sample.order`. service, stratum: as in `StratumSize`, the stratum as drawn, without the service.
    instrument: name of the one it was read by. counts: whether its answers count, that is, everybody to
    whom it was dealt submitted it and nothing is left to settle. settlements: path -> what counts."""

    number: str
    service: str
    stratum: str
    team: str
    instrument: str
    counts: bool
    readings: tuple[CodedReading, ...]
    settlements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StratumSize:
    """How many records of a stratum of a service are in scope, and how many selected ones could not be
    read."""

    service: str
    stratum: str
    in_scope: int | Fraction
    unread: int = 0


@dataclass(frozen=True)
class InOrder:
    """A record in the order in which it was drawn. state: in_sample, dropped, in_reserve, as the site has
    it."""

    stratum: str
    position: int
    number: str
    state: str


@dataclass(frozen=True)
class Sample:
    """The sample of one service. certificate: as `plumbline.scrutiny.certificate` made it; the bundle
    keeps of it the frame's hash, the seed, the plan and the strata, and leaves out what names a record."""

    service: str
    certificate: Mapping[str, Any]
    order: tuple[InOrder, ...] = ()


@dataclass(frozen=True)
class FromReading:
    """A figure from the readings. path: of the question. choice: the name of a choice, "" for the
    headline (the yes, or good and better). service: "" for all. part: "" for all of it, else "stratum" or
    "team" and its name."""

    path: str
    choice: str = ""
    service: str = ""
    part: Literal["", "stratum", "team"] = ""
    name: str = ""


@dataclass(frozen=True)
class FromRun:
    """A figure from a run. rate: its name, such as "strict". counts: every count behind it by name, as
    `plumbline.measures.rates.Counts` has them. run: which run, extract and version."""

    standard: str
    rate: str
    period: str
    numerator: int
    denominator: int
    counts: Mapping[str, int]
    run: str = ""


@dataclass(frozen=True)
class FromCounts:
    """A count or share from the records of a run. code: of the figure. chosen_period: as it was chosen.
    denominator: None for a count by itself. left_out: reason -> how many. run: which run."""

    code: str
    chosen_period: str
    definition: str
    numerator: int
    denominator: int | None
    left_out: Mapping[str, int]
    run: str = ""


@dataclass(frozen=True)
class Told:
    """A figure that was brought in as it is: a document, a survey, a group, a note. how: in a few words."""

    how: str


Origin = FromReading | FromRun | FromCounts | Told


@dataclass(frozen=True)
class Definition:
    """The measure behind figures of runs. toml: the standard's file. explained: what it says, in
    sentences."""

    code: str
    toml: str
    explained: str


@dataclass(frozen=True)
class ReportText:
    """One text of the report. text: as written, with its quantities. printed: as the edition has it.
    annex: its rows in the edition's annex."""

    key: str
    title: str
    text: str
    printed: str
    annex: tuple[AnnexRow, ...] = ()


@dataclass(frozen=True)
class BundleContents:
    """Everything that is sealed.

    activity, report: their titles. edition: which of the report. made_on: the day. protected: whether small
    numbers are protected in the texts as printed (then they were printed with `publish=True`). framework,
    scale, template: the activity's frozen copies, as JSON. instruments: name -> the instrument. origins: id
    of the evidence -> where its figures came from; one for each piece of evidence.
    """

    activity: str
    report: str
    edition: int
    made_on: date
    protected: bool
    framework: Mapping[str, Any]
    scale: Mapping[str, Any]
    template: Mapping[str, Any]
    samples: tuple[Sample, ...]
    instruments: Mapping[str, Instrument]
    records: tuple[CodedRecord, ...]
    sizes: tuple[StratumSize, ...]
    evidence: tuple[Evidence, ...]
    origins: Mapping[str, Origin]
    definitions: tuple[Definition, ...]
    texts: tuple[ReportText, ...]


def coded(
    instrument: Instrument,
    submitted: Mapping[str, str],
    *,
    reader: str,
    kind: Literal["first", "second"],
    on: date,
) -> CodedReading:
    """A reading without its words. submitted: every answer by path, as it was submitted."""
    answers, wrote = {}, []
    for path, value in submitted.items():
        node = instrument.by_path.get(bare(path))
        if not isinstance(node, Question):
            continue
        if node.type in KEPT:
            answers[path] = value
        elif node.type == "text" and value:
            wrote.append(path)
    return CodedReading(reader, kind, on, answers, tuple(sorted(wrote)))


def coded_settlements(instrument: Instrument, settled: Mapping[str, str]) -> dict[str, str]:
    """What was settled of a record, by path, without words."""
    found = {}
    for path, value in settled.items():
        node = instrument.by_path.get(bare(path))
        if isinstance(node, Repeat) or (isinstance(node, Question) and node.type in KEPT):
            found[path] = value
    return found
