"""A full disk and a database that does not answer have pages of their own; anything else is our fault."""

from __future__ import annotations

import errno

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from plumbline_web.unavailable import page_for, server_error


@pytest.mark.parametrize(
    ("fault", "page"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "507.html"),
        (OSError(errno.EFBIG, "File too large"), "507.html"),
        (OperationalError("database or disk is full"), "507.html"),
        (OperationalError('could not extend file "base/1": No space left on device'), "507.html"),
        (OperationalError("database is locked"), "503.html"),
        (OperationalError("connection failed: could not connect to server"), "503.html"),
        (OSError(errno.ENOENT, "No such file or directory"), "500.html"),
        (OperationalError("no such table: people_account"), "500.html"),
        (ValueError("database is locked"), "500.html"),
        (None, "500.html"),
    ],
    ids=str,
)
def test_each_fault_has_its_page(fault: BaseException | None, page: str) -> None:
    assert page_for(fault) == page


def test_the_fault_behind_another_one_is_found() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as full:
            raise RuntimeError("the file could not be kept") from full
    except RuntimeError as fault:
        assert page_for(fault) == "507.html"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507, "There is no room left on Plumbline’s disk"),
        (OperationalError("database is locked"), 503, "Plumbline is busy just now"),
        (ZeroDivisionError(), 500, "Something went wrong with Plumbline"),
    ],
    ids=["full", "locked", "broken"],
)
def test_a_page_that_meets_it_answers_in_words_and_asks_the_database_nothing(
    fault: Exception, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", _raising(fault)
    )
    answer = Client(raise_request_exception=False).get("/account/login/")
    text = answer.content.decode()
    assert (answer.status_code, words in text, "Traceback" in text) == (status, True, False)


def _raising(fault: Exception) -> object:
    def raised(*_: object) -> None:
        raise fault

    return raised


def test_a_busy_answer_says_when_to_try_again() -> None:
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        assert server_error(RequestFactory().get("/"))["Retry-After"] == "10"
