"""The survey sheet: its rows become the tree of questions, groups and repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plumbline.scrutiny.instruments.columns import (
    APPEARANCES,
    GROUPS,
    REFUSED_TYPES,
    REFUSED_WITH_A_LIST,
    SAME_TYPE,
    SELECTS,
    TYPES,
)
from plumbline.scrutiny.instruments.faults import FormFault
from plumbline.scrutiny.instruments.headings import Headings
from plumbline.scrutiny.instruments.lists import ChoiceList
from plumbline.scrutiny.instruments.model import Node, Question, Repeat, Section
from plumbline.scrutiny.instruments.sheets import Row, Sheet
from plumbline.scrutiny.instruments.values import NUMBER, day_of

LONGEST_NAME = 64
DEEPEST_GROUP = 10

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_YES = {"yes": True, "true": True, "true()": True, "no": False, "false": False, "false()": False}
_WORKED_OUT = re.compile(r"[a-z][a-z:-]*\s*\(.*\)")  # a function, such as today()
_RATINGS = frozenset("123456")


@dataclass
class _Open:
    """A group or repeat whose end has not come yet."""

    kind: str
    row: Row
    name: str
    path: str
    children: list[Node] = field(default_factory=list)
    refused: bool = False  # whether anything in it was refused, so that it is not said to ask nothing


class Survey:
    """Reads the survey sheet. Faults are added to `faults`; the tree holds what could be understood."""

    def __init__(
        self,
        sheet: Sheet,
        headings: Headings,
        lists: Mapping[str, ChoiceList],
        faults: list[FormFault],
    ) -> None:
        self.sheet, self.headings, self.lists, self.faults = sheet, headings, lists, faults
        self.names: dict[str, int] = {}
        self.left_out: set[str] = set()  # names of rows whose type is not taken: no second fault for each use

    def read(self) -> tuple[Node, ...]:
        """The tree of the survey."""
        top: list[Node] = []
        open_: list[_Open] = []
        for row in self.sheet.rows:
            written = self._cell(row, "type")
            kind, rest = _kind(written)
            into = open_[-1].children if open_ else top
            above = open_[-1].path if open_ else ""
            if kind in ("begin_group", "begin_repeat"):
                if len(open_) >= DEEPEST_GROUP:
                    self._fault(row, "type", f"More than {DEEPEST_GROUP} groups stand inside each other.")
                name = self._name(row)
                open_.append(_Open(kind, row, name, f"{above}/{name}"))
            elif kind in ("end_group", "end_repeat"):
                begun = kind.replace("end", "begin")
                if not open_ or open_[-1].kind != begun:
                    inside = f"; the last one begun is in row {open_[-1].row.number}" if open_ else ""
                    self._fault(row, "type", f"Nothing that {kind} could end has begun{inside}.")
                else:
                    ended = open_.pop()
                    (open_[-1].children if open_ else top).append(self._group(ended))
            elif kind in TYPES:
                into.append(self._question(row, kind, rest, above))
            else:
                self._unknown_type(row, written, kind)
                for around in open_:
                    around.refused = True
        for left in open_:
            self._fault(
                left.row,
                "type",
                f"The {left.kind[6:]} “{left.name}” does not end. Add a row end_{left.kind[6:]}.",
            )
            top.append(self._group(left))
        if not any(isinstance(node, Question) or node.children for node in top) and not self.faults:
            self._fault(self.sheet.rows[0], "type", "The form asks nothing.")
        return tuple(top)

    def _cell(self, row: Row, column: str) -> str:
        return self.headings.cell(row, column)

    def _fault(self, row: Row, column: str, message: str) -> None:
        self.faults.append(FormFault("survey", row.number, self.headings.written(column), message))

    def _name(self, row: Row) -> str:
        name = self._cell(row, "name")
        if not name:
            self._fault(row, "name", "The row has no name. Give it one.")
            return f"row{row.number}"
        if _NAME.fullmatch(name) is None or len(name) > LONGEST_NAME:
            self._fault(
                row, "name", f"“{name[:80]}” cannot be a name. A name begins with a letter and has only "
                f"letters, digits, _, - and ., at most {LONGEST_NAME}.",
            )  # fmt: skip
        elif name in self.names:
            self._fault(row, "name", f"The name “{name}” stands in row {self.names[name]} too. Change one.")
        self.names.setdefault(name, row.number)
        return name

    def _unknown_type(self, row: Row, written: str, kind: str) -> None:
        self.left_out.add(self._cell(row, "name"))
        if not written:
            self._fault(row, "type", "The row has no type.")
        elif kind in REFUSED_TYPES:
            self._fault(row, "type", f"The type {written} is not supported: {REFUSED_TYPES[kind]}.")
        else:
            self._fault(row, "type", f"The type “{written}” is not known. Known are {', '.join(TYPES)}.")

    def _only(self, row: Row, what: str, *columns: str) -> None:
        """Columns that say nothing for this kind of row must be empty."""
        for column in columns:
            if column in self.headings.texts:
                filled = bool(self.headings.in_languages(row, column))
            else:
                filled = bool(self._cell(row, column))
            if filled:
                self._fault(row, column, f"{what} has no {column}. Empty the cell.")

    def _rule(self, row: Row, column: str) -> str:
        """A rule that is true or false: yes and no are written out."""
        rule = self._cell(row, column)
        known = _YES.get(rule.lower())
        return rule if known is None else ("true()" if known else "")

    def _group(self, begun: _Open) -> Section | Repeat:
        row = begun.row
        what = "A group" if begun.kind == "begin_group" else "A repeat"
        self._only(
            row, what, "guidance_hint", "required", "required_message", "constraint", "constraint_message",
            "calculation", "default", "choice_filter", "read_only", *_OURS,
        )  # fmt: skip
        shared: dict[str, Any] = {
            "name": begun.name,
            "path": begun.path,
            "row": row.number,
            "labels": self.headings.in_languages(row, "label"),
            "hints": self.headings.in_languages(row, "hint"),
            "relevant": self._relevant(row),
            "appearance": self._appearance(row, begun.kind),
            "children": tuple(begun.children),
        }
        if not begun.children and not begun.refused:
            self._fault(row, "type", f"{what} asks nothing. Take it out.")
        if begun.kind == "begin_group":
            self._only(row, what, "repeat_count")
            return Section(**shared)
        return Repeat(**shared, repeat_count=self._cell(row, "repeat_count"))

    def _relevant(self, row: Row) -> str:
        rule = self._cell(row, "relevant")
        known = _YES.get(rule.lower())
        return rule if known is None else ("" if known else "false()")

    def _appearance(self, row: Row, kind: str) -> str:
        appearance = self._cell(row, "appearance")
        for each in appearance.split():
            if each not in APPEARANCES:
                known = ", ".join(APPEARANCES)
                self._fault(
                    row, "appearance", f"The appearance “{each}” is not supported. Supported are {known}."
                )
            elif kind not in APPEARANCES[each][1]:
                kinds = " or ".join(APPEARANCES[each][1])
                self._fault(row, "appearance", f"The appearance “{each}” is for {kinds}.")
        return appearance

    def _question(self, row: Row, kind: str, rest: str, above: str) -> Question:
        name = self._name(row)
        texts = {column: self.headings.in_languages(row, column) for column in _TEXT_COLUMNS}
        self._only(row, "A question", "repeat_count")
        if kind == "calculate":
            self._only(row, "A calculation, which is not asked,", "hint", "guidance_hint", "required",
                       "constraint", "choice_filter", "default", "appearance", *_OURS)  # fmt: skip
            if not self._cell(row, "calculation"):
                self._fault(row, "calculation", "The calculation is empty.")
        elif not texts["label"] and not texts["hint"]:
            self._fault(row, "label", "The question has no label. Say what is asked.")
        if kind == "note":
            self._only(row, "A note, which is not answered,", "required", "constraint", "calculation",
                       "default", *_OURS)  # fmt: skip
        if kind not in SELECTS:
            self._only(row, "A question without choices", "choice_filter")
        read_only = self._read_only(row)
        constraint = self._cell(row, "constraint")
        if constraint.lower() in _YES:
            constraint = "" if _YES[constraint.lower()] else "false()"
        question = Question(
            type=kind,  # type: ignore[arg-type]
            name=name,
            path=f"{above}/{name}",
            row=row.number,
            labels=texts["label"],
            hints=texts["hint"],
            guidance=texts["guidance_hint"],
            required=self._rule(row, "required"),
            required_message=texts["required_message"],
            relevant=self._relevant(row),
            constraint=constraint,
            constraint_message=texts["constraint_message"],
            calculation=self._cell(row, "calculation"),
            default=self._cell(row, "default"),
            choice_list=self._list(row, rest) if kind in SELECTS else "",
            choice_filter=self._cell(row, "choice_filter"),
            appearance=self._appearance(row, kind),
            read_only=read_only,
            indicator=self._cell(row, "plumbline::indicator"),
            rating=self._yes(row, "plumbline::rating"),
            words_at_or_below=self._cell(row, "plumbline::words_at_or_below"),
            words_in=self._cell(row, "plumbline::words_in"),
            fact=self._cell(row, "plumbline::fact"),
            confirms=self._cell(row, "plumbline::confirms"),
            yes=self._cell(row, "plumbline::yes") or "yes",
        )
        self._check(row, question, rest)
        return question

    def _yes(self, row: Row, column: str) -> bool:
        written = self._cell(row, column)
        if written and written.lower() not in _YES:
            self._fault(row, column, f"Write yes or no, not “{written}”.")
        return _YES.get(written.lower(), False)

    def _read_only(self, row: Row) -> bool:
        return self._yes(row, "read_only")

    def _list(self, row: Row, name: str) -> str:
        plain, other, _ = re.sub(r"\s+or[ _]specify[ _]other$", " or_other", name).partition(" or_other")
        if other:
            why = "write a choice of your own, and a text question that is relevant with it"
            self._fault(row, "type", f"or_other is not supported: {why}.")
            name = plain
        if name.startswith("${"):
            why = "answers given before are no list of choices"
            self._fault(row, "type", f"A list made of {name} is not supported: {why}.")
        elif not name:
            self._fault(
                row, "type", "No list of choices is named. Write the list after the type: select_one yesno."
            )
        elif name not in self.lists:
            self._fault(row, "type", f"There is no list “{name}” on the choices sheet.")
        else:
            return name
        return ""

    def _check(self, row: Row, question: Question, rest: str) -> None:
        """What a question's cells say together."""
        if question.type not in SELECTS and rest:
            self._fault(
                row, "type", f"“{rest}” after the type {question.type} is not understood. Take it out."
            )
        names = (
            {choice.name for choice in self.lists[question.choice_list].choices}
            if question.choice_list
            else set()
        )
        if question.default:
            self._default(row, question, names)
        if question.rating and (question.type != "select_one" or not names >= _RATINGS):
            self._fault(row, "plumbline::rating", "A rating is a select_one whose choices are named 1 to 6.")
        if self._cell(row, "plumbline::yes") and question.yes not in names:
            self._fault(row, "plumbline::yes", f"The list of choices has no “{question.yes}”.")
        self._words(row, question, names)

    def _words(self, row: Row, question: Question, names: set[str]) -> None:
        at, into = question.words_at_or_below, question.words_in
        if bool(at) != bool(into):
            missing = "plumbline::words_in" if at else "plumbline::words_at_or_below"
            self._fault(row, missing, "The two columns words_at_or_below and words_in are filled together.")
        if at and NUMBER.fullmatch(at) is None:
            wrong = [name for name in at.split() if name not in names]
            if wrong:
                self._fault(row, "plumbline::words_at_or_below", f"The list of choices has no “{wrong[0]}”.")

    def _default(self, row: Row, question: Question, names: set[str]) -> None:
        default = question.default
        if question.type in SELECTS:
            wrong = [name for name in default.split() if name not in names]
            if wrong or (question.type == "select_one" and len(default.split()) > 1):
                self._fault(row, "default", f"“{default}” is not a choice of the list.")
            return
        rule = "${" in default or _WORKED_OUT.fullmatch(default) is not None
        if question.calculation:
            self._fault(row, "default", "What is worked out has no default. Empty one of the two cells.")
        elif rule:
            self._fault(row, "default", "A default is an answer as it stands; rules in it are not supported.")
        elif question.type == "integer" and not re.fullmatch(r"-?[0-9]{1,9}", default):
            self._fault(row, "default", f"“{default}” is not a whole number.")
        elif question.type == "decimal" and NUMBER.fullmatch(default) is None:
            self._fault(row, "default", f"“{default}” is not a number.")
        elif question.type == "date" and day_of(default) is None:
            self._fault(row, "default", f"“{default}” is not a day. Write it as 2026-01-31.")


_TEXT_COLUMNS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_OURS = (
    "plumbline::indicator",
    "plumbline::rating",
    "plumbline::words_at_or_below",
    "plumbline::words_in",
    "plumbline::fact",
    "plumbline::confirms",
    "plumbline::yes",
)


def _kind(written: str) -> tuple[str, str]:
    """The type in our spelling, and what stands after it: the list of a select."""
    words = written.split()
    low = [word.lower() for word in words]
    # The longest beginning that is a type we know: "select one from yesno", "begin group", "end repeat".
    for length in range(min(len(words), 6), 0, -1):
        name = "_".join(low[:length]).replace("-", "_") if length > 1 else low[0]
        name = SAME_TYPE.get(name, name)
        known = name in TYPES or name in GROUPS or name in REFUSED_WITH_A_LIST
        if known or (name in REFUSED_TYPES and length == len(words)):
            return name, " ".join(words[length:])
    return "_".join(low), ""
