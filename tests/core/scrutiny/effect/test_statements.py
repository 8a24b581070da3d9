from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plumbline.scrutiny.effect import AreaVerdict, StatedEvidence, Statement, accepted

ACTION = date(2025, 4, 1)
PIECE = StatedEvidence("Transitions policy, version 2", "policy library", date(2025, 9, 1))
STATEMENT = Statement(
    person="A. Reviewer",
    role="Chief Internal Auditor",
    outside_line=True,
    accepts=True,
    says="The policy is in use in all four teams.",
    on=date(2025, 10, 1),
    evidence=(PIECE,),
)


def judged(owners: tuple[str, ...] = ("B. Owner",), **change: object) -> AreaVerdict:
    return accepted(replace(STATEMENT, **change), owners, ACTION)  # type: ignore[arg-type]


def test_a_complete_statement_is_held_and_says_that_no_measure_stands_behind_it() -> None:
    found = judged()
    assert (found.state, found.missing) == ("held", ())
    assert found.reason == (
        "Held: on 1 October 2025 A. Reviewer, Chief Internal Auditor, who is outside the line of management, "
        "accepted the evidence: Transitions policy, version 2 (1 September 2025). No measure stands behind "
        "this."
    )


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"person": " "}, "the name of the person"),
        ({"role": ""}, "the person’s role"),
        ({"outside_line": None}, "whether the person is outside the line of management"),
        ({"outside_line": False}, "a person outside the line of management"),
        ({"says": "All good now"}, "what the person saw, in 5 words or more"),
        ({"evidence": ()}, "the evidence that was accepted, piece by piece"),
        ({"evidence": (replace(PIECE, title=" "),)}, "what piece 1 of the evidence is"),
        ({"evidence": (replace(PIECE, source=""),)}, "where Transitions policy, version 2 is kept"),
        (
            {"evidence": (replace(PIECE, on=date(2025, 10, 2)),)},
            "the right day of Transitions policy, version 2: it is later than the statement",
        ),
        (
            {"evidence": (replace(PIECE, on=date(2025, 3, 31)),)},
            "evidence from since the first action in place of Transitions policy, version 2, which is older",
        ),
    ],
)
def test_a_statement_that_lacks_one_thing_is_not_yet_and_names_it(
    change: dict[str, object], missing: str
) -> None:
    found = judged(**change)
    assert (found.state, found.missing) == ("not_yet", (missing,))


def test_an_owner_cannot_accept_however_the_name_is_written() -> None:
    found = judged(owners=("a.  reviewer ",))
    assert found.missing == ("a person who owns neither the area nor an action of it",)


def test_a_statement_from_before_the_first_action_is_not_one() -> None:
    found = judged(on=date(2025, 3, 1), evidence=(replace(PIECE, on=date(2025, 4, 1)),))
    assert found.missing[0] == "a statement made since the first action on 1 April 2025"


def test_no_action_begun_is_missing() -> None:
    assert accepted(STATEMENT, (), None).missing == ("a first action with the day it began",)


def test_a_person_who_does_not_accept_keeps_it_open() -> None:
    found = judged(accepts=False)
    assert (found.state, found.missing) == ("not_yet", ("a statement that accepts the evidence",))
    assert found.reason.endswith("A. Reviewer, Chief Internal Auditor, did not accept the evidence.")


def test_no_statement_is_not_yet() -> None:
    assert accepted(None, (), ACTION).reason == "Not yet: nobody has made a statement."


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert len(judged(person="", role="", outside_line=None, says="", evidence=()).missing) == 5
