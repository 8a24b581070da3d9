"""The weekly digest: to whom, when, what it says, and what it never says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from factories.site import ELSEWHERE, council, national, person, run_of
from plumbline_web.audit.models import Event
from plumbline_web.measure.models import Digest
from plumbline_web.measure.preparing import shown
from plumbline_web.people.actions import close_account, give_role, open_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import Access, access, today
from plumbline_web.records.actions import load_extract
from plumbline_web.records.models import Run
from plumbline_web.timetable import EACH_DAY
from plumbline_web.work import digest as digests
from plumbline_web.work.digest import BETTER, OTHER, WORSE, send_weekly, what_to_say
from plumbline_web.work.listing import due_seen

pytestmark = pytest.mark.django_db
PAGE = "/o/ashmarrow/digest/"
MONDAY = today() + timedelta(days=7 - today().weekday())
"""The next one: roles in these tests begin today."""
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> Any:
    """A site with a mail server; what it sends is in mail.outbox."""
    settings.HAS_MAIL = True
    return settings


@pytest.fixture
def here() -> Organisation:
    """A council."""
    return council()


@pytest.fixture
def lead(here: Organisation) -> Account:
    """Who loads its records."""
    return person(here, "information_lead")


@pytest.fixture
def run(here: Organisation, lead: Account, extract: Path) -> Run:
    """Its run."""
    return run_of(here, lead, extract)


@pytest.fixture
def manager(here: Organisation) -> Account:
    """Who sees the whole service."""
    return person(here, "service_manager")


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def sent_to(account: Account) -> list[Any]:
    return [one for one in mail.outbox if one.to == [account.email]]


def body(account: Account) -> str:
    """What the one message to this person says."""
    (one,) = sent_to(account)
    return one.body


# To whom, and when


def test_it_is_among_each_days_work() -> None:
    assert send_weekly in EACH_DAY


def test_those_who_see_figures_get_it_and_nobody_else(run: Run, lead: Account, manager: Account) -> None:
    reader = person(run.organisation, "board_reader")
    person(run.organisation, "administrator")
    person(run.organisation, "partner_contributor")
    send_weekly(MONDAY)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.email for one in (lead, manager, reader))


def test_who_holds_two_roles_gets_one(run: Run, manager: Account) -> None:
    give_role(by=None, account=manager, organisation=run.organisation, role="analyst")
    send_weekly(MONDAY)
    assert len(sent_to(manager)) == 1


def test_a_digest_that_cannot_be_made_keeps_no_other_back(
    run: Run, lead: Account, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(seen: Access, *more: Any) -> Any:
        if seen.account == lead:
            raise RuntimeError("the pages of a run are gone")
        return what_to_say(seen, *more)

    monkeypatch.setattr(digests, "what_to_say", some)
    send_weekly(MONDAY)
    assert (len(sent_to(lead)), len(sent_to(manager))) == (0, 1)


def test_without_a_mail_server_nothing_is_sent_or_noted(run: Run, manager: Account, with_mail: Any) -> None:
    with_mail.HAS_MAIL = False
    send_weekly(MONDAY)
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_without_a_run_nothing_is_sent(here: Organisation, manager: Account) -> None:
    send_weekly(MONDAY)
    assert mail.outbox == []


def test_it_is_sent_once_a_week_however_often_the_day_is_done(run: Run, manager: Account) -> None:
    for days in (0, 0, 1, 6):
        send_weekly(MONDAY + timedelta(days=days))
    assert len(sent_to(manager)) == 1


def test_a_site_that_slept_on_monday_sends_it_on_tuesday(run: Run, manager: Account) -> None:
    send_weekly(MONDAY + timedelta(days=1))
    assert len(sent_to(manager)) == 1


def test_where_nothing_changed_nothing_is_sent_the_week_after(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    send_weekly(NEXT)
    assert len(sent_to(manager)) == 1


def test_a_new_run_with_the_same_words_is_not_sent_again(
    run: Run, lead: Account, manager: Account, extract: Path
) -> None:
    reader = person(run.organisation, "board_reader")
    send_weekly(MONDAY)
    run_of(run.organisation, lead, extract)
    send_weekly(NEXT)
    assert len(sent_to(reader)) == 1


def test_who_turned_it_off_gets_none(run: Run, manager: Account) -> None:
    of(manager).post(PAGE, {"wanted": "no"})
    send_weekly(MONDAY)
    assert sent_to(manager) == []


def test_a_closed_account_gets_none(run: Run, manager: Account) -> None:
    close_account(by=None, account=manager, organisation=run.organisation)
    send_weekly(MONDAY)
    assert sent_to(manager) == []


def test_who_looks_in_by_a_grant_gets_none(run: Run) -> None:
    body_of = national()
    inspector = person(body_of, "inspector")
    open_grant(
        by=person(run.organisation, "administrator"), owner=run.organisation, to=body_of, purpose="A visit",
        from_on=today(), until_on=today(),
    )  # fmt: skip
    send_weekly(today())
    assert sent_to(inspector) == []


def test_what_was_sent_is_written_into_the_trail(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    subjects = Event.objects.filter(act="sent digest").values_list("subject", flat=True)
    assert f"account:{manager.key}" in subjects


# A mail server that fails


def test_what_cannot_be_sent_is_tried_on_the_next_day(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", _refused)
        send_weekly(MONDAY)
    send_weekly(MONDAY + timedelta(days=1))
    assert len(sent_to(manager)) == 1


def test_a_server_that_cannot_be_reached_is_tried_on_the_next_day(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "open", _refused)
        send_weekly(MONDAY)
    send_weekly(MONDAY + timedelta(days=1))
    assert len(sent_to(manager)) == 1


def test_the_log_of_a_failure_names_no_address(
    run: Run, manager: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(EmailMultiAlternatives, "send", _refused)
    send_weekly(MONDAY)
    assert set(caplog.messages) == {
        "A digest could not be sent: ConnectionRefusedError. It is tried again tomorrow."
    }


def _refused(*arguments: object, **values: object) -> None:
    raise ConnectionRefusedError("isla@example.scot was refused")


# What it says


def test_the_first_one_says_what_needs_attention(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    titles = [one["title"] for one in shown(run)["front"]["look_first"]]
    assert [title for title in titles if f"- {title}\n" not in body(manager)] == []


def test_both_forms_say_the_same_lines(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    (one,) = sent_to(manager)
    lines = [line[2:] for line in one.body.splitlines() if line.startswith("- ")]
    assert [line for line in lines if f"<li>{line}</li>" not in one.alternatives[0][0]] == []


def test_it_leads_to_the_site_and_to_stopping_it(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    said = body(manager)
    assert ("http://127.0.0.1:8000/o/ashmarrow/\n" in said, f"http://127.0.0.1:8000{PAGE}\n" in said) == (
        True,
        True,
    )


def test_it_names_no_case_no_worker_and_no_team(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    rows = due_seen(run, access(manager, run.organisation))
    words = {word for one in rows for word in (one.case_id, one.case_key, one.worker_id, one.team) if word}
    titles = " ".join(one["title"] for one in shown(run)["standards"].values())  # "Unpaid work" is a team too
    assert [word for word in words if word in body(manager) and word not in titles] == []


def test_a_board_reader_is_told_of_no_duties(run: Run) -> None:
    reader = person(run.organisation, "board_reader")
    send_weekly(MONDAY)
    assert "Falls due" not in body(reader)


def test_a_team_leader_is_told_of_the_own_teams_alone(run: Run, manager: Account) -> None:
    team = next(one.team for one in due_seen(run, access(manager, run.organisation)) if one.team)
    leader = person(run.organisation, "team_leader", teams=[team])
    send_weekly(MONDAY)
    assert ("of your own teams" in body(leader), "of the whole service" in body(leader)) == (True, False)


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "No duties"), (1, "Fewer than 5 duties"), (4, "Fewer than 5 duties"), (5, "5 duties")],
)
def test_a_number_below_five_is_not_said(n: int, words: str) -> None:
    assert digests._some(n) == words


@pytest.mark.parametrize(
    ("then", "now", "way"),
    [
        (("done", "none"), ("not_done", "none"), WORSE),
        (("not_done", "none"), ("done", "none"), BETTER),
        (("done", "none"), ("done", "worse"), WORSE),
        (("not_done", "none"), ("not_done", "better"), BETTER),
        (("done", "none"), ("not_done", "better"), WORSE),
        (("not_done", "none"), ("done", "worse"), WORSE),
        (("unsaid", "none"), ("done", "none"), OTHER),
        (("done", "worse"), ("done", "none"), OTHER),
    ],
)
def test_a_change_is_for_the_worse_where_anything_is(
    then: tuple[str, str], now: tuple[str, str], way: str
) -> None:
    assert digests._way(then, now) == way


def facts(group: str, change: str) -> dict[str, Any]:
    """The facts of a run with one standard, as far as the digest reads them."""
    rows = [{"code": "a", "title": "First contact", "change": change, "rate": "43% (3 of 7)"}]
    return {"front": {"groups": [{"key": group, "rows": rows}], "look_first": []}}


def test_what_stands_otherwise_is_said_without_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"then": facts("done", "none"), "now": facts("not_done", "worse")}
    monkeypatch.setattr(digests, "shown", lambda run: held[run.key])
    found = digests._changes(SimpleNamespace(key="now"), SimpleNamespace(key="then"))
    assert found == {
        WORSE: [
            "First contact: now not done to standard, before done to standard; now worsening, before no "
            "real change."
        ]
    }


def test_what_stands_as_before_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "shown", lambda run: facts("done", "none"))
    assert digests._changes(SimpleNamespace(key="now"), SimpleNamespace(key="then")) == {}


def faulty(here: Organisation, lead: Account) -> None:
    """An extract that the check turns back."""
    load_extract(
        by=lead, organisation=here, files=[SimpleUploadedFile("orders.csv", b"order_id\nO1\n")], as_at=None
    )


def test_an_information_lead_is_told_of_an_extract_with_errors(run: Run, lead: Account) -> None:
    faulty(run.organisation, lead)
    send_weekly(MONDAY)
    assert "- 1 extract has errors." in body(lead)


def test_nobody_else_is_told_of_it(run: Run, lead: Account, manager: Account) -> None:
    faulty(run.organisation, lead)
    send_weekly(MONDAY)
    assert "has errors" not in body(manager)


def test_a_second_extract_with_errors_is_told_of_in_the_same_words(run: Run, lead: Account) -> None:
    send_weekly(MONDAY)
    for week in (1, 2):
        faulty(run.organisation, lead)
        send_weekly(MONDAY + timedelta(days=7 * week))
    assert [one.body.count("1 extract has errors.") for one in sent_to(lead)] == [0, 1, 1]


# The page


def test_the_page_shows_what_the_last_one_said(run: Run, manager: Account) -> None:
    send_weekly(MONDAY)
    (one,) = sent_to(manager)
    lines = [line[2:] for line in one.body.splitlines() if line.startswith("- ")]
    page = of(manager).get(PAGE).content.decode()
    assert [line for line in lines if f"<li>{line}</li>" not in page] == []


def test_before_the_first_the_page_says_so(manager: Account) -> None:
    assert "None has been sent to you yet" in of(manager).get(PAGE).content.decode()


def test_looking_at_the_page_changes_nothing(manager: Account) -> None:
    of(manager).get(PAGE)
    assert Digest.objects.count() == 0


@pytest.mark.parametrize(("wanted", "act"), [("no", "turned off digest"), ("yes", "turned on digest")])
def test_turning_it_on_or_off_is_written_into_the_trail(manager: Account, wanted: str, act: str) -> None:
    of(manager).post(PAGE, {"wanted": wanted})
    assert (Digest.objects.get().wanted, Event.objects.filter(act=act).count()) == (wanted == "yes", 1)


def test_turning_it_off_is_for_oneself_alone(manager: Account, lead: Account, run: Run) -> None:
    of(manager).post(PAGE, {"wanted": "no"})
    send_weekly(MONDAY)
    assert len(sent_to(lead)) == 1


def test_without_a_mail_server_the_page_says_so(manager: Account, with_mail: Any) -> None:
    with_mail.HAS_MAIL = False
    assert "No e-mail is sent from this site" in of(manager).get(PAGE).content.decode()


def test_a_partner_is_refused(here: Organisation) -> None:
    assert of(person(here, "partner_contributor")).get(PAGE).status_code == 403


def test_who_looks_in_by_a_grant_is_refused(here: Organisation) -> None:
    body_of = national()
    inspector = person(body_of, "inspector")
    open_grant(
        by=person(here, "administrator"), owner=here, to=body_of, purpose="A visit", from_on=today(),
        until_on=today(),
    )  # fmt: skip
    assert of(inspector).get(PAGE).status_code == 403


def test_somebody_of_another_council_finds_no_such_page(here: Organisation) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    assert of(person(there, "service_manager")).get(PAGE).status_code == 404
