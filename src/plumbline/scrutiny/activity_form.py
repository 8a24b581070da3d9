"""The closed form of an activity template, and the words that may stand in it.

A template says how one kind of scrutiny is done: its stages and what each needs before the next, what is
judged, what is gathered and what comes out. Each closed list below maps a code to what people read.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "inspection": "inspection",
    "thematic_review": "thematic review",
    "validated_self_evaluation": "supported and validated self-evaluation",
    "joint_inspection": "joint inspection",
    "own_audit": "a service’s own audit",
    "national_self_evaluation": "national self-evaluation",
    "response": "response to a national report",
}

NEEDS = {
    "lead_named": "Nobody has been named as the lead.",
    "team_named": "The team has nobody in it but the lead.",
    "conflicts_declared": "Not everyone in the team has said whether they have a conflict of interest.",
    "service_notified": "The day on which the service was notified has not been entered.",
    "run_pinned": "No run of the service’s records has been chosen.",
    "frame_frozen": "The list of everyone in scope has not been fixed.",
    "sample_drawn": "No sample has been drawn.",
    "instrument_chosen": "No instrument has been chosen for reading the records.",
    "practice_read": "Not every reader has read the practice records.",
    "requests_sent": "Nothing has been asked of the service yet.",
    "requests_answered": "The service has not answered every request.",
    "forms_received": "Not every form that the service fills in has come back.",
    "surveys_closed": "Not every survey has been closed.",
    "readings_submitted": "Not every record to be read has been submitted, or dropped with a reason.",
    "differences_settled": "Readers still differ on records that were read twice.",
    "concerns_closed": "A concern for someone’s safety is still open.",
    "meeting_noted": "No meeting, group or interview of this stage has been noted.",
    "feedback_given": "The day on which feedback was given has not been entered.",
    "output_recorded": "What comes out has not been recorded with the day it was published or sent.",
}

EVIDENCE = {
    "records_read": "records read",
    "figures": "figures from a run",
    "documents": "documents",
    "self_evaluation": "self-evaluation",
    "position_statement": "position statement",
    "staff_survey": "staff survey",
    "lived_experience_survey": "survey of people with lived experience",
    "focus_group": "focus group",
    "interview": "interview",
    "partner_view": "partner’s view",
    "observation": "observation",
    "scoping_meeting": "scoping meeting",
    "desktop_review": "desktop review",
}

OUTPUTS = {
    "report": "report",
    "national_report": "national report",
    "validation_letter": "validation letter",
    "structured_feedback": "structured feedback",
    "verbal_feedback": "verbal feedback",
    "position_statement": "position statement",
    "self_evaluation": "self-evaluation",
    "survey_summary": "summary of a survey",
    "improvement_plan": "improvement plan",
    "board_paper": "paper for a board or panel",
    "presentation": "presentation",
    "audit_note": "note of an audit",
    "bundle": "sealed bundle of the evidence",
}
FEEDBACK = ("structured_feedback", "verbal_feedback")

WHO = {
    "lead": "the lead",
    "team": "the team",
    "readers": "the readers of records",
    "analyst": "the analyst",
    "service": "the service",
    "partners": "partner bodies",
    "managers": "the service’s managers",
    "people": "people with lived experience",
}

SUBJECTS = {"council": "council", "partnership": "partnership", "prison": "prison"}

FORMS = {
    "position_statement": "position statement",
    "self_evaluation": "self-evaluation",
    "staff_survey": "staff survey",
    "lived_experience_survey": "survey of people with lived experience",
}
FILLED_BY = {"service": "the service", "staff": "staff", "people": "people with lived experience"}
SURVEYED = ("staff", "people")

INSTRUMENTS = {
    "reading_cpo": "record reading: community payback orders",
    "reading_cpo_short": "record reading: community payback orders, in short",
    "reading_licence": "record reading: throughcare licences",
    "reading_prison": "record reading: prison-based work",
    "lscmi_quality": "LS/CMI quality assurance",
    "court_report_audit": "court report audit",
    "high_risk_audit": "high-risk case audit",
}

THEMES = {
    "readiness": "readiness for a change in the law",
    "benchmarking": "benchmarking exercise",
    "theme": "theme",
}

PARTS = {"leads": "leads", "joins": "jointly"}
UNITS = {"days": 1, "weeks": 7}
EVERY = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Body:
    """A body that does the work. part: a code of PARTS."""

    name: str
    part: str


@dataclass(frozen=True)
class Subject:
    """What is looked at: a code of SUBJECTS, how many of them at once, and how many councils one may span."""

    kind: str
    least: int = 1
    most: int = 1
    councils: int = 1


@dataclass(frozen=True)
class Phase:
    """A part of the activity that is planned and reported on for itself."""

    code: str
    title: str
    about: str


@dataclass(frozen=True)
class Stage:
    """One step. who: codes of WHO. needs: codes of NEEDS, all to be met before the next stage.

    length, unit: how long it typically takes. phase: where there are phases, the one it belongs to.
    some: whether only some of those looked at go through it.
    """

    code: str
    title: str
    happens: str
    who: tuple[str, ...]
    length: int
    unit: str
    needs: tuple[str, ...] = ()
    phase: str | None = None
    some: bool = False

    @property
    def days(self) -> int:
        """The typical length in days of the calendar."""
        return self.length * UNITS[self.unit]


@dataclass(frozen=True)
class Scope:
    """An indicator in scope. worded: its title where the activity words it for its own scope."""

    indicator: str
    worded: str | None = None


@dataclass(frozen=True)
class Line:
    """A key line of enquiry, in place of an indicator."""

    code: str
    title: str
    asks: str


@dataclass(frozen=True)
class Theme:
    """Something looked into beside what is judged, and never graded. kind: a code of THEMES."""

    code: str
    kind: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """A kind of source that is gathered (a code of EVIDENCE), and what of it."""

    kind: str
    what: str


@dataclass(frozen=True)
class Output:
    """What comes out (a code of OUTPUTS). published: whether anyone may read it.

    sections: those that it is written in, in their order, as codes of `report_sections.SECTION_KINDS`; none
    where its kind says which.
    """

    kind: str
    what: str
    published: bool
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of the library to be filled in: by the service, or by people as a survey."""

    code: str
    filled_by: str


@dataclass(frozen=True)
class Records:
    """How records are read. in_scope: whose, as a sentence.

    instruments: codes of INSTRUMENTS; none where one is to be chosen when the activity is set up.
    margin: the margin of error aimed at, from 0 to 1, or size: how many; neither where all are read.
    read_twice: the share, from 0 to 1, that two people read without sight of each other.
    practice: how many records every reader reads first, for calibration.
    """

    in_scope: str
    instruments: tuple[str, ...]
    sampled: bool
    margin: float | None = None
    size: int | None = None
    confidence: float = 0.95
    least_per_stratum: int = 0
    read_twice: float = 0.0
    practice: int = 0


@dataclass(frozen=True)
class Recurring:
    """Done again for every period: a code of EVERY. Due so many working days after the period ends."""

    every: str
    due_after_working_days: int


@dataclass(frozen=True)
class ActivityTemplate:
    """One way of doing scrutiny, whole. source: where the facts come from; sure: what is seen, what is ours.

    framework: the edition whose indicators are in scope. scale: the code of the scale; None: not graded.
    """

    code: str
    title: str
    kind: str
    about: str
    source: str
    sure: str
    subject: Subject
    bodies: tuple[Body, ...]
    stages: tuple[Stage, ...]
    evidence: tuple[Evidence, ...]
    outputs: tuple[Output, ...]
    framework: str | None = None
    scope: tuple[Scope, ...] = ()
    scale: str | None = None
    phases: tuple[Phase, ...] = ()
    lines_of_enquiry: tuple[Line, ...] = ()
    themes: tuple[Theme, ...] = ()
    forms: tuple[Form, ...] = ()
    records: Records | None = None
    recurring: Recurring | None = None

    @property
    def graded(self) -> bool:
        """Whether what is in scope gets a grade."""
        return self.scale is not None

    @property
    def joint(self) -> bool:
        """Whether more than one body does it."""
        return len(self.bodies) > 1

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators in scope, in order."""
        return tuple(one.indicator for one in self.scope)

    @property
    def days(self) -> int:
        """The typical length of all stages, one after the other, in days of the calendar."""
        return sum(stage.days for stage in self.stages)

    def stage(self, code: str) -> Stage:
        """The stage with this code. Raises KeyError where there is none."""
        return {stage.code: stage for stage in self.stages}[code]
