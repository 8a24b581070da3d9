"""Whether something was asked before: requests for the same, by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plumbline_web.scrutiny.models import Request

MOST_SHOWN = 8
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset(
    (
        *("about", "all", "and", "any", "are", "been", "before", "for", "from", "has", "have", "how", "its"),
        *("list", "not", "number", "our", "over", "please", "send", "than", "that", "the", "their", "them"),
        *("there", "these", "this", "those", "through", "under", "was", "were", "what", "when", "where"),
        *("which", "who", "will", "with", "within", "you", "your"),
    )
)


def alike(title: str, what: str, earlier: Iterable[Request]) -> list[Request]:
    """The earlier requests that look like this one, most alike first; at most MOST_SHOWN.

    Alike are those with the same title but for capitals and punctuation, and those that share at least half
    of the words of the shorter title, or a third of all words.
    """
    head, whole = _words(title), _words(f"{title} {what}")
    found = []
    for one in earlier:
        its_head, its_whole = _words(one.title), _words(f"{one.title} {one.what}")
        in_title = len(head & its_head) / min(len(head), len(its_head)) if head and its_head else 0.0
        in_all = len(whole & its_whole) / len(whole | its_whole) if whole and its_whole else 0.0
        same = _plain(title) == _plain(one.title)
        if same or in_title >= 0.5 or in_all >= 1 / 3:
            found.append((same, in_title + in_all, one))
    found.sort(key=lambda it: (it[0], it[1]), reverse=True)
    return [one for _, _, one in found[:MOST_SHOWN]]


def _words(text: str) -> frozenset[str]:
    """The words that say what is asked for, with the s of a plural taken off."""
    found = (one.casefold() for one in _WORD.findall(text))
    return frozenset(one[:-1] if one.endswith("s") and len(one) > 4 else one for one in found) - _SMALL


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
