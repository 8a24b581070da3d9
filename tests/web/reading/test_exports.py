"""Exports: whole, described, valid, and without anything by which a case or a reader is told."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse
from frictionless import validate

from factories.activities import Team
from factories.findings import FORM, GOOD, NONE, read, read_inspection, sampled, third
from plumbline_web.audit.models import Event
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.scrutiny.models import Record

pytestmark = pytest.mark.django_db
WORDS = "Seen by Mr Marker"


@pytest.fixture
def team() -> Team:
    """Three records of 40 and one of 10, one of them read twice and settled, one with a group."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 3, "unpaid work": 1})
    one, two, three, four = Record.objects.order_by("stratum", "position")
    read(made, one, made.members[0], {**GOOD, "/plan/words": WORDS})
    read(made, one, made.members[1], {**GOOD, "/plan/quality": "4"}, "second")
    settle_question(by=third(made)[1], record=one, path="/plan/quality", value="4", why="Dates are missing.")
    read(made, two, made.members[0], NONE)
    aims = {"/effort/aim[1]/met": "yes", "/effort/aim[1]/says": WORDS, "/effort/aim[2]/met": "no"}
    read(made, three, made.members[1], {**GOOD, **aims, "/effort/visits": "3"})
    read(made, four, made.members[1], GOOD)
    return made


def file(team: Team, form: str, query: str = "") -> bytes:
    client = Client()
    client.force_login(team.lead)
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key, "form": form}
    answer = client.get(reverse("reading:export_file", kwargs=kwargs) + query)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def whole(team: Team, query: str = "") -> bytes:
    """Every byte of every form, unpacked."""
    package = zipfile.ZipFile(io.BytesIO(file(team, "package", query)))
    table = pq.read_table(io.BytesIO(file(team, "parquet", query)))
    parts = [package.read(name) for name in package.namelist()]
    return b"\n".join([file(team, "csv", query), str(table.to_pydict()).encode(), *parts])


def test_there_is_a_row_for_each_reading_and_for_what_counts_of_each_record(team: Team) -> None:
    kinds = sorted(one["kind"] for one in rows(file(team, "csv")))
    assert kinds == ["counts"] * 4 + ["first"] * 4 + ["second"]


def test_what_counts_has_its_weight_and_how_many_were_settled(team: Team) -> None:
    found = [one for one in rows(file(team, "csv")) if one["kind"] == "counts"]
    assert {(one["stratum"], one["weight"]) for one in found} == {
        ("supervision", "13.333333"),
        ("unpaid work", "10"),
    }
    assert sorted(one["settled"] for one in found) == ["0", "0", "0", "1"]


def test_both_readings_stand_as_they_were_beside_what_was_settled(team: Team) -> None:
    found = rows(file(team, "csv"))
    twice = next(one["record"] for one in found if one["kind"] == "second")
    assert {one["kind"]: one["quality"] for one in found if one["record"] == twice} == {
        "first": "5",
        "second": "4",
        "counts": "4",
    }


def test_nothing_in_any_file_tells_a_case_a_worker_or_a_reader(team: Team) -> None:
    content = whole(team)
    told = [
        *Record.objects.values_list("record_id", flat=True),
        *Record.objects.values_list("key", flat=True),
    ]
    told += [one.name for one in (*team.readers, team.lead)] + ["W1", "W2", "Team 0", "Team 1"]
    assert [one for one in told if one.encode() in content] == []


def test_free_words_are_left_out_unless_they_are_asked_for(team: Team) -> None:
    assert WORDS.encode() not in whole(team)
    with_words = zipfile.ZipFile(io.BytesIO(file(team, "package", "?words=yes")))
    assert [WORDS.encode() in with_words.read(name) for name in ("readings.csv", "repeated.csv")] == [
        True,
        True,
    ]
    assert b"They may name people" in with_words.read("README.md")


@pytest.mark.parametrize(("query", "repeated"), [("", 4), ("?words=yes", 6)])
def test_the_package_is_valid_to_another_programs_eyes(
    team: Team, tmp_path: Path, query: str, repeated: int
) -> None:
    zipfile.ZipFile(io.BytesIO(file(team, "package", query))).extractall(tmp_path)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert [one.stats["rows"] for one in report.tasks] == [9, repeated, 21]


def test_every_column_says_what_it_means(team: Team) -> None:
    package = zipfile.ZipFile(io.BytesIO(file(team, "package")))
    described = json.loads(package.read("datapackage.json"))["resources"][0]["schema"]["fields"]
    assert [one["name"] for one in described] == list(rows(package.read("readings.csv"))[0])
    assert [one["name"] for one in described if not one["description"]] == []


def test_parquet_holds_the_same_rows_with_their_types(team: Team) -> None:
    table = pq.read_table(io.BytesIO(file(team, "parquet")))
    assert (table.num_rows, str(table.schema.field("weight").type)) == (9, "double")
    assert table.schema.field("quality").metadata == {b"description": b"How good is the plan?"}
    assert sorted(one for one in table["visits"].to_pylist() if one is not None) == [3, 3]


def test_answers_of_a_group_asked_again_are_a_table_of_their_own(team: Team) -> None:
    package = zipfile.ZipFile(io.BytesIO(file(team, "package")))
    found = [
        (one["kind"], one["question"], one["place"], one["answer"])
        for one in rows(package.read("repeated.csv"))
    ]
    assert found == [
        (kind, "met", place, answer)
        for kind in ("first", "counts")
        for place, answer in (("1", "yes"), ("2", "no"))
    ]


def test_a_record_has_the_same_number_in_every_export(team: Team) -> None:
    once = {one["record"] for one in rows(file(team, "csv"))}
    assert {one["record"] for one in rows(file(team, "csv"))} == once
    assert len(once) == 4


def test_what_a_spreadsheet_would_run_is_made_harmless(team: Team) -> None:
    move = Record.objects.last().readings.get().moves.get()
    move.answers = {**GOOD, "/plan/words": "=HYPERLINK(1)"}
    move.save()
    assert {one["words"] for one in rows(file(team, "csv", "?words=yes"))} >= {"'=HYPERLINK(1)"}


def test_each_download_is_written_into_the_trail_without_anything_of_it(team: Team) -> None:
    file(team, "parquet", "?words=yes")
    event = Event.objects.get(act="exported readings")
    assert event.details == {"format": "parquet", "rows": 9, "words": True}


def test_a_question_called_as_a_column_of_ours_gets_another_name() -> None:
    text = FORM.replace("| visits |", "| weight |").replace("| known |", "| answer_weight |")
    team = read_inspection(readers=1, form=text)
    sampled(team, {"supervision": 1})
    read(team, Record.objects.get(), team.members[0], {**GOOD, "/effort/weight": "3"})
    row = next(one for one in rows(file(team, "csv")) if one["kind"] == "counts")
    assert (row["weight"], row["answer_answer_weight"]) == ("40", "3")


def test_an_unknown_form_is_not_found(team: Team) -> None:
    client = Client()
    client.force_login(team.lead)
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key, "form": "exe"}
    assert client.get(reverse("reading:export_file", kwargs=kwargs)).status_code == 404
