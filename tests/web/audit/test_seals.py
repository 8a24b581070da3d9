"""Seals: a chain of hashes over the trail, its head outside the database, and what tampering looks like."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db import connection

from factories.trail import guards, unguarded
from plumbline_web.audit.actions import record, seal
from plumbline_web.audit.commands import check_audit
from plumbline_web.audit.models import Event, Seal
from plumbline_web.audit.queries import check
from plumbline_web.audit.rules import canonical, event_line, seal_hash

pytestmark = pytest.mark.django_db(transaction=True)


def sealed(*batches: int) -> None:
    """Batches of so many events each, the event of the sealing itself being one more."""
    for count in batches:
        for _ in range(count):
            record("opened page", by=None, rows=count)
        seal(by=None)


def test_json_is_canonical_whatever_the_order_of_its_keys() -> None:
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}\n'.encode()


def test_an_event_is_hashed_as_the_documentation_says() -> None:
    event = SimpleNamespace(
        id=7, at=datetime(2026, 3, 31, 9, 0, 0, 5, tzinfo=UTC), account_key="k", account_name="A B",
        organisation="ashmarrow", act="read case", outcome="done", subject="grant:x", details={"rows": 3},
    )  # fmt: skip
    assert event_line(event) == (
        b'{"account_key":"k","account_name":"A B","act":"read case","at":"2026-03-31T09:00:00.000005+00:00",'
        b'"details":{"rows":3},"id":7,"organisation":"ashmarrow","outcome":"done","subject":"grant:x"}\n'
    )


def test_a_seal_is_the_hash_of_its_own_line_and_its_events_lines() -> None:
    one = SimpleNamespace(number=1, first=1, last=0, events=0, previous_hash="")
    said = json.dumps(
        {"events": 0, "first": 1, "last": 0, "number": 1, "previous": ""}, separators=(",", ":")
    )
    assert seal_hash(one, []) == hashlib.sha256(said.encode() + b"\n").hexdigest()


def test_a_seal_takes_in_every_event_since_the_last_and_its_own(heads: Path) -> None:
    sealed(3, 2)
    assert [(one.number, one.events) for one in Seal.objects.all()] == [(1, 4), (2, 3)]


def test_each_seal_follows_on_the_one_before(heads: Path) -> None:
    sealed(1, 1)
    first, second = Seal.objects.all()
    assert second.previous_hash == first.hash


def test_nothing_is_sealed_where_nothing_happened(heads: Path) -> None:
    sealed(1)
    assert seal(by=None) is None


def test_the_head_of_each_seal_is_kept_outside_the_database(heads: Path) -> None:
    sealed(1, 1)
    assert heads.read_text() == "".join(f"{one.number} {one.last} {one.hash}\n" for one in Seal.objects.all())


def test_the_file_of_heads_is_its_owners_alone(heads: Path) -> None:
    sealed(1)
    assert stat.S_IMODE(heads.stat().st_mode) == 0o600


def test_no_head_is_written_for_a_sealing_that_was_taken_back(heads: Path) -> None:
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sealed(1)
        raise ZeroDivisionError
    assert not heads.exists()


def test_a_head_that_could_not_be_written_is_written_by_the_next_sealing(heads: Path) -> None:
    sealed(1, 1)
    heads.write_text(heads.read_text().splitlines(keepends=True)[0])
    seal(by=None)
    assert len(heads.read_text().splitlines()) == 2


def test_a_trail_left_alone_is_whole(heads: Path) -> None:
    sealed(3, 2)
    record("opened page", by=None)
    found = check(heads)
    assert (found.broken, found.seals, found.events, found.since) == ([], 2, 7, 1)


def test_a_trail_with_nothing_in_it_is_whole(heads: Path) -> None:
    assert check(heads).whole


@pytest.mark.parametrize(
    "column",
    ["account_key", "account_name", "organisation", "act", "outcome", "subject"],
)
def test_a_changed_word_of_an_event_is_found(heads: Path, column: str) -> None:
    sealed(3, 2)
    with unguarded() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = 'x' WHERE id = %s", [Seal.objects.first().first])
    assert ["Seal 1" in one for one in check(heads).broken] == [True]


def test_a_changed_time_of_an_event_is_found(heads: Path) -> None:
    sealed(3)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET at = %s", [datetime(2020, 1, 1, tzinfo=UTC)])
    assert len(check(heads).broken) == 1


def test_changed_details_of_an_event_are_found(heads: Path) -> None:
    sealed(3)
    with unguarded() as cursor:
        cursor.execute("""UPDATE audit_event SET details = '{"rows": 0}'""")
    assert len(check(heads).broken) == 1


def test_an_event_taken_from_a_batch_is_found(heads: Path) -> None:
    sealed(3, 2)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [Seal.objects.first().first + 1])
    assert "has 4 events, and 3 are there" in check(heads).broken[0]


def test_an_event_put_in_the_place_of_another_is_found(heads: Path) -> None:
    sealed(3)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET id = -1 WHERE id = %s", [Seal.objects.get().first + 1])
    assert not check(heads).whole


def test_newest_events_taken_away_with_their_seal_are_found_by_the_head(heads: Path) -> None:
    sealed(3, 2)
    first, second = Seal.objects.all()
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id > %s", [first.last])
        cursor.execute("DELETE FROM audit_seal WHERE number = 2")
    assert check(heads).broken == [
        f"Seal 2 is in the file of heads and not in the database: the newest events, "
        f"up to event {second.last}, may have been taken away."
    ]


def test_a_seal_made_again_over_changed_events_is_found_by_the_head(heads: Path) -> None:
    sealed(3)
    one = Seal.objects.get()
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET account_name = 'Somebody Else'")
        cursor.execute("UPDATE audit_seal SET hash = %s", [seal_hash(one, Event.objects.order_by("id"))])
    assert check(heads).broken == ["Seal 1 is not the one in the file of heads: it was made again."]


def test_a_seal_taken_out_of_the_middle_is_found(heads: Path) -> None:
    sealed(1, 1, 1)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = 2")
    assert "Seal 2 is missing." in check(heads).broken


def test_a_file_of_heads_that_is_gone_is_not_taken_for_whole(heads: Path) -> None:
    sealed(1, 1)
    heads.unlink()
    assert [one[:45] for one in check(heads).broken] == ["The file of heads says nothing of seals 1 to "]


def test_a_head_not_written_yet_is_a_note_and_no_break(heads: Path) -> None:
    sealed(1, 1)
    heads.write_text(heads.read_text().splitlines(keepends=True)[0])
    found = check(heads)
    assert (found.whole, len(found.notes)) == (True, 1)


def test_a_line_of_the_file_that_is_no_head_is_named(heads: Path) -> None:
    sealed(1)
    heads.write_text(heads.read_text() + "rubbish\n")
    assert check(heads).broken == ["Line 2 of the file of heads cannot be read."]


def test_a_file_that_says_two_things_of_one_seal_is_found(heads: Path) -> None:
    sealed(1)
    heads.write_text(heads.read_text() + f"1 1 {'0' * 64}\n")
    assert check(heads).broken == ["The file of heads says two things of seal 1."]


def test_guards_taken_away_are_found(heads: Path) -> None:
    postgresql = connection.vendor == "postgresql"
    written = (guards.postgresql_guards if postgresql else guards.sqlite_guards)("audit_event")
    again = next(one for one in written if "audit_event_no_update" in one)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_event_no_update{' ON audit_event' if postgresql else ''}")
        found = check(heads).broken
        cursor.execute(again)
    assert ["audit_event_no_update is missing" in one for one in found] == [True]


def test_the_command_ends_with_0_where_the_trail_is_whole(heads: Path) -> None:
    sealed(1, 1)
    done = CliRunner().invoke(check_audit, [])
    assert (done.exit_code, done.output) == (
        0,
        "The audit trail is whole: 2 sealed batches of 4 events; 0 events since.\n",
    )


def test_the_command_ends_with_1_where_it_is_broken(heads: Path) -> None:
    sealed(2)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET act = 'nothing at all'")
    assert CliRunner().invoke(check_audit, []).exit_code == 1


def test_the_command_checks_against_a_copy_of_the_heads_kept_elsewhere(heads: Path, tmp_path: Path) -> None:
    sealed(2)
    copy = tmp_path / "kept elsewhere.txt"
    copy.write_text(f"1 3 {'0' * 64}\n")
    assert CliRunner().invoke(check_audit, ["--heads", str(copy)]).exit_code == 1


def test_each_day_seals_the_trail_and_a_second_time_does_nothing(heads: Path) -> None:
    from plumbline_web.timetable import EACH_DAY, seal_trail

    record("opened page", by=None)
    for _ in range(2):
        seal_trail(datetime(2026, 3, 31, tzinfo=UTC).date())
    assert (EACH_DAY[-1], Seal.objects.count()) == (seal_trail, 1)
