"""A paper as the core's document: what is written, with its quantities printed, and what is worked out."""

from __future__ import annotations

from plumbline.publishing.documents import Block, Document, Evaluated, Part, Table, Text
from plumbline.scrutiny.quantities import annex, printed
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.judgement.queries import evaluations_of
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.queries import framework_of, scale_of
from plumbline_web.writing.models import Paper
from plumbline_web.writing.queries import sections_of


def document_of(paper: Paper) -> Document:
    """The paper as it stands: its sections, the evaluations, and the annex of every quantity."""
    activity = paper.activity
    evidence = quantities_of(activity)
    parts = [
        Part(section.key, section.title, (Text(printed(version.text, evidence)),))
        for section, version in sections_of(paper)
        if version is not None
    ]
    framework, scale = framework_of(activity), scale_of(activity)
    evaluated: list[Block] = [
        Evaluated(
            version.evaluation.indicator,
            framework.indicator(version.evaluation.indicator).title if framework else "",
            scale.grade(version.grade).word if scale and version.grade is not None else "",
            printed(version.rationale, evidence),
        )
        for version in evaluations_of(activity)
    ]
    if evaluated:
        parts.append(Part("evaluations", "Evaluations", tuple(evaluated)))
    rows = [row for _, version in sections_of(paper) if version for row in annex(version.text, evidence)]
    rows += [row for version in evaluations_of(activity) for row in annex(version.rationale, evidence)]
    if rows:
        table = Table(
            "Every quantity in this report",
            ("Words", "What is counted", "Count", "Share", "Interval", "Source or reason"),
            tuple(
                (row.words, row.title, row.count, row.percent, row.range, row.reason or row.source)
                for row in rows
            ),
        )
        parts.append(Part("quantities", "What the words stand on", (table,)))
    return Document(title=paper.title, parts=tuple(parts), under=activity.title, made_on=today().isoformat())
