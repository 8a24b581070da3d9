"""The report of a run: one HTML file that asks for nothing from anywhere, or PDF or Word made of it."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import tomllib
import zipfile
from contextlib import closing
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures.due import due_list
from plumbline.measures.frozen import FrozenRun, connect, open_run
from plumbline.measures.periods import Period
from plumbline.measures.protection import NOT_FOR_PUBLICATION, PUBLISHED
from plumbline.publishing import drawing
from plumbline.publishing.closing_pages import data_quality, method, partial_notice, patterns
from plumbline.publishing.facts import StandardFacts
from plumbline.publishing.figures_page import figures
from plumbline.publishing.front_page import front_page
from plumbline.publishing.gathering import authorities_of, gather
from plumbline.publishing.named_period import named_period, period_words
from plumbline.publishing.standard_page import standard_page
from plumbline.publishing.wording import day, listed, sentence

if TYPE_CHECKING:
    from jinja2 import Environment

Form = Literal["page", "pdf", "word"]
"""What the HTML is for: a page to be looked at, or a PDF or Word file to be made of it."""

GENERATOR = "Plumbline report"
"""What the file says made it; by this a report of ours is known again."""


def write_report(
    run_folder: Path, out: Path, *, publish: bool = False, period: Period | str | None = None
) -> None:
    """Write the report of a run to one file, whole or not at all: HTML, or PDF or Word by the name's ending.

    run_folder: what `plumbline run` wrote. out: ends in .pdf or .docx, or in anything else for HTML. publish:
    small numbers are hidden, here and in every chart. period: a complete month, quarter or year (2026-02,
    2025-26-Q4, 2025-26), whose figures are given with the trend up to it; without one, the last twelve
    complete months. An existing report of ours at `out` is replaced. Raises UsageError where `out` is
    something else or the period is unknown or not over, and PlumblineError where the run cannot be read, the
    file cannot be made (see `why_no_pdf` and `why_no_word`) or cannot be written.
    """
    out = Path(out)
    _refuse_foreign(out)
    write_whole(
        out, report_file(open_run(run_folder), publish=publish, period=period, ending=out.suffix.lower())
    )


def write_whole(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; a former one stays until it is. PlumblineError where it cannot be."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, out)
        finally:
            Path(fresh).unlink(missing_ok=True)
    except OSError as fault:
        raise PlumblineError(f"{out}: cannot be written ({fault.strerror}). Choose another place.") from None


def report_html(
    run: FrozenRun, *, publish: bool = False, period: Period | str | None = None, form: Form = "page"
) -> str:
    """The report as HTML. The same run gives the same text every time.

    publish, period: see `write_report`. form: what for; on paper nothing is folded away, and what only helps
    to look small bars over is left out or painted behind the words.
    """
    asked = None if period is None else named_period(period)
    with closing(connect(run)) as con:
        found = gather(run, con, publish, asked)
        places = authorities_of(con)
    names = council_names()
    sheet = "report.css" if form == "page" else "paper.css"
    css = files("plumbline.publishing").joinpath(f"templates/{sheet}").read_text("utf-8")
    # Only this style may apply: its fingerprint stands in the page's own security policy.
    fingerprint = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    whose = listed([f"{names[code]} ({code})" if code in names else code for code in places])
    if len(places) > 3:
        whose = f"{len(places)} authorities"
    return (
        _environment(form)
        .get_template("report.html")
        .render(
            paper="" if form == "page" else form,
            made_on=run.as_at.isoformat(),
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
    )


def report_file(
    run: FrozenRun, *, publish: bool = False, period: Period | str | None = None, ending: str = ".html"
) -> bytes:
    """The report as the bytes of a file: HTML, or PDF or Word where `ending` is .pdf or .docx.

    The same run gives the same bytes every time on the same machine. Raises what `write_report` does.
    """
    if ending == ".pdf":
        from plumbline.publishing.pdf import pdf_of

        return pdf_of(report_html(run, publish=publish, period=period, form="pdf"))
    if ending == ".docx":
        from plumbline.publishing.word import word_of

        return word_of(report_html(run, publish=publish, period=period, form="word"))
    return report_html(run, publish=publish, period=period).encode("utf-8")


def _environment(form: Form) -> Environment:
    """Where the templates are, and how a small drawing inside a table gets onto the page (`drawn`)."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("plumbline.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = {
        "page": drawing.in_line,
        "pdf": drawing.behind,
        "word": lambda svg: "",
    }[form]
    return environment


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
        ours = _is_ours(out)
    except OSError as fault:
        raise UsageError(f"{out}: cannot be read ({fault.strerror}). Choose another name.") from None
    if not ours:
        raise UsageError(
            f"{out}: exists and is no report of ours, so it is left alone. "
            "Choose another name, or remove it yourself."
        )


def _is_ours(out: Path) -> bool:
    """Whether the file says of itself that a report of ours is in it, each kind in its own way."""
    if out.suffix.lower() == ".docx":
        try:
            with zipfile.ZipFile(out) as held:
                return GENERATOR.encode() in held.read("docProps/core.xml")
        except (zipfile.BadZipFile, KeyError):
            return False
    if out.suffix.lower() == ".pdf":
        from plumbline.publishing.pdf import maker_of

        return maker_of(out.read_bytes()).startswith(GENERATOR)
    with out.open("rb") as file:
        head = file.read(4096)
    return f'<meta name="generator" content="{GENERATOR}'.encode() in head
