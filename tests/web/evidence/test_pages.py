"""The pages of evidence: bringing pieces in by their forms, and what is done on the page of one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.activities import Team, inspection
from factories.evidence import GROUPS, PDF, PLANS, piece, upload
from factories.site import run_of
from factories.voices import voices_of
from plumbline.scrutiny.quantities import read_evidence
from plumbline_web.evidence import from_runs
from plumbline_web.evidence.forms.piece import FIELDS
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.states import FIGURES, SOURCES
from plumbline_web.people.actions import open_grant
from plumbline_web.people.queries import today
from web.evidence.asking import address, signed_in, text

pytestmark = pytest.mark.django_db
SOUND = {
    "title": "What was seen",
    "says": "Plans were in use.",
    "speaks_until": "31/03/2026",
    "strength": "fair",
    "tie-5.2": "strength",
}
MORE = {
    "document": {"version": "3", "owner": "Head of service"},
    "group": {"took_part": "Social workers: 12\nManagers, 3"},
    "interview": {"took_part": "Team leaders: 4"},
    "partner": {"from_whom": "Sheriffs", "took_part": "Sheriffs: 2"},
    "lived_experience": {"took_part": "People on orders: 14"},
}


@pytest.fixture
def team() -> Team:
    return inspection(readers=1)


def added(team: Team, source: str, **more: object):
    given = {**SOUND, **MORE.get(source, {}), **more}
    if source == "document" and "file" not in given:
        given["file"] = upload()
    return signed_in(team.readers[0]).post(address("add_kind", team, source=source), given)


def test_every_kind_of_source_has_a_form() -> None:
    assert set(FIELDS) | FIGURES == set(SOURCES)


@pytest.mark.parametrize("source", [one for one in SOURCES if one not in FIGURES])
def test_a_piece_of_each_kind_is_brought_in_by_its_form(team: Team, source: str) -> None:
    assert added(team, source).status_code == 302
    made = Piece.objects.get()
    assert (made.source, made.title, made.speaks_until) == (source, "What was seen", date(2026, 3, 31))
    assert made.subject == team.activity.subjects.get()
    assert list(made.ties.values_list("indicator", "points")) == [("5.2", "strength")]


@pytest.mark.parametrize("source", ["group", "interview", "partner", "lived_experience"])
def test_what_was_said_is_not_taken_without_how_many_said_it(team: Team, source: str) -> None:
    answer = added(team, source, took_part="")
    assert answer.status_code == 422
    assert "Say how many took part, by group." in text(answer)


def test_a_piece_brought_in_for_one_line_asks_for_its_direction_and_takes_none_for_granted(
    team: Team,
) -> None:
    where = address("add_kind", team, source="observation") + "?under=5.3"
    browser = signed_in(team.lead)
    shown = text(browser.get(where))
    assert shown.index("What you bring it in for") < shown.index("5.2 Assessing")
    given = {"title": "Seen", "says": "Seen.", "strength": "fair", "speaks_until": "31/03/2026"}
    answer = browser.post(where, {**given, "tie-5.2": "strength"})
    assert answer.status_code == 422 and "Say which way it points here." in text(answer)
    assert browser.post(where, {**given, "tie-5.3": "weakness"}).status_code == 302
    assert list(Piece.objects.get().ties.values_list("indicator", "points")) == [("5.3", "weakness")]


def test_a_line_that_there_is_not_changes_nothing_about_the_form(team: Team) -> None:
    where = address("add_kind", team, source="observation") + "?under=<script>"
    shown = text(signed_in(team.lead).get(where))
    assert "What you bring it in for" not in shown


def test_who_took_part_is_kept_as_counts(team: Team) -> None:
    added(team, "group")
    assert Piece.objects.get().took_part == {"Social workers": 12, "Managers": 3}


@pytest.mark.parametrize(
    "line", ["Jane Smith", "Social workers", "Managers: 0", "Managers: some", "A: 1\nA: 2"]
)
def test_who_took_part_without_a_count_is_refused(team: Team, line: str) -> None:
    answer = added(team, "group", took_part=line)
    assert answer.status_code == 422
    assert not Piece.objects.exists()


def test_a_number_that_is_typed_is_bound_to_the_piece(team: Team) -> None:
    typed = {
        "q_kind": "groups",
        "q_x": "4",
        "q_n": "5",
        "q_noun": "groups",
        "q_source": "Notes of the groups",
    }
    assert added(team, "group", **typed).status_code == 302
    made = Piece.objects.get()
    assert made.quantity == {
        "id": "e1",
        "kind": "groups",
        "title": "What was seen",
        "source": "Notes of the groups",
        "x": 4,
        "n": 5,
        "noun": "groups",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"q_kind": "groups", "q_x": "6", "q_n": "5", "q_source": "Notes"}, "6 of 5 cannot be."),
        ({"q_kind": "groups", "q_x": "0", "q_n": "0", "q_source": "Notes"}, "0 of 0 cannot be."),
        ({"q_kind": "groups", "q_x": "4", "q_source": "Notes"}, "Give what it is out of."),
        ({"q_kind": "count", "q_x": "4", "q_n": "5", "q_source": "Notes"}, "out of nothing"),
        ({"q_kind": "people", "q_x": "4", "q_n": "5"}, "where the number can be looked up"),
        ({"q_x": "4"}, "Say what kind of number it is"),
        ({"q_kind": "share", "q_x": "4", "q_n": "5", "q_source": "Notes"}, "not one of the available"),
    ],
)
def test_a_number_that_cannot_be_is_refused_beside_its_box(
    team: Team, typed: dict[str, str], said: str
) -> None:
    answer = added(team, "group", **typed)
    assert (answer.status_code, said in text(answer)) == (422, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"tie-5.2": ""}, "Tie it to one line at least"),
        ({"tie-5.2": "up"}, "not one of the available choices"),
        ({"title": ""}, "Give it a title."),
        ({"says": ""}, "Write what was said or seen."),
        ({"speaks_until": ""}, "Give the last day it speaks of."),
        ({"speaks_from": "01/04/2026"}, "The last day is before the first."),
        ({"speaks_until": "31/03/0206"}, "cannot be the year that is meant"),
        ({"strength": "sure"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_or_wrong_is_said_on_the_form(team: Team, more: dict[str, str], said: str) -> None:
    answer = added(team, "observation", **more)
    assert (answer.status_code, said in text(answer)) == (422, True)


def test_a_file_that_is_refused_is_said_beside_the_form_and_nothing_is_kept(team: Team) -> None:
    answer = added(team, "document", file=upload("Plan.pdf", b"MZ and more"))
    assert answer.status_code == 422
    assert "what is in the file is something else" in text(answer)
    assert not Piece.objects.exists()


def test_a_file_is_given_out_as_an_attachment_and_nothing_else(team: Team) -> None:
    added(team, "document", file=upload("Plan of \u201cNorth\u201d.pdf"))
    answer = signed_in(team.lead).get(address("file", team, key=Piece.objects.get().key))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_piece_without_a_file_has_none_to_give_out(team: Team) -> None:
    answer = signed_in(team.lead).get(address("file", team, key=piece(team).key))
    assert answer.status_code == 404


def test_a_figure_of_a_run_is_brought_in_by_whoever_a_grant_lets_see_figures(
    team: Team, extract: Path
) -> None:
    subject = team.activity.subjects.get()
    subject.run = run_of(team.council, team.manager, extract)
    subject.save()
    page = address("add_kind", team, source="run")
    assert "You may not see the figures of Ashmarrow yourself" in text(signed_in(team.lead).get(page))
    open_grant(
        by=team.manager,
        owner=team.council,
        to=team.body,
        to_account=team.lead,
        purpose="An inspection",
        from_on=today(),
        until_on=today(),
    )
    chosen = {
        "standard": from_runs.choices_of(subject).standards[0].value,
        "rate": "strict",
        "period": "all",
        "strength": "strong",
        "tie-5.3": "weakness",
    }
    answer = signed_in(team.lead).post(page, chosen)
    assert answer.status_code == 302
    made = Piece.objects.get()
    assert (made.origin["run"], made.subject) == (subject.run.key, subject)
    again = f"{page}?in_place_of={made.key}"
    assert f'value="{chosen["standard"]}" selected' in text(signed_in(team.lead).get(again))
    part = from_runs.choices_of(subject).parts["team"][0].value
    signed_in(team.lead).post(page, {**chosen, "team": part})
    assert Piece.objects.latest("pk").origin["where"] == {"team": part}


def test_a_survey_figure_is_brought_in_by_its_form(team: Team) -> None:
    key = voices_of(team)["voices:elsewhere"]
    page = address("add_kind", team, source="survey")
    chosen = {"chosen": f"{key} 0 positive", "strength": "fair", "tie-5.2": "strength"}
    assert signed_in(team.lead).post(page, chosen).status_code == 302
    assert Piece.objects.get().title == "I have the time to do my work to standard: positive"


def test_a_later_version_begins_with_what_the_former_held(team: Team) -> None:
    former = piece(team, "group", "weakness", quantity=GROUPS, took_part={"Social workers": 12})
    page = address("add_kind", team, source="group") + f"?in_place_of={former.key}"
    browser = signed_in(team.lead)
    shown = text(browser.get(page))
    assert "Social workers: 12" in shown
    assert '<option value="weakness" selected>' in shown
    browser.post(page, {**SOUND, **MORE["group"]})
    assert [(one.number, one.edition) for one in Piece.objects.order_by("pk")] == [(1, 1), (1, 2)]


def test_a_piece_that_was_followed_cannot_be_followed_again(team: Team) -> None:
    former = piece(team, "group")
    piece(team, "group", in_place_of=former)
    page = address("add_kind", team, source="group") + f"?in_place_of={former.key}"
    assert signed_in(team.lead).get(page).status_code == 404


def test_a_piece_is_tied_loosened_argued_about_and_withdrawn_on_its_page(team: Team) -> None:
    one = piece(team)
    browser, page = signed_in(team.lead), address("piece", team, key=one.key)
    for sent in (
        {"tie": "yes", "tie-indicator": "5.3", "tie-points": "mixed"},
        {"loosen": "5.2"},
        {"argue": "yes", "argue-text": "Is it in use?"},
        {"withdraw": "yes", "withdraw-why": "It is a draft."},
    ):
        assert browser.post(page, sent).status_code == 302
    shown = text(browser.get(page))
    assert "Ties that were loosened (1)" in shown
    assert "Is it in use?" in shown
    assert "It is a draft." in shown
    assert 'name="withdraw"' not in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"tie": "yes", "tie-indicator": "9.9", "tie-points": "mixed"}, "Select a valid choice"),
        ({"tie": "yes", "tie-indicator": "5.3"}, "Say which way it points."),
        ({"loosen": "5.3"}, "not tied to this indicator"),
        ({"argue": "yes", "argue-text": " "}, "Write what you want to say"),
        ({"withdraw": "yes"}, "Say why the piece is withdrawn."),
        ({"refresh": "yes"}, "was not worked out here"),
    ],
)
def test_what_cannot_be_done_on_the_page_is_said(team: Team, sent: dict[str, str], said: str) -> None:
    answer = signed_in(team.lead).post(address("piece", team, key=piece(team).key), sent)
    assert (answer.status_code, said in text(answer)) == (422, True)


def test_an_unknown_button_changes_nothing(team: Team) -> None:
    answer = signed_in(team.lead).post(address("piece", team, key=piece(team).key), {"do": "it"})
    assert answer.status_code == 302
    assert Piece.objects.get().state == "in_use"


def test_an_observer_reads_and_changes_nothing(team: Team) -> None:
    from factories.site import person
    from plumbline_web.scrutiny.actions import add_member

    watching = person(team.body, "analyst")
    add_member(
        by=team.lead, activity=team.activity, account=watching, organisation=team.body, role="observer"
    )
    page = address("piece", team, key=piece(team).key)
    browser = signed_in(watching)
    assert 'name="argue"' not in text(browser.get(page))
    assert browser.post(page, {"argue": "yes", "argue-text": "I think so."}).status_code == 403


def test_an_activity_that_has_ended_shows_its_evidence_and_no_form(team: Team) -> None:
    one = piece(team)
    team.activity.state = "stopped"
    team.activity.save()
    browser = signed_in(team.lead)
    assert "<textarea" not in text(browser.get(address("piece", team, key=one.key)))
    assert "Bring in evidence" not in text(browser.get(address("board", team)))
    assert "has ended" in text(browser.get(address("add_kind", team, source="group")))


def test_the_board_says_in_words_what_it_shows(team: Team) -> None:
    piece(team, "run", "weakness")
    piece(team, "document")
    shown = text(signed_in(team.lead).get(address("board", team)))
    assert "Of 3 lines: 1 at odds, 3 thin." in shown
    assert "1 weakness" in shown
    assert "E1 at odds" in shown


def test_the_list_is_narrowed_by_words_kind_line_and_direction(team: Team) -> None:
    piece(team, "document", title="Supervision policy")
    piece(team, "group", "weakness", title="Staff groups")
    piece(team, "group", title="Groups of people", ties={"5.3": "weakness"})
    browser, page = signed_in(team.lead), address("pieces", team)

    def found(query: str) -> list[str]:
        shown = text(browser.get(f"{page}?{query}"))
        return [one for one in ("Supervision policy", "Staff groups", "Groups of people") if one in shown]

    assert found("q=policy") == ["Supervision policy"]
    assert found("q=e2") == ["Staff groups"]
    assert found("source=group") == ["Staff groups", "Groups of people"]
    assert found("under=5.2&points=weakness") == ["Staff groups"]
    assert found("state=withdrawn") == []
    assert found("source=nonsense") == ["Supervision policy", "Staff groups", "Groups of people"]
    assert found("sort=-title&page=99") == ["Supervision policy", "Staff groups", "Groups of people"]


def test_the_csv_has_every_piece_and_no_formula(team: Team) -> None:
    piece(team, "document", title="=cmd()", quantity=None)
    lines = text(signed_in(team.lead).get(address("pieces_file", team))).splitlines()
    assert lines[0].lstrip("\ufeff").startswith("number,edition,state,kind,title")
    assert lines[1].startswith("E1,1,In use,Document,'=cmd()")


def test_the_evidence_file_is_one_that_the_lint_reads(team: Team) -> None:
    piece(team, "reading", quantity=PLANS)
    piece(team, "document")
    found = read_evidence(text(signed_in(team.lead).get(address("quantities_file", team))))
    assert {id: (one.x, one.n) for id, one in found.items()} == {"e1": (37, 99)}


@pytest.mark.parametrize("name", ["board", "indicator", "pieces", "pieces_file"])
def test_a_page_asks_the_database_as_often_for_three_pieces_as_for_one(team: Team, name: str) -> None:
    browser = signed_in(team.lead)
    page = address(name, team, **({"indicator": "5.2"} if name == "indicator" else {}))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    piece(team, "group", quantity=GROUPS)
    asked()
    once = asked()
    piece(team, "group", quantity=GROUPS)
    piece(team, "document")
    assert asked() == once
