"""The two pages about published cases: made from the data, and true of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from plumbline.scrutiny.published.reference_page import published_cases_page

DOCS = Path(__file__).parents[4] / "docs"
EXPLANATION = (DOCS / "explanation" / "published-cases.md").read_text("utf-8")


def test_the_reference_page_is_made_from_the_data() -> None:
    held = (DOCS / "reference" / "published-cases.md").read_text("utf-8")
    assert held == published_cases_page(), "run `make docs`"


def test_the_example_prints_what_the_page_says() -> None:
    (code,) = re.findall(r"^```python\n(.+?)^```$", EXPLANATION, re.MULTILINE | re.DOTALL)
    (said,) = re.findall(r"^```text\n(.+?)^```$", EXPLANATION, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.stderr, done.stdout) == ("", said)
