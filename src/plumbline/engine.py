"""DuckDB, locked: no extensions, no network, and no files but those of the work in hand."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.errors import UsageError

if TYPE_CHECKING:
    import duckdb


ENOUGH = "1500MB"
"""The memory that work on up to MANY_ROWS rows needs, with some to spare."""
MANY_ROWS = 20_000_000
"""More rows than ten years of records of all Scotland have."""


def memory_for(rows: int) -> str:
    """How much memory the engine may hold for work on so many rows of records, in its own notation.

    Above MANY_ROWS it may take two fifths of the machine's, because to write what does not fit to disk and
    to read it again takes longer than the work. It takes no more than it needs.
    """
    return ENOUGH if rows <= MANY_ROWS else "40%"


def sql_text(value: str) -> str:
    """The value as an SQL text literal, quotes doubled."""
    return "'" + value.replace("'", "''") + "'"


def database() -> Any:
    """DuckDB's own module, for its `connect` and its errors.

    The package `duckdb` wraps it in a Python layer of relations, which takes five times as long to import and
    which only reading files uses. Where a release has no such module, the package itself does.
    """
    try:
        return import_module("_duckdb")
    except ImportError:
        return import_module("duckdb")


def locked_connection(
    folders: Iterable[Path],
    *,
    spill: Path | None = None,
    memory: str = ENOUGH,
    threads: int | None = None,
    unchanging: bool = False,
    brief: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that can read and write inside `folders` and nowhere else.

    folders: the folders of the work in hand (they need not exist yet).
    spill: a folder for what does not fit into memory; without one nothing is spilled.
    memory: how much DuckDB may hold, in its own notation. `PLUMBLINE_MEMORY` overrides it.
    threads: how many it may use, else as many as the machine has. unchanging: the files will not change while
    the connection lives, so the heads of Parquet files are read once. brief: tables live so
    shortly that the engine shall not write them all anew, compressed, each time it has taken in 16 MB (its
    checkpoint): that costs more than reading less of them saves.
    Extensions are neither installed nor loaded, and the settings are locked: no later statement undoes this.
    """
    module = database()
    allowed = [str(Path(folder).resolve()) + os.sep for folder in folders]
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": os.environ.get("PLUMBLINE_MEMORY", memory),
    }
    try:
        con: duckdb.DuckDBPyConnection = module.connect(":memory:", config=settings)
    except module.Error as fault:
        held = os.environ.get("PLUMBLINE_MEMORY", memory)
        raise UsageError(f"PLUMBLINE_MEMORY={held}: is no amount of memory. Write it like 3GB.") from fault
    if threads is not None:
        con.execute(f"SET threads = {int(threads)}")
    if unchanging:
        con.execute("SET parquet_metadata_cache = true")
    if brief:
        con.execute("SET checkpoint_threshold = '1TB'")
    if spill is not None:
        con.execute(f"SET temp_directory = {sql_text(str(Path(spill).resolve()))}")
        allowed.append(str(Path(spill).resolve()) + os.sep)
    else:
        con.execute("SET temp_directory = ''")
    con.execute(f"SET allowed_directories = [{', '.join(sql_text(folder) for folder in allowed)}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con
