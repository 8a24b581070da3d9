"""No reader sees another's answers before submitting: not on any page, in any file, by any address.

Every address of the table is asked, with every key there is, by everybody who still has a record to submit
whatever else they are on the team. The co-reader's answers hold marks that must appear nowhere.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from factories.activities import Team, furnish
from factories.activity_addresses import IN_ACTIVITIES, ONLY_POSTED
from factories.draws import in_draw
from factories.findings import FORM, GOOD, read, read_inspection, submit, third
from plumbline_web.people.models import Account
from plumbline_web.reading.actions import add_note, deal_record, raise_concern
from plumbline_web.reading.models import Concern, Reading
from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.models import Draw, Member, Record

pytestmark = pytest.mark.django_db

WORDS, NUMBER, NOTE = "Zymurgymark", "86753", "Quixotrynote"
MARKED = {
    **GOOD,
    "/plan/quality": "2",
    "/plan/words": WORDS,
    "/effort/visits": NUMBER,
    "/effort/aim[1]/says": f"{WORDS} again",
}
MARKS = (WORDS, NUMBER, NOTE)
BESIDE = ("lead", "settler", "observer")
ASKED = {
    "reading:export_file": ("", "?words=yes"),
    "reading:dealing": ("", "?reader=3"),
    "reading:results": ("", "?by=team"),
}
"""Addresses that show more to a further question."""
SHOWING = ("reading:export_file", "reading:result", "reading:submitted_reading")


@pytest.fixture
def team() -> Team:
    """Two readers of the same record: the second has submitted it, with marked answers and a note.

    Others' records are submitted too, one by both and differing, so that every page has something to show.
    """
    made = read_inspection(readers=3, form=FORM)
    in_draw(made)
    shared, other, twice, undealt = Record.objects.order_by("position", "stratum")[:4]
    first, second, last = made.members
    deal_record(by=made.lead, record=shared, reader=first, kind="first")
    read(made, shared, second, MARKED, "second")
    read(made, other, second, MARKED)
    read(made, twice, second, MARKED)
    read(made, twice, last, GOOD, "second")
    instrument = shared.readings.first().instrument
    for record in (shared, other, twice):
        add_note(by=second, record=record, instrument=instrument, path="/plan/quality", text=NOTE)
    raise_concern(by=first, record=shared, text="Somebody may be hurt.")
    practice = Record.objects.create(
        draw=shared.draw, record_id="P-1", position=1, practice=True, state="practice"
    )
    for reader in (first, second):
        deal_record(by=made.lead, record=practice, reader=reader, kind="practice")
    submit(Reading.objects.get(record=practice, reader=second), MARKED)
    assert undealt.readings.count() == 0
    return made


def also(team: Team, *roles: str) -> Account:
    """The first reader, who has other parts on the team beside."""
    for number, role in enumerate(roles, 90):
        Member.objects.create(
            activity=team.activity,
            account=team.readers[0],
            organisation=team.body,
            role=role,
            number=number,
            added_by=team.lead,
        )
    return team.readers[0]


def parts_of(team: Team) -> dict[str, list[object]]:
    """Everything that can stand in an address; `key` is of the reading, and of all else that there is."""
    draw = Draw.objects.get()
    others = [*Concern.objects.values_list("key", flat=True), *furnish(team).values()]
    return {
        "organisation": [team.body.slug],
        "activity": [team.activity.key],
        "reading:key": [*Reading.objects.values_list("key", flat=True), others[0]],
        "key": others,
        "record": list(
            Record.objects.filter(readings__isnull=False).distinct().values_list("key", flat=True)
        ),
        "number": list(range(1, 9)),
        "form": ["csv", "parquet", "package"],
        "code": ["prepare", "read"],
        "subject": [draw.subject.key],
        "draw": [draw.key],
        "name": ["certificate", "sample", "frame"],
        "indicator": ["5.2"],
        "source": ["reading", "document"],
        "paragraph": ["introduction-1"],
    }


def addresses(team: Team, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """These addresses inside the activity, with every key."""
    parts = parts_of(team)
    for name in names:
        space, _, bare = name.partition(":")
        _, inner = get_resolver().namespace_dict[space]
        found = inner.reverse_dict.getlist(bare)
        wanted = sorted({"organisation", *(one for each in found for _, ps in each[0] for one in ps)})
        values = (parts.get(f"{space}:{one}") or parts[one] for one in wanted)
        for given in product(*values):
            yield name, reverse(name, kwargs=dict(zip(wanted, given, strict=True)))


def everything(client: Client, name: str, address: str) -> Iterator[bytes]:
    """All that an address answers: asked for, asked for with words, and sent to."""
    if name == "reading:save":
        sent = {"saves": [{"path": "/plan/there", "value": "yes", "over": 0, "mark": address}], "seen": 0}
        yield client.post(address, json.dumps(sent), content_type="application/json").getvalue()
        return
    if name in ONLY_POSTED:
        yield client.post(address, follow=True).getvalue()
        return
    for query in ASKED.get(name, ("",)):
        content = client.get(address + query).getvalue()
        yield content
        if content[:2] == b"PK":
            packed = zipfile.ZipFile(io.BytesIO(content))
            yield b"\n".join(packed.read(one) for one in packed.namelist())


def leaks(team: Team, account: Account, names: Collection[str] = tuple(IN_ACTIVITIES)) -> list[str]:
    """The addresses whose answer holds a mark."""
    client = Client()
    client.force_login(account)
    return sorted(
        {
            name
            for name, address in addresses(team, names)
            for content in everything(client, name, address)
            if any(mark.encode() in content for mark in MARKS)
        }
    )


def test_a_reader_sees_nothing_of_the_co_readers_answers(team: Team) -> None:
    assert leaks(team, team.readers[0]) == []


def test_nor_does_one_who_has_every_other_part_on_the_team_beside(team: Team) -> None:
    assert leaks(team, also(team, *BESIDE)) == []


def test_the_marks_are_there_to_be_found_by_who_may_see_them(team: Team) -> None:
    observer, _ = third(team, "observer")
    assert leaks(team, observer, SHOWING) == ["reading:export_file", "reading:submitted_reading"]


def test_the_third_person_finds_them_side_by_side(team: Team) -> None:
    settler, _ = third(team)
    assert leaks(team, settler, ["reading:settle"]) == ["reading:settle"]


def test_who_has_submitted_all_of_their_own_sees_what_their_part_allows(team: Team) -> None:
    account = also(team, "observer")
    submit(Reading.objects.get(reader=team.members[0], kind="first"), GOOD)
    assert not blind(account, team.activity)
    assert leaks(team, account, SHOWING) == ["reading:export_file", "reading:submitted_reading"]


def test_a_reading_given_back_makes_its_reader_blind_again(team: Team) -> None:
    account = also(team, "observer")
    reading = submit(Reading.objects.get(reader=team.members[0], kind="first"), GOOD)
    Reading.objects.filter(pk=reading.pk).update(state="returned")
    assert leaks(team, account, SHOWING) == []
