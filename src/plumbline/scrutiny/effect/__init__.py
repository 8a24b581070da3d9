"""Done is not improved: when an area for improvement may close. Figures and statements in, a verdict out."""

from plumbline.scrutiny.effect.cases import AllOf, TwoPeriods, all_cases
from plumbline.scrutiny.effect.closing import (
    WAY_WORDS,
    Accepted,
    AllCases,
    Closing,
    SecondReading,
    ShiftedAndHeld,
    closing_as_json,
    closing_from_json,
)
from plumbline.scrutiny.effect.frozen_limits import CompletePeriod, PeriodSeen
from plumbline.scrutiny.effect.judging import (
    CaseCounts,
    Evidence,
    Readings,
    Series,
    Statements,
    judge_area,
)
from plumbline.scrutiny.effect.outcomes import Paired, paired, paired_scores
from plumbline.scrutiny.effect.readings import SampleReading, TwoReadings, second_reading
from plumbline.scrutiny.effect.shifted import Shift, shifted_and_held
from plumbline.scrutiny.effect.statements import StatedEvidence, Statement, accepted
from plumbline.scrutiny.effect.verdict import STATES, AreaVerdict, Decider, State
from plumbline.scrutiny.effect.watched import Look, looks

__all__ = [
    "STATES",
    "WAY_WORDS",
    "Accepted",
    "AllCases",
    "AllOf",
    "AreaVerdict",
    "CaseCounts",
    "Closing",
    "CompletePeriod",
    "Decider",
    "Evidence",
    "Look",
    "Paired",
    "PeriodSeen",
    "Readings",
    "SampleReading",
    "SecondReading",
    "Series",
    "Shift",
    "ShiftedAndHeld",
    "State",
    "StatedEvidence",
    "Statement",
    "Statements",
    "TwoPeriods",
    "TwoReadings",
    "accepted",
    "all_cases",
    "closing_as_json",
    "closing_from_json",
    "judge_area",
    "looks",
    "paired",
    "paired_scores",
    "second_reading",
    "shifted_and_held",
]
