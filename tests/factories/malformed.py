"""Inputs that are broken, odd or hostile, made in code: text files, cells, folders, extract.toml.

Each says what must come of it: exit code 1 and a message that names the file, or 0 where it is rightly read,
and then what a column must hold. `malformed_containers` adds zips, workbooks and Parquet files.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Build = Callable[[Path], Path]

COLUMNS = ("order_id", "person_id", "authority", "kind", "imposed_on", "team")
ROWS = (
    ("O1", "P1", "X12000001", "cpo", "2026-01-05", "Inverness"),
    ("O2", "P2", "X12000001", "dtto", "2026-02-06", "Tòrr Àrd"),
)
PEOPLE = b"person_id,gender\nP1,male\nP2,female\n"
TEAMS = ["Inverness", "Tòrr Àrd"]


@dataclass(frozen=True)
class Malformed:
    """One input. build: writes it into an empty folder and returns what to give the command.

    exit_code: 1, or 0 where it is rightly read. says: each of these must stand in what is printed.
    reads: a table, a column and the values that must have been read. mapping: writes a mapping.
    """

    name: str
    build: Build
    exit_code: int
    says: tuple[str, ...] = ()
    reads: tuple[str, str, list[object]] | None = None
    mapping: Build | None = None


def orders(
    *,
    columns: Sequence[str] = COLUMNS,
    rows: Sequence[Sequence[str]] = ROWS,
    delimiter: str = ",",
    newline: str = "\n",
    **first: str,
) -> str:
    """The text of orders.csv; `first` puts values into columns of the first row, adding columns it lacks."""
    names = [*columns, *(name for name in first if name not in columns)]
    cells = [[*row, *[""] * (len(names) - len(row))] for row in rows]
    for name, value in first.items():
        cells[0][names.index(name)] = value
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows([names, *cells])
    return out.getvalue()


def folder(files: Mapping[str, bytes | str], people: bytes | None = PEOPLE) -> Build:
    """A folder of the given files beside a sound people.csv."""

    def build(place: Path) -> Path:
        extract = place / "extract"
        extract.mkdir()
        for name, content in ({"people.csv": people} if people else {} | {}).items():
            (extract / name).write_bytes(content)
        for name, content in files.items():
            (extract / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return extract

    return build


def refused(name: str, content: bytes | str, *says: str, file: str = "orders.csv") -> Malformed:
    """A folder with one bad file, which must be named."""
    return Malformed(name, folder({file: content}), 1, (file, *says))


def read(
    name: str, content: bytes | str, values: list[object], column: str = "team", **files: bytes
) -> Malformed:
    """A folder whose orders.csv is odd and must be read."""
    return Malformed(name, folder({"orders.csv": content, **files}), 0, reads=("orders", column, values))


def encodings() -> list[Malformed]:
    """The same orders in every encoding, delimiter and line end that is taken, and in some that are not."""
    found = []
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        for name, delimiter, newline in (
            ("commas", ",", "\n"),
            ("semicolons", ";", "\r\n"),
            ("tabs", "\t", "\r\n"),
        ):
            text = orders(delimiter=delimiter, newline=newline)
            found.append(read(f"{encoding} with {name}", text.encode(encoding), list(TEAMS)))
    text = orders()
    found += [
        read("UTF-16 big end first", b"\xfe\xff" + text.encode("utf-16-be"), list(TEAMS)),
        read("UTF-16 without a mark", text.encode("utf-16-le"), list(TEAMS)),
        read("UTF-16 big end first without a mark", text.encode("utf-16-be"), list(TEAMS)),
        read("the delimiter named in the first line", "sep=;\n" + orders(delimiter=";"), list(TEAMS)),
        refused("UTF-32", text.encode("utf-32")),
        refused("UTF-32 big end first", b"\x00\x00\xfe\xff" + text.encode("utf-32-be")),
        refused("EBCDIC", text.replace("Tòrr Àrd", "Torr").encode("cp500")),
        refused("UTF-16 cut in the middle of a letter", text.encode("utf-16")[:-1]),
        refused("UTF-16 with half a pair", text.encode("utf-16") + b"\x00\xd8" + "\n".encode("utf-16-le")),
        refused("a UTF-8 mark and then something else", b"\xef\xbb\xbf" + text.encode("cp1252")),
        refused("UTF-8 with a mark, cut within a letter", b"\xef\xbb\xbf" + text.encode()[:-4]),
        refused(
            "bytes that Windows-1252 does not have",
            text.encode("cp1252") + b"O3,P1,X12000001,cpo,2026-01-05,\x81\n",
        ),
    ]
    return found


def not_text() -> list[Malformed]:
    """Other things under the name of a CSV file."""
    noise = random.Random(1)
    text = orders().encode()
    starts = {
        "a zip": b"PK\x03\x04" + bytes(60),
        "a Parquet file": b"PAR1" + bytes(60) + b"PAR1",
        "an old workbook": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        "a gzip file": b"\x1f\x8b\x08\x00" + bytes(range(60)),
        "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40),
        "a photograph": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(200)),
        "a program": b"\x7fELF\x02\x01\x01" + bytes(100),
        "a database": b"SQLite format 3\x00" + bytes(100),
        "noise": noise.randbytes(5000),
        "noise after a good start": text + noise.randbytes(5000),
        "noughts": bytes(5000),
        "a web page": b"<!doctype html><html><body><h1>Sign in</h1></body></html>",
        "JSON": b'[{"order_id": "O1", "person_id": "P1"}]',
        "XML": b'<?xml version="1.0"?><orders><order id="O1"/></orders>',
        "a fixed-width print": b"ORDER     PERSON    KIND\nO1        P1        cpo\n",
    }
    found = [refused(f"CSV that is {name}", content) for name, content in starts.items()]
    found += [
        refused("a NUL in a cell", orders(team="In\x00verness")),
        refused("a NUL in an identifier", orders(order_id="O\x001")),
        refused("a NUL in the header", orders().replace("team", "te\x00am")),
        refused("NULs after the end", text + bytes(512)),
    ]
    return found


def structures() -> list[Malformed]:
    """Headers, lines and quotation marks."""
    wide = ",".join([*COLUMNS, *(f"x{number}" for number in range(9_994))])
    just = ",".join([*COLUMNS, *(f"x{number}" for number in range(494))])
    header, *lines = orders().splitlines(keepends=True)
    nothing: dict[str, bytes | str] = {
        "no byte at all": b"",
        "a mark and nothing else": b"\xef\xbb\xbf",
        "a UTF-16 mark and nothing else": b"\xff\xfe",
        "line ends only": b"\n\r\n\n\n",
        "space only": b"   \t  \n  \n",
        "rows without a header": "".join(lines),
        "title rows above the header": "Orders of the service\nMade on 1 March\n" + orders(),
        "commas only": b",,,,,\n,,,,,\n",
        "one quotation mark": b'"',
        "a header never closed": '"order_id,person_id\nO1,P1\n',
        "ten thousand columns": wide + "\n",
        "a header cell of 2 MB": header.strip() + "," + "x" * 2_000_000 + "\n",
        "501 columns": just + ",one_more\n",
    }
    found = [refused(f"{name}, as orders", content) for name, content in nothing.items()]
    for name, again in (
        ("twice the same", "team"),
        ("in capitals", "TEAM"),
        ("with space around it", " team "),
        ("with a hyphen", "person-id"),
        ("with a space", "Person ID"),
        ("without the underscore", "personid"),
        ("with a hard space", "person\u00a0id"),
    ):
        found.append(refused(f"a repeated header, {name}", orders(columns=(*COLUMNS, again))))
    for column in COLUMNS[:5]:
        names = [name if name != column else "something_else" for name in COLUMNS]
        found.append(refused(f"no column {column}", orders(columns=names), column))
    found += [
        refused("a row longer than the header", orders(rows=[(*ROWS[0], "", "more"), ROWS[1]])),
        refused("a row cut short before what is required", header + "O1,P1,X120"),
        refused(
            "a quotation mark never closed", header + 'O1,P1,X12000001,cpo,2026-01-05,"North\n' + lines[1]
        ),
        refused(
            "a quotation mark never closed, then 3 MB",
            header + 'O1,P1,X12000001,cpo,2026-01-05,"' + "x,\n" * 1_000_000,
        ),
        refused(
            "text after a closing quotation mark", header + 'O1,P1,X12000001,cpo,2026-01-05,"North"ern\n'
        ),
        refused("a cell of 1.1 MB", orders(team="x" * 1_100_000)),
        refused("a cell of 1.1 MB in a required column", orders(kind="x" * 1_100_000)),
        refused("a cell of 1.1 MB in a column that is not known", orders(remarks="x" * 1_100_000)),
        refused("a reference of 1.1 MB", orders(order_id="O" * 1_100_000)),
        read("exactly 500 columns", just + "\n" + "".join(lines), list(TEAMS)),
        read("a cell just within the limit", orders(team="x" * 999_999), ["x" * 999_999, TEAMS[1]]),
        read("a header and no row", header, []),
        read("a header without a line end", header.rstrip("\n"), []),
        read("no line end after the last row", orders().rstrip("\n"), list(TEAMS)),
        read("mixed line ends", header + lines[0].replace("\n", "\r\n") + lines[1], list(TEAMS)),
        read("blank lines", "\n\n" + header + "\r\n" + "\n".join(lines) + "\n  \n\n", list(TEAMS)),
        read("rows shorter than the header", header + "O1,P1,X12000001,cpo,2026-01-05\n", [None]),
        read(
            "a line break within quotation marks", orders(team="In\r\nverness"), ["In\r\nverness", TEAMS[1]]
        ),
        read("doubled quotation marks", orders(team='the "old" team'), ['the "old" team', TEAMS[1]]),
        read(
            "everything in quotation marks",
            "".join(f'"{line.strip()}"\n'.replace(",", '","') for line in orders().splitlines()),
            list(TEAMS),
        ),
        read("delimiters within quotation marks", orders(team="a;b\tc,d"), ["a;b\tc,d", TEAMS[1]]),
        read(
            "headers in capitals with hyphens", header.upper().replace("_", "-") + "".join(lines), list(TEAMS)
        ),
        read("headers with spaces", header.replace("_", " ") + "".join(lines), list(TEAMS)),
        read(
            "columns in another order",
            orders(columns=COLUMNS[::-1], rows=[row[::-1] for row in ROWS]),
            list(TEAMS),
        ),
        read("columns that are not known", orders(remarks="kept out", other="too"), list(TEAMS)),
    ]
    return found


def values() -> list[Malformed]:
    """Single cells: dates, codes, numbers, references, and what would identify a person."""
    found = []
    for value in (
        "0000-01-01",
        "1899-12-31",
        "2101-01-01",
        "10000-01-01",
        "2026-02-29",
        "2026-00-10",
        "31/04/2026",
        "03/31/2026",
        "01/02/26",
        "soon",
        "46027",
        "1767571200",
        "2026-01",
        "=TODAY()",
        "#REF!",
        "５/1/2026",
        "2026-01-05 25 o'clock",
        "1" * 400,
        "\u202e2026-01-05",
    ):
        found.append(refused(f"the date {value[:20]!r}", orders(imposed_on=value), "imposed_on"))
    for value in ("5/1/2026", "05.01.2026", "5-1-2026", "05-Jan-2026", "2026-01-05T09:30:00", " 2026-01-05 "):
        content = orders(imposed_on=value)
        found.append(read(f"the date {value!r}", content, ["2026-01-05", "2026-02-06"], "imposed_on"))
    for column, bad in {
        "kind": ("community", "cpo;dtto", "c p o", "=cpo", "cpo\u200bx"),
        "authority": ("S12000099", "X12000000", "X12000033", "Inverness"),
        "received_on": ("tomorrow", "31/02/2026"),
    }.items():
        found += [refused(f"{column} {value!r}", orders(**{column: value}), column) for value in bad]
    for value in ("CPO", " cpo ", "cpo\u00a0"):
        found.append(read(f"kind {value!r}", orders(kind=value), ["cpo", "dtto"], "kind"))
    requirement = "requirement_id,order_id,kind,imposed_on,hours_imposed\nR1,O1,unpaid-work,2026-01-05,{}\n"
    for value in ("many", "NaN", "1e999", "-5", "0x40", "1.2.3", "=60+40", "٤٠"):
        files = {"orders.csv": orders(), "requirements.csv": requirement.format(value)}
        found.append(
            Malformed(f"the number {value}", folder(files), 1, ("requirements.csv", "hours_imposed"))
        )
    for name, content in {
        "the same reference twice": orders(order_id="O2"),
        "a person who is not there": orders(person_id="P9"),
        "a person with the mark of right-to-left text": orders(person_id="\u202eP1"),
        "a reference with an escape": orders(person_id="P1\x1b[31m"),
        "no person": orders(person_id=""),
        "no reference": orders(order_id="NULL"),
    }.items():
        found.append(refused(name, content))
    for column in (
        "Surname",
        "First Name",
        "full-name",
        "Home_Address",
        "Post code",
        "DOB",
        "Date of Birth",
        "CHI",
        "PNC No",
        "CHS number",
        "NI No",
        "E-mail",
        "Telephone",
        "mobile",
    ):
        found.append(refused(f"a column {column}", orders(**{column: ""}), column))
    for value in ("a.person@example.org", "AB99 9ZZ", "AB123456C", "see 0101011237"):
        found.append(refused(f"the value {value}", orders(team=value), "team"))
    found += [
        read("leading noughts", orders(order_id="000042"), ["000042", "O2"], "order_id"),
        read("a reference that looks like a formula", orders(order_id="=1+1"), ["=1+1", "O2"], "order_id"),
        read("a retired council", orders(authority="S12000015"), ["S12000047", "X12000001"], "authority"),
        read("right-to-left text", orders(team="שלום"), ["שלום", TEAMS[1]]),
        read("a picture letter", orders(team="🧡"), ["🧡", TEAMS[1]]),
        read("words that mean empty", orders(team="#N/A"), [None, TEAMS[1]]),
    ]
    return found


def cover_files() -> list[Malformed]:
    """Faults in extract.toml."""
    bad = {
        "not TOML": "extracted on the first of March",
        "binary": bytes(range(256)),
        "UTF-16": "extracted_on = 2026-03-01\n".encode("utf-16"),
        "cut short": "extracted_on = 2026-03-",
        "a word for a day": 'extracted_on = "yesterday"',
        "a number for a day": "extracted_on = 20260301",
        "a list of days": "extracted_on = [2026-03-01]",
        "a day that no calendar has": "extracted_on = 2026-02-30",
        "said twice": "extracted_on = 2026-03-01\nextracted_on = 2026-03-02",
        "a table that is not known": "[visits]\ncovers_from = 2026-01-01",
        "a table that is a number": "orders = 5",
        "a word for the cover": '[orders]\ncovers_from = "the start"',
        "cover that ends before it begins": "[orders]\ncovers_from = 2026-03-01\ncovers_until = 2026-01-01",
        "a key that is not known": "[orders]\ncovers_form = 2026-03-01",
        "a key above that is not known": "extracted = 2026-03-01",
        "a NUL": b"extracted_on = 2026-03-01\n\x00",
        "lists within lists": "extracted_on = " + "[" * 100_000,
    }
    found = [
        Malformed(
            f"extract.toml: {name}",
            folder({"orders.csv": orders(), "extract.toml": content}),
            1,
            ("extract.toml",),
        )
        for name, content in bad.items()
    ]
    good = {
        "empty": b"",
        "with a mark": b"\xef\xbb\xbfextracted_on = 2026-03-01\n",
        "comments only": b"# nothing\n",
    }
    for name, content in good.items():
        files = {"orders.csv": orders(), "extract.toml": content}
        found.append(
            Malformed(f"extract.toml: {name}", folder(files), 0, reads=("orders", "team", list(TEAMS)))
        )
    return found


def mappings() -> list[Malformed]:
    """Faults in a mapping, beside a sound extract."""

    def at(content: bytes) -> Build:
        def build(place: Path) -> Path:
            (place / "our-mapping.toml").write_bytes(content)
            return place / "our-mapping.toml"

        return build

    bad: dict[str, str | bytes] = {
        "not TOML": "orders are in Orders.csv",
        "binary": bytes(range(256)),
        "UTF-16": "[tables.orders]\n".encode("utf-16"),
        "a NUL": "leave_out = []\x00",
        "cut short": '[tables.orders]\nfile = "Orders',
        "a section twice": "[tables.orders]\n[tables.orders]\n",
        "lists within lists": "leave_out = " + "[" * 100_000,
        "sections within sections": "[" + "a." * 20_000 + "a]\n",
        "a word that is not known": "colour = 1",
        "a section that is not known": "[table.orders]",
        "a table that is not known": "[tables.visits]",
        "a column that is not known": '[tables.orders.columns]\nsentence = "Disposal"',
        "a code that is not known": '[tables.orders.codes.kind]\n"Payback" = "payback"',
        "a code with two meanings": '[tables.orders.codes.kind]\n"A b" = "cpo"\n"a-B" = "dtto"',
        "a list for a column": '[tables.orders.columns]\norder_id = ["Ref", "No"]',
        "a number for a table": "[tables]\norders = 1",
        "a number for a file": "[tables.orders]\nfile = 1",
        "a header row of nought": "[tables.orders]\nheader_row = 0",
        "a century of its own": "[century]\ntwo_digit_years_from = 50",
        "a word for what is left out": 'leave_out = "Surname"',
        "wide rows without a table": "[[wide]]\n",
        "wide rows without dates": '[[wide]]\ntable = "contacts"',
        "wide rows in one pair of brackets": '[wide]\ntable = "contacts"',
        "wide rows with a column that is no date": (
            '[[wide]]\ntable = "contacts"\n[wide.dates."Seen"]\ncolumn = "kind"'
        ),
        "cover that is a word": 'cover = "all"',
        "cover with a word for a day": '[cover]\nextracted_on = "soon"',
    }
    return [
        Malformed(
            f"a mapping: {name}",
            folder({"orders.csv": orders()}),
            1,
            ("our-mapping.toml",),
            mapping=at(content.encode() if isinstance(content, str) else content),
        )
        for name, content in bad.items()
    ]


def folders() -> list[Malformed]:
    """What a folder may hold besides files, and files that are one too many."""

    def with_link(target: str) -> Build:
        def build(place: Path) -> Path:
            (place / "secret.csv").write_text(orders(), "utf-8")
            extract = folder({})(place)
            (extract / "orders.csv").symlink_to(target)
            return extract

        return build

    def with_pipe(place: Path) -> Path:
        extract = folder({})(place)
        os.mkfifo(extract / "orders.csv")
        return extract

    def lone_pipe(place: Path) -> Path:
        os.mkfifo(place / "extract.zip")
        return place / "extract.zip"

    def with_silent_manifest(place: Path) -> Path:
        extract = folder({"orders.csv": orders()})(place)
        os.mkfifo(extract / "manifest.json")
        return extract

    def with_folder_named_as_a_file(place: Path) -> Path:
        extract = folder({})(place)
        (extract / "orders.csv").mkdir()
        return extract

    def too_many(place: Path) -> Path:
        extract = folder({"orders.csv": orders()})(place)
        for number in range(10_001):
            (extract / f"note{number}.txt").touch()
        return extract

    def lone(name: str, content: bytes) -> Build:
        def build(place: Path) -> Path:
            (place / name).write_bytes(content)
            return place / name

        return build

    return [
        Malformed("an empty folder", folder({}, people=None), 1, ("extract",)),
        Malformed("a folder with no table", folder({"notes.txt": "x"}, people=None), 1, ("extract",)),
        Malformed("a link out of the folder", with_link("../secret.csv"), 1, ("orders.csv",)),
        Malformed("a link to a system file", with_link("/etc/hostname"), 1, ("orders.csv",)),
        Malformed("a link to a device", with_link("/dev/zero"), 1, ("orders.csv",)),
        Malformed("a pipe that nobody writes to", with_pipe, 1, ("orders.csv is a pipe",)),
        Malformed("a pipe in place of an extract", lone_pipe, 1, ("extract.zip is a pipe",)),
        Malformed(
            "a pipe for what a folder says of itself", with_silent_manifest, 0, ("manifest.json is a",)
        ),
        Malformed("a link to nothing", with_link("nowhere.csv"), 1, ("orders.csv",)),
        Malformed("a link to itself", with_link("orders.csv"), 1, ("orders.csv",)),
        Malformed("a folder named as a file", with_folder_named_as_a_file, 1, ("orders.csv is a folder",)),
        Malformed("10,001 files", too_many, 1, ("10,000",)),
        Malformed("one CSV file alone", lone("orders.csv", orders().encode()), 1, ("orders.csv",)),
        Malformed("a text file", lone("notes.txt", b"nothing"), 1, ("notes.txt",)),
        Malformed("a file with no ending", lone("extract", b"nothing"), 1, ("extract",)),
        Malformed(
            "one table in two files",
            folder({"orders.csv": orders(), "Orders.tsv": orders(delimiter="\t")}),
            1,
            ("orders.csv", "Orders.tsv"),
        ),
    ]


def everything() -> list[Malformed]:
    """All malformed inputs of this module."""
    return [*encodings(), *not_text(), *structures(), *values(), *cover_files(), *mappings(), *folders()]
