"""The population aged 16 to 70 by council and year, for rates of orders by population."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures.periods import parse_year
from plumbline.records.specification import load

COLUMNS = ("authority", "year", "population")


def read_population(path: Path | str) -> dict[tuple[str, str], int]:
    """Read a CSV with the columns authority, year and population (aged 16 to 70): a row a council and year.

    year: 2025-26, or a calendar year: the population of the middle of 2025 stands for 2025-26, as in the
    published tables. Spaces and commas between thousands are allowed. Retired council codes are read as
    their successors. Returns (authority, year such as "2025-26") -> population. Raises one PlumblineError
    that lists every fault with row, column and value; row 1 is the first after the header.
    """
    path = Path(path)
    rows, columns = _table(path)
    specification = load()
    found: dict[tuple[str, str], int] = {}
    faults: list[str] = []
    first_row: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, start=1):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(cell.strip() for cell in row):
            continue
        code = cells["authority"].upper()
        code = specification.retired_authorities.get(code, code)
        if code not in specification.authorities:
            faults.append(
                _fault(
                    number, "authority", cells, "no council in use has this code; look for a slip of the pen"
                )
            )
        year = _year(cells["year"])
        if year is None:
            faults.append(_fault(number, "year", cells, "write the year as 2025-26, or as 2025"))
        people = re.sub(r"[ ,\u00a0](?=\d{3}(\D|$))", "", cells["population"])
        if not re.fullmatch(r"[0-9]+", people) or int(people) == 0:
            faults.append(_fault(number, "population", cells, "write a whole number above 0"))
        if faults or year is None:
            continue
        if (code, year) in found:
            faults.append(
                _fault(
                    number,
                    "year",
                    cells,
                    f"{code} has {year} already in row {first_row[code, year]}; keep one",
                )
            )
            continue
        found[code, year] = int(people)
        first_row[code, year] = number
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise PlumblineError(f"{path}: {count} in the population file.\n" + "\n".join(faults))
    if not found:
        raise PlumblineError(
            f"{path}: the population file holds no rows. Add a row for each council and year."
        )
    return found


def _fault(row: int, column: str, cells: dict[str, str], mend: str) -> str:
    value = cells[column]
    shown = "(empty)" if not value else repr(value if len(value) <= 60 else value[:57] + "...")
    return f"  row {row}, column {column}, value {shown}: {mend}"


def _year(text: str) -> str | None:
    if re.fullmatch(r"(19|20)\d\d", text):
        return f"{text}-{(int(text) + 1) % 100:02d}"
    try:
        return parse_year(text).label
    except UsageError:
        return None


def _table(path: Path) -> tuple[list[list[str]], dict[str, int]]:
    """The rows after the header, and where each column stands."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PlumblineError(
            f"{path}: cannot be opened ({error.strerror}). Give the path of a CSV with populations."
        ) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise PlumblineError(f"{path}: this is not a text file. Save the populations as CSV.")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise PlumblineError(
            f"{path}: cannot be read as CSV ({error}). Save the populations as CSV again."
        ) from None
    header = [re.sub(r"[\s_-]", "", cell).casefold() for cell in table[0]] if table else []
    if missing := [name for name in COLUMNS if header.count(name) != 1]:
        raise PlumblineError(
            f"{path}: the first row must name each of the columns {', '.join(COLUMNS)} once; look at "
            f"{' and '.join(missing)}."
        )
    return table[1:], {name: header.index(name) for name in COLUMNS}
