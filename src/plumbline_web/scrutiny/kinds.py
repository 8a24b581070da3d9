"""The kinds of activity and the frameworks that an organisation can use: those shipped, and its own."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import ActivityTemplate, load_templates, read_template
from plumbline.scrutiny.frameworks import Framework, Scale, load_frameworks, load_scales, read_framework
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


def kinds_for(organisation: Organisation) -> list[Kind]:
    """Every kind of activity that an organisation can open: its own first, then those of the library."""
    return _kinds(organisation)[0] + [Kind(template) for template in load_templates().values()]


def kind_called(organisation: Organisation, code: str) -> Kind | None:
    """The kind with this code; None where there is none."""
    return next((one for one in kinds_for(organisation) if one.code == code), None)


def unreadable(organisation: Organisation) -> list[tuple[OwnTemplate, str]]:
    """Own templates that a later edition of the library no longer takes, each with all its faults."""
    return _frameworks(organisation)[1] + _kinds(organisation)[1]


def _frameworks(organisation: Organisation) -> tuple[dict[str, Framework], list[tuple[OwnTemplate, str]]]:
    known: dict[str, Framework] = {}
    waiting = [(row, "") for row in own_rows(organisation, "framework")]
    while True:  # one may follow another, whatever their order
        again = []
        for row, _ in waiting:
            try:
                known[row.code] = read_framework(row.text, row.title, own_frameworks=known)
            except PlumblineError as fault:
                again.append((row, str(fault)))
        if len(again) == len(waiting):
            return known, again
        waiting = again


def _kinds(organisation: Organisation) -> tuple[list[Kind], list[tuple[OwnTemplate, str]]]:
    known = own_frameworks(organisation)
    found, broken = [], []
    for row in own_rows(organisation, "activity"):
        try:
            found.append(Kind(read_template(row.text, row.title, own_frameworks=known), row))
        except PlumblineError as fault:
            broken.append((row, str(fault)))
    return found, broken


def judged_by(
    template: ActivityTemplate, organisation: Organisation
) -> tuple[Framework | None, Scale | None]:
    """The framework and scale that a template names, as they are today."""
    known = frameworks_for(organisation)
    framework = known[template.framework] if template.framework else None
    scales = {**load_scales(), **{one.scale.code: one.scale for one in known.values() if one.scale}}
    return framework, scales[template.scale] if template.scale else None
