"""Writing a paper: every version stays, nobody's words are lost, and a clash is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from factories.sent_papers import begun
from plumbline_web.board_papers.actions import fill_again, write_part
from plumbline_web.board_papers.conditions import PaperClash
from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.models import PaperVersion
from plumbline_web.improvement.models import Plan
from plumbline_web.people.models import Account

pytestmark = pytest.mark.django_db


def purpose(content: Content) -> Any:
    return content["sections"]["purpose"]["paragraphs"]


def saying(text: str, name: str = "purpose") -> Callable[[Content], None]:
    def write(content: Content) -> None:
        content["sections"][name]["paragraphs"] = [{"text": text, "exempt": "", "table": ""}]

    return write


def test_each_version_stays_as_it_was(manager: Account, plan: Plan) -> None:
    paper = begun(manager, plan)
    first = purpose(paper.versions.get().content)
    write_part(by=manager, paper=paper, what="Purpose", since=1, part=purpose, write=saying("Otherwise."))
    held = [purpose(one.content) for one in paper.versions.order_by("number")]
    assert held == [first, [{"text": "Otherwise.", "exempt": "", "table": ""}]]


def test_what_changes_nothing_makes_no_version(manager: Account, plan: Plan) -> None:
    paper = begun(manager, plan)
    write_part(by=manager, paper=paper, what="Purpose", since=1, part=purpose, write=lambda content: None)
    assert paper.versions.count() == 1


def test_two_people_write_two_sections_and_both_stay(manager: Account, plan: Plan) -> None:
    paper = begun(manager, plan)
    for name in ("purpose", "background"):
        write_part(
            by=manager,
            paper=paper,
            what=name,
            since=1,
            part=lambda content, name=name: content["sections"][name]["paragraphs"],
            write=saying(f"My {name}.", name),
        )
    sections = paper.versions.order_by("number").last().content["sections"]
    assert [sections[name]["paragraphs"][0]["text"] for name in ("purpose", "background")] == [
        "My purpose.",
        "My background.",
    ]


def test_two_people_write_one_section_and_the_second_is_told(manager: Account, plan: Plan) -> None:
    paper = begun(manager, plan)
    write_part(by=manager, paper=paper, what="Purpose", since=1, part=purpose, write=saying("Mine."))
    with pytest.raises(PaperClash, match="it stands in version 2"):
        write_part(by=manager, paper=paper, what="Purpose", since=1, part=purpose, write=saying("Yours."))


def test_a_version_cannot_be_saved_again(manager: Account, plan: Plan) -> None:
    version = begun(manager, plan).versions.get()
    with pytest.raises(TypeError, match="never changes"):
        version.save()


def test_a_version_cannot_be_taken_away(manager: Account, plan: Plan) -> None:
    version = begun(manager, plan).versions.get()
    with pytest.raises(TypeError, match="never changes"):
        version.delete()


def test_versions_cannot_be_changed_many_at_once(manager: Account, plan: Plan) -> None:
    begun(manager, plan)
    with pytest.raises(TypeError, match="never changes"):
        PaperVersion.objects.update(what="Another")


def test_the_database_refuses_to_change_a_version(manager: Account, plan: Plan) -> None:
    begun(manager, plan)
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE board_papers_paperversion SET what = 'Another'")


def test_figures_of_another_day_leave_what_people_wrote(manager: Account, plan: Plan) -> None:
    paper = begun(manager, plan)
    fill_again(by=manager, paper=paper, as_at=date(2025, 10, 2))
    before, after = (one.content for one in paper.versions.order_by("number"))
    assert (after["filled"]["as_at"], after["sections"]) == ("2025-10-02", before["sections"])
