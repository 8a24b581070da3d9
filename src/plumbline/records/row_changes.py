"""What became of one table's rows between two taken extracts: added, gone, changed, and in which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.records.manifest import TableCount, TakenExtract
from plumbline.records.specification import Table
from plumbline.records.taken_rows import (
    columns_sent,
    cover_of,
    day_it_began,
    fingerprint,
    one_row,
    outside,
    scan,
)

if TYPE_CHECKING:
    import duckdb

RENUMBERED_FROM = 20  # rows: in a smaller table half of the references may well be new


@dataclass(frozen=True)
class TableChange:
    """What became of one table's rows.

    gone_outside_cover: of the rows gone, those that began outside what the later extract says it covers.
    changed: rows in both that differ in a column both have; None where rows have no reference to match by.
    columns: how many rows differ in each column, most first. columns_came, columns_went: sent in one only.
    renumbered: more than half of the references are gone and more than half are new.
    alike_but_for_reference: then, how many rows are the same when their own reference is left aside.
    left_out_before, left_out_after: rows kept out as faulty, or as hanging on a faulty row.
    """

    table: str
    rows_before: int
    rows_after: int
    added: int
    gone: int
    gone_outside_cover: int
    changed: int | None
    columns: tuple[tuple[str, int], ...]
    columns_came: tuple[str, ...]
    columns_went: tuple[str, ...]
    renumbered: bool
    alike_but_for_reference: int | None
    left_out_before: int
    left_out_after: int

    @property
    def note(self) -> str:
        """What a reader of the counts must know, in words; "" where there is nothing."""
        parts = ["looks renumbered"] if self.renumbered else []
        if self.gone_outside_cover:
            parts.append(f"{self.gone_outside_cover:,} of those gone lie outside the later cover")
        if self.left_out_before or self.left_out_after:
            parts.append(f"kept out as faulty: {self.left_out_before:,} before, {self.left_out_after:,} now")
        if self.columns_came:
            parts.append("columns that came: " + ", ".join(self.columns_came))
        if self.columns_went:
            parts.append("columns that went: " + ", ".join(self.columns_went))
        return "; ".join(parts)

    @property
    def renumbered_words(self) -> str:
        """For a renumbered table: what was found and what to ask, as sentences."""
        return (
            f"{self.table} looks renumbered: {self.gone:,} of {self.rows_before:,} references are gone and "
            f"{self.added:,} of {self.rows_after:,} are new. {self.alike_but_for_reference:,} rows are the "
            "same but for their own reference. Ask the supplier whether references are kept."
        )


def table_change(
    con: duckdb.DuckDBPyConnection, table: Table, before: TakenExtract, after: TakenExtract
) -> TableChange:
    """Compare the rows of a table that both extracts have.

    Rows are matched by their own reference where both sent it; else by what they say in the columns both
    sent, each row used once, and then a row that changed counts as one gone and one added.
    """
    sent_before, sent_after = columns_sent(before, table), columns_sent(after, table)
    counts_before = before.manifest.tables[table.name]
    counts_after = after.manifest.tables[table.name]
    common = [name for name in sent_before if name in sent_after]
    own = table.identifier.name if table.identifier is not None else None
    content = [name for name in common if name != own]
    reference = own if own in common else None
    columns: tuple[tuple[str, int], ...] = ()
    changed: int | None = None
    alike: int | None = None
    renumbered = False
    if reference is None:
        matched = _alike(con, table, content, before, after)
    else:
        matched, changed = _matched(con, table, reference, content, before, after)
        if changed:
            columns = _changed_columns(con, table, reference, content, before, after)
        renumbered = (
            min(counts_before.rows, counts_after.rows) >= RENUMBERED_FROM
            and matched * 2 < counts_before.rows
            and matched * 2 < counts_after.rows
        )
        alike = _alike(con, table, content, before, after) if renumbered else None
    gone = counts_before.rows - matched
    return TableChange(
        table=table.name,
        rows_before=counts_before.rows,
        rows_after=counts_after.rows,
        added=counts_after.rows - matched,
        gone=gone,
        gone_outside_cover=_gone_outside_cover(con, table, reference, content, before, after) if gone else 0,
        changed=changed,
        columns=columns,
        columns_came=tuple(name for name in sent_after if name not in sent_before),
        columns_went=tuple(name for name in sent_before if name not in sent_after),
        renumbered=renumbered,
        alike_but_for_reference=alike,
        left_out_before=_left_out(counts_before),
        left_out_after=_left_out(counts_after),
    )


def _left_out(counts: TableCount) -> int:
    return counts.left_out_faulty + counts.left_out_hanging


def _pairs(
    table: Table, reference: str, content: list[str], before: TakenExtract, after: TakenExtract
) -> str:
    """SQL after FROM: rows with the same reference, b the earlier and a the later, each with its mark."""
    chosen = f"SELECT {reference}, {fingerprint(content)} AS mark FROM"
    return f"({chosen} {scan(before, table)}) b JOIN ({chosen} {scan(after, table)}) a USING ({reference})"


def _matched(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    reference: str,
    content: list[str],
    before: TakenExtract,
    after: TakenExtract,
) -> tuple[int, int]:
    """How many references are in both extracts, and how many of those rows differ."""
    matched, changed = one_row(
        con,
        "SELECT count(*), count(*) FILTER (WHERE b.mark <> a.mark) "
        f"FROM {_pairs(table, reference, content, before, after)}",
    )
    return int(matched), int(changed)


def _changed_columns(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    reference: str,
    content: list[str],
    before: TakenExtract,
    after: TakenExtract,
) -> tuple[tuple[str, int], ...]:
    """For each column, in how many rows it differs; only those where it does, most first."""
    con.execute(
        f"CREATE TEMP TABLE changed AS SELECT {reference} "
        f"FROM {_pairs(table, reference, content, before, after)} WHERE b.mark <> a.mark"
    )
    counts = ", ".join(f"count(*) FILTER (WHERE b.{name} IS DISTINCT FROM a.{name})" for name in content)
    earlier, later = (
        f"SELECT {reference}, {', '.join(content)} FROM {scan(taken, table)} "
        f"SEMI JOIN changed USING ({reference})"
        for taken in (before, after)
    )
    found = one_row(con, f"SELECT {counts} FROM ({earlier}) b JOIN ({later}) a USING ({reference})")
    con.execute("DROP TABLE changed")
    pairs = [(name, int(count)) for name, count in zip(content, found, strict=True) if count]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _alike(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    content: list[str],
    before: TakenExtract,
    after: TakenExtract,
) -> int:
    """How many rows of one extract have their like in the other, each row used once."""
    chosen = f"SELECT {fingerprint(content)} AS mark, count(*) AS n FROM"
    (alike,) = one_row(
        con,
        f"SELECT coalesce(sum(least(b.n, a.n)), 0) FROM ({chosen} {scan(before, table)} GROUP BY 1) b "
        f"JOIN ({chosen} {scan(after, table)} GROUP BY 1) a USING (mark)",
    )
    return int(alike)


def _gone_outside_cover(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    reference: str | None,
    content: list[str],
    before: TakenExtract,
    after: TakenExtract,
) -> int:
    """Of the rows gone, how many began outside the cover that the later extract states."""
    day = day_it_began(table)
    beyond = outside(day, cover_of(after, table)) if day is not None else None
    if beyond is None:
        return 0
    if reference is not None:
        (gone,) = one_row(
            con,
            f"SELECT count(*) FROM {scan(before, table)} b "
            f"ANTI JOIN {scan(after, table)} a USING ({reference}) WHERE {beyond}",
        )
        return int(gone)
    chosen = f"SELECT {fingerprint(content)} AS mark, count(*) AS n FROM"
    (gone,) = one_row(
        con,
        "SELECT coalesce(sum(greatest(b.n - coalesce(a.n, 0), 0)), 0) "
        f"FROM ({chosen} {scan(before, table)} WHERE {beyond} GROUP BY 1) b "
        f"LEFT JOIN ({chosen} {scan(after, table)} GROUP BY 1) a USING (mark)",
    )
    return int(gone)
