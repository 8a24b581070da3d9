"""Standards read from their files and checked: every name must be one of the specification's."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.records.specification import Specification, Table
from plumbline.records.specification import load as load_specification
from plumbline.standards.coherence import faults_of
from plumbline.standards.form import (
    HOW_SURE,
    Band,
    CarryForward,
    Clock,
    Codes,
    Example,
    Extended,
    Lengthened,
    Limit,
    Phase,
    Population,
    Published,
    Related,
    Repeats,
    Standard,
    Stop,
    Unit,
)
from plumbline.standards.toml_part import MissingPartError, Part

UNITS: tuple[Unit, ...] = ("working_days", "days", "months")
OWNERS = ("case", "order", "licence", "sentence", "person")


@cache
def load_standards(*, examples: bool = True) -> dict[str, Standard]:
    """The national standards by code, in their order. Read once and kept.

    examples: whether with their worked examples. These come last in each file and are most of it, and no
    verdict rests on them, so whoever judges reads the files without: that takes a fifth of the time.
    """
    folder = files("plumbline") / "library" / "standards"
    found = [
        parse_standard(text if examples else text.partition("\n[[example]]")[0], name)
        for name, text in (
            (entry.name, entry.read_text("utf-8"))
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
    ]
    return {standard.code: standard for standard in sorted(found, key=lambda standard: standard.position)}


def read_standard(path: Path) -> Standard:
    """A local rule from its file. Raises PlumblineError with every fault of the file listed."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{path}: cannot be read as text. Give the path of a local rule's TOML file."
        raise PlumblineError(message) from fault
    standard = parse_standard(text.replace("\r\n", "\n").replace("\r", "\n"), path.name)
    faults = []
    if not standard.local:
        faults.append('how_sure must be "local": a rule given with --local is a council’s own')
    if standard.code in load_standards(examples=False):
        faults.append(f'the code "{standard.code}" is a national one; choose another, such as "local_..."')
    if not standard.council:
        faults.append("council must name whose rule it is")
    if standard.based_on is not None and standard.based_on not in load_standards(examples=False):
        faults.append(f'based_on: there is no national standard "{standard.based_on}"')
    if faults:
        raise PlumblineError(_listed(path.name, faults))
    return replace(standard, text=text)


def parse_standard(text: str, file_name: str) -> Standard:
    """A standard from TOML text. `file_name` must be its code with .toml, and is named in messages.

    Raises PlumblineError that lists every fault at once: names that the specification does not know, parts
    that are missing or unknown, and, once there are none of those, parts that do not fit each other.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise PlumblineError(f"{file_name}: is not valid TOML ({fault}). Mend the line named.") from fault
    reader = _Reader(load_specification())
    standard = None
    try:
        standard = reader.standard(Part(raw, "the file", reader.faults), file_name)
    except MissingPartError as missing:
        reader.faults.append(str(missing))
    if standard is not None and not reader.faults:
        # Faults of single parts leave gaps, so the whole is weighed only where there are none.
        reader.faults += faults_of(standard, reader.specification)
    if standard is None or reader.faults:
        raise PlumblineError(_listed(file_name, reader.faults))
    return standard


def _listed(file_name: str, faults: list[str]) -> str:
    lines = "\n".join(f"  - {fault}" for fault in dict.fromkeys(faults))
    return f"{file_name}: this standard cannot be used.\n{lines}\nMend these and try again."


class _Reader:
    """Reads the parts of one file and gathers every fault on the way."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.faults: list[str] = []

    def standard(self, take: Part, file_name: str) -> Standard | None:
        code = take.wanted("code")
        if code and f"{code}.toml" != file_name:
            self.faults.append(f'the file must be named after its code: "{code}.toml"')
        population = take.build("population", self.population)
        if population is None:
            # Without its table no other part can be weighed.
            self.faults.append("there must be a [population] whose table is known")
            return None
        table = self.specification.tables[population.table]
        standard = Standard(
            code=code,
            title=take.wanted("title"),
            owed=take.wanted("owed"),
            group=take.wanted("group"),
            source=take.wanted("source"),
            edition=take.wanted("edition"),
            how_sure=take.wanted("how_sure", known=HOW_SURE),
            population=population,
            position=take.number("position", 0) or 0,
            url=take.maybe("url"),
            note=take.maybe("note"),
            headline=take.flag("headline", True),
            in_force_from=take.day("in_force_from"),
            in_force_until=take.day("in_force_until"),
            clock=take.build("clock", lambda part: self.clock(part, table)),
            stops=take.many("stop", lambda part: self.stop(part, table)),
            limits=take.many("limit", lambda part: self.limit(part, table)),
            lengthened=take.build("lengthened", self.lengthened),
            extended=take.build("extended", self.extended),
            repeats=take.build("repeats", lambda part: self.repeats(part, table)),
            end=take.build("end", lambda part: self.end(part, table)) or (),
            excused_transfer=take.build("excused", self.excused),
            carry_forward=take.build("carry_forward", lambda part: CarryForward(part.number("months") or 0)),
            bands=take.many("band", self.band),
            published=take.build(
                "published", lambda part: Published(part.text("title"), part.text("commenced"))
            ),
            examples=take.many("example", self.example),
            authority=take.maybe("authority"),
            council=take.maybe("council"),
            based_on=take.maybe("based_on"),
        )
        if not take.raw("stop"):
            self.faults.append("there must be at least one [[stop]]")
        if standard.authority is not None and standard.authority not in self.specification.authorities:
            self.faults.append(f'authority "{standard.authority}" is no council code in use')
        take.done()
        return standard

    # Names of the specification.

    def table(self, name: str, where: str) -> Table:
        if name not in self.specification.tables:
            raise MissingPartError(f'{where}: there is no table "{name}" in the specification')
        return self.specification.tables[name]

    def column(self, table: Table, name: str, where: str, type_: str | None = None) -> str:
        column = next((column for column in table.columns if column.name == name), None)
        if column is None:
            self.faults.append(f'{where}: the table "{table.name}" has no column "{name}"')
        elif type_ is not None and column.type != type_:
            self.faults.append(f'{where}: "{table.name}.{name}" is not a {type_}')
        return name

    def codes(self, table: Table, raw: Any, where: str) -> Codes:
        if not isinstance(raw, dict):
            self.faults.append(f"{where}: must say a list of codes for each column")
            return {}
        read: Codes = {}
        for name, codes in raw.items():
            self.column(table, name, where)
            if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
                self.faults.append(f'{where}: "{name}" must be a list of codes')
                continue
            column = next((column for column in table.columns if column.name == name), None)
            known = {"code": column.codes, "yes_no": ("yes", "no")}.get(column.type) if column else codes
            if known is None:
                self.faults.append(f'{where}: "{name}" holds no codes, so it cannot be chosen by')
                known = codes
            unknown = [code for code in codes if code not in known]
            self.faults += [f'{where}: "{code}" is no code of "{table.name}.{name}"' for code in unknown]
            read[name] = tuple(codes)
        return read

    # The parts.

    def population(self, part: Part) -> Population:
        table = self.table(part.text("table"), "population")
        return Population(
            table=table.name,
            where=self.codes(table, part.raw("where", {}), "population"),
            filled=tuple(self.column(table, name, "population") for name in part.texts("filled")),
            of_order=self.owned(part, "of_order", "orders", table),
            of_licence=self.owned(part, "of_licence", "licences", table),
            having=part.build("having", self.related),
        )

    def owned(self, part: Part, key: str, owner: str, table: Table) -> Codes | None:
        raw = part.raw(key)
        if raw is None:
            return None
        self.column(table, owner.removesuffix("s") + "_id", f"population {key}")
        return self.codes(self.table(owner, key), raw, f"population {key}")

    def related(self, part: Part) -> Related:
        table = self.table(part.text("table"), part.name)
        day = part.maybe("date")
        if day is not None:
            self.column(table, day, part.name, "date")
        self.column(table, "order_id", part.name)
        return Related(table.name, self.codes(table, part.raw("where", {}), part.name), day)

    def clock(self, part: Part, table: Table) -> Clock:
        column, later = part.maybe("column"), part.maybe("or_later")
        for name in (column, later):
            if name is not None:
                self.column(table, name, "clock", "date")
        earliest = part.build("earliest", self.related)
        if (column is None) == (part.raw("earliest") is None):
            self.faults.append("clock: give either column or earliest")
        if earliest is not None and earliest.date is None:
            self.faults.append("clock: earliest must name its date column")
        return Clock(column, earliest, later)

    def stop(self, part: Part, case_table: Table) -> Stop:
        table = self.table(part.text("table"), part.name)
        belongs = part.texts("belongs_to")
        if not belongs or any(owner not in OWNERS for owner in belongs):
            self.faults.append(f"{part.name}: belongs_to must be a list out of {', '.join(OWNERS)}")
        if "case" in belongs and table.name != case_table.name:
            self.faults.append(f'{part.name}: rows of the case itself are rows of "{case_table.name}"')
        for owner in belongs:
            if owner in OWNERS[1:]:
                self.column(table, f"{owner}_id", part.name)
        read = Stop(
            table=table.name,
            date=self.column(table, part.text("date"), part.name, "date"),
            belongs_to=belongs,
            where=self.codes(table, part.raw("where", {}), part.name),
            except_=self.codes(table, part.raw("except", {}), part.name),
            having=part.build("having", self.related),
            pooled=part.flag("pooled", False),
        )
        if read.pooled and part.name == "stop 1":
            self.faults.append("stop 1: there is no stop before it to be pooled with")
        return read

    def limit(self, part: Part, table: Table) -> Limit:
        given = [unit for unit in UNITS if part.raw(unit) is not None]
        column = part.maybe("column")
        if column is not None:
            self.column(table, column, part.name, "date")
        earliest = part.build("earliest", self.related)
        if len(given) + (column is not None) + (part.raw("earliest") is not None) != 1:
            self.faults.append(f"{part.name}: give one of working_days, days, months, column or earliest")
        return Limit(
            count=part.number(given[0]) if given else None,
            unit=given[0] if given else None,
            column=column,
            earliest=earliest,
            clock_from=part.day("clock_from"),
            clock_until=part.day("clock_until"),
            when=self.codes(table, part.raw("when", {}), part.name),
        )

    def lengthened(self, part: Part) -> Lengthened:
        until, after = part.needed_day("clock_until"), part.needed_day("due_after")
        return Lengthened(until, after, part.number("months") or 0)

    def extended(self, part: Part) -> Extended:
        table = self.table(part.text("table"), "extended")
        granted, to = part.text("granted"), part.text("to")
        self.column(table, granted, "extended", "date")
        self.column(table, to, "extended", "date")
        return Extended(table.name, granted, to)

    def repeats(self, part: Part, table: Table) -> Repeats:
        skip_until, expected_end = part.maybe("skip_until"), part.maybe("expected_end")
        for name in (skip_until, expected_end):
            if name is not None:
                self.column(table, name, "repeats", "date")
        return Repeats(
            from_=part.text("from", known=("clock", "stop")),
            phases=part.many("phases", self.phase),
            match=part.text("match", "window", known=("window", "used_once")),
            listed=part.text("listed", "while_open", known=("always", "while_open")),
            skip_until=skip_until,
            expected_end=expected_end,
        )

    def phase(self, part: Part) -> Phase:
        given = [unit for unit in UNITS[1:] if part.raw(unit) is not None]
        if len(given) != 1:
            raise MissingPartError("repeats: each phase must say days or months")
        return Phase(part.number(given[0]) or 0, given[0], part.number("times", None))

    def end(self, part: Part, table: Table) -> tuple[str, ...]:
        names = part.texts("dates")
        for name in names:
            owner, _, column = name.rpartition(".")
            if owner not in ("", "order", "licence"):
                self.faults.append(f'end: "{name}" must be a column, or order. or licence. and a column')
                continue
            self.column(self.table(f"{owner}s", "end") if owner else table, column, "end", "date")
        return names

    def excused(self, part: Part) -> Any:
        return part.text("transferred_in", known=("always", "clock_on_or_before"))

    def band(self, part: Part) -> Band:
        return Band(
            part.text("code"),
            part.text("label"),
            part.number("working_days_to", None),
            part.number("days_to", None),
            part.number("months_to", None),
            part.text("within", None, known=("set_limit", "due_date")),
        )

    def example(self, part: Part) -> Example:
        records = part.raw("records", {})
        if not isinstance(records, dict):
            raise MissingPartError(f"{part.name}: records must say rows for each table")
        for name, rows in records.items():
            table = self.table(name, part.name)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise MissingPartError(f'{part.name}: records of "{name}" must be a list of rows')
            for row in rows:
                for column in row:
                    self.column(table, column, part.name)
        expect, cover = part.raw("expect", []), part.raw("cover", {})
        if not isinstance(expect, list) or not all(isinstance(row, dict) for row in expect):
            raise MissingPartError(f"{part.name}: expect must be a list of rows")
        if not isinstance(cover, dict) or not all(isinstance(bounds, dict) for bounds in cover.values()):
            raise MissingPartError(f"{part.name}: cover must say covers_from or covers_until for each table")
        return Example(part.text("title"), part.needed_day("as_at"), records, tuple(expect), cover)
