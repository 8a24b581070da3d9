"""What a page without script sent: which of its answers changed."""

from __future__ import annotations

from django.http import QueryDict

from plumbline_web.reading.actions.answers import Given
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.reading.rules import MOST_INSTANCES, tidy

FIELD = "q:"


def changed_in(reading: Reading, sent: QueryDict) -> list[Given]:
    """The answers that differ from what the page showed when it was opened.

    `seen` in what was sent is the reading's version then. What another tab changed since and this page did
    not touch is left as the other tab has it. A box not ticked is not sent: `shown` names every question.
    """
    form = form_in_use(reading.instrument.key)
    number = sent.get("seen", "")
    seen = int(number) if number.isdecimal() and len(number) < 10 else 0
    wanted = [path for path in dict.fromkeys(sent.getlist("shown")) if form.path_of(path)]
    before: dict[str, tuple[str, int]] = {}
    for path, value, version in reading.saved.filter(path__in=wanted, version__lte=seen).values_list(
        "path", "value", "version"
    ):
        before[path] = value, version
    given = []
    for path in wanted:
        value = tidy(" ".join(sent.getlist(FIELD + path)))
        was, version = before.get(path, ("", 0))
        if value != was:
            given.append(Given(path, value, over=version))
    return given + _more_or_less(reading, sent, seen)


def _more_or_less(reading: Reading, sent: QueryDict, seen: int) -> list[Given]:
    """A group asked once more, or once less: its last answers are emptied then; what was saved stays."""
    form = form_in_use(reading.instrument.key)
    for name, step in (("more", 1), ("less", -1)):
        path = form.path_of(sent.get(name, ""))
        if path is None:
            continue
        values = dict(reading.answers.values_list("path", "value"))
        state = form.filled(values).evaluated.states.get(path)
        if state is None or state.count is None or not 0 <= state.count + step <= MOST_INSTANCES:
            return []
        gone = f"{path}[{state.count}]/"
        emptied = [
            Given(one, "", over=seen)
            for one, value in values.items()
            if step < 0 and value and one.startswith(gone)
        ]
        return [*emptied, Given(path, str(state.count + step), over=seen)]
    return []
