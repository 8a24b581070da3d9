"""Results of a survey run elsewhere, brought in as counts: rates, bounds, and files that are refused."""

from __future__ import annotations

import json

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.survey_file import read_survey_results, template_csv
from plumbline.scrutiny.surveys import (
    Question,
    ReturnRates,
    SurveyResults,
    as_json,
    from_json,
    positive_sentence,
    return_rates,
    return_sentence,
    worst_case,
)

HEADER = "question,option,count,invited,complete,partial,broke_off,counts_as\n"


def results(*lines: str) -> SurveyResults:
    return read_survey_results(HEADER + "\n".join(lines) + "\n")


def refused(source: str | bytes) -> str:
    with pytest.raises(PlumblineError) as refusal:
        read_survey_results(source, "staff.csv")
    return str(refusal.value)


def answered(question: Question) -> tuple[int, int, int | None]:
    return question.answered, question.outside, question.positive


def test_131_of_193_with_23_in_part_is_68_percent_and_56_complete() -> None:
    survey = results("Time,Agree,131,193,108,23,,")
    assert return_rates(survey) == ReturnRates(131 / 193, 108 / 193)
    assert return_sentence(survey) == (
        "131 of the 193 invited answered (68%): 108 in full and 23 in part. Counting complete answers only "
        "it is 56%."
    )


def test_the_worst_case_is_the_worked_value() -> None:
    bounds = worst_case(100, 131, 193)
    assert (round(bounds.of_answered, 8), round(bounds.low, 8), round(bounds.high, 8)) == (
        0.76335878,
        0.51813472,
        0.83937824,
    )


@pytest.mark.parametrize("impossible", [(-1, 2, 3), (3, 2, 3), (1, 4, 3), (0, 0, 3)])
def test_bounds_of_what_cannot_be_are_refused(impossible: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="is no survey"):
        worst_case(*impossible)


def test_positive_answers_are_said_of_those_who_answered_and_of_everyone() -> None:
    survey = results("Time,Agree,100,193,108,23,,positive", "Time,Disagree,31,,,,,")
    assert positive_sentence(survey.questions[0], survey) == (
        "100 of the 131 who answered (76%) were positive. Of all 193 who were invited it is between 52% and "
        "84%, whatever the 62 who gave no answer think."
    )


def test_who_does_not_know_has_answered_and_is_outside_the_base() -> None:
    survey = results(
        "Time,Agree,90,193,108,23,,positive", "Time,Disagree,31,,,,,", "Time,Don’t know,10,,,,,outside"
    )
    assert answered(survey.questions[0]) == (121, 10, 90)
    assert "whatever the 62 who gave no answer think" in (
        positive_sentence(survey.questions[0], survey) or ""
    )


def test_a_question_without_a_positive_option_has_no_such_sentence() -> None:
    survey = results("Team,North,100,193,108,23,,")
    assert positive_sentence(survey.questions[0], survey) is None


def test_a_question_that_nobody_answered_says_so() -> None:
    survey = results("Time,Agree,0,193,108,23,,positive")
    assert positive_sentence(survey.questions[0], survey) == "Nobody answered this question."


def test_a_base_below_ten_gets_its_numbers_only() -> None:
    survey = results("Time,Agree,3,9,5,0,,positive", "Time,Disagree,2,,,,,")
    assert positive_sentence(survey.questions[0], survey) == "3 of the 5 who answered were positive."
    assert return_sentence(survey) == "5 of the 9 invited answered: 5 in full and 0 in part."


def test_an_open_link_has_no_return_rate_and_no_bounds() -> None:
    survey = results("Time,Agree,50,,68,0,,positive", "Time,Disagree,18,,,,,")
    assert return_rates(survey) is None
    assert return_sentence(survey) == (
        "68 answered: 68 in full and 0 in part. How many were invited is not known, so there is "
        "no return rate."
    )
    assert positive_sentence(survey.questions[0], survey) == "50 of the 68 who answered (74%) were positive."


def test_those_who_broke_off_are_told_and_count_as_not_answering() -> None:
    survey = results("Time,Agree,68,100,68,0,5,")
    assert return_rates(survey) == ReturnRates(0.68, 0.68)
    assert "5 broke off and are not counted." in return_sentence(survey)


def test_nearly_all_is_not_printed_as_all() -> None:
    assert "(99.95%)" in return_sentence(results("Time,Agree,1999,2000,1999,0,,"))


def test_where_several_options_could_be_ticked_the_base_is_given() -> None:
    survey = results("Helps,Training,70,193,108,23,,", "Helps,Supervision,90,,,,,", "Helps,,120,,,,,answered")
    assert survey.questions[0].answered == 120


def test_questions_and_options_keep_their_order() -> None:
    survey = results("B,z,1,10,2,0,,", "A,y,1,,,,,", "B,x,1,,,,,")
    assert [(one.words, [option.words for option in one.options]) for one in survey.questions] == [
        ("B", ["z", "x"]),
        ("A", ["y"]),
    ]


def test_the_two_further_columns_may_be_left_out() -> None:
    survey = read_survey_results("Question,OPTION,count,invited,complete,partial\nTime,Agree,5,20,5,0\n")
    assert (survey.questions[0].positive, survey.broke_off) == (None, None)


def test_a_comma_within_quotes_and_windows_line_ends_are_read() -> None:
    survey = read_survey_results(
        (HEADER + '"Time, and care",Agree,5,20,5,0,,\n').replace("\n", "\r\n").encode()
    )
    assert survey.questions[0].words == "Time, and care"


def test_empty_lines_are_no_lines() -> None:
    assert len(read_survey_results(HEADER + "\n,,,,,,,\nTime,Agree,5,20,5,0,,\n\n").questions) == 1


def test_the_template_reads_and_its_figures_add_up() -> None:
    survey = read_survey_results(template_csv())
    assert (survey.returned, survey.questions[0].answered + survey.questions[0].outside) == (131, 131)


def test_a_frozen_copy_opens_equal() -> None:
    survey = read_survey_results(template_csv())
    assert from_json(json.loads(json.dumps(as_json(survey)))) == survey


def test_every_fault_is_said_at_once_by_line() -> None:
    text = HEADER + "Time,Agree,1.0,193,108,23,,positive\n,Disagree,5,194,,,,good\nTime,agree,3,,,,,\n"
    assert refused(text) == (
        "staff.csv: these survey results cannot be used.\n"
        "  - line 3: “invited” is 194, and line 2 says 193; it is one figure for the whole survey\n"
        "  - line 2: “count” must be a whole number in digits, and is “1.0”\n"
        "  - line 3: “question” is empty\n"
        "  - line 3: “counts_as” must be empty or one of positive, outside, answered\n"
        "  - line 4: the option “agree” of “Time” is there twice\n"
        "Mend these and try again."
    )


@pytest.mark.parametrize(
    "count", ["", "-1", "1,000", "5 5", "٥", "1e3", "NaN", "99999999999", "=1+1", "five"]
)
def test_a_count_is_digits_and_nothing_else(count: str) -> None:
    text = HEADER + f'Time,Agree,"{count}",193,108,23,,\n'
    assert "line 2: “count” must be a whole number in digits" in refused(text)


def test_blanks_around_a_cell_are_no_part_of_it() -> None:
    assert results(" Time , Agree , 5 ,193,108,23,,").questions[0].answered == 5


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["Time,Agree,5,4,5,0,,"], "5 answered or broke off, and only 4 were invited"),
        (["Time,Agree,5,6,5,0,2,"], "7 answered or broke off, and only 6 were invited"),
        (["Time,Agree,5,10,4,0,,"], "“Time” has 5 answers, and 4 people answered"),
        (["Time,Agree,4,10,4,0,,", "Time,Don’t know,1,,,,,outside"], "“Time” has 5 answers"),
        (["Time,Agree,4,10,,0,,"], "“complete” is given on no line; write 0 where there were none"),
        (["Time,Agree,4,10,4,,,"], "“partial” is given on no line"),
        (["Time,,4,10,4,0,,answered"], "“Time” has no options"),
        (["Time,Agree,4,10,4,0,,answered"], "so “option” must be empty"),
        (["Time,,4,10,4,0,,"], "“option” is empty"),
        (
            ["Helps,a,1,10,4,0,,", "Helps,,4,,,,,answered", "Helps,,4,,,,,answered"],
            "line 4: how many answered “Helps” is given twice",
        ),
        (["Helps,a,5,10,6,0,,", "Helps,,4,,,,,answered"], "5 chose “a”, and 4 answered"),
        (
            ["Helps,a,4,10,4,0,,positive", "Helps,b,4,,,,,positive", "Helps,,4,,,,,answered"],
            "two positive ones cannot be added up",
        ),
        (['"Ti\nme",Agree,4,10,4,0,,'], "line 3: “question” holds a line end"),
        (["Ti\u202eme,Agree,4,10,4,0,,"], "“question” holds a line end or a character that cannot be seen"),
        ([f"{'x' * 501},Agree,4,10,4,0,,"], "“question” has 501 characters; 500 are allowed"),
    ],
)
def test_what_does_not_fit_is_refused(lines: list[str], says: str) -> None:
    assert says in refused(HEADER + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "is empty. Its first line must be: question,option,count,invited,complete,partial"),
        (HEADER, "there is no line below the headings"),
        ("question;option;count\nTime;Agree;5\n", "its cells are not parted by commas"),
        ("question,option\nTime,Agree\n", "the column “count” is missing"),
        (
            HEADER.replace("broke_off", "name") + "a,b,1,1,1,0,x,\n",
            "the column “name” is not part of the form",
        ),
        (HEADER.replace("broke_off", "count") + "a,b,1,1,1,0,1,\n", "the column “count” is there twice"),
        (HEADER + "a,b,1\n", "line 2: has 3 cells, and the headings are 8"),
        (HEADER + '"a,b\n', "is not valid CSV"),
        (HEADER.encode("utf-16"), "is not text in UTF-8"),
        (HEADER.encode() + "Fähig,Ja,1,1,1,0,,\n".encode("cp1252"), "is not text in UTF-8"),
        ("x" * 1_000_001, "is 1,000,001 long"),
        (HEADER + "a,b,1,,,,,\n" * 5_001, "there are 5,001 lines; 5,000 are allowed"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(source: str | bytes, says: str) -> None:
    assert says in refused(source)


def test_a_flood_of_faults_is_cut_and_counted() -> None:
    assert refused(HEADER + "a,b,x,,,,,\n" * 1_000).splitlines()[-2].startswith("  - and ")
