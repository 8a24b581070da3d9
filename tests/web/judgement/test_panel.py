"""The consistency panel: who sits on it, what it sees, and of which other activities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.activities import TEMPLATE, Team
from factories.judgements import Judging, on_panel, ready, with_evidence
from factories.readings import dealt, drawn, on_form, submitted
from factories.site import ELSEWHERE, council, national, person
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline_web.evidence.actions import withdraw_piece
from plumbline_web.judgement.actions import (
    JudgementRefused,
    agree,
    dissent,
    end_panel_member,
    give_to_panel,
    name_panel,
    settle,
    write_evaluation,
)
from plumbline_web.judgement.consistency import compared
from plumbline_web.judgement.models import PanelMember
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import add_member, open_activity, take_off
from web.judgement.asking import address, page, said, sent, signed_in

pytestmark = pytest.mark.django_db


def lead_of(body: Organisation, name: str) -> Account:
    """Somebody else who leads activities of a body."""
    account = person(None, name)
    account.memberships.create(organisation=body, role="lead_inspector", from_on="2020-01-01")
    return account


def another(
    on: Judging, name: str = "Brackenmoor", edition: str = "2019", indicator: str = "5.2", body: object = None
) -> Judging:
    """Another activity by the same body, of another council and by another edition."""
    there = council(name, ELSEWHERE if name == "Brackenmoor" else f"X1200{len(name):04}")
    scope = tuple(replace(one, indicator=indicator) for one in TEMPLATE.scope[:1])
    template = replace(TEMPLATE, framework=f"quality_indicators_{edition}", scope=scope)
    activity = open_activity(
        by=on.lead,
        organisation=body or on.team.body,
        title=f"Inspection of {name}",
        template=template,
        framework=load_frameworks()[f"quality_indicators_{edition}"],
        scale=load_scales()["six_point"],
        subjects=[there],
    )
    team = Team(activity, on.team.body, there, on.lead, person(there, "service_manager"), on.team.readers)
    return with_evidence(team)


def settled(on: Judging, rationale: str = "There it was {e1:count}, and {e3}.") -> None:
    """Its evaluation as weak, settled."""
    settle(by=on.lead, evaluation=ready(on, rationale=rationale))


def test_the_lead_names_somebody_and_takes_them_off(on: Judging) -> None:
    account = lead_of(on.team.body, "somebody else")
    assert "They sit on the panel now." in said(sent(on.team, on.lead, "panel", {"account": account.key}))
    member = PanelMember.objects.get()
    assert "is off the panel" in said(sent(on.team, on.lead, "panel", {"off": member.key}))
    member.refresh_from_db()
    assert member.left_at is not None


def test_the_panel_is_of_those_who_lead_activities_of_the_body(on: Judging) -> None:
    for account in (person(on.team.body, "inspector"), on.team.manager):
        with pytest.raises(JudgementRefused, match="does not lead activities of National inspectorate"):
            name_panel(by=on.lead, activity=on.team.activity, account=account)


def test_nobody_of_the_team_sits_on_the_panel(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="is on the team"):
        name_panel(by=on.lead, activity=on.team.activity, account=on.lead)


def test_nobody_sits_on_it_twice(on: Judging) -> None:
    account = on_panel(on.team)
    with pytest.raises(JudgementRefused, match="sits on the panel already"):
        name_panel(by=on.lead, activity=on.team.activity, account=account)


def test_the_last_one_stays_while_something_is_with_the_panel(on: Judging) -> None:
    on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=ready(on))
    with pytest.raises(JudgementRefused, match="nobody else sits on it"):
        end_panel_member(by=on.lead, member=PanelMember.objects.get())


def test_nobody_leaves_the_panel_twice(on: Judging) -> None:
    on_panel(on.team)
    member = PanelMember.objects.get()
    end_panel_member(by=on.lead, member=member)
    with pytest.raises(JudgementRefused, match="left the panel already"):
        end_panel_member(by=on.lead, member=member)


def test_who_wrote_on_it_does_not_agree_to_it(on: Judging) -> None:
    account = lead_of(on.team.body, "somebody else")
    member = add_member(
        by=on.lead, activity=on.team.activity, account=account, organisation=on.team.body, role="reader"
    )
    one = ready(on, by=account)
    take_off(by=on.lead, member=member)
    on_panel(on.team, account)
    give_to_panel(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="You wrote on this evaluation"):
        agree(by=account, evaluation=one)


def test_who_is_not_named_neither_sees_nor_answers(on: Judging) -> None:
    on_panel(on.team)
    one = ready(on)
    give_to_panel(by=on.lead, evaluation=one)
    apart = lead_of(on.team.body, "another lead")
    assert "You are not named to this panel" in page(on.team, apart, "panel")
    assert "Weak" not in page(on.team, apart, "panel")
    client = signed_in(apart)
    assert client.get(address(on.team, "panel_one", indicator="5.2")).status_code == 403
    with pytest.raises(JudgementRefused, match="Only somebody named to the panel"):
        agree(by=apart, evaluation=one)


def test_nobody_agrees_twice(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    agree(by=member, evaluation=one)
    with pytest.raises(JudgementRefused, match="agreed to it already"):
        agree(by=member, evaluation=one)
    assert "Agree to it" not in page(on.team, member, "panel_one", indicator="5.2")


def test_the_panel_sees_nothing_that_is_still_worked_on(on: Judging) -> None:
    ready(on)
    member = on_panel(on.team)
    shown = page(on.team, member, "panel_one", indicator="5.2")
    assert "It is not before the panel" in shown
    assert "37 of 99" not in shown
    assert "Nothing is before the panel" in page(on.team, member, "panel")


def test_the_panel_sees_the_evaluation_its_findings_and_its_evidence_as_counts(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one, text="Weak or adequate?")
    shown = page(on.team, member, "panel_one", indicator="5.2")
    for words in (
        "Weak or adequate?",
        "There was a plan in 37 of 99 records.",
        "<strong>F1 Weakness:</strong> A plan was there in 37 of 99 records.",
        "Figure from a run: a strength (1)",
        "Focus group: a weakness (1)",
    ):
        assert words in shown


def test_the_panel_sees_each_piece_the_services_own_dissent_and_what_is_in_the_way(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    write_evaluation(
        by=on.team.manager,
        subject=on.subject,
        indicator="5.2",
        grade=4,
        rationale="We think it is good.",
        pieces=(),
        whose="service",
    )
    dissent(by=on.team.readers[0], version=one.versions.get(), text="It is weaker.", grade=1)
    give_to_panel(by=on.lead, evaluation=one)
    withdraw_piece(by=on.lead, piece=on.groups, why="Heard twice.")
    shown = page(on.team, member, "panel_one", indicator="5.2")
    for words in (
        "E1 A plan was there",
        "Prints: less than half, 37 of 99 records",
        "We think it is good.",
        "It is weaker.",
        "It names E3, which was withdrawn or has a later version.",
    ):
        assert words in shown
    assert "E3 What staff said of plans" not in shown


def test_what_was_settled_elsewhere_is_shown_with_each_piece_of_its_evidence(on: Judging) -> None:
    settled(another(on))
    (one,) = compared(on.lead, on.team.activity, on.subject, "5.2")
    assert [(each.name, each.points, each.prints) for each in one.pieces] == [
        ("E1", "A weakness", "less than half, 37 of 99 records (between 29% and 47%)"),
        ("E2", "A strength", "most, 80 of 99 orders"),
        ("E3", "A weakness", "in 4 of 5 groups"),
    ]


def test_it_is_held_against_settled_evaluations_of_the_same_indicator(on: Judging) -> None:
    settled(another(on))
    member = on_panel(on.team)
    shown = page(on.team, member, "panel_one", indicator="5.2")
    assert "Brackenmoor: Weak" in shown
    assert "There it was 37 of 99 records, and in 4 of 5 groups." in shown


def test_what_is_not_settled_elsewhere_is_not_shown(on: Judging) -> None:
    ready(another(on))
    assert compared(on.lead, on.team.activity, on.subject, "5.2") == []


def test_another_indicator_is_none_to_hold_it_against(on: Judging) -> None:
    settled(another(on))
    assert compared(on.lead, on.team.activity, on.subject, "5.3") == []


def test_another_body_s_evaluations_are_not_shown(on: Judging) -> None:
    other = national("Another inspectorate")
    on.lead.memberships.create(organisation=other, role="lead_inspector", from_on="2020-01-01")
    there = another(on, body=other)
    settled(there)
    assert compared(on.lead, on.team.activity, on.subject, "5.2") == []


def test_indicators_of_another_edition_are_found_by_what_became_of_them(on: Judging) -> None:
    settled(another(on, edition="2021"))
    (one,) = compared(on.lead, on.team.activity, on.subject, "5.2")
    assert (one.service, one.code, one.grade) == ("Brackenmoor", "5.2", "Weak")


def test_an_activity_without_a_framework_is_left_out(on: Judging) -> None:
    there = another(on)
    settled(there)
    there.team.activity.framework = {}
    there.team.activity.save()
    assert compared(on.lead, on.team.activity, on.subject, "5.2") == []


def test_who_still_reads_in_another_activity_does_not_see_what_it_found(on: Judging) -> None:
    there = another(on)
    settled(there)
    member = on_panel(on.team)
    add_member(
        by=there.lead,
        activity=there.team.activity,
        account=member,
        organisation=there.team.body,
        role="reader",
    )
    on_form(there.team)
    reading = dealt(
        there.team, drawn(there.team)[0], there.team.activity.members.get(account=member, left_at=None)
    )
    assert compared(member, on.team.activity, on.subject, "5.2") == []
    submitted(reading)
    (found_there,) = compared(member, on.team.activity, on.subject, "5.2")
    assert found_there.service == "Brackenmoor"


def test_a_lead_of_another_body_does_not_see_what_this_one_found_elsewhere(on: Judging) -> None:
    settled(another(on))
    joint = national("Another inspectorate")
    guest = person(joint, "lead_inspector")
    add_member(by=on.lead, activity=on.team.activity, account=guest, organisation=joint, role="lead")
    shown = page(on.team, guest, "panel_one", place=joint, indicator="5.2")
    assert "Brackenmoor" not in shown


def test_one_other_evaluation_and_three_ask_the_database_as_often(on: Judging) -> None:
    settled(another(on))
    with CaptureQueriesContext(connection) as one:
        compared(on.lead, on.team.activity, on.subject, "5.2")
    for name in ("Cairnlea", "Dunmorrow"):
        settled(another(on, name))
    with CaptureQueriesContext(connection) as three:
        found_three = compared(on.lead, on.team.activity, on.subject, "5.2")
    assert (len(found_three), len(three)) == (3, len(one))


def test_the_service_has_no_way_to_the_panel(on: Judging) -> None:
    client = signed_in(on.team.manager)
    for name, parts in (("panel", {}), ("panel_one", {"indicator": "5.2"})):
        assert client.get(address(on.team, name, place=on.team.council, **parts)).status_code == 403


def test_a_reader_does_not_name_the_panel(on: Judging) -> None:
    client = signed_in(on.team.readers[0])
    assert client.post(address(on.team, "panel"), {"account": "x"}).status_code == 403
    assert not PanelMember.objects.exists()


def test_who_joined_the_team_meanwhile_does_not_answer_for_the_panel(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    add_member(
        by=on.lead, activity=on.team.activity, account=member, organisation=on.team.body, role="reader"
    )
    with pytest.raises(JudgementRefused, match="You are on the team by now"):
        agree(by=member, evaluation=one)
