"""Small numbers in a published text: what prints less, that nothing gives another away, and what is found."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.scrutiny.quantities import Evidence, annex, lint, printed
from plumbline.scrutiny.quantities.protecting import part_in, protected
from plumbline.statistics.words import word_of_quantity


def share(id: str, x: int, n: int, question: str = "", **more: object) -> Evidence:
    given = {"kind": "share", "population": n, "noun": "records", **more}
    return Evidence(id=id, source=f"Reading, {id}", x=x, n=n, question=question, **given)  # type: ignore[arg-type]


def by_id(*pieces: Evidence) -> dict[str, Evidence]:
    return {one.id: one for one in pieces}


def said(*pieces: Evidence) -> dict[str, str]:
    return {id: one.count for id, one in protected(by_id(*pieces)).items()}


@pytest.mark.parametrize(
    ("x", "n", "printed_as"),
    [
        (3, 40, "A few, fewer than 5 of 40 records, had a plan."),
        (1, 20, "Fewer than 5 of 20 records, had a plan."),
        (37, 40, "Almost all, more than 35 of 40 records, had a plan."),
        (26, 30, "More than 25 of 30 records, had a plan."),
        (0, 40, "None, 0 of 40 records, had a plan."),
        (40, 40, "All, 40 of 40 records, had a plan."),
        (5, 40, "A few, 5 of 40 records, had a plan."),
        (35, 40, "Most, 35 of 40 records, had a plan."),
        (4, 7, "1 to 6 of 7 records, had a plan."),
        (4, 8, "1 to 7 of 8 records, had a plan."),
        (4, 9, "Fewer than 5 of 9 records, had a plan."),
        (5, 9, "More than 4 of 9 records, had a plan."),
        (2, 4, "Too few records to show, had a plan."),
        (0, 3, "Too few records to show, had a plan."),
        (3, 1200, "A few, fewer than 5 of 1,200 records, had a plan."),
    ],
)
def test_a_count_prints_so_in_a_public_edition(x: int, n: int, printed_as: str) -> None:
    assert printed("{a}, had a plan.", by_id(share("a", x, n)), publish=True) == printed_as


def test_whatever_prints_alike_could_be_any_small_number_and_nothing_else_tells_which() -> None:
    wrong = []
    for n in range(5, 151):
        alike: dict[str, set[int]] = {}
        for x in range(n + 1):
            prints = printed(
                "{a} {a:count} {a:word} {a:percent} {a:range}", by_id(share("a", x, n)), publish=True
            )
            alike.setdefault(prints, set()).add(x)
        for together in alike.values():
            small, but_few = set(range(1, 5)), set(range(n - 4, n))
            if (together & small and not together >= small) or (
                together & but_few and not together >= but_few
            ):
                wrong.append((n, together))
    assert wrong == []


def test_of_a_sample_no_word_tells_a_small_count_more_closely() -> None:
    wrong = []
    for n in range(9, 301, 9):
        for population in (2 * n, None):
            alike: dict[str, set[int]] = {}
            for x in range(n + 1):
                of = by_id(share("a", x, n, population=population))
                alike.setdefault(printed("{a} {a:word} {a:range}", of, publish=True), set()).add(x)
            small = set(range(1, 5))
            wrong += [(n, one) for one in alike.values() if one & small and not one >= small]
    assert wrong == []


def test_a_word_that_stands_with_a_protected_count_is_the_word_of_every_count_it_could_be() -> None:
    wrong = []
    for n in range(5, 301):
        for x in (*range(1, 5), *range(n - 4, n)):
            found = protected(by_id(share("a", x, n)))["a"]
            if found.word and {word_of_quantity(one, n).word for one in found.could_be} != {found.word}:
                wrong.append((x, n, found.word))
    assert wrong == []


def test_the_annex_has_no_percentage_and_no_range_of_a_protected_count() -> None:
    (row,) = annex("{a} had a plan.", by_id(share("a", 3, 99, population=702)), publish=True)
    assert (row.count, row.percent, row.range) == ("fewer than 5 of 99 records", "", "")


def test_without_publish_everything_prints_as_it_is() -> None:
    assert printed("{a:count}", by_id(share("a", 3, 40))) == "3 of 40 records"


def test_a_weighted_share_says_nothing_of_its_percentage() -> None:
    of = share("a", 3, 99, population=None, share=Fraction(1, 20), low=Fraction(1, 100), high=Fraction(1, 10))
    assert (
        printed("{a} had a plan.", by_id(of), publish=True) == "A few, fewer than 5 of 99 records had a plan."
    )


def test_two_parts_and_their_whole_do_not_give_each_other_away() -> None:
    pieces = (share("all", 40, 100, "q"), share("a", 3, 60, "q"), share("b", 37, 40, "q"))
    assert said(*pieces) == {"a": "a number not shown of 60 records", "b": "a number not shown of 40 records"}


def test_a_part_is_hidden_where_the_rest_of_the_whole_is_small() -> None:
    assert said(share("all", 40, 100, "q"), share("a", 38, 60, "q")) == {
        "a": "a number not shown of 60 records"
    }


def test_parts_of_different_questions_are_not_set_against_each_other() -> None:
    assert said(share("all", 40, 100, "q"), share("a", 38, 60, "other")) == {}


def test_parts_of_different_periods_are_not_set_against_each_other() -> None:
    whole, part = share("all", 40, 100, "q", period="2025"), share("a", 38, 60, "q", period="2026")
    assert said(whole, part) == {}


def test_pieces_without_a_question_are_set_against_each_other_by_their_source() -> None:
    whole = Evidence("all", "share", "Question 12", x=40, n=100, population=100)
    part = Evidence("a", "share", "question  12", x=38, n=60, population=60)
    assert set(said(whole, part)) == {"a"}


def test_of_answers_that_add_up_another_is_hidden_beside_a_small_one() -> None:
    found = said(share("a", 3, 40, "q"), share("b", 20, 40, "q"), share("c", 17, 40, "q"))
    assert found == {"a": "a number not shown of 40 records", "c": "a number not shown of 40 records"}


def test_a_small_answer_needs_no_other_where_the_rest_is_not_printed() -> None:
    assert said(share("a", 3, 40, "q"), share("b", 20, 40, "q")) == {"a": "fewer than 5 of 40 records"}


def test_a_rest_that_nobody_prints_is_protected_too() -> None:
    found = said(share("a", 18, 40, "q"), share("b", 20, 40, "q"))
    assert set(found) in ({"a"}, {"b"})


def test_a_team_too_small_to_show_is_not_told_by_the_other_team_and_the_whole() -> None:
    found = said(share("all", 40, 100, "q"), share("a", 39, 97, "q"), share("b", 1, 3, "q"))
    assert found == {
        "all": "a number not shown of 100 records",
        "a": "a number not shown of records",
        "b": "a number not shown of records",
    }


def test_a_small_team_alone_is_left_out_and_the_whole_stays() -> None:
    assert said(share("all", 80, 99, "q"), share("a", 3, 4, "q")) == {"a": "too few records to show"}


def test_overlapping_parts_are_all_hidden_where_one_is() -> None:
    found = said(
        share("all", 40, 100, "q"),
        *(share("team_a", 3, 60, "q"), share("team_b", 37, 40, "q")),
        *(share("stratum_a", 20, 50, "q"), share("stratum_b", 20, 50, "q")),
    )
    assert set(found) == {"team_a", "team_b", "stratum_a", "stratum_b"}


def test_teams_of_nearly_the_same_size_are_not_taken_for_parts_of_each_other() -> None:
    assert said(share("all", 40, 100, "q"), share("a", 12, 20, "q"), share("b", 11, 18, "q")) == {}


def test_a_team_is_set_against_its_service_and_a_service_against_all() -> None:
    found = said(
        share("all", 60, 200, "q"),
        share("north", 30, 60, "q", part="service: North"),
        share("south", 30, 140, "q", part="service: South"),
        share("team", 28, 40, "q", part="service: North / team: A"),
    )
    assert found == {"team": "a number not shown of 40 records"}


def test_the_only_service_is_not_told_by_all_services_which_are_the_same() -> None:
    found = said(
        share("all", 40, 100, "q"),
        share("north", 40, 100, "q", part="service: North"),
        share("a", 3, 40, "q", part="service: North / team: A"),
        share("b", 18, 20, "q", part="service: North / team: B"),
        share("c", 19, 40, "q", part="service: North / team: C"),
    )
    assert ("all" in found) == ("north" in found)


def test_a_part_is_said_level_by_level_whatever_its_names_hold() -> None:
    assert part_in("service:North / South", "", "team: A") == "service:North, South / team: A"


def test_the_teams_of_a_service_that_is_not_shown_are_parts_of_all() -> None:
    found = said(
        share("all", 40, 100, "q"),
        share("a", 20, 50, "q", part="service: North / team: A"),
        share("b", 18, 48, "q", part="service: North / team: B"),
    )
    assert set(found) == {"a", "b"}


def test_a_service_hidden_among_services_is_not_told_by_its_teams() -> None:
    found = said(
        share("all", 40, 100, "q"),
        share("north", 3, 40, "q", part="service: North"),
        share("south", 37, 60, "q", part="service: South"),
        share("a", 20, 30, "q", part="service: South / team: A"),
        share("b", 17, 30, "q", part="service: South / team: B"),
    )
    assert set(found) == {"north", "south", "a", "b"}


def test_strata_are_hidden_with_teams_where_a_team_is() -> None:
    found = said(
        share("all", 40, 100, "q"),
        share("a", 3, 50, "q", part="team: A"),
        share("b", 37, 50, "q", part="team: B"),
        share("young", 20, 50, "q", part="stratum: young"),
        share("old", 20, 50, "q", part="stratum: old"),
    )
    assert set(found) == {"a", "b", "young", "old"}


def test_ratings_and_all_that_are_good_together_are_hidden_where_one_rating_is() -> None:
    ratings = {"six": 3, "five": 20, "four": 12, "three": 5}
    found = said(share("good", 35, 40, "q"), *(share(id, x, 40, "q") for id, x in ratings.items()))
    assert set(found) == {"good", *ratings}


def test_a_number_of_groups_is_about_nobody() -> None:
    assert said(Evidence("a", "groups", "Groups", x=1, n=5)) == {}


def test_a_number_of_people_who_were_met_is_protected() -> None:
    assert said(Evidence("a", "people", "Visits", x=2, n=22, noun="people")) == {
        "a": "fewer than 5 of 22 people"
    }


def test_of_fewer_than_ten_answers_to_a_survey_nothing_is_shown() -> None:
    found = said(Evidence("a", "survey", "Survey", x=5, n=9, noun="staff"))
    assert found == {"a": "too few staff to show"}


def test_a_small_number_by_itself_is_protected_unless_it_is_of_no_people() -> None:
    people = Evidence("a", "count", "List", x=3, noun="people")
    groups = Evidence("b", "count", "Programme", x=3, noun="focus groups", of_people=False)
    assert said(people, groups) == {"a": "fewer than 5 people"}


def test_the_latest_of_a_series_is_protected_where_it_might_be_a_small_count() -> None:
    values = (("2024", Fraction(12)), ("2025", Fraction(3)))
    rates = (("2024", Fraction(12)), ("2025", Fraction(7, 2)))
    pieces = (Evidence("a", "series", "Return", values=values), Evidence("b", "series", "Rate", values=rates))
    assert said(*pieces) == {"a": "fewer than 5"}


EVIDENCE = by_id(
    share("few", 3, 40), share("most_of", 26, 30), share("a", 3, 60, "q"), share("b", 37, 40, "q")
)


@pytest.mark.parametrize(
    "text",
    [
        "[3 of 40]{few} had a plan.",
        "[3 of the 40 records]{few} had a plan.",
        "[Three records]{few} had a plan.",
        "[7.5%]{few} had a plan.",
        "[Of 40 records 3]{few} had a plan.",
        "{few:percent} had a plan.",
        "[Most]{most_of} had a plan ({most_of:count}).",
        "{most_of:word}, {most_of:count}, had a plan.",
        "[1 in 13]{few} had a plan, {few:count}.",
    ],
)
def test_what_tells_a_protected_count_is_found_in_a_public_edition_alone(text: str) -> None:
    kinds = {one.kind for one in lint(text, EVIDENCE, publish=True).findings}
    assert kinds - {"false", "not_checkable"} == {"protected"} or "1 in 13" in text
    assert "protected" not in {one.kind for one in lint(text, EVIDENCE).findings}


@pytest.mark.parametrize(
    "text",
    [
        "{few} had a plan.",
        "{few:count} had a plan; {few:word} of them.",
        "[A few]{few} had a plan.",
        "[Fewer than 5 of the 40 records]{few} had a plan.",
        "[Under a fifth]{few} had a plan.",
        "{most_of} had a plan.",
        "[More than 25 of 30 records]{most_of} had a plan.",
    ],
)
def test_what_tells_no_more_than_the_protected_wording_is_clean_in_both(text: str) -> None:
    assert (lint(text, EVIDENCE).findings, lint(text, EVIDENCE, publish=True).findings) == ((), ())


def test_the_wording_of_a_piece_by_itself_is_not_said_of_one_that_others_could_give_away() -> None:
    text = "[Fewer than 5 of 60]{a} had a plan."
    together = by_id(share("all", 40, 100, "q"), share("a", 3, 60, "q"), share("b", 37, 40, "q"))
    assert [one.kind for one in lint(text, together, publish=True).findings] == ["protected"]


def test_the_wording_that_is_offered_lints_clean_in_a_public_edition() -> None:
    wrong = []
    for n in range(5, 60):
        for x in range(n + 1):
            of = by_id(share("a", x, n))
            if (found := protected(of).get("a")) is not None:
                text = f"[{found.wording}]{{a}}"
                if lint(text, of, publish=True).findings or lint(text, of).findings:
                    wrong.append((x, n, found.wording))
    assert wrong == []


@pytest.mark.parametrize("order", [("level: 2", "team: A"), ("team: A", "level: 2")])
@pytest.mark.parametrize("wide", ["level: 2", "team: A"])
def test_a_part_of_two_kinds_at_once_is_within_each_of_them(wide: str, order: tuple[str, str]) -> None:
    both = part_in("service: North", *order)
    found = said(
        share("whole", 100, 120, "q", part="service: North"),
        share("wide", 60, 70, "q", part=part_in("service: North", wide)),
        share("both", 58, 68, "q", part=both),
    )
    assert found == {"both": "a number not shown of records"}
