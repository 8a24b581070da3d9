"""Words that look like quantities and are none, and places that are not the writer's own words."""

from __future__ import annotations

import time

import pytest

from plumbline.scrutiny.quantities import TextRefused, lint, read_evidence

EVIDENCE = read_evidence('[[evidence]]\nid = "a"\nsource = "s"\nx = 37\nn = 99\npopulation = 702\n')

NO_QUANTITY = [
    "The most recent review was in March, and the most important one in May.",
    "This was most evident in supervision, and most likely to improve.",
    "Above all, nothing had changed at all, and after all that was known.",
    "The plan is all-encompassing and covers all aspects of the work.",
    "It took a few weeks, and in the next few months it will be looked at each month.",
    "Both the council and its partners met every month, and every other week after that.",
    "Some uncertainty remained, and to some extent some time was lost.",
    "It took most of the summer, and some of the discussion was about money.",
    "How many people came is not known; too many forms are in use.",
    "At\u00a0all levels, on 1 in 2024, question 1 in 3 forms.",
    "The third sector has a part in it, and a third review will follow.",
    "In the first half of the year they met for half an hour once a quarter.",
    "All staff must be trained, and every person should have a worker.",
    "We will ensure that all records are complete.",
    "Work was done with minority ethnic communities and ethnic minorities.",
    "A unit cost was lower, none the less.",
    "There was no consensus, and they are working towards consensus.",
    "Section 5 of the 2003 Act and page 3 of 12 are quoted.",
    "The target of 85% is at 95% confidence.",
    "| Finance | None |",
    "It is one of the two main aims.",
    "Thanks to everyone who took part.",
    "He would never be alone, and could always ask.",
    "The share of all records, and the number of all orders, is printed.",
    "The number of people rose, and numbers were checked.",
    "Partners are to reach a consensus, for lack of a clear consensus so far.",
    "All but impossible, and all related paperwork in all areas of practice.",
    "A third detailed review of most experienced practice followed, with some limited progress.",
    "There was no record of a visit, and no staff time for it.",
    "Managers are to review plans regularly, and to do so more regularly.",
    "A number and a word are printed; a small number prints as a word.",
    "The highest court gave a date, and they spoke of the best to this date.",
]
SET_APART = [
    "```\nMost of them, 37 of 99.\n```",
    "~~~text\nMost of them",
    "Write `most` or ``a third of it``.",
    "> Most of the people we met were new.",
    "<!-- most of them,\n\nall of them -->",
    "One said “most of the time nobody comes at all” to us.",
    'One said "most of the time nobody comes at all" to us.',
    "One said ‘most of the time nobody’s there at all’ to us.",
    "See [the paper](https://example.org/most-of-them 'all').",
    "See <https://example.org/most> or https://example.org/?all=most.",
    "[1]: https://example.org/ 'Most of them'",
    '<img alt="" title="most of them">',
    "---\ntitle: All of them\n---\nText.",
    "| Almost all | 90% or more |\n| Most | 75% to 89% |\n| A few | 14% or less |",
]


@pytest.mark.parametrize("text", NO_QUANTITY)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert [one.words for one in lint(text, {}).findings] == []


@pytest.mark.parametrize("text", SET_APART)
def test_what_is_not_the_writers_own_words_is_left_alone(text: str) -> None:
    assert [one.words for one in lint(text, {}).findings] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They said that “most” of them came.", ["most"]),
        ("[Most of them](https://example.org) stayed.", ["Most"]),
        ("Not all of them came.", ["Not all"]),
        ("They don't always come.", ["always"]),
        ("All records had a plan, and all of them were read.", ["All", "all"]),
        ("Most statutory reviews took place.", ["Most"]),
        ("They advised that most community justice arrangements were new.", ["most"]),
        ("It was viewed by some as new.", ["some"]),
        ("Some of the records, and some of them.", ["Some", "some"]),
        ("These were not all covered.", ["not all"]),
        ("Most family members agreed.", ["Most"]),
        ("**Some** partners\nagreed, **a\nthird** of them.", ["Some", "a third"]),
        ("About 40% to 50% had one.", ["40% to 50%"]),
        ("Over 60 per cent had one.", ["Over 60 per cent"]),
        ("Between 40 and 50% had one.", ["Between 40 and 50%"]),
        ("A third of people, two-thirds of staff.", ["A third", "two-thirds"]),
        ("About 1 in 3 had one, and\u00a0most\u00a0of them two.", ["About 1 in 3", "most"]),
        ("None of the records was complete.", ["None"]),
        ("Most knew their worker, most waited, all understood it.", ["Most", "most", "all"]),
        ("All but one came, and all but 3 of them knew.", ["All", "all"]),
        ("They were all content, and they all wanted more.", ["all", "all"]),
        ("A third knew their worker, and a quarter waited for more than a month.", ["A third", "a quarter"]),
        ("Nearly everyone came, in almost every case.", ["Nearly everyone", "almost every"]),
        ("A number were late, and a small number had left.", ["A number", "a small number"]),
        ("Most of the time it was generally done.", ["Most of the time", "generally"]),
        ("Plans were regularly reviewed.", ["regularly"]),
        ("No records held a plan, and no staff were asked.", ["No records", "no staff"]),
        (
            "Ninety per cent came, ninety-five per cent in May, over sixty per cent in June.",
            ["Ninety per cent", "ninety-five per cent", "over sixty per cent"],
        ),
        ("Twelve per cent came, and one hundred per cent left.", ["Twelve per cent", "one hundred per cent"]),
        ("Every woman we met had one.", ["Every"]),
    ],
)
def test_what_is_a_quantity_is_found(text: str, words: list[str]) -> None:
    found = lint(text, {}).findings
    assert [" ".join(one.words.split()) for one in found] == words


def test_a_tie_over_a_lines_end_is_read() -> None:
    assert lint("It was [less than\nhalf]{a} ({a:range}).", EVIDENCE).clean


def test_a_reference_in_code_or_in_a_comment_is_none() -> None:
    found = lint("Write `{none}`.\n\n```\n{none}\n```\n<!-- {none} -->", EVIDENCE)
    assert (found.tied, found.clean) == (0, True)


def test_a_reference_in_a_quotation_mark_is_checked() -> None:
    assert [one.kind for one in lint("We call it “[most]{a} of those who came in”.", EVIDENCE).findings] == [
        "false"
    ]


@pytest.mark.parametrize("before", ["almost", "not", "just under", "more than", "at least", "no"])
def test_a_word_before_a_tie_that_changes_it_is_found(before: str) -> None:
    found = lint(f"It was {before} [37 of 99]{{a}} records.", EVIDENCE).findings
    assert [(one.kind, one.words) for one in found] == [("not_checkable", f"{before} 37 of 99")]


def test_findings_say_the_line_and_column_where_they_stand() -> None:
    found = lint("One.\n\nIt is [most]{a}, and many.\r\nAnd all partners agree.", EVIDENCE).findings
    assert [(one.line, one.column, one.words) for one in found] == [
        (3, 7, "most"),
        (3, 22, "many"),
        (4, 5, "all partners"),
    ]


HARD = {
    "open brackets": "[" * 500_000,
    "open braces": "{" * 500_000,
    "comments that do not end": "<!--" * 125_000,
    "links that do not end": "](" * 250_000,
    "ticks": "` `` " * 100_000,
    "quotation marks": "“" * 250_000 + "‘’a" * 80_000,
    "fences": "```\n" * 125_000,
    "spaces": " " * 500_000,
    "tags": "<a" * 250_000,
    "one long word": "a" * 500_000,
    "lines": "\n- a" * 125_000,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_half_a_million_characters_made_to_be_hard_take_little_time(text: str) -> None:
    began = time.process_time()
    lint(text, EVIDENCE)
    assert time.process_time() - began < 30  # were it to grow with the square of the length, far longer


def test_more_quantities_than_a_report_can_have_are_refused() -> None:
    with pytest.raises(TextRefused, match="more than 20,000 quantities"):
        lint("Most. " * 20_001, {})
    with pytest.raises(TextRefused, match="more than 20,000 quantities"):
        lint("{a} " * 20_001, EVIDENCE)


def test_a_text_of_more_than_two_million_characters_is_refused() -> None:
    with pytest.raises(TextRefused, match=r"the text has 2,000,001 characters; 2,000,000 are the most"):
        lint("a" * 2_000_001, {})
