"""The command line in processes that can be killed, started quickly: all is imported beforehand."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.process import BaseProcess
from pathlib import Path

_STARTER = multiprocessing.get_context("forkserver") if sys.platform != "win32" else None
if _STARTER is not None:
    _STARTER.set_forkserver_preload(
        [
            "plumbline.cli",
            "plumbline.runs",
            "plumbline.records.taking",
            "plumbline.records.examining",
            "duckdb",
        ]
    )


def start(place: Path, scratch: Path, *arguments: str, most_bytes: int | None = None) -> BaseProcess:
    """Start `plumbline <arguments>` in the folder `place`, with `scratch` for its temporary files.

    What it says on standard error goes to the file `<scratch>.said`. most_bytes: no file may grow larger.
    """
    assert _STARTER is not None
    process = _STARTER.Process(target=_work, args=(str(place), str(scratch), arguments, most_bytes))
    process.start()
    return process


def _work(place: str, scratch: str, arguments: tuple[str, ...], most_bytes: int | None) -> None:
    os.chdir(place)
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    sys.argv = ["plumbline", *arguments]
    for stream, name in ((sys.stdout, os.devnull), (sys.stderr, scratch + ".said")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream.fileno())
    if most_bytes is not None:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    from plumbline.cli import main

    main()
