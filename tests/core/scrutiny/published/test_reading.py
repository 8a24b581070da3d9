"""What a published case may hold, and that every fault of one is told."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.frameworks import load_frameworks
from plumbline.scrutiny.published import load_published, read_published
from plumbline.scrutiny.published.form import Figure

HOME = files("plumbline") / "library" / "published"


def texts(code: str = "west_dunbartonshire_2019") -> dict[str, str]:
    return {one.name: one.read_text("utf-8") for one in (HOME / code).iterdir()}


def refused(old: str, new: str, file: str = "activity.toml") -> str:
    """What is said of the case with one thing changed."""
    held = texts()
    assert old in held[file]
    held[file] = held[file].replace(old, new, 1)
    with pytest.raises(PlumblineError) as fault:
        read_published(held, "the folder")
    return str(fault.value)


def test_the_library_is_read_as_it_is_written() -> None:
    assert read_published(texts()) == load_published()["west_dunbartonshire_2019"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('grade = "Adequate"', 'grade = "Fair"', 'indicator 2.1: "Fair" is no grade of six_point'),
        ('indicator = "9.4"', 'indicator = "9.9"', 'quality_indicators_2019 has no indicator "9.9"'),
        ("count = 99\nof = 702", "count = 703\nof = 702", "a count of some whole is at most that whole"),
        ("percent = 62", "percent = 162", "no percentage of a whole is over 100"),
        ("percent = 62", 'unit = "people"', "needs a count, or exactly one of percent, rate and word"),
        ("percent = 62", 'percent = 62\nword = "majority"', "exactly one of percent, rate and word"),
        ("percent = 62", "percent = 62.5", '"percent" must be a whole number'),
        ('where = "report, Context, p. 4"', 'where = "page 4"', 'where "page 4": must be the code'),
        ('section = "outcomes"', 'section = "outcome"', 'there is no section "outcome"'),
        ('scale = "six_point"\n', "", "a case is graded when it names a scale and has evaluations"),
        ('published = "2019-08-06"', 'published = "August"', "must be a day such as 2019-08-06"),
        ('template = "cpo_inspection"', 'template = "walk"', 'there is no activity template "walk"'),
        ('owners = ["Leaders of the service"]', "owners = []", "area 1: nobody owns it"),
        ('of = "inspectors"', 'of = "us"', '"of" must be one of inspectors, practice, people'),
        ("[[capacity]]", "[[capacities]]", '"capacities" is not part of the form'),
        ("People on unpaid work", "Ring 01234 567890, people on unpaid work", "telephone number"),
        ("People on unpaid work", f"a{chr(64)}b.scot, people on unpaid work", "e-mail address"),
    ],
)
def test_a_fault_of_an_activity_is_told(old: str, new: str, said: str) -> None:
    assert said in refused(old, new)


def test_a_case_says_what_can_be_learnt_from_it() -> None:
    held = texts()
    held["activity.toml"], many = re.subn(r"(?ms)^learn = \[.*?^\]\n", "", held["activity.toml"])
    assert many == 1
    with pytest.raises(PlumblineError, match="learn: say in a sentence or more"):
        read_published(held)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("plan.toml", '"KM3", "KM4"]', '"KM3", "KM5"]', 'action 1: there is no key message "KM5"'),
        ("plan.toml", 'indicator = "1.1"', 'indicator = "3.1"', 'action 1: no indicator "3.1" was evaluated'),
        ("plan.toml", '"Responsible", ', "", "plan: there must be 5 columns"),
        ("plan.toml", 'source = "plan"', 'source = "plans"', 'plan: there is no source "plans"'),
        ("plan.toml", 'responsible = ["c/o Head of Service"]', "", "action 11: nobody is responsible"),
        ("paper.toml", 'part = "4."', 'part = "40."', '"part" must be one of 1., 2.'),
        ("paper.toml", "span = [0]", "span = [4]", '"span" must be places of columns'),
        ("paper.toml", '"December 2018"],', '"December", "2018"],', '"rows" must be rows of 3 texts each'),
        ("paper.toml", 'dated = "2019-08-07"', 'dated = "2019-08-32"', "must be a day such as 2019-08-06"),
    ],
)
def test_a_fault_of_a_plan_or_paper_is_told_with_its_file(file: str, old: str, new: str, said: str) -> None:
    assert said in refused(old, new, file)


def test_every_fault_is_told_at_once() -> None:
    held = texts()
    held["activity.toml"] = held["activity.toml"].replace("percent = 62", "percent = 262")
    held["activity.toml"] = held["activity.toml"].replace("percent = 37", "percent = 137")
    with pytest.raises(PlumblineError) as fault:
        read_published(held)
    assert str(fault.value).count("no percentage of a whole is over 100") == 2


def test_a_folder_without_an_activity_is_refused() -> None:
    held = texts()
    del held["activity.toml"]
    with pytest.raises(PlumblineError, match=r"activity\.toml is missing"):
        read_published(held)


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        (Figure("what", "where", count=131, of=193, percent=68), "131 of 193 (68%)"),
        (Figure("what", "where", count=3572, of=5400, word="two-thirds"), "3,572 of 5,400 (two-thirds)"),
        (Figure("what", "where", count=12, unit="weeks"), "12 weeks"),
        (Figure("what", "where", percent=0), "0%"),
        (Figure("what", "where", count=0, of=9), "0 of 9"),
        (Figure("what", "where", rate="67.2", unit="per 10,000 people"), "67.2 per 10,000 people"),
    ],
)
def test_a_figure_is_printed_as_a_count_first(figure: Figure, printed: str) -> None:
    assert figure.value == printed


def test_every_place_names_a_source_of_the_case() -> None:
    for case in load_published().values():
        known = {one.code for one in case.sources}
        assert {place.split(",")[0] for one in case.findings for place in one.where.split("; ")} <= known


def test_an_evaluation_is_worded_only_where_the_edition_words_it_otherwise() -> None:
    for case in load_published().values():
        edition = load_frameworks()[case.framework]
        for one in case.evaluations:
            assert one.worded != edition.indicator(one.indicator).title
