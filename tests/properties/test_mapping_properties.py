"""A mapping written as text and read again is the same mapping, whatever a supplier's names hold."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from plumbline.records.cover import Stated
from plumbline.records.manifest import Cover
from plumbline.records.mapping import Feed, MappingFile, mapping_from_text
from plumbline.records.mapping_text import mapping_text
from plumbline.records.specification import load
from plumbline.records.values import code_key

SPECIFICATION = load()
TABLES = ("people", "orders", "contacts")
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
days = st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1))


def of_columns(table: str) -> st.SearchStrategy[dict[str, str]]:
    ours = st.sampled_from([column.name for column in SPECIFICATION.tables[table].columns])
    return st.dictionaries(ours, names, max_size=3)


@st.composite
def feeds(draw: st.DrawFn, table: str, wide: bool) -> Feed:
    column = st.sampled_from([c.name for c in SPECIFICATION.tables[table].columns if c.type == "date"])
    event = st.tuples(column, of_columns(table)) if wide else st.nothing()
    return Feed(
        table,
        draw(st.none() | names),
        draw(st.none() | names),
        draw(st.integers(1, 1000)),
        tuple(draw(st.lists(names, max_size=3))),
        draw(of_columns(table)),
        draw(of_columns(table)),
        draw(of_columns(table)),
        draw(st.dictionaries(names, event, min_size=1, max_size=3)) if wide else {},
    )


@st.composite
def mappings(draw: st.DrawFn) -> MappingFile:
    given_feeds = [draw(feeds(table, False)) for table in TABLES if draw(st.booleans())]
    given_feeds += [draw(feeds("contacts", True)) for _ in range(draw(st.integers(0, 2)))]
    codes = {}
    for feed in given_feeds:
        for column in SPECIFICATION.tables[feed.table].columns:
            ours = st.sampled_from(column.codes) if column.codes else names
            words = draw(st.dictionaries(names.map(code_key), ours, max_size=2))
            if words:
                codes[feed.table, column.name] = words
    covered = {"orders": Cover(draw(days), None), "contacts": Cover(None, None)}
    return MappingFile(
        tuple(draw(st.lists(names, max_size=3))),
        draw(st.none() | st.integers(1900, 2001)),
        tuple(given_feeds),
        codes,
        draw(st.none() | st.builds(Stated, st.none() | days, st.just(covered))),
    )


@given(mappings())
def test_a_mapping_is_the_same_after_writing_and_reading(mapping: MappingFile) -> None:
    assert mapping_from_text(mapping_text(mapping), "it", SPECIFICATION) == mapping
