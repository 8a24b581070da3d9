"""Zips, workbooks and Parquet files that are broken, odd or hostile, made in code."""

from __future__ import annotations

import datetime
import io
import random
import stat
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from factories.malformed import COLUMNS, PEOPLE, ROWS, TEAMS, Build, Malformed, folder, orders

GOOD = {"people.csv": PEOPLE, "orders.csv": orders().encode()}
DAYS = [datetime.date(2026, 1, 5), datetime.date(2026, 2, 6)]


def as_file(name: str, content: bytes) -> Build:
    """An extract that is one file."""

    def build(place: Path) -> Path:
        (place / name).write_bytes(content)
        return place / name

    return build


def cuts(name: str, content: bytes, *, inside: bool) -> list[Malformed]:
    """The file cut short at several places; `inside`: lying in a folder, else given by itself."""
    found = []
    for kept in (0, 2, 4, 30, len(content) // 4, len(content) // 2, len(content) * 9 // 10, len(content) - 5):
        build = folder({name: content[:kept]}) if inside else as_file(name, content[:kept])
        found.append(Malformed(f"{name} cut to {kept} bytes", build, 1, (name,)))
    return found


# Zips


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def with_mode(name: str, mode: int, content: bytes) -> bytes:
    """A zip of a sound people.csv and one entry of an odd kind, such as a link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("people.csv", PEOPLE)
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, mode << 16
        archive.writestr(entry, content)
    return out.getvalue()


def patched(content: bytes, *changes: tuple[bytes, int, bytes]) -> bytes:
    """The zip with bytes changed after every header: its four bytes, how far on, and what to write there."""
    data = bytearray(content)
    for signature, offset, new in changes:
        at = data.find(signature)
        while at >= 0:
            data[at + offset : at + offset + len(new)] = new
            at = data.find(signature, at + 4)
    return bytes(data)


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def overlapping(copies: int) -> bytes:
    """A zip whose list names one packed megabyte many times over."""
    small = zipped({"orders.csv": bytes(1_000_000)})
    at, end = small.find(CENTRAL), small.find(END)
    entry = small[at:end]
    entries = b"".join(entry.replace(b"orders.csv", b"%06d.csv" % number) for number in range(copies))
    tail = struct.pack("<4s4H2LH", END, 0, 0, copies, copies, len(entries), at, 0)
    return small[:at] + entries + tail


def zips() -> list[Malformed]:
    """Zip files: bombs, lies, paths that lead out, and damage."""
    good = zipped(GOOD)
    bad = {
        "packed a thousand to one": zipped({**GOOD, "contacts.csv": bytes(20_000_000)}),
        "packed a thousand to one, under a name that is no table": zipped(
            {**GOOD, "x.bin": bytes(20_000_000)}
        ),
        "10,001 files": zipped({**GOOD, **{f"n{number}": b"" for number in range(10_001)}}),
        "one packed file named 6,000 times": overlapping(6_000),
        "said to be 3.9 GB a file": patched(
            good, (CENTRAL, 24, b"\x00\x00\x70\xe8"), (LOCAL, 22, b"\x00\x00\x70\xe8")
        ),
        "said to be smaller than it is": patched(
            zipped({"people.csv": PEOPLE, "orders.csv": orders(team="x" * 50_000).encode()}),
            (CENTRAL, 24, struct.pack("<L", 40)),
            (LOCAL, 22, struct.pack("<L", 40)),
        ),
        "a bomb said to be small": patched(
            zipped({"orders.csv": bytes(20_000_000)}),
            (CENTRAL, 24, struct.pack("<L", 500)),
            (LOCAL, 22, struct.pack("<L", 500)),
        ),
        "with wrong check sums": patched(
            good, (CENTRAL, 16, b"\x01\x02\x03\x04"), (LOCAL, 14, b"\x01\x02\x03\x04")
        ),
        "packed in a way that is not known": patched(
            good, (CENTRAL, 10, b"\x63\x00"), (LOCAL, 8, b"\x63\x00")
        ),
        "with its list pointing past the end": patched(good, (END, 16, b"\xff\xff\xff\x7f")),
        "with entries pointing past the end": patched(good, (CENTRAL, 42, b"\xff\xff\xff\x7f")),
        "with packed bytes overwritten": good[:60] + b"\xff" * 40 + good[100:],
        "that is text": b"order_id,person_id\n",
        "that is noise": random.Random(2).randbytes(4_000),
    }
    found = [
        Malformed(f"a zip {name}", as_file("extract.zip", content), 1, ("extract.zip",))
        for name, content in bad.items()
    ]
    found += cuts("extract.zip", good, inside=False)
    locked = patched(good, (CENTRAL, 8, b"\x01\x00"), (LOCAL, 6, b"\x01\x00"))
    for name, content, says in (
        ("under a password", locked, "orders.csv"),
        ("with one table twice", zipped({**GOOD, "ORDERS.CSV": orders().encode()}), "ORDERS.CSV"),
        ("with nothing in it", zipped({}), "extract.zip"),
        (
            "with one table in two folders",
            zipped({**GOOD, "old/orders.csv": GOOD["orders.csv"]}),
            "orders.csv",
        ),
        (
            "with a name from right to left",
            zipped({**GOOD, "\u202evsc.stcatnoc": b"of no use"}),
            "vsc.stcatnoc",
        ),
        ("with an escape in a name", zipped({**GOOD, "cont\x1bacts.csv": b"of no use"}), "acts.csv"),
        ("with no table in it", zipped({"notes.txt": b"nothing"}), "notes.txt"),
        ("with only a zip in it", zipped({"inner.zip": good}), "inner.zip"),
        ("within a zip within a zip", zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": good})})}), "a.zip"),
    ):
        found.append(Malformed(f"a zip {name}", as_file("extract.zip", content), 1, (says,)))
    for name in (
        "../orders.csv",
        "../../../../tmp/orders.csv",
        "/orders.csv",
        "/tmp/plumbline/orders.csv",
        "..\\orders.csv",
        "C:\\orders.csv",
        "C:orders.csv",
        "\\\\server\\share\\orders.csv",
        "in/../../orders.csv",
        "./../orders.csv",
        "..",
        "in/..",
        "CON",
        "NUL.csv",
        "aux.csv",
        "in/COM1.csv",
        "orders.csv:stream",
        "orders\n.csv",
        "o" * 300 + ".csv",
    ):
        build = as_file("extract.zip", zipped({"people.csv": PEOPLE, name: orders().encode()}))
        found.append(Malformed(f"a zip with {name[:40]!r}", build, 1, (name.split("\n")[0][:100],)))
    for name, mode, content in (
        ("a link to a system file", stat.S_IFLNK | 0o777, b"/etc/hostname"),
        ("a link out of the folder", stat.S_IFLNK | 0o777, b"../orders.csv"),
        ("a device", stat.S_IFCHR | 0o666, b""),
        ("a pipe", stat.S_IFIFO | 0o666, b""),
    ):
        build = as_file("extract.zip", with_mode("orders.csv", mode, content))
        found.append(Malformed(f"a zip with {name}", build, 1, ("orders.csv",)))
    taken = {
        "of one folder": zipped({f"march/{name}": content for name, content in GOOD.items()}),
        "not packed": zipped(GOOD, zipfile.ZIP_STORED),
        "with a zip beside its tables": zipped({**GOOD, "older.zip": good}),
        "with what a Mac adds": zipped(
            {**GOOD, "__MACOSX/._orders.csv": b"\x00\x05\x16\x07", ".DS_Store": bytes(40)}
        ),
        "with a remark": good[:-2] + struct.pack("<H", 5) + b"hello",
    }
    for name, content in taken.items():
        build = as_file("extract.zip", content)
        found.append(Malformed(f"a zip {name}", build, 0, reads=("orders", "team", list(TEAMS))))
    return found


# Workbooks


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], **merged: str) -> bytes:
    """A workbook of the sheets; `merged`: for a sheet, cells to merge."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in merged:
            sheet.merge_cells(merged[name])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, new: bytes | None) -> bytes:
    """The workbook with one part of it replaced, or left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if new is None:
        del parts[part]
    else:
        parts[part] = new
    return zipped(parts)


PEOPLE_SHEET = [["person_id", "gender"], ["P1", "male"], ["P2", "female"]]
SHEET = "xl/worksheets/sheet2.xml"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "laugh"}">' for n in range(10))


def sheet_xml(rows: str) -> bytes:
    """The part of a workbook that is a sheet with these rows."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{name}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )


def cells_xml(row: int, cells: Mapping[str, str]) -> str:
    """One row of a sheet's part: by cell, its XML or its text."""
    inner = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' if not text.startswith("<") else text
        for at, text in cells.items()
    )
    return f'<row r="{row}">{inner}</row>'


def raw_rows(first: Mapping[str, str] | None = None, more: str = "") -> bytes:
    """orders as a sheet's part; `first` replaces cells of its first row, `more` comes after the rows."""
    letters = "ABCDEF"
    heading = cells_xml(1, {f"{letter}1": name for letter, name in zip(letters, COLUMNS, strict=True)})
    rows = [
        {f"{letter}{n}": cell for letter, cell in zip(letters, row, strict=True)}
        for n, row in enumerate(ROWS, 2)
    ]
    rows[0].update(first or {})
    return sheet_xml(heading + "".join(cells_xml(n, row) for n, row in enumerate(rows, 2)) + more)


def book(orders_rows: Sequence[Sequence[Any]], **merged: str) -> bytes:
    """A workbook with sound people and these orders."""
    return workbook({"people": PEOPLE_SHEET, "orders": orders_rows}, **merged)


def workbooks() -> list[Malformed]:
    """Workbooks: damage, hostile parts, and cells that are not what they seem."""
    heading, rows = list(COLUMNS), [list(row) for row in ROWS]
    good = book([heading, *rows])
    shared = "xl/sharedStrings.xml"
    sharing = rewritten(good, SHEET, raw_rows({"D2": '<c r="D2" t="s"><v>0</v></c>'}))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{ENTITIES}]><sst><si><t>&e9;</t></si></sst>'.encode()
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst><si><t>&e;</t></si></sst>'
    bad = {
        "whose list of sheets is not XML": rewritten(good, "xl/workbook.xml", b"<workbook"),
        "without one of its sheets": rewritten(good, SHEET, None),
        "with a sheet that is not XML": rewritten(good, SHEET, b"not xml at all"),
        "with a sheet cut short": rewritten(good, SHEET, raw_rows()[:400]),
        "without its texts": sharing,
        "with texts that double and double": rewritten(sharing, shared, bomb),
        "with texts from another file": rewritten(sharing, shared, entity),
        "with a sheet packed a thousand to one": rewritten(good, SHEET, raw_rows() + b" " * 20_000_000),
        "with formulas that were never worked out": book(
            [heading, ["O1", "P1", "X12000001", "cpo", "=TODAY()", "a"]]
        ),
        "with errors for days": book([heading, ["O1", "P1", "X12000001", "cpo", "#REF!", "a"]]),
        "with a time for a day": book([heading, ["O1", "P1", "X12000001", "cpo", datetime.time(9, 30), "a"]]),
        "with numbers for days": book([heading, ["O1", "P1", "X12000001", "cpo", 46027, "a"]]),
        "with yes and no for days": book([heading, ["O1", "P1", "X12000001", "cpo", True, "a"]]),
        "with a date before 1900": rewritten(good, SHEET, raw_rows({"E2": "1066-10-14"})),
        "with merged cells of data": book([heading, *rows], orders="D2:E3"),
        "with merged headings": book([heading, *rows], orders="C1:E1"),
        "with repeated headings": book([[*heading, "Team"], *rows]),
        "with title rows": book([["Orders of the service"], [], heading, *rows]),
        "with a sheet that is empty": book([]),
        "with ten thousand columns": book([[*heading, *(f"x{n}" for n in range(9_994))], *rows]),
        "with one column too many": book([[*heading, *(f"x{n}" for n in range(495))], *rows]),
        "with a cell in the last column of all": rewritten(
            good, SHEET, raw_rows(more=cells_xml(9, {"XFD9": "x"}))
        ),
        "with a cell of 1.1 MB": rewritten(good, SHEET, raw_rows({"F2": "x" * 1_100_000})),
        "with a cell in the last row and column": rewritten(
            good, SHEET, raw_rows(more=cells_xml(1_048_576, {"XFD1048576": "x"}))
        ),
        "with a cell in the last row": rewritten(
            good, SHEET, raw_rows(more=cells_xml(1_048_576, {"SF1048576": "x"}))
        ),
        "with one table in two sheets": workbook(
            {"orders": [heading, *rows], "Or-ders": [heading, *rows], "people": PEOPLE_SHEET}
        ),
        "with no table": workbook({"Sheet1": [["a", "b"], [1, 2]]}),
        "that is text": orders().encode(),
        "that is a web page": b"<html><table><tr><td>order_id</td></tr></table></html>",
        "that is a document": zipped(
            {"word/document.xml": b"<document/>", "[Content_Types].xml": b"<Types/>"}
        ),
        "under a password": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4_096),
        "that is noise": random.Random(3).randbytes(4_000),
    }
    found = [
        Malformed(f"a workbook {name}", as_file("march.xlsx", content), 1, ("march.xlsx",))
        for name, content in bad.items()
    ]
    listless = rewritten(good, "xl/workbook.xml", None)
    found.append(
        Malformed("a workbook without its list", as_file("march.xlsx", listless), 1, ("march.xlsx",))
    )
    found += cuts("march.xlsx", good, inside=False)
    for ending in ("xls", "xlsb", "xlsm", "ods"):
        noise = random.Random(4).randbytes(3_000)
        found.append(
            Malformed(f"noise as .{ending}", as_file(f"march.{ending}", noise), 1, (f"march.{ending}",))
        )
    days = [[*row[:4], day, row[5]] for row, day in zip(ROWS, DAYS, strict=True)]
    hours = [[*row[:4], datetime.datetime.combine(row[4], datetime.time(9, 30)), row[5]] for row in days]
    formula = '<c r="F2" t="str"><f>"Inver"&amp;"ness"</f><v>Inverness</v></c>'
    taken: dict[str, tuple[bytes, str, list[object]]] = {
        "of text": (good, "team", list(TEAMS)),
        "of real dates": (book([heading, *days]), "imposed_on", list(DAYS)),
        "of dates with a time": (book([heading, *hours]), "imposed_on", list(DAYS)),
        "of numbers for references": (
            book([heading, [42, *rows[0][1:]], [43.0, *rows[1][1:]]]),
            "order_id",
            ["42", "43"],
        ),
        "with sheets that are no table": (
            workbook({"Notes": [["x"]], "people": PEOPLE_SHEET, "Orders": [heading, *rows]}),
            "team",
            list(TEAMS),
        ),
        "with formulas that were worked out": (
            rewritten(good, SHEET, raw_rows({"F2": formula})),
            "team",
            list(TEAMS),
        ),
        "with rows left empty": (book([heading, rows[0], [], [None] * 6, rows[1]]), "team", list(TEAMS)),
        "with a far cell in its last row": (
            rewritten(good, SHEET, raw_rows(more='<row r="20000"><c r="A20000"/></row>')),
            "team",
            list(TEAMS),
        ),
    }
    for name, (content, column, values) in taken.items():
        build = as_file("march.xlsx", content)
        found.append(Malformed(f"a workbook {name}", build, 0, reads=("orders", column, values)))
    return found


# Parquet


def parquet(columns: Mapping[str, Any], **how: Any) -> bytes:
    """A Parquet file of the columns."""
    out = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), out, **how)
    return out.getvalue()


def parquets() -> list[Malformed]:
    """Parquet files: damage, and types that no column can have."""
    plain: dict[str, Any] = {name: [row[place] for row in ROWS] for place, name in enumerate(COLUMNS)}
    good = parquet(plain)
    twice = io.BytesIO()
    arrays = [pa.array(values) for values in plain.values()]
    pq.write_table(pa.Table.from_arrays([*arrays, arrays[5]], names=[*COLUMNS, "team"]), twice)
    bad: dict[str, bytes] = {
        "with its footer said to be 2 GB": good[:-8] + b"\xff\xff\xff\x7fPAR1",
        "with its footer overwritten": good[:-600] + b"\xaa" * 592 + good[-8:],
        "with its pages overwritten": good[:4] + b"\xaa" * 300 + good[304:],
        "that is text": orders().encode(),
        "that is noise": random.Random(5).randbytes(4_000),
        "of lists": parquet({**plain, "kind": [["cpo"], ["dtto"]]}),
        "of records": parquet({**plain, "kind": [{"a": 1}, {"a": 2}]}),
        "of bytes": parquet({**plain, "kind": [b"\xff\xfe", b"\x00"]}),
        "with a column twice": twice.getvalue(),
        "with columns that differ in case only": parquet({**plain, "Team": plain["team"]}),
        "with 501 columns": parquet({**plain, **{f"x{n}": [1, 2] for n in range(495)}}),
        "with ten thousand columns": parquet({**plain, **{f"x{n}": [1, 2] for n in range(9_994)}}),
        "without a column that is required": parquet({name: plain[name] for name in COLUMNS[:4]}),
        "without columns": parquet({}),
        "with a cell of 1.1 MB": parquet({**plain, "team": ["x" * 1_100_000, "b"]}),
        "with days in the year 20,000": parquet(
            {**plain, "imposed_on": pa.array([6_585_461, 20_000], pa.date32())}
        ),
        "with numbers for days": parquet({**plain, "imposed_on": [46_027, 46_028]}),
        "with times for days": parquet({**plain, "imposed_on": pa.array([1, 2], pa.time32("s"))}),
        "with yes and no for codes": parquet({**plain, "kind": [True, False]}),
        "with numbers that are none": parquet({**plain, "person_id": [float("nan"), float("inf")]}),
    }
    found = [
        Malformed(f"Parquet {name}", folder({"orders.parquet": content}), 1, ("orders.parquet",))
        for name, content in bad.items()
    ]
    found += cuts("orders.parquet", good, inside=True)
    moments = pa.array(
        [datetime.datetime.combine(day, datetime.time(9, 30)) for day in DAYS], pa.timestamp("us")
    )
    zoned = pa.array([datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)] * 2, pa.timestamp("us", "UTC"))
    taken: dict[str, tuple[bytes, str, list[object]]] = {
        "of text": (good, "team", list(TEAMS)),
        "of days": (parquet({**plain, "imposed_on": pa.array(DAYS)}), "imposed_on", list(DAYS)),
        "of moments": (parquet({**plain, "imposed_on": moments}), "imposed_on", list(DAYS)),
        "of moments with a zone": (parquet({**plain, "imposed_on": zoned}), "imposed_on", [DAYS[0]] * 2),
        "of numbers for references": (parquet({**plain, "order_id": [42, 43]}), "order_id", ["42", "43"]),
        "of words kept once": (
            parquet({**plain, "team": pa.array(TEAMS).dictionary_encode()}),
            "team",
            list(TEAMS),
        ),
        "without rows": (parquet({name: pa.array([], pa.string()) for name in COLUMNS}), "team", []),
        "with a column of nothing": (parquet({**plain, "team": pa.nulls(2)}), "team", [None, None]),
        "in small groups": (parquet(plain, row_group_size=1, compression="zstd"), "team", list(TEAMS)),
    }
    for name, (content, column, values) in taken.items():
        build = folder({"orders.parquet": content})
        found.append(Malformed(f"Parquet {name}", build, 0, reads=("orders", column, values)))
    return found


def everything() -> list[Malformed]:
    """All malformed inputs of this module."""
    return [*zips(), *workbooks(), *parquets()]
