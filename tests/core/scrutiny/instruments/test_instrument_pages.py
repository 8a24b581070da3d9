"""The pages about instruments are true: the reference is as the code says, examples run as shown."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from oracle.generated import ANSWERS, FORMS
from plumbline.scrutiny.instruments.columns import REFUSED_TYPES
from plumbline.scrutiny.instruments.functions import FUNCTIONS
from plumbline.scrutiny.instruments.reference import xlsform_page

DOCS = Path(__file__).parents[4] / "docs"
PAGE = (DOCS / "how-to" / "write-an-instrument.md").read_text("utf-8")
CHECKING = (DOCS / "how-to" / "check-the-instruments.md").read_text("utf-8")
STEP = re.compile(r"^```python\n(?P<code>.*?)^```\n\n```text\n(?P<shown>.*?)^```\n", re.MULTILINE | re.DOTALL)


def test_the_reference_page_is_as_the_code_says():
    assert (DOCS / "reference" / "xlsform.md").read_text("utf-8") == xlsform_page(), "run `make docs`"


def test_every_function_and_every_refused_type_stands_on_the_reference_page():
    page = xlsform_page()
    assert [one.written for one in FUNCTIONS.values() if f"| `{one.written}` |" not in page] == []
    assert [kind for kind in REFUSED_TYPES if f"| `{kind}` |" not in page] == []


def test_the_examples_of_the_how_to_print_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = re.search(r"^```markdown\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert form is not None
    Path("reading.md").write_text(form[1], "utf-8")
    known: dict[str, Any] = {}
    shown, printed = [], []
    for step in STEP.finditer(PAGE):
        out = StringIO()
        with redirect_stdout(out):
            exec(step["code"], known)
        shown.append(step["shown"])
        printed.append(out.getvalue())
    assert len(shown) == 3
    assert printed == shown


def test_the_how_to_says_how_many_forms_are_compared():
    assert f"{FORMS} forms and {ANSWERS} sets of answers" in CHECKING
