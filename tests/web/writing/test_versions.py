"""Each save is a version; two at once are both kept until somebody chooses; nothing is ever changed."""

from __future__ import annotations

import pytest

from factories.activities import Team
from factories.written import written
from plumbline_web.writing.actions import WritingRefused, end_clash, write_section
from plumbline_web.writing.models import ClashEnded, LetStand, Section, SectionVersion
from plumbline_web.writing.obstacles import not_let
from plumbline_web.writing.queries import newest, open_clashes
from plumbline_web.writing.rules import LONGEST_TEXT


@pytest.fixture
def clash(team: Team, section: Section) -> SectionVersion:
    """A text of a reader that stands beside one of the lead."""
    first = written(team.lead, section, "Begun.")
    written(team.lead, section, "Begun. By the lead.", first)
    return written(team.readers[0], section, "Begun. By a reader.", first)


def test_of_two_texts_on_one_base_the_later_stands_beside_and_does_not_count(
    section: Section, clash: SectionVersion
) -> None:
    assert (clash.chosen, clash.beside.text) == (False, "Begun. By the lead.")
    assert newest(section).text == "Begun. By the lead."
    assert list(open_clashes(section)) == [clash]


@pytest.mark.parametrize(
    ("how", "text", "counts"),
    [
        ("left", "", "Begun. By the lead."),
        ("taken", "", "Begun. By a reader."),
        ("merged", "Begun. By both.", "Begun. By both."),
    ],
)
def test_a_clash_ends_as_somebody_chooses_and_both_texts_stay(
    team: Team, section: Section, clash: SectionVersion, how: str, text: str, counts: str
) -> None:
    end_clash(by=team.lead, version=clash, how=how, seen=newest(section), text=text)
    assert newest(section).text == counts
    assert not open_clashes(section).exists()
    assert {"Begun. By the lead.", "Begun. By a reader."} <= set(
        section.versions.values_list("text", flat=True)
    )


def test_nobody_chooses_against_a_text_they_did_not_see(
    team: Team, section: Section, clash: SectionVersion
) -> None:
    seen = newest(section)
    written(team.lead, section, "Begun. By the lead, later.", seen)
    with pytest.raises(WritingRefused, match="Another text counts meanwhile"):
        end_clash(by=team.lead, version=clash, how="taken", seen=seen)


def test_a_clash_is_ended_once(team: Team, section: Section, clash: SectionVersion) -> None:
    end_clash(by=team.lead, version=clash, how="left", seen=newest(section))
    with pytest.raises(WritingRefused, match="Somebody has chosen already"):
        end_clash(by=team.readers[0], version=clash, how="taken", seen=newest(section))


def test_a_later_text_of_the_same_writer_takes_the_place_of_their_clash(
    team: Team, section: Section, clash: SectionVersion
) -> None:
    later = written(team.readers[0], section, "Begun. By a reader, more.", clash)
    assert list(open_clashes(section)) == [later]
    assert ClashEnded.objects.get().how == "followed"


def test_a_text_that_counts_already_makes_no_version(team: Team, section: Section) -> None:
    first = written(team.lead, section, "The same.")
    assert written(team.readers[0], section, "The same.") == first
    assert section.versions.count() == 1


def test_a_clash_that_is_sent_twice_is_kept_once(team: Team, section: Section, clash: SectionVersion) -> None:
    assert written(team.readers[0], section, clash.text, clash.based_on) == clash
    assert section.versions.count() == 3


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("One\r\ntwo\rthree", "One\ntwo\nthree"),
        ("A\x00B", "AB"),
        ("A\ud800B", "A?B"),
        ("\ufeffBegun", "Begun"),
    ],
)
def test_a_text_is_kept_in_a_form_that_every_database_holds(
    team: Team, section: Section, sent: str, kept: str
) -> None:
    assert written(team.lead, section, sent).text == kept


def test_a_text_that_is_too_long_is_refused_with_how_long_it_is(team: Team, section: Section) -> None:
    with pytest.raises(WritingRefused, match="200,000 characters; this has 200,001"):
        written(team.lead, section, "x" * (LONGEST_TEXT + 1))


def test_an_earlier_text_is_brought_back_as_a_new_version(team: Team, section: Section) -> None:
    first = written(team.lead, section, "First.")
    second = written(team.lead, section, "Second.", first)
    made = write_section(by=team.lead, section=section, text=first.text, based_on=second, again=first)
    assert (newest(section), made.again, section.versions.count()) == (made, first, 3)


def test_a_version_keeps_the_evidence_that_it_named(team: Team, section: Section) -> None:
    made = written(team.lead, section, "A plan was there in {e1}, and {e9}.")
    assert [(one["id"], one["x"], one["n"]) for one in made.stands_on] == [("e1", 37, 99)]


def test_words_that_a_lead_leaves_to_stand_may_and_those_of_others_wait(team: Team, section: Section) -> None:
    words = "[Several]{stands: the council keeps no list} had two."
    first = written(team.readers[0], section, words)
    assert not_let(section.paper) == {section.key: [("Several", "the council keeps no list")]}
    written(team.lead, section, f"{words} So it was.", first)
    assert not_let(section.paper) == {}
    assert LetStand.objects.get().by == team.lead
