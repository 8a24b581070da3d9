"""A form or survey as a page shows it: its parts, and the questions with their answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.scrutiny.instruments import Evaluated, Question, Repeat, State, is_answered_by_a_person
from plumbline_web.voices.filling import MISSING
from plumbline_web.voices.rules import MOST_INSTANCES


@dataclass(frozen=True)
class ShownChoice:
    """One answer that may be chosen."""

    name: str
    label: str
    chosen: bool


@dataclass
class ShownNode:
    """A part, a group asked again, a question or a note. kind: those, or the question's type.

    level: of its heading. wrong: why the answer cannot stand. is_full: it cannot be asked once more.
    """

    kind: str
    path: str
    id: str
    label: str
    hint: str = ""
    guidance: str = ""
    level: int = 2
    value: str = ""
    required: bool = False
    rating: bool = False
    multiline: bool = False
    wrong: str = ""
    may_add: bool = False
    is_full: bool = False
    count: int = 0
    choices: list[ShownChoice] = field(default_factory=list)
    children: list[ShownNode] = field(default_factory=list)

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
        """Every question in it, in order."""
        return [self] * self.is_question + [one for child in self.children for one in child.questions()]


def shown(evaluated: Evaluated) -> list[ShownNode]:
    """The parts that are asked now, in order. Questions outside a part make one of their own there."""
    parts: list[ShownNode] = []
    inside: list[ShownNode] = []
    for path, state in evaluated.states.items():
        if not state.relevant:
            continue
        made = _node(evaluated, state)
        while inside and not path.startswith(inside[-1].path + ("[" if inside[-1].kind == "repeat" else "/")):
            inside.pop()
        made.level = min(2 + len(inside), 5)
        if inside:
            inside[-1].children.append(made)
        elif isinstance(state.node, Question):
            if not parts or parts[-1].path:
                title = "Further questions" if parts else evaluated.instrument.title
                parts.append(ShownNode("section", "", f"part-{len(parts)}", title))
            parts[-1].children.append(made)
        else:
            parts.append(made)
        if not isinstance(state.node, Question):
            inside.append(made)
    return [one for one in parts if one.children or one.kind == "repeat"]


def element_id(path: str) -> str:
    """The id of a node's element: its path where that makes a good one."""
    made = path.strip("/").replace("/", "--").replace("[", "-").replace("]", "")
    if made.isascii() and len(made) <= 80 and "." not in made:
        return f"q-{made}"
    return f"q-{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def text_in(evaluated: Evaluated, texts: Mapping[str, str]) -> str:
    """A text in the language of the form, else in any that there is."""
    told = texts.get(evaluated.instrument.default_language, "")
    return told or next((one for one in texts.values() if one), "")


def label_of(evaluated: Evaluated, state: State) -> str:
    """What a node is called on a page."""
    return text_in(evaluated, state.labels) or state.node.name.replace("_", " ").capitalize()


def _node(evaluated: Evaluated, state: State) -> ShownNode:
    node = state.node
    made = ShownNode(
        kind="section",
        path=state.path,
        id=element_id(state.path),
        label=label_of(evaluated, state),
        hint=text_in(evaluated, state.hints),
        guidance=text_in(evaluated, state.guidance),
    )
    if isinstance(node, Repeat):
        made.kind = "instance" if state.instance else "repeat"
        made.count = state.count or 0
        made.is_full = made.count >= MOST_INSTANCES
        made.may_add = not node.repeat_count and state.instance is None
        if state.instance:
            made.label = f"{made.label} {state.instance}"
    elif isinstance(node, Question):
        _question(evaluated, made, node, state)
    return made


def _question(evaluated: Evaluated, made: ShownNode, node: Question, state: State) -> None:
    made.kind = node.type if is_answered_by_a_person(node) or node.type == "note" else "calculate"
    made.value = state.value if made.kind == "calculate" else state.answer or state.value
    made.required, made.rating = state.required, node.rating
    made.multiline = "multiline" in node.appearance.split()
    if state.violation is not None and state.violation.kind not in MISSING:
        made.wrong = text_in(evaluated, state.violation.message)
    chosen = made.value.split()
    made.choices = [
        ShownChoice(one.name, text_in(evaluated, one.labels) or one.name, one.name in chosen)
        for one in state.choices
    ]
