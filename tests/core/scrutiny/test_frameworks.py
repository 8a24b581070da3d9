"""Quality frameworks: the editions as printed, and what an own one may and may not hold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.frameworks import (
    Framework,
    as_json,
    framework_text,
    from_json,
    load_frameworks,
    load_scales,
    own_copy,
    read_framework,
    read_scale,
    same_words,
    scale_text,
)

OWN = """
code = "local_quality"
title = "Quality of local work"
edition = "2026"
publisher = "Ashmarrow Council"
source = "Ashmarrow Council, quality policy"
sure = "Our own"
scale = "six_point"

[[heading]]
code = "A"
title = "Assessment"
question = "How well do we assess?"

[[indicator]]
code = "A1"
title = "On time"
heading = "A"
asks = "Is it done in time?"
"""


def editions() -> tuple[Framework, Framework, Framework]:
    first, second, third = load_frameworks().values()
    return first, second, third


def refused(text: str | bytes) -> str:
    with pytest.raises(PlumblineError) as refusal:
        read_framework(text, "own.toml")
    return str(refusal.value)


def test_the_library_holds_three_editions_oldest_first() -> None:
    assert list(load_frameworks()) == [
        "quality_indicators_2019",
        "quality_indicators_2021",
        "quality_indicators_2024",
    ]


@pytest.mark.parametrize(("place", "count"), [(0, 22), (1, 22), (2, 23)])
def test_each_edition_has_as_many_indicators_as_it_prints(place: int, count: int) -> None:
    assert len(editions()[place].indicators) == count


@pytest.mark.parametrize("framework", editions(), ids=lambda one: one.edition)
def test_nine_headings_answer_five_key_questions(framework: Framework) -> None:
    assert [[heading.code for heading in headings] for _, headings in framework.questions] == [
        ["1"],
        ["2", "3", "4"],
        ["5"],
        ["6", "7", "8"],
        ["9"],
    ]


@pytest.mark.parametrize("framework", editions(), ids=lambda one: one.edition)
def test_an_indicators_code_begins_with_its_heading(framework: Framework) -> None:
    assert [one.code for one in framework.indicators if one.code.split(".")[0] != one.heading] == []


@pytest.mark.parametrize("framework", editions(), ids=lambda one: one.edition)
def test_every_indicator_asks_a_question_in_words_that_are_not_its_title(framework: Framework) -> None:
    assert [one.code for one in framework.indicators if not one.asks.endswith("?")] == []


@pytest.mark.parametrize("framework", editions(), ids=lambda one: one.edition)
def test_capacity_for_improvement_is_a_judgement_over_all_and_no_indicator(framework: Framework) -> None:
    assert framework.overall is not None
    assert (framework.overall.code, framework.overall.title) == (
        "10",
        "What is our capacity for improvement?",
    )


@pytest.mark.parametrize(
    ("place", "code", "title"),
    [
        (
            0,
            "1.1",
            "Improving the life chances and outcomes of those with lived experience of community justice",
        ),
        (0, "5.3", "Planning and providing effective intervention"),
        (0, "6.1", "Policies, procedures and legal measures"),
        (1, "6.1", "Policies, procedures, and legal measures"),
        (1, "7.1", "Staff training and development, and joint working"),
        (2, "2.2", "Impact on victims of crime"),
        (2, "5.1", "Providing support when it is needed"),
        (2, "5.3", "Planning and providing effective interventions"),
        (2, "7.1", "Recruitment, retention and joint working"),
        (2, "7.2", "Staff development and support"),
        (2, "9.3", "Leadership of people and partnerships"),
    ],
)
def test_titles_are_those_that_the_edition_prints(place: int, code: str, title: str) -> None:
    assert editions()[place].indicator(code).title == title


def test_management_was_called_operational_until_2024() -> None:
    assert [edition.questions[3][0] for edition in editions()] == [
        "How good is our operational management?",
        "How good is our operational management?",
        "How good is our management?",
    ]


def test_the_edition_of_2024_says_which_heading_was_not_found() -> None:
    assert "heading 3 (Impact on staff) was not found there" in editions()[2].sure


def test_a_scale_written_out_reads_back_equal() -> None:
    scale = load_scales()["six_point"]
    assert read_scale(scale_text(scale)) == scale


def test_the_scale_has_six_steps_best_first() -> None:
    grades = load_scales()["six_point"].grades
    assert [(grade.value, grade.word) for grade in grades] == [
        (6, "Excellent"),
        (5, "Very good"),
        (4, "Good"),
        (3, "Adequate"),
        (2, "Weak"),
        (1, "Unsatisfactory"),
    ]


def test_a_grade_is_found_by_its_value() -> None:
    assert load_scales()["six_point"].grade(2).label == "Important weaknesses – priority action required"


@pytest.mark.parametrize("framework", editions(), ids=lambda one: one.edition)
def test_a_frozen_copy_opens_equal_with_its_scale(framework: Framework) -> None:
    assert from_json(json.loads(json.dumps(as_json(framework)))) == framework


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda copy: copy.update(form="framework-9"), "no frozen copy of the form framework-1"),
        (lambda copy: copy["content"].pop("title"), "lacks or has no place for: title"),
        (lambda copy: copy["content"].update(more=1), "lacks or has no place for: more"),
        (lambda copy: copy["content"].update(title=7), "the copy, title is not of the right kind"),
        (lambda copy: copy["content"].update(indicators="all"), "the copy, indicators is no list"),
        (lambda copy: copy["content"].update(headings=["1"]), "the copy, headings 1 is no table"),
        (lambda copy: copy.update(content=None), "the copy is no table"),
        (lambda copy: copy.pop("content"), "the copy is no table"),
    ],
)
def test_a_damaged_copy_is_refused_with_its_place(damage: object, says: str) -> None:
    copy = as_json(editions()[0])
    damage(copy)  # type: ignore[operator]
    with pytest.raises(PlumblineError, match=says):
        from_json(copy)


@pytest.mark.parametrize("copy", [None, [], "text", {}])
def test_what_is_no_copy_is_refused(copy: object) -> None:
    with pytest.raises(PlumblineError, match="no frozen copy"):
        from_json(copy)


def test_an_own_framework_takes_a_scale_of_the_library() -> None:
    assert read_framework(OWN).scale == load_scales()["six_point"]


def test_an_own_framework_may_have_no_scale() -> None:
    assert read_framework(OWN.replace('scale = "six_point"\n', "")).scale is None


def test_an_own_framework_may_bring_its_own_scale() -> None:
    own = OWN.replace('scale = "six_point"', "") + (
        '[scale]\ncode = "met"\ntitle = "Met or not"\nsource = "Ours"\nsure = "Ours"\n'
        '[[scale.grade]]\nvalue = 1\nword = "Met"\nlabel = "Met"\nmeans = "It is."\n'
        '[[scale.grade]]\nvalue = 0\nword = "Not met"\nlabel = "Not met"\nmeans = "It is not."\n'
    )
    framework = read_framework(own)
    assert framework.scale is not None
    assert [grade.value for grade in framework.scale.grades] == [1, 0]


@pytest.mark.parametrize("scale", ["named", "own", "none"])
def test_a_framework_written_out_reads_back_equal(scale: str) -> None:
    framework = own_copy(editions()[2], "local_copy", "Ours, “quoted” with a \\ and\na second line\ttab")
    six_point = framework.scale
    assert six_point is not None
    chosen = {"named": six_point, "own": replace(six_point, code="five", grades=six_point.grades[:5])}
    framework = replace(framework, scale=chosen.get(scale))
    assert read_framework(framework_text(framework)) == framework


def test_a_copy_to_edit_follows_the_edition_it_came_from() -> None:
    copy = own_copy(editions()[2], "local_copy", "Ours")
    assert (copy.follows, copy.changes) == ("quality_indicators_2024", ())


def test_every_fault_is_said_at_once() -> None:
    text = OWN.replace('edition = "2026"', "").replace('title = "Assessment"', 'titel = "Assessment"')
    assert refused(text + "\n[[extra]]\na = 1\n") == (
        "own.toml: this framework cannot be used.\n"
        '  - the file: "edition" is missing\n'
        '  - heading 1: "title" is missing\n'
        '  - heading 1: "titel" is not part of the form\n'
        '  - the file: "extra" is not part of the form\n'
        "Mend these and try again."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"local_quality"', '"Local Quality"', 'the code "Local Quality" must be small letters'),
        ('"local_quality"', '"quality_indicators_2019"', "is one of the library"),
        ('"six_point"', '"seven_point"', '"scale" must be one of six_point'),
        ('heading = "A"', 'heading = "B"', 'indicator A1: there is no heading "B"'),
        ('code = "A1"', 'code = "A/1"', 'the code "A/1" must be up to 20'),
        ('code = "A1"', "code = 1", '"code" must be text'),
        ('scale = "six_point"', 'follows = "x"', 'there is no framework "x"'),
        (
            'scale = "six_point"',
            'scale = "six_point"\nchange = [{ before = ["1.1"], after = ["A1"] }]',
            "say in `follows` what has changed",
        ),
        (
            'scale = "six_point"',
            'follows = "quality_indicators_2024"\nchange = [{ before = ["0.1"], after = ["A1"] }]',
            'quality_indicators_2024 has no indicator "0.1"',
        ),
        (
            'scale = "six_point"',
            'follows = "quality_indicators_2024"\nchange = [{ before = [], after = ["A1"] }]',
            "change 1: needs codes in `before` and in `after`",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, says: str) -> None:
    assert says in refused(OWN.replace(old, new))


def test_a_code_given_twice_is_refused() -> None:
    indicator = OWN[OWN.index("[[indicator]]") :]
    assert 'indicator: the code "A1" is there twice' in refused(OWN + indicator)


def test_a_heading_without_an_indicator_is_refused() -> None:
    heading = '[[heading]]\ncode = "B"\ntitle = "Plans"\nquestion = "And plans?"\n'
    assert "heading B: has no indicator" in refused(OWN + heading)


def test_a_framework_without_indicators_is_refused() -> None:
    assert "at least one [[indicator]]" in refused(OWN[: OWN.index("[[indicator]]")])


def test_an_indicator_with_a_new_title_must_say_what_it_comes_from() -> None:
    own = OWN.replace('"A1"', '"5.2"').replace('scale = "six_point"', 'follows = "quality_indicators_2024"')
    assert "indicator 5.2: has another title than in quality_indicators_2024" in refused(own)


@pytest.mark.parametrize(
    ("grades", "says"),
    [
        ([], "from 2 to 20"),
        ([(1, "Met")], "from 2 to 20"),
        ([(1, "Met"), (2, "Better")], "from the best to the worst"),
        ([(2, "Met"), (2, "Better")], "from the best to the worst"),
        ([(2, "Met"), (1, "met")], 'the word "met" is there twice'),
    ],
)
def test_a_scale_is_refused_that_cannot_be_put_in_order(grades: list[tuple[int, str]], says: str) -> None:
    text = 'code = "own"\ntitle = "Own"\nsource = "Ours"\nsure = "Ours"\n' + "".join(
        f'[[grade]]\nvalue = {value}\nword = "{word}"\nlabel = "x"\nmeans = "x"\n' for value, word in grades
    )
    with pytest.raises(PlumblineError, match=says):
        read_scale(text)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("a = ", "is not valid TOML"),
        ("a = 1\na = 2", "is not valid TOML"),
        ("a = " + "9" * 5000, "is not valid TOML"),
        ("a = " + "[" * 3000 + "]" * 3000, "is not valid TOML"),
        ("a = " + "[" * 30 + "]" * 30, "tables lie too deep"),
        ("a." * 40 + "b = 1", "tables lie too deep"),
        ("\n" + "a." * 60_000 + "b = 1", "line 2: has more than 400 full stops"),
        ('code = "  "', "the file, code: is empty; fill it in or leave it out"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        ("# " + "x" * 200_001, "is 200,003 bytes long"),
        (f'code = "{"x" * 4001}"', "the file, code: has 4,001 characters"),
        ('code = "a\\u0000b"', "cannot be seen (U+0000)"),
        ('code = "a\\u202Eb"', "cannot be seen (U+202E)"),
        ('"a\\u0000" = 1', "cannot be seen (U+0000)"),
        ("a = [" + "1," * 301 + "]", "the file, a: has 301 entries"),
        ("", '"code" is missing'),
        ("heading = 5", "heading is a list"),
        ("overall = 5", "overall: must be a table of its own"),
        ("scale = 5", '"scale" must be text'),
    ],
)
def test_what_is_no_framework_at_all_is_refused_in_words(source: str | bytes, says: str) -> None:
    assert says in refused(source)


def test_a_copy_from_before_a_part_was_added_still_opens() -> None:
    copy = as_json(editions()[0])
    del copy["content"]["changes"]
    assert from_json(copy) == editions()[0]


def test_an_own_framework_may_follow_another_own_one() -> None:
    first = read_framework(OWN)
    second = OWN.replace('"local_quality"', '"local_quality_2"').replace("scale", "follows", 1)
    second = second.replace('"six_point"', '"local_quality"')
    assert read_framework(second, own_frameworks={first.code: first}).follows == "local_quality"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read_framework(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode()) == read_framework(OWN)


def test_titles_are_the_same_whatever_their_commas_and_capitals() -> None:
    assert same_words("Policies, procedures and legal", "policies, procedures, and Legal")
