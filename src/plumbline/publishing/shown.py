"""A run as pages show it: the same facts as the report's, as plain data that can be kept as JSON."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, is_dataclass
from typing import Any

from plumbline.measures.due import due_list
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.publishing.closing_pages import data_quality, method, partial_notice, patterns
from plumbline.publishing.figures_page import figures
from plumbline.publishing.front_page import front_page
from plumbline.publishing.gathering import authorities_of, gather
from plumbline.publishing.report import council_names, sentences_of
from plumbline.publishing.standard_page import standard_page


def run_shown(run: FrozenRun) -> dict[str, Any]:
    """Everything that the report of a run prints, not for publication, as text, numbers, lists and dicts.

    as_at and extracted_on are ISO dates. in_working_days: the standards that count them. standards: code ->
    the page of that standard, in the run's order.
    The same run gives the same data every time. Raises PlumblineError where the run cannot be read.
    """
    with closing(connect(run)) as con:
        found = gather(run, con, False)
        places = authorities_of(con)
    names = council_names()
    shown = {
        "as_at": run.as_at.isoformat(),
        "extracted_on": run.extracted_on.isoformat() if run.extracted_on else None,
        "version": run.library_version,
        "authorities": places,
        "in_working_days": sorted(run.in_working_days),
        "partial": partial_notice(run, False),
        "left_out": [f"{one.title}: {one.why}" for one in run.left_out],
        "front": front_page(run, found, due_list(run), names, False),
        "standards": {
            one.judged.code: standard_page(run, one, sentences_of(one), names, False) for one in found
        },
        "figures": figures(run, False),
        "patterns": patterns(run, names, False),
        "quality": data_quality(run, False),
        "method": method(run, found, False),
    }
    plain: dict[str, Any] = _plain(shown)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")
