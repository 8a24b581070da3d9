"""Editions: refused with every reason at once, made by a job, and never changed afterwards."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from django.db import DatabaseError, connection, transaction

from factories.activities import inspection
from factories.publishing import (
    FEW,
    HEARD,
    SEEN,
    Judged,
    edition_of,
    judged,
    published,
    section_of,
    short_draft,
    signed_off,
    with_service,
)
from plumbline.measures import rate_of
from plumbline.publishing.documents import document_from_json
from plumbline.publishing.pdf_checks import pdf_faults
from plumbline.scrutiny.bundle import open_bundle, verify_bundle
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.audit.models import Event
from plumbline_web.evidence.actions import add_piece
from plumbline_web.people.queries import today
from plumbline_web.publication import jobs
from plumbline_web.publication.actions import (
    PublicationRefused,
    ask_to_publish,
    close_address,
    open_address,
    publish,
)
from plumbline_web.publication.giving import published_file
from plumbline_web.publication.jobs import make_edition
from plumbline_web.publication.models import Edition
from plumbline_web.publication.queries import edition_open_to_anyone
from plumbline_web.publication.states import FILES
from plumbline_web.scrutiny.models import Record
from plumbline_web.writing.actions import begin_paper, reopen_paper, revoke_signature, write_section

pytestmark = pytest.mark.django_db


def words(edition: Edition) -> str:
    return published_file(edition, "page").decode()


def test_an_edition_has_its_files_and_each_is_what_it_says() -> None:
    held = judged()
    made = published(held, short_draft(held, "evaluations", "areas", "took_part"), public=True)
    assert sorted(made.files) == ["bundle.zip", "open-data.zip", "report.docx", "report.html", "report.pdf"]
    assert "Most people were seen in time." in words(made)
    assert pdf_faults(published_file(made, "pdf")) == []
    word = docx.Document(io.BytesIO(published_file(made, "word")))
    assert "Most people were seen in time." in "\n".join(one.text for one in word.paragraphs)
    assert made.paper.state == "published"


def test_the_bundle_gives_every_figure_again_and_its_seal_is_printed() -> None:
    held = judged()
    made = published(held, short_draft(held, "evaluations"), public=True)
    path = made.folder / "bundle.zip"
    found = verify_bundle(path, rate=rate_of)
    assert found.ok
    assert [one.id for one in found.figures] == ["e1", "e2", "e3", "e4"]
    assert ("Seal of its bundle", found.seal) in document_from_json(made.source).header
    assert open_bundle(path).protected


def test_open_data_is_protected_even_where_the_edition_is_not() -> None:
    held = judged()
    made = published(held, short_draft(held, "took_part", text="Agreed in {e4}. A plan in {e1}."))
    assert "3 of 40 plans" in words(made)
    packed = zipfile.ZipFile(io.BytesIO(published_file(made, "data")))
    assert sorted(packed.namelist()) == [
        "codebook.md",
        "datapackage.json",
        "quantities.csv",
        "took_part.csv",
    ]
    few, plans = csv.DictReader(io.StringIO(packed.read("quantities.csv").decode()))
    assert (few["printed"], few["count"], few["percent"], few["protected"]) == (
        "fewer than 5 of 40 plans",
        "",
        "",
        "true",
    )
    assert (plans["count"], plans["base"], plans["percent"], plans["low"], plans["high"], plans["word"]) == (
        "37",
        "99",
        "37",
        "29",
        "47",
        "Less than half",
    )
    groups = list(csv.reader(io.StringIO(packed.read("took_part.csv").decode())))
    assert groups[1:] == [
        ["Focus group", "Felt listened to: people on orders", "32"],
        ["Focus group", "Felt listened to: families", "*"],
    ]
    package = json.loads(packed.read("datapackage.json"))
    for one in package["resources"]:
        head = packed.read(one["path"]).decode().splitlines()[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == head


def test_everything_in_the_way_is_told_at_once() -> None:
    held = judged()
    paper = short_draft(held, text="[Most]{e1} records held a plan. A number of people waited.")
    with_service(held, paper)
    with pytest.raises(PublicationRefused) as refused:
        publish(by=held.team.lead, paper=paper)
    told = "\n".join(refused.value.reasons)
    assert "The round of factual accuracy is open." in told
    assert "Introduction, line 1, “Most”: The evidence says less than half" in told
    assert "It states no quantity that a reader could check." in told
    assert not paper.editions.exists() and not paper.makings.exists()


def test_a_paper_that_nobody_signed_is_not_published() -> None:
    held = judged()
    with pytest.raises(PublicationRefused, match="not signed off"):
        publish(by=held.team.lead, paper=short_draft(held))


def test_judgements_that_are_not_settled_stand_in_the_way() -> None:
    held = Judged(inspection(readers=1), [])
    paper = short_draft(held, text="We came in May.")
    with pytest.raises(PublicationRefused, match=r"5\.2: "):
        publish(by=held.team.lead, paper=signed_off(held, paper))


def test_an_edition_for_anyone_is_refused_where_words_tell_a_protected_number() -> None:
    held = judged()
    paper = signed_off(held, short_draft(held, text="Agreed in [3 of 40]{e4} plans."))
    with pytest.raises(PublicationRefused, match="3 of 40"):
        publish(by=held.team.lead, paper=paper, public=True)
    assert publish(by=held.team.lead, paper=paper).number == 1


def test_a_record_named_in_the_text_stops_publication_and_is_not_repeated() -> None:
    held = judged()
    draw = held.team.activity.subjects.get().draws.create()
    Record.objects.create(draw=draw, record_id="CPO/2026/0417", position=1)
    paper = signed_off(held, short_draft(held, text="The record cpo/2026/0417 had no plan."))
    with pytest.raises(PublicationRefused) as refused:
        publish(by=held.team.lead, paper=paper)
    assert refused.value.reasons == (
        "Introduction: it names a record that was read. Take the reference out; a report names no case.",
    )


@pytest.mark.parametrize("reference", ["417", "12"])
def test_a_short_number_is_no_reference(reference: str) -> None:
    held = judged()
    draw = held.team.activity.subjects.get().draws.create()
    Record.objects.create(draw=draw, record_id=reference, position=1)
    paper = short_draft(held, text=f"Order {reference} of the council was passed.")
    assert publish(by=held.team.lead, paper=signed_off(held, paper)).number == 1


def test_publishing_is_noted_as_an_output_of_the_activity() -> None:
    held = judged()
    made = published(held, short_draft(held))
    note = held.team.activity.notes.get(kind="output")
    assert (note.about, note.title, note.on) == ("report", f"What we found, edition {made.number}", today())
    acts = Event.objects.filter(act="published edition").values_list("details", flat=True)
    assert [one["edition"] for one in acts] == [made.key]


def kept() -> Edition:
    """An edition with its page alone, which is quick to make."""
    team = inspection(readers=1)
    paper = begin_paper(by=team.lead, activity=team.activity, kind="letter", title="What we heard")
    return edition_of(paper, team)


@pytest.mark.parametrize("name", ["number", "source", "files", "public", "changes"])
def test_nothing_of_an_edition_can_be_saved_anew(name: str) -> None:
    made = kept()
    setattr(made, name, 99)
    with pytest.raises(TypeError, match="never changes"):
        made.save()
    with pytest.raises(TypeError, match="never changes"):
        made.save(update_fields=[name])


def test_an_edition_cannot_be_deleted_or_changed_in_bulk() -> None:
    made = kept()
    tries: list[Any] = [
        made.delete,
        Edition.objects.all().delete,
        lambda: Edition.objects.filter(pk=made.pk).update(number=7),
        lambda: Edition.objects.bulk_update([made], ["number"]),
        lambda: Edition.objects.bulk_create([made]),
        lambda: made.paper.editions.update(number=7),
    ]
    for attempt in tries:
        with pytest.raises(TypeError, match="never changes"):
            attempt()
    assert Edition.objects.get().number == 1


def test_the_database_itself_refuses_to_change_an_edition() -> None:
    made = kept()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as at:
        at.execute("UPDATE publication_edition SET number = 7 WHERE id = %s", [made.pk])
    assert Edition.objects.get().number == 1


def test_a_file_of_which_one_byte_changed_is_not_given_out() -> None:
    held = judged()
    made = published(held, short_draft(held))
    for name, (file, *_) in FILES.items():
        content = bytearray((made.folder / file).read_bytes())
        content[len(content) // 2] ^= 1
        (made.folder / file).write_bytes(content)
        with pytest.raises(PublicationRefused, match="not the one that was published"):
            published_file(made, name)


def test_a_file_that_is_gone_is_told_and_not_made_anew() -> None:
    made = kept()
    (made.folder / "report.html").unlink()
    with pytest.raises(PublicationRefused, match="not there any more"):
        published_file(made, "page")


@pytest.fixture
def not_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs that are asked for wait until a test does them."""
    monkeypatch.setattr(jobs, "make_edition", SimpleNamespace(enqueue=lambda key: None))


def further(held: Judged, first: Edition, text: str, **given: Any) -> Edition:
    """The next edition, with another text in its introduction."""
    paper = first.paper
    paper.refresh_from_db()
    reopen_paper(by=held.team.lead, paper=paper, why="A figure was wrong.")
    section = section_of(paper, "introduction")
    write_section(by=held.team.lead, section=section, text=text, based_on=section.versions.last())
    paper.refresh_from_db()
    return published(held, paper, why="A figure was wrong.", **given)


def again(
    held: Judged, quantity: Evidence, *, took_part: dict[str, int] | None = None, **numbers: int
) -> None:
    """The piece with this quantity in a new version, with other numbers."""
    piece = next(one for one in held.pieces if one.title == quantity.title)
    add_piece(
        by=held.team.lead,
        activity=held.team.activity,
        source=piece.source,
        title=piece.title,
        ties=dict(piece.ties.values_list("indicator", "points")),
        quantity=replace(quantity, **numbers),
        took_part=took_part,
        in_place_of=piece,
    )


def test_a_further_edition_lists_what_is_different_and_leaves_the_first_alone() -> None:
    held = judged()
    first = published(held, short_draft(held, "key_messages"))
    before = {name: (first.folder / name).read_bytes() for name in first.files}
    second = further(held, first, "A plan was there in {e1}.")
    assert second.number == 2
    kinds = [(one["kind"], one["title"]) for one in second.changes]
    assert kinds == [("changed", "Introduction"), ("changed", "What the words stand on")]
    planned = "A plan was there in less than half, 37 of 99 records (between 29% and 47%)."
    assert (second.changes[0]["was"], second.changes[0]["now"]) == (
        [f"Most people were seen in time. {planned}"],
        [planned],
    )
    assert "What is different from edition 1" in words(second)
    assert {name: (first.folder / name).read_bytes() for name in first.files} == before


def test_a_change_since_an_edition_for_inside_tells_anyone_nothing_protected() -> None:
    held = judged()
    inside = published(held, short_draft(held, text="Agreed in {e4}."))
    assert "3 of 40" in inside.quantities["e4"]["words"]
    outside = further(held, inside, "Agreed in {e4}, in May.", public=True)
    assert (outside.compared_with, outside.changes) == (None, [])
    again = further(held, outside, "Agreed in {e4}, in June.", public=True)
    assert again.compared_with == 2
    for one in (outside, again):
        assert "3 of 40" not in str((one.quantities, one.changes, one.source)) + words(one)


def test_a_number_that_one_edition_hid_is_not_told_by_the_next_in_any_of_its_forms() -> None:
    held = judged()
    first = published(held, short_draft(held, text="Agreed in {e4}."))  # 3 of 40 plans
    again(held, FEW, x=5, n=41)
    second = further(held, first, "Agreed in {e4}, in May.", public=True)
    assert "a number not shown of 41 plans" in words(second)
    with zipfile.ZipFile(io.BytesIO(published_file(second, "data"))) as packed:
        (few,) = csv.DictReader(io.StringIO(packed.read("quantities.csv").decode()))
    assert (few["printed"], few["count"], few["protected"]) == ("a number not shown of 41 plans", "", "true")
    assert "5 of 41" not in str((second.source, second.quantities, second.changes))
    path = second.folder / FILES["bundle"][0]
    assert verify_bundle(path, rate=rate_of).ok


def test_an_earlier_edition_for_inside_binds_the_next_since_its_open_data_is_for_anyone() -> None:
    held = judged()
    first = published(held, short_draft(held, text="Seen in {e2}."))  # 80 of 99 orders
    again(held, SEEN, x=82, n=101, population=101)
    inside = further(held, first, "Seen in {e2}, in May.")
    assert "82 of 101" in words(inside)
    with zipfile.ZipFile(io.BytesIO(published_file(inside, "data"))) as packed:
        (seen,) = csv.DictReader(io.StringIO(packed.read("quantities.csv").decode()))
    assert (seen["printed"], seen["count"]) == ("a number not shown of 101 orders", "")


def test_groups_that_took_part_are_not_told_by_two_editions() -> None:
    held = judged()
    first = published(held, short_draft(held, "took_part", text="Heard {e3}."), public=True)
    again(held, HEARD, x=4, n=5, took_part={"people on orders": 34, "families": 6})
    second = further(held, first, "Heard {e3}, in May.", public=True)
    with zipfile.ZipFile(io.BytesIO(published_file(second, "data"))) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("took_part.csv").decode())))
    assert [row[2] for row in rows[1:]] == ["*", "*"]


def test_a_small_group_is_not_told_by_how_many_the_text_says_there_were() -> None:
    held = judged()
    add_piece(
        by=held.team.lead,
        activity=held.team.activity,
        source="group",
        title="Knew their plan",
        ties={"5.2": "weakness"},
        quantity=Evidence("e5", "people", "Focus groups", title="Knew their plan", x=14, n=35, noun="people"),
        took_part={"people on orders": 32, "families": 3},
    )
    made = published(held, short_draft(held, "took_part", text="Known by {e5}."), public=True)
    assert "14 of 35 people" in words(made)
    with zipfile.ZipFile(io.BytesIO(published_file(made, "data"))) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("took_part.csv").decode())))
    assert [row[1:] for row in rows if "Knew" in row[1]] == [
        ["Knew their plan: people on orders", "*"],
        ["Knew their plan: families", "*"],
    ]


def test_a_further_edition_needs_its_reason_and_to_be_begun() -> None:
    held = judged()
    paper = published(held, short_draft(held)).paper
    paper.refresh_from_db()
    with pytest.raises(PublicationRefused, match="Begin a further edition first"):
        publish(by=held.team.lead, paper=paper, why="For anyone.")
    reopen_paper(by=held.team.lead, paper=paper, why="For anyone.")
    with pytest.raises(PublicationRefused, match="why there is a further edition"):
        publish(by=held.team.lead, paper=paper)


def test_the_same_text_that_everybody_signed_is_published_again_for_others() -> None:
    held = judged()
    paper = published(held, short_draft(held)).paper
    reopen_paper(by=held.team.lead, paper=paper, why="For anyone.")
    made = publish(by=held.team.lead, paper=paper, public=True, why="For anyone.")
    assert (made.number, made.public, made.changes) == (2, True, [])


def test_a_signature_taken_back_while_it_is_made_stops_the_edition(not_yet: None) -> None:
    held = judged()
    paper = signed_off(held, short_draft(held))
    making = ask_to_publish(by=held.team.lead, paper=paper)
    revoke_signature(by=held.team.lead, paper=paper, why="I read it again.")
    make_edition.func(making.key)
    making.refresh_from_db()
    assert (making.state, Edition.objects.count()) == ("failed", 0)
    assert "Being written" in making.told
    assert not making.folder.exists()


def test_one_edition_is_made_at_a_time(not_yet: None) -> None:
    held = judged()
    paper = signed_off(held, short_draft(held))
    ask_to_publish(by=held.team.lead, paper=paper)
    with pytest.raises(PublicationRefused, match="being made already"):
        ask_to_publish(by=held.team.lead, paper=paper)


def test_a_making_that_was_cut_off_is_made_after_all(not_yet: None) -> None:
    held = judged()
    making = ask_to_publish(by=held.team.lead, paper=signed_off(held, short_draft(held)))
    making.state = "making"
    making.save()
    (making.folder / "report.html").parent.mkdir(parents=True)
    (making.folder / "report.html").write_bytes(b"half")
    make_edition.func(making.key)
    made = Edition.objects.get()
    assert made.key == making.key
    assert b"Most people were seen in time." in published_file(made, "page")


def test_a_summary_of_more_than_two_pages_is_not_published() -> None:
    held = judged()
    long = "\n\n".join(f"What was found in place {chr(65 + at % 26)}. " * 12 for at in range(40))
    paper = signed_off(held, short_draft(held, kind="summary", text=long))
    with pytest.raises(PublicationRefused, match="It comes to 4 pages, and a summary has 2 at most"):
        ask_to_publish(by=held.team.lead, paper=paper)


def test_only_an_edition_for_anyone_opens_to_the_public_and_it_closes_with_a_reason() -> None:
    held = judged()
    inside = published(held, short_draft(held))
    with pytest.raises(PublicationRefused, match="shows small numbers"):
        open_address(by=held.team.lead, edition=inside)
    outside = further(held, inside, "We came in May.", public=True)
    assert edition_open_to_anyone(outside.key) is None
    open_address(by=held.team.lead, edition=outside)
    assert edition_open_to_anyone(outside.key) == outside
    with pytest.raises(PublicationRefused, match="Say why"):
        close_address(by=held.team.lead, edition=outside, why=" ")
    close_address(by=held.team.lead, edition=outside, why="A name was left in.")
    assert edition_open_to_anyone(outside.key) is None
