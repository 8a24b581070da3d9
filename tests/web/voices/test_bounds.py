"""The numbers that pages, papers and the how-to name are those that hold."""

from __future__ import annotations

import pytest

from factories.project_files import ROOT
from plumbline_web.voices.rules import (
    LEAST_ELSEWHERE,
    LEAST_FOR_REMARKS,
    LEAST_IN_TEAM,
    MOST_IN_AN_HOUR,
    MOST_RETURNS,
)

WORDS = {5: "five", 10: "ten", 20: "twenty"}
SITE = "src/plumbline_web"
TEAM, OTHERS, WRITTEN = WORDS[LEAST_IN_TEAM], WORDS[LEAST_ELSEWHERE], WORDS[LEAST_FOR_REMARKS]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{SITE}/templates/voices/answer.html", f"at least {OTHERS} people answered"),
        (f"{SITE}/templates/voices/open_one.html", f"from {TEAM} answers on, to the service from {OTHERS}"),
        (f"{SITE}/templates/voices/remarks.html", f"at least {WRITTEN} people answered"),
        (
            f"{SITE}/papers/texts/privacy.md",
            f"at least {TEAM} people answered; the service from {OTHERS} answers",
        ),
        (
            f"{SITE}/papers/texts/where-data-goes.md",
            f"from {TEAM} answers on for the team, {OTHERS} for the service, and {WRITTEN} for words",
        ),
        ("docs/how-to/ask-people.md", f"fewer than {OTHERS} answers**, {TEAM} for the team"),
        ("docs/how-to/ask-people.md", f"at least {LEAST_FOR_REMARKS} people answered"),
        (
            "docs/how-to/ask-people.md",
            f"at most {MOST_IN_AN_HOUR} answers an hour and {MOST_RETURNS:,} in all",
        ),
    ],
)
def test_a_number_that_is_named_is_the_one_that_holds(path: str, said: str) -> None:
    assert said in " ".join((ROOT / path).read_text("utf-8").split())
