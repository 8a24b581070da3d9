"""E-mails that tell people where to look: their words, and what becomes of them where a mail server fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from plumbline_web.people.models import Account
from plumbline_web.people.telling import Message, Told, link_to, tell, tell_once_kept


class TakesOne(EmailBackend):
    """A mail server that takes one message and then no more."""

    def send_messages(self, messages: Any) -> int:
        if mail.outbox:
            raise ConnectionResetError("gone")
        return super().send_messages(messages)


def message(name: str, **more: str) -> Message:
    return Message(
        Account(name=name, email=f"{name}@example.scot"), "Something waits", "It waits.", "L", **more
    )


def test_an_email_greets_says_what_waits_and_where_and_may_end_in_a_further_word() -> None:
    assert message("Ann").body == "Ann,\n\nIt waits.\n\nSign in to see it:\nL\n"
    ended = message("Ann", sign_in="Sign in and answer", after="It names nobody.")
    assert ended.body == "Ann,\n\nIt waits.\n\nSign in and answer:\nL\n\nIt names nobody.\n"


def test_the_address_of_a_page_is_whole() -> None:
    assert link_to("measure:overview", organisation="ashmarrow") == "http://127.0.0.1:8000/o/ashmarrow/"


def test_a_server_that_fails_half_way_is_told_of_with_how_many_were_sent(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.TakesOne"
    told = tell(lambda: [message("Ann"), message("Bob")], unsent="Nobody could be told")
    assert (told, [one.to for one in mail.outbox]) == (Told(1, failed=True), [["Ann@example.scot"]])
    assert caplog.messages == ["Nobody could be told: ConnectionResetError."]


@pytest.mark.django_db
def test_nobody_is_told_before_what_is_written_is_kept(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HAS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        tell_once_kept(lambda: [message("Ann")], unsent="Nobody could be told")
        assert mail.outbox == []
    assert len(mail.outbox) == 1
