"""Both ways of reading CSV give the same rows, whatever is written in the file."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.engine import locked_connection
from plumbline.records.delimited import TextFile, open_text, read_exactly, read_fast
from plumbline.records.raw import RawFile, UnreadableFile
from plumbline.records.specification import load
from plumbline.records.values import tidy

LIMITS = load().limits
FOLDER = Path(tempfile.mkdtemp(prefix="plumbline-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
CONNECTION = locked_connection([FOLDER])

plain = st.text("ab1 é'\\;NULL", max_size=4)
odd = st.sampled_from(
    ['""', '"a"', '"a,b"', '"a\nb"', '"a""b"', ' "a"', '"a" ', 'a"b', '"', '"a"b', "\t", '"\r\n"']
)
cells = st.one_of(plain, plain, plain, odd)
records = st.lists(cells, min_size=0, max_size=5) | st.lists(cells, min_size=3, max_size=3)


def as_read(raw: RawFile) -> tuple[list[tuple[object, ...]], list[tuple[int, str]]]:
    """The rows of a raw file without the space around their cells, and its rows that are too long."""
    found = CONNECTION.execute(f"SELECT c0, c1, c2, blank FROM '{raw.path}'").fetchall()
    cells = [tuple((tidy(c) or None) if isinstance(c, str) else c for c in row) for row in found]
    return cells, [(row, tidy(extra)) for row, extra in raw.too_long]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(records, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "end"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_where_the_fast_way_reads_a_file_the_exact_way_reads_the_same(
    lines: list[list[str]], newline: str, end: str, mark: str
) -> None:
    text = mark + newline.join(["x,y,z", *(",".join(line) for line in lines)]) + (newline if end else "")
    path = FOLDER / "file.csv"
    path.write_bytes(text.encode())
    file: TextFile = open_text(path, FOLDER / "copy.csv", len, limits=LIMITS)
    if len(file.header) != 3 or not file.simple:
        return
    fast = read_fast(CONNECTION, file, [0, 1, 2], FOLDER / "fast.parquet", limits=LIMITS)
    if fast is None:
        return
    try:
        exact = read_exactly(CONNECTION, file, [0, 1, 2], FOLDER / "exact.parquet", limits=LIMITS)
    except UnreadableFile as fault:
        raise AssertionError(f"read the fast way, and not the exact way: {fault}") from fault
    assert as_read(fast) == as_read(exact)


def test_a_regular_file_is_read_the_fast_way() -> None:
    path = FOLDER / "regular.csv"
    path.write_text('x,y,z\na,"b, c",\n1,"d ""e""",f\n\ng\n', "utf-8")
    file = open_text(path, FOLDER / "copy.csv", len, limits=LIMITS)
    fast = read_fast(CONNECTION, file, [0, 1, 2], FOLDER / "fast.parquet", limits=LIMITS)
    assert fast is not None
    assert as_read(fast) == (
        [("a", "b, c", None, False), ("1", 'd "e"', "f", False), ("g", None, None, False)],
        [],
    )
