from __future__ import annotations

import pytest

from plumbline.errors import UsageError
from plumbline.measures.periods import Period
from plumbline.measures.written_form import Measure, describe, parse_measure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("cpo_first_contact", Measure("cpo_first_contact")),
        ("cpo_first_contact/excused", Measure("cpo_first_contact", "excused")),
        ("cpo_review[team=North]", Measure("cpo_review", None, (("team", "North"),))),
        ("cpo_review@2026-03", Measure("cpo_review", period=Period("2026-03", "2026-03"))),
        ("cpo_review@2025-26-Q4", Measure("cpo_review", period=Period("2026-01", "2026-03"))),
        ("cpo_review@2025-04..2026-03", Measure("cpo_review", period=Period("2025-04", "2026-03"))),
        (
            "cpo_first_contact/strict[level=1;team=North]@2025-26",
            Measure(
                "cpo_first_contact",
                "strict",
                (("level", "1"), ("team", "North")),
                Period("2025-04", "2026-03"),
            ),
        ),
        ("cpo_review[team=]", Measure("cpo_review", None, (("team", None),))),
        ('cpo_review[team="A & B; [x]"]', Measure("cpo_review", None, (("team", "A & B; [x]"),))),
        ('cpo_review[team="the ""old"" team"]', Measure("cpo_review", None, (("team", 'the "old" team'),))),
        ("local_home_visits[added=yes]", Measure("local_home_visits", None, (("added", "yes"),))),
    ],
)
def test_a_written_measure_is_read(text: str, measure: Measure) -> None:
    assert parse_measure(text) == measure


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("cpo_review[team=North;level=1]", "cpo_review[level=1;team=North]"),
        (" cpo_review / strict [ team = North ] @ 2025-26 ", "cpo_review/strict[team=North]@2025-26"),
        ('cpo_review[team="North"]', "cpo_review[team=North]"),
        ("cpo_review[team=R&D]", 'cpo_review[team="R&D"]'),
        ("cpo_review[team=Old Town]", "cpo_review[team=Old Town]"),
        ("cpo_review@2025-26 Q4", "cpo_review@2025-26-Q4"),
        ("cpo_review@2025-2026", "cpo_review@2025-26"),
        ("cpo_review@2026-03..2026-03", "cpo_review@2026-03"),
        ("cpo_review@2025-04..2026-03", "cpo_review@2025-26"),
    ],
)
def test_every_way_to_write_a_measure_has_one_written_form(text: str, canonical: str) -> None:
    assert str(parse_measure(text)) == canonical


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the standard '' is no code"),
        ("First contact", "the standard 'First contact' is no code"),
        ("cpo_review/", "there is no rate ''"),
        ("cpo_review/raw", "there is no rate 'raw'. There are: strict, excused, service, national, offered"),
        ("cpo_review[team]", "the filter 'team' cannot be read"),
        ("cpo_review[]", "the filter '' cannot be read"),
        ("cpo_review[team=North;]", "cannot be read"),
        ("cpo_review[team=North", "the filter is not closed"),
        ("cpo_review[team=North]x", "the filter is not closed or something stands after it"),
        ("cpo_review[person_id=P1]", "there is no filter by 'person_id'"),
        ("cpo_review[worker_id=W1]", "never shown by worker"),
        ("cpo_review[team=North;team=South]", "the filter names team twice"),
        ("cpo_review[added=perhaps]", "must be added=yes or added=no"),
        ("cpo_review@", "'' is no period"),
        ("cpo_review@2025", "'2025' is no period"),
        ("cpo_review@2025-26..2026-27", "a range runs from a month to a month"),
        ("cpo_review@2025-09..2025-04", "the range ends before it begins"),
    ],
)
def test_a_fault_names_the_part(text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_measure(text)
    assert fault in str(raised.value)


def test_a_standard_not_in_the_run_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        UsageError, match=r"there is no standard 'cpo_revue' here. There are: cpo_review, cpo_lscmi"
    ):
        parse_measure("cpo_revue", standards=["cpo_review", "cpo_lscmi"])


def test_where_no_rate_is_named_the_strict_rate_is_chosen() -> None:
    assert parse_measure("cpo_review").chosen_rate == "strict"
    assert parse_measure("cpo_review/offered").chosen_rate == "offered"


def test_a_measure_is_described_in_words() -> None:
    measure = parse_measure("cpo_first_contact/excused[age_group=;offence_group=road_traffic]@2025-26-Q4")
    assert describe(measure, {"cpo_first_contact": "First direct contact"}) == (
        "First direct contact, excused rate, age group not recorded, offence group road traffic, 2025-26 Q4"
    )
