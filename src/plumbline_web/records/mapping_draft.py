"""A mapping while it is being made: kept in the session of whoever makes it, and what the export looks like.

It touches words of case rows: those of the columns that hold codes. It logs none, and keeps them beside the
extract, with which they go.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpRequest

from plumbline import __version__
from plumbline.errors import PlumblineError
from plumbline.records.mapping import Feed, MappingFile, mapping_from_text
from plumbline.records.mapping_text import mapping_text
from plumbline.records.outline import (
    DatesSent,
    Place,
    SentTable,
    WordsSent,
    columns_read,
    feeds_of,
    outline,
)
from plumbline.records.specification import Specification, bare_name, load
from plumbline.records.values import code_key
from plumbline_web.records.jobs import what_was_sent
from plumbline_web.records.models import Extract

CAN_BE_MAPPED = ("faulty", "ready", "failed")
"""The states in which an extract can be checked again with a mapping."""
WORD_TYPES = ("code", "yes_no", "authority")
"""The types of columns whose words are given a meaning."""
_MOST_DRAFTS = 5
_SESSION = "mappings"


@dataclass(frozen=True)
class Draft:
    """A mapping being made for an extract.

    sent: its files and sheets. spelt: words of codes by `code_key`, as the supplier writes them. replaces:
    the key of the mapping that it began from. done: the steps that were gone through.
    """

    extract: Extract
    mapping: MappingFile
    sent: tuple[SentTable, ...]
    spelt: dict[str, str]
    replaces: str = ""
    done: tuple[str, ...] = ()

    @property
    def readable(self) -> tuple[SentTable, ...]:
        """The files and sheets that can be read."""
        return tuple(one for one in self.sent if not one.refused)

    @property
    def feeds(self) -> dict[Place, list[Feed]]:
        """Which tables each of them feeds."""
        return feeds_of(self.sent, self.mapping, load())[0]

    @property
    def wrong(self) -> list[str]:
        """What the mapping names and is not there, and tables sent twice."""
        return feeds_of(self.sent, self.mapping, load())[1]

    @property
    def tables(self) -> list[str]:
        """The tables that some file or sheet feeds, in the order of the specification."""
        fed = {feed.table for feeds in self.feeds.values() for feed in feeds}
        return [name for name in load().tables if name in fed]

    def sent_for(self, table: str) -> tuple[SentTable, Feed] | None:
        """The file or sheet that a table is read from row by row, and how; None where only wide rows give
        it, or nothing."""
        for one, feed in self.reading(table):
            if not feed.wide:
                return one, feed
        return None

    def reading(self, table: str) -> Iterator[tuple[SentTable, Feed]]:
        """Every file or sheet that gives rows of a table."""
        at = {one.place: one for one in self.readable}
        for place, feeds in self.feeds.items():
            for feed in feeds:
                if feed.table == table:
                    yield at[place], feed

    def left_out(self, place: Place) -> tuple[str, ...]:
        """The headings of a file that are never read, as the mapping has them."""
        own = [name for feed in self.feeds.get(place, []) for name in feed.leave_out]
        return (*self.mapping.leave_out, *own)

    def columns(self, one: SentTable, feed: Feed) -> dict[str, str]:
        """Our columns that a feed reads, each with their heading."""
        return columns_read(one, feed, self.left_out(one.place), load())

    def text(self) -> str:
        """The mapping as it will be kept, with words as the supplier writes them."""
        codes = {
            where: {self.spelt.get(key, key): ours for key, ours in words.items()}
            for where, words in self.mapping.codes.items()
        }
        return mapping_text(replace(self.mapping, codes=codes))

    def with_words(self, table: str, sent: WordsOfTable, chosen: Mapping[tuple[str, str], str]) -> Draft:
        """The draft in which the words of a table's columns stand for what was chosen.

        chosen: (column, `code_key` of their word) -> our code. A word that was shown and is not in it is
        forgotten; words that were not shown keep their meaning.
        """
        codes = dict(self.mapping.codes)
        spelt = dict(self.spelt)
        for column, words in sent.words.items():
            shown = {code_key(word): word for word, _ in words.words}
            kept = {key: ours for key, ours in codes.get((table, column), {}).items() if key not in shown}
            kept |= {key: chosen[column, key] for key in shown if (column, key) in chosen}
            spelt |= {key: shown[key] for key in shown if key in kept}
            codes[table, column] = kept
        codes = {where: words for where, words in codes.items() if words}
        return replace(self, mapping=replace(self.mapping, codes=codes), spelt=spelt)


@dataclass(frozen=True)
class WordsOfTable:
    """What the columns of a table hold: by our column, from all files that feed it."""

    words: dict[str, WordsSent]
    dates: dict[str, DatesSent]


def can_be_mapped(extract: Extract) -> bool:
    """Whether an extract is still there and may be checked again with a mapping."""
    return extract.state in CAN_BE_MAPPED and (extract.folder / "sent").is_dir()


def draft_of(request: HttpRequest, extract: Extract) -> Draft:
    """The draft for an extract as this person left it; else one begun from what it was read with.

    Raises PlumblineError where what was sent cannot be opened.
    """
    specification = load()
    kept = request.session.get(_SESSION, {}).get(extract.key)
    if kept is None:
        former = extract.mapping
        kept = {"text": former.text if former else "", "replaces": former.key if former else "", "done": []}
    try:
        mapping = mapping_from_text(kept["text"], "the mapping", specification)
    except PlumblineError:  # kept under an older specification; the check has said what is wrong in it
        kept, mapping = kept | {"text": "", "done": []}, MappingFile()
    sent = _sent(extract, {})
    feeds, _ = feeds_of(sent, mapping, specification)
    rows = {place: max(feed.header_row for feed in fed) for place, fed in feeds.items()}
    rows = {place: row for place, row in rows.items() if row != 1}
    if rows:
        sent = _sent(extract, rows)
    return Draft(extract, mapping, sent, _spelt(kept["text"]), kept["replaces"], tuple(kept["done"]))


def keep_draft(request: HttpRequest, draft: Draft, *, done: str = "") -> Draft:
    """Keep the draft in the session. done: the step just gone through."""
    steps = (*(one for one in draft.done if one != done), *([done] if done else []))
    draft = replace(draft, done=steps)
    drafts = dict(request.session.get(_SESSION, {}))
    drafts.pop(draft.extract.key, None)
    drafts[draft.extract.key] = {"text": draft.text(), "replaces": draft.replaces, "done": list(steps)}
    request.session[_SESSION] = dict(list(drafts.items())[-_MOST_DRAFTS:])
    return draft


def begin_draft(request: HttpRequest, extract: Extract, text: str, replaces: str) -> None:
    """Begin anew: from the text of a mapping that is kept, or from nothing."""
    drafts = dict(request.session.get(_SESSION, {}))
    drafts.pop(extract.key, None)
    drafts[extract.key] = {"text": text, "replaces": replaces, "done": []}
    request.session[_SESSION] = dict(list(drafts.items())[-_MOST_DRAFTS:])


def forget_draft(request: HttpRequest, extract: Extract) -> None:
    """Forget the draft for an extract: it was kept as a mapping."""
    drafts = dict(request.session.get(_SESSION, {}))
    drafts.pop(extract.key, None)
    request.session[_SESSION] = drafts


def words_of(draft: Draft, table: str) -> WordsOfTable:
    """The words and dates in a table's columns, as far as the first rows of its files tell."""
    types = {column.name: column.type for column in load().tables[table].columns}
    words: dict[Place, dict[str, str]] = {}  # place -> our column -> heading
    dates: dict[Place, dict[str, list[str]]] = {}  # place -> our column -> headings
    rows: dict[Place, int] = {}
    for one, feed in draft.reading(table):
        rows[one.place] = one.header_row
        for ours, theirs in draft.columns(one, feed).items():
            if types[ours] in WORD_TYPES:
                words.setdefault(one.place, {})[ours] = theirs
            elif types[ours] == "date":
                dates.setdefault(one.place, {}).setdefault(ours, []).append(theirs)
        for theirs, (ours, _) in feed.dates.items():
            dates.setdefault(one.place, {}).setdefault(ours, []).append(theirs)
    seen = _sent(
        draft.extract,
        rows,
        {place: list(columns.values()) for place, columns in words.items()},
        {place: [name for names in columns.values() for name in names] for place, columns in dates.items()},
        list(rows),
    )
    found = WordsOfTable({}, {})
    for one in seen:
        for ours, theirs in words.get(one.place, {}).items():
            if theirs in one.words:
                found.words[ours] = _both(found.words.get(ours), one.words[theirs])
        for ours, headings in dates.get(one.place, {}).items():
            for theirs in headings:
                if theirs in one.dates:
                    found.dates[f"{ours}, their “{theirs}”"] = one.dates[theirs]
    return found


def _both(one: WordsSent | None, other: WordsSent) -> WordsSent:
    """The words of two files for one column."""
    if one is None:
        return other
    known = {code_key(word) for word, _ in one.words}
    further = tuple(pair for pair in other.words if code_key(pair[0]) not in known)
    return WordsSent(one.words + further, one.more + other.more, one.withheld + other.withheld)


def headings_of(one: SentTable) -> dict[str, str]:
    """Their headings by a name that is safe in a form: h and the place, counted from 0."""
    return {f"h{place}": name for place, name in enumerate(one.headings) if bare_name(name)}


def _spelt(text: str) -> dict[str, str]:
    """The words of codes in the text of a mapping, as they are written there."""
    raw: dict[str, Any] = tomllib.loads(text)
    sections = [*raw.get("tables", {}).values(), *raw.get("wide", [])]
    return {
        code_key(word): word
        for section in sections
        for words in section.get("codes", {}).values()
        for word in words
    }


def _sent(
    extract: Extract,
    rows: Mapping[Place, int],
    words: Mapping[Place, Collection[str]] | None = None,
    dates: Mapping[Place, Collection[str]] | None = None,
    only: Collection[Place] | None = None,
) -> tuple[SentTable, ...]:
    """What the extract looks like; looked at once, since what was sent does not change, and then kept."""
    asked = [[[*place], row] for place, row in sorted(rows.items(), key=str)]
    for what in (words or {}, dates or {}):
        asked.append([[[*place], sorted(names)] for place, names in sorted(what.items(), key=str)])
    asked.append(None if only is None else sorted(map(str, only)))
    digest = hashlib.sha256(json.dumps([__version__, asked]).encode()).hexdigest()[:32]
    path = extract.folder / "outlines" / f"{digest}.json"
    if path.is_file():
        return tuple(_from_json(one) for one in json.loads(path.read_text("utf-8")))
    sent = outline(
        what_was_sent(extract.folder / "sent"), header_rows=rows, words=words, dates=dates, only=only
    )
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f"{uuid.uuid4().hex}.part")
    part.write_text(json.dumps([asdict(one) for one in sent]), "utf-8")
    part.replace(path)
    return tuple(sent)


def _from_json(one: dict[str, Any]) -> SentTable:
    words = {
        name: WordsSent(tuple((word, rows) for word, rows in seen["words"]), seen["more"], seen["withheld"])
        for name, seen in one.pop("words").items()
    }
    dates = {
        name: DatesSent(seen["read"], seen["two_digit_years"], seen["unreadable"], tuple(seen["forms"]))
        for name, seen in one.pop("dates").items()
    }
    names, headings = tuple(one.pop("names")), tuple(one.pop("headings"))
    return SentTable(**one, names=names, headings=headings, words=words, dates=dates)


def own_feeds(mapping: MappingFile, specification: Specification) -> dict[str, Feed]:
    """The feeds of a mapping that are not of wide rows, by table."""
    return {
        feed.table: feed for feed in mapping.feeds if not feed.wide and feed.table in specification.tables
    }
