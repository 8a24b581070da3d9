"""What the sealed bundle of an edition holds: the coded readings, samples and counts behind its figures.

No case reference goes in, no reader's name, and nothing that a reader wrote: records are known by the keys of
their rows, which say nothing, and readers by their numbers on the team.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from functools import cached_property
from importlib.resources import files
from typing import Any

from plumbline.measures import connect, counts, open_run, rate
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.periods import parse_label
from plumbline.scrutiny.bundle import (
    BundleContents,
    CodedReading,
    CodedRecord,
    Definition,
    FromCounts,
    FromReading,
    FromRun,
    InOrder,
    Origin,
    ReportText,
    Sample,
    StratumSize,
    Told,
    coded,
    coded_settlements,
)
from plumbline.scrutiny.instruments import Instrument
from plumbline.scrutiny.quantities import Evidence, annex, read_evidence
from plumbline.standards import explain, load_standards
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import pieces_of
from plumbline_web.evidence.states import SOURCES
from plumbline_web.people.queries import today
from plumbline_web.publication.models import Making
from plumbline_web.reading.found import Found, RecordRead, found_in
from plumbline_web.reading.queries import instrument_of
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.models import Draw, Subject


def contents_of(making: Making) -> BundleContents:
    """Everything that the bundle of an edition seals, with its texts and evidence as they were frozen."""
    return _Sealing(making).contents()


class _Sealing:
    """The parts of one bundle, each read once."""

    def __init__(self, making: Making) -> None:
        self.making, self.paper = making, making.paper
        self.activity = making.paper.activity
        self.held: Mapping[str, Any] = making.held
        self.toml: dict[str, Definition] = {}

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """Every piece as it was when the edition was asked for, by id."""
        return read_evidence(self.held["evidence"], name="the evidence of the edition")

    @cached_property
    def pieces(self) -> dict[str, Piece]:
        return {one.quantity_id: one for one in pieces_of(self.activity)}

    @cached_property
    def read(self) -> list[tuple[Subject, Found]]:
        """What was read, service by service."""
        subjects = self.activity.subjects.select_related("organisation")
        found = [(one, found_in(self.activity, one)) for one in subjects]
        return [(subject, each) for subject, each in found if each is not None and each.draws]

    def contents(self) -> BundleContents:
        """All of it. The origins come before the definitions, since they name the measures."""
        origins = {name: self._origin(name) for name in self.evidence}
        instrument = instrument_of(self.activity)
        named = instrument.key if instrument is not None else ""
        forms = {named: self.read[0][1].form} if self.read else {}
        return BundleContents(
            activity=self.activity.title,
            report=self.paper.title,
            edition=self.held["number"],
            made_on=today(),
            protected=self.making.public,
            framework=self.activity.framework,
            scale=self.activity.scale,
            template=self.activity.template,
            samples=tuple(self._samples()),
            instruments=forms,
            records=tuple(
                _record(one, subject.organisation.name, named, found.form)
                for subject, found in self.read
                for one in found.records
            ),
            sizes=tuple(
                StratumSize(subject.organisation.name, one.stratum, one.population, one.unread)
                for subject, found in self.read
                for one in found.strata
            ),
            evidence=tuple(self.evidence.values()),
            origins=origins,
            definitions=tuple(self.toml.values()),
            texts=tuple(self._texts()),
        )

    def _origin(self, name: str) -> Origin:
        if self.evidence[name].edition:
            return Told("What an earlier edition gave out, which bound what this one may print")
        piece = self.pieces.get(name)
        if piece is None:
            return Told("A piece of evidence that has been withdrawn since")
        of: Mapping[str, Any] = piece.origin
        if of.get("of") == "reading":
            path, _, choice = of["chosen"].partition(" ")
            part, _, wanted = of.get("part", "").partition(":")
            subject = next((one for one, _ in self.read if one.key == of.get("subject")), None)
            service = subject.organisation.name if subject is not None else ""
            return FromReading(path, choice, service, part, wanted)
        if of.get("of") == "run":
            return self._from_run(of)
        if of.get("of") == "counted":
            code, _, period = of["chosen"].partition(" ")
            stands_on = (of["definition"], of["numerator"], of["denominator"], of["left_out"])
            return FromCounts(code, period, *stands_on, run=self.evidence[name].source)
        return Told(SOURCES[piece.source])

    def _from_run(self, of: Mapping[str, Any]) -> Origin:
        run = Run.objects.filter(key=of["run"]).select_related("organisation").first()
        if run is None or run.state != "frozen":
            return Told("A figure from a run whose case rows have been removed, since their time was over")
        folder = run.folder / "run"
        held = open_run(folder)
        within = None if of["period"] == "all" else parse_label(of["period"])
        with closing(connect(held)) as con:
            (row,) = counts(con, standards=[of["standard"]], within=within)
        found = rate(row.counts, of["rate"])
        self._define(of["standard"], held)
        return FromRun(
            of["standard"],
            of["rate"],
            of["period"],
            found.numerator,
            found.denominator,
            {name: many for name, many in asdict(row.counts).items() if isinstance(many, int)},
            f"{run.organisation.name} as at {run.as_at.isoformat()}, plumbline {held.library_version}",
        )

    def _define(self, code: str, run: FrozenRun) -> None:
        """Keep the measure's file: the local rule that the run was judged by, else the library's."""
        if code in self.toml:
            return
        rule = run.local_rules.get(code)
        if rule is not None:
            self.toml[code] = Definition(code, rule.text, explain(rule))
        elif code in load_standards():  # a rule of a run from before its rules were kept has no file any more
            library = files("plumbline") / "library" / "standards"
            text = (library / f"{code}.toml").read_text("utf-8")
            self.toml[code] = Definition(code, text, explain(load_standards()[code]))

    def _samples(self) -> Iterator[Sample]:
        draws = Draw.objects.filter(subject__activity=self.activity, state="drawn")
        for draw in draws.select_related("subject__organisation").order_by("subject__organisation__name"):
            rows = draw.records.filter(practice=False).order_by("stratum", "position")
            order = tuple(InOrder(one.stratum, one.position, one.key, one.state) for one in rows)
            if draw.certificate:
                yield Sample(draw.subject.organisation.name, draw.certificate, order)

    def _texts(self) -> Iterator[ReportText]:
        for key, title, text, printed in self.held["said"]:
            rows = annex(text, self.evidence, publish=self.making.public)
            yield ReportText(key, title, text, printed, rows)


def _record(one: RecordRead, service: str, instrument: str, form: Instrument) -> CodedRecord:
    readings: list[CodedReading] = [
        coded(
            form,
            sent.answers,
            reader=str(sent.number),
            kind="second" if sent.kind == "second" else "first",
            on=sent.on,
        )
        for sent in one.submissions
    ]
    return CodedRecord(
        one.record.key,
        service,
        one.record.stratum,
        one.record.team,
        instrument,
        one.counts is not None,
        tuple(readings),
        coded_settlements(form, one.settlements),
    )
