"""What holds of the checks before a grade, whatever is judged and on whatever evidence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from plumbline.scrutiny.frameworks import load_scales
from plumbline.scrutiny.quantities import Evidence
from plumbline.scrutiny.weighing.checks import (
    Found,
    Judged,
    Tied,
    high_grades,
    in_the_way_of_evaluation,
    low_grades,
)
from plumbline.scrutiny.weighing.obstacles import CODES, not_let_stand
from plumbline_web.judgement.differences import differences

SIX = load_scales()["six_point"]
SOURCES = ["Figure from a run", "Focus group", "Document", "Reading of records"]


@st.composite
def tied(draw: st.DrawFn) -> list[Tied]:
    """Some pieces of evidence, each with or without a figure."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        n = draw(st.integers(1, 60))
        figure = Evidence(f"e{number}", "share", "Made up", x=draw(st.integers(0, n)), n=n, population=n)
        found.append(
            Tied(
                f"e{number}",
                draw(st.sampled_from(SOURCES)),
                draw(st.sampled_from(["strength", "weakness", "mixed", "neither"])),
                draw(st.sampled_from([None, figure])),
                draw(st.booleans()),
                counts=draw(st.booleans()),
            )
        )
    return found


grades = st.sampled_from([None, 0, *range(1, 8)])
ids = st.lists(st.sampled_from([f"e{n}" for n in range(7)]), max_size=4, unique=True).map(tuple)


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    text = " ".join(f"It is {{{one}}}." for one in draw(ids)) or "It is so."
    return Judged(draw(grades), text, draw(st.sampled_from(["", "More of it."])), draw(ids))


def found_by(one: Judged, evidence: list[Tied], has_area: bool = True) -> list[str]:
    findings = [Found("F1", "strength", "It is so.", one.cited)]
    return [
        each.code
        for each in in_the_way_of_evaluation(
            one, scale=SIX, tied=evidence, findings=findings, has_area=has_area
        )
    ]


@given(judged(), tied(), st.booleans())
def test_every_obstacle_has_its_code_a_sentence_and_a_way_to_mend_it(
    one: Judged, evidence: list[Tied], has_area: bool
) -> None:
    findings = [Found("F1", "weakness", "It is so.", ("e1",))]
    for each in in_the_way_of_evaluation(one, scale=SIX, tied=evidence, findings=findings, has_area=has_area):
        assert each.code in CODES
        assert each.sentence.endswith(".")
        assert each.mend.endswith(".")


@given(judged(), tied())
def test_a_grade_in_the_middle_is_never_held_against_which_way_the_evidence_points(
    one: Judged, evidence: list[Tied]
) -> None:
    middle = replace(one, grade=3)
    ways = {"misses", "less_than_half", "more_weaknesses", "more_strengths", "no_area"}
    assert ways.isdisjoint(found_by(middle, evidence, has_area=False))


@given(judged(), tied(), st.sampled_from(high_grades(SIX)))
def test_a_high_grade_over_a_missed_standard_is_found_exactly_where_one_counts(
    one: Judged, evidence: list[Tied], grade: int
) -> None:
    missed = sum(
        each.counts
        and each.met
        and each.points != "neither"
        and each.quantity is not None
        and Fraction(each.quantity.x or 0, each.quantity.n or 1) < Fraction(1, 2)
        for each in evidence
    )
    assert found_by(replace(one, grade=grade), evidence).count("misses") == missed


@given(judged(), tied(), st.sampled_from(low_grades(SIX)))
def test_a_low_grade_wants_an_area_whatever_the_evidence(
    one: Judged, evidence: list[Tied], grade: int
) -> None:
    low = replace(one, grade=grade)
    assert "no_area" in found_by(low, evidence, has_area=False)
    assert "no_area" not in found_by(low, evidence, has_area=True)


@given(judged(), tied())
def test_evidence_of_another_kind_never_adds_that_there_is_one_source(
    one: Judged, evidence: list[Tied]
) -> None:
    before = found_by(one, evidence)
    more = replace(one, cited=(*one.cited, "e99"))
    after = found_by(more, [*evidence, Tied("e99", "Interview", "mixed")])
    assert not ("one_source" in after and "one_source" not in before and "no_source" not in before)
    assert "no_source" not in after


@given(judged(), tied())
def test_letting_everything_stand_leaves_exactly_what_may_not(one: Judged, evidence: list[Tied]) -> None:
    found = in_the_way_of_evaluation(one, scale=SIX, tied=evidence, findings=[], has_area=False)
    left = not_let_stand(found, {(each.code, each.sentence) for each in found})
    assert left == tuple(each for each in found if not each.may_stand)


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_differences_hold_both_texts_whole(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != "out") == after
    old = "".join(one.text for one in found if one.kind != "in")
    assert old == before
