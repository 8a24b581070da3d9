"""Activity templates: read from TOML with every fault at once, checked for sense, written out to copy.

The templates shipped are in `library/activities/`, one file each, named after its code. An own one is a file
in the same form, or a copy that somebody edits on the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activity_checks import faults_of
from plumbline.scrutiny.activity_form import (
    EVERY,
    EVIDENCE,
    FILLED_BY,
    FORMS,
    INSTRUMENTS,
    KINDS,
    NEEDS,
    OUTPUTS,
    PARTS,
    SUBJECTS,
    THEMES,
    UNITS,
    WHO,
    ActivityTemplate,
    Body,
    Evidence,
    Form,
    Line,
    Output,
    Phase,
    Records,
    Recurring,
    Scope,
    Stage,
    Subject,
    Theme,
)
from plumbline.scrutiny.frameworks import Framework, Scale, load_frameworks, load_scales
from plumbline.scrutiny.frozen import frozen, opened
from plumbline.scrutiny.report_sections import SECTION_TITLES
from plumbline.scrutiny.toml_files import refusal, toml_of, toml_text
from plumbline.standards.toml_part import MissingPartError, Part

FORM = "activity-template-1"


@cache
def load_templates() -> dict[str, ActivityTemplate]:
    """The templates of the library by code, in the order of their files' names."""
    folder = files("plumbline") / "library" / "activities"
    found = [
        read_template(entry.read_bytes(), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]
    return {template.code: template for template in found}


def read_template(
    source: str | bytes,
    name: str = "the file",
    *,
    own_frameworks: Mapping[str, Framework] | None = None,
    own_scales: Mapping[str, Scale] | None = None,
) -> ActivityTemplate:
    """A template from TOML text. own_frameworks, own_scales: a body's own, by code, beside the library's.

    Raises PlumblineError that lists every fault at once: words that no list knows, parts that are missing or
    unknown, and, once there are none of those, parts that do not fit each other.
    """
    faults: list[str] = []
    template = None
    frameworks = {**load_frameworks(), **(own_frameworks or {})}
    part = Part(toml_of(source, name, "this template"), "the file", faults)
    try:
        template = _template(part)
        part.done()
    except MissingPartError as missing:
        faults.append(str(missing))
    if template is not None and not faults:
        scales = {
            *load_scales(),
            *(own_scales or {}),
            *(one.scale.code for one in frameworks.values() if one.scale),
        }
        faults += faults_of(template, frameworks, scales)
    if template is None or faults:
        raise PlumblineError(refusal(name, "this template", faults))
    return template


def as_json(template: ActivityTemplate) -> dict[str, Any]:
    """The frozen copy of a template, for `json.dumps`."""
    return frozen(template, FORM)


def from_json(copy: Any) -> ActivityTemplate:
    """The template that `as_json` wrote. Raises PlumblineError where it is no such copy."""
    return opened(ActivityTemplate, copy, FORM)


def template_text(template: ActivityTemplate) -> str:
    """The template as TOML that `read_template` reads back equal: what a person copies and edits."""
    head: dict[str, Any] = {
        "code": template.code,
        "title": template.title,
        "kind": template.kind,
        "about": template.about,
        "source": template.source,
        "sure": template.sure,
        "framework": template.framework,
        "indicators": [one.indicator for one in template.scope],
        "graded": template.graded,
        "scale": template.scale,
    }
    worded = {one.indicator: one.worded for one in template.scope if one.worded}
    tables: list[tuple[str, Mapping[str, Any]]] = [("[subject]", _written(template.subject))]
    if worded:
        tables += [("[[worded]]", {"indicator": code, "title": title}) for code, title in worded.items()]
    for heading, entries in (
        ("body", template.bodies),
        ("phase", template.phases),
        ("stage", template.stages),
        ("line_of_enquiry", template.lines_of_enquiry),
        ("theme", template.themes),
        ("evidence", template.evidence),
        ("form", template.forms),
        ("output", template.outputs),
    ):
        tables += [(f"[[{heading}]]", _written(entry)) for entry in entries]
    if template.records:
        tables.append(("[records]", _written(template.records)))
    if template.recurring:
        tables.append(("[recurring]", _written(template.recurring)))
    return toml_text(head, tables)


def _written(entry: Any) -> dict[str, Any]:
    """The keys of a table that differ from what stands where a key is left out."""
    return {
        field.name: getattr(entry, field.name)
        for field in fields(entry)
        if getattr(entry, field.name) != field.default
    }


def _template(take: Part) -> ActivityTemplate:
    worded = dict(take.many("worded", lambda part: (part.wanted("indicator"), part.wanted("title"))))
    codes = take.texts("indicators")
    take.faults += [f'worded: "{code}" is not among the `indicators`' for code in worded if code not in codes]
    graded = take.flag("graded", False)
    if take.raw("graded") is None:
        take.faults.append('the file: "graded" is missing; write true or false')
    scale = take.maybe("scale")
    if graded != (scale is not None):
        take.faults.append("the file: a `scale` is named where `graded` is true, and only there")
    subject = take.build("subject", _subject)
    if take.raw("subject") is None:
        take.faults.append("there must be a [subject]: what is looked at")
    return ActivityTemplate(
        code=take.wanted("code"),
        title=take.wanted("title"),
        kind=take.wanted("kind", known=KINDS),
        about=take.wanted("about"),
        source=take.wanted("source"),
        sure=take.wanted("sure"),
        subject=subject or Subject("council"),
        bodies=take.many("body", lambda part: Body(part.wanted("name"), part.wanted("part", known=PARTS))),
        stages=take.many("stage", _stage),
        evidence=take.many(
            "evidence", lambda part: Evidence(part.wanted("kind", known=EVIDENCE), part.wanted("what"))
        ),
        outputs=take.many(
            "output",
            lambda part: Output(
                part.wanted("kind", known=OUTPUTS),
                part.wanted("what"),
                part.flag("published", False),
                _known(part, "sections", SECTION_TITLES),
            ),
        ),
        framework=take.maybe("framework"),
        scope=tuple(Scope(code, worded.get(code)) for code in codes),
        scale=scale,
        phases=take.many(
            "phase", lambda part: Phase(part.wanted("code"), part.wanted("title"), part.wanted("about"))
        ),
        lines_of_enquiry=take.many(
            "line_of_enquiry",
            lambda part: Line(part.wanted("code"), part.wanted("title"), part.wanted("asks")),
        ),
        themes=take.many(
            "theme",
            lambda part: Theme(
                part.wanted("code"),
                part.wanted("kind", known=THEMES),
                part.wanted("title"),
                part.texts("questions"),
            ),
        ),
        forms=take.many(
            "form",
            lambda part: Form(part.wanted("code", known=FORMS), part.wanted("filled_by", known=FILLED_BY)),
        ),
        records=take.build("records", _records),
        recurring=take.build(
            "recurring",
            lambda part: Recurring(
                part.wanted("every", known=EVERY), part.number("due_after_working_days") or 0
            ),
        ),
    )


def _subject(part: Part) -> Subject:
    return Subject(
        kind=part.wanted("kind", known=SUBJECTS),
        least=part.number("least", 1) or 0,
        most=part.number("most", 1) or 0,
        councils=part.number("councils", 1) or 0,
    )


def _stage(part: Part) -> Stage:
    return Stage(
        code=part.wanted("code"),
        title=part.wanted("title"),
        happens=part.wanted("happens"),
        who=_known(part, "who", WHO),
        length=part.number("length") or 0,
        unit=part.wanted("unit", known=UNITS),
        needs=_known(part, "needs", NEEDS),
        phase=part.maybe("phase"),
        some=part.flag("some", False),
    )


def _records(part: Part) -> Records:
    return Records(
        in_scope=part.wanted("in_scope"),
        instruments=_known(part, "instruments", INSTRUMENTS),
        sampled=part.flag("sampled", True),
        margin=_share(part, "margin"),
        size=part.number("size", None),
        confidence=_share_or(part, "confidence", 0.95),
        least_per_stratum=part.number("least_per_stratum", 0) or 0,
        read_twice=_share_or(part, "read_twice", 0.0),
        practice=part.number("practice", 0) or 0,
    )


def _known(part: Part, key: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """A list of codes, each once and each of a closed list."""
    codes = part.texts(key)
    part.faults += [
        f'{part.name}: "{code}" in "{key}" is none of {", ".join(known)}'
        for code in codes
        if code not in known
    ]
    part.faults += [
        f'{part.name}: "{code}" is in "{key}" twice' for code in dict.fromkeys(codes) if codes.count(code) > 1
    ]
    return codes


def _share(part: Part, key: str) -> float | None:
    """A share from 0 to 1, such as 0.1; None where it was left out."""
    value = part.raw(key)
    if value is not None and (type(value) not in (int, float) or not 0 <= value <= 1):
        part.faults.append(f'{part.name}: "{key}" must be a share from 0 to 1, such as 0.1')
        return None
    return None if value is None else float(value)


def _share_or(part: Part, key: str, otherwise: float) -> float:
    share = _share(part, key)
    return otherwise if share is None else share
