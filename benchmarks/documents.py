"""How long a report of sixty pages takes as page, PDF and Word file together, as whole processes.

    python benchmarks/documents.py [--runs 3]

The report is made up: findings for eleven indicators with tables, charts and evaluations, a plan on its side,
an annex. Each form is made in a process of its own, as a person at a terminal would wait for it; its pages
are counted in the PDF. What it prints is explained in docs/explanation/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from targets import Answer, as_data
from timing import Job, Process, in_turn, middle

CACHE = Path(__file__).resolve().parent.parent / "build" / "bench"
FORMS = ("page", "pdf", "word")
PAGES, SECONDS, AIM = 60, 20.0, 10.0
INDICATORS = 11
WORDS = (
    "Records show that plans were reviewed late in most orders, and that managers had begun to look at each "
    "case before its review was due. People on orders told us in groups what had helped and what had not. "
)


def main() -> None:
    """Make each form in turn, print seconds, pages and whether the target is reached, keep it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--runs", type=int, default=3, help="counted runs of each form, after one that is not"
    )
    parser.add_argument(
        "--make", choices=FORMS, help="make this form once and say its size; used by the runs"
    )
    parser.add_argument("--out", type=Path, default=CACHE / "documents.json", help="the result as JSON")
    chosen = parser.parse_args()
    if chosen.make:
        print(json.dumps(_made(chosen.make)))
        return
    if chosen.runs < 1:
        parser.error("--runs: give 1 or more.")
    if not hasattr(os, "wait4"):
        parser.error("This system does not tell how much memory a finished process used. Use Linux or macOS.")
    CACHE.mkdir(parents=True, exist_ok=True)
    before = os.getloadavg()[0]
    jobs = [Job(form, [sys.executable, str(Path(__file__).resolve()), "--make", form]) for form in FORMS]
    found = in_turn(jobs, chosen.runs)
    told = _told(found, before)
    print(_as_text(told))
    chosen.out.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    if told["pages"] < PAGES:
        raise SystemExit(
            f"The report has {told['pages']} pages, fewer than {PAGES}: this measures too little."
        )


def _told(found: dict[str, list[Process]], before: float) -> dict[str, Any]:
    forms = {
        form: {
            "wall": middle(runs, "wall"),
            "cpu": middle(runs, "cpu"),
            "memory": middle(runs, "memory"),
            **json.loads(runs[0].said),
        }
        for form, runs in found.items()
    }
    together = sum(form["wall"] for form in forms.values())
    answer = Answer("60 pages", "page, PDF and Word file together", "seconds", together, SECONDS, AIM)
    return {
        "load before": round(before, 1),
        "pages": forms["pdf"]["pages"],
        "forms": forms,
        "cpu": sum(form["cpu"] for form in forms.values()),
        "targets": as_data([answer]),
    }


def _as_text(told: dict[str, Any]) -> str:
    lines = [f"A report of {told['pages']} pages in three forms (load before: {told['load before']})"]
    lines.append(f"  {'':8}{'wall s':>9}{'cpu s':>9}{'MB':>8}{'kB':>9}")
    for name, form in told["forms"].items():
        size = form["bytes"] / 1000
        lines.append(f"  {name:8}{form['wall']:>9.2f}{form['cpu']:>9.2f}{form['memory']:>8.0f}{size:>9.0f}")
    one = told["targets"][0]
    lines.append(
        f"  together: {one['measured']:.2f} seconds, {told['cpu']:.2f} of a processor; "
        f"at most {one['target']:.0f}, aim {one['aim']:.0f}: {one['reached']}"
    )
    return "\n".join(lines)


def _made(form: str) -> dict[str, int]:
    """Make one form; its size, and the pages of a PDF."""
    from plumbline.publishing.documents import page_of, pdf_of_document, word_of_document

    content = {"page": page_of, "pdf": pdf_of_document, "word": word_of_document}[form](report())
    if form != "pdf":
        return {"bytes": len(content)}
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as held:
        return {"bytes": len(content), "pages": len(held.pages)}


def report() -> Any:
    """The made-up report: the same each time."""
    from plumbline.publishing.documents import Document, Numbered, Part, Table, Text, appendix_of

    parts = [
        Part("introduction", "Introduction", (Text(WORDS * 12),), number="1."),
        Part(
            "method",
            "How we did it",
            (Numbered(tuple((f"2.{at}", WORDS * 2) for at in range(1, 13))),),
            number="2.",
        ),
    ]
    for at in range(1, INDICATORS + 1):
        parts += _indicator(at)
    plan = appendix_of("Improvement plan", _plan())
    parts.append(Part("plan", "Improvement plan", number="Appendix 1", landscape=True, new_page=True))
    parts += [Part(f"plan-{one.code}", one.title, one.blocks, 2, landscape=True) for one in plan.parts]
    rows = tuple(
        (
            f"Most ({at})",
            "Plans reviewed",
            f"{at % 40 + 50} of 100",
            f"{at % 40 + 50}%",
            "48% to 67%",
            WORDS[:60],
        )
        for at in range(160)
    )
    head = ("Words", "What is counted", "Count", "Share", "Interval", "Source")
    annex = Table("Every quantity in this report", head, rows)
    parts.append(Part("quantities", "What the words stand on", (annex,), number="Appendix 2", new_page=True))
    return Document(
        title="Inspection of justice social work in a made-up council",
        parts=tuple(parts),
        under="Made up, to measure with",
        header=(("Report number", "JSW/12/2026"), ("Date", "7 August 2026")),
        mark="Draft",
        foot="Made-up data",
        made_on="2026-08-07",
    )


def _indicator(at: int) -> list[Any]:
    """A section of findings: text, a chart with its table, an evaluation."""
    from plumbline.publishing.documents import Evaluated, Part, Picture, Table, Text
    from plumbline.publishing.drawing import Spot, trend

    months = [f"20{24 + month // 12}-{month % 12 + 1:02}" for month in range(24)]
    shares = [0.5 + 0.4 * ((at * 7 + month * 5) % 11) / 11 for month in range(24)]
    svg = trend([Spot(label, share, 0.4, 0.95, 0.7) for label, share in zip(months, shares, strict=True)])
    rows = tuple(
        (month, f"{round(share * 100)} of 100", f"{share:.0%}", WORDS[:80])
        for month, share in zip(months, shares, strict=True)
    )
    text = "\n\n".join([WORDS * 3] * 5)
    blocks = (
        Text(f"# What we found\n\n{text}\n\n- {WORDS}\n- {WORDS}\n\n# What people told us\n\n{text}"),
        Picture(svg, f"Indicator {at}: {WORDS[:90]}", f"Figure {at}: met, month by month"),
        Table(f"Table {at}: met, month by month", ("Month", "Met", "Share", "Note"), rows),
        Evaluated(
            f"{at}.1", "Assessing and responding to risk and need", "Good", "\n\n".join([WORDS * 3] * 3)
        ),
    )
    return [Part(f"indicator-{at}", f"Indicator {at}", blocks, number=f"{at + 2}.", new_page=True)]


def _plan() -> Any:
    from plumbline.publishing.documents import KeyMessage, PlannedAction, plan_document

    actions = [
        PlannedAction(
            WORDS[:150],
            f"Key question {at // 8 + 1}",
            f"Indicator {at // 4 + 1}",
            ("KM1", "KM2"),
            ("Service manager", "Information lead"),
            "October 2026",
            WORDS[:70],
        )
        for at in range(40)
    ]
    return plan_document("Improvement plan", actions, [KeyMessage(f"KM{at}", WORDS) for at in (1, 2)])


if __name__ == "__main__":
    main()
