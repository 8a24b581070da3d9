"""Agreement on its page: figures by hand, what to talk about, names for the lead alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team
from factories.findings import GOOD, NONE, read, read_inspection, sampled, submit, third
from plumbline_web.people.models import Account
from plumbline_web.reading.actions import return_reading
from plumbline_web.reading.agreeing import agreeing
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Reading
from plumbline_web.reading.queries import instrument_of
from plumbline_web.scrutiny.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Ten records read by the same two: five rated 5 by both, three 5 and 4, two 5 and 2."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 10}, {"supervision": 100})
    others = ["5"] * 5 + ["4"] * 3 + ["2"] * 2
    for at, (record, other) in enumerate(zip(Record.objects.order_by("position"), others, strict=True)):
        second = {**GOOD, "/plan/quality": other}
        if other == "2":
            second["/plan/words"] = "Thin."
        read(made, record, made.members[0], GOOD, days=at % 5)
        read(made, record, made.members[1], second, "second", days=at % 5)
    return made


def page(team: Team, account: Account | None = None) -> str:
    client = Client()
    client.force_login(account or team.lead)
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key}
    return client.get(reverse("reading:agreement", kwargs=kwargs)).content.decode()


def of(team: Team):  # type: ignore[no-untyped-def]
    instrument, found = instrument_of(team.activity), found_in(team.activity)
    assert instrument is not None and found is not None
    return agreeing(instrument.key, found)


def rating(team: Team):  # type: ignore[no-untyped-def]
    return next(one for one in of(team).questions if one.question.path == "/plan/quality")


def test_exact_and_within_one_are_the_shares_counted_by_hand(team: Team) -> None:
    assert (rating(team).exact, rating(team).within) == (0.5, 0.8)


def test_each_readers_mean_difference_is_the_one_counted_by_hand(team: Team) -> None:
    # 5·0 + 3·1 + 2·3 over ten ratings
    assert [float(one.whole.mean) for one in of(team).readers] == [0.9, -0.9]
    assert "0.90 of a point higher than co-readers on the mean, over 10 ratings" in page(team)


def test_the_widest_apart_are_to_be_talked_about_first(team: Team) -> None:
    text = page(team)
    assert [text.count("3 points apart"), text.count("on the two sides of 3 and 4</td>")] == [2, 0]


def test_days_are_drawn_on_a_chart_with_its_table(team: Team) -> None:
    text = page(team)
    assert text.count("<svg") == 2
    assert text.count("The numbers as a table") == 2


def test_below_twenty_records_nothing_is_judged(team: Team) -> None:
    assert rating(team).gate.outcome == "too_few"
    assert "10 records read twice; at least 20 are needed" in page(team)


def test_only_the_lead_sees_readers_names(team: Team) -> None:
    observer, _ = third(team, "observer")
    names = [one.name for one in team.readers]
    assert [one in page(team) for one in names] == [True, True]
    seen = page(team, observer)
    assert [one in seen for one in names] == [False, False]
    assert "Reader 2" in seen


def test_the_service_never_sees_the_page(team: Team) -> None:
    client = Client()
    client.force_login(team.manager)
    kwargs = {"organisation": team.council.slug, "activity": team.activity.key}
    assert client.get(reverse("reading:agreement", kwargs=kwargs)).status_code == 403


def test_agreement_is_told_of_what_stood_before_a_reading_was_returned(team: Team) -> None:
    reading = Reading.objects.filter(kind="second", answers__value="2").first()
    return_reading(by=team.lead, reading=reading, comment="Look at the dates again.")
    reading.refresh_from_db()
    reading.answers.all().delete()
    submit(reading, GOOD)
    assert (rating(team).exact, rating(team).within) == (0.5, 0.8)


def test_a_record_with_one_reading_submitted_says_nothing(team: Team) -> None:
    Reading.objects.filter(kind="second").first().moves.all().delete()
    assert rating(team).records == 9


def test_a_question_that_came_up_for_one_reader_alone_is_counted_apart(team: Team) -> None:
    record = Record.objects.create(
        draw=Record.objects.first().draw, stratum="supervision", record_id="n", position=11
    )
    read(team, record, team.members[0], GOOD)
    read(team, record, team.members[1], NONE, "second")
    assert (rating(team).records, rating(team).one_asked) == (10, 1)
