"""The calendar of a service's own audits: done against due, and each opened with one press."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.site import council, national, person
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    end_calendar,
    open_audit,
    set_calendar,
    stop_activity,
)
from plumbline_web.scrutiny.calendars import counted, periods_of, shown_of
from plumbline_web.scrutiny.models import Activity, AuditCalendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def manager(here: Organisation) -> Account:
    return person(here, "service_manager")


@pytest.fixture
def calendar(here: Organisation, manager: Account) -> AuditCalendar:
    """A monthly audit since January 2026, due 15 working days after each month."""
    return set_calendar(
        by=manager,
        organisation=here,
        template_code="monthly_audit",
        title="Monthly audit",
        every="month",
        from_on=date(2026, 1, 1),
        due_after=15,
    )


def told(calendar: AuditCalendar, on: date) -> list[tuple[str, str]]:
    return [(one.period.name, one.words) for one in periods_of(calendar, on)]


def done(audit: Activity, on: date) -> None:
    audit.state = "closed"
    audit.closed_at = timezone.make_aware(timezone.datetime(on.year, on.month, on.day, 12))
    audit.save()


def test_a_period_is_due_so_many_working_days_after_its_end(calendar: AuditCalendar) -> None:
    assert periods_of(calendar, date(2026, 1, 31))[0].period.due_on == date(2026, 2, 20)


def test_each_period_that_has_begun_says_how_it_stands_the_latest_first(
    calendar: AuditCalendar, manager: Account
) -> None:
    for month, on in ((1, date(2026, 2, 20)), (2, date(2026, 3, 30))):
        done(open_audit(by=manager, calendar=calendar, period_from=date(2026, month, 1)), on)
    open_audit(by=manager, calendar=calendar, period_from=date(2026, 4, 1))
    assert told(calendar, date(2026, 5, 4)) == [
        ("May 2026", "Not due yet"),
        ("April 2026", "Under way"),
        ("March 2026", "Overdue"),
        ("February 2026", "Done late"),
        ("January 2026", "Done in time"),
    ]


def test_done_is_counted_of_what_was_due(calendar: AuditCalendar, manager: Account) -> None:
    done(open_audit(by=manager, calendar=calendar, period_from=date(2026, 1, 1)), date(2026, 3, 30))
    assert counted(periods_of(calendar, date(2026, 4, 30))) == "1 of 3 done, 1 of them late."
    assert counted([]) == "None is due yet."


def test_an_audit_under_way_past_its_day_is_overdue(calendar: AuditCalendar, manager: Account) -> None:
    open_audit(by=manager, calendar=calendar, period_from=date(2026, 1, 1))
    assert told(calendar, date(2026, 2, 21))[-1] == ("January 2026", "Under way, overdue")


def test_an_audit_that_was_stopped_counts_for_nothing_and_can_be_opened_anew(
    calendar: AuditCalendar, manager: Account
) -> None:
    first = open_audit(by=manager, calendar=calendar, period_from=date(2026, 1, 1))
    stop_activity(by=manager, activity=first, why="The wrong month")
    assert told(calendar, date(2026, 3, 1))[-1] == ("January 2026", "Overdue")
    second = open_audit(by=manager, calendar=calendar, period_from=date(2026, 1, 1))
    assert second.pk != first.pk


def test_an_audit_knows_its_period_and_looks_at_the_service_itself(
    calendar: AuditCalendar, manager: Account, here: Organisation
) -> None:
    made = open_audit(by=manager, calendar=calendar, period_from=date(2026, 2, 1))
    assert (made.title, made.due_on) == ("Monthly audit, February 2026", date(2026, 3, 20))
    assert [one.organisation for one in made.subjects.all()] == [here]


def test_a_period_has_one_audit(calendar: AuditCalendar, manager: Account) -> None:
    open_audit(by=manager, calendar=calendar, period_from=date(2026, 2, 1))
    with pytest.raises(ScrutinyRefused, match="February 2026 is open already"):
        open_audit(by=manager, calendar=calendar, period_from=date(2026, 2, 1))


@pytest.mark.parametrize("period", [date(2025, 12, 1), date(2026, 1, 2), date(2999, 1, 1)])
def test_a_period_that_is_not_in_the_calendar_has_no_audit(
    calendar: AuditCalendar, manager: Account, period: date
) -> None:
    with pytest.raises(ScrutinyRefused, match="no such period"):
        open_audit(by=manager, calendar=calendar, period_from=period)


def test_an_ended_calendar_keeps_what_was_due_before(calendar: AuditCalendar, manager: Account) -> None:
    end_calendar(by=manager, calendar=calendar, on=date(2026, 3, 10))
    calendar.refresh_from_db()
    assert told(calendar, date(2026, 6, 1)) == [("February 2026", "Overdue"), ("January 2026", "Overdue")]
    with pytest.raises(ScrutinyRefused, match="ended on 10 March 2026 already"):
        end_calendar(by=manager, calendar=calendar, on=date(2026, 4, 1))


def test_only_a_services_own_audit_stands_in_a_calendar(here: Organisation, manager: Account) -> None:
    for code in ("cpo_inspection", "no_such"):
        with pytest.raises(ScrutinyRefused, match="own audit"):
            set_calendar(
                by=manager,
                organisation=here,
                template_code=code,
                title="x",
                every="month",
                from_on=today(),
                due_after=1,
            )


def test_of_a_long_calendar_the_latest_are_shown_and_all_that_is_overdue(calendar: AuditCalendar) -> None:
    periods = periods_of(calendar, date(2028, 1, 10))
    assert (len(periods), len(shown_of(periods))) == (25, 25)


def test_on_the_page_a_calendar_is_set_and_an_audit_opened(
    client: Client, here: Organisation, manager: Account
) -> None:
    client.force_login(manager)
    page = reverse("scrutiny:audits", args=[here.slug])
    given = {"kind": "monthly_audit", "title": "Audit", "every": "month", "due_after": "10"}
    first = today().replace(day=1)
    client.post(page, given | {"set": "yes", "from_on": f"{first:%d/%m/%Y}"})
    made = AuditCalendar.objects.get()
    answer = client.post(page, {"calendar": made.key, "open": first.isoformat()})
    audit = Activity.objects.get()
    assert answer["Location"] == reverse("scrutiny:activity", args=[here.slug, audit.key])
    assert "0 overdue" not in client.get(reverse("scrutiny:activities", args=[here.slug])).content.decode()


@pytest.mark.parametrize("sent", [{"open": "nonsense"}, {"open": "2026-01-02"}])
def test_a_press_on_nothing_says_so(
    client: Client, here: Organisation, manager: Account, calendar: AuditCalendar, sent: dict[str, str]
) -> None:
    client.force_login(manager)
    page = reverse("scrutiny:audits", args=[here.slug])
    answer = client.post(page, {"calendar": calendar.key, **sent}, follow=True)
    assert "There is no such period in this calendar." in answer.content.decode()


def test_a_calendar_of_another_organisation_is_not_found(client: Client, calendar: AuditCalendar) -> None:
    body = national()
    client.force_login(person(body, "lead_inspector"))
    page = reverse("scrutiny:audits", args=[body.slug])
    for sent in ({"end": calendar.key}, {"calendar": calendar.key, "open": "2026-01-01"}, {"end": "\x00"}):
        assert client.post(page, sent).status_code == 404


def test_a_team_leader_sees_the_calendar_and_changes_nothing(
    client: Client, here: Organisation, calendar: AuditCalendar
) -> None:
    client.force_login(person(here, "team_leader", teams=["North"]))
    page = reverse("scrutiny:audits", args=[here.slug])
    assert "Monthly audit" in client.get(page).content.decode()
    assert client.post(page, {"end": calendar.key}).status_code == 403
    assert AuditCalendar.objects.get().ended_on is None


def test_overdue_audits_are_said_on_the_page_of_scrutiny(
    client: Client, here: Organisation, manager: Account
) -> None:
    before = today() - timedelta(days=120)
    set_calendar(
        by=manager,
        organisation=here,
        template_code="monthly_audit",
        title="Audit",
        every="month",
        from_on=before.replace(day=1),
        due_after=1,
    )
    client.force_login(manager)
    page = client.get(reverse("scrutiny:activities", args=[here.slug])).content.decode()
    assert "overdue</strong>" in page
