"""What the pages of writing show and take in, by how somebody stands in the activity."""

from __future__ import annotations

import pytest

from factories.activities import Team
from factories.site import person
from factories.written import section_of, written
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions import write_finding
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.actions import add_member
from plumbline_web.writing.actions import (
    add_note,
    ask_signature,
    move_paper,
    revoke_signature,
    save_draft,
    sign,
    take_section,
)
from plumbline_web.writing.models import Draft, LetStand, Paper, Section, SideNote
from plumbline_web.writing.queries import newest, signed
from plumbline_web.writing.rules import LONGEST_TEXT
from web.writing.asking import address, sent, signed_in


@pytest.fixture
def observer(team: Team) -> Account:
    account = person(team.body, "analyst")
    add_member(by=team.lead, activity=team.activity, account=account, organisation=team.body, role="observer")
    return account


def test_a_report_is_begun_from_the_page_with_what_the_activity_is_for_chosen(team: Team) -> None:
    client = signed_in(team.lead)
    page = client.get(address("papers", team))
    assert page.context["form"].initial["kind"] == "report"
    answer = client.post(address("papers", team), {"kind": "letter", "title": "How far it holds"})
    assert answer.status_code == 302
    assert "own_evaluation" in Paper.objects.get().sections.values_list("code", flat=True)


def test_an_observer_reads_and_comments_and_writes_nothing(
    team: Team, paper: Paper, section: Section, observer: Account
) -> None:
    written(team.lead, section, "In {e1:count}.")
    client, where = signed_in(observer), address("section", team, section.key)
    page = client.get(where)
    assert b"In 37 of 99 records." in page.content and b'name="write"' not in page.content
    assert client.post(where, {"write": "yes"}).status_code == 403
    assert client.post(where, {"text": "Mine", "base": ""}).status_code == 403
    assert sent(client, team, section, "Mine").status_code == 403
    assert client.post(where, {"note": "yes", "note-text": "Which records?"}).status_code == 302
    assert (newest(section).text, SideNote.objects.get().text) == ("In {e1:count}.", "Which records?")


def test_a_reader_neither_takes_over_nor_lets_words_stand(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    client, where = signed_in(team.readers[0]), address("section", team, section.key)
    assert b"Take it over" not in client.get(where).content
    assert client.post(where, {"write": "over"}).status_code == 403
    words = {"text": "Several had two.", "base": "", "stand": "1-1", "why-1-1": "no list is kept"}
    assert client.post(where, words).status_code == 403
    assert client.post(where, {"let": "Several\nno list is kept"}).status_code == 403
    assert not LetStand.objects.exists()


def test_a_lead_lets_stand_what_a_writer_left_to_stand(team: Team, section: Section) -> None:
    written(team.readers[0], section, "[Several]{stands: no list is kept} had two.")
    client, where = signed_in(team.lead), address("section", team, section.key)
    assert b"Waiting for the lead" in client.get(where).content
    client.post(where, {"let": "Several\nno list is kept"})
    assert b"Waiting for the lead" not in client.get(where).content


def test_what_people_write_as_html_is_shown_and_never_obeyed(
    team: Team, paper: Paper, section: Section
) -> None:
    text = "<script>alert(1)</script>\n\n![x](https://example.org/x.png) [y](javascript:alert(1))\n\n# Head"
    written(team.lead, section, text)
    for name, key in (("text", paper.key), ("section", section.key)):
        content = signed_in(team.lead).get(address(name, team, key)).content.decode()
        assert "<script>alert" not in content
        assert '<img src="https' not in content and 'href="javascript' not in content
        assert "<h3>Head</h3>" in content


def test_words_of_a_text_cannot_close_the_data_of_the_page(team: Team, section: Section) -> None:
    written(team.lead, section, "</textarea><script>alert(1)</script>")
    take_section(by=team.lead, section=section)
    content = signed_in(team.lead).get(address("section", team, section.key)).content.decode()
    assert "</textarea><script>" not in content


def test_a_draft_that_is_sent_is_kept_with_what_does_not_hold_beside_it(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    said = sent(signed_in(team.lead), team, section, "[Most]{e1} held a plan.").json()
    assert "The evidence says less than half: 37%, 37 of 99." in said["margin"]
    assert (said["mine"], said["holder"], said["version"]) == (True, "", "")
    assert Draft.objects.get().text == "[Most]{e1} held a plan."


def test_leaving_makes_a_version_of_what_was_typed_and_gives_the_section_up(
    team: Team, section: Section
) -> None:
    client = signed_in(team.lead)
    take_section(by=team.lead, section=section)
    sent(client, team, section, "Typed.")
    sent(client, team, section, None, "leave")
    section.refresh_from_db()
    assert (newest(section).text, section.held_by) == ("Typed.", None)


def test_a_page_that_was_left_without_a_word_shows_what_was_typed_when_it_is_opened_again(
    team: Team, section: Section
) -> None:
    take_section(by=team.lead, section=section)
    save_draft(by=team.lead, section=section, text="Typed.", based_on=None, page="gone")
    page = signed_in(team.lead).get(address("section", team, section.key))
    assert page.context["text"] == "Typed."


def test_leaving_what_was_saved_already_makes_nothing_of_it_again(team: Team, section: Section) -> None:
    client = signed_in(team.lead)
    base = sent(client, team, section, "Mine.", "version").json()["base"]
    other = written(team.readers[0], section, "Mine, and theirs.", newest(section))
    sent(client, team, section, None, "leave", base=base)
    assert (newest(section), section.versions.count()) == (other, 2)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"text": 1, "base": "", "page": "p", "keep": "draft"}',
     b'{"text": "x", "base": "", "page": "../p", "keep": "draft"}',
     b'{"text": "x", "base": "", "page": "p", "keep": "for ever"}',
     b'{"text": null, "base": "", "page": "p", "keep": "draft"}'],
)  # fmt: skip
def test_what_no_page_sends_is_refused_in_words(team: Team, section: Section, body: bytes) -> None:
    where = address("save", team, section.key)
    answer = signed_in(team.lead).post(where, body, content_type="application/json")
    assert answer.status_code == 422
    assert "Load it anew." in answer.json()["why"]


def test_a_text_sent_to_a_paper_that_is_no_draft_is_kept_and_said_to_wait(
    team: Team, paper: Paper, section: Section
) -> None:
    move_paper(by=team.lead, paper=paper, after="accuracy")
    client = signed_in(team.lead)
    said = sent(client, team, section, "Too late.", "version").json()
    assert said["stopped"].startswith("Only a draft can be changed.")
    answer = client.post(
        address("section", team, section.key), {"text": "By form.", "base": "", "page": "p"}, follow=True
    )
    assert "kept as your draft" in answer.content.decode()
    assert set(Draft.objects.values_list("text", flat=True)) == {"Too late.", "By form."}


def test_a_text_that_is_too_long_to_be_kept_stays_on_the_screen(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    text = "Long. " * (LONGEST_TEXT // 6 + 1)
    answer = signed_in(team.lead).post(
        address("section", team, section.key), {"text": text, "base": "", "page": "p"}
    )
    assert (answer.status_code, answer.context["text"], answer.context["held"]) == (422, text, True)
    assert "Nothing of it is kept yet: it stands below." in answer.content.decode()


def test_whoever_is_asked_to_sign_finds_it_among_the_reports_until_they_have(
    team: Team, paper: Paper, section: Section
) -> None:
    written(team.lead, section, "A plan was there in {e1}.")
    reader = team.readers[0]
    for account in (reader, team.readers[1]):
        ask_signature(by=team.lead, paper=paper, account=account)

    def told(account: Account) -> bool:
        return b"Your signature is asked for" in signed_in(account).get(address("papers", team)).content

    assert [told(reader), told(team.lead)] == [True, False]
    sign(by=reader, paper=paper, sha256=signed(paper).sha256)
    assert not told(reader)
    revoke_signature(by=reader, paper=paper, why="I saw another plan.")
    assert told(reader)


def test_whoever_signs_is_led_to_all_that_they_sign_with_what_is_worked_out(
    team: Team, paper: Paper, section: Section
) -> None:
    written(team.lead, section, "A plan was there in {e1}.")
    ask_signature(by=team.lead, paper=paper, account=team.readers[0])
    preview = f"/preview/{paper.key}/".encode()
    client, made = signed_in(team.readers[0]), section_of(paper, "evaluations")
    places = [("signing", paper.key), ("paper", paper.key), ("text", paper.key), ("section", made.key)]
    assert [preview in client.get(address(name, team, key)).content for name, key in places] == [True] * 4


def test_two_versions_are_compared_word_by_word_for_eyes_and_ears(team: Team, section: Section) -> None:
    first = written(team.lead, section, "A plan was there.")
    written(team.lead, section, "No plan was there.", first)
    content = signed_in(team.lead).get(address("history", team, section.key)).content.decode()
    assert '<del><span class="visually-hidden"> [gone: </span>A <span' in content
    assert '<ins><span class="visually-hidden"> [new: </span>No <span' in content


def test_an_earlier_version_is_brought_back_from_the_page(team: Team, section: Section) -> None:
    first = written(team.lead, section, "First.")
    second = written(team.lead, section, "Second.", first)
    where = address("history", team, section.key)
    signed_in(team.lead).post(where, {"back": first.key, "seen": second.key})
    assert newest(section).text == "First."


def test_a_comment_is_answered_seen_to_and_kept_and_an_answer_opens_it_again(
    team: Team, paper: Paper, section: Section
) -> None:
    note = add_note(by=team.lead, section=section, text="Which records?")
    client, where = signed_in(team.readers[0]), address("section", team, section.key)
    client.post(where, {"done": note.key})
    note.refresh_from_db()
    assert note.done_by == team.readers[0]
    for _ in range(2):  # a button pressed twice
        client.post(where, {"note": "yes", "note-text": "Those of May.", "under": note.key})
    note.refresh_from_db()
    assert (note.done_at, [one.text for one in note.answers.all()]) == (None, ["Those of May."])


def test_an_empty_comment_is_said_to_be_empty(team: Team, section: Section) -> None:
    answer = signed_in(team.lead).post(
        address("section", team, section.key), {"note": "yes", "note-text": " "}
    )
    assert answer.status_code == 422
    assert b"Write the comment." in answer.content


def test_a_section_of_findings_shows_what_the_team_found_there_and_no_other_does(
    team: Team, paper: Paper, section: Section
) -> None:
    write_finding(
        by=team.lead,
        activity=team.activity,
        indicator="5.2",
        kind="weakness",
        text="Plans were not there.",
        pieces_for=[Piece.objects.get(number=1)],
    )
    client = signed_in(team.lead)
    shown = [
        "Plans were not there." in client.get(address("section", team, one.key)).content.decode()
        for one in (section_of(paper, "findings", "5.2"), section_of(paper, "findings", "5.3"), section)
    ]
    assert shown == [True, False, False]


def test_a_section_that_is_worked_out_says_so_and_offers_no_box(team: Team, paper: Paper) -> None:
    made = section_of(paper, "evaluations")
    content = signed_in(team.lead).get(address("section", team, made.key)).content
    assert b"It is never typed" in content and b'<textarea class="ds_input pl-letter' not in content


def test_a_merged_text_that_comes_too_late_is_shown_again_whole(team: Team, section: Section) -> None:
    first = written(team.lead, section, "First.")
    second = written(team.lead, section, "Second.", first)
    clash = written(team.readers[0], section, "Other.", first)
    written(team.lead, section, "Third.", second)
    answer = signed_in(team.lead).post(
        address("clash", team, clash.key), {"how": "merged", "seen": second.key, "text": "My long work."}
    )
    assert answer.status_code == 422
    assert answer.context["typed"] == "My long work." and answer.context["current"].text == "Third."
