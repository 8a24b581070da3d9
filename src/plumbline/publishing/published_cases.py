"""Published cases as documents: the report, the plan and the papers, made of the facts that are shipped.

They are not the documents that were published. Each begins with a banner that says so, with its date.
"""

from __future__ import annotations

from collections.abc import Mapping

from plumbline.publishing.documents import Document
from plumbline.publishing.published_case_answers import document_of_paper, document_of_plan
from plumbline.publishing.published_case_frame import banner_of, evaluated_under_questions
from plumbline.publishing.published_case_report import NOT_EVALUATED, document_of_published
from plumbline.scrutiny.published import PublishedCase

__all__ = [
    "NOT_EVALUATED",
    "REPORT",
    "banner_of",
    "documents_of_published",
    "evaluated_under_questions",
]

REPORT = "report"
"""The name of the first document of every case."""


def documents_of_published(case: PublishedCase) -> Mapping[str, Document]:
    """Every document of a case by its name in addresses: report, plan where there is one, then papers."""
    found = {REPORT: document_of_published(case)}
    if case.plan is not None:
        found[case.plan.code] = document_of_plan(case)
    found |= {paper.code: document_of_paper(case, paper) for paper in case.papers}
    return found
