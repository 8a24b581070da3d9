"""Words that know their arithmetic: a quantity in a report is tied to evidence, and checked against it."""

from plumbline.scrutiny.quantities.evidence import Evidence, Said, said_of
from plumbline.scrutiny.quantities.evidence_file import EvidenceRefused, evidence_file, read_evidence
from plumbline.scrutiny.quantities.lint import Finding, Linted, lint
from plumbline.scrutiny.quantities.printing import (
    AnnexRow,
    Changed,
    annex,
    changes,
    part_of,
    printed,
    wording,
)
from plumbline.scrutiny.quantities.written_form import TextRefused

__all__ = [
    "AnnexRow",
    "Changed",
    "Evidence",
    "EvidenceRefused",
    "Finding",
    "Linted",
    "Said",
    "TextRefused",
    "annex",
    "changes",
    "evidence_file",
    "lint",
    "part_of",
    "printed",
    "read_evidence",
    "said_of",
    "wording",
]
