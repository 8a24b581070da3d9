"""A document with every kind of block, for tests of its forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plumbline.publishing.documents import (
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Picture,
    Table,
    Text,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="240" viewBox="0 0 720 240">'
    '<rect width="720" height="240" fill="#f2f6fa"/>'
    '<path d="M20 200 L300 120 L700 40" stroke="#0065bd" stroke-width="3" fill="none"/>'
    '<text x="30" y="40" font-size="16">First contact in time</text></svg>'
)

WRITTEN = """We read **99 of 702** records. See [the plan](#plan) and [a report](https://example.org/report),
not [a file](file:///etc/passwd), [a script](javascript:alert(1)) or ![a chart](http://example.org/chart.png).

### A heading deep down

- one
- two
  - inner

1. first
2. second

| Team | Met |  |
|------|----:|--|
| North | 5 | a |
| South | 12 | b |

<script>alert(1)</script> <img src=file:///etc/passwd>

# A heading above

> What somebody said.
"""


def everything(**more: Any) -> Document:
    """A document with every kind of block. more: what of the document to set besides."""
    document = Document(
        title="Inspection of Ashmarrow justice social work",
        under="A made-up report",
        mark="Draft – not for publication",
        foot="Ashmarrow, made-up data",
        header=(
            ("Report number", "JSW/12/2026"),
            ("Date", "7 August 2026"),
            ("Report by", "Chief Social Work Officer"),
        ),
        made_on="2026-08-07",
        parts=(
            Part(
                "intro",
                "Introduction",
                (Notice("This is made up", "Nobody in it is real."), Text(WRITTEN)),
                number="1.",
            ),
            Part(
                "how",
                "How we did it",
                (
                    Numbered(
                        (
                            ("2.1", "We began in **May**.\n\nAnd went on."),
                            ("(i)", "read records;"),
                            ("(ii)", "met people."),
                            ("", "A line under it."),
                            ("2.2", "- a list first\n- and more"),
                        )
                    ),
                ),
                number="2.",
            ),
            Part(
                "eval",
                "Evaluations",
                (
                    Evaluated(
                        "5.2",
                        "Assessing and responding to risk and need",
                        "Weak",
                        "In *most* records\n\n- a\n- b",
                    ),
                    Evaluated("9.4", "Leadership of improvement and change", "", "Not graded."),
                ),
                number="3.",
            ),
            Part(
                "fig",
                "Figures",
                (
                    Picture(
                        SVG,
                        "A line that rises from a fifth to four fifths.",
                        "Figure 1: First contact in time",
                    ),
                    Table(
                        "Table 1: Stages",
                        ("Stage", "Activity", "When"),
                        (
                            ("Stage 1", "notification\nliaison", "May 2026"),
                            ("Stage 2", "self-evaluation", ""),
                        ),
                        note="Dates are planned.",
                    ),
                ),
                number="4.",
                level=2,
            ),
            Part(
                "plan",
                "Plan",
                (
                    Table(
                        "The plan",
                        (
                            "Quality indicators",
                            "Actions for improvement",
                            "Responsible",
                            "Timescales and review",
                            "Evidence of improvement",
                        ),
                        (
                            (
                                "How good is our delivery?\n5.2 Assessing",
                                "Do a (KM1)",
                                "Service manager",
                                "October 2026",
                                "Practice upholds guidance",
                            ),
                            (
                                "How good is our delivery?\n5.2 Assessing",
                                "Do b (KM1, KM2)",
                                "Service manager\nInformation lead",
                                "",
                                "Fewer misses",
                            ),
                            ("How good is our leadership?", "Do c", "Head", "July 2026 onwards", "Oversight"),
                        ),
                        span=(0,),
                    ),
                ),
                number="Appendix 1",
                landscape=True,
            ),
            Part("end", "After it", (Text("The end."),), number="5."),
        ),
    )
    return replace(document, **more)
