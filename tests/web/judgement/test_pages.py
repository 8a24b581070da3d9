"""The pages of judgement: what they say first, to whom they are closed, how often they ask the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.activities import TEMPLATE, Team, inspection
from factories.judgements import Judging, area, evaluated, found, piece, ready, with_evidence
from factories.readings import dealt, drawn, on_form, submitted
from factories.site import ELSEWHERE, council
from plumbline.scrutiny.activities import Line, Theme, as_json
from plumbline_web.judgement.actions import say, settle
from plumbline_web.judgement.models import Evaluation
from plumbline_web.judgement.queries import asked_of, evaluations_of, obstacles_of
from plumbline_web.scrutiny.actions import stop_activity
from plumbline_web.scrutiny.models import Subject
from web.judgement.asking import address, page, said, sent, signed_in

pytestmark = pytest.mark.django_db
PAGES = (("judgements", {}), ("evaluation", {"indicator": "5.2"}), ("statements", {}), ("panel", {}))


def ungraded(on: Judging) -> Judging:
    """The same activity as one that grades nothing."""
    activity = on.team.activity
    activity.template, activity.scale = as_json(replace(TEMPLATE, scale=None)), {}
    activity.save()
    return on


def test_the_list_says_what_is_settled_and_what_stands_in_the_way(on: Judging) -> None:
    settle(by=on.lead, evaluation=ready(on))
    shown = page(on.team, on.team.readers[0], "judgements")
    assert "1 of 2 settled; 2 things stand in the way." in shown
    assert "There is no evaluation yet." in shown
    assert "How good is our delivery of services for those involved in community justice?" in shown


def test_the_service_s_own_that_is_not_the_same_is_said_to_be(on: Judging) -> None:
    evaluated(on)
    evaluated(on, 4, whose="service", rationale="So.")
    assert 'Good <span class="pl-quiet">not the same</span>' in page(on.team, on.lead, "judgements")


def test_where_several_services_are_looked_at_one_is_chosen(on: Judging) -> None:
    there = Subject.objects.create(activity=on.team.activity, organisation=council("Brackenmoor", ELSEWHERE))
    evaluated(on)
    assert "<strong>Weak</strong>" in page(on.team, on.lead, "judgements", f"?service={on.subject.key}")
    assert "<strong>Weak</strong>" not in page(on.team, on.lead, "judgements", f"?service={there.key}")
    assert signed_in(on.lead).get(address(on.team, "judgements", "?service=x")).status_code == 404
    assert {one.where for one in obstacles_of(on.team.activity)} == {
        "5.2",
        "5.2, Ashmarrow",
        "5.2, Brackenmoor",
        "5.3",
        "5.3, Ashmarrow",
        "5.3, Brackenmoor",
    }


def test_an_activity_that_grades_nothing_shows_no_grade_anywhere(on: Judging) -> None:
    ungraded(on)
    found(on)
    evaluated(on, None)
    for name, parts in PAGES:
        shown = page(on.team, on.lead, name, **parts)
        assert "The words of the scale" not in shown
        assert 'name="grade"' not in shown
        assert "Weak<" not in shown


def test_what_grades_nothing_wants_findings_and_no_evaluation(on: Judging) -> None:
    ungraded(on)
    found(on)
    assert [one.text for one in obstacles_of(on.team.activity)] == ["5.3: There is no finding yet."]


def test_an_evaluation_that_was_written_without_need_is_settled_all_the_same(on: Judging) -> None:
    ungraded(on)
    found(on)
    found(on, indicator="5.3")
    one = evaluated(on, None).evaluation
    assert [each.code for each in obstacles_of(on.team.activity)] == ["not_settled"]
    settle(by=on.lead, evaluation=one)
    assert obstacles_of(on.team.activity) == []


def test_lines_of_enquiry_are_evaluated_and_themes_are_not(on: Judging) -> None:
    template = replace(
        TEMPLATE,
        lines_of_enquiry=(Line("1", "Support at home", "Does it help?"),),
        themes=(Theme("loads", "theme", "Caseloads", ("How many?",)),),
    )
    on.team.activity.template = as_json(template)
    on.team.activity.save()
    assert [(one.code, one.judged) for one in asked_of(on.team.activity)] == [
        ("5.2", True),
        ("5.3", True),
        ("1", True),
        ("loads", False),
        ("10", False),
    ]
    shown = page(on.team, on.lead, "judgements")
    assert "Caseloads" in shown
    assert "Keep the evaluation" not in page(on.team, on.lead, "evaluation", indicator="loads")


def test_there_is_no_page_of_what_is_not_judged(on: Judging) -> None:
    client = signed_in(on.lead)
    for name, parts in (
        ("evaluation", {"indicator": "9.9"}),
        ("write_finding", {"indicator": "9.9"}),
        ("finding", {"key": "x"}),
        ("statement", {"key": "x"}),
    ):
        assert client.get(address(on.team, name, **parts)).status_code == 404
    assert client.get(address(on.team, "write_statement", "?kind=wish")).status_code == 404


def test_an_ended_activity_is_read_and_nothing_in_it_is_written(on: Judging) -> None:
    one = ready(on)
    say(by=on.lead, activity=on.team.activity, kind="limit", text="Few were met.")
    stop_activity(by=on.lead, activity=on.team.activity, why="No longer wanted")
    for name, parts in PAGES:
        shown = page(on.team, on.lead, name, **parts)
        assert "Keep" not in shown.split("<main")[1]
    answer = sent(on.team, on.lead, "evaluation", {"write": "yes", "rationale": "So."}, indicator="5.2")
    assert "Nothing was changed" in said(answer)
    assert one.versions.count() == 1


def test_an_observer_sees_and_writes_nothing(on: Judging, client: Client) -> None:
    from factories.findings import third

    account, _ = third(on.team, "observer")
    ready(on)
    shown = page(on.team, account, "evaluation", indicator="5.2")
    assert "There was a plan in 37 of 99 records." in shown
    assert "Keep the evaluation" not in shown
    client.force_login(account)
    for button in ("write", "check", "dissent", "choose"):
        answer = client.post(address(on.team, "evaluation", indicator="5.2"), {button: "yes"})
        assert answer.status_code == 403
    statement = on.team.activity.statements.first()
    assert client.post(address(on.team, "statements"), {"up": statement.key}).status_code == 403


@pytest.fixture
def reading(db: None) -> tuple[Team, Judging]:
    """An inspection in which the first reader has a record of their own to read."""
    team = inspection(readers=2)
    on_form(team)
    return team, with_evidence(team)


@pytest.mark.parametrize(
    ("name", "parts"),
    [*PAGES[:3], ("write_finding", {"indicator": "5.2"}), ("write_statement", {})],
)
def test_who_still_reads_sees_no_judgement(
    reading: tuple[Team, Judging], name: str, parts: dict[str, str]
) -> None:
    team, on = reading
    ready(on)
    own = dealt(team, drawn(team)[0])
    shown = page(team, team.readers[0], name, **parts)
    assert "Not yet: you have records to read" in shown
    assert "37 of 99" not in shown
    assert "There was a plan" not in shown
    submitted(own)
    assert "Not yet" not in page(team, team.readers[0], name, **parts)


def test_what_who_still_reads_sends_is_not_done(reading: tuple[Team, Judging]) -> None:
    team, _ = reading
    dealt(team, drawn(team)[0])
    sent(team, team.readers[0], "evaluation", {"write": "yes", "rationale": "So."}, indicator="5.2")
    assert not Evaluation.objects.exists()


def test_practice_makes_nobody_blind(reading: tuple[Team, Judging]) -> None:
    team, _ = reading
    dealt(team, drawn(team, 1, practice=True, state="practice")[0], None, "practice")
    assert "Not yet" not in page(team, team.readers[0], "judgements")


@pytest.mark.parametrize(("name", "parts"), PAGES)
def test_one_of_everything_and_three_ask_the_database_as_often(
    on: Judging, name: str, parts: dict[str, str]
) -> None:
    client = signed_in(on.lead)

    def more() -> None:
        found(on)
        area(on)
        say(by=on.lead, activity=on.team.activity, kind="key_message", text="So.", pieces=[on.plans])
        piece(on.team, "document", title="A paper")

    more()
    evaluated(on)
    client.get(address(on.team, name, **parts))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address(on.team, name, **parts))
        counts.append(len(asked))
        for _ in range(2):
            more()
            evaluated(on, why="Again")
    assert counts[0] == counts[1]


def test_what_is_in_the_way_of_the_whole_asks_as_often_for_one_as_for_three(on: Judging) -> None:
    counts = []
    for number in range(2):
        found(on)
        area(on)
        evaluated(on, why="Again")
        with CaptureQueriesContext(connection) as asked:
            obstacles_of(on.team.activity)
        counts.append(len(asked))
        for _ in range(2):
            found(on, indicator="5.3")
            area(on, within=None if number else on.team.activity.statements.first())
    assert counts[0] == counts[1]


def test_what_somebody_types_is_shown_as_it_was_typed_and_never_run(on: Judging) -> None:
    bad = "<script>alert(1)</script> {e1:count}"
    found(on, text=bad)
    evaluated(on, rationale=bad, would_move=bad)
    evaluated(on, rationale=bad + " more", why=bad)
    say(by=on.lead, activity=on.team.activity, kind="key_message", text=bad)
    for name, parts in PAGES:
        assert "<script>alert" not in page(on.team, on.lead, name, **parts)
    assert len(evaluations_of(on.team.activity)) == 1
