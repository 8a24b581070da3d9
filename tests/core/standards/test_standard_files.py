"""Standards read from files: what is refused, with every fault named in one go."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from plumbline.errors import PlumblineError
from plumbline.standards.loading import load_standards, parse_standard, read_standard

FOLDER = Path(str(files("plumbline") / "library" / "standards"))
HOME_VISIT = (FOLDER / "local" / "local_home_visit.toml").read_text("utf-8").partition("\n[[example]]")[0]
FIRST_VISIT = (
    (FOLDER / "local" / "local_first_home_visit.toml").read_text("utf-8").partition("\n[[example]]")[0]
)


def faults_of(text: str, name: str = "local_home_visit.toml") -> list[str]:
    with pytest.raises(PlumblineError) as refused:
        parse_standard(text, name)
    first, *listed, last = str(refused.value).splitlines()
    assert first == f"{name}: this standard cannot be used."
    assert last == "Mend these and try again."
    return [line.removeprefix("  - ") for line in listed]


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_without_their_examples_the_standards_are_the_same() -> None:
    bare = {code: replace(one, examples=()) for code, one in load_standards().items()}
    assert load_standards(examples=False) == bare


def test_national_standards_come_in_their_order_and_are_named_after_their_code() -> None:
    standards = load_standards()
    assert [standard.position for standard in standards.values()] == list(range(1, 19))
    assert {f"{code}.toml" for code in standards} == {path.name for path in FOLDER.glob("*.toml")}


def test_every_fault_of_a_file_is_listed_at_once() -> None:
    text = changed(
        HOME_VISIT,
        ('title = "Home visits at least every eight weeks"\n', ""),
        ('how_sure = "local"', 'how_sure = "certain"'),
        ('kind = ["home_visit"]', 'kind = ["home_call"], place = ["home"]'),
        ('mode = ["letter"]', 'happened_on = ["letter"]'),
        ("days = 56", "weeks = 8"),
        ('or_later = "transferred_in_on"', 'or_later = "kind"'),
        ('from = "stop"', 'from = "start"'),
        ('dates = ["ended_on"]', 'dates = ["worker.ended_on"]'),
        ('authority = "X12000001"', 'authority = "X12000099"'),
    )
    assert faults_of(text) == [
        'the file: "title" is missing',
        'the file: "how_sure" must be one of official, guidance_start_unknown, older_guidance, inferred, '
        "local",
        'clock: "orders.kind" is not a date',
        'stop 1: "home_call" is no code of "contacts.kind"',
        'stop 1: the table "contacts" has no column "place"',
        'stop 1: "happened_on" holds no codes, so it cannot be chosen by',
        "limit 1: give one of working_days, days, months, column or earliest",
        'limit 1: "weeks" is not part of the form',
        'repeats: "from" must be one of clock, stop',
        'end: "worker.ended_on" must be a column, or order. or licence. and a column',
        'authority "X12000099" is no council code in use',
    ]


def test_an_unknown_table_is_named_and_the_other_parts_are_still_read() -> None:
    text = changed(HOME_VISIT, ('table = "contacts"', 'table = "visits"'), ("days = 56", 'days = "many"'))
    assert faults_of(text) == [
        'stop 1: there is no table "visits" in the specification',
        'limit 1: "days" must be a whole number',
    ]


def test_without_a_known_population_no_other_part_can_be_weighed() -> None:
    text = changed(HOME_VISIT, ('table = "orders"', 'table = "cases"'))
    assert faults_of(text) == [
        'population: there is no table "cases" in the specification',
        "there must be a [population] whose table is known",
    ]


def test_the_file_must_be_named_after_its_code() -> None:
    assert faults_of(HOME_VISIT, "visits.toml") == [
        'the file must be named after its code: "local_home_visit.toml"'
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ([("days = 56", "days = 0")], "repeats from the stop must have one [[limit]], a number of 1 or more"),
        (
            [("days = 56", 'days = 56\nwhen = { kind = ["cpo"] }')],
            "repeats from the stop: the limit cannot have a condition",
        ),
        (
            [('from = "stop"', 'from = "stop"\nskip_until = "transferred_in_on"')],
            "repeats from the stop cannot have match, skip_until or expected_end",
        ),
        (
            [('from = "stop"', 'from = "stop"\nlisted = "always"')],
            "repeats: without an end they cannot be listed always",
        ),
        (
            [('from = "stop"', 'from = "clock"')],
            "give [[limit]], or [repeats] from the clock with phases, and not both",
        ),
        (
            [("[repeats]", "[carry_forward]\nmonths = 12\n\n[repeats]")],
            "repeats: a duty that repeats cannot have [carry_forward]",
        ),
        (
            [
                (
                    '[repeats]\nfrom = "stop"',
                    '[repeats]\nfrom = "clock"\nphases = [{ days = 7, times = 4 }, { months = 1 }]',
                ),
                ("[[limit]]\ndays = 56\n", ""),
            ],
            "repeats: the phases must all be in days or all in months",
        ),
        (
            [
                (
                    '[repeats]\nfrom = "stop"',
                    '[repeats]\nfrom = "clock"\nphases = [{ days = 7 }, { days = 14 }]',
                ),
                ("[[limit]]\ndays = 56\n", ""),
            ],
            "repeats: only the last phase may go on without end",
        ),
    ],
)
def test_a_duty_that_repeats_must_leave_no_due_date_open(changes: list[tuple[str, str]], fault: str) -> None:
    assert fault in faults_of(changed(HOME_VISIT, *changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            [('belongs_to = ["order", "person"]', 'belongs_to = ["order", "sentence"]')],
            'stop 1: rows of the sentence cannot be found from "orders"',
        ),
        ([("[end]", "in_force = 2026\n\n[end]")], 'limit 1: "in_force" is not part of the form'),
        (
            [('belongs_to = ["order", "person"]', 'belongs_to = ["order"]\npooled = true')],
            "stop 1: there is no stop before it to be pooled with",
        ),
        (
            [
                (
                    "headline = false",
                    "headline = false\nin_force_from = 2026-04-01\nin_force_until = 2026-03-31",
                )
            ],
            "in_force_until lies before in_force_from",
        ),
        (
            [('dates = ["ended_on"]', 'dates = ["licence.ended_on"]')],
            'end: "licence.ended_on" cannot be found from "orders"',
        ),
        (
            [
                ('how_sure = "local"', 'how_sure = "official"'),
                ("[end]", "[carry_forward]\nmonths = 6\n\n[end]"),
            ],
            "[carry_forward] is for local rules",
        ),
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(changes: list[tuple[str, str]], fault: str) -> None:
    assert fault in faults_of(changed(FIRST_VISIT, *changes), "local_first_home_visit.toml")


def test_an_example_may_hold_only_what_its_columns_may() -> None:
    example = """
[[example]]
title = "Full of faults"
as_at = 2026-03-31
cover.visits = { covers_from = 2026-03-01 }
cover.contacts = { from = 2026-03-01 }
records.orders = [{ order_id = "O1", kind = "cpo2", imposed_on = "2026-03-02" }]
records.requirements = [{ order_id = 1, added_by_variation = "yes" }]
expect = [{ verdict = "done", reason = "late", due = 2026-03-16 }]
"""
    assert faults_of(FIRST_VISIT + example, "local_first_home_visit.toml") == [
        "example 1: 'cpo2' cannot stand in \"orders.kind\"",
        "example 1: '2026-03-02' cannot stand in \"orders.imposed_on\"",
        'example 1: 1 cannot stand in "requirements.order_id"',
        "example 1: 'yes' cannot stand in \"requirements.added_by_variation\"",
        'example 1: there is no table "visits" to cover',
        "example 1: cover must say covers_from or covers_until, each a date",
        "example 1: each expected row must have a verdict",
        "example 1: each expected row must have a reason, one of no_clock, no_due_date, due_before_clock, "
        "not_covered, transferred_in, done_in_time, carried_forward, ended_before_due, past_expected_end, "
        "done_late, not_yet_due, done_before_start, never_done",
        "example 1: an expected row has no due",
        "example 1: each expected row must name its case_id",
    ]


def test_text_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(
        PlumblineError, match=r"^rule\.toml: is not valid TOML \(.*line 2.*\)\. Mend the line named\.$"
    ):
        parse_standard('code = "rule"\ntitle = \n', "rule.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlumblineError, match="cannot be read as text"):
        read_standard(path)
    with pytest.raises(PlumblineError, match="cannot be read as text"):
        read_standard(tmp_path / "gone.toml")


def test_a_local_rule_must_be_a_councils_own(tmp_path: Path) -> None:
    path = tmp_path / "court_report.toml"
    path.write_text((FOLDER / "court_report.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(PlumblineError) as refused:
        read_standard(path)
    assert str(refused.value).splitlines()[1:-1] == [
        '  - how_sure must be "local": a rule given with --local is a council’s own',
        '  - the code "court_report" is a national one; choose another, such as "local_..."',
        "  - council must name whose rule it is",
    ]


def test_a_local_rule_may_only_be_based_on_a_national_standard(tmp_path: Path) -> None:
    path = tmp_path / "local_home_visit.toml"
    path.write_text(changed(HOME_VISIT, ("council =", 'based_on = "cpo_home_visit"\ncouncil =')), "utf-8")
    with pytest.raises(PlumblineError, match='based_on: there is no national standard "cpo_home_visit"'):
        read_standard(path)


WRONG = [None, 0, -1, 1.5, True, "", "x", "orders", [], ["x"], [1], {}, {"x": 1}, [{}], [{"x": "y"}], [[]]]


def places(value: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The path to every value inside `value`."""
    inner: list[tuple[object, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path for key, each in inner for path in [(*at, key), *places(each, (*at, key))]]


def test_no_wrong_value_anywhere_in_a_file_ends_in_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(1)
    names = (
        "cpo_unpaid_work_done.toml",
        "cpo_review.toml",
        "cpo_first_contact.toml",
        "licence_breach_agreed.toml",
    )
    for name in names:
        whole = tomllib.loads((FOLDER / name).read_text("utf-8"))
        whole["example"] = whole["example"][:2]
        for path in places(whole):
            for wrong in rng.sample(WRONG, 5):
                spoilt = copy.deepcopy(whole)
                holder = spoilt
                for key in path[:-1]:
                    holder = holder[key]  # type: ignore[index]
                holder[path[-1]] = wrong  # type: ignore[index]
                if wrong is None:
                    del holder[path[-1]]  # type: ignore[arg-type]
                monkeypatch.setattr(tomllib, "loads", lambda text, spoilt=spoilt: spoilt)
                try:
                    standard = parse_standard("", name)
                except PlumblineError as refused:
                    assert str(refused).startswith(f"{name}: this standard cannot be used.\n  - ")
                else:
                    assert f"{standard.code}.toml" == name
