"""When evidence changes, the text follows, and the change is listed until somebody has looked at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from factories.activities import Team
from factories.written import PLANS, written
from plumbline.scrutiny.quantities import printed
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.writing.actions import WritingRefused, see_changes
from plumbline_web.writing.models import ChangeSeen, Paper, Section, SectionVersion
from plumbline_web.writing.obstacles import obstacles
from plumbline_web.writing.queries import changes_of
from web.writing.asking import address, signed_in


def counted(team: Team, x: int) -> None:
    """E1, counted anew."""
    add_piece(
        by=team.lead,
        activity=team.activity,
        source="document",
        title="A plan was there",
        ties={"5.2": "weakness"},
        quantity=replace(PLANS, x=x),
        in_place_of=Piece.objects.filter(number=1).last(),
    )


@pytest.fixture
def version(team: Team, section: Section) -> SectionVersion:
    return written(team.lead, section, "In {e1:count} there was a plan.")


def test_the_text_follows_and_the_change_is_listed(team: Team, paper: Paper, version: SectionVersion) -> None:
    counted(team, 40)
    assert printed(version.text, quantities_of(team.activity)) == "In 40 of 99 records there was a plan."
    (found,) = changes_of(paper)
    assert [(one.was, one.now) for one in found.moved] == [("37 of 99 records", "40 of 99 records")]
    assert [one.kind for one in obstacles(paper)] == ["changed"]


def test_what_was_looked_at_is_not_listed_again_and_a_further_change_is(
    team: Team, paper: Paper, section: Section, version: SectionVersion
) -> None:
    counted(team, 40)
    shown = [["e1", "", "37 of 99 records", "40 of 99 records"]]
    see_changes(by=team.lead, section=section, version=version, shown=shown)
    assert (changes_of(paper), obstacles(paper)) == ([], [])
    counted(team, 41)
    assert [one.was for one in changes_of(paper)[0].moved] == ["40 of 99 records"]


def test_nobody_passes_a_change_that_they_did_not_see(
    team: Team, section: Section, version: SectionVersion
) -> None:
    counted(team, 40)
    shown = [["e1", "", "37 of 99 records", "40 of 99 records"]]
    counted(team, 41)
    with pytest.raises(WritingRefused, match="has changed since you opened the page"):
        see_changes(by=team.lead, section=section, version=version, shown=shown)


def test_a_text_written_after_the_change_has_none(
    team: Team, paper: Paper, section: Section, version: SectionVersion
) -> None:
    counted(team, 40)
    written(team.lead, section, "In {e1:count} there was one.", version)
    assert changes_of(paper) == []


def test_the_page_lists_it_and_its_button_passes_it(
    team: Team, paper: Paper, version: SectionVersion
) -> None:
    counted(team, 40)
    client = signed_in(team.lead)
    where = address("changed", team, paper.key)
    page = client.get(where)
    assert b"37 of 99 records" in page.content and b"40 of 99 records" in page.content
    mark = page.context["changes"][0][1]
    client.post(where, {"shown": mark})
    assert ChangeSeen.objects.get().changes == [["e1", "", "37 of 99 records", "40 of 99 records"]]
    assert b"Nothing has changed" in client.get(where).content


def test_a_mark_that_the_page_did_not_show_passes_nothing(
    team: Team, paper: Paper, version: SectionVersion
) -> None:
    counted(team, 40)
    client: Client = signed_in(team.lead)
    client.post(address("changed", team, paper.key), {"shown": '["x", []]:forged'})
    assert not ChangeSeen.objects.exists()
