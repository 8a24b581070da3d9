"""Everything goes into one encrypted file and comes back from it, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from factories.running import command, environment, python, running
from factories.site import made_up
from plumbline_web.sealed_file import CHUNK, MAGIC, NotOpened, Opening, Sealing

PHRASE = "four words will do"
MADE = """
from pathlib import Path
from django.core.files import File
from factories.site import AS_AT, council, national, person
from plumbline_web.audit.actions import seal
from plumbline_web.records.actions import accept_extract, load_extract
from plumbline_web.records.models import Extract
from plumbline_web.jobs import work_off
from plumbline_web.serve import prepare
prepare(lambda text: None)
here = council()
lead = person(here, "information_lead")
person(here, "service_manager")
person(national(), "inspector")
sent = [one for one in sorted(Path({extract!r}).iterdir()) if one.suffix in (".csv", ".toml")]
files = [File(one.open("rb"), name=one.name) for one in sent]
load_extract(by=lead, organisation=here, files=files, as_at=AS_AT)
work_off()
accept_extract(by=lead, extract=Extract.objects.get())
work_off()
seal(by=None)
person(here, "analyst")
"""
SEEN = """
from django.contrib.auth import authenticate
from django.conf import settings
from django.test import Client
from plumbline_web.people.models import Account, Membership
from plumbline_web.audit.models import Event
from plumbline_web.records.models import Extract, Run
settings.ALLOWED_HOSTS.append("testserver")
settings.SECOND_FACTOR = "optional"
print(list(Account.objects.values_list("email", "password", "made_at")))
print(list(Membership.objects.order_by("id").values_list("id", "account__email", "role", "from_on")))
events = Event.objects.exclude(act__endswith="backup").order_by("id")
print(list(events.values_list("id", "at", "act", "details")))
print(Run.objects.get().frozen_at, Extract.objects.get().found, Run.objects.get().organisation.pepper)
browser = Client()
browser.force_login(Account.objects.get(email__startswith="service_manager"))
page = browser.get("/o/ashmarrow/").content.decode()
print(page.partition("<main")[2].partition("</main>")[0])
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a frozen run, accounts and a sealed trail."""
    folder = tmp_path_factory.mktemp("site")
    python(folder / "data", MADE.format(extract=str(made_up(folder / "extract"))))
    return folder / "data"


@pytest.fixture(scope="module")
def backup(data: Path) -> Path:
    """Its backup."""
    file = data.parent / "site.backup"
    done = command(data, "backup", str(file), given=environment(data, PLUMBLINE_PASSPHRASE=PHRASE))
    assert done.returncode == 0, done.stderr
    return file


def restored(file: Path, data: Path, phrase: str = PHRASE, **more: str) -> tuple[int, str]:
    """What `restore` ends with, and what it says of what is wrong."""
    given = environment(data, PLUMBLINE_PASSPHRASE=phrase) | more
    done = command(data, "restore", str(file), given=given)
    return done.returncode, done.stderr.removeprefix("Error: ").strip()


@pytest.fixture(scope="module")
def back(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the machine that the backup was brought back on."""
    folder = tmp_path_factory.mktemp("new") / "data"
    assert restored(backup, folder) == (0, "")
    return folder


def test_the_new_machine_shows_the_same_figures_accounts_and_trail(data: Path, back: Path) -> None:
    assert python(back, SEEN) == python(data, SEEN)


def test_the_audit_trail_that_came_back_is_whole(back: Path) -> None:
    done = command(back, "check-audit")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_trail_says_that_all_was_taken_away_and_where_it_was_brought_back(data: Path, back: Path) -> None:
    code = (
        "from plumbline_web.audit.models import Event\n"
        "found = Event.objects.filter(act__endswith='backup').order_by('id')\n"
        "print(list(found.values_list('act', flat=True)))"
    )
    assert python(data, code).startswith("['made backup'")
    assert python(back, code) == "['brought back backup']"


def test_the_secret_and_every_file_of_the_records_came_back(data: Path, back: Path) -> None:
    def held(folder: Path) -> dict[str, bytes]:
        files = [folder / "secret", *(folder / "records").rglob("*")]
        return {str(one.relative_to(folder)): one.read_bytes() for one in files if one.is_file()}

    assert held(back) == held(data)


def test_what_came_back_is_its_owners_alone(back: Path) -> None:
    assert [one for one in back.rglob("*") if stat.S_IMODE(one.stat().st_mode) & 0o077] == []


def test_the_backup_is_its_owners_alone_and_tells_nothing(backup: Path) -> None:
    held = backup.read_bytes()
    told = [word for word in (b"Ashmarrow", b"ashmarrow", b"example.scot", b"manifest") if word in held]
    assert (stat.S_IMODE(backup.stat().st_mode), told) == (0o600, [])


def test_nothing_of_the_work_is_left_in_the_data(data: Path, backup: Path) -> None:
    assert [one.name for one in data.iterdir() if one.name.startswith(".")] == []


def test_new_rows_after_coming_back_get_numbers_of_their_own(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert restored(backup, data) == (0, "")
    code = (
        "from factories.site import council, person\nfrom plumbline_web.people.models import Account\n"
        "person(council('Brackenmoor', 'X12000002'), 'analyst')\nprint(Account.objects.count())"
    )
    assert python(data, code) == "5"


def test_a_backup_is_made_while_the_site_runs(data: Path, tmp_path: Path) -> None:
    with running(data):
        file = tmp_path / "site.backup"
        done = command(data, "backup", str(file), given=environment(data, PLUMBLINE_PASSPHRASE=PHRASE))
    assert (done.returncode, file.exists()) == (0, True)


def test_a_backup_never_replaces_a_file(backup: Path, data: Path) -> None:
    before = backup.read_bytes()
    done = command(data, "backup", str(backup), given=environment(data, PLUMBLINE_PASSPHRASE=PHRASE))
    assert (done.returncode, "is there already" in done.stderr, backup.read_bytes() == before) == (
        1,
        True,
        True,
    )


def test_a_short_passphrase_is_refused(data: Path, tmp_path: Path) -> None:
    done = command(data, "backup", str(tmp_path / "b"), given=environment(data, PLUMBLINE_PASSPHRASE="short"))
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "at least 12 signs" in done.stderr


def test_a_backup_is_not_brought_back_over_a_site(backup: Path, back: Path) -> None:
    code, said = restored(backup, back)
    assert (code, "already, and a backup is brought back only where nothing can be lost" in said) == (1, True)


def test_the_passphrase_can_stand_in_a_file(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text(PHRASE + "\n", "utf-8")
    data = tmp_path / "data"
    done = command(data, "restore", str(backup), "--passphrase-file", str(tmp_path / "phrase"))
    assert done.returncode == 0, done.stderr


def nothing_kept(data: Path) -> bool:
    """Whether nothing of a backup lies in the folder."""
    left = {one.name for one in data.iterdir()} - {"secret", "serving.lock", "arriving", "static", "records"}
    return left == set() and not any((data / "records").iterdir())


def test_a_wrong_passphrase_is_told_and_nothing_is_kept(backup: Path, tmp_path: Path) -> None:
    code, said = restored(backup, tmp_path / "data", "quite other words")
    assert (code, nothing_kept(tmp_path / "data")) == (1, True)
    assert said.startswith("The passphrase is not the one of this backup")


def test_an_altered_byte_near_the_end_is_told_and_nothing_is_kept(backup: Path, tmp_path: Path) -> None:
    held = bytearray(backup.read_bytes())
    held[-1000] ^= 1
    (tmp_path / "altered").write_bytes(held)
    code, said = restored(tmp_path / "altered", tmp_path / "data")
    assert (code, nothing_kept(tmp_path / "data")) == (1, True)
    assert said.startswith(
        "The backup was altered or cut short after it was written: nothing was taken from it."
    )


def test_a_backup_can_be_brought_back_after_a_try_that_failed(backup: Path, tmp_path: Path) -> None:
    restored(backup, tmp_path / "data", "quite other words")
    assert restored(backup, tmp_path / "data") == (0, "")


@pytest.mark.skipif(
    "postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs both kinds of database"
)
def test_a_backup_of_one_kind_of_database_comes_back_on_the_other(
    data: Path, backup: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "embedded"
    assert restored(backup, folder, DATABASE_URL="") == (0, "")
    assert (folder / "plumbline.sqlite3").exists()


def sealed(data: bytes) -> bytes:
    """The data in a sealed file."""
    out = io.BytesIO()
    sealing = Sealing(out, PHRASE)
    sealing.write(data)
    sealing.close()
    return out.getvalue()


def opened(file: bytes, phrase: str = PHRASE) -> bytes:
    """What a sealed file holds."""
    return Opening(io.BytesIO(file), phrase).read(1 << 40)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_a_sealed_file_gives_back_what_was_put_in(size: int) -> None:
    data = os.urandom(size)
    assert opened(sealed(data)) == data


def test_the_same_data_is_sealed_differently_each_time() -> None:
    assert sealed(b"the same") != sealed(b"the same")


BEGINNING = len(MAGIC) + 39
THREE_CHUNKS = sealed(os.urandom(2 * CHUNK + 100))
SPOTS = [0, len(MAGIC), len(MAGIC) + 16, BEGINNING - 1, BEGINNING, BEGINNING + CHUNK, BEGINNING + CHUNK + 16]


@pytest.mark.parametrize("spot", [*SPOTS, len(THREE_CHUNKS) - 1])
def test_any_altered_byte_is_found(spot: int) -> None:
    altered = bytearray(THREE_CHUNKS)
    altered[spot] ^= 1
    with pytest.raises(NotOpened):
        opened(bytes(altered))


@pytest.mark.parametrize(
    "length", [0, 10, BEGINNING, BEGINNING + CHUNK + 16, BEGINNING + 2 * (CHUNK + 16), len(THREE_CHUNKS) - 1]
)
def test_a_file_cut_short_is_found(length: int) -> None:
    with pytest.raises(NotOpened):
        opened(THREE_CHUNKS[:length])


def test_chunks_put_in_another_order_are_found() -> None:
    one, two = (
        THREE_CHUNKS[BEGINNING + at * (CHUNK + 16) : BEGINNING + (at + 1) * (CHUNK + 16)] for at in (0, 1)
    )
    swapped = THREE_CHUNKS[:BEGINNING] + two + one + THREE_CHUNKS[BEGINNING + 2 * (CHUNK + 16) :]
    with pytest.raises(NotOpened):
        opened(swapped)


def test_something_put_after_the_end_is_found() -> None:
    with pytest.raises(NotOpened):
        opened(THREE_CHUNKS + b"more")
