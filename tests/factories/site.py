"""A small made-up council, its people and its run, for tests of the site."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plumbline.synth import make
from plumbline_web.people.actions import give_role, open_account, open_organisation
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.actions import accept_extract, load_extract
from plumbline_web.records.models import Extract, Run

AS_AT = date(2026, 3, 31)
PASSWORD = "plumb line and level"
HERE, ELSEWHERE = "X12000001", "X12000002"


def made_up(folder: Path, *authorities: str, orders: int = 120, years: int = 2) -> Path:
    """An extract of these councils as a folder of CSV files."""
    make(folder, authorities=list(authorities or [HERE]), years=years, as_at=AS_AT, orders_per_year=orders)
    return folder


def as_sent(folder: Path) -> list[SimpleUploadedFile]:
    """The files of a folder as a browser sends them."""
    files = sorted(one for one in folder.iterdir() if one.suffix in (".csv", ".toml"))
    return [SimpleUploadedFile(one.name, one.read_bytes()) for one in files]


def as_posted(folder: Path) -> list[io.BytesIO]:
    """The files of a folder for the test client's `post`."""
    files = []
    for one in sorted(folder.iterdir()):
        if one.suffix in (".csv", ".toml"):
            file = io.BytesIO(one.read_bytes())
            file.name = one.name
            files.append(file)
    return files


def council(name: str = "Ashmarrow", authority: str = HERE) -> Organisation:
    """A council as an organisation; its slug is its name in small letters."""
    slug = name.lower().replace(" ", "-")
    made = open_organisation(by=None, name=name, slug=slug, kind="council", authority=authority)
    # The same in every test, so that the keys in a run's files fit the next test's council too.
    made.pepper = hashlib.sha256(slug.encode()).hexdigest()
    made.save()
    return made


def national(name: str = "National inspectorate") -> Organisation:
    """A national body that loads no records."""
    return open_organisation(by=None, name=name, slug=name.lower().replace(" ", "-"), kind="national")


def person(organisation: Organisation | None, role: str = "", **held: object) -> Account:
    """An account with one role, by the role's name; without an organisation a stranger to all of them."""
    name = f"{role or 'stranger'} of {organisation.slug if organisation else 'nowhere'}"
    email = f"{name.replace(' ', '.')}@example.scot"
    account = open_account(by=None, email=email, name=name.replace("_", " "), password=PASSWORD)
    if organisation is not None:
        give_role(by=None, account=account, organisation=organisation, role=role, **held)
    return account


_MADE: dict[tuple[Path, date, str], tuple[dict[str, object], dict[str, object], Path]] = {}
"""Runs made before in this test session: what their rows held, and a copy of their files."""


def run_of(
    organisation: Organisation, by: Account, extract: Path, as_at: date = AS_AT, *, anew: bool = False
) -> Run:
    """The frozen run of an extract, loaded, checked, accepted and judged as on the site.

    The same extract for the same organisation and day is judged once in a test session: afterwards its rows
    and files are put there as they were left, since a frozen run never changes. anew: judge it all the same,
    for a test of what follows a run.
    """
    key = extract, as_at, organisation.slug
    if anew or key not in _MADE:
        made = _really_made(organisation, by, extract, as_at)
        _MADE.setdefault(key, made)
        return Run.objects.select_related("organisation").latest("pk")
    of_extract, of_run, files = _MADE[key]
    now = timezone.now()
    one = Extract.objects.create(
        organisation=organisation, loaded_by=by, decided_by=by, decided_at=now, **of_extract
    )
    run = Run.objects.create(organisation=organisation, extract=one, frozen_at=now, **of_run)
    shutil.copytree(files / "extract", one.folder)
    shutil.copytree(files / "run", run.folder)
    return run


def _really_made(
    organisation: Organisation, by: Account, extract: Path, as_at: date
) -> tuple[dict[str, object], dict[str, object], Path]:
    one = load_extract(by=by, organisation=organisation, files=as_sent(extract), as_at=as_at)
    one = Extract.objects.get(pk=one.pk)
    assert one.state == "ready", one.told
    made = accept_extract(by=by, extract=one)
    one, run = Extract.objects.get(pk=one.pk), Run.objects.get(pk=made.pk)
    files = Path(tempfile.mkdtemp(prefix="made-", dir=os.environ["PLUMBLINE_DATA"]))
    shutil.copytree(one.folder, files / "extract")
    if run.folder.is_dir():
        shutil.copytree(run.folder, files / "run", ignore=shutil.ignore_patterns("reports"))
    of_extract = ("files", "bytes", "sha256", "as_at", "state", "share", "told", "found")
    of_run = ("as_at", "library_version", "state", "share", "told")
    return (
        {name: getattr(one, name) for name in of_extract},
        {name: getattr(run, name) for name in of_run},
        files,
    )


def forget_files(folder: Path) -> None:
    """Remove what the site kept, so that the next test begins with nothing."""
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
