"""What is wrong with a published case as a whole: codes that name nothing, figures that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import load_templates
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline.scrutiny.published.form import Figure, PublishedCase
from plumbline.scrutiny.toml_files import NUMBER_CODE, code_faults
from plumbline.statistics.words import word_table

COLUMNS = 5
"""A plan's columns: indicator, action, responsible, timescale, evidence."""
_DIRECT = re.compile(r"@|\b0\d{3,4} ?\d{3} ?\d{3,4}\b")
"""An e-mail address or a telephone number."""


def incoherent(case: PublishedCase) -> list[str]:
    """Every fault of the whole, as sentences."""
    return [*_codes(case), *_scales(case), *_figures(case), *_places(case), *_plan(case), *_nobody(case)]


def _codes(case: PublishedCase) -> Iterator[str]:
    yield from code_faults("the case", [case.code])
    for where, codes in (
        ("source", [one.code for one in case.sources]),
        ("section", [one.code for one in case.sections]),
        (
            "documents",
            ["report", *([case.plan.code] if case.plan else []), *(one.code for one in case.papers)],
        ),
    ):
        yield from code_faults(where, codes)
    yield from code_faults("area", [one.code for one in case.areas], NUMBER_CODE)
    yield from code_faults("key_message", [one.code for one in case.key_messages], NUMBER_CODE)
    sections = {one.code for one in case.sections}
    used = [one.section for one in case.findings] + [one.section for one in case.figures]
    yield from (f'there is no section "{one}"' for one in dict.fromkeys(used) if one not in sections)
    yield from (f"section {one}: holds nothing" for one in sections - set(used))
    if not case.sources:
        yield "there must be at least one [[source]]"
    if not case.learn:
        yield "learn: say in a sentence or more what a reader can learn from it"
    yield from (f"area {one.code}: nobody owns it" for one in case.areas if not one.owners)


def _scales(case: PublishedCase) -> Iterator[str]:
    if case.template not in load_templates():
        yield f'there is no activity template "{case.template}"'
    if case.framework not in load_frameworks():
        yield f'there is no framework "{case.framework}"; there are {", ".join(load_frameworks())}'
        return
    known = {one.code for one in load_frameworks()[case.framework].indicators}
    evaluated = [one.indicator for one in case.evaluations]
    named = {*evaluated, *case.indicators, *(code for one in case.sections for code in one.indicators)}
    yield from (f'{case.framework} has no indicator "{code}"' for code in sorted(named - known))
    yield from (
        f"indicator {code}: is evaluated twice" for code in sorted({*evaluated}) if evaluated.count(code) > 1
    )
    if (case.scale is not None) != bool(evaluated):
        yield "a case is graded when it names a scale and has evaluations; give both, or neither"
    elif case.scale is not None and case.scale not in load_scales():
        yield f'there is no scale "{case.scale}"'
    elif case.scale is not None:
        words = {grade.word for grade in load_scales()[case.scale].grades}
        yield from (
            f'indicator {one.indicator}: "{one.grade}" is no grade of {case.scale}'
            for one in case.evaluations
            if one.grade not in words
        )
    if case.words is not None:
        try:
            word_table(case.words)
        except PlumblineError as fault:
            yield str(fault)


def _figures(case: PublishedCase) -> Iterator[str]:
    for one in (*case.took_part, *case.figures):
        yield from _figure(one)


def _figure(one: Figure) -> Iterator[str]:
    where = f'figure "{one.what}"'
    alone = [name for name in ("percent", "rate", "word") if getattr(one, name) is not None]
    if one.count is None and len(alone) != 1:
        yield f"{where}: needs a count, or exactly one of percent, rate and word"
    if one.count is not None and one.rate is not None:
        yield f"{where}: is either a count or a rate"
    if one.of is not None and (one.count is None or one.of == 0 or one.count > one.of):
        yield f"{where}: a count of some whole is at most that whole"
    if one.percent is not None and one.percent > 100:
        yield f"{where}: no percentage of a whole is over 100"
    if one.count is not None and one.of and one.percent is not None:
        exact = one.count / one.of * 100
        if abs(exact - one.percent) > 0.5:
            yield f"{where}: {one.count} of {one.of} is {exact:.1f}%, not {one.percent}%"


def _places(case: PublishedCase) -> Iterator[str]:
    """Places that do not begin with the code of a source. Several are parted by semicolons."""
    known = {one.code for one in case.sources}
    for place in dict.fromkeys(_wheres(case)):
        for one in place.split("; "):
            code, _, rest = one.partition(", ")
            if code not in known or not rest:
                yield f'where "{one}": must be the code of a source, a comma, and the place in it'
    for held in ([case.plan] if case.plan else []) + list(case.papers):
        if held.source not in known:
            yield f'{held.code}: there is no source "{held.source}"'

    for paper in case.papers:
        for part in paper.parts:
            numbers = {number for number, _ in part.paragraphs}
            yield from (
                f'{paper.code}, table "{table.caption}": there is no paragraph "{table.after}" in its part'
                for table in part.tables
                if table.after and table.after not in numbers
            )


def _wheres(case: PublishedCase) -> Iterator[str]:
    lists: Sequence[Sequence[object]] = (
        *(case.stages, case.scope, case.took_part, case.limits, case.findings, case.figures),
        *(case.key_messages, case.evaluations, case.areas, case.capacity, case.next_steps, case.terms),
        *(case.notes, case.plan.notes if case.plan else (), *(one.notes for one in case.papers)),
    )
    yield from (str(getattr(one, "where", "")) for held in lists for one in held)


def _plan(case: PublishedCase) -> Iterator[str]:
    if case.plan is None:
        return
    if len(case.plan.columns) != COLUMNS:
        yield f"plan: there must be {COLUMNS} columns"
    messages = {one.code for one in case.key_messages}
    evaluated = {one.indicator for one in case.evaluations} | set(case.indicators)
    for number, one in enumerate(case.plan.actions, 1):
        yield from (
            f'action {number}: there is no key message "{code}"'
            for code in one.messages
            if code not in messages
        )
        if one.indicator not in evaluated:
            yield f'action {number}: no indicator "{one.indicator}" was evaluated'
        if not one.responsible:
            yield f"action {number}: nobody is responsible"
        if not one.timescale:
            yield f"action {number}: has no timescale"


def _nobody(case: PublishedCase) -> Iterator[str]:
    """E-mail addresses and telephone numbers, anywhere: people stand here by their roles alone."""
    yield from (
        f'"{text[:60]}" holds an e-mail address or a telephone number; take it out'
        for text in dict.fromkeys(_texts(case))
        if _DIRECT.search(text)
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "__dataclass_fields__"):
        for one in vars(value).values():
            yield from _texts(one)
