"""A form with two languages is read in either."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from factories.activities import inspection
from factories.readings import dealt, drawn, on_form

pytestmark = pytest.mark.django_db

FORM = """
| survey | type | name | label::English (en) | label::Gàidhlig (gd) |
|---|---|---|---|---|
| | begin_group | plan | The plan | Am plana |
| | text | why | Why is there none? | Carson nach eil fear ann? |
| | note | said | You said ${why} | Thuirt thu ${why} |
| | end_group | | | |

| settings | form_title | form_id | default_language |
|---|---|---|---|
| | Two | two | English (en) |
"""


@pytest.fixture
def reading() -> tuple[Client, str]:
    team = inspection(readers=1)
    on_form(team, FORM)
    one = dealt(team, drawn(team)[0])
    client = Client()
    client.force_login(team.readers[0])
    return client, f"/o/{team.body.slug}/scrutiny/{team.activity.key}/readings/{one.key}/"


def test_it_is_shown_in_its_own_language_first(reading: tuple[Client, str]) -> None:
    client, page = reading
    assert "Why is there none?" in client.get(page).content.decode()


def test_another_language_is_a_press_away_and_says_which_it_is(reading: tuple[Client, str]) -> None:
    client, page = reading
    shown = client.get(page, {"language": "Gàidhlig (gd)"}).content.decode()
    assert 'lang="gd"' in shown
    assert "Carson nach eil fear ann?" in shown


def test_the_language_chosen_is_kept_for_the_next_page(reading: tuple[Client, str]) -> None:
    client, page = reading
    client.get(page, {"language": "Gàidhlig (gd)"})
    assert "Carson nach eil fear ann?" in client.get(page).content.decode()


def test_words_that_an_answer_fills_in_come_back_in_the_language_chosen(reading: tuple[Client, str]) -> None:
    client, page = reading
    client.get(page, {"language": "Gàidhlig (gd)"})
    saves = [{"path": "/plan/why", "value": "dìth ama", "over": 0, "mark": "a1"}]
    answer = client.post(
        f"{page}save/", json.dumps({"saves": saves, "seen": 0}), content_type="application/json"
    )
    assert answer.json()["state"]["/plan/said"]["label"] == "Thuirt thu dìth ama"


def test_a_language_that_the_form_does_not_have_changes_nothing(reading: tuple[Client, str]) -> None:
    client, page = reading
    client.get(page, {"language": "Klingon"})
    assert "Why is there none?" in client.get(page).content.decode()
