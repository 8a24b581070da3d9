"""The details of an event as people read them: a phrase for each name, and words for codes.

Names are shared by many acts. Where one means something else in one act, (act, name) has a phrase of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.template.defaultfilters import filesizeformat

from plumbline.errors import PlumblineError
from plumbline.publishing.named_period import named_period, period_words
from plumbline.publishing.wording import counted, day, listed
from plumbline.standards import load_standards

Phrase = str | Callable[[Any], str]
"""With {} where the value stands, or what makes the words of it."""

VALUES = {
    "mfa": "a second factor",
    "socialaccount": "the own directory",
    "html": "HTML",
    "pdf": "PDF",
    "word": "Word",
    "data": "open data",
    "csv": "CSV",
    "json": "JSON",
    "ready": "ready to be accepted",
    "faulty": "faults found",
    "frozen": "frozen",
    "failed": "could not be done",
    "from_on": "first day",
    "until_on": "last day",
    "hmp": "prison",
}
"""Words of codes that do not say by themselves what they mean."""


def in_words(value: Any) -> str:
    """A value as people write it: a day, a list, a code without its underscores."""
    if isinstance(value, list):
        return listed([in_words(one) for one in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    if text in VALUES:
        return VALUES[text]
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text.replace("_", " ") if text.islower() else text


def _many(one: str, many: str | None = None) -> Callable[[Any], str]:
    return lambda n: counted(int(n), one, many)


def _standard(code: Any) -> str:
    held = load_standards().get(str(code))
    return f"standard “{held.title}”" if held else f"standard {code}"


def _period(text: Any) -> str:
    return f"of {period_words(named_period(str(text)))}"


def _page(view: Any) -> str:
    return f"on the page “{str(view).rpartition(':')[2].replace('_', ' ')}”"


def _share(value: Any) -> str:
    return f"{float(value) * 100:g}%"


PHRASES: dict[str | tuple[str, str], Phrase] = {
    "accepted": _many("obstacle let stand", "obstacles let stand"),
    "action": "action {}",
    "activity": "activity {}",
    "answers": _many("set of answers", "sets of answers"),
    "approaching": lambda value: f"approaching from {_share(value)}",
    "area": "area for improvement {}",
    "at_least": lambda value: f"at least {_share(value)}",
    "as_at": "as at {}",
    "attempts": _many("attempt"),
    "authorities": "councils {}",
    "authority": "council {}",
    "before": "before it was {} months",
    "bytes": lambda n: filesizeformat(n).replace("\xa0", " "),
    "case": "case of the key {}",
    "certificate": "certificate with the SHA-256 {}",
    "clash": lambda told: "beside another version" if told else "",
    "code": "called {}",
    "comment": "comment {}",
    "draw": "sample {}",
    "due_on": "due on {}",
    "duties": _many("duty", "duties"),
    "edition": "edition {}",
    "evaluation": "evaluation {}",
    "extract": "extract {}",
    "file": "the file of the {}",
    "files": _many("file"),
    "finding": "finding {}",
    "form": "form {}",
    "format": "as {}",
    "formats": "as {}",
    "frame": "list with the SHA-256 {}",
    "from_account": "from the person of the key {}",
    "from_on": "from {}",
    "held_by": "in records held by {}",
    "hours": "{} hours",
    "indicator": "under {}",
    "instead": "in its place {}",
    "instrument": "instrument {}",
    "invitations": _many("invitation"),
    "kind": "{}",
    "length": "one for each {}",
    "made_on": "made on {}",
    "mapping": "with the mapping {}",
    "member": "member {}",
    "missing": "not done yet: {}",
    "months": "now {} months",
    "nobody": lambda n: f"{counted(int(n), 'record')} that nobody may read",
    "note": "note {}",
    "notes": "notes {}",
    "number": "seal number {}",
    "on": "on {}",
    "opening": "request for a grant {}",
    "outcome": "as {}",
    "page": _page,
    "paper": "paper {}",
    "period": _period,
    "piece": "evidence {}",
    "publish": lambda told: "for publication" if told else "for use inside the service",
    "quantities": _many("quantity", "quantities"),
    "reason": "because of {}",
    "readers": "to the readers {}",
    "record": "record {}",
    "records": _many("record"),
    "remark": "what was written, of the key {}",
    "replaces": "in place of {}",
    "request": "request {}",
    "role": "as {}",
    "round": "round {} of factual accuracy",
    "rows": _many("row"),
    "run": "run {}",
    "searched": "searched by {}",
    "section": "section {}",
    "seed": "with the seed “{}”",
    "service": "service {}",
    "services": "services {}",
    "sha256": "SHA-256 {}",
    "stage": "stage {}",
    "stages": "stages {}",
    "source": "from a {}",
    "standard": _standard,
    "state": "{}",
    "statement": "statement {}",
    "survey": "survey {}",
    "tables": _many("table"),
    "teams": _many("team"),
    "template": "template {}",
    "texts": _many("text"),
    "to": "to {}",
    "way": "judged by {}",
    "to_account": "for the person of the key {}",
    "twice": lambda n: f"{int(n):,} of them read by two people",
    "until": "until {}",
    "until_on": "until {}",
    "version": "version {}",
    "ways": "by {}",
    "why": "{}",
    "words": lambda told: "with free words" if told else "without free words",
    "workers": _many("worker"),
    ("gave role", "teams"): lambda n: counted(int(n), "team") if n else "",
    ("gave role", "workers"): lambda n: counted(int(n), "worker") if n else "",
    ("sent board paper", "files"): _many("file kept", "files kept"),
    ("noted teams", "teams"): _many("new team"),
    ("published edition", "number"): "edition number {}",
    ("asked service", "hours"): "about {} hours of work",
    ("read due list", "rows"): _many("duty", "duties"),
    ("exported due list", "rows"): _many("duty", "duties"),
    ("read case list", "rows"): _many("duty", "duties"),
    ("exported cases", "rows"): _many("duty", "duties"),
    ("exported audit trail", "rows"): _many("event"),
    ("kept calendar", "rows"): _many("line"),
}
"""Detail -> its phrase; a new one is added here with the act that records it."""
KEYS = {
    "action",
    "area",
    "comment",
    "edition",
    "evaluation",
    "finding",
    "paper",
    "piece",
    "section",
    "statement",
    "case",
    "draw",
    "extract",
    "instead",
    "instrument",
    "mapping",
    "member",
    "note",
    "notes",
    "opening",
    "record",
    "replaces",
    "request",
    "run",
}
"""Details that name a thing by its key alone: they stand last."""


def said(act: str, details: Mapping[str, Any]) -> str:
    """The details of an event in one line: "50 duties; standard “LS/CMI assessment completed”".

    What is empty is left out, and keys stand last. A name that has no phrase, of an act that is recorded no
    more, stands as it is.
    """
    parts = []
    for name, value in sorted(details.items(), key=lambda one: one[0] in KEYS):
        if value is None or value in ("", []):
            continue
        plain = f"{name.replace('_', ' ')} {{}}"
        phrase = PHRASES.get((act, name)) or PHRASES.get(name) or plain
        if not isinstance(phrase, str):
            try:
                parts.append(phrase(value))
                continue
            except (TypeError, ValueError, PlumblineError):  # of another kind once: it is shown all the same
                phrase = plain
        parts.append(phrase.format(in_words(value)))
    return "; ".join(filter(None, parts))
