"""The report of a run: one HTML file that asks for nothing from anywhere and needs no script."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import tomllib
from contextlib import closing
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures.due import due_list
from plumbline.measures.frozen import FrozenRun, connect, open_run
from plumbline.measures.periods import Period
from plumbline.measures.protection import NOT_FOR_PUBLICATION, PUBLISHED
from plumbline.publishing.closing_pages import data_quality, method, partial_notice, patterns
from plumbline.publishing.facts import StandardFacts
from plumbline.publishing.figures_page import figures
from plumbline.publishing.front_page import front_page
from plumbline.publishing.gathering import authorities_of, gather
from plumbline.publishing.named_period import named_period, period_words
from plumbline.publishing.standard_page import standard_page
from plumbline.publishing.wording import day, listed, sentence

GENERATOR = "Plumbline report"
"""What the file says made it; by this a report of ours is known again."""


def write_report(
    run_folder: Path, out: Path, *, publish: bool = False, period: Period | str | None = None
) -> None:
    """Write the report of a run to one HTML file, whole or not at all.

    run_folder: what `plumbline run` wrote. publish: small numbers are hidden, here and in every chart. An
    existing report of ours at `out` is replaced. Raises UsageError where `out` is something else, and
    PlumblineError where the run cannot be read or the file cannot be written.
    """
    out = Path(out)
    _refuse_foreign(out)
    text = report_html(open_run(run_folder), publish=publish, period=period)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, out)
        finally:
            Path(fresh).unlink(missing_ok=True)
    except OSError as fault:
        raise PlumblineError(f"{out}: cannot be written ({fault.strerror}). Choose another place.") from None


def report_html(run: FrozenRun, *, publish: bool = False, period: Period | str | None = None) -> str:
    """The report as text. The same run gives the same text every time.

    period: see `write_report`.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    asked = None if period is None else named_period(period)
    with closing(connect(run)) as con:
        found = gather(run, con, publish, asked)
        places = authorities_of(con)
    names = council_names()
    css = files("plumbline.publishing").joinpath("templates/report.css").read_text("utf-8")
    # Only this style may apply: its fingerprint stands in the page's own security policy.
    fingerprint = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    whose = listed([f"{names[code]} ({code})" if code in names else code for code in places])
    if len(places) > 3:
        whose = f"{len(places)} authorities"
    environment = Environment(
        loader=PackageLoader("plumbline.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        generator=f"{GENERATOR} {run.library_version}",
        css=css,
        policy=f"default-src 'none'; img-src data:; style-src 'sha256-{fingerprint}'; "
        "base-uri 'none'; form-action 'none'",
        whose=whose or "No authority named",
        made_up=bool(places) and all(code in names for code in places),
        as_at=day(run.as_at),
        extracted_on=day(run.extracted_on) if run.extracted_on else "",
        publish=publish,
        mark=PUBLISHED if publish else NOT_FOR_PUBLICATION.partition(" Use ")[0],
        partial=partial_notice(run, publish),
        left_out=[f"{one.title}: {one.why}" for one in run.left_out],
        front=front_page(run, found, None if asked else due_list(run), names, publish),
        standards=[standard_page(run, one, sentences_of(one), names, publish) for one in found],
        figures=figures(run, publish, asked),
        several=len(places) > 1,
        patterns=None if asked else patterns(run, names, publish),
        quality=data_quality(run, publish),
        method=method(run, found, publish, asked),
        period=period_words(asked) if asked else "",
        version=run.library_version,
    )


@lru_cache
def council_names() -> dict[str, str]:
    """The names of the made-up councils, by code. A real council is shown by its code alone."""
    text = files("plumbline").joinpath("library/demo/councils.toml").read_text("utf-8")
    return {one["code"]: one["name"] for one in tomllib.loads(text)["council"]}


def sentences_of(facts: StandardFacts) -> list[str]:
    """The standard in sentences, without its source, which stands below; a rule not held says its title."""
    if facts.standard is None:
        return [f"{sentence(facts.judged.title)}."]
    from plumbline.standards.explaining import sentences

    return list(
        takewhile(lambda said: not said.startswith(("It is in force", "Source:")), sentences(facts.standard))
    )


def _refuse_foreign(out: Path) -> None:
    if out.is_dir():
        raise UsageError(f"{out}: is a folder. Give the name of an HTML file.")
    if not out.exists():
        return
    try:
        with out.open("rb") as file:
            head = file.read(4096)
    except OSError as fault:
        raise UsageError(f"{out}: cannot be read ({fault.strerror}). Choose another name.") from None
    if f'<meta name="generator" content="{GENERATOR}'.encode() not in head:
        raise UsageError(
            f"{out}: exists and is no report of ours, so it is left alone. "
            "Choose another name, or remove it yourself."
        )
