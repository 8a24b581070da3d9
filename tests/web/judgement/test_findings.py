"""Findings: written with the evidence for and against them, changed, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from factories.judgements import Judging, found, piece
from factories.site import ELSEWHERE, council
from plumbline_web.evidence.actions import withdraw_piece
from plumbline_web.judgement.actions import JudgementRefused, choose_finding, withdraw_finding, write_finding
from plumbline_web.judgement.models import Finding
from plumbline_web.judgement.queries import findings_of, obstacles_of
from plumbline_web.scrutiny.models import Subject
from web.judgement.asking import page, said, sent

pytestmark = pytest.mark.django_db


def form(on: Judging, **more: Any) -> dict[str, Any]:
    return {
        "write": "yes",
        "based_on": "",
        "kind": "weakness",
        "text": "A plan was there in {e1:count}.",
        f"side-{on.plans.key}": "for",
        f"side-{on.seen.key}": "against",
        **more,
    }


def codes(on: Judging) -> set[str]:
    return {one.code for one in obstacles_of(on.team.activity) if one.where.startswith("5.2, F")}


def test_a_finding_is_kept_with_its_evidence_on_either_side(on: Judging) -> None:
    answer = sent(on.team, on.team.readers[0], "write_finding", form(on), indicator="5.2")
    assert "The finding is kept." in said(answer)
    ((one, version),) = findings_of(on.team.activity)
    assert (one.number, one.indicator, version.kind, version.by) == (1, "5.2", "weakness", on.team.readers[0])
    assert [(each.piece, each.side) for each in version.weighed.all()] == [
        (on.plans, "for"),
        (on.seen, "against"),
    ]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"kind": ""}, "Say whether it is a strength or a weakness."),
        ({"text": " "}, "Write what was found."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    on: Judging, more: dict[str, str], why: str
) -> None:
    answer = sent(on.team, on.lead, "write_finding", form(on, **more), indicator="5.2")
    assert (answer.status_code, why in said(answer)) == (422, True)
    assert '<option value="against" selected>' in said(answer)
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"indicator": "9.9"}, "does not look at that"),
        ({"kind": "both"}, "strength or a weakness"),
        ({"text": " "}, "Write what was found"),
    ],
)
def test_what_is_none_of_the_activity_s_is_refused(on: Judging, more: dict[str, Any], why: str) -> None:
    with pytest.raises(JudgementRefused, match=why):
        found(on, **more)


def test_a_piece_is_not_on_both_sides(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="E1 cannot speak both for and against it"):
        found(on, pieces_against=[on.plans])


def test_a_change_is_a_new_version_with_its_reason(on: Judging) -> None:
    version = found(on)
    more = form(on, based_on=version.key, text="No plan in {e1:count}.", why="It reads better")
    answer = sent(on.team, on.lead, "finding", more, key=version.finding.key)
    assert "The finding is kept." in said(answer)
    assert [one.text for one in version.finding.versions.all()] == [
        "A plan was there in {e1:count}.",
        "No plan in {e1:count}.",
    ]
    with pytest.raises(JudgementRefused, match="Say why the finding changes"):
        found(on, finding=version.finding)


def test_who_changed_it_from_an_older_page_is_told_and_both_are_kept(on: Judging) -> None:
    first = found(on)
    found(on, finding=first.finding, why="So", text="What the lead wrote.")
    more = form(on, based_on=first.key, text="What the reader wrote.", why="So")
    answer = sent(on.team, on.team.readers[0], "finding", more, key=first.finding.key)
    assert "had written a version meanwhile" in said(answer)
    assert findings_of(on.team.activity)[0][1].text == "What the lead wrote."
    assert "two_versions" in codes(on)
    beside = first.finding.versions.get(chosen=False)
    choose_finding(by=on.lead, version=beside, why="It says more")
    assert findings_of(on.team.activity)[0][1].text == "What the reader wrote."
    assert "two_versions" not in codes(on)


def test_a_finding_is_withdrawn_with_a_reason_and_its_number_is_not_given_again(on: Judging) -> None:
    one = found(on).finding
    answer = sent(on.team, on.lead, "finding", {"withdraw": "yes", "withdraw-why": "Wrong"}, key=one.key)
    assert "F1 is withdrawn. It stays on record." in said(answer)
    assert findings_of(on.team.activity) == []
    assert "Wrong" in page(on.team, on.lead, "finding", key=one.key)
    assert found(on).finding.number == 2
    with pytest.raises(JudgementRefused, match="withdrawn already"):
        withdraw_finding(by=on.lead, finding=one, why="Again")
    with pytest.raises(JudgementRefused, match="Write a new one"):
        found(on, finding=one, why="So")


def test_withdrawing_wants_its_reason(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="Say why the finding is withdrawn"):
        withdraw_finding(by=on.lead, finding=found(on).finding, why=" ")


def test_a_finding_may_wait_for_its_evidence_and_is_in_the_way_meanwhile(on: Judging) -> None:
    found(on, pieces_for=[])
    assert "finding_without_evidence" in codes(on)


def test_a_finding_whose_evidence_was_withdrawn_is_in_the_way(on: Judging) -> None:
    found(on)
    assert codes(on) == set()
    withdraw_piece(by=on.lead, piece=on.plans, why="Counted wrong")
    assert codes(on) == {"finding_without_evidence", "evidence_gone", "words_do_not_hold"}


def test_a_finding_is_about_one_service_or_about_all(on: Judging) -> None:
    there = Subject.objects.create(activity=on.team.activity, organisation=council("Brackenmoor", ELSEWHERE))
    sent(on.team, on.lead, "write_finding", form(on, service=there.key), indicator="5.2")
    sent(on.team, on.lead, "write_finding", form(on, service=""), indicator="5.2")
    numbers = [
        [one.number for one, _ in findings_of(on.team.activity, subject)] for subject in (on.subject, there)
    ]
    assert numbers == [[2], [1, 2]]
    shown = page(on.team, on.lead, "evaluation", f"?service={there.key}", indicator="5.2")
    assert "F1 Weakness, Brackenmoor" in shown


def test_a_finding_about_all_services_may_rest_on_what_speaks_of_one(on: Judging) -> None:
    there = Subject.objects.create(activity=on.team.activity, organisation=council("Brackenmoor", ELSEWHERE))
    theirs = piece(on.team, "document", subject=there)
    found(on, pieces_for=[theirs], text="It is so.")
    assert codes(on) == set()


def test_what_is_looked_into_beside_the_indicators_has_findings_too(on: Judging) -> None:
    over = on.team.activity.framework["content"]["overall"]["code"]
    write_finding(by=on.lead, activity=on.team.activity, indicator=over, kind="strength", text="So it is.")
    shown = page(on.team, on.lead, "evaluation", indicator=over)
    assert "So it is." in shown
    assert "Keep the evaluation" not in shown


def test_the_findings_come_in_the_order_in_which_the_activity_judges(on: Judging) -> None:
    for code in ("5.3", "5.2"):
        found(on, indicator=code)
    assert [one.indicator for one, _ in findings_of(on.team.activity)] == ["5.2", "5.3"]
    assert [one.number for one, _ in findings_of(on.team.activity, indicator="5.3")] == [1]
