"""What was written freely about a duty or a chart goes when its time is over; that it was there stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.site import council, person
from plumbline_web.audit.models import Event
from plumbline_web.measure.forgetting import forget_words
from plumbline_web.measure.models import ChartNote, ReasonNote, Snooze
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.timetable import on_day

pytestmark = pytest.mark.django_db
DUTY = {"case_key": "0123456789abcdef", "standard": "cpo_review", "occurrence": 1}
MADE = timezone.make_aware(timezone.datetime(2026, 1, 31, 12))


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def by(here: Organisation) -> Account:
    return person(here, "service_manager")


def reason(here: Organisation, by: Account, **changed: object) -> ReasonNote:
    made = ReasonNote.objects.create(
        organisation=here, reason="illness", text="Words", by=by, **DUTY, **changed
    )
    ReasonNote.objects.filter(pk=made.pk).update(at=MADE)
    return made


def aside(here: Organisation, by: Account, **changed: object) -> Snooze:
    made = Snooze.objects.create(
        organisation=here,
        reason="planned",
        text="Words",
        until_on=date(2026, 2, 5),
        asked_by=by,
        **DUTY,
        **changed,
    )
    Snooze.objects.filter(pk=made.pk).update(asked_at=MADE)
    return made


@pytest.mark.parametrize("written", [reason, aside])
def test_words_are_kept_as_long_as_case_rows_and_no_longer(
    written: object, here: Organisation, by: Account
) -> None:
    here.retention_months = 1
    one = written(here, by)
    assert forget_words(by=None, organisation=here, on=date(2026, 2, 27)) == 0
    assert forget_words(by=None, organisation=here, on=date(2026, 2, 28)) == 1
    one.refresh_from_db()
    assert (one.text, bool(one.reason)) == ("", True)


def test_words_that_were_taken_back_go_the_next_day(here: Organisation, by: Account) -> None:
    kept = [
        reason(here, by, removed_at=MADE, removed_by=by),
        aside(here, by, ended_at=MADE, ended_by=by),
        ChartNote.objects.create(
            organisation=here,
            standard="cpo_review",
            period="2026-01",
            text="Words",
            by=by,
            removed_at=MADE,
            removed_by=by,
        ),
    ]
    assert forget_words(by=None, organisation=here, on=date(2026, 1, 31)) == 0
    assert forget_words(by=None, organisation=here, on=date(2026, 2, 1)) == 3
    for one in kept:
        one.refresh_from_db()
    assert [one.text for one in kept] == ["", "", ""]


def test_a_note_on_a_chart_stays_with_the_figures_that_it_explains(here: Organisation, by: Account) -> None:
    ChartNote.objects.create(
        organisation=here, standard="cpo_review", period="2026-01", text="Two posts vacant", by=by
    )
    assert forget_words(by=None, organisation=here, on=today() + timedelta(days=4000)) == 0


def test_each_day_does_it_for_every_organisation_and_the_trail_counts_it(
    here: Organisation, by: Account
) -> None:
    reason(here, by)
    aside(council("Brackenmoor", "S12000002"), by)
    on_day(today() + timedelta(days=800))
    events = Event.objects.filter(act="forgot what was written").order_by("organisation")
    assert [(one.organisation, one.details) for one in events] == [
        ("ashmarrow", {"texts": 1}),
        ("brackenmoor", {"texts": 1}),
    ]
