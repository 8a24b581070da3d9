"""The figures of a bundle, worked out anew from what it holds and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from plumbline.errors import PlumblineError
from plumbline.scrutiny.bundle.contents import (
    BundleContents,
    CodedReading,
    CodedRecord,
    FromCounts,
    FromReading,
    FromRun,
    Origin,
)
from plumbline.scrutiny.instruments.model import Instrument
from plumbline.scrutiny.quantities import Evidence
from plumbline.scrutiny.quantities.evidence import EvidenceKind
from plumbline.scrutiny.quantities.from_figures import RateOfARun, of_rate, of_share
from plumbline.scrutiny.results import QuestionResult, ReadRecord, Share, results, results_by
from plumbline.scrutiny.settled import came_up, settle

RateOf = Callable[[Mapping[str, int], str], RateOfARun]
"""One rate out of counts by name, as `plumbline.measures.rate_of`. It is handed in: that room is beside
this."""
WORDS_LEFT_OUT = "words"
"""What stands for the words that a reader wrote: a rule that asks whether there are any still holds."""


class CannotBeWorkedOut(Exception):
    """A figure whose origin leads to nothing; says why."""


class Regenerated:
    """The figures of one bundle. Raises CannotBeWorkedOut where there is nothing to work one out from."""

    def __init__(self, contents: BundleContents, rate: RateOf) -> None:
        self._contents, self._rate = contents, rate
        self._services = {one.service for one in contents.sizes} | {one.service for one in contents.records}
        self._of_service = cache(self._read)
        self._results = cache(self._worked_out)

    def evidence(self, piece: Evidence, origin: Origin) -> Evidence:
        """A piece with its numbers worked out anew. What was told is taken as it is."""
        try:
            if isinstance(origin, FromReading):
                return self._from_reading(piece, origin)
            if isinstance(origin, FromRun):
                return self._from_run(piece, origin)
            if isinstance(origin, FromCounts):
                return _as(piece, _from_counts(piece, origin))
        except PlumblineError as fault:
            raise CannotBeWorkedOut(str(fault)) from fault
        return piece

    def _from_run(self, piece: Evidence, origin: FromRun) -> Evidence:
        if origin.standard not in {one.code for one in self._contents.definitions}:
            raise CannotBeWorkedOut(f"the measure {origin.standard} is not defined in the bundle")
        found = self._rate(origin.counts, origin.rate)
        if (found.numerator, found.denominator) != (origin.numerator, origin.denominator):
            raise CannotBeWorkedOut(
                f"its counts give {found.numerator} of {found.denominator}, and it says "
                f"{origin.numerator} of {origin.denominator}"
            )
        return _as(piece, of_rate(found, id=piece.id, source=piece.source))

    def _from_reading(self, piece: Evidence, origin: FromReading) -> Evidence:
        if origin.service and origin.service not in self._services:
            raise CannotBeWorkedOut(f"there is no service called {origin.service}")
        only = next(iter(self._services)) if len(self._services) == 1 else ""
        share = self._share(origin)
        return _as(piece, of_share(share, id=piece.id, source=piece.source, service=origin.service or only))

    def _share(self, origin: FromReading) -> Share:
        if origin.part:
            records, _, sizes, _, instrument = self._of_service(origin.service)
            parts = results_by(instrument, records, sizes, origin.part).get(origin.path, ())
            found = next((one for one in parts if one.name == origin.name), None)
        else:
            result = self._results(origin.service).get(origin.path)
            if result is None:
                raise CannotBeWorkedOut(f"the instrument asks nothing at {origin.path}")
            rows = (result.headline,) if not origin.choice else result.rows
            found = next((one for one in rows if one and origin.choice in ("", one.name)), None)
        if found is None:
            raise CannotBeWorkedOut(f"nothing at {origin.path} is counted so")
        return found

    def _worked_out(self, service: str) -> dict[str, QuestionResult]:
        records, asked, sizes, unread, instrument = self._of_service(service)
        found = results(instrument, records, sizes, asked=asked, unread=unread)
        return {one.question.path: one for one in found}

    def _read(
        self, service: str
    ) -> tuple[
        list[ReadRecord],
        list[frozenset[str]],
        dict[str, int | Fraction],
        dict[str, int],
        Instrument,
    ]:
        """The records of a service that count ("": of all), what came up in each, and the strata."""
        several = not service and len(self._services) > 1
        records, asked, read_by = [], [], set()
        for one in self._contents.records:
            if one.counts and service in ("", one.service):
                answers, up = what_counts(one, self._contents.instruments[one.instrument])
                records.append(ReadRecord(_named(one.service, one.stratum, several), one.team, answers))
                asked.append(up)
                read_by.add(one.instrument)
        if len(read_by) != 1:
            raise CannotBeWorkedOut("no record counts, or they were read by several instruments")
        strata = [one for one in self._contents.sizes if service in ("", one.service)]
        named = [_named(one.service, one.stratum, several) for one in strata]
        sizes = {name: _whole(one.in_scope) for name, one in zip(named, strata, strict=True)}
        unread = {name: one.unread for name, one in zip(named, strata, strict=True)}
        return records, asked, sizes, unread, self._contents.instruments[read_by.pop()]


def what_counts(record: CodedRecord, instrument: Instrument) -> tuple[Mapping[str, str], frozenset[str]]:
    """The answers of a record that count, with what was settled, and the paths of what came up."""
    readings = sorted(record.readings, key=lambda one: int(one.reader))
    if len(readings) == 1:
        (only,) = readings
        return only.answers, came_up(instrument, _whole_answers(only), only.on)
    first, second = readings[:2]
    day = max(first.on, second.on)
    found = settle(instrument, _whole_answers(first), _whole_answers(second), record.settlements, today=day)
    return found.answers, found.asked


def _whole_answers(reading: CodedReading) -> dict[str, str]:
    return {**reading.answers, **dict.fromkeys(reading.wrote, WORDS_LEFT_OUT)}


def _named(service: str, stratum: str, several: bool) -> str:
    """A stratum's name; with several services in view the service stands before it."""
    if not several:
        return stratum
    return f"{service}: {stratum}" if stratum else service


def _whole(number: int | Fraction) -> int | Fraction:
    return int(number) if isinstance(number, Fraction) and number.denominator == 1 else number


def _from_counts(piece: Evidence, origin: FromCounts) -> Evidence:
    kind: EvidenceKind = "count" if origin.denominator is None else "share"
    x, n = origin.numerator, origin.denominator
    return Evidence(piece.id, kind, piece.source, x=x, n=n, population=n)


def _as(piece: Evidence, found: Evidence) -> Evidence:
    """What was found under the names of the piece: what it is called is no figure."""
    return replace(
        piece,
        kind=found.kind,
        x=found.x,
        n=found.n,
        population=found.population,
        share=found.share,
        low=found.low,
        high=found.high,
        values=found.values,
        strata=found.strata,
    )
