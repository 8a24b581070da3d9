"""What the pages on which a part of a paper is written share: keeping it, and what is said of a clash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from plumbline.errors import PlumblineError
from plumbline_web.board_papers.actions import write_part
from plumbline_web.board_papers.conditions import PaperClash
from plumbline_web.board_papers.content import Content
from plumbline_web.board_papers.models import Paper
from plumbline_web.board_papers.queries import newest
from plumbline_web.people.queries import Access


def since_of(request: HttpRequest, paper: Paper) -> int:
    """The version that the writer has open: what the form sent, else the newest."""
    sent = request.POST.get("since", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else newest(paper).number


def kept(
    form: forms.Form,
    seen: Access,
    paper: Paper,
    *,
    what: str,
    since: int,
    part: Callable[[Content], Any],
    write: Callable[[Content], None],
) -> tuple[int, bool]:
    """Whether a part was kept, and which version is to be compared with when it is sent again.

    Where it was not, the form says why; what was typed stays in it.
    """
    try:
        write_part(by=seen.account, paper=paper, what=what, since=since, part=part, write=write)
    except PaperClash as clash:
        form.add_error(None, str(clash))
        return clash.newest, False
    except PlumblineError as refused:
        form.add_error(None, str(refused).splitlines())
        return since, False
    return since, True
