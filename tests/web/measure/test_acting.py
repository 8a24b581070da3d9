"""What people add beside the figures: targets, notes on charts, notes of reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from factories.site import AS_AT, ELSEWHERE, council, person
from plumbline_web.audit.models import Event
from plumbline_web.measure.actions import add_chart_note, end_target, remove_chart_note, set_target
from plumbline_web.measure.models import ChartNote, ReasonNote, Target
from plumbline_web.measure.queries import cases
from plumbline_web.measure.rules import beside_target
from plumbline_web.measure.standing import targets_at
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.records.models import Run

from .conftest import HOSTILE

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
STANDARD = "/o/ashmarrow/standards/cpo_review/"
REASONS = "/o/ashmarrow/cases/reasons/"


def aim(by: Account, organisation: Organisation, at_least: float, from_on: date) -> Target:
    return set_target(
        by=by,
        organisation=organisation,
        standard="cpo_review",
        at_least=at_least,
        approaching=at_least - 0.1,
        from_on=from_on,
    )


@pytest.mark.parametrize(
    ("rate", "where"),
    [(0.9, "reaches"), (0.8999, "approaches"), (0.8, "approaches"), (0.7999, "below"), (None, "")],
)
def test_a_rate_stands_beside_its_target_by_its_exact_value(rate: float | None, where: str) -> None:
    assert beside_target(rate, 0.9, 0.8) == where


def test_the_target_of_a_run_is_the_one_that_began_last_by_its_day(
    run: Run, here: Organisation, manager: Account
) -> None:
    aim(manager, here, 0.7, AS_AT - timedelta(days=400))
    expected = aim(manager, here, 0.8, AS_AT)
    aim(manager, here, 0.9, AS_AT + timedelta(days=1))
    assert targets_at(run)["cpo_review"] == expected


def test_an_ended_target_still_stands_beside_the_runs_of_its_time(
    run: Run, here: Organisation, manager: Account
) -> None:
    target = end_target(by=manager, target=aim(manager, here, 0.8, AS_AT))
    assert targets_at(run)["cpo_review"] == target


def test_a_target_is_set_on_its_page_and_said_on_the_overview(
    run: Run, manager: Account, browse: Browse
) -> None:
    browser = browse(manager)
    posted = {"at_least": "95", "approaching": "0", "from_on": "31/03/2026"}
    assert browser.post(f"{STANDARD}targets/", posted).status_code == 302
    made = Target.objects.get()
    assert (made.at_least, made.approaching, made.from_on) == (0.95, 0.0, AS_AT)
    assert "approaching the target" in browser.get("/o/ashmarrow/").content.decode()
    assert Event.objects.get(act="set target").details["at_least"] == 0.95


def test_an_approaching_band_above_the_target_is_an_error_at_its_field(
    run: Run, manager: Account, browse: Browse
) -> None:
    posted = {"at_least": "80", "approaching": "90", "from_on": "31/03/2026"}
    answer = browse(manager).post(f"{STANDARD}targets/", posted)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["approaching"])
    assert not Target.objects.exists()


def test_only_a_service_manager_sets_targets(run: Run, here: Organisation, browse: Browse) -> None:
    for role in ("team_leader", "board_reader", "analyst"):
        assert browse(person(here, role)).get(f"{STANDARD}targets/").status_code == 403


def test_another_organisations_target_cannot_be_ended(run: Run, manager: Account, browse: Browse) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    target = aim(person(there, "service_manager"), there, 0.8, AS_AT)
    assert browse(manager).post(f"{STANDARD}targets/", {"end": target.pk}).status_code == 404
    assert Target.objects.get().ended_at is None


def test_a_note_stands_under_the_chart_in_it_and_in_its_table(
    run: Run, manager: Account, here: Organisation, browse: Browse
) -> None:
    leader = browse(person(here, "team_leader"))
    leader.post(f"{STANDARD}notes/", {"period": "2025-05", "text": f"two posts vacant {HOSTILE}"})
    page = browse(manager).get(STANDARD)
    (row,) = [one for one in page.context["periods"] if one["notes"]]
    assert row["label"] == "April to June 2025"
    text = page.content.decode()
    assert ("two posts vacant &lt;script&gt;" in text, HOSTILE in text) == (True, False)
    assert "rx='3'" in page.context["chart"]
    assert "two posts" not in str(Event.objects.get(act="added chart note").details)


def test_a_note_taken_off_is_gone_from_the_page_and_kept_in_the_history(
    run: Run, manager: Account, here: Organisation, browse: Browse
) -> None:
    writer = person(here, "analyst")
    note = add_chart_note(
        by=writer, organisation=here, standard="cpo_review", period="2025-05", text="vacant"
    )
    assert browse(writer).post(f"{STANDARD}notes/", {"remove": note.key}).status_code == 302
    held = ChartNote.objects.get()
    assert (held.removed_by, "vacant" in browse(manager).get(STANDARD).content.decode()) == (writer, False)


def test_a_note_is_taken_off_once(here: Organisation, manager: Account) -> None:
    note = add_chart_note(
        by=manager, organisation=here, standard="cpo_review", period="2025-05", text="vacant"
    )
    first = remove_chart_note(by=manager, note=note).removed_at
    assert remove_chart_note(by=manager, note=note).removed_at == first
    assert Event.objects.filter(act="removed chart note").count() == 1


def test_a_note_needs_a_month_of_the_chart(run: Run, manager: Account, browse: Browse) -> None:
    answer = browse(person(run.organisation, "analyst")).post(
        f"{STANDARD}notes/", {"period": "1999-01", "text": "x"}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["period"])


def test_a_service_manager_of_elsewhere_does_not_see_our_notes(
    run: Run, here: Organisation, manager: Account, browse: Browse
) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    add_chart_note(by=manager, organisation=there, standard="cpo_review", period="2025-05", text="theirs")
    assert "theirs" not in browse(manager).get(STANDARD).content.decode()


def missed(run: Run, account: Account, many: int) -> list[str]:
    rows = cases(run, access(account, run.organisation), {"verdict": "not_met"}).rows[:many]
    return [f"{row['case_key']}.{row['standard']}.{row['occurrence']}" for row in rows]


def test_a_reason_is_noted_for_every_duty_ticked_and_shown_beside_it(
    run: Run, manager: Account, browse: Browse
) -> None:
    ticked, browser = missed(run, manager, 3), browse(manager)
    assert browser.post(REASONS, {"duty": ticked}).status_code == 200
    assert not ReasonNote.objects.exists()
    browser.post(REASONS, {"duty": ticked, "reason": "staff_not_available", "text": "holidays"})
    noted = {f"{one.case_key}.{one.standard}.{one.occurrence}" for one in ReasonNote.objects.all()}
    assert noted == set(ticked)
    assert "noted here: Staff not available" in browser.get("/o/ashmarrow/cases/").content.decode()
    assert Event.objects.get(act="noted reasons").details["duties"] == 3


def test_a_note_of_a_reason_changes_no_figure(run: Run, manager: Account, browse: Browse) -> None:
    browser = browse(manager)
    before = browser.get("/o/ashmarrow/").context["groups"]
    browser.post(REASONS, {"duty": missed(run, manager, 3), "reason": "staff_not_available"})
    assert browser.get("/o/ashmarrow/").context["groups"] == before


def test_a_duty_that_was_met_or_is_another_teams_gets_no_note(
    run: Run, here: Organisation, manager: Account, browse: Browse
) -> None:
    rows = cases(run, access(manager, here), {"verdict": "met"}).rows
    met = [f"{row['case_key']}.{row['standard']}.{row['occurrence']}" for row in rows[:1]]
    browse(manager).post(REASONS, {"duty": met, "reason": "staff_not_available"})
    stranger = person(here, "practitioner", workers=["nobody"])
    browse(stranger).post(REASONS, {"duty": missed(run, manager, 1), "reason": "staff_not_available"})
    browse(manager).post(REASONS, {"duty": ["nonsense", "", "a.b.c"], "reason": "staff_not_available"})
    assert not ReasonNote.objects.exists()


def test_a_reason_that_no_extract_could_carry_is_refused(run: Run, manager: Account, browse: Browse) -> None:
    answer = browse(manager).post(REASONS, {"duty": missed(run, manager, 1), "reason": "tired"})
    assert (answer.status_code, ReasonNote.objects.exists()) == (400, False)


def test_a_note_of_a_reason_can_be_taken_back(run: Run, manager: Account, browse: Browse) -> None:
    browser = browse(manager)
    (duty,) = missed(run, manager, 1)
    browser.post(REASONS, {"duty": duty, "reason": "staff_not_available"})
    note = ReasonNote.objects.get()
    case = f"/o/ashmarrow/cases/{note.case_key}/"
    assert "noted here" in browser.get(case).content.decode()
    assert browser.post(REASONS, {"remove": note.key, "back": case})["Location"] == case
    assert "noted here" not in browser.get(case).content.decode()


def test_after_a_note_nobody_is_sent_to_another_site(run: Run, manager: Account, browse: Browse) -> None:
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", ""):
        answer = browse(manager).post(REASONS, {"duty": "none", "back": back})
        assert answer["Location"] == "/o/ashmarrow/cases/"


@pytest.mark.parametrize("key", ["", "nonsense", "a\x00b", "../x", "9" * 500])
def test_a_note_or_a_run_by_a_key_that_nobody_gave_out_is_not_found(
    run: Run, here: Organisation, manager: Account, browse: Browse, key: str
) -> None:
    browser, analyst = browse(manager), browse(person(here, "analyst"))
    assert browser.post(REASONS, {"remove": key}).status_code == 404
    assert browser.post(f"{STANDARD}targets/", {"end": key}).status_code == 404
    assert analyst.post(f"{STANDARD}notes/", {"remove": key}).status_code == 404
    assert browser.get("/o/ashmarrow/", {"run": key}).status_code == (404 if key else 200)
