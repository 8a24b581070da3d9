"""`plumbline-site backup` and `restore`: everything the site keeps, in one encrypted file.

The file holds a tar archive: manifest.json, the database's rows, the secret, the heads of the audit trail and
the folder of records. It is made while the site runs, and can be brought back onto either kind of database.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import click

from plumbline import __version__
from plumbline.errors import PlumblineError
from plumbline_web.keeping import own_folder, taken_alone
from plumbline_web.sealed_file import NotOpened, Opening, Sealing
from plumbline_web.serve import alone_here, prepare

KIND = "plumbline site backup"
SHORTEST = 12
"""Signs a passphrase must have at least: whoever finds the file can try as often as they like."""
ROWS, HEADS, SECRET, RECORDS = "database.jsonl", "audit-heads.txt", "secret", "records"
BACKING_UP, RESTORING = ".backing-up", ".restoring"


class BackupRefused(PlumblineError):
    """The backup cannot be made or brought back. The message says why and what to do."""


passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the passphrase; else PLUMBLINE_PASSPHRASE, else it is asked for.",
)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_file
def backup(file: Path, passphrase_file: Path | None) -> None:
    """Write everything the site keeps into one encrypted FILE. The site may go on running.

    Without the passphrase nobody can read the file, nor can you: keep it apart from the file.
    Example: plumbline-site backup site.backup
    """
    if file.exists():
        raise BackupRefused(f"{file} is there already. Choose another name, or move it away first.")
    manifest = make_backup(file, _passphrase(passphrase_file, new=True))
    rows, size = sum(manifest["tables"].values()), file.stat().st_size / 1e6
    click.echo(f"{file}: {rows:,} rows and {manifest['files']:,} files, {size:,.1f} MB.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_file
def restore(file: Path, passphrase_file: Path | None) -> None:
    """Bring back what `backup` wrote into FILE, onto a machine that holds nothing yet.

    Either all of it is brought back or nothing. People sign in again afterwards.
    Example: plumbline-site restore site.backup
    """
    manifest = take_back(file, _passphrase(passphrase_file, new=False))
    rows = sum(manifest["tables"].values())
    click.echo(f"{rows:,} rows and {manifest['files']:,} files of {manifest['made_at']} are back.")
    click.echo("Start the site with plumbline-site serve; check the trail with plumbline-site check-audit.")


def _passphrase(file: Path | None, *, new: bool) -> str:
    """The passphrase from the file, the environment or the keyboard; never from the command line."""
    if file is not None:
        given = (file.read_text("utf-8").splitlines() or [""])[0]
    elif os.environ.get("PLUMBLINE_PASSPHRASE"):
        given = os.environ["PLUMBLINE_PASSPHRASE"]
    else:
        given = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new)
    if new and len(given) < SHORTEST:
        raise BackupRefused(f"A passphrase of at least {SHORTEST} signs is needed: four words will do.")
    return given


def make_backup(file: Path, passphrase: str) -> dict[str, Any]:
    """Write the backup, whole or not at all; returns its manifest."""
    from django.conf import settings

    from plumbline_web.database_rows import applied, write_rows

    data = Path(settings.DATA)
    lock = taken_alone(data / "backup.lock")
    if lock is None:
        raise BackupRefused("Another backup is being made just now. Wait until it is done.")
    with contextlib.closing(lock), _work_folder(data / BACKING_UP) as work:
        # The heads first: each must have its seal in the rows. The records last: no row may lack its files.
        heads = Path(settings.AUDIT_HEADS)
        if heads.is_file():
            shutil.copyfile(heads, work / HEADS)
        if (data / SECRET).is_file() and not os.environ.get("PLUMBLINE_SECRET"):
            shutil.copyfile(data / SECRET, work / SECRET)
        manifest: dict[str, Any] = {
            "kind": KIND,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": __version__,
            "applied": applied(),
            "tables": write_rows(work / ROWS),
        }
        _kept_still(Path(settings.RECORDS), work / RECORDS)
        files = [path for path in sorted(work.rglob("*")) if path.is_file()]
        manifest["files"] = sum(path.is_relative_to(work / RECORDS) for path in files)
        (work / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        _write(file, passphrase, work, [work / "manifest.json", *files])
    _noted("made backup", rows=sum(manifest["tables"].values()), files=manifest["files"])
    return manifest


def _noted(act: str, **details: object) -> None:
    """Write down that all of the site was taken away or brought back.

    The file is there even where this fails, as on a disk without room, whose data is backed up to another.
    """
    from django.db import DatabaseError

    from plumbline_web.audit.actions import record

    try:
        record(act, by=None, **details)
    except DatabaseError as fault:
        click.echo(f"This could not be written into the audit trail: {fault}", err=True)


def _kept_still(records: Path, into: Path) -> None:
    """The files as they are now under second names, which stay when the first are removed or replaced."""
    for folder, folders, names in os.walk(records):
        if "arriving" in names:  # not loaded yet
            folders.clear()
            continue
        folders[:] = [one for one in folders if not one.endswith(".part")]
        there = into / Path(folder).relative_to(records)
        there.mkdir(parents=True, exist_ok=True)
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                try:
                    os.link(Path(folder) / name, there / name)
                except FileNotFoundError:
                    raise
                except OSError:  # this disk has no second names
                    shutil.copyfile(Path(folder) / name, there / name)


def _write(file: Path, passphrase: str, work: Path, files: list[Path]) -> None:
    fresh = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            sealed = Sealing(out, passphrase)
            with tarfile.open(mode="w|", fileobj=cast(BinaryIO, sealed), format=tarfile.PAX_FORMAT) as tar:
                for path in files:
                    with path.open("rb") as opened:
                        about = tarfile.TarInfo(path.relative_to(work).as_posix())
                        about.size = os.fstat(opened.fileno()).st_size
                        tar.addfile(about, opened)
            sealed.close()
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError as fault:
        raise BackupRefused(
            f"{file}: cannot be written ({fault.strerror}). Nothing was kept there."
        ) from fault
    finally:
        fresh.unlink(missing_ok=True)


def take_back(file: Path, passphrase: str) -> dict[str, Any]:
    """Bring the backup back, whole or not at all; returns its manifest. Raises where something is there."""
    from django.conf import settings

    data = Path(settings.DATA)
    with alone_here(data):
        again = (data / RESTORING).exists()  # one that was cut off before the database was in its place
        _refuse_unless_empty(data, again)
        with _work_folder(data / RESTORING) as work:
            manifest = _read(file, passphrase, work)
            own_folder(work / RECORDS)
            _put_in_place(data, work, manifest)
        _noted("brought back backup", made_on=manifest["made_at"][:10], files=manifest["files"])
    return cast(dict[str, Any], manifest)


def _refuse_unless_empty(data: Path, again: bool) -> None:
    from django.db import connection

    where = None
    if connection.vendor == "sqlite":
        if (data / "plumbline.sqlite3").exists():
            where = f"{data} holds a database"
    elif connection.introspection.table_names():
        where = "The database that DATABASE_URL names holds tables"
    if where is None and not again and any((data / RECORDS).iterdir()):
        where = f"{data / RECORDS} holds records"
    if where:
        raise BackupRefused(
            f"{where} already, and a backup is brought back only where nothing can be lost. Name an empty "
            "place with PLUMBLINE_DATA (and DATABASE_URL), or move what is there away."
        )


def _read(file: Path, passphrase: str, work: Path) -> dict[str, Any]:
    """Open the whole file into the folder, and hold it to its manifest."""
    try:
        with file.open("rb") as opened:
            sealed = Opening(opened, passphrase)
            with tarfile.open(mode="r|", fileobj=cast(BinaryIO, sealed)) as tar:
                for about in tar:
                    path = PurePosixPath(about.name)
                    if not about.isfile() or path.is_absolute() or ".." in path.parts:
                        raise NotOpened(f"The backup holds something that is no plain file: {about.name}")
                    there = work / path
                    there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    with there.open("xb") as out:
                        shutil.copyfileobj(cast(BinaryIO, tar.extractfile(about)), out)
            sealed.to_the_end()
        manifest = json.loads((work / "manifest.json").read_text("utf-8"))
    except tarfile.TarError as fault:
        raise NotOpened("The backup is not whole. Use another copy.") from fault
    except OSError as fault:
        raise BackupRefused(f"The backup cannot be brought back here: {fault.strerror}.") from fault
    if manifest.get("kind") != KIND or not (work / ROWS).is_file():
        raise NotOpened("This is no backup of a Plumbline site.")
    return cast(dict[str, Any], manifest)


def _put_in_place(data: Path, work: Path, manifest: dict[str, Any]) -> None:
    """The files, then the database as the last step: until it is there, nothing was brought back."""
    from django.conf import settings
    from django.db import connection, transaction

    heads = Path(settings.AUDIT_HEADS)
    if connection.vendor != "sqlite":
        with transaction.atomic():
            _rows_in_place(work, manifest)
            _files_in_place(data, work, heads)
    else:
        fresh, usual = work / "plumbline.sqlite3", connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(fresh)
        try:
            _rows_in_place(work, manifest)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
        _files_in_place(data, work, heads)
        fresh.replace(usual)
    prepare(lambda text: None)


def _rows_in_place(work: Path, manifest: dict[str, Any]) -> None:
    from plumbline_web.database_rows import make_tables, put_rows

    if put_rows(work / ROWS, make_tables(manifest["applied"])) != manifest["tables"]:
        raise NotOpened("The backup's rows are not those that its manifest tells of. Use another copy.")


def _files_in_place(data: Path, work: Path, heads: Path) -> None:
    shutil.rmtree(data / RECORDS)
    (work / RECORDS).replace(data / RECORDS)
    for name, place in ((HEADS, heads), (SECRET, data / SECRET)):
        if (work / name).is_file():
            (work / name).chmod(0o600)
            (work / name).replace(place)


@contextlib.contextmanager
def _work_folder(path: Path) -> Iterator[Path]:
    """A folder for the time of the work, on the same disk as the data; what a killed one left goes first."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
