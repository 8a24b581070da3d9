"""How long somebody stays signed in: a working day from the last page asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plumbline_web.people.models import Account

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]


@pytest.fixture
def browser(administrator: Account, browse: Browse) -> Client:
    return browse(administrator)


def left(hours: float) -> None:
    """The session has so much time left."""
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=hours))


def hours_left() -> float:
    return (Session.objects.get().expire_date - timezone.now()).total_seconds() / 3600


def writes(browser: Client) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get("/account/").status_code == 200
    return [one["sql"][:6] for one in asked if not one["sql"].startswith("SELECT")]


def test_a_page_asked_for_keeps_somebody_signed_in_for_a_working_day(browser: Client) -> None:
    left(0.5)
    browser.get("/account/")
    assert 9.9 < hours_left() <= 10


def test_a_page_soon_after_another_writes_nothing(browser: Client) -> None:
    assert writes(browser) == []


def test_a_page_later_on_writes_the_end_of_the_session_and_nothing_else(browser: Client) -> None:
    held = Session.objects.get().session_data
    left(9.7)
    assert (writes(browser), Session.objects.get().session_data) == (["UPDATE"], held)


def test_after_a_working_day_without_a_page_one_signs_in_again(browser: Client) -> None:
    left(-0.01)
    assert browser.get("/account/")["Location"].startswith("/account/login/")


def test_a_locked_database_keeps_nobody_from_reading(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    left(5)
    monkeypatch.setattr("plumbline_web.people.sessions.Session.objects.filter", locked)
    assert (browser.get("/account/").status_code, round(hours_left())) == (200, 5)


def test_a_page_says_how_long_one_stays_signed_in_and_one_for_anybody_does_not(browser: Client) -> None:
    held = 'data-seconds="35100" data-stay="/account/"'
    pages = browser.get("/account/"), Client().get("/account/login/")
    assert [held in one.content.decode() for one in pages] == [True, False]
