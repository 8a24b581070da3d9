"""Answering a survey: nobody is known by it, nothing is kept too early, and a closed one says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.activities import inspection
from factories.voices import answered, opened_survey, staff, with_every_form
from plumbline.scrutiny.instruments import read_instrument
from plumbline_web.audit.models import Event
from plumbline_web.people.queries import today
from plumbline_web.voices import at_once
from plumbline_web.voices.actions import VoicesRefused, close_survey, take_answers
from plumbline_web.voices.models import Remark, Return, Survey, fresh_number
from web.voices.asking import address, link, sent_with, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived() -> Survey:
    team = inspection()
    with_every_form(team)
    return opened_survey(team, "lived_experience_survey")


def through(survey: Survey, *pages: dict[str, str]) -> str:
    """The page after these answers, one page after another."""
    visitor = Client()
    answer = visitor.get(link(survey))
    for given in pages:
        answer = visitor.post(link(survey), {**sent_with(text(answer)), **given, "on": "yes"})
    return text(answer)


def test_what_is_asked_follows_from_what_was_answered(lived: Survey) -> None:
    on_licence = through(lived, {"q:/start/where": "licence"}, {}, {})
    in_prison = through(lived, {"q:/start/where": "prison"}, {}, {})
    assert "On the day you left prison" in on_licence
    assert "On the day you left prison" not in in_prison
    assert "how to ask for them?" in in_prison


def test_nothing_is_kept_before_the_last_page_is_sent(lived: Survey) -> None:
    through(lived, {"q:/start/where": "licence"}, {"q:/beginning/quick": "no"}, {}, {})
    assert Return.objects.count() == 0


def test_an_answer_of_an_earlier_page_can_be_changed_by_going_back(lived: Survey) -> None:
    visitor = Client()
    first = visitor.get(link(lived))
    second = visitor.post(link(lived), {**sent_with(text(first)), "q:/start/where": "order", "on": "yes"})
    back = text(visitor.post(link(lived), {**sent_with(text(second)), "back": "yes"}))
    assert 'value="order" checked' in back


def test_what_is_kept_has_the_day_and_neither_a_time_nor_an_address(lived: Survey) -> None:
    through(lived, {"q:/start/where": "licence"}, {"q:/beginning/quick": "no"}, {}, {}, {})
    kept = Return.objects.values().get()
    assert set(kept) == {"id", "survey_id", "kind", "answers", "on"}
    assert kept["on"] == today()


def test_nothing_about_an_answer_is_written_into_the_trail(lived: Survey) -> None:
    before = Event.objects.count()
    through(lived, {"q:/start/where": "licence"}, {"q:/beginning/quick": "no"}, {}, {}, {})
    assert (Return.objects.count(), Event.objects.count()) == (1, before)


def test_numbers_of_answers_and_of_words_are_by_chance() -> None:
    survey = opened_survey(inspection())
    answered(survey, staff(20, 0, {"/words/best": "The people."}))
    drawn = [fresh_number() for _ in range(50)]
    assert drawn != sorted(drawn)
    assert min(one.pk for one in [*Return.objects.all(), *Remark.objects.all()]) > 1_000


def test_no_page_of_a_survey_sets_a_cookie_or_is_kept(lived: Survey) -> None:
    visitor = Client()
    first = visitor.get(link(lived))
    second = visitor.post(link(lived), {**sent_with(text(first)), "on": "yes"})
    assert (first.cookies, second.cookies, visitor.cookies) == ({}, {}, {})
    assert {one["Cache-Control"] for one in (first, second)} == {"no-store, private"}
    assert {one["Referrer-Policy"] for one in (first, second)} == {"no-referrer"}


def test_somebody_signed_in_is_not_named_on_the_page() -> None:
    team = inspection()
    survey = opened_survey(team)
    page = text(signed_in(team.manager).get(link(survey)))
    assert team.manager.name not in page
    assert "Sign out" not in page


def test_a_page_sent_twice_counts_once(lived: Survey) -> None:
    visitor = Client()
    sent = sent_with(through(lived, {"q:/start/where": "order"}, {"q:/beginning/quick": "no"}, {}, {}))
    for _ in range(2):
        answer = visitor.post(link(lived), {**sent, "q:/change/hardest": "The bus.", "send": "yes"})
        assert "Your answers have been sent" in text(answer)
    assert (Return.objects.count(), Remark.objects.count()) == (1, 1)


def test_a_mark_that_the_page_was_not_given_begins_again(lived: Survey) -> None:
    sent = sent_with(through(lived, {"q:/start/where": "order"}, {"q:/beginning/quick": "no"}, {}, {}))
    answer = Client().post(link(lived), {**sent, "mark": "17:made-up", "send": "yes"})
    assert "Before you start" in text(answer)
    assert Return.objects.count() == 0


def test_who_leaves_everything_open_is_told_so_and_nothing_is_kept(lived: Survey) -> None:
    assert "there is nothing to send" in through(lived, {}, {}, {}, {}, {})
    assert Return.objects.count() == 0


def test_answers_to_questions_that_are_not_asked_are_not_kept(lived: Survey) -> None:
    take_answers(
        survey=lived,
        answers={"/start/where": "order", "/help/met_before": "yes", "/people/same": "no"},
        number=5,
    )
    assert "/help/met_before" not in Return.objects.get().answers


@pytest.mark.parametrize("value", ["nonsense", "yes no", "<script>"])
def test_an_answer_that_was_not_offered_does_not_count(lived: Survey, value: str) -> None:
    with pytest.raises(VoicesRefused, match="nothing to send"):
        take_answers(survey=lived, answers={"/people/same": value}, number=5)


def test_words_are_kept_apart_from_the_answers_beside_them() -> None:
    survey = opened_survey(inspection())
    answered(survey, staff(1, 0, {"/words/best": "The people."}))
    assert "/words/best" not in Return.objects.get().answers
    assert not [one for one in Remark._meta.get_fields() if one.name == "return"]
    assert Remark.objects.get().original == "The people."


def test_words_that_are_too_long_are_not_taken_and_stand_in_the_page_again(lived: Survey) -> None:
    page = through(lived, {}, {}, {}, {}, {"q:/change/hardest": "y" * 4_001})
    assert "at most 4,000 letters" in page
    assert "y" * 4_001 in page
    assert Remark.objects.count() == 0


def test_a_page_that_is_too_large_is_not_taken(lived: Survey) -> None:
    answer = Client().post(link(lived), {"mark": "x", "q:/change/hardest": "z" * 400_000, "send": "yes"})
    assert "too much to take at once" in text(answer)


def test_a_survey_that_is_over_says_so_and_takes_nothing(lived: Survey) -> None:
    Survey.objects.update(until_on=today() - timedelta(days=1))
    assert "This survey is closed" in text(Client().get(link(lived)))
    with pytest.raises(VoicesRefused, match="closed"):
        take_answers(survey=lived, answers={"/people/same": "yes"}, number=5)


def test_who_is_answering_when_it_closes_is_told() -> None:
    team = inspection()
    survey = opened_survey(team)
    visitor = Client()
    first = visitor.get(link(survey))
    close_survey(by=team.lead, survey=survey)
    assert "This survey is closed" in text(
        visitor.post(link(survey), {**sent_with(text(first)), "on": "yes"})
    )


def test_there_is_no_survey_behind_another_link() -> None:
    assert Client().get("/answer/nothing-like-it/").status_code == 404


def test_a_survey_takes_so_many_answers_in_an_hour(lived: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "_taken", {})
    monkeypatch.setattr(at_once, "MOST_IN_AN_HOUR", 2)
    last = [through(lived, {"q:/start/where": "order"}, {}, {}, {}, {}) for _ in range(3)]
    assert ["have been sent" in page for page in last] == [True, True, False]
    assert "try again in an hour" in last[2]


def test_the_count_that_the_lead_sees_is_that_of_yesterday() -> None:
    team = inspection()
    survey = opened_survey(team)
    answered(survey, staff(3, 0))
    page = text(signed_in(team.lead).get(address("survey", team, key=survey.key)))
    assert "0 answers by the end of yesterday" in page


ODD = (
    {"at": "/nowhere", "on": "yes"},
    {"at": "/start", "back": "yes"},
    {"at": "/change", "shown": ["/change", "", "/start/where[2]"], "q:/start/where[2]": "x", "on": "yes"},
    {"at": "/start", "q:/start/where": ["order", "licence"], "shown": "/start/where", "on": "yes"},
    {"at": "/start", "q:/start/where": "\x00\ud800"[:1], "shown": "/start/where", "on": "yes"},
    {"at": "", "q:/help[99999999999]/x": "1", "on": "yes"},
    {},
)


@pytest.mark.parametrize("sent", ODD)
def test_whatever_is_sent_is_answered_with_a_page(lived: Survey, sent: dict[str, object]) -> None:
    mark = sent_with(text(Client().get(link(lived))))["mark"]
    answer = Client().post(link(lived), {"mark": mark, **sent})
    assert answer.status_code == 200
    assert "Tell us what it was like" in text(answer)
    assert Return.objects.count() == 0


TWO = """
| survey | type | name | label::English (en) | label::Gàidhlig (gd) |
|---|---|---|---|---|
| | begin_group | one | First | An toiseach |
| | text | best | What is best? | Dè as fheàrr? |
| | end_group | | | |
| | begin_group | two | Then | An uair sin |
| | text | worst | What is worst? | Dè as miosa? |
| | end_group | | | |

| settings | form_title | form_id | default_language |
|---|---|---|---|
| | Two | two | English (en) |
"""


def test_a_survey_in_two_languages_is_answered_in_either_from_first_to_last_page() -> None:
    survey = opened_survey(inspection())
    survey.form = read_instrument(TWO, "md").as_json()
    survey.save()
    place = f"{link(survey)}?language=G%C3%A0idhlig%20(gd)"
    visitor = Client()
    first = visitor.get(place)
    second = visitor.post(place, {**sent_with(text(first)), "q:/one/best": "na daoine", "on": "yes"})
    assert ["Dè as fheàrr?" in text(first), "Dè as miosa?" in text(second)] == [True, True]
