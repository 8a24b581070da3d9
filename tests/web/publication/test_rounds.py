"""The round of factual accuracy from both sides: shown, commented on, answered, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.publishing import Judged, judged, section_of, short_draft, with_service
from plumbline.publishing.documents import document_from_json
from plumbline_web.people.queries import today
from plumbline_web.publication.actions import (
    PublicationRefused,
    answer,
    close_round,
    comment,
    finish_comments,
    give_leave,
    open_round,
    withdraw_comment,
)
from plumbline_web.publication.actions import rounds as verbs
from plumbline_web.publication.models import Comment, Round
from plumbline_web.publication.paragraphs import paragraphs_of
from plumbline_web.scrutiny.models import Record
from plumbline_web.writing.actions import WritingRefused, write_section
from plumbline_web.writing.models import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Judged:
    return judged()


@pytest.fixture
def paper(held: Judged) -> Paper:
    return short_draft(held, text="People were met by staff.\n\n- One thing.\n- Another thing.")


@pytest.fixture
def round(held: Judged, paper: Paper) -> Round:
    return with_service(held, paper)


def said(held: Judged, round: Round, text: str = "It was in June.", at: int = 0) -> Comment:
    paragraph = paragraphs_of(document_from_json(round.source))[at].id
    return comment(
        by=held.team.manager,
        round=round,
        subject=held.team.activity.subjects.get(),
        paragraph=paragraph,
        text=text,
    )


def on_day(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = today() + timedelta(days=days)
    monkeypatch.setattr(verbs, "today", lambda: later)


def test_a_comment_and_an_answer_sent_twice_are_kept_once(held: Judged, round: Round) -> None:
    first, again, other = said(held, round), said(held, round), said(held, round, text="It was in July.")
    assert (again, Comment.objects.count()) == (first, 2)
    for text in ("It was mended.", "It was mended.", "It was mended in August."):
        answer(by=held.team.lead, comment=other, outcome="accepted", text=text)
    assert other.answers.count() == 2


def test_what_was_taken_back_can_be_said_anew(held: Judged, round: Round) -> None:
    withdraw_comment(by=held.team.manager, comment=said(held, round))
    assert said(held, round).withdrawn_at is None


def test_the_service_sees_the_draft_as_it_stood_and_not_as_it_is_written_on(
    held: Judged, paper: Paper, round: Round
) -> None:
    before = str(document_from_json(round.source))
    close_round(by=held.team.lead, round=_finished(held, round))
    section = section_of(paper, "introduction")
    write_section(by=held.team.lead, section=section, text="Other words.", based_on=section.versions.last())
    round.refresh_from_db()
    assert str(document_from_json(round.source)) == before
    assert "People were met by staff." in before


def _finished(held: Judged, round: Round) -> Round:
    finish_comments(by=held.team.manager, round=round, subject=held.team.activity.subjects.get())
    return round


def test_the_draft_is_marked_on_each_page_and_its_small_numbers_are_protected(held: Judged) -> None:
    made = with_service(held, short_draft(held, text="Agreed in {e4}."))
    document = document_from_json(made.source)
    assert document.mark == "Draft for factual accuracy"
    assert "fewer than 5 of 40 plans" in str(document) and "3 of 40" not in str(document)


def test_while_the_service_has_it_nobody_writes_on_the_text(held: Judged, paper: Paper, round: Round) -> None:
    section = section_of(paper, "introduction")
    with pytest.raises(WritingRefused):
        write_section(by=held.team.lead, section=section, text="New", based_on=section.versions.last())


def test_each_paragraph_and_item_of_a_list_has_an_id_of_its_own(round: Round) -> None:
    found = paragraphs_of(document_from_json(round.source))
    assert [one.text for one in found] == ["People were met by staff.", "- One thing.", "- Another thing."]
    assert len({one.id for one in found}) == 3


def test_an_id_stays_with_its_words_when_the_paragraph_moves(held: Judged) -> None:
    first = with_service(held, short_draft(held, text="One.\n\nTwo."))
    close_round(by=held.team.lead, round=_finished(held, first))
    paper = first.paper
    section = section_of(paper, "introduction")
    write_section(
        by=held.team.lead, section=section, text="Two.\n\nOne, changed.", based_on=section.versions.last()
    )
    paper.refresh_from_db()
    second = with_service(held, paper)
    before = {one.text: one.id for one in paragraphs_of(document_from_json(first.source))}
    after = {one.text: one.id for one in paragraphs_of(document_from_json(second.source))}
    assert (second.number, before["Two."]) == (2, after["Two."])
    assert after["One, changed."] not in before.values()


def test_a_round_closes_only_when_each_comment_is_answered(held: Judged, round: Round) -> None:
    first, second = said(held, round), said(held, round, "Not One but Two.", at=1)
    _finished(held, round)
    with pytest.raises(PublicationRefused, match="2 comments still to be answered"):
        close_round(by=held.team.lead, round=round)
    answer(by=held.team.lead, comment=first, outcome="accepted", text="It says June now.")
    with pytest.raises(PublicationRefused, match="1 comment still to be answered"):
        close_round(by=held.team.lead, round=round)
    answer(by=held.team.readers[0], comment=second, outcome="not_accepted", text="The file says One.")
    closed = close_round(by=held.team.lead, round=round)
    assert not closed.is_open
    assert Paper.objects.get(pk=round.paper_id).state == "draft"
    assert [one.after for one in round.paper.moves.all()] == ["accuracy", "draft"]


def test_a_round_stays_open_while_the_service_may_still_comment(
    held: Judged, round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PublicationRefused, match="may still comment until"):
        close_round(by=held.team.lead, round=round)
    on_day(monkeypatch, 15)
    assert not close_round(by=held.team.lead, round=round).is_open


def test_a_late_comment_needs_leave_and_is_marked(
    held: Judged, round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 15)
    with pytest.raises(PublicationRefused, match="Ask the lead for leave"):
        said(held, round)
    give_leave(by=held.team.lead, round=round, until_on=today() + timedelta(days=20), why="Illness.")
    assert said(held, round).late
    on_day(monkeypatch, 21)
    with pytest.raises(PublicationRefused, match="Ask the lead for leave"):
        said(held, round)


def test_a_comment_on_the_last_day_is_not_late(
    held: Judged, round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 14)
    assert not said(held, round).late


@pytest.mark.parametrize(("outcome", "text"), [("perhaps", "It may be."), ("accepted", " "), ("partly", "")])
def test_an_answer_says_what_and_why(held: Judged, round: Round, outcome: str, text: str) -> None:
    one = said(held, round)
    with pytest.raises(PublicationRefused, match="Say "):
        answer(by=held.team.lead, comment=one, outcome=outcome, text=text)
    assert not one.answers.exists()


def test_a_further_answer_leaves_the_first_to_be_read(held: Judged, round: Round) -> None:
    one = said(held, round)
    answer(by=held.team.lead, comment=one, outcome="not_accepted", text="The file says May.")
    answer(by=held.team.lead, comment=one, outcome="accepted", text="You sent the page: June.")
    assert [each.outcome for each in one.answers.all()] == ["not_accepted", "accepted"]


def test_a_comment_is_taken_back_before_its_answer_and_not_after(held: Judged, round: Round) -> None:
    first, second = said(held, round), said(held, round, "Another.")
    answer(by=held.team.lead, comment=first, outcome="accepted", text="Changed.")
    with pytest.raises(PublicationRefused, match="has been answered"):
        withdraw_comment(by=held.team.manager, comment=first)
    withdraw_comment(by=held.team.manager, comment=second)
    _finished(held, round)
    assert not close_round(by=held.team.lead, round=round).is_open
    assert Comment.objects.count() == 2


def test_nothing_is_said_on_a_paragraph_that_is_not_there(held: Judged, round: Round) -> None:
    with pytest.raises(PublicationRefused, match="no such paragraph"):
        comment(
            by=held.team.manager,
            round=round,
            subject=held.team.activity.subjects.get(),
            paragraph="p000000000000",
            text="Wrong.",
        )


def test_a_closed_round_takes_neither_comments_nor_answers(held: Judged, round: Round) -> None:
    one = said(held, round)
    answer(by=held.team.lead, comment=one, outcome="accepted", text="Changed.")
    close_round(by=held.team.lead, round=_finished(held, round))
    for attempt in (
        lambda: said(held, round),
        lambda: answer(by=held.team.lead, comment=one, outcome="partly", text="Half."),
        lambda: give_leave(by=held.team.lead, round=round, until_on=today() + timedelta(days=30), why="So."),
        lambda: close_round(by=held.team.lead, round=round),
    ):
        with pytest.raises(PublicationRefused, match="closed"):
            attempt()


def test_a_day_for_comments_lies_ahead(held: Judged, paper: Paper) -> None:
    with pytest.raises(PublicationRefused, match="at least until tomorrow"):
        open_round(by=held.team.lead, paper=paper, comment_by=today())


def test_a_draft_that_names_a_record_is_not_shown(held: Judged) -> None:
    draw = held.team.activity.subjects.get().draws.create()
    Record.objects.create(draw=draw, record_id="CPO-88123", position=1)
    with pytest.raises(PublicationRefused, match="names a record that was read"):
        with_service(held, short_draft(held, text="In CPO-88123 no plan was held."))
