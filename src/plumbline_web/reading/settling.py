"""One record that two people read, as the third person sees it: both answers side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.scrutiny.consistency import SETTLED as COMPARED
from plumbline.scrutiny.instruments import Question, Repeat, is_answered_by_a_person
from plumbline.scrutiny.settled import FIRST, SECOND, OpenQuestion, blanks
from plumbline_web.reading.forms_in_use import Filled, FormInUse
from plumbline_web.reading.found import Found, RecordRead, Submission
from plumbline_web.reading.models import Settlement, ThreadNote
from plumbline_web.reading.queries import blind
from plumbline_web.reading.rules import REAL, has_to_do_with
from plumbline_web.reading.showing import ShownNode, shown
from plumbline_web.scrutiny.models import Member, Record

BLANK = "No answer"
NOT_ASKED = "Did not come up"
WHY = {
    "differ": "The readers differ.",
    "came_up": "Neither reader was asked: it comes up as settled so far.",
    "does_not_stand": "What would count is missing, or does not fit what was settled.",
}


@dataclass
class Side:
    """What one reader answered. words: of the answer; because: what they wrote about it."""

    number: int
    words: str
    because: str = ""


@dataclass
class ToSettle:
    """A question to settle, or settled. group: it is asked again and settled as a whole, 1 or 2.

    rows: for such a group both readers' answers, as (label, words). done: how it was settled last. history:
    all that was settled for it, oldest first.
    """

    node: ShownNode
    path: str
    why: str
    sides: tuple[Side, ...]
    group: bool
    required: bool
    notes: list[ThreadNote] = field(default_factory=list)
    done: Settlement | None = None
    done_words: str = ""
    history: list[tuple[Settlement, str]] = field(default_factory=list)
    id: str = ""


@dataclass(frozen=True)
class RecordToSettle:
    """What the page shows. idle: differences that do not come up as settled so far. agreed: the rest."""

    open: list[ToSettle]
    settled: list[ToSettle]
    idle: list[ToSettle]
    agreed: list[tuple[str, str]]


def why_not_settled_by(member: Member, record: Record) -> str:
    """Why this person cannot settle a record now; empty where they can."""
    if member.role != "settler" or member.left_at is not None:
        return "Only a third person on the team settles differences."
    if record.readings.filter(kind__in=REAL, reader__account=member.account_id).exists():
        return "You were dealt this record yourself, so another person settles it."
    if has_to_do_with(member, record):
        return "You declared that you have to do with whose record this is, so another person settles it."
    if blind(member.account, member.activity):
        return (
            "You have records to read yourself that are not submitted. "
            "You see what others answered once they are."
        )
    return ""


def settled_by(member: Member, found: Found) -> list[RecordRead]:
    """The records that two people read and submitted apart on some question, which this person may settle."""
    dealt = set(
        member.activity.members.filter(account=member.account_id, readings__kind__in=REAL).values_list(
            "readings__record", flat=True
        )
    )
    return [
        one
        for one in found.records
        if one.settling is not None
        and (one.settling.open or one.settlements)
        and one.record.pk not in dealt
        and not has_to_do_with(member, one.record)
    ]


def record_to_settle(
    form: FormInUse, read: RecordRead, notes: list[ThreadNote], *, facts: bool
) -> RecordToSettle:
    """What the page of one record shows. read: with its settling. facts: whether those of the extract are
    shown beside the questions."""
    settling = read.settling
    assert settling is not None
    nodes = _by_path(
        shown(form, Filled(form, settling.evaluated), answers={}, record=read.record if facts else None)
    )
    sides = [(sent, _answers_of(form, sent)) for sent in read.submissions[:2]]
    history: dict[str, list[Settlement]] = {}
    for row in Settlement.objects.filter(record=read.record).select_related("by__account"):
        history.setdefault(row.path, []).append(row)
    threads: dict[str, list[ThreadNote]] = {}
    for note in notes:
        threads.setdefault(note.path, []).append(note)

    def made(one: OpenQuestion | None, node: Question | Repeat) -> ToSettle:
        shown_node = nodes[node.path]
        group = isinstance(node, Repeat)
        found = ToSettle(
            node=shown_node,
            path=node.path,
            why=WHY[one.why] if one else "",
            sides=tuple(_side(sent, given, node) for sent, given in sides),
            group=group,
            required=group or (isinstance(node, Question) and settling.evaluated[node.path].required),
            notes=threads.get(node.path, []),
            id=shown_node.id,
        )
        for row in history.get(node.path, []):
            found.history.append((row, _settled_words(row.value, node, shown_node, found.sides)))
        if found.history:
            found.done, found.done_words = found.history[-1]
        return found

    open_ = {one.path: one for one in settling.open}
    idle = {one.path for one in settling.idle}
    result = RecordToSettle([], [], [], [])
    inside: list[str] = []
    for node in form.instrument.nodes():
        if any(node.path.startswith(f"{one}/") for one in inside) or node.path not in nodes:
            continue
        if isinstance(node, Repeat):
            inside.append(node.path)
        elif not isinstance(node, Question) or not is_answered_by_a_person(node):
            continue
        if node.path in open_:
            result.open.append(made(open_[node.path], node))
        elif node.path in read.settlements and settling.evaluated[node.path].relevant:
            result.settled.append(made(None, node))
        elif node.path in idle or node.path in read.settlements:
            result.idle.append(made(None, node))
        elif isinstance(node, Question) and node.path in settling.answers:
            result.agreed.append((nodes[node.path].label, value_words(nodes[node.path])))
    return result


def value_words(node: ShownNode) -> str:
    """An answer in words; a rating with its number."""
    return f"{node.value} {node.value_words}" if node.rating and node.value else node.value_words


def _by_path(parts: list[object]) -> dict[str, ShownNode]:
    found: dict[str, ShownNode] = {}

    def take(node: ShownNode) -> None:
        found[node.path] = node
        for child in node.children:
            take(child)

    for part in parts:
        take(part.node)  # type: ignore[attr-defined]
    return found


def _answers_of(form: FormInUse, sent: Submission) -> dict[str, ShownNode]:
    filled = form.filled(blanks(form.instrument, sent.answers))
    return _by_path(shown(form, filled, answers={}))


def _side(sent: Submission, given: Mapping[str, ShownNode], node: Question | Repeat) -> Side:
    if isinstance(node, Repeat):
        rows = [
            f"{one.label}: {value_words(one)}"
            for path, one in given.items()
            if path.startswith(f"{node.path}[") and one.is_question and one.value
        ]
        return Side(sent.number, "\n".join(rows) or BLANK)
    one = given.get(node.path)
    if one is None or not one.asked:
        return Side(sent.number, NOT_ASKED)
    beside = f"{node.path.rpartition('/')[0]}/{node.words_in}" if node.words_in else ""
    because = given[beside].value if beside in given and given[beside].asked else ""
    return Side(sent.number, value_words(one) or BLANK, because)


def _settled_words(
    value: str, node: Question | Repeat, shown_node: ShownNode, sides: tuple[Side, ...]
) -> str:
    if isinstance(node, Repeat):
        return f"As reader {sides[0 if value == FIRST else 1].number} answered"
    if not value:
        return BLANK
    names = {one.name: one.label for one in shown_node.choices}
    words = ", ".join(names.get(one, one) for one in value.split()) if names else value
    return f"{value} {words}" if node.rating else words


def posted_value(node: Question | Repeat, values: list[str]) -> str:
    """What a form sent for a question, as XForms writes it."""
    given = [one.strip() for one in values if one.strip()]
    if isinstance(node, Repeat):
        return given[0] if given and given[0] in (FIRST, SECOND) else ""
    return " ".join(given) if node.type in COMPARED else "\n".join(given)
