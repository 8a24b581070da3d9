"""How published reports have stated how many, how often, a trend or a first place, and words with which
they have stated none. Each with all that the check is to say of it."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.quantities import lint, read_evidence

FOUND = {
    # Counts and fractions.
    "37/99 records had a plan, and 3 / 4 teams.": ["37/99", "3 / 4"],
    "Of the 99 records we read, 37 had a plan.": ["Of the 99 records we read, 37"],
    "Out of 30 cases, only 17 had one; 12 records out of 99 had two.": [
        *("Out of 30 cases, only 17", "12 records out of 99"),
    ],
    "Only nine of a possible 200 people answered.": ["nine of a possible 200"],
    "Thirty-seven of ninety-nine had a plan.": ["Thirty-seven of ninety-nine"],
    "Nine out of every ten came, one in every five left.": ["Nine out of every ten", "one in every five"],
    "Seven in ten came, five sixths stayed, ¾ of staff.": ["Seven in ten", "five sixths", "¾"],
    "Slightly more than half, a little under two thirds.": [
        *("Slightly more than half", "a little under two thirds"),
    ],
    "Well over 60% came, in excess of 40% stayed.": ["Well over 60%", "in excess of 40%"],
    "Close to a third left, a slim majority stayed.": ["Close to a third", "a slim majority"],
    # How far and how often.
    "There was plenty to show for it.": ["plenty"],
    "We met a range of partners and a wide variety of local groups.": ["a range of", "a wide variety of"],
    "Various partners and multiple agencies said so.": ["Various", "multiple"],
    "Broadly, staff agreed; it was largely done.": ["Broadly", "largely"],
    "People were overwhelmingly positive, and it was widely welcomed.": ["overwhelmingly", "widely"],
    "In general, plans were late, and at times lost.": ["In general", "at times"],
    "Delays were common and good plans were rare.": ["common", "rare"],
    "Teams tended to wait, repeatedly.": ["tended to", "repeatedly"],
    "Hardly anyone knew, and barely any plans were read.": ["Hardly anyone", "barely any"],
    "Both teams agreed, across the board.": ["Both teams", "across the board"],
    # Trends.
    "The share fell from 70% to 7%, a declining trend.": ["fell", "from 70% to 7%", "a declining trend"],
    "Orders have more than doubled; the backlog halved.": ["more than doubled", "halved"],
    "There was a sharp increase in orders, twice as many.": ["a sharp increase", "twice as many"],
    "Practice has improved markedly and is improving.": ["has improved", "is improving"],
    "Demand rose sharply and waits had steadily fallen.": ["rose sharply", "had steadily fallen"],
    # First places.
    "It is among the highest, the third highest.": ["among the highest", "third highest"],
    "It was the highest in the country, and unprecedented.": ["the highest in", "unprecedented"],
    # However it is typed.
    "MOST PARTNERS AGREED, and a major\u00adity of staff.": ["MOST", "a majority"],
    "Two\u2011thirds of staff, 62\u202f%, a\u00a0quarter of them.": ["Two-thirds", "62 %", "a quarter"],
    "- We met a\n      range\n      of partners.": ["a range of"],
    "[^1]: Most staff agreed.": ["Most"],
    "<p>Most staff <b>agreed</b>.</p>": ["Most"],
    "| Team | Plans |\n| --- | --- |\n| North | 37 of 99 |": ["37 of 99"],
    "## A third of staff left": ["A third"],
}
NOT_FOUND = [
    "The 2018/19 return, 2018/2019, 18/19, 5/6/2019, SEJD 12/2002 and CEL 16/2012.",
    "Paragraphs 3/4, section 27(1)(ac), levels 2/3, report IJB/68/2020, tel 0345 600 9527.",
    "People aged 16 to 21, over 18, on a 16-week programme of four years, two months of it inside.",
    "One person said so, one of the four aims, first and second, a 50/50 split, at 9.30 am.",
    "Broad agreement, more broadly and more widely, on a broad scope and a common purpose.",
    "A variety of skills, a wide range of needs, the various factors, multiple needs.",
    "It was primarily as a result of this, and largely because of that.",
    "We want to see a reduction in delay, to increase access, with no increase in cost.",
    "The time for it was increased from six to 12 weeks, and staff are improving access.",
    "Improved access to programmes, a rising tide, and twice a month at half past nine.",
    "It is in the best interests of the child, in the main hall, at times that suit.",
    "Plans should be in place for everyone on supervision.",
    "Reports for the first three quarters of 2018 were made.",
    "Good stands for important strengths, with some areas for improvement.",
]
SERIES = read_evidence(
    """
[[evidence]]
id = "rate"
kind = "series"
source = "Yearly return"
values = [
  { period = "2023-24", value = 30 }, { period = "2024-25", value = 64 }, { period = "2025-26", value = 61 },
]
[[evidence]]
id = "plans"
source = "Reading"
x = 37
n = 99
population = 99
"""
)


@pytest.mark.parametrize(("text", "words"), FOUND.items())
def test_a_claim_of_how_many_how_often_or_which_way_is_found(text: str, words: list[str]) -> None:
    assert [" ".join(one.words.split()) for one in lint(text, {}).findings] == words


@pytest.mark.parametrize("text", NOT_FOUND)
def test_dates_sections_ages_wishes_and_ordinary_words_are_left_alone(text: str) -> None:
    assert [one.words for one in lint(text, {}).findings] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It [has fallen]{rate}.", []),
        ("It [fell to 61]{rate}.", []),
        ("It [fell to 60]{rate}.", ["false: fell to 60"]),
        ("It [has risen]{rate}.", ["false: has risen"]),
        ("It [has more than doubled]{rate}.", []),
        ("It [doubled]{rate}.", []),
        ("There were [three times as many]{rate}.", ["false: three times as many"]),
        ("It [halved]{rate}.", ["false: halved"]),
        ("It [has improved]{plans}.", ["not_checkable: has improved"]),
        ("[37/99]{plans} had one.", []),
        ("[38/99]{plans} had one.", ["false: 38/99"]),
        ("[Of the 99 records, 37]{plans} had one.", []),
        ("[Two in five]{plans} had one.", ["false: Two in five"]),
        ("[Slightly more than a third]{plans} had one.", []),
        ("[A range of]{plans} records.", ["not_checkable: A range of"]),
    ],
)
def test_tied_to_evidence_it_is_checked(text: str, found: list[str]) -> None:
    assert [f"{one.kind}: {one.words}" for one in lint(text, SERIES).findings] == found
