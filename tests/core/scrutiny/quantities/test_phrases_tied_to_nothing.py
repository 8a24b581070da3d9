"""The phrases by which reports have claimed what nobody could check: each is found wherever it stands."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.quantities import lint, read_evidence

# A phrase, the kind of its finding, and sentences that have it.
PHRASES = {
    "a number of": ("vague", ("We met {} people.", "{} files were elsewhere.")),
    "significant minority": ("untied", ("A {} of people waited.", "This was so for the {} who answered.")),
    "very few": ("untied", ("{} plans were reviewed.", "There were {} of them.", "{} knew.")),
    "virtually all": ("untied", ("{} were of a good standard.", "This is so in {} cases.", "{} agreed.")),
    "just under half": ("untied", ("{} of the reports came late.", "Of these, {} were complete.")),
    "a third": ("untied", ("Only {} of staff agreed.", "{} had none.", "{} knew of it.", "It was {}.")),
    "all partners": ("untied", ("{} spoke well of it.", "This was the view of {}.")),
    "consensus": ("untied", ("There was {} about this.", "Partners reached {} that it helps.",
                             "There was a clear {} among partners.")),
    "routinely": ("untied", ("Plans were {} reviewed.", "{}, visits were made.", "Staff {} did so.")),
    "highest to date": ("untied", ("It was the {}.", "Completion is at its {}, as never before.")),
}  # fmt: skip
EVERY = [
    pytest.param(phrase, kind, sentence.format(phrase), id=sentence.format(phrase))
    for phrase, (kind, sentences) in PHRASES.items()
    for sentence in sentences
]


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, " ".join(one.words.lower().split())) for one in lint(text, {}).findings]


@pytest.mark.parametrize(("phrase", "kind", "sentence"), EVERY)
def test_tied_to_nothing_it_is_found(phrase: str, kind: str, sentence: str) -> None:
    assert next(one for one in found(sentence) if phrase in one[1])[0] == kind


@pytest.mark.parametrize(
    "way",
    [
        "{}",
        "## {}",
        "- {}",
        "1. {}",
        "| {} | text |",
        "**{}**",
        "Text.\n\n{}",
        "It said “so”. {}",
        "_{}_",
        "({})",
    ],
)
@pytest.mark.parametrize(("phrase", "kind", "sentence"), EVERY)
def test_it_is_found_in_headings_lists_tables_and_brackets_too(
    phrase: str, kind: str, sentence: str, way: str
) -> None:
    text = way.format(sentence[:1].upper() + sentence[1:])
    assert [one[0] for one in found(text) if phrase in one[1]] == [kind]


@pytest.mark.parametrize("between", ["\n", "\u00a0", "  ", "-"])
@pytest.mark.parametrize("phrase", [one for one in PHRASES if " " in one])
def test_it_is_found_over_a_lines_end_with_other_spaces_and_with_a_hyphen(phrase: str, between: str) -> None:
    kind, sentences = PHRASES[phrase]
    text = sentences[0].format(phrase.replace(" ", between))
    assert [one[0] for one in found(text) if phrase.split()[-1] in one[1]] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "The council has achieved the highest grading to date.",
        "This is the highest rate of completed orders so far.",
        "It is the best result on record to date.",
        "A record number of orders were completed.",
    ],
)
def test_a_record_is_found_with_what_it_is_a_record_of_in_its_middle(sentence: str) -> None:
    assert [one[0] for one in found(sentence)] == ["untied"]


SERIES = read_evidence(
    """
[[evidence]]
id = "rate"
kind = "series"
source = "Quarterly returns"
values = [{ period = "2024-25", value = 58.5 }, { period = "2025-26", value = 72 }]
"""
)


def test_tied_to_values_over_time_such_a_record_is_checked() -> None:
    assert lint("It is the [highest completion rate to date]{rate}.", SERIES).clean
    wrong = lint("It is the [lowest completion rate so far]{rate}.", SERIES).findings
    assert [one.kind for one in wrong] == ["false"]


def test_a_percentage_in_words_is_checked_like_one_in_figures() -> None:
    plans = read_evidence('[[evidence]]\nid = "a"\nsource = "s"\nx = 45\nn = 50\npopulation = 50\n')
    assert lint("[Ninety per cent]{a} had a plan.", plans).clean
    wrong = lint("[Ninety-five per cent]{a} had a plan.", plans).findings
    assert [(one.kind, one.words) for one in wrong] == [("false", "Ninety-five per cent")]
