"""Small extracts for tests: CSV text by table, written to a folder, checked in one line."""

from __future__ import annotations

from pathlib import Path

from plumbline.records import Checked, Fault, check

PEOPLE = "person_id,gender\nP1,male\nP2,female\n"
ORDERS = (
    "order_id,person_id,authority,kind,imposed_on,ended_on\n"
    "O1,P1,X12000001,cpo,2026-01-05,\n"
    "O2,P2,X12000001,cpo,2026-02-05,2026-06-30\n"
)
CONTACTS = (
    "contact_id,order_id,licence_id,sentence_id,person_id,happened_on,recorded_on,kind,attendance\n"
    "C1,O1,,,,2026-01-06,2026-01-06,first_direct_contact,attended\n"
    "C2,O2,,,,2026-02-06,,induction,attended\n"
)


def write_extract(folder: Path, **tables: str | bytes) -> Path:
    """Write each table as <name>.csv; `extract` gives extract.toml."""
    folder.mkdir(exist_ok=True)
    for name, content in tables.items():
        path = folder / ("extract.toml" if name == "extract" else f"{name}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rows(header: str, *lines: str) -> str:
    """CSV text of a header and its lines."""
    return "\n".join([header, *lines]) + "\n"


def order(**changed: str) -> str:
    """A sound orders.csv of one row, with some columns changed or added."""
    row = {
        "order_id": "O1",
        "person_id": "P1",
        "authority": "X12000001",
        "kind": "cpo",
        "imposed_on": "2026-01-05",
        **changed,
    }
    return rows(",".join(row), ",".join(row.values()))


def faults_of(folder: Path, kind: str, *, mapping: Path | None = None) -> list[Fault]:
    """Check an extract and give its faults of one kind."""
    return check(folder, mapping=mapping).faults.of_kind(kind)


def severe(checked: Checked) -> list[tuple[str, int | None, str | None, str]]:
    """The errors and warnings found: kind, row, column, severity."""
    return [
        (fault.kind, fault.row, fault.column, fault.severity)
        for fault in checked.faults
        if fault.severity != "notice"
    ]
