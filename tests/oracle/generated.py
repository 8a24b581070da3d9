"""Forms and answers made up from a seed, for asking our engine and the reference engine the same questions.

A form is Markdown, as people write it; a set of answers is a list of paths and values in the order of the
form. Rules refer only to what was made before in a shuffled order, so no form goes in circles, and many
refer forwards.

Left out by decision, since the two engines differ there and ours is as documented (see the how-to of the
oracle): texts of spaces alone; texts that only JavaScript takes for numbers; days that do not exist, and
date() of a blank; an instance that is not there (blank for us; an empty set there, which equals nothing);
whole numbers as answers of decimal questions (the reference engine writes 3 as 3.0); answers gathered from a
repeat that is not relevant; how often a repeat inside another is asked before anyone said so; parts of more
than one character in substring-after; patterns without ^ and $; letters beyond 16 bits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

TODAY = "2026-03-14"
RECORDED = Path(__file__).resolve().parent / "recorded.json.xz"
FORMS = 500
ANSWERS = 20

LISTS = {
    "yesno": [("yes", "Yes", "north"), ("no", "No", "south"), ("cannot_tell", "Cannot tell", "north")],
    "six": [(str(n), f"Grade {n}", "north" if n % 2 else "south") for n in range(1, 7)],
    "parts": [("plan", "A plan", "north"), ("review", "A review", "south"), ("visit", "A visit", "north"),
              ("note", "A note", "west")],
    "sides": [("north", "North", "north"), ("south", "South", "south"), ("west", "West", "west")],
}  # fmt: skip
WORDS = ["abc", "plan", "a", "north", "5", "12 days", "No", "x-y-z", "review soon"]
DAYS = ["2026-03-13", "2026-03-14", "2026-03-15", "2025-12-31", "2026-02-28", "2024-02-29", "1999-07-01"]
COLUMNS = ("type", "name", "label", "required", "relevant", "constraint", "calculation", "choice_filter",
           "repeat_count", "read_only")  # fmt: skip


@dataclass
class Made:
    """A question as it is made: `says` is what its value can stand for, `order` its place in the shuffle."""

    name: str
    kind: str
    says: str
    order: float
    path: str
    repeat: str = ""
    list: str = ""
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Form:
    """A made-up form: its Markdown, its questions, and the repeats by path (None: as often as answered)."""

    markdown: str
    questions: list[Made]
    repeats: dict[str, str]


def form_of(number: int) -> Form:
    """The form of a number; always the same."""
    return _Maker(Random(f"form {number}")).form()


def sum_of(markdown: str, answers: list[list[list[str]]]) -> str:
    """The sum that says that a form and its answers are as they were when recorded."""
    return hashlib.sha256(json.dumps([markdown, answers]).encode()).hexdigest()[:16]


def answers_of(number: int, form: Form) -> Iterator[list[list[str]]]:
    """The sets of answers to a form; always the same."""
    chance = Random(f"answers {number}")
    for turn in range(ANSWERS):
        yield list(_answers(chance, form, 0.0 if turn == 0 else chance.choice([0.4, 0.8, 1.0])))


def _answers(chance: Random, form: Form, share: float) -> Iterator[list[str]]:
    counts: dict[str, int] = {}  # by the path of a repeat in its place
    for path, counted in form.repeats.items():
        for place in _places(form, counts, path):
            counts[place] = 4 if counted else chance.randint(1, 3)  # no rule asks for more than 4
            if not counted:
                yield [place, str(counts[place])]
    for question in form.questions:
        if question.kind in ("calculate", "note") or "calculation" in question.cells:
            continue
        for path in _places(form, counts, question.path):
            if chance.random() < share:
                yield [path, _value(chance, question)]


def _places(form: Form, counts: dict[str, int], path: str) -> list[str]:
    """A path in every instance of the repeats around it, from the outermost in."""
    places, done = [""], 0
    for repeat in form.repeats:
        if path.startswith(repeat + "/"):
            step = repeat[done:]
            places = [f"{at}{step}[{n}]" for at in places for n in range(1, counts[at + step] + 1)]
            done = len(repeat)
    return [at + path[done:] for at in places]


def _value(chance: Random, question: Made) -> str:
    names = [name for name, _, _ in LISTS.get(question.list, [])]
    match question.kind:
        case "select_one":
            return chance.choice(names)
        case "select_multiple":
            kept = [name for name in names if chance.random() < 0.5]
            return " ".join(kept)
        case "integer":
            return str(chance.choice([0, 1, 2, 3, 5, 12, -2, 40]))
        case "decimal":
            return chance.choice(["0.5", "1.25", "2.75", "-0.1", "7.75", "100.2"])
        case "date":
            return chance.choice(DAYS)
    return chance.choice(WORDS)


class _Maker:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.made: list[Made] = []
        self.rows: list[dict[str, str]] = []
        self.repeats: dict[str, str] = {}
        self.number = 0

    def form(self) -> Form:
        self._children("", "", self.chance.randint(5, 9), 0)
        self._rules()
        lines = ["| survey |", _line(COLUMNS)]
        lines += [_line([row.get(column, "") for column in COLUMNS]) for row in self.rows]
        lines += ["| choices |", _line(["list_name", "name", "label", "side"])]
        for name, choices in LISTS.items():
            lines += [_line([name, *choice]) for choice in choices]
        return Form("\n".join(lines) + "\n", self.made, self.repeats)

    def _next(self, stem: str) -> str:
        self.number += 1
        return f"{stem}{self.number}"

    def _children(self, path: str, repeat: str, many: int, depth: int) -> None:
        for _ in range(many):
            draw = self.chance.random()
            if depth < 2 and draw < 0.12:
                name = self._next("group")
                row = {"type": "begin_group", "name": name, "label": name, "#path": f"{path}/{name}"}
                self.rows.append(row)
                self._children(f"{path}/{name}", repeat, self.chance.randint(1, 4), depth + 1)
                self.rows.append({"type": "end_group"})
            elif depth < 2 and draw < 0.24 and len(self.repeats) < 3:
                name = self._next("repeat")
                inner = f"{path}/{name}"
                self.repeats[inner] = ""
                self.rows.append({"type": "begin_repeat", "name": name, "label": name, "#path": inner})
                self._children(inner, inner, self.chance.randint(2, 4), depth + 1)
                self.rows.append({"type": "end_repeat"})
            else:
                self._question(path, repeat)

    def _question(self, path: str, repeat: str) -> None:
        kind = self.chance.choice(
            ["select_one", "select_one", "select_multiple", "text", "integer", "decimal", "date", "note",
             "calculate", "calculate", "calculate"]
        )  # fmt: skip
        name = self._next("q")
        says = {"integer": "number", "decimal": "number", "date": "day", "note": ""}.get(kind, kind)
        list_name = ""
        if kind in ("select_one", "select_multiple"):
            list_name = self.chance.choice(list(LISTS))
        if kind == "calculate":
            says = self.chance.choice(["number", "text", "truth", "day"])
        made = Made(name, kind, says, self.chance.random(), f"{path}/{name}", repeat, list_name)
        made.cells = {"type": f"{kind} {list_name}".strip(), "name": name, "label": f"Question {name}"}
        if kind == "calculate":
            del made.cells["label"]
        self.made.append(made)
        self.rows.append(made.cells)

    def _rules(self) -> None:
        chance = self.chance
        gathered: set[str] = set()
        for made in self.made:
            before = [other for other in self.made if other.order < made.order]
            rules = _Rules(chance, before, made.repeat, made.path)
            if made.kind == "calculate":
                made.cells["calculation"] = rules.of(made.says, 3)
            elif made.kind in ("text", "integer", "date") and chance.random() < 0.15:
                made.cells["calculation"] = rules.of(made.says, 2)
                made.cells["read_only"] = "yes"
            elif made.kind != "note" and chance.random() < 0.3:
                made.cells["required"] = chance.choice(["yes", rules.truth(1)])
            if chance.random() < 0.45:
                made.cells["relevant"] = rules.truth(2)
            asked = made.kind not in ("calculate", "note") and "calculation" not in made.cells
            if asked and chance.random() < 0.35:
                made.cells["constraint"] = rules.constraint(made)
            if made.list and chance.random() < 0.35:
                made.cells["choice_filter"] = rules.filter()
            if made.kind == "note" and before and chance.random() < 0.8:
                shown = [other for other in before if _around(other, made.repeat) and other.says]
                if shown:
                    made.cells["label"] += f" says ${{{chance.choice(shown).name}}} here"
            gathered |= rules.gathered
        for row in self.rows:
            path = row.get("#path")
            if path is None:
                continue
            inside = [made.order for made in self.made if made.path.startswith(path + "/")]
            before = [made for made in self.made if made.order < min(inside, default=0)]
            repeat = max((each for each in self.repeats if path.startswith(each + "/")), key=len, default="")
            outside = [made for made in before if _around(made, repeat)]
            rules = _Rules(chance, outside, repeat)
            around = any(each == path or each.startswith(path + "/") for each in gathered)
            if chance.random() < 0.5 and not around:
                row["relevant"] = rules.truth(2)
            if path in self.repeats and chance.random() < 0.5:
                row["repeat_count"] = rules.small()
                self.repeats[path] = row["repeat_count"]


def _around(made: Made, repeat: str) -> bool:
    """Whether a question has one answer as seen from a repeat: it is in no repeat, or in one around."""
    return f"{repeat}/".startswith(f"{made.repeat}/") if made.repeat else True


class _Rules:
    """Makes rules of what may be referred to."""

    def __init__(self, chance: Random, before: list[Made], repeat: str, path: str = "") -> None:
        self.chance, self.repeat = chance, repeat
        # Which instance of its repeat a question is in: a step up for the repeat, one for each group between.
        self.position = ""
        if repeat and path:
            self.position = f"position({'/'.join(['..'] * path[len(repeat) :].count('/'))})"
        self.one = [made for made in before if _around(made, repeat) and made.says]
        self.many = [made for made in before if not _around(made, repeat) and made.says]
        self.gathered: set[str] = set()  # repeats whose answers are counted or joined from outside

    def of(self, says: str, depth: int) -> str:
        return {"number": self.number, "text": self.text, "truth": self.truth, "day": self.day}[says](depth)

    def _ref(self, *says: str) -> Made | None:
        fitting = [made for made in self.one if made.says in says]
        return self.chance.choice(fitting) if fitting else None

    def _gathered(self) -> Made:
        made = self.chance.choice(self.many)
        self.gathered.add(made.repeat)
        return made

    def truth(self, depth: int) -> str:
        chance = self.chance
        if depth > 0 and chance.random() < 0.4:
            one, other = self.truth(depth - 1), self.truth(depth - 1)
            return chance.choice([f"({one} and {other})", f"({one} or {other})", f"not({one})",
                                  f"if({one}, {other}, true())"])  # fmt: skip
        made = chance.choice(self.one) if self.one else None
        if made is None or chance.random() < 0.15:
            compared = chance.choice(["<", "<=", ">", ">=", "=", "!="])
            way = chance.choice(["number", "day", "text"])
            if way == "text":
                return f"{self.text(depth)} {chance.choice(['=', '!='])} {self.text(depth)}"
            return f"{self.of(way, depth)} {compared} {self.of(way, depth)}"
        ref = f"${{{made.name}}}"
        compared = chance.choice(["<", "<=", ">", ">=", "=", "!="])
        match made.says:
            case "select_one":
                choice = chance.choice(LISTS[made.list])[0]
                return chance.choice([f"{ref} = '{choice}'", f"{ref} != '{choice}'",
                                      f"selected({ref}, '{choice}')", f"{ref} = ''"])  # fmt: skip
            case "select_multiple":
                choice = chance.choice(LISTS[made.list])[0]
                counted = f"count-selected({ref}) {compared} 2"
                return chance.choice([f"selected({ref}, '{choice}')", counted])
            case "number":
                return chance.choice([f"{ref} {compared} {self.number(0)}", f"{ref} != ''"])
            case "day":
                return f"{ref} {compared} {self.day(0)}"
            case "truth":
                return chance.choice([f"{ref} = 'true'", f"boolean-from-string({ref})"])
        return chance.choice([
            f"string-length({ref}) {compared} 3", f"starts-with({ref}, 'a')", f"contains({ref}, 'n')",
            f"regex({ref}, '^[a-z]+( [a-z]+)?$')", f"{ref} = '{chance.choice(WORDS)}'",
        ])  # fmt: skip

    def number(self, depth: int) -> str:
        chance = self.chance
        if depth > 0 and chance.random() < 0.6:
            one, other = self.number(depth - 1), self.number(depth - 1)
            return chance.choice([
                f"({one} + {other})", f"({one} - {other})", f"({one} * {other})", f"({one} div 4)",
                f"({one} mod 5)", f"round({one})", f"round({one}, 1)", f"int({one})", f"floor({one})",
                f"ceiling({one})", f"abs({one})", f"min({one}, {other})", f"max({one}, {other}, 2)",
                f"if({self.truth(depth - 1)}, {one}, {other})", f"coalesce({one}, 0)", f"-({one})",
                f"string-length({self.text(depth - 1)})", f"({self.day(0)} - {self.day(0)})",
                f"number({self.text(0)})", f"decimal-date-time({self.day(0)})",
            ])  # fmt: skip
        if self.many and chance.random() < 0.5:
            made = self._gathered()
            ref = f"${{{made.name}}}"
            if made.says == "number":
                return chance.choice([f"sum({ref})", f"max({ref})", f"min({ref}, 3)", f"count({ref})"])
            counted = f"count(${{{made.repeat.rpartition('/')[2]}}})"
            return chance.choice([f"count({ref})", f"count-non-empty({ref})", counted])
        if self.position and chance.random() < 0.3:
            return self.position
        made = self._ref("number")
        if made is not None and chance.random() < 0.7:
            return f"${{{made.name}}}"
        made = self._ref("select_multiple")
        if made is not None and chance.random() < 0.4:
            return f"count-selected(${{{made.name}}})"
        return chance.choice(["0", "1", "2", "3.5", "10", "-1"])

    def small(self) -> str:
        """How often a repeat is asked."""
        made = self._ref("number")
        if made is not None:
            return f"if(${{{made.name}}} > 4, 4, if(${{{made.name}}} >= 1, int(${{{made.name}}}), 1))"
        return self.chance.choice(["1", "2", "3"])

    def text(self, depth: int) -> str:
        chance = self.chance
        if depth > 0 and chance.random() < 0.6:
            one, other = self.text(depth - 1), self.text(depth - 1)
            return chance.choice([
                f"concat({one}, '-', {other})", f"if({self.truth(depth - 1)}, {one}, {other})",
                f"coalesce({one}, {other})", f"substr({one}, 1, 3)", f"substr({one}, -2)",
                f"substring({one}, 2, 2)", f"string({self.number(depth - 1)})",
                f"format-date({self.day(depth - 1)}, '%e %b %Y')", f"normalize-space({one})",
                f"translate({one}, 'an', 'A')", f"substring-before({one}, '-')",
                f"substring-after({one}, '-')",
                f"string({self.truth(depth - 1)})", f"join(', ', {one}, {other})",
            ])  # fmt: skip
        if self.many and chance.random() < 0.4:
            made = self._gathered()
            repeat = made.repeat.rpartition("/")[2]
            ways = [f"join('/', ${{{made.name}}})", f"concat(${{{made.name}}}, '.')"]
            if "repeat" not in made.repeat.rpartition("/")[0] and "repeat" not in self.repeat:
                number = chance.randint(1, 3)
                ways.append(f"string(indexed-repeat(${{{made.name}}}, ${{{repeat}}}, {number}))")
            return chance.choice(ways)
        made = self._ref("select_one")
        if made is not None and chance.random() < 0.2:
            return f"jr:choice-name(${{{made.name}}}, '${{{made.name}}}')"
        made = self._ref("select_multiple")
        if made is not None and chance.random() < 0.2:
            return f"selected-at(${{{made.name}}}, 1)"
        made = self._ref("text", "select_one", "select_multiple", "number", "day")
        if made is not None and chance.random() < 0.7:
            return f"${{{made.name}}}"
        return f"'{chance.choice(WORDS)}'"

    def day(self, depth: int) -> str:
        chance = self.chance
        known = chance.choice(["today()", f"date('{chance.choice(DAYS)}')"])
        if depth > 0 and chance.random() < 0.4:
            return chance.choice([
                f"date({known} + {chance.randint(1, 40)})",
                f"if({self.truth(depth - 1)}, {self.day(depth - 1)}, {self.day(0)})",
                f"date('{chance.choice(DAYS)}')",
            ])  # fmt: skip
        made = self._ref("day")
        if made is not None and chance.random() < 0.6:
            return f"${{{made.name}}}"
        return chance.choice(["today()", f"'{chance.choice(DAYS)}'", f"date('{chance.choice(DAYS)}')"])

    def constraint(self, made: Made) -> str:
        chance = self.chance
        compared = chance.choice(["<", "<=", ">", ">=", "!="])
        match made.kind:
            case "integer" | "decimal":
                rule = f". {compared} {self.number(1)}"
            case "date":
                rule = f". {compared} {self.day(0)}"
            case "text":
                spaced = "not(contains(., ' '))"
                rule = chance.choice(["regex(., '^[a-z]{1,6}$')", "string-length(.) < 4", spaced])
            case "select_multiple":
                rule = f"count-selected(.) {compared} 2"
            case _:
                rule = f". != '{chance.choice(LISTS[made.list])[0]}'"
        return f"{rule} and {self.truth(0)}" if chance.random() < 0.3 else rule

    def filter(self) -> str:
        made = self._ref("select_one")
        ref = f"${{{made.name}}}" if made is not None else "'north'"
        some = self._ref("select_multiple")
        ways = [f"side = {ref}", f"side != {ref} or name = 'yes'", f"name != {ref}", "side = 'north'"]
        if some is not None:
            ways.append(f"not(selected(${{{some.name}}}, name))")
        return self.chance.choice(ways)


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| | " + " | ".join(cells) + " |"
