"""Sentences as reports have them, right and wrong, each with what the check is to say."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.quantities import lint, read_evidence

EVIDENCE = read_evidence(
    """
[[evidence]]
id = "plan"                  # 37%, between 29% and 47%: less than half, and some
source = "Reading of records, question 12"
x = 37
n = 99
population = 702
noun = "records"
[[evidence]]
id = "seen"                  # 81%, all were read
source = "Reading of records, question 4"
x = 80
n = 99
population = 99
[[evidence]]
id = "wide"                  # 67%, between 43% and 87%: most, majority, less than half
source = "A sample of one team"
x = 20
n = 30
population = 300
[[evidence]]
id = "every"                 # 40 of 40
source = "All orders of the quarter"
x = 40
n = 40
population = 40
[[evidence]]
id = "read_all"              # 99 of 99 read, of 702
source = "Reading of records, question 2"
x = 99
n = 99
population = 702
[[evidence]]
id = "never_late"
source = "All reports of the year"
x = 0
n = 60
population = 60
[[evidence]]
id = "half"                  # 49.5%
source = "All reviews of the year"
x = 99
n = 200
population = 200
[[evidence]]
id = "nearly"                # 99.5%
source = "All reports of two years"
x = 199
n = 200
population = 200
[[evidence]]
id = "third"                 # 33.3%
source = "All inductions"
x = 50
n = 150
population = 150
[[evidence]]
id = "small"
source = "All home leave reports"
x = 4
n = 7
population = 7
[[evidence]]
id = "middling"              # 80%, all were read
source = "All breach reports"
x = 16
n = 20
population = 20
[[evidence]]
id = "weighted"              # 37 of 99, but 55% once weighted
source = "A sample with small teams drawn more closely"
x = 37
n = 99
share = 0.55
low = 0.51
high = 0.62
[[evidence]]
id = "staff"                 # 62%, no interval
kind = "survey"
source = "Survey of staff"
x = 62
n = 100
[[evidence]]
id = "heard"
kind = "groups"
source = "Focus groups of people on orders"
x = 4
n = 5
[[evidence]]
id = "partners"
kind = "groups"
source = "Meetings with partners"
x = 6
n = 6
noun = "partners' meetings"
[[evidence]]
id = "met"
kind = "people"
source = "Conversations in custody"
x = 14
n = 22
noun = "people"
[[evidence]]
id = "groups"
kind = "count"
source = "The programme of the inspection"
x = 12
noun = "focus groups"
[[evidence]]
id = "rate"
kind = "series"
source = "Quarterly returns"
values = [
  { period = "2023-24", value = 61 },
  { period = "2024-25", value = 58.5 },
  { period = "2025-26", value = 72 },
]
[[evidence]]
id = "level"
kind = "series"
source = "Quarterly returns"
values = [{ period = "2024-25", value = 72 }, { period = "2025-26", value = 72 }]
"""
)

RIGHT = [
    "{plan} had an up-to-date plan.",
    "[Less than half]{plan} ({plan:count}, {plan:range}) had an up-to-date plan.",
    "[Less than half, 37 of 99 (between 29% and 47%)]{plan}, had a plan.",
    "Of the records we read, {plan:count} had a plan.",
    "[Most]{seen} people were seen within five days.",
    "[**Most**]{seen} people were seen within five days.",
    "[80 of the 99]{seen} were seen within five days.",
    "[More than three quarters]{seen} were seen in time.",
    "[Over 75%]{seen} were seen in time, and [80.8%]{seen} is the figure.",
    "[Four in five]{seen} were seen in time.",
    "{wide} had been visited at home.",
    "[All]{every} orders had a named worker.",
    "[None]{never_late} of the reports was late.",
    "Reports were [never]{never_late} late.",
    "[Just under half]{half} of reviews were on time.",
    "[49.5%]{half} of reviews were on time.",
    "[Almost all]{nearly} reports, [199 of 200]{nearly}, were submitted.",
    "Reports were [routinely]{nearly} submitted.",
    "[A third]{third} of inductions were late.",
    "[A significant minority]{half} of reviews were late.",
    "{small} were on time.",
    "[Four]{small} were on time.",
    "Of [702 records we read 99, and 37]{plan} had a plan.",
    "[1 in 3]{third} inductions were late.",
    "[16 of 20 (80%)]{middling} breach reports were agreed by a manager.",
    "{middling:count} breach reports, {middling:word}, were agreed.",
    "{weighted} had been visited.",
    "[The majority]{weighted} had been visited ({weighted:range}).",
    "[Well over half]{staff} of staff who answered felt supported.",
    "This was said {heard}.",
    "This was said in [four of the five groups]{heard}.",
    "[All partners]{partners} said so; there was [consensus]{partners}.",
    "[14 of the 22]{met} people we met had a plan.",
    "We held [twelve]{groups} focus groups.",
    "At [72%]{stands: from the council's own published report} it was the [highest to date]{rate}.",
    "[A number of]{stands: the service keeps no count of these} files were in another office.",
]

WRONG = [
    ("[Most]{plan} had a plan.", "false"),
    ("[Less than half]{plan} had a plan.", "unsupported"),
    ("[More than a third]{plan} had a plan.", "unsupported"),
    ("[38%]{plan} had a plan, {plan:count}.", "false"),
    ("[37 of 98]{plan} had a plan.", "false"),
    ("[38 people]{plan} had a plan.", "false"),
    ("[99 people]{plan} had a plan.", "false"),
    ("[More than 37 of 99]{plan} had a plan.", "not_checkable"),
    ("[Less than half (between 30% and 47%)]{plan} had a plan.", "false"),
    ("[The majority]{wide} had been visited ({wide:range}).", "unsupported"),
    ("{wide:word} had been visited.", "unsupported"),
    ("[All]{read_all} records named a worker.", "unsupported"),
    ("[All]{nearly} reports were submitted.", "false"),
    ("[100%]{nearly} of reports were submitted.", "false"),
    ("[The majority]{half} of reviews were on time.", "false"),
    ("[50%]{half} of reviews were on time.", "false"),
    ("[A third]{plan} had a plan.", "false"),
    ("[1 in 4]{third} inductions were late.", "false"),
    ("[Very few]{third} were late.", "false"),
    ("[Consistently]{seen} seen in time.", "false"),
    ("[Most]{small} were on time.", "small_base"),
    ("[57%]{small} were on time.", "small_base"),
    ("[Most]{middling} were agreed.", "small_base"),
    ("## [Most of 16 of 20]{middling} agreed", "small_base"),
    ("[80%]{middling} were agreed.", "small_base"),
    ("[Less than half]{weighted} had been visited.", "false"),
    ("[Most]{heard} groups said so.", "no_share"),
    ("[80%]{heard} of groups said so.", "no_share"),
    ("[Almost all]{met} people said so.", "no_share"),
    ("{met:percent} of people said so.", "no_share"),
    ("[All partners]{heard} agreed.", "false"),
    ("[Consensus]{heard} was strong.", "false"),
    ("We held [ten]{groups} focus groups.", "false"),
    ("It was the [lowest to date]{rate}.", "false"),
    ("It was the [highest to date]{level}.", "false"),
    ("It was the [highest to date]{seen}.", "not_checkable"),
    ("[Most]{rate} quarters were good.", "no_share"),
    ("Almost [all]{every} orders had a worker.", "not_checkable"),
    ("[Not all]{plan} had a plan.", "not_checkable"),
    ("[The service]{plan} had a plan.", "not_checkable"),
    ("[A number of]{plan} had a plan.", "not_checkable"),
    ("[Many]{stands:} had a plan.", "no_reason"),
    ("[Many]{stands} had a plan.", "no_reason"),
    ("[Most]{plans} had a plan.", "unknown_evidence"),
    ("{plan present} had a plan.", "not_read"),
    ("A number of files were in another office.", "vague"),
    ("A significant minority had no plan.", "untied"),
    ("Very few had been completed.", "untied"),
    ("Virtually all were of an acceptable standard.", "untied"),
    ("Just under half of them were late.", "untied"),
    ("Only a third of staff agreed.", "untied"),
    ("All partners lacked clarity.", "untied"),
    ("There was consensus across the service.", "untied"),
    ("Home visits were routinely carried out.", "untied"),
    ("Home visits were not routinely carried out.", "vague"),
    ("Performance was the highest to date.", "untied"),
    ("Nearly 40% of orders ended early.", "untied"),
    ("Plans were missing in 37 of the 99 records.", "untied"),
    ("Some partners felt excluded.", "untied"),
    ("Most of the staff stayed.", "untied"),
    ("Four in five felt safe.", "untied"),
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sentence_lints_clean(sentence: str) -> None:
    assert lint(sentence, EVIDENCE).findings == ()


@pytest.mark.parametrize(("sentence", "kind"), WRONG)
def test_a_wrong_sentence_has_one_finding_of_its_kind(sentence: str, kind: str) -> None:
    assert [one.kind for one in lint(sentence, EVIDENCE).findings] == [kind]


@pytest.mark.parametrize(("sentence", "kind"), WRONG)
def test_the_wording_that_is_offered_lints_clean(sentence: str, kind: str) -> None:
    (found,) = lint(sentence, EVIDENCE).findings
    piece = next((one for one in EVIDENCE if f"{{{one}}}" in sentence), None)
    offered = f"[{found.holds}]{{{piece}}}" if found.holds and piece and found.kind != "not_checkable" else ""
    assert lint(offered, EVIDENCE).findings == ()


@pytest.mark.parametrize(("sentence", "kind"), WRONG)
def test_without_evidence_nothing_wrong_becomes_right(sentence: str, kind: str) -> None:
    assert not lint(sentence, {}).clean


@pytest.mark.parametrize("sentence", [one for one in RIGHT if "stands" not in one])
def test_without_evidence_every_tie_is_unknown(sentence: str) -> None:
    assert {one.kind for one in lint(sentence, {}).findings} == {"unknown_evidence"}
