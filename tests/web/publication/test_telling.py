"""Who is told by e-mail of a round of factual accuracy, where a mail server is set, and of what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from factories.publishing import Judged, judged, short_draft, with_service
from plumbline.publishing.documents import document_from_json
from plumbline.publishing.wording import day
from plumbline_web.publication.actions import (
    answer,
    close_round,
    comment,
    finish_comments,
    give_leave,
    tell_of_rounds_over,
)
from plumbline_web.publication.models import Comment, Round
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.scrutiny.models import Member

pytestmark = pytest.mark.django_db
Told = Callable[[], Any]


@pytest.fixture
def held(settings: Any) -> Judged:
    settings.HAS_MAIL = True
    return judged()


@pytest.fixture
def told(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Told:
    """What is sent while something is done: to whom, and its words."""

    @contextmanager
    def doing() -> Iterator[list[tuple[list[str], str]]]:
        found: list[tuple[list[str], str]] = []
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            yield found
        found += [(one.to, one.body) for one in mailoutbox[before:]]

    return doing


def round_of(held: Judged) -> Round:
    return with_service(held, short_draft(held, text="People were met by staff.\n\nAnother paragraph."))


def said(held: Judged, one: Round, at: int = 0) -> Comment:
    return comment(
        by=held.team.manager,
        round=one,
        subject=held.team.activity.subjects.get(),
        paragraph=paragraphs_of(document_from_json(one.source))[at].id,
        text="It was in June.",
    )


def over(one: Round) -> date:
    return one.comment_by + timedelta(days=1)


def test_a_service_is_told_that_a_draft_waits_and_until_when(held: Judged, told: Told) -> None:
    with told() as sent:
        one = round_of(held)
    ((to, body),) = sent
    assert to == [held.team.manager.email]
    assert f"until {day(one.comment_by)}" in body
    assert f"/o/{held.team.council.slug}/scrutiny/{held.team.activity.key}/accuracy/" in body
    assert "People were met" not in body


def test_a_service_is_told_of_leave_and_of_the_end(held: Judged, told: Told) -> None:
    one = round_of(held)
    until = one.comment_by + timedelta(days=7)
    with told() as sent:
        give_leave(by=held.team.lead, round=one, until_on=until, why="Staff are on leave.")
    assert [(to, f"until {day(until)}" in body) for to, body in sent] == [([held.team.manager.email], True)]
    finish_comments(by=held.team.manager, round=one, subject=held.team.activity.subjects.get())
    with told() as sent:
        close_round(by=held.team.lead, round=one)
    assert [(to, "is closed" in body) for to, body in sent] == [([held.team.manager.email], True)]


def test_the_lead_is_told_of_the_first_comment_of_a_service_and_not_of_each(held: Judged, told: Told) -> None:
    one = round_of(held)
    with told() as sent:
        said(held, one)
        said(held, one, at=1)
    ((to, body),) = sent
    assert to == [held.team.lead.email]
    assert f"/accuracy/{one.key}/" in body
    assert "June" not in body


def test_the_lead_is_told_when_a_service_has_finished_and_what_is_left(held: Judged, told: Told) -> None:
    one = round_of(held)
    said(held, one)
    with told() as sent:
        finish_comments(by=held.team.manager, round=one, subject=held.team.activity.subjects.get())
    assert [(to, "1 comment still to be answered." in body) for to, body in sent] == [
        ([held.team.lead.email], True)
    ]


def test_the_lead_is_told_once_that_the_day_has_passed_and_again_after_leave(
    held: Judged, told: Told
) -> None:
    one = round_of(held)
    with told() as sent:
        tell_of_rounds_over(one.comment_by)
    assert sent == []
    with told() as sent:
        for _ in range(3):
            tell_of_rounds_over(over(one))
    assert [(to, f"over on {day(one.comment_by)}" in body) for to, body in sent] == [
        ([held.team.lead.email], True)
    ]
    until = one.comment_by + timedelta(days=7)
    give_leave(by=held.team.lead, round=one, until_on=until, why="Staff are on leave.")
    with told() as sent:
        tell_of_rounds_over(until)
        tell_of_rounds_over(until + timedelta(days=1))
        tell_of_rounds_over(until + timedelta(days=2))
    assert [body.count(f"over on {day(until)}") for _, body in sent] == [1]


def test_of_a_round_that_is_closed_nobody_is_told_that_its_day_has_passed(held: Judged, told: Told) -> None:
    one = round_of(held)
    answer(by=held.team.lead, comment=said(held, one), outcome="accepted", text="It is put right.")
    finish_comments(by=held.team.manager, round=one, subject=held.team.activity.subjects.get())
    close_round(by=held.team.lead, round=one)
    with told() as sent:
        tell_of_rounds_over(over(one))
    assert sent == []


def test_without_a_mail_server_nobody_is_told_and_nothing_is_noted(
    held: Judged, told: Told, settings: Any
) -> None:
    settings.HAS_MAIL = False
    with told() as sent:
        one = round_of(held)
        said(held, one)
        tell_of_rounds_over(over(one))
    assert (sent, Round.objects.get().told_over) == ([], None)


def test_a_lead_who_has_left_the_team_is_told_nothing(held: Judged, told: Told) -> None:
    one = round_of(held)
    lead = Member.objects.get(activity=held.team.activity, account=held.team.lead)
    lead.left_at = one.opened_at
    lead.save(update_fields=["left_at"])
    with told() as sent:
        said(held, one)
    assert sent == []


def test_a_day_is_told_by_the_days_work() -> None:
    from plumbline_web.timetable import EACH_DAY

    assert tell_of_rounds_over in EACH_DAY
