"""The kinds of activity, frameworks and scales that an organisation can use: those shipped, and its own."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import ActivityTemplate, load_templates, read_template
from plumbline.scrutiny.frameworks import (
    Framework,
    Scale,
    load_frameworks,
    load_scales,
    read_framework,
    read_scale,
)
from plumbline_web.people.models import Organisation
from plumbline_web.scrutiny.models import OwnTemplate


@dataclass(frozen=True)
class Kind:
    """A kind of activity. own: the row it comes from, where it is of the organisation's own."""

    template: ActivityTemplate
    own: OwnTemplate | None = None

    @property
    def code(self) -> str:
        return self.template.code

    @property
    def title(self) -> str:
        return self.template.title


def own_rows(organisation: Organisation, kind: str) -> list[OwnTemplate]:
    """The versions in use of an organisation's own templates of one kind, by title."""
    return list(
        OwnTemplate.objects.filter(organisation=organisation, kind=kind, ended_at=None).select_related(
            "made_by"
        )
    )


def own_frameworks(organisation: Organisation) -> dict[str, Framework]:
    """An organisation's own frameworks, by code; one that can no longer be read is in `unreadable`."""
    return _frameworks(organisation)[0]


def frameworks_for(organisation: Organisation) -> dict[str, Framework]:
    """Every framework that an organisation can use, by code: those of the library, then its own."""
    return {**load_frameworks(), **own_frameworks(organisation)}


def own_scales(organisation: Organisation) -> dict[str, Scale]:
    """An organisation's own scales, by code; one that can no longer be read is in `unreadable`."""
    return _scales(organisation)[0]


def scales_for(organisation: Organisation) -> dict[str, Scale]:
    """Every scale that an organisation can use, by code: the library's, its own, its frameworks'."""
    of_frameworks = {one.scale.code: one.scale for one in own_frameworks(organisation).values() if one.scale}
    return {**of_frameworks, **load_scales(), **own_scales(organisation)}


def kinds_for(organisation: Organisation) -> list[Kind]:
    """Every kind of activity that an organisation can open: its own first, then those of the library."""
    return _kinds(organisation)[0] + [Kind(template) for template in load_templates().values()]


def kind_called(organisation: Organisation, code: str) -> Kind | None:
    """The kind with this code; None where there is none."""
    return next((one for one in kinds_for(organisation) if one.code == code), None)


def unreadable(organisation: Organisation) -> list[tuple[OwnTemplate, str]]:
    """Own templates that a later edition of the library no longer takes, each with all its faults."""
    return _scales(organisation)[1] + _frameworks(organisation)[1] + _kinds(organisation)[1]


def _scales(organisation: Organisation) -> tuple[dict[str, Scale], list[tuple[OwnTemplate, str]]]:
    found: dict[str, Scale] = {}
    broken = []
    for row in own_rows(organisation, "scale"):
        try:
            found[row.code] = read_scale(row.text, row.title)
        except PlumblineError as fault:
            broken.append((row, str(fault)))
    return found, broken


def _frameworks(organisation: Organisation) -> tuple[dict[str, Framework], list[tuple[OwnTemplate, str]]]:
    known: dict[str, Framework] = {}
    scales = own_scales(organisation)
    waiting = [(row, "") for row in own_rows(organisation, "framework")]
    while True:  # one may follow another, whatever their order
        again = []
        for row, _ in waiting:
            try:
                known[row.code] = read_framework(row.text, row.title, own_frameworks=known, own_scales=scales)
            except PlumblineError as fault:
                again.append((row, str(fault)))
        if len(again) == len(waiting):
            return known, again
        waiting = again


def _kinds(organisation: Organisation) -> tuple[list[Kind], list[tuple[OwnTemplate, str]]]:
    known, scales = own_frameworks(organisation), own_scales(organisation)
    found, broken = [], []
    for row in own_rows(organisation, "activity"):
        try:
            template = read_template(row.text, row.title, own_frameworks=known, own_scales=scales)
            found.append(Kind(template, row))
        except PlumblineError as fault:
            broken.append((row, str(fault)))
    return found, broken


def judged_by(
    template: ActivityTemplate, organisation: Organisation
) -> tuple[Framework | None, Scale | None]:
    """The framework and scale that a template names, as they are today.

    Where the template's own framework writes out the scale, that is the one.
    """
    framework = frameworks_for(organisation)[template.framework] if template.framework else None
    if template.scale is None:
        return framework, None
    if framework is not None and framework.scale is not None and framework.scale.code == template.scale:
        return framework, framework.scale
    return framework, scales_for(organisation)[template.scale]
