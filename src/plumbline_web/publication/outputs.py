"""Which output of an activity's template a paper is."""

from __future__ import annotations

from plumbline.scrutiny.report_sections import MADE_BY
from plumbline_web.scrutiny.queries import template_of
from plumbline_web.writing.models import Paper


def output_of(paper: Paper) -> str:
    """The code of the output that publishing this paper gives; a summary is one of the report it sums up."""
    named = [one.kind for one in template_of(paper.activity).outputs]
    wanted = MADE_BY[paper.kind] or MADE_BY["report"]
    return next((one for one in named if one in wanted), wanted[0])
