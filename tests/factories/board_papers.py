"""Made-up papers for a board, for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plumbline.publishing.documents import (
    Appendix,
    BoardPaper,
    Implication,
    KeyMessage,
    PlannedAction,
    Said,
    Table,
    appendix_of,
    plan_document,
    subjects,
)

LAW = "Paragraph 1 of Schedule 7A: information on a particular member of staff"

ACTIONS = (
    PlannedAction(
        "Start orders on the day of sentence",
        "What key outcomes have we achieved?",
        "1.1 Life chances and outcomes",
        ("KM1", "KM2"),
        ("Service manager", "Information lead"),
        "October 2026",
        "Orders start within timescales",
    ),
    PlannedAction(
        "Record what each order achieved",
        "What key outcomes have we achieved?",
        "1.1 Life chances and outcomes",
        ("KM1",),
        ("Senior social workers",),
        "July 2026 onwards",
        "Exit forms are filled in",
    ),
    PlannedAction("Audit high-risk cases", "How good is our delivery?", "5.2 Assessing risk", ("KM2",), ()),
)
MESSAGES = (KeyMessage("KM1", "Outcomes are not shown."), KeyMessage("KM2", "Plans are not made in time."))


def plan(**more: Any) -> Any:
    """A plan of three actions under two key questions."""
    return plan_document("Improvement plan", ACTIONS, MESSAGES, made_on="2026-08-07", **more)


def board_paper(**more: Any) -> BoardPaper:
    """A whole paper with nothing exempt. more: what of it to set besides."""
    grades = Table("Table 1: Evaluations", ("Indicator", "Evaluation"), (("5.2 Assessing risk", "Weak"),))
    paper = BoardPaper(
        title="Inspection of justice social work",
        body="Ashmarrow Integration Joint Board",
        meeting_on="2026-08-07",
        report_number="IJB/12/2026",
        report_by="Chief Officer",
        author="Head of Service",
        contact="Head of Service",
        contact_details="Council offices, Ashmarrow",
        agenda_item="5",
        purpose=(Said("To tell the board of the inspection."),),
        summary=(Said("The inspection found one weakness."),),
        recommendations=(Said("note the report;"), Said("agree the plan at Appendix A.")),
        background=(Said("Inspectors came in *May*."),),
        main_issues=(Said("The evaluations are in Table 1.", (grades,)), Said("A plan was made.")),
        implications=tuple(
            Implication(one.code, assessed=False if one.assessment else None) for one in subjects()
        ),
        consultation=(Said("The plan was shared with inspectors."),),
        background_papers=("The inspection report",),
        appendices=(
            appendix_of("Improvement plan", plan()),
            Appendix("The inspection report", where="On the inspectorate's site."),
        ),
        signatory="Chief Officer",
        signed_on="2026-08-01",
        made_on="2026-08-01",
    )
    return replace(paper, **more)
