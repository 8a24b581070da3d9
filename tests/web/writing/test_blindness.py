"""Whoever still has a record of their own to read sees no text, no figure, no comment of the report."""

from __future__ import annotations

import pytest

from factories.activities import Team, inspection
from factories.readings import dealt, drawn, on_form
from factories.written import evidence_in, report_of, section_of, written
from plumbline_web.writing.actions import add_note
from plumbline_web.writing.models import Draft
from web.writing.asking import address, sent, signed_in

pytestmark = pytest.mark.django_db
TEXT, NOTE = "Zymurgymark in {e1}.", "Quixotrynote"


@pytest.fixture
def blind() -> tuple[Team, dict[str, str]]:
    """A team whose first reader has a record to read, and a report with marks in it."""
    team = inspection(readers=2)
    on_form(team)
    evidence_in(team)
    paper = report_of(team)
    section = section_of(paper)
    first = written(team.lead, section, TEXT)
    written(team.lead, section, f"{TEXT} More.", first)
    clash = written(team.readers[1], section, f"{TEXT} Other.", first)
    add_note(by=team.lead, section=section, text=NOTE)
    dealt(team, drawn(team)[0])
    keys = {"paper": paper.key, "text": paper.key, "changed": paper.key, "signing": paper.key}
    return team, {**keys, "section": section.key, "history": section.key, "clash": clash.key}


@pytest.mark.parametrize("name", ["paper", "text", "changed", "signing", "section", "history", "clash"])
def test_no_page_of_the_report_tells_who_still_reads_anything(
    blind: tuple[Team, dict[str, str]], name: str
) -> None:
    team, keys = blind
    where = address(name, team, keys[name])
    page = signed_in(team.readers[0]).get(where + "?find=Zymurgymark").content
    assert b"Not yet: you have records to read" in page
    assert [mark for mark in (b"Zymurgymark", b"Quixotry", b"37 of 99") if mark in page] == []
    # Somebody else on the team sees it, so that this test would notice a page that shows nobody anything.
    assert b"Not yet" not in signed_in(team.readers[1]).get(where).content


def test_who_still_reads_changes_nothing_and_is_told_why(blind: tuple[Team, dict[str, str]]) -> None:
    team, keys = blind
    client = signed_in(team.readers[0])
    section = team.activity.papers.get().sections.get(key=keys["section"])
    answer = sent(client, team, section, "Blind.")
    assert (answer.status_code, answer.json()["why"]) == (409, "You have records of your own to read first.")
    page = client.post(address("section", team, keys["section"]), {"text": "Blind.", "base": ""})
    assert b"Not yet: you have records to read" in page.content
    assert not Draft.objects.exists() and not section.versions.filter(text="Blind.").exists()


def test_the_list_of_reports_tells_titles_and_no_text(blind: tuple[Team, dict[str, str]]) -> None:
    team, _ = blind
    page = signed_in(team.readers[0]).get(address("papers", team)).content
    assert b"What we found" in page and b"Zymurgymark" not in page
