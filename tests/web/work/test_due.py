"""The work list: whose duties, in which order, and what is put aside by whom."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.site import ELSEWHERE, council, person, run_of
from plumbline.measures import due_list, open_run
from plumbline_web.audit.models import Event
from plumbline_web.measure.models import Snooze
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.records.models import Run
from plumbline_web.work.actions import CannotBePutAside, decide_snooze, end_snooze, put_aside
from plumbline_web.work.listing import Due, due_seen
from plumbline_web.work.queries import work_list
from plumbline_web.work.rules import MOST_DAYS, why_not

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    return council()


@pytest.fixture
def run(here: Organisation, extract: Path) -> Run:
    return run_of(here, person(here, "information_lead"), extract)


@pytest.fixture
def manager(here: Organisation) -> Account:
    return person(here, "service_manager")


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def first(run: Run, account: Account) -> Due:
    return due_seen(run, access(account, run.organisation))[0]


def test_the_list_is_that_of_the_core_in_its_order(run: Run, manager: Account) -> None:
    core = due_list(open_run(run.folder / "run"), within=20)
    seen = due_seen(run, access(manager, run.organisation))
    assert [(one.case_id, one.standard, one.occurrence) for one in seen] == [
        (row.case_id, row.standard, row.occurrence)
        for row in (*core.due_soon, *core.overdue, *core.long_overdue)
    ]


def test_the_sections_hold_what_falls_due_within_ten_working_days_as_the_core_says(
    run: Run, manager: Account
) -> None:
    core = due_list(open_run(run.folder / "run"), within=10)
    found = work_list(run, access(manager, run.organisation), on=today())
    assert found.now.count + found.soon.count == len(core.due_soon)
    assert found.overdue.count + found.over.count == len(core.overdue)
    assert found.abandoned.count == len(core.long_overdue)


def test_a_team_leader_sees_the_duties_of_the_own_teams_alone(run: Run, manager: Account) -> None:
    team = next(one.team for one in due_seen(run, access(manager, run.organisation)) if one.team)
    leader = person(run.organisation, "team_leader", teams=[team])
    assert {one.team for one in due_seen(run, access(leader, run.organisation))} == {team}


def test_a_practitioner_sees_the_own_duties_alone(run: Run, manager: Account) -> None:
    worker = next(one.worker_id for one in due_seen(run, access(manager, run.organisation)) if one.worker_id)
    practitioner = person(run.organisation, "practitioner", workers=[worker])
    seen = due_seen(run, access(practitioner, run.organisation))
    assert {one.worker_id for one in seen} == {worker}


def test_a_practitioner_without_a_worker_name_sees_no_duty(run: Run) -> None:
    assert due_seen(run, access(person(run.organisation, "practitioner"), run.organisation)) == []


def test_a_board_reader_is_refused(run: Run) -> None:
    assert of(person(run.organisation, "board_reader")).get("/o/ashmarrow/due/").status_code == 403


def test_somebody_of_another_council_is_told_that_there_is_no_such_place(run: Run) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    assert of(person(there, "service_manager")).get("/o/ashmarrow/due/").status_code == 404


def test_without_a_run_the_page_says_what_will_be_here(here: Organisation, manager: Account) -> None:
    assert "There is no work list yet" in of(manager).get("/o/ashmarrow/due/").content.decode()


def test_who_may_approve_puts_aside_at_once(run: Run, manager: Account) -> None:
    duty = first(run, manager)
    of(manager).post(
        "/o/ashmarrow/due/aside/",
        {"duty": duty.duty_key, "reason": "in_custody", "until": str(today() + timedelta(days=7))},
    )
    found = work_list(run, access(manager, run.organisation), on=today())
    assert [one.duty for one, _ in found.aside] == [duty.duty]


def test_a_duty_put_aside_is_back_after_its_day(run: Run, manager: Account) -> None:
    duty, until = first(run, manager), today() + timedelta(days=7)
    put_aside(by=access(manager, run.organisation), duties=[duty], reason="in_custody", until=until)
    seen = access(manager, run.organisation)
    assert len(work_list(run, seen, on=until).aside) == 1
    assert len(work_list(run, seen, on=until + timedelta(days=1)).aside) == 0


def test_a_practitioner_asks_and_the_duty_stays_on_the_list_until_somebody_approves(
    run: Run, manager: Account
) -> None:
    worker = next(one.worker_id for one in due_seen(run, access(manager, run.organisation)) if one.worker_id)
    practitioner = access(person(run.organisation, "practitioner", workers=[worker]), run.organisation)
    duty = due_seen(run, practitioner)[0]
    (asked,) = put_aside(
        by=practitioner, duties=[duty], reason="with_court", until=today() + timedelta(days=3)
    )
    seen = access(manager, run.organisation)
    before = work_list(run, seen, on=today())
    decide_snooze(by=seen, snooze=asked, approve=True)
    after = work_list(run, seen, on=today())
    assert ([one.duty for one, _ in before.asked], before.aside) == ([duty.duty], ())
    assert [one.duty for one, _ in after.aside] == [duty.duty]


def test_the_page_takes_as_many_queries_for_three_put_aside_and_three_asked_for_as_for_one(
    run: Run, manager: Account
) -> None:
    seen = access(manager, run.organisation)
    everything = due_seen(run, seen)
    worker = next(one.worker_id for one in everything if one.worker_id)
    practitioner = access(person(run.organisation, "practitioner", workers=[worker]), run.organisation)
    own = due_seen(run, practitioner)[:3]
    others = [one for one in everything if one.duty not in {mine.duty for mine in own}][:3]
    until, browser, numbers = today() + timedelta(days=3), of(manager), []
    for many in (1, 3):
        put_aside(by=practitioner, duties=own[:many], reason="with_court", until=until)
        put_aside(by=seen, duties=others[:many], reason="in_custody", until=until)
        browser.get("/o/ashmarrow/due/")
        with CaptureQueriesContext(connection) as asked:
            found = browser.get("/o/ashmarrow/due/").context["found"]
        numbers.append((len(found.aside), len(found.asked), len(asked)))
    assert numbers == [(1, 1, numbers[0][2]), (3, 3, numbers[0][2])]


def test_a_practitioner_cannot_approve(run: Run, manager: Account) -> None:
    worker = next(one.worker_id for one in due_seen(run, access(manager, run.organisation)) if one.worker_id)
    account = person(run.organisation, "practitioner", workers=[worker])
    practitioner = access(account, run.organisation)
    (asked,) = put_aside(
        by=practitioner,
        duties=due_seen(run, practitioner)[:1],
        reason="with_court",
        until=today() + timedelta(days=3),
    )
    answer = of(account).post("/o/ashmarrow/due/aside/", {"decide": asked.key, "what": "approve"})
    asked.refresh_from_db()
    assert (answer.status_code, asked.approved) == (403, None)


def test_a_duty_of_another_team_cannot_be_put_aside(run: Run, manager: Account) -> None:
    everything = due_seen(run, access(manager, run.organisation))
    teams = sorted({one.team for one in everything if one.team})
    leader = person(run.organisation, "team_leader", teams=[teams[0]])
    other = next(one for one in everything if one.team == teams[1])
    answer = of(leader).post(
        "/o/ashmarrow/due/aside/",
        {"duty": other.duty_key, "reason": "in_custody", "until": str(today() + timedelta(days=7))},
    )
    assert (answer.status_code, Snooze.objects.count()) == (422, 0)


def test_another_teams_snooze_cannot_be_ended(run: Run, manager: Account) -> None:
    everything = due_seen(run, access(manager, run.organisation))
    teams = sorted({one.team for one in everything if one.team})
    duty = next(one for one in everything if one.team == teams[1])
    (aside,) = put_aside(
        by=access(manager, run.organisation),
        duties=[duty],
        reason="in_custody",
        until=today() + timedelta(days=7),
    )
    leader = person(run.organisation, "team_leader", teams=[teams[0]])
    answer = of(leader).post("/o/ashmarrow/due/aside/", {"decide": aside.key, "what": "end"})
    aside.refresh_from_db()
    assert (answer.status_code, aside.ended_at) == (403, None)


def test_putting_aside_again_ends_the_former_snooze(run: Run, manager: Account) -> None:
    seen, duty = access(manager, run.organisation), first(run, manager)
    for days in (3, 9):
        put_aside(by=seen, duties=[duty], reason="transfer", until=today() + timedelta(days=days))
    assert [one.ended_at is None for one in Snooze.objects.order_by("id")] == [False, True]


def test_a_snooze_that_is_decided_cannot_be_decided_again(run: Run, manager: Account) -> None:
    seen = access(manager, run.organisation)
    (made,) = put_aside(
        by=seen, duties=[first(run, manager)], reason="transfer", until=today() + timedelta(days=3)
    )
    with pytest.raises(CannotBePutAside, match="decided already"):
        decide_snooze(by=seen, snooze=made, approve=False)


def test_a_duty_can_be_put_back_before_its_day(run: Run, manager: Account) -> None:
    seen = access(manager, run.organisation)
    (made,) = put_aside(
        by=seen, duties=[first(run, manager)], reason="transfer", until=today() + timedelta(days=3)
    )
    end_snooze(by=seen, snooze=made)
    assert work_list(run, seen, on=today()).aside == ()


def test_each_act_leaves_an_event_without_a_case_reference(run: Run, manager: Account) -> None:
    seen, duty = access(manager, run.organisation), first(run, manager)
    put_aside(by=seen, duties=[duty], reason="transfer", until=today() + timedelta(days=3))
    event = Event.objects.get(act="put duties aside")
    assert duty.case_id not in f"{event.subject} {event.details}"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Choose a day after today."),
        (1, ""),
        (MOST_DAYS, ""),
        (
            MOST_DAYS + 1,
            f"Choose a day within the next {MOST_DAYS} days; you can put it aside again then.",
        ),
    ],
)
def test_how_long_a_duty_can_be_put_aside(days: int, said: str) -> None:
    assert why_not(date(2026, 4, 1) + timedelta(days=days), date(2026, 4, 1)) == said


def test_the_list_as_a_file_has_every_duty(run: Run, manager: Account) -> None:
    text = of(manager).get("/o/ashmarrow/due/list.csv").content.decode()
    assert text.count("\n") == 1 + len(due_seen(run, access(manager, run.organisation)))


def test_a_practitioner_cannot_take_the_list_away(run: Run) -> None:
    practitioner = person(run.organisation, "practitioner", workers=["W1"])
    assert of(practitioner).get("/o/ashmarrow/due/list.csv").status_code == 403


def test_the_parts_of_the_page_share_out_the_list_of_the_core(run: Run, manager: Account) -> None:
    found = work_list(run, access(manager, run.organisation), on=today())
    core = due_list(open_run(run.folder / "run"), within=10)
    tomorrow = due_list(open_run(run.folder / "run"), within=1)
    assert [one.case_id for one in found.now.rows] == [row.case_id for row in tomorrow.due_soon]
    assert {one.can_still_be_done for one in found.overdue.rows} == {True}
    assert {one.can_still_be_done for one in found.over.rows} == {False}
    assert [one.case_id for one in found.abandoned.rows] == [row.case_id for row in core.long_overdue]


def test_of_each_part_the_first_rows_are_given_and_all_are_counted(run: Run, manager: Account) -> None:
    seen = access(manager, run.organisation)
    whole, short = work_list(run, seen, on=today()), work_list(run, seen, on=today(), most=2)
    assert short.soon.rows == whole.soon.rows[:2]
    assert (short.soon.count, short.weeks) == (whole.soon.count, whole.weeks)


def test_a_snooze_of_another_occurrence_leaves_the_duty_where_it_is(run: Run, manager: Account) -> None:
    seen, duty = access(manager, run.organisation), first(run, manager)
    (made,) = put_aside(by=seen, duties=[duty], reason="transfer", until=today() + timedelta(days=3))
    made.occurrence += 1000
    made.save()
    found = work_list(run, seen, on=today())
    assert (found.aside, found.asked) == ((), ())


def test_many_workers_are_offered_once_a_team_is_chosen(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = next(one.team_key for one in due_seen(run, access(manager, run.organisation)) if one.team)
    monkeypatch.setattr("plumbline_web.work.forms.MOST_WORKERS", 1)
    browser = of(manager)
    of_all = browser.get("/o/ashmarrow/due/").context["filter_form"]
    of_team = browser.get(f"/o/ashmarrow/due/?team={team}").context["filter_form"]
    assert ("worker" in of_all.fields, len(of_team.fields["worker"].choices) > 1) == (False, True)
    assert of_all.fields["team"].help_text == "Choose a team to choose one of its workers then."


def test_a_worker_in_the_address_is_named_in_the_filter_also_among_many(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbline_web.work.forms.MOST_WORKERS", 1)
    one = next(one for one in due_seen(run, access(manager, run.organisation)) if one.worker_id)
    form = of(manager).get(f"/o/ashmarrow/due/?worker={one.worker_key}").context["filter_form"]
    assert form.fields["worker"].choices == [("", "All"), (one.worker_key, one.worker_id)]
    assert form.is_valid()
