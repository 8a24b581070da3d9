"""Output folders: refused where they are not ours, replaced whole, never left half written.

The work is written into a hidden folder beside the target. When it is complete it takes the target's
place in one step, so that a process killed at any moment leaves the former folder or the new one.
"""

from __future__ import annotations

import ctypes
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


def kind_of(folder: Path) -> str | None:
    """What the folder's manifest says it is (its "kind"), or None where it is not one of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
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
    target = Path(os.path.abspath(target))
    refuse_foreign(target, kind)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as fault:
        raise PlumblineError(
            f"{target}: cannot be written ({fault.strerror}). Choose another place."
        ) from fault
    try:
        os.chmod(fresh, 0o700)
        (fresh / ".pid").write_text(str(os.getpid()), "utf-8")
        yield fresh
        if kind_of(fresh) != kind:
            raise AssertionError(f"the folder has no manifest of the kind {kind!r}")
        (fresh / ".pid").unlink()
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


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
    for left in target.parent.glob(f".{target.name}.*.part"):
        if not _alive(left):
            shutil.rmtree(left, ignore_errors=True)


def _alive(part: Path) -> bool:
    try:
        pid = int((part / ".pid").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if pid == os.getpid():
        return True
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
        fresh.rename(target)
        return
    if _exchange(fresh, target):
        return
    # No exchange in one step here. `sweep` puts the former folder back should we be killed between the two moves.
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
