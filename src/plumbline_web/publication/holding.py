"""What a paper is put together from: the activity, its frozen framework and scale, and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.frameworks import Framework, Scale
from plumbline.scrutiny.quantities import Evidence, after_editions, printed
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.judgement.models import StatementVersion
from plumbline_web.publication.earlier import given_out, took_part_before
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import framework_of, scale_of, template_of
from plumbline_web.writing.models import Paper, Section


@dataclass(frozen=True)
class SaidText:
    """A text of the paper. key: of its own in the paper. title: of the section that it stands in.

    text: as written, with its quantities. printed: as it prints.
    """

    key: str
    title: str
    text: str
    printed: str


@dataclass
class Held:
    """All that the parts of a paper are made from.

    evidence: what words are tied to. protect: whether what is printed of it has its small numbers protected.
    said: every text that was printed so far. prints_evaluations: whether evaluations were. areas: the areas
    printed, each with its number and as it prints. took_part: the counts printed, as (how, who, how many);
    took_part_before: as earlier editions printed them.
    """

    paper: Paper
    activity: Activity
    subjects: tuple[Subject, ...]
    template: ActivityTemplate
    framework: Framework | None
    scale: Scale | None
    evidence: Mapping[str, Evidence]
    protect: bool
    said: list[SaidText] = field(default_factory=list)
    prints_evaluations: bool = False
    areas: list[tuple[str, StatementVersion, str]] = field(default_factory=list)
    took_part: list[tuple[str, str, str]] = field(default_factory=list)
    took_part_before: Mapping[tuple[str, str], set[str]] = field(default_factory=dict)

    def says(self, section: Section, text: str) -> str:
        """A text of a section as it prints, its quantities told; it is remembered for the annex."""
        before = sum(one.key.partition("-")[0] == section.key for one in self.said)
        key = f"{section.key}-{before + 1}" if before else section.key
        self.said.append(
            SaidText(key, section.title, text, printed(text, self.evidence, publish=self.protect))
        )
        return self.said[-1].printed

    @property
    def graded(self) -> bool:
        """Whether grades are printed: never in structured feedback, and not where nothing is graded."""
        return self.scale is not None and self.paper.kind != "feedback"

    @property
    def is_summary(self) -> bool:
        """Whether it is the summary of two pages, which has no room for annexes and rationales."""
        return self.paper.kind == "summary"

    def title_of(self, code: str) -> str:
        """The title of what was looked at under a code, exactly as the framework's edition has it."""
        if self.framework:
            for one in self.framework.indicators:
                if one.code == code:
                    return one.title
        for line in (*self.template.lines_of_enquiry, *self.template.themes):
            if line.code == code:
                return line.title
        return ""


def held_of(paper: Paper, *, protect: bool) -> Held:
    """What a paper is put together from, as it is held now.

    protect: with its small numbers protected, together with all that earlier editions gave out.
    """
    activity = paper.activity
    evidence = quantities_of(activity)
    return Held(
        paper=paper,
        activity=activity,
        subjects=tuple(activity.subjects.select_related("organisation")),
        template=template_of(activity),
        framework=framework_of(activity),
        scale=scale_of(activity),
        evidence=after_editions(evidence, given_out(activity)) if protect else evidence,
        protect=protect,
        took_part_before=took_part_before(activity) if protect else {},
    )
