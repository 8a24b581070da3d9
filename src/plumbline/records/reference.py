"""The reference page of the case-record specification, generated from the data it is held as.

`python -m plumbline.records.reference FILE` writes it; `make docs` does so for docs/reference/records.md.
Its fixed words are in the library, `specification/reference.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

from plumbline.records.specification import Column, Table, load
from plumbline.records.wording import MARKS, TYPES, begins_words, bounds, owner_words, signs

_SIDES = {
    "client": "the client’s side",
    "service": "the service’s side",
    "another_agency": "another agency",
    "neither": "neither",
}


def reference_page() -> str:
    """The whole page as Markdown, ending in a line break. The same specification gives the same text."""
    specification = load()
    limits = specification.limits
    sides: dict[str, list[str]] = {}
    for reason, side in specification.delay_sides.items():
        sides.setdefault(_SIDES[side], []).append(reason)
    made_up = [code for code in specification.authorities if code.startswith("X")]
    tables = specification.tables.values()
    words = Template((files("plumbline") / "library/specification/reference.md").read_text("utf-8"))
    return words.substitute(
        title=specification.title,
        columns=f"{limits['columns']:,}",
        field_megabytes=f"{limits['field_bytes'] / 1e6:g}",
        files=f"{limits['files']:,}",
        unpacked_gigabytes=f"{limits['unpacked_bytes'] / 1e9:g}",
        packing_ratio=limits["packing_ratio"],
        yes=_either(specification.yes),
        no=_either(specification.no),
        empty_words=_either(specification.empty_words),
        direct_identifiers=_grid(
            ("what", "headings, without capitals, spaces, hyphens and underscores"),
            (
                (what.replace("_", " "), _codes(names))
                for what, names in specification.direct_identifiers.items()
            ),
        ),
        other_share=f"{specification.other_activity_share:.0%}",
        other_hours=f"{specification.other_activity_hours:g}",
        marks=_grid(
            ("mark", "meaning"),
            ((f"`{sign}`", meaning[0].upper() + meaning[1:]) for sign, meaning in MARKS.values()),
        ),
        summary=_grid(
            ("table", "what it holds", "columns"),
            ((f"[{table.name}](#{table.name})", table.about, str(len(table.columns))) for table in tables),
        ),
        tables="\n\n".join(map(_table, tables)),
        sides=_grid(("side", "reasons"), ((side, _codes(reasons)) for side, reasons in sides.items())),
        levels=_ranges("score", specification.lscmi_levels),
        unpaid_work=_ranges("hours", specification.unpaid_work_hours),
        councils=_codes(code for code in specification.authorities if code not in made_up),
        retired="; ".join(f"`{old}` as `{new}`" for old, new in specification.retired_authorities.items()),
        first_made_up=made_up[0],
        last_made_up=made_up[-1],
    )


def _table(table: Table) -> str:
    rules = " ".join(filter(None, (begins_words(table), owner_words(table))))
    rows = ((_name(column), column.about, TYPES[column.type], _values(column)) for column in table.columns)
    columns = _grid(("column", "what it is", "form", "values"), rows)
    return "\n\n".join(filter(None, (f"### {table.name}", table.about, rules, columns)))


def _name(column: Column) -> str:
    found = signs(column)
    return f"`{column.name}`" + (f" `{found}`" if found else "")


def _values(column: Column) -> str:
    return _codes(column.codes) if column.codes else bounds(column)


def _ranges(what: str, ranges: dict[str, tuple[int, int]]) -> str:
    return _grid(
        ("level", what), ((f"`{level}`", f"{low} to {high}") for level, (low, high) in ranges.items())
    )


def _grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(headings), " | ".join("---" for _ in headings), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _either(words: Sequence[str]) -> str:
    return f"{_codes(words[:-1])} or `{words[-1]}`"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(reference_page(), encoding="utf-8")
