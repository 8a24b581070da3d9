"""An instrument: the questions of a record reading, a form or a survey, as a frozen tree.

It is data: what a form says, checked, with nothing worked out. `as_json` is what an activity freezes, and
`from_json` of it is the same instrument again. `evaluating.evaluate` works out what holds for given answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

Texts = Mapping[str, str]  # language -> text; the language is written as the form names it
Kind = Literal["select_one", "select_multiple", "text", "integer", "decimal", "date", "note", "calculate"]

UNNAMED = "default"  # the language of a column without a language, where the settings name none
FORMAT = 1  # of the JSON


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen. `extra` holds the choice sheet's further columns, for filters."""

    name: str
    labels: Texts
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One row of the survey sheet that is a question, a note or a calculation.

    Rules (`required`, `relevant`, `constraint`, `calculation`, `choice_filter`) are XPath as written, ""
    where there is none. `row`: the row of the sheet it came from. The last seven are our own columns: the
    quality indicator; whether it is a six-point rating (6 best); the answers that need words (a number: that
    and below; else the names of choices), and the question that takes them; the fact of the extract shown
    beside it; the standard or field whose data the answer confirms; the choice that counts as the yes.
    """

    type: Kind
    name: str
    path: str
    row: int = field(compare=False)
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    required: str = ""
    required_message: Texts = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_list: str = ""
    choice_filter: str = ""
    appearance: str = ""
    read_only: bool = False
    indicator: str = ""
    rating: bool = False
    words_at_or_below: str = ""
    words_in: str = ""
    fact: str = ""
    confirms: str = ""
    yes: str = "yes"


@dataclass(frozen=True)
class Section:
    """A group: questions with a heading, asked or left out together."""

    name: str
    path: str
    row: int = field(compare=False)
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    relevant: str = ""
    appearance: str = ""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Repeat:
    """A group that is asked as often as needed, or as often as `repeat_count` (XPath) says."""

    name: str
    path: str
    row: int = field(compare=False)
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    relevant: str = ""
    appearance: str = ""
    repeat_count: str = ""
    children: tuple[Node, ...] = ()


Node = Question | Section | Repeat


@dataclass(frozen=True, eq=False)
class Instrument:
    """A form: its settings, its tree of nodes and its lists of choices."""

    title: str
    form_id: str
    version: str
    languages: tuple[str, ...]
    default_language: str
    children: tuple[Node, ...]
    choice_lists: Mapping[str, tuple[Choice, ...]]

    def nodes(self) -> Iterator[Node]:
        """Every node, in the order of the form; a section before its children."""
        return _walk(self.children)

    def questions(self) -> Iterator[Question]:
        """Every question, note and calculation, in the order of the form."""
        return (node for node in self.nodes() if isinstance(node, Question))

    @cached_property
    def by_path(self) -> Mapping[str, Node]:
        """Each node by its path, without the numbers of repeats."""
        return {node.path: node for node in self.nodes()}

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        """Each node by its name; a name stands only once in an instrument."""
        return {node.name: node for node in self.nodes()}

    def in_language(self, wanted: str) -> Instrument:
        """The same instrument, speaking this one of its languages first; itself where it has no such one."""
        return self if wanted not in self.languages else _speaking(self, wanted)

    def as_json(self) -> dict[str, Any]:
        """The whole instrument as what JSON can hold, for freezing."""
        return {
            "format": FORMAT,
            "title": self.title,
            "form_id": self.form_id,
            "version": self.version,
            "languages": list(self.languages),
            "default_language": self.default_language,
            "children": [_as_json(node) for node in self.children],
            "choice_lists": {
                name: [asdict(choice) for choice in choices] for name, choices in self.choice_lists.items()
            },
        }

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> Instrument:
        """The instrument that `as_json` gave. The same content gives the same object, so that what is worked
        out once for it (its parsed rules) is worked out once."""
        return _from_text(json.dumps(content, ensure_ascii=False, sort_keys=True))

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same, in whatever rows it says it."""
        if not isinstance(other, Instrument):
            return NotImplemented
        return all(getattr(self, each.name) == getattr(other, each.name) for each in fields(self))

    def __hash__(self) -> int:
        return object.__hash__(self)


def language_code(language: str) -> str:
    """The code that the name of a language ends with, as in "Gàidhlig (gd)"; "" where it has none."""
    found = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*\Z", language)
    return found[1] if found else ""


@lru_cache(maxsize=64)
def _speaking(instrument: Instrument, language: str) -> Instrument:
    return replace(instrument, default_language=language)


@lru_cache(maxsize=64)
def _from_text(text: str) -> Instrument:
    content = json.loads(text)
    if content.get("format") != FORMAT:
        raise ValueError(f"an instrument in format {content.get('format')!r}; this reads format {FORMAT}")
    return Instrument(
        title=content["title"],
        form_id=content["form_id"],
        version=content["version"],
        languages=tuple(content["languages"]),
        default_language=content["default_language"],
        children=tuple(_node(node) for node in content["children"]),
        choice_lists={
            name: tuple(Choice(**choice) for choice in choices)
            for name, choices in content["choice_lists"].items()
        },
    )


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if not isinstance(node, Question):
            yield from _walk(node.children)


_NODES: dict[str, type[Node]] = {"question": Question, "section": Section, "repeat": Repeat}
_KINDS = {cls: kind for kind, cls in _NODES.items()}


def _as_json(node: Node) -> dict[str, Any]:
    """The node, with whatever is as it is by default left out, so that the frozen copy can be read by eye."""
    content: dict[str, Any] = {"node": _KINDS[type(node)]}
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name == "children":
            content["children"] = [_as_json(child) for child in value]
        elif isinstance(value, Mapping):
            if value:
                content[each.name] = dict(value)
        elif value != each.default:
            content[each.name] = value
    return content


def _node(content: Mapping[str, Any]) -> Node:
    values = {key: value for key, value in content.items() if key != "node"}
    if "children" in values:
        values["children"] = tuple(_node(child) for child in values["children"])
    return _NODES[content["node"]](**values)
