"""Files of evidence go when an activity has long ended; what was found from them stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from factories.evidence import piece, sent, upload
from plumbline.calendars import add_months
from plumbline_web.audit.models import Event
from plumbline_web.evidence.actions import receive_file
from plumbline_web.evidence.actions.forgetting import evidence_over_retention, forget_files
from plumbline_web.people.queries import today
from web.evidence.asking import address, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """An inspection with a document and something that was sent and never taken in."""
    made = inspection(readers=1)
    file = receive_file(by=made.lead, activity=made.activity, upload=upload())
    piece(made, file=file, says="Plans are in use.")
    sent(made, says="A letter with much in it.")
    return made


def ended(team: Team, on: date) -> None:
    team.activity.state = "stopped"
    team.activity.closed_at = timezone.make_aware(datetime(on.year, on.month, on.day, 12))
    team.activity.closed_by = team.lead
    team.activity.save()


def test_nothing_goes_of_an_activity_under_way(team: Team) -> None:
    assert evidence_over_retention(today() + timedelta(days=10_000)) == []


def test_files_go_on_the_day_their_time_is_over_and_not_before(team: Team) -> None:
    ended(team, date(2026, 3, 31))
    over = add_months(date(2026, 3, 31), team.body.retention_months)
    assert evidence_over_retention(over - timedelta(days=1)) == []
    assert evidence_over_retention(over) == [team.activity]


def test_the_bytes_go_and_what_was_found_stays(team: Team, django_capture_on_commit_callbacks) -> None:
    kept = team.activity.pieces.get(taken_at__isnull=False)
    path = kept.attachment.path
    ended(team, date(2026, 3, 31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_files(by=None, activity=team.activity) == 2
    kept.refresh_from_db()
    assert not path.exists()
    assert kept.says == "Plans are in use."
    assert kept.attachment.sha256
    assert team.activity.pieces.get(taken_at=None).says == ""
    assert Event.objects.get(act="removed files of evidence").details == {"files": 2}


def test_the_page_says_that_the_file_is_gone(team: Team, django_capture_on_commit_callbacks) -> None:
    kept = team.activity.pieces.get(taken_at__isnull=False)
    ended(team, date(2026, 3, 31))
    with django_capture_on_commit_callbacks(execute=True):
        forget_files(by=None, activity=team.activity)
    browser = signed_in(team.lead)
    assert "when its time was over" in text(browser.get(address("piece", team, key=kept.key)))
    assert browser.get(address("file", team, key=kept.key)).status_code == 404


def test_what_is_gone_is_not_asked_for_again(team: Team) -> None:
    ended(team, date(2026, 3, 31))
    forget_files(by=None, activity=team.activity)
    assert evidence_over_retention(date(2099, 1, 1)) == []
