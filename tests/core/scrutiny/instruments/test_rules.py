"""What rules give, function by function."""

from __future__ import annotations

import pytest

from core.scrutiny.instruments.forms import faults_of, form, markdown, question, value_of, worked
from plumbline.scrutiny.instruments.functions import FUNCTIONS, REFUSED

GIVEN = [
    ("1 + 2 * 3", "7"),
    ("7 div 2", "3.5"),
    ("-7 mod 3", "-1"),
    ("1 div 0", "Infinity"),
    ("0 div 0", ""),
    ("0.1 + 0.2", "0.30000000000000004"),
    ("10 - - 3", "13"),
    ("1 = 1 and 2 != 3", "true"),
    ("1 > 2 or 2 >= 2", "true"),
    ("'5' > 4", "true"),
    ("'a' = 'a'", "true"),
    ("'05' = 5", "true"),
    ("'05' = '5'", "false"),
    ("true() = 'x'", "true"),
    ("abs(-3.5)", "3.5"),
    ("boolean('')", "false"),
    ("boolean(0)", "false"),
    ("boolean-from-string('1')", "true"),
    ("boolean-from-string('yes')", "false"),
    ("ceiling(1.2)", "2"),
    ("floor(-1.2)", "-2"),
    ("coalesce('', 'b')", "b"),
    ("concat('a', 1, true())", "a1true"),
    ("contains('abc', 'b')", "true"),
    ("count-selected(' a  b ')", "2"),
    ("decimal-date-time('1970-01-02')", "1"),
    ("ends-with('abc', 'bc')", "true"),
    ("if(false(), 1, 2)", "2"),
    ("int(-3.9)", "-3"),
    ("join('-', 'a', 'b')", "a-b"),
    ("max(1, 3, 2)", "3"),
    ("max(1, '')", ""),
    ("min(4, 3)", "3"),
    ("normalize-space('  a   b ')", "a b"),
    ("not('x' = 'y')", "true"),
    ("number('abc')", ""),
    ("number(true())", "1"),
    ("pow(2, 10)", "1024"),
    ("round(2.5)", "3"),
    ("round(-2.5)", "-3"),
    ("round(2.345, 2)", "2.35"),
    ("round(1250, -2)", "1300"),
    ("selected('a b', 'b')", "true"),
    ("selected('ab', 'a')", "false"),
    ("selected-at('a b c', 1)", "b"),
    ("selected-at('a', 5)", ""),
    ("sqrt(9)", "3"),
    ("sqrt(-1)", ""),
    ("starts-with('abc', 'ab')", "true"),
    ("string(1.50)", "1.5"),
    ("string-length('été')", "3"),
    ("substr('abcde', 1, 3)", "bc"),
    ("substr('abcde', -2)", "de"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring('12345', 0, 3)", "12"),
    ("substring-after('a--b', '--')", "b"),
    ("substring-before('a-b', '-')", "a"),
    ("substring-before('ab', '-')", ""),
    ("sum(3)", "3"),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("today()", "2026-11-22"),
    ("format-date('2026-01-05', '%e/%n/%y %a %b %d.%m.%Y')", "5/1/26 Mon Jan 05.01.2026"),
    ("format-date('', '%Y')", ""),
    ("regex('AB12', '^[A-Z]{2}[0-9]+$')", "true"),
]


@pytest.mark.parametrize(("rule", "given"), GIVEN)
def test_a_rule_gives(rule, given):
    assert value_of(rule) == given


DAYS = [
    ("'2026-01-31' < '2026-02-01'", "true"),
    ("'2026-01-31' <= '2026-01-31'", "true"),
    ("'2026-02-01' > '2026-01-31'", "true"),
    ("'2026-02-01' >= '2026-02-02'", "false"),
    ("today() > '2026-11-21'", "true"),
    ("today() = '2026-11-22'", "true"),
    ("today() - '2026-11-01'", "21"),
    ("date(today() + 10)", "2026-12-02"),
    ("date('2024-02-28') + 1", "19782"),
    ("date(date('2024-02-28') + 1)", "2024-02-29"),
    ("if(true(), today(), '')", "2026-11-22"),
    ("date('2026-02-30')", ""),
    ("'2026-02-30' > '2020-01-01'", "false"),
    ("date('soon')", ""),
    ("date('')", ""),
    ("number('1970-01-11')", "10"),
    ("concat('on ', today())", "on 2026-11-22"),
]


@pytest.mark.parametrize(("rule", "given"), DAYS)
def test_days_are_compared_and_reckoned_with_as_days(rule, given):
    assert value_of(rule) == given


def test_a_blank_answer_is_no_number():
    assert value_of("${a} + 1", a="") == ""


def test_a_blank_answer_is_neither_below_nor_above():
    assert [value_of("${a} < 5", a=""), value_of("${a} >= 5", a="")] == ["false", "false"]


def test_a_text_that_is_half_a_number_is_none():
    assert value_of("${a} > 1", a="12 days") == "false"


def test_typographic_quotes_stand_for_plain_ones():
    assert value_of("${a} = ‘x’", a="x") == "true"


def test_a_choice_is_named_by_its_label():
    instrument = form(
        question("select_one side", "side"),
        question("calculate", "named", calculation="jr:choice-name(${side}, '${side}')"),
        choices=[("side", "n", "North"), ("side", "s", "South")],
    )
    assert worked(instrument, side="s")["/named"].value == "South"


def test_every_function_of_the_list_is_tried_here_or_among_repeats():
    tried = {rule.partition("(")[0] for rule, _ in GIVEN + DAYS} | {
        "number",
        "date",
        "jr:choice-name",
        "true",
        "false",
    }
    among_repeats = {"count", "count-non-empty", "indexed-repeat", "position"}
    assert FUNCTIONS.keys() - tried - among_repeats == set()


def refusal(rule: str) -> list[str]:
    text = markdown(question("text", "a"), question("calculate", "b", calculation=rule))
    return [fault.removeprefix("survey sheet, row 3, column calculation: ") for fault in faults_of(text)]


REFUSALS = [
    ("now()", "The function now() is not supported: what it gives depends on the time of day; today() "
     "gives the day."),
    ("foo(1)", "The function foo() is not supported."),
    ("../a", "“/” is a path in the form's data, which is not supported. Write the question's name as "
     "${name}, and put "
             "texts in quotes."),
    ("yes", "“yes” is a path in the form's data, which is not supported. Write the question's name as "
     "${name}, and put "
            "texts in quotes."),
    ("${x} + ${y}", "There is no question or group named ${x}, ${y} in the survey sheet."),
    ("${last-saved#a}", "${last-saved#a} is not the name of a question. Earlier answers are not kept."),
    ("1 +", "The rule cannot be read: unexpected end of source."),
    ("if(1, 2)", "if() is given 2 values; it is written if(condition, then, else)."),
    ("today(1)", "today() is given 1 value; it is written today()."),
    ("concat()", "concat() is given 0 values; it is written concat(text, ...)."),
    (". + 1", "“.” stands for the question's own answer, which only a constraint may speak of."),
    ("${b} + 1", "b depends on itself. Take one reference out."),
    ("format-date(${a}, '%H')", "format-date() knows %Y, %y, %m, %n, %b, %d, %e, %a, not “%H”."),
    ("format-date(${a}, ${a})", "The second value of format-date() must be a text in quotes, such as "
     "'%d/%m/%Y'."),
    ("regex(${a}, '(a+)+')", "The pattern of regex() is not taken: Begin it with ^ and end it with $, so "
     "that it says "
                             "that the whole text is meant."),
    ("regex(${a}, ${a})", "The pattern of regex() must be a text in quotes, so that it can be checked now."),
    ("count(${a})", "count() counts the instances of a repeat: name the repeat, as count(${people})."),
    ("position(..)", "position(..) leads to no repeat from here. Inside a repeat, write one .. for the "
     "repeat and one "
                     "more for each group between."),
    ("concat('${a}')", "A reference in quotes is taken only by jr:choice-name(). Take the quotes away."),
    ("jr:choice-name(${a}, '${a}')", "The second value of jr:choice-name() is a question with choices, as "
     "'${name}'."),
    ("(" * 900 + "1" + ")" * 900, "The rule has too many brackets inside each other."),
    ("+".join(["1"] * 400), "The rule is more than 150 steps deep. Take it apart with a calculate."),
    ("concat('" + "a" * 2_000 + "')", "The rule is longer than 2,000 characters. Take it apart with a "
     "calculate."),
    ("9" * 1_900, "The rule holds a number that is too large."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "why"), REFUSALS, ids=[rule[:20] for rule, _ in REFUSALS])
def test_a_rule_is_refused_with_the_reason(rule, why):
    assert refusal(rule) == [why]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_function_that_is_not_supported_is_refused_by_name(name):
    assert refusal(f"{name}('a')") == [f"The function {name}() is not supported: {REFUSED[name]}."]
