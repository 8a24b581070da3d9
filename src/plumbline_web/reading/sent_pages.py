"""What a page without script sent: which of its answers changed."""

from __future__ import annotations

from django.http import QueryDict

from plumbline_web.reading.actions.answers import Given
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.reading.rules import MOST_AT_ONCE, tidy

FIELD = "q:"


def changed_in(reading: Reading, sent: QueryDict) -> list[Given]:
    """The answers that differ from what the page showed when it was opened.

    `seen` in what was sent is the reading's version then. What another tab changed since and this page did
    not touch is left as the other tab has it. A box not ticked is not sent: `shown` names every question.
    """
    form = form_in_use(reading.instrument.key)
    number = sent.get("seen", "")
    seen = int(number) if number.isdecimal() and len(number) < 10 else 0
    wanted = [path for path in dict.fromkeys(sent.getlist("shown")) if form.path_of(path)][:MOST_AT_ONCE]
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
    more = form.path_of(sent.get("more", ""))
    if more is not None:
        count = form.filled(dict(reading.answers.values_list("path", "value"))).evaluated.states[more].count
        given.append(Given(more, str((count or 0) + 1), over=seen))
    return given
