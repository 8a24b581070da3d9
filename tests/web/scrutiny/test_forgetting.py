"""What an activity holds of cases goes when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from factories.draws import in_draw
from plumbline.scrutiny.certificate import hash_of
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions.draws import drop_record
from plumbline_web.scrutiny.actions.forgetting import activities_over_retention, forget_references
from plumbline_web.scrutiny.models import Draw

pytestmark = pytest.mark.django_db


def ended(team: Team) -> Draw:
    """A drawn sample with a replacement, of an activity that ended 800 days ago."""
    draw = in_draw(team)
    drop_record(by=team.lead, record=draw.records.first(), reason="empty", why="Nothing on Rsu000.")
    team.activity.closed_at = timezone.now() - timedelta(days=800)
    team.activity.save()
    return draw


def test_an_activity_that_ended_long_ago_is_over_its_time() -> None:
    team = inspection()
    ended(team)
    assert activities_over_retention(today()) == [team.activity]


def test_one_that_has_not_ended_is_not() -> None:
    team = inspection()
    in_draw(team)
    assert activities_over_retention(today()) == []


def test_no_reference_stays_anywhere(django_capture_on_commit_callbacks) -> None:
    team = inspection()
    draw = ended(team)
    names = list(draw.records.values_list("record_id", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        forget_references(by=None, activity=team.activity)
    draw = Draw.objects.get(pk=draw.pk)
    held = f"{draw.certificate}{draw.plan}{list(draw.records.values())}"
    assert ([name for name in names if name in held], draw.folder.exists()) == ([], False)


def test_the_certificate_stays_with_its_keys_and_the_hash_it_had() -> None:
    team = inspection()
    draw = ended(team)
    before = Draw.objects.get(pk=draw.pk).certificate
    forget_references(by=None, activity=team.activity)
    after = Draw.objects.get(pk=draw.pk)
    assert (
        [one["key"] for one in after.certificate["sample"]],
        after.plan["certificate_before"],
        hash_of(after.certificate),
    ) == (
        [one["key"] for one in before["sample"]],
        before["certificate_sha256"],
        after.certificate["certificate_sha256"],
    )


def test_once_forgotten_it_is_not_done_again() -> None:
    team = inspection()
    ended(team)
    forget_references(by=None, activity=team.activity)
    assert activities_over_retention(today()) == []
