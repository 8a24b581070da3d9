"""Each answer is saved as it is given: once, merged by question, and never lost without a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.activities import Team
from factories.readings import COMPLETE, answered, dealt, drawn, submitted
from plumbline_web.people.queries import today
from plumbline_web.reading.actions import open_reading, submit_reading, take_away_readings
from plumbline_web.reading.models import Answer, Reading, SavedAnswer
from plumbline_web.reading.rules import LONGEST_ANSWER, MOST_AT_ONCE
from web.reading.asking import address, sent, signed_in

pytestmark = pytest.mark.django_db

THERE, VISITS, WORDS = "/plan/there", "/doing/visits", "/plan/words"


def values(reading: Reading) -> dict[str, str]:
    return dict(Answer.objects.filter(reading=reading).values_list("path", "value"))


def test_an_answer_saved_is_there_with_its_version_and_its_own_row(team: Team, reading: Reading) -> None:
    said = sent(team, reading, {"path": THERE, "value": "yes", "mark": "m1"}).json()
    assert said["saved"] == [{"mark": "m1", "path": THERE, "version": 1, "other": None}]
    assert values(reading) == {THERE: "yes"}
    assert list(SavedAnswer.objects.values_list("path", "value", "version", "over", "mark")) == [
        (THERE, "yes", 1, 0, "m1")
    ]


def test_the_answer_says_what_else_moved(team: Team, reading: Reading) -> None:
    state = sent(team, reading, {"path": THERE, "value": "yes"}).json()["state"]
    assert state["/plan/quality"] == {"asked": True, "answered": False, "required": True}
    state = sent(team, reading, {"path": "/plan/quality", "value": "2"}).json()["state"]
    assert state[WORDS]["required"] is True
    state = sent(team, reading, {"path": "/doing/partners", "value": "health police"}).json()["state"]
    assert state["/doing/lead"]["choices"] == ["nurse"]
    state = sent(team, reading, {"path": VISITS, "value": "120"}).json()["state"]
    assert state[VISITS]["wrong"] == "A number from 0 to 99."
    state = sent(team, reading, {"path": VISITS, "value": "3", "over": 4, "mark": "x"}).json()["state"]
    assert state["/doing/said"] == {
        "asked": True,
        "answered": False,
        "required": False,
        "label": "You counted 3 visits.",
        "hint": "",
    }


def test_one_sent_twice_counts_once(team: Team, reading: Reading) -> None:
    one = {"path": THERE, "value": "yes", "mark": "m1"}
    versions = [sent(team, reading, one).json()["version"] for _ in range(3)]
    assert (versions, SavedAnswer.objects.count()) == ([1, 1, 1], 1)


def test_one_sent_again_after_another_tab_answered_does_not_take_its_place(
    team: Team, reading: Reading
) -> None:
    first = {"path": THERE, "value": "yes", "mark": "m1"}
    sent(team, reading, first)
    sent(team, reading, {"path": THERE, "value": "no", "mark": "m2", "over": 1})
    said = sent(team, reading, first).json()
    assert values(reading) == {THERE: "no"}
    assert said["changed"] == [{"path": THERE, "value": "no", "version": 2}]


def test_two_tabs_are_merged_by_question(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    said = sent(team, reading, {"path": VISITS, "value": "3"}, seen=0).json()
    assert values(reading) == {THERE: "yes", VISITS: "3"}
    assert said["changed"] == [{"path": THERE, "value": "yes", "version": 1}]


def test_where_two_tabs_answer_the_same_question_both_are_kept_and_it_is_said(
    team: Team, reading: Reading
) -> None:
    sent(team, reading, {"path": THERE, "value": "yes", "mark": "a"})
    said = sent(team, reading, {"path": THERE, "value": "no", "mark": "b"}).json()
    assert said["saved"][0]["other"] == "yes"
    assert list(SavedAnswer.objects.values_list("value", "version", "over")) == [("yes", 1, 0), ("no", 2, 0)]


def test_two_tabs_that_answer_alike_do_not_differ(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes", "mark": "a"})
    assert (
        sent(team, reading, {"path": THERE, "value": "yes", "mark": "b"}).json()["saved"][0]["other"] is None
    )


def test_nothing_sent_asks_what_other_tabs_changed(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    said = sent(team, reading).json()
    assert (said["version"], said["saved"]) == (1, [])
    assert said["changed"] == [{"path": THERE, "value": "yes", "version": 1}]


def test_an_answer_taken_out_is_blank_and_its_row_stays(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    sent(team, reading, {"path": THERE, "value": "", "over": 1})
    assert values(reading) == {THERE: ""}
    assert list(SavedAnswer.objects.values_list("value", flat=True)) == ["yes", ""]


def test_what_no_text_can_hold_becomes_a_space(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": WORDS, "value": "a\x00b\ud800c\x0bd\r\ne\tf", "mark": "m"})
    assert values(reading) == {WORDS: "a b c d\ne\tf"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/plan",
        "/nowhere",
        "plan/there",
        "/plan/there/",
        "/doing/said",
        "/doing/aim[0]/says",
        "/doing/aim/says",
        "/plan[1]/there",
        "/doing/aim[101]/says",
        "/doing/aim[1]",
        "/plan/there[1]",
        "/../plan/there",
    ],
)
def test_an_answer_of_no_question_is_refused_and_nothing_kept(
    team: Team, reading: Reading, path: str
) -> None:
    got = sent(team, reading, {"path": VISITS, "value": "3"}, {"path": path, "value": "yes"})
    assert (got.status_code, values(reading)) == (422, {})


def test_an_answer_too_long_is_refused_in_words(team: Team, reading: Reading) -> None:
    got = sent(team, reading, {"path": WORDS, "value": "x" * (LONGEST_ANSWER + 1), "mark": "m"})
    assert (got.status_code, got.json()) == (
        422,
        {"why": "An answer is at most 10,000 characters long. Shorten it."},
    )


def test_too_many_at_once_are_refused(team: Team, reading: Reading) -> None:
    many = [{"path": VISITS, "value": str(n)} for n in range(MOST_AT_ONCE + 1)]
    assert sent(team, reading, *many).status_code == 422


def test_two_answers_under_one_mark_are_refused(team: Team, reading: Reading) -> None:
    got = sent(
        team,
        reading,
        {"path": VISITS, "value": "1", "mark": "m"},
        {"path": THERE, "value": "no", "mark": "m"},
    )
    assert (got.status_code, values(reading)) == (422, {})


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "null", '{"saves": 3}', '{"saves": [3]}', '{"saves": [{"path": 1}]}', "\xff", "[" * 3000]
    + [
        json.dumps({"saves": [{"path": "/plan/there", "value": "yes", "over": over, "mark": "m"}]})
        for over in (-1, True, 2**40, "1", None)
    ]
    + [json.dumps({"saves": [], "seen": "x"})],
)
def test_what_is_no_answer_at_all_is_refused_in_words(team: Team, reading: Reading, body: str) -> None:
    got = signed_in(reading.reader.account).post(
        address("save", team, key=reading.key), body, content_type="application/json"
    )
    assert (got.status_code, got.json()["why"]) == (
        422,
        "The page sent something that is no answer. Load it anew.",
    )


def test_nothing_is_saved_in_a_submitted_reading(team: Team, reading: Reading) -> None:
    submitted(reading)
    got = sent(team, reading, {"path": VISITS, "value": "9", "over": 2, "mark": "late"})
    assert got.status_code == 409
    assert "Withdraw it to go on." in got.json()["why"]
    assert values(reading) == COMPLETE


def test_one_sent_again_after_submitting_is_acknowledged(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "no", "mark": "m1"})
    sent(team, reading, {"path": VISITS, "value": "3"})
    open_reading(by=reading.reader.account, reading=reading)
    submit_reading(by=reading.reader.account, reading=reading)
    assert sent(team, reading, {"path": THERE, "value": "no", "mark": "m1"}).status_code == 200


def closed_activity(team: Team, reading: Reading) -> None:
    team.activity.state = "closed"
    team.activity.save()


def dropped_record(team: Team, reading: Reading) -> None:
    reading.record.state = "dropped"
    reading.record.save()


def taken_away(team: Team, reading: Reading) -> None:
    take_away_readings(by=team.lead, record=reading.record, why="Read by another.")


def left_the_team(team: Team, reading: Reading) -> None:
    reading.reader.left_at = timezone.now()
    reading.reader.save()


def became_an_observer(team: Team, reading: Reading) -> None:
    reading.reader.role = "observer"
    reading.reader.save()


def no_role_any_more(team: Team, reading: Reading) -> None:
    held = reading.reader.account.memberships.get()
    held.from_on, held.until_on = today() - timedelta(days=9), today() - timedelta(days=1)
    held.save()


def no_role_yet(team: Team, reading: Reading) -> None:
    held = reading.reader.account.memberships.get()
    held.from_on = today() + timedelta(days=1)
    held.save()


def another_role(team: Team, reading: Reading) -> None:
    held = reading.reader.account.memberships.get()
    held.role = "board_reader"
    held.save()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (closed_activity, 409),
        (dropped_record, 404),
        (taken_away, 404),
        (left_the_team, 404),
        (became_an_observer, 403),
        (no_role_any_more, 404),
        (no_role_yet, 404),
        (another_role, 403),
    ],
)
def test_who_may_not_write_any_more_saves_nothing(
    team: Team, reading: Reading, change: Callable[[Team, Reading], None], status: int
) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    change(team, reading)
    assert sent(team, reading, {"path": VISITS, "value": "3"}).status_code == status
    assert values(reading) == {THERE: "yes"}


def test_nobody_else_saves_in_a_reading_whatever_they_are(team: Team, reading: Reading) -> None:
    others = (team.readers[1], team.lead, team.manager)
    got = {sent(team, reading, {"path": THERE, "value": "yes"}, by=one).status_code for one in others}
    assert (got, values(reading)) == ({404}, {})


def test_a_role_that_ends_today_still_saves(team: Team, reading: Reading) -> None:
    held = reading.reader.account.memberships.get()
    held.until_on = today()
    held.save()
    assert sent(team, reading, {"path": THERE, "value": "yes"}).status_code == 200


def queries_of_a_save(team: Team, reading: Reading, path: str) -> int:
    client = signed_in(reading.reader.account)
    body = json.dumps({"saves": [{"path": path, "value": "2", "over": 0, "mark": path}], "seen": 0})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        got = client.post(address("save", team, key=reading.key), body, content_type="application/json")
    assert got.status_code == 200
    return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_a_save_asks_the_same_few_things_however_much_is_answered(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    few = queries_of_a_save(team, reading, VISITS)
    answered(reading, {f"/doing/aim[{n}]/says": "Words" for n in range(1, 41)})
    many = queries_of_a_save(team, reading, "/doing/hours")
    # The session, the account, the second factor's setting up where it is asked for; then five of its own.
    assert few == many <= 8


def test_two_readers_of_one_record_keep_their_answers_apart(team: Team) -> None:
    record = drawn(team)[0]
    one, other = dealt(team, record), dealt(team, record, team.members[1], "second")
    sent(team, one, {"path": THERE, "value": "yes"})
    said = sent(team, other, {"path": VISITS, "value": "3"}).json()
    assert (values(one), values(other), said["changed"]) == ({THERE: "yes"}, {VISITS: "3"}, [])


# ---- Without script ----


def posted(team: Team, reading: Reading, seen: int, shown: list[str], **answers: str | list[str]) -> None:
    data = {f"q:{path.replace('__', '/')}": value for path, value in answers.items()}
    signed_in(reading.reader.account).post(
        address("reading", team, key=reading.key), {"seen": seen, "shown": shown, "part": "/plan", **data}
    )


def test_a_part_sent_whole_keeps_only_what_changed(team: Team, reading: Reading) -> None:
    posted(team, reading, 0, [THERE, WORDS], __plan__there="yes", __plan__words="")
    posted(team, reading, 1, [THERE, WORDS], __plan__there="yes", __plan__words="Aims.\r\nDates.")
    assert values(reading) == {THERE: "yes", WORDS: "Aims.\nDates."}
    assert SavedAnswer.objects.count() == 2


def test_a_part_sent_whole_leaves_what_another_tab_answered(team: Team, reading: Reading) -> None:
    sent(team, reading, {"path": THERE, "value": "yes"})
    posted(team, reading, 0, [THERE, WORDS], __plan__there="", __plan__words="Words.")
    assert values(reading) == {THERE: "yes", WORDS: "Words."}


def test_boxes_not_ticked_any_more_are_taken_out(team: Team, reading: Reading) -> None:
    posted(team, reading, 0, ["/doing/partners"], __doing__partners=["health", "police"])
    assert values(reading) == {"/doing/partners": "health police"}
    posted(team, reading, 1, ["/doing/partners"])
    assert values(reading) == {"/doing/partners": ""}


def test_a_page_with_more_answers_than_are_sent_at_once_keeps_all(team: Team, reading: Reading) -> None:
    answered(reading, {"/doing/aim": "70"})
    paths = [f"/doing/aim[{n}]/says" for n in range(1, 71)]
    signed_in(reading.reader.account).post(
        address("reading", team, key=reading.key),
        {"seen": 1, "shown": paths, **{f"q:{path}": "Words" for path in paths}},
    )
    assert sum(value == "Words" for value in values(reading).values()) == 70
