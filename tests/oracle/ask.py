"""Asks the reference engine about the made-up forms, and records what it says. Run by `make oracle`.

Needs Node 20.19 or later, and what `npm install` in this folder brings. What it writes is replayed by the
tests, which need neither: `recorded.json.xz`, with the sum of each form's text and answers, so that a form
that is made otherwise than when it was recorded is noticed; and `sample.json`, the first forms, to be read
by eye.
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pyxform.xls2xform import convert

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracle.generated import FORMS, RECORDED, TODAY, answers_of, form_of, sum_of

HERE = Path(__file__).resolve().parent
SAMPLE = HERE / "sample.json"


def main() -> None:
    """Ask about every form, and write what was said."""
    asked, sums, lines = [], [], []
    for number in range(FORMS):
        form = form_of(number)
        answers = list(answers_of(number, form))
        asked.append((form, answers))
        sums.append(sum_of(form.markdown, answers))
        xml = convert(form.markdown, file_type=".md").xform
        lines.append(json.dumps({"form": xml, "today": TODAY, "answers": answers}))
    told = subprocess.run(
        ["node", "reference.mjs"],
        cwd=HERE,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TZ": "UTC"},
    )
    results: list[Any] = [json.loads(line) for line in told.stdout.splitlines()]
    faults = [(number, each["fault"]) for number, result in enumerate(results)
              for each in result if isinstance(each, dict)]  # fmt: skip
    if told.returncode or len(results) != FORMS or faults:
        print(told.stderr[-2000:], *faults[:5], sep="\n", file=sys.stderr)
        sys.exit(f"The reference engine answered {len(results)} of {FORMS} forms, with {len(faults)} faults.")
    packed = json.dumps({"sums": sums, "results": results}, separators=(",", ":"), ensure_ascii=False)
    RECORDED.write_bytes(lzma.compress(packed.encode(), preset=9))
    sample = [
        {"form": form.markdown.splitlines(), "answers": dict(answers[1]), "reference": result[1]}
        for (form, answers), result in zip(asked[:3], results[:3], strict=True)
    ]
    SAMPLE.write_text(json.dumps(sample, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sets = sum(len(result) for result in results)
    print(f"{FORMS} forms, {sets:,} sets of answers, {RECORDED.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
