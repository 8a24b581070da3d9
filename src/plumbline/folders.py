"""Output folders: refused where they are not ours, replaced whole, never left half written.

The work is written into a hidden folder beside the target. When it is complete it takes the target's
place in one step, so that a process killed at any moment leaves the former folder or the new one.
"""

from __future__ import annotations

import ctypes
import glob
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plumbline.errors import PlumblineError, UsageError

MANIFEST = "manifest.json"
_in_hand: set[Path] = set()  # the unfinished folders of this process


def kind_of(folder: Path) -> str | None:
    """What the folder's manifest says it is (its "kind"), or None where it is not one of ours."""
    said = folder / MANIFEST
    if not said.is_file():  # nor a pipe, which could be read for ever
        return None
    try:
        manifest = json.loads(said.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    return kind if isinstance(kind, str) else None


@contextmanager
def whole_folder(target: Path, kind: str) -> Iterator[Path]:
    """Write a folder whole or not at all.

    Yields a fresh folder to write in. The caller must leave a `manifest.json` in it whose "kind" is `kind`.
    When the block ends well it replaces `target`; when it does not, `target` stays as it was.
    Raises UsageError where `target` exists and is not a folder of this kind (an empty folder will do).
    """
    target = Path(os.path.realpath(target))  # a link stays a link: what it names is replaced
    refuse_foreign(target, kind)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target)
        fresh = _fresh(target.parent, f".{target.name}.", ".part")
    except OSError as fault:
        raise PlumblineError(
            f"{target}: cannot be written ({fault.strerror}). Choose another place."
        ) from fault
    try:
        yield fresh
        if kind_of(fresh) != kind:
            raise AssertionError(f"the folder has no manifest of the kind {kind!r}")
        refuse_foreign(target, kind)  # someone may have put a folder there meanwhile
        _swap(fresh, target)
    finally:
        _remove(fresh)


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A fresh folder beside `target`, to be put in its place by whoever writes in it, when all is there.

    What is not moved is removed at the end. What a killed process left of the same is removed first.
    """
    _sweep_dead(target.parent, f".{target.name}.", ".part")
    fresh = _fresh(target.parent, f".{target.name}.", ".part")
    try:
        yield fresh
    finally:
        _remove(fresh)


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for the time of the work, removed after it, with those that killed processes left."""
    place = Path(tempfile.gettempdir())
    _sweep_dead(place, "plumbline-", ".work")
    work = _fresh(place, "plumbline-", ".work")
    try:
        yield work
    finally:
        _remove(work)


def _fresh(place: Path, prefix: str, suffix: str) -> Path:
    """A new folder that only its owner may read. Its name holds our process number: see `_sweep_dead`.

    In the name and not in a file, so that it is there from the first moment to the last, when the folder
    takes the target's place: no other run may take it for a dead one's and remove it in between.
    """
    fresh = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}.", suffix=suffix, dir=place))
    _in_hand.add(fresh)
    return fresh


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _in_hand.discard(folder)


def refuse_foreign(target: Path, kind: str) -> None:
    """Raise UsageError where `target` exists and is neither empty nor a folder of this kind."""
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        raise UsageError(f"{target}: is a file, not a folder. Choose another name.")
    if kind_of(target) != kind and any(target.iterdir()):
        raise UsageError(
            f"{target}: is a folder that was not made by this command, so it is left alone. "
            "Choose another name, or remove it yourself."
        )


def sweep(target: Path) -> None:
    """Remove what killed runs left beside `target`; put back a former folder that was moved aside."""
    former = target.parent / f".{target.name}.former"
    if former.is_dir():
        if target.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(target)
    _sweep_dead(target.parent, f".{target.name}.", ".part")


def _sweep_dead(place: Path, prefix: str, suffix: str) -> None:
    """Remove the folders <prefix><process>.<anything><suffix> whose process is no more."""
    for left in place.glob(f"{glob.escape(prefix)}*{suffix}"):
        process = left.name.removeprefix(prefix).partition(".")[0]
        if process.isdecimal() and not _alive(int(process), left):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int, part: Path) -> bool:
    if pid == os.getpid():  # ours, or left by a dead one whose number we were given, as in a container
        return part in _in_hand
    if sys.platform == "win32":  # there, signal 0 is Ctrl-C: go by age instead
        return time.time() - part.stat().st_mtime < 86_400
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _swap(fresh: Path, target: Path) -> None:
    if not target.exists():
        try:
            fresh.rename(target)
            return
        except OSError:
            if not target.exists():
                raise
    # It was there, or another run was quicker.
    if _exchange(fresh, target):
        return
    # No exchange in one step here. `sweep` puts the former folder back should we be killed in between.
    former = target.parent / f".{target.name}.former"
    shutil.rmtree(former, ignore_errors=True)
    target.rename(former)
    fresh.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux, macOS)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform.startswith("linux"):
            at_current_folder, exchange = -100, 2
            return bool(
                libc.renameat2(
                    at_current_folder, os.fsencode(one), at_current_folder, os.fsencode(other), exchange
                )
                == 0
            )
        if sys.platform == "darwin":
            swap = 2
            return bool(libc.renamex_np(os.fsencode(one), os.fsencode(other), swap) == 0)
    except (OSError, AttributeError, TypeError):
        return False
    return False
