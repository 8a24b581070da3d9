"""A paper begins with its template's sections, which are ordered anew, added, taken out and renamed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.activities import Team
from factories.written import section_of, written
from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.writing.actions import (
    WritingRefused,
    add_section,
    begin_paper,
    bring_back_section,
    move_paper,
    move_section,
    remove_section,
    rename_section,
)
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.queries import sections_of
from web.writing.asking import address, signed_in


def titles(paper: Paper) -> list[str]:
    return [section.title for section, _ in sections_of(paper)]


def test_a_report_begins_with_the_sections_of_its_template(paper: Paper) -> None:
    there = [(section.code, section.indicator, section.made) for section, _ in sections_of(paper)]
    assert there[:6] == [
        ("introduction", "", False),
        ("method", "", False),
        ("context", "", False),
        ("key_messages", "", True),
        ("findings", "5.2", False),
        ("findings", "5.3", False),
    ]
    assert there[-1] == ("quantities", "", True)


@pytest.mark.parametrize(("kind", "title"), [("poster", "A title"), ("report", "  ")])
def test_a_paper_needs_a_kind_that_there_is_and_a_title(team: Team, kind: str, title: str) -> None:
    with pytest.raises(WritingRefused):
        begin_paper(by=team.lead, activity=team.activity, kind=kind, title=title)


def test_a_section_moves_one_place_and_stays_where_there_is_none(team: Team, paper: Paper) -> None:
    first, second = titles(paper)[:2]
    move_section(by=team.lead, section=section_of(paper, "method"), up=True)
    assert titles(paper)[:2] == [second, first]
    move_section(by=team.lead, section=section_of(paper, "method"), up=True)
    assert titles(paper)[:2] == [second, first]


def test_a_section_taken_out_keeps_its_text_and_comes_back_at_the_end(
    team: Team, paper: Paper, section: Section
) -> None:
    version = written(team.lead, section, "Kept.")
    remove_section(by=team.lead, section=section)
    assert section.title not in titles(paper)
    bring_back_section(by=team.lead, section=section)
    assert sections_of(paper)[-1] == (section, version)


def test_a_section_of_ones_own_is_written_and_one_of_the_list_is_what_the_list_says(
    team: Team, paper: Paper
) -> None:
    own = add_section(by=team.lead, paper=paper, title="Courts")
    listed = add_section(by=team.lead, paper=paper, title="Consistency", code="consistency")
    assert (own.made, listed.made) == (False, True)
    with pytest.raises(WritingRefused):
        add_section(by=team.lead, paper=paper, title="Else", code="no_such")


def test_a_section_is_renamed_and_never_to_nothing(team: Team, section: Section) -> None:
    assert rename_section(by=team.lead, section=section, title=" Why we came ").title == "Why we came"
    with pytest.raises(WritingRefused, match="Give the section a title"):
        rename_section(by=team.lead, section=section, title=" ")


def test_the_outline_of_a_paper_that_is_no_draft_is_not_changed(
    team: Team, paper: Paper, section: Section
) -> None:
    move_paper(by=team.lead, paper=paper, after="accuracy")
    for verb in (
        lambda: move_section(by=team.lead, section=section, up=False),
        lambda: remove_section(by=team.lead, section=section),
        lambda: add_section(by=team.lead, paper=paper, title="Late"),
        lambda: rename_section(by=team.lead, section=section, title="Late"),
    ):
        section.refresh_from_db()
        with pytest.raises(WritingRefused, match="Only a draft"):
            verb()


def test_a_paper_goes_only_from_one_state_to_the_next(team: Team, paper: Paper) -> None:
    with pytest.raises(ScrutinyRefused):
        move_paper(by=team.lead, paper=paper, after="published")


def test_the_page_does_what_its_buttons_say(team: Team, paper: Paper) -> None:
    client, where = signed_in(team.lead), address("paper", team, paper.key)
    method = section_of(paper, "method")
    client.post(where, {"up": method.key})
    client.post(where, {"rename": method.key, "title": "How we did it"})
    client.post(where, {"remove": section_of(paper, "context").key})
    client.post(where, {"add": "yes", "add-code": "own", "add-title": "Courts"})
    found = titles(paper)
    assert (found[0], found[-1], "Background and context" in found) == ("How we did it", "Courts", False)
    client.post(where, {"back": section_of(paper, "context").key})
    assert titles(paper)[-1] == "Background and context"


def test_a_section_of_another_paper_is_not_changed_through_this_one(team: Team, paper: Paper) -> None:
    other = begin_paper(by=team.lead, activity=team.activity, kind="summary", title="In short")
    client = signed_in(team.lead)
    answer = client.post(address("paper", team, paper.key), {"remove": section_of(other).key})
    assert answer.status_code == 404
    assert section_of(other).removed_at is None


def test_the_outline_has_as_many_queries_for_many_texts_as_for_one(team: Team, paper: Paper) -> None:
    client, where = signed_in(team.lead), address("paper", team, paper.key)
    written(team.lead, section_of(paper), "One. [Several]{stands: no list is kept}")
    client.get(where)
    counts = []
    for code in ("", "method", "context"):
        if code:
            written(team.lead, section_of(paper, code), f"{code}: {{e1:count}}. [Several]{{stands: no list}}")
        with CaptureQueriesContext(connection) as held:
            client.get(where)
        counts.append(len(held))
    assert counts[0] == counts[1] == counts[2]


def test_a_search_finds_text_as_it_prints(team: Team, paper: Paper, section: Section) -> None:
    written(team.lead, section, "A plan was there in {e1:count}.")
    page = signed_in(team.lead).get(address("paper", team, paper.key), {"find": "37 OF 99 records"})
    assert [row.section for row in page.context["rows"]] == [section]
    assert b"1 section with" in page.content


def test_the_list_of_papers_has_as_many_queries_for_three_as_for_one(team: Team, paper: Paper) -> None:
    client, counts = signed_in(team.lead), []
    client.get(address("papers", team))
    for title in ("", "Second", "Third"):
        if title:
            begin_paper(by=team.readers[0], activity=team.activity, kind="summary", title=title)
        with CaptureQueriesContext(connection) as held:
            client.get(address("papers", team))
        counts.append(len(held))
    assert counts[0] == counts[1] == counts[2]
