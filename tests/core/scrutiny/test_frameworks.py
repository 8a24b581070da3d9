"""Quality frameworks: the editions as printed, and what an own one may and may not hold."""

from __future__ import annotations

from plumbline.scrutiny.frameworks import load_frameworks


def test_the_edition_of_2019_has_22_indicators_under_five_questions() -> None:
    framework = load_frameworks()["quality_indicators_2019"]
    assert [len(framework.indicators), len(framework.questions)] == [22, 5]
