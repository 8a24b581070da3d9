"""One reading as a page shows it: its parts, questions with their answers, and the facts beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.scrutiny.instruments import Question, Repeat, State, is_answered_by_a_person
from plumbline.scrutiny.shipped import load_facts
from plumbline_web.reading.forms_in_use import UNANSWERED, Filled, FormInUse, text_in
from plumbline_web.reading.models import Answer, Record

NO_FACT = "The extract says nothing about this."


@dataclass(frozen=True)
class ShownChoice:
    """One answer that may be chosen. key: the digit that chooses it, where there is one."""

    name: str
    label: str
    open: bool
    chosen: bool
    key: str = ""


@dataclass
class ShownNode:
    """A section, a group asked again, a question, a note or a calculation.

    kind: "section", "repeat", "instance", "note", "calculate" or the question's type. id: of its element.
    level: of its heading. wrong: why the answer cannot stand; a question merely unanswered is not wrong yet.
    """

    kind: str
    path: str
    id: str
    label: str
    hint: str = ""
    guidance: str = ""
    asked: bool = True
    level: int = 2
    children: list[ShownNode] = field(default_factory=list)
    value: str = ""
    version: int = 0
    required: bool = False
    wrong: str = ""
    choices: list[ShownChoice] = field(default_factory=list)
    rating: bool = False
    multiline: bool = False
    fact: str = ""
    fact_title: str = ""
    indicator: str = ""
    notes: int = 0
    count: int = 0
    may_add: bool = False

    @property
    def is_question(self) -> bool:
        """Whether a person answers it."""
        return self.kind not in ("section", "repeat", "instance", "note", "calculate")

    @property
    def value_words(self) -> str:
        """The answer as people read it."""
        if self.choices:
            return ", ".join(one.label for one in self.choices if one.chosen)
        return self.value

    def questions(self) -> list[ShownNode]:
        """Every question in it, in order, also those that are not asked now."""
        found = [self] if self.is_question else []
        for child in self.children:
            found += child.questions()
        return found


@dataclass(frozen=True)
class Part:
    """A part at the top of the form: what the list at the left names. done, asked: questions, as of now."""

    name: str
    node: ShownNode
    done: int
    asked: int


def shown(
    form: FormInUse,
    filled: Filled,
    *,
    answers: Mapping[str, Answer],
    record: Record | None = None,
    notes: Mapping[str, int] | None = None,
) -> list[Part]:
    """The parts of the form with the answers of a reading, in order.

    record: whose facts stand beside the questions. notes: how many there are on a question, by path.
    Questions at the top of the form make a part of their own, where they stand.
    """
    top = _nodes(form, filled, answers, record, notes or {})
    progress = filled.progress()
    parts: list[Part] = []
    loose: ShownNode | None = None
    for node in top:
        if node.kind in ("section", "repeat"):
            loose = None
            parts.append(Part(node.path[1:], node, *progress.get(node.path[1:], (0, 0))))
        else:
            if loose is None:
                title = form.instrument.title if not parts else "Further questions"
                loose = ShownNode("section", f"/{len(parts)}", f"part-{len(parts)}", title)
                parts.append(Part("", loose, 0, 0))
            loose.children.append(node)
    return [one if one.name else _counted(one) for one in parts]


def _counted(part: Part) -> Part:
    asked = [one for one in part.node.questions() if one.asked]
    return Part("", part.node, sum(bool(one.value.strip()) and not one.wrong for one in asked), len(asked))


def element_id(path: str) -> str:
    """The id of a node's element: its path where that makes a good one."""
    made = path.strip("/").replace("/", "--").replace("[", "-").replace("]", "")
    if made.isascii() and len(made) <= 80 and "." not in made:
        return f"q-{made}"
    return f"q-{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def _nodes(
    form: FormInUse,
    filled: Filled,
    answers: Mapping[str, Answer],
    record: Record | None,
    notes: Mapping[str, int],
) -> list[ShownNode]:
    """The tree of all nodes; states come in the order of the form, a section before what is in it."""
    top: list[ShownNode] = []
    inside: list[ShownNode] = []
    for path, state in filled.evaluated.states.items():
        made = _node(form, state, answers.get(path), record)
        made.notes = notes.get(path, 0)
        while inside and not _is_within(path, inside[-1]):
            inside.pop()
        (inside[-1].children if inside else top).append(made)
        made.level = min(2 + len(inside), 5)
        if not isinstance(state.node, Question):
            inside.append(made)
    return top


def _is_within(path: str, node: ShownNode) -> bool:
    mark = "[" if node.kind == "repeat" else "/"
    return path.startswith(node.path + mark)


def _node(form: FormInUse, state: State, answer: Answer | None, record: Record | None) -> ShownNode:
    node, language = state.node, form.instrument.default_language
    made = ShownNode(
        kind="section",
        path=state.path,
        id=element_id(state.path),
        label=text_in(state.labels, language) or node.name.replace("_", " ").capitalize(),
        hint=text_in(state.hints, language),
        guidance=text_in(state.guidance, language),
        asked=state.relevant,
        version=answer.version if answer else 0,
    )
    if isinstance(node, Repeat):
        made.kind = "instance" if state.instance else "repeat"
        made.count = state.count or 0
        made.may_add = not node.repeat_count and state.instance is None
        made.asked = state.relevant and not (state.count == 0 and bool(node.repeat_count))
        if state.instance:
            made.label = f"{made.label} {state.instance}"
    elif isinstance(node, Question):
        _question(made, node, state, language, form, record)
        if answer is not None:
            made.value = answer.value
            _choose(made)
    return made


def _question(
    made: ShownNode, node: Question, state: State, language: str, form: FormInUse, record: Record | None
) -> None:
    made.kind = node.type if is_answered_by_a_person(node) or node.type == "note" else "calculate"
    made.value, made.required, made.rating = state.answer or state.value, state.required, node.rating
    if made.kind == "calculate":
        made.value = state.value
    made.multiline = node.type == "text" and "multiline" in node.appearance.split()
    made.indicator = node.indicator
    if state.violation is not None and state.violation.kind not in UNANSWERED:
        made.wrong = text_in(state.violation.message, language)
    if node.choice_list:
        still = {one.name for one in state.choices}
        for at, one in enumerate(form.instrument.choice_lists[node.choice_list], 1):
            key = one.name if node.rating else str(at)
            label = text_in(one.labels, language) or one.name
            made.choices.append(
                ShownChoice(one.name, label, one.name in still or not state.relevant, False, key[:1])
            )
        _choose(made)
    if node.fact:
        fact, facts = load_facts().get(node.fact), record.facts.get("words", {}) if record else {}
        made.fact_title = fact.title if fact else node.fact.replace("_", " ").capitalize()
        # Where the records were drawn from a list alone, nothing is said beside every question.
        made.fact = str(facts.get(node.fact) or NO_FACT) if facts else ""


def _choose(made: ShownNode) -> None:
    chosen = made.value.split()
    made.choices = [
        ShownChoice(one.name, one.label, one.open, one.name in chosen, one.key) for one in made.choices
    ]
