"""Words that know their arithmetic: a quantity in a report is tied to evidence, and checked against it."""

from plumbline.scrutiny.quantities.evidence import Evidence, Said, said_of
from plumbline.scrutiny.quantities.evidence_file import EvidenceRefused, evidence_file, read_evidence
from plumbline.scrutiny.quantities.lexicon import words_of_quantity
from plumbline.scrutiny.quantities.lint import Finding, Linted, lint
from plumbline.scrutiny.quantities.printing import (
    AnnexRow,
    Changed,
    annex,
    changes,
    printed,
    shown,
)
from plumbline.scrutiny.quantities.protected_wording import Protected
from plumbline.scrutiny.quantities.protecting import part_in, protected
from plumbline.scrutiny.quantities.protecting_editions import GivenOut, after_editions
from plumbline.scrutiny.quantities.wording import part_of, wording
from plumbline.scrutiny.quantities.written_form import Reference, TextRefused, normalised, references

__all__ = [
    "AnnexRow",
    "Changed",
    "Evidence",
    "EvidenceRefused",
    "Finding",
    "GivenOut",
    "Linted",
    "Protected",
    "Reference",
    "Said",
    "TextRefused",
    "after_editions",
    "annex",
    "changes",
    "evidence_file",
    "lint",
    "normalised",
    "part_in",
    "part_of",
    "printed",
    "protected",
    "read_evidence",
    "references",
    "said_of",
    "shown",
    "wording",
    "words_of_quantity",
]
