"""What tests of the seeing pages share: one judged run, made once and laid out anew for each test."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from factories.site import AS_AT, council, made_up, person
from plumbline.records import take
from plumbline.runs import run as judge
from plumbline_web.measure.preparing import prepare
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Extract, Run

PEPPER = "0123456789abcdef" * 4
HOSTILE = "<script>alert(1)</script>"

Placed = Callable[..., Run]


def judged_in(folder: Path, extract: Path) -> Path:
    """A run's folder as the site keeps it, with its pages made."""
    take(extract, folder / "taken")
    judge(folder / "taken", folder / "kept" / "run", as_at=AS_AT)
    stub = SimpleNamespace(
        folder=folder / "kept", organisation=SimpleNamespace(pepper=PEPPER), state="frozen"
    )
    prepare(stub)  # type: ignore[arg-type]
    return folder / "kept"


@pytest.fixture(scope="session")
def kept(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the made-up extract."""
    return judged_in(tmp_path_factory.mktemp("kept"), extract)


@pytest.fixture(scope="session")
def kept_hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose teams and workers are called what a page or a spreadsheet might run."""
    folder = tmp_path_factory.mktemp("hostile")
    made = made_up(folder / "extract", orders=40, years=1)
    with (made / "orders.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        row["team"], row["worker_id"] = HOSTILE, ("=1+1", "@sum", "+2", "-3")[at % 4]
    with (made / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    for name in ("workers.csv", "allocations.csv", "training.csv", "STORY.md"):
        (made / name).unlink(missing_ok=True)
    return judged_in(folder / "judged", made)


@pytest.fixture
def here() -> Organisation:
    """A council whose keys are those of the run kept."""
    made = council()
    made.pepper = PEPPER
    made.save()
    return made


@pytest.fixture
def place(here: Organisation) -> Placed:
    """Lay a kept run out as one of the council's."""

    def placed(kept: Path, as_at: date = AS_AT) -> Run:
        by = Account.objects.first() or person(here, "information_lead")
        extract = Extract.objects.create(organisation=here, loaded_by=by, state="taken", as_at=as_at)
        made = Run.objects.create(
            organisation=here, extract=extract, as_at=as_at, state="frozen", frozen_at=timezone.now()
        )
        shutil.copytree(kept, made.folder)
        return made

    return placed


@pytest.fixture
def run(place: Placed, kept: Path) -> Run:
    """The council's run."""
    return place(kept)


@pytest.fixture
def manager(here: Organisation) -> Account:
    """Who sees the whole service."""
    return person(here, "service_manager")


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in
