"""Dealing: who gets which record, what no reader learns from it, and giving a record to another."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.activities import Team
from factories.findings import GOOD, read_inspection, sampled, submit
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access
from plumbline_web.reading.actions.dealing import deal_records, hand_over
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.dealing import dealt_in, propose, twice_by_share
from plumbline_web.reading.models import Reading
from plumbline_web.reading.queries import readings_of
from plumbline_web.scrutiny.models import Member, Record
from plumbline_web.scrutiny.queries import standing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Four readers, and 20 records drawn of two strata."""
    made = read_inspection(readers=4)
    sampled(made, {"supervision": 14, "unpaid work": 6})
    return made


def deal(team: Team, twice: int = 6, readers: list[Member] | None = None):  # type: ignore[no-untyped-def]
    return deal_records(
        by=team.lead, activity=team.activity, readers=readers or team.members, twice=twice, seed="dice: 4"
    )


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def address(team: Team, name: str = "dealing", **parts: str) -> str:
    return reverse(
        f"reading:{name}",
        kwargs={"organisation": team.body.slug, "activity": team.activity.key, **parts},
    )


def main_of(content: bytes) -> str:
    """What a page shows, without the tokens of its forms."""
    main = content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", main)


def holders(team: Team) -> dict[str, set[int]]:
    """The numbers of the readers of each record."""
    found: dict[str, set[int]] = {}
    for record, number in Reading.objects.exclude(state="taken_away").values_list(
        "record__record_id", "reader__number"
    ):
        found.setdefault(record, set()).add(number)
    return found


def test_every_record_is_dealt_and_as_many_twice_as_asked_for(team: Team) -> None:
    deal(team)
    assert sorted(map(len, holders(team).values())) == [1] * 14 + [2] * 6


def test_every_two_readers_share_a_record(team: Team) -> None:
    deal(team)
    pairs = Counter(frozenset(one) for one in holders(team).values() if len(one) == 2)
    assert sorted(pairs.values()) == [1] * 6


def test_nobody_is_dealt_a_record_of_a_team_or_worker_they_declared(team: Team) -> None:
    declared, other = team.members[:2]
    declared.teams, other.workers = ["Team 1"], ["W2"]
    declared.save()
    other.save()
    deal(team)
    assert not Reading.objects.filter(reader=declared, record__team="Team 1").exists()
    assert not Reading.objects.filter(reader=other, record__worker="W2").exists()


def test_a_record_that_nobody_may_read_stays_undealt_and_is_named(team: Team) -> None:
    one = team.members[0]
    one.teams = ["Team 1"]
    one.save()
    page = (
        of(team.lead)
        .post(address(team), {"readers": [one.key], "twice": "0", "seed": "x", "look": "yes"})
        .content.decode()
    )
    assert "10 records nobody of these may read" in page
    made = deal(team, 0, [one])
    assert {each.team for each in made.nobody} == {"Team 1"}
    assert len(dealt_in(team.activity).undealt) == 10


def test_nothing_is_dealt_to_somebody_who_has_not_declared(team: Team) -> None:
    Member.objects.filter(pk=team.members[0].pk).update(declared_at=None)
    team.members[0].refresh_from_db()
    with pytest.raises(ReadingRefused, match=r"reader 2\. Nobody is dealt records before"):
        deal(team)
    assert not Reading.objects.exists()


def test_looking_at_a_dealing_deals_nothing(team: Team) -> None:
    keys = [one.key for one in team.members]
    answer = of(team.lead).post(
        address(team), {"readers": keys, "twice": "30%", "seed": "dice: 4", "look": "yes"}
    )
    assert "20 records, 6 of them twice. Nothing is dealt yet." in answer.content.decode()
    assert not Reading.objects.exists()


def test_what_was_looked_at_is_what_is_dealt(team: Team) -> None:
    proposal = propose(dealt_in(team.activity), team.members, twice=6, seed="dice: 4")
    sent = {"readers": [one.key for one in team.members], "twice": "6", "seed": "dice: 4"}
    looked_at = of(team.lead).post(address(team), {**sent, "look": "yes"}).context["looked_at"]
    of(team.lead).post(address(team), {**sent, "looked_at": looked_at, "deal": "yes"})
    dealt = Counter(Reading.objects.values_list("reader__number", flat=True))
    assert dealt == {one.number: proposal.deal.load()[f"reader {one.number}"] for one in team.members}


@pytest.mark.parametrize("change", [{"twice": "5"}, {"seed": "another"}, {"looked_at": ""}])
def test_a_form_that_was_changed_since_is_looked_at_again_and_not_dealt(
    team: Team, change: dict[str, str]
) -> None:
    sent = {"readers": [one.key for one in team.members], "twice": "6", "seed": "dice: 4"}
    sent["looked_at"] = of(team.lead).post(address(team), {**sent, "look": "yes"}).context["looked_at"]
    answer = of(team.lead).post(address(team), {**sent, **change, "deal": "yes"})
    assert "Nothing is dealt yet." in answer.content.decode()
    assert not Reading.objects.exists()


def test_pairs_that_never_meet_are_named_beforehand(team: Team) -> None:
    page = (
        of(team.lead)
        .post(
            address(team),
            {"readers": [one.key for one in team.members], "twice": "2", "seed": "x", "look": "yes"},
        )
        .content.decode()
    )
    assert "4 pairs of readers would share no record" in page


def test_the_trail_keeps_the_seed_and_the_page_shows_it(team: Team) -> None:
    deal(team)
    details = Event.objects.get(act="dealt records").details
    assert details == {"seed": "dice: 4", "records": 20, "twice": 6, "nobody": 0, "readers": [2, 3, 4, 5]}
    assert "6 of them twice; seed “dice: 4”" in of(team.lead).get(address(team)).content.decode()


def test_the_place_of_a_record_in_a_queue_does_not_tell_whether_it_is_read_twice(team: Team) -> None:
    """With all records read twice in one half and none in the other, their places would cluster."""
    deal(team, twice=10)
    several = {record for record, who in holders(team).items() if len(who) == 2}
    places: list[bool] = []
    for account in team.readers:
        stands = standing_in(access(account, team.body), team.activity)
        mine = [one.record.record_id in several for one in readings_of(stands)]
        places.append(mine == sorted(mine) or mine == sorted(mine, reverse=True))
    assert places != [True] * 4


def test_a_readers_queue_looks_the_same_whether_a_record_is_read_twice_or_not(team: Team) -> None:
    deal(team)
    reader = team.readers[0]
    before = main_of(of(reader).get(address(team, "queue")).content)
    Reading.objects.exclude(reader=team.members[0]).delete()
    assert main_of(of(reader).get(address(team, "queue")).content) == before


def test_further_records_are_dealt_later_to_those_who_hold_least(team: Team) -> None:
    deal(team)
    draw = Record.objects.first().draw
    new = Record.objects.create(draw=draw, stratum="supervision", record_id="SU-900", position=15)
    held = Counter(Reading.objects.values_list("reader", flat=True))
    made = deal(team, 0)
    assert set(made.deal.first) == {"SU-900"}
    assert held[new.readings.get().reader_id] == min(held.values())


def test_the_share_read_twice_is_of_the_whole_sample(team: Team) -> None:
    dealt = dealt_in(team.activity)
    assert twice_by_share(dealt, 0.15) == 3
    deal(team, twice=3)
    Record.objects.create(draw=Record.objects.first().draw, stratum="supervision", record_id="n", position=15)
    assert twice_by_share(dealt_in(team.activity), 0.15) == 1


@pytest.mark.parametrize("given", ["-1", "21", "101%", "half", "1.5"])
def test_how_many_twice_is_refused_where_it_makes_no_sense(team: Team, given: str) -> None:
    answer = of(team.lead).post(
        address(team), {"readers": [team.members[0].key], "twice": given, "seed": "x", "look": "yes"}
    )
    assert answer.status_code == 422
    assert "a number from 0 to 20" in answer.content.decode()


def test_a_record_is_given_to_another_with_a_reason_and_the_answers_stay_kept(team: Team) -> None:
    deal(team, 0)
    reading = Reading.objects.filter(reader=team.members[0]).first()
    reading.answers.create(path="/plan/there", value="yes", version=1, saved_at=timezone.now())
    given = hand_over(by=team.lead, reading=reading, why="On leave", to=team.members[1])
    reading.refresh_from_db()
    assert (reading.state, reading.moves.last().comment) == ("taken_away", "On leave")
    assert (given.reader, given.kind, given.state) == (team.members[1], "first", "dealt")
    assert (reading.answers.count(), given.answers.count()) == (1, 0)


def test_a_submitted_reading_is_not_taken_away(team: Team) -> None:
    deal(team, 0)
    reading = submit(Reading.objects.first(), GOOD)
    with pytest.raises(ReadingRefused, match="Return it to its reader first"):
        hand_over(by=team.lead, reading=reading, why="On leave", to=None)


def test_a_record_read_twice_is_not_given_to_its_other_reader(team: Team) -> None:
    deal(team)
    second = Reading.objects.filter(kind="second").first()
    other = second.record.readings.get(kind="first").reader
    with pytest.raises(ReadingRefused, match="cannot be given the record"):
        hand_over(by=team.lead, reading=second, why="On leave", to=other)


def test_the_lead_cannot_take_a_record_of_which_they_could_have_seen_another_reading(team: Team) -> None:
    deal(team)
    second = Reading.objects.filter(kind="second").first()
    submit(second.record.readings.get(kind="first"), GOOD)
    lead = team.activity.members.get(account=team.lead)
    with pytest.raises(ReadingRefused, match="would not be blind"):
        hand_over(by=team.lead, reading=second, why="On leave", to=lead)


def test_a_record_given_to_nobody_is_dealt_again_and_not_to_who_had_it(team: Team) -> None:
    deal(team, 0)
    reading = Reading.objects.filter(reader=team.members[0]).first()
    hand_over(by=team.lead, reading=reading, why="Knows the family", to=None)
    assert [one.pk for one in dealt_in(team.activity).undealt] == [reading.record_id]
    deal(team, 0)
    assert reading.record.readings.exclude(state="taken_away").get().reader != team.members[0]


def test_a_second_reading_that_was_given_up_is_dealt_anew_to_a_third_reader(team: Team) -> None:
    deal(team)
    second = Reading.objects.filter(kind="second").first()
    first = submit(second.record.readings.get(kind="first"), GOOD)
    hand_over(by=team.lead, reading=second, why="Left", to=None)
    page = of(team.lead).get(address(team)).content.decode()
    assert "Of these, 1 was to be read by two people" in page
    deal(team, 0)
    anew = second.record.readings.get(kind="second", state="dealt")
    assert anew.reader not in (first.reader, second.reader)
    first.refresh_from_db()
    assert (first.state, first.kind) == ("submitted", "first")


def test_a_reading_given_up_is_not_dealt_to_who_could_have_seen_the_other(team: Team) -> None:
    deal(team, 20, team.members[:2])
    second = Reading.objects.filter(kind="second").first()
    hand_over(by=team.lead, reading=second, why="Left", to=None)
    lead = team.activity.members.get(account=team.lead)
    assert deal(team, 0, [lead]).nobody == [second.record]


def test_readers_who_left_with_records_are_named(team: Team) -> None:
    deal(team, 0)
    Member.objects.filter(pk=team.members[0].pk).update(left_at=timezone.now())
    page = of(team.lead).get(address(team)).content.decode()
    assert "Readers who left" in page
    assert "2: reader 1 of nowhere</a>, 0 of 5 submitted" in page


def test_a_lead_who_reads_too_does_not_learn_which_of_their_records_are_read_twice(team: Team) -> None:
    lead = team.activity.members.get(account=team.lead)
    deal(team, 10, [lead, team.members[0]])
    page = of(team.lead).get(address(team) + "?reader=2").content.decode()
    mine = set(Reading.objects.filter(reader=lead).values_list("record__record_id", flat=True))
    assert [one for one in mine if one in page] == []


@pytest.mark.parametrize("number", ["²", "9" * 30, "x", "-1", "77"])
def test_a_reader_that_there_is_none_of_shows_nothing(team: Team, number: str) -> None:
    answer = of(team.lead).get(address(team), {"reader": number})
    assert answer.status_code == 200
    assert 'id="held"' not in answer.content.decode()


def test_a_closed_activity_deals_nothing(team: Team) -> None:
    team.activity.state = "closed"
    team.activity.save()
    with pytest.raises(ReadingRefused, match="has ended"):
        deal(team)


def test_the_page_asks_the_database_as_often_for_many_records_as_for_few(team: Team) -> None:
    deal(team)
    client = of(team.lead)
    client.get(address(team))

    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(address(team) + "?reader=2")
        return len(context)

    few = asked()
    draw = Record.objects.first().draw
    for number in range(10):
        Record.objects.create(draw=draw, stratum="supervision", record_id=f"M{number}", position=50 + number)
    deal(team, 5)
    assert asked() == few
