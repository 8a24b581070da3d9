"""One holds a section at a time; whatever anybody typed stays in a draft or a version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.activities import Team
from factories.written import section_of, written
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account
from plumbline_web.writing.actions import (
    WritingRefused,
    give_up_section,
    move_paper,
    remove_section,
    save_draft,
    take_section,
    write_section,
)
from plumbline_web.writing.models import Draft, Paper, Section, SectionVersion
from plumbline_web.writing.queries import holder_of, newest, open_drafts


def typed(
    by: Account, section: Section, text: str, base: SectionVersion | None = None, page: str = "one"
) -> SectionVersion | None:
    """A draft of this text; gives the version on which the page writes then."""
    return save_draft(by=by, section=section, text=text, based_on=base, page=page).base


def lapse(section: Section) -> None:
    """Let the time be over for which the section is held."""
    section.refresh_from_db()
    section.held_until = timezone.now() - timedelta(seconds=1)
    section.save()


def texts(section: Section) -> list[str]:
    return list(section.versions.values_list("text", flat=True))


def test_a_section_is_held_by_who_took_it_and_nobody_else_can_take_it(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    section.refresh_from_db()
    assert holder_of(section).by == team.lead
    with pytest.raises(WritingRefused, match=f"{team.lead.name} is writing this section just now."):
        take_section(by=team.readers[0], section=section)


def test_the_holder_takes_it_again_and_saving_renews_the_time(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    section.refresh_from_db()
    first = section.held_until
    typed(team.lead, section, "A word")
    section.refresh_from_db()
    assert section.held_until > first


def test_a_section_whose_time_is_over_is_free_and_what_was_typed_there_is_a_version_first(
    team: Team, section: Section
) -> None:
    take_section(by=team.lead, section=section)
    typed(team.lead, section, "Left lying")
    lapse(section)
    assert take_section(by=team.readers[0], section=section).held_by == team.readers[0]
    assert (newest(section).text, newest(section).by, newest(section).chosen) == (
        "Left lying",
        team.lead,
        True,
    )


def test_a_lead_takes_over_with_an_event_and_the_former_holder_is_told(team: Team, section: Section) -> None:
    take_section(by=team.readers[0], section=section)
    typed(team.readers[0], section, "So far")
    take_section(by=team.lead, section=section, over=True)
    said = save_draft(by=team.readers[0], section=section, text="So far and on", based_on=None, page="one")
    assert said.holder.by == team.lead
    assert Event.objects.get(act="took over section").details["from_account"] == team.readers[0].key


def test_who_was_taken_over_writes_on_from_what_was_kept_of_theirs(team: Team, section: Section) -> None:
    take_section(by=team.readers[0], section=section)
    typed(team.readers[0], section, "So far")
    take_section(by=team.lead, section=section, over=True)
    base = typed(team.readers[0], section, "So far and on")
    assert base == newest(section)
    assert base.text == "So far"


def test_giving_up_frees_a_section_for_others_but_only_by_its_holder(team: Team, section: Section) -> None:
    take_section(by=team.lead, section=section)
    give_up_section(by=team.readers[0], section=section)
    section.refresh_from_db()
    assert section.held_by == team.lead
    give_up_section(by=team.lead, section=section)
    section.refresh_from_db()
    assert section.held_by is None


def test_a_draft_is_written_over_by_its_own_page_and_makes_no_version(team: Team, section: Section) -> None:
    typed(team.lead, section, "One")
    typed(team.lead, section, "One two")
    assert list(Draft.objects.values_list("text", flat=True)) == ["One two"]
    assert texts(section) == []


def test_two_pages_of_one_person_write_over_nothing_of_each_other(team: Team, section: Section) -> None:
    typed(team.lead, section, "From the first", page="one")
    typed(team.lead, section, "From the second", page="two")
    take_section(by=team.lead, section=section)
    assert texts(section) == ["From the first", "From the second"]
    assert list(section.versions.values_list("chosen", flat=True)) == [True, False]
    assert not open_drafts(section).exists()


def test_a_saved_version_settles_the_draft_of_its_page(team: Team, section: Section) -> None:
    typed(team.lead, section, "Typed")
    made = written(team.lead, section, "Typed", page="one")
    assert Draft.objects.get().kept_as == made
    take_section(by=team.lead, section=section)
    assert texts(section) == ["Typed"]


def test_a_draft_that_says_what_a_version_says_waits_for_nothing(team: Team, section: Section) -> None:
    first = written(team.lead, section, "As it was")
    typed(team.lead, section, "As it was, and more", first)
    typed(team.lead, section, "As it was", first)
    assert not open_drafts(section).exists()


def test_what_is_typed_into_a_paper_that_is_no_draft_is_kept_and_the_page_is_told(
    team: Team, paper: Paper, section: Section
) -> None:
    move_paper(by=team.lead, paper=paper, after="accuracy")
    said = save_draft(by=team.lead, section=section, text="Too late", based_on=None, page="one")
    assert said.stopped == "Only a draft can be changed. Open the text again first."
    with pytest.raises(WritingRefused):
        write_section(by=team.lead, section=section, text="Too late", based_on=None)
    move_paper(by=team.lead, paper=paper, after="draft")
    take_section(by=team.lead, section=section)
    assert texts(section) == ["Too late"]


def test_a_section_that_is_worked_out_is_neither_held_nor_written(team: Team, paper: Paper) -> None:
    made = section_of(paper, "evaluations")
    for verb in (
        lambda: take_section(by=team.lead, section=made),
        lambda: typed(team.lead, made, "By hand"),
        lambda: written(team.lead, made, "By hand"),
    ):
        with pytest.raises(WritingRefused, match="worked out"):
            verb()


def test_a_section_somebody_writes_is_not_taken_out_under_them(team: Team, section: Section) -> None:
    take_section(by=team.readers[0], section=section)
    with pytest.raises(WritingRefused, match="is writing it just now"):
        remove_section(by=team.lead, section=section)


def test_saving_without_having_opened_a_section_holds_it_for_nobody(team: Team, section: Section) -> None:
    written(team.lead, section, "From a list")
    section.refresh_from_db()
    assert section.held_by is None
