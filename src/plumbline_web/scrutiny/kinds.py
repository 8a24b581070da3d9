"""The kinds of activity and the frameworks that an organisation can use: those shipped, and its own."""

from __future__ import annotations

from dataclasses import dataclass

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
    """An organisation's own frameworks, by code."""
    rows = own_rows(organisation, "framework")
    return {one.code: read_framework(one.text, one.title) for one in rows}


def frameworks_for(organisation: Organisation) -> dict[str, Framework]:
    """Every framework that an organisation can use, by code: those of the library, then its own."""
    return {**load_frameworks(), **own_frameworks(organisation)}


def kinds_for(organisation: Organisation) -> list[Kind]:
    """Every kind of activity that an organisation can open: its own first, then those of the library."""
    known = own_frameworks(organisation)
    own = [
        Kind(read_template(one.text, one.title, own_frameworks=known), one)
        for one in own_rows(organisation, "activity")
    ]
    return own + [Kind(template) for template in load_templates().values()]


def judged_by(
    template: ActivityTemplate, organisation: Organisation
) -> tuple[Framework | None, Scale | None]:
    """The framework and scale that a template names, as they are today."""
    known = frameworks_for(organisation)
    framework = known[template.framework] if template.framework else None
    scales = {**load_scales(), **{one.scale.code: one.scale for one in known.values() if one.scale}}
    return framework, scales[template.scale] if template.scale else None
