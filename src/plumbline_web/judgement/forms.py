"""What people fill in to judge: evaluations, findings, statements, and what is done with an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.frameworks import Scale
from plumbline.scrutiny.weighing.obstacles import Obstacle
from plumbline_web.judgement.asked import Asked
from plumbline_web.judgement.models import (
    EvaluationVersion,
    FindingVersion,
    PanelMember,
    Statement,
    StatementVersion,
)
from plumbline_web.judgement.showing import AtHand
from plumbline_web.judgement.states import FINDING_KINDS
from plumbline_web.people.forms import LinesField
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Subject

BINDING = (
    "Write a figure as {e3}, or your own words bound to it as [most]{e3}. Each piece of evidence says what "
    "it prints."
)


class _Over(forms.Form):
    """Something written over the version that was on the page.

    A reason is wanted of who changes what counts; who wrote from an older page changes nothing yet.
    """

    based_on = forms.CharField(required=False, widget=forms.HiddenInput, max_length=32)
    why = words_field("Why it changes", required="Say why it changes.", rows=2)
    why_wanted = True

    def full_clean(self) -> None:
        why = self.fields.get("why")
        over_newest = self.is_bound and self.data.get("based_on", "") == self.initial.get("based_on", "")
        if why is not None:
            why.required = self.why_wanted and over_newest
        super().full_clean()
        if why is not None:
            why.required = True

    def over(self, versions: Iterable[Any]) -> Any:
        """The version that was on the page; None where there was none."""
        key = self.cleaned_data["based_on"]
        return next((one for one in versions if one.key == key), None)


def _named(version: EvaluationVersion | StatementVersion, evidence: Sequence[AtHand]) -> list[str]:
    """The keys, among what is at hand, of what a version names: a later version of a piece has its number."""
    numbers = {one.number for one in version.pieces.all()}
    return [one.key for one in evidence if one.number in numbers]


class EvaluationForm(_Over):
    """The team's evaluation: a grade where the activity gives one, the rationale and what it rests on."""

    grade = forms.TypedChoiceField(
        label="Evaluation", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    rationale = words_field("Rationale", required="Write the rationale.", help_text=BINDING, rows=12)
    would_move = words_field(
        "What would move it",
        help_text="What would have to be seen for a better evaluation, and for a worse one.",
        rows=3,
    )
    pieces = forms.MultipleChoiceField(label="What the rationale rests on", required=False)
    field_order = ("based_on", "grade", "rationale", "would_move", "pieces", "why")

    def __init__(
        self,
        *arguments: Any,
        scale: Scale | None,
        version: EvaluationVersion | None,
        evidence: Sequence[AtHand],
        **values: Any,
    ) -> None:
        initial = {}
        if version is not None:
            initial = {
                "based_on": version.key,
                "grade": version.grade,
                "rationale": version.rationale,
                "would_move": version.would_move,
                "pieces": _named(version, evidence),
            }
        super().__init__(*arguments, initial=initial, **values)
        self.fields["pieces"].choices = [(one.key, one.name) for one in evidence if one.counts]
        if scale is None:
            del self.fields["grade"]
        else:
            self.fields["grade"].choices = [
                (one.value, f"{one.word}: {one.label[:1].lower()}{one.label[1:]}") for one in scale.grades
            ]
        if version is None:
            del self.fields["why"]

    @property
    def ticked(self) -> set[str]:
        """The keys of the pieces that are ticked, as sent or as kept."""
        return set(self["pieces"].value() or ())


class OwnForm(_Over):
    """The service's evaluation of itself."""

    grade = forms.TypedChoiceField(
        label="How you evaluate yourselves",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    rationale = words_field(
        "Why",
        required="Say why.",
        help_text="What you know, and how you know it. Do not name people or cases.",
        rows=10,
    )
    field_order = ("based_on", "grade", "rationale", "why")

    def __init__(
        self,
        *arguments: Any,
        scale: Scale | None,
        version: EvaluationVersion | None,
        begin: Mapping[str, Any],
        **values: Any,
    ) -> None:
        initial = dict(begin)
        if version is not None:
            initial = {"based_on": version.key, "grade": version.grade, "rationale": version.rationale}
        super().__init__(*arguments, initial=initial, **values)
        if scale is None:
            del self.fields["grade"]
        else:
            self.fields["grade"].required = True
            self.fields["grade"].error_messages["required"] = "Choose how you evaluate yourselves."
            self.fields["grade"].choices = [
                (one.value, f"{one.word}: {one.label[:1].lower()}{one.label[1:]}") for one in scale.grades
            ]
        if version is None:
            del self.fields["why"]


class DissentForm(forms.Form):
    """Why somebody of the team does not agree, and the grade they would give."""

    grade = forms.TypedChoiceField(label="What you would give", required=False, coerce=int, empty_value=None)
    text = words_field(
        "What you do not agree with, and why", required="Say what you do not agree with, and why.", rows=3
    )

    def __init__(self, *arguments: Any, scale: Scale | None, **values: Any) -> None:
        super().__init__(*arguments, prefix="dissent", **values)
        if scale is None:
            del self.fields["grade"]
        else:
            self.fields["grade"].choices = [
                ("", "Not said"),
                *((one.value, one.word) for one in scale.grades),
            ]


class WhyForm(forms.Form):
    """A reason, for one of several acts of a page."""

    why = words_field("Why", rows=2)

    def __init__(
        self, *arguments: Any, label: str, missing: str = "", help_text: str = "", **values: Any
    ) -> None:
        super().__init__(*arguments, **values)
        self.fields["why"].label = label
        self.fields["why"].help_text = help_text
        self.fields["why"].required = bool(missing)
        self.fields["why"].error_messages["required"] = missing


class SettleForm(forms.Form):
    """A reason for each obstacle that may stand."""

    def __init__(self, *arguments: Any, obstacles: Iterable[Obstacle], **values: Any) -> None:
        super().__init__(*arguments, prefix="settle", **values)
        for one in obstacles:
            if one.may_stand and one.code not in self.fields:
                self.fields[one.code] = words_field(
                    f"{one.sentence} Why it may stand",
                    required="Give a reason, or mend it first.",
                    help_text="The report prints your reason.",
                    rows=2,
                )


class FindingForm(_Over):
    """A strength or a weakness, and on which side each piece of evidence speaks."""

    service = forms.ChoiceField(label="Which service it is about", required=False)
    kind = forms.ChoiceField(
        label="What it is",
        widget=forms.RadioSelect,
        choices=list(FINDING_KINDS.items()),
        error_messages={"required": "Say whether it is a strength or a weakness."},
    )
    text = words_field("What was found", required="Write what was found.", help_text=BINDING, rows=5)
    field_order = ("based_on", "service", "kind", "text", "why")

    def __init__(
        self,
        *arguments: Any,
        version: FindingVersion | None,
        evidence: Sequence[AtHand],
        sides: Mapping[str, str],
        subjects: Sequence[Subject],
        chosen: Subject | None,
        **values: Any,
    ) -> None:
        initial: dict[str, Any] = {"service": chosen.key if chosen else ""}
        if version is not None:
            initial = {"based_on": version.key, "kind": version.kind, "text": version.text}
        super().__init__(*arguments, initial=initial, **values)
        self.evidence = [one for one in evidence if one.counts]
        self.subjects = {one.key: one for one in subjects}
        for one in self.evidence:
            self.fields[f"side-{one.key}"] = forms.ChoiceField(
                label=f"{one.name}: {one.title}",
                required=False,
                choices=[("", "Not named"), ("for", "Speaks for it"), ("against", "Speaks against it")],
                initial=sides.get(one.key, ""),
            )
        if version is None:
            del self.fields["why"]
        if version is not None or len(subjects) < 2:
            del self.fields["service"]
        else:
            self.fields["service"].choices = [
                ("", "All of them"),
                *((one.key, one.organisation.name) for one in subjects),
            ]

    @property
    def weighed(self) -> list[tuple[AtHand, Any]]:
        """Each piece at hand with its field."""
        return [(one, self[f"side-{one.key}"]) for one in self.evidence]

    def on(self, side: str) -> list[str]:
        """The keys of the pieces on a side."""
        return [one.key for one in self.evidence if self.cleaned_data.get(f"side-{one.key}") == side]


class StatementForm(_Over):
    """What is said to the service. What an area has more: what it is part of, and who owns it."""

    within = forms.ChoiceField(
        label="Part of", required=False, help_text="An area can have parts, printed under it."
    )
    text = words_field("What it says", required="Write what it says.", help_text=BINDING, rows=6)
    indicators = forms.MultipleChoiceField(
        label="Which indicators it belongs to", required=False, widget=forms.CheckboxSelectMultiple
    )
    owners = forms.MultipleChoiceField(
        label="Services that own it", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = LinesField(
        label="Other bodies that own it",
        required=False,
        max_length=20_000,
        help_text="By name, one a line: bodies that are not looked at here, such as a national partner.",
    )
    pieces = forms.MultipleChoiceField(
        label="What it rests on", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("based_on", "within", "text", "indicators", "owners", "others", "pieces", "why")

    def __init__(
        self,
        *arguments: Any,
        kind: str,
        version: StatementVersion | None,
        asked: Sequence[Asked],
        areas: Sequence[tuple[Statement, StatementVersion]],
        subjects: Sequence[Subject],
        evidence: Sequence[AtHand],
        **values: Any,
    ) -> None:
        initial: dict[str, Any] = {}
        if version is not None:
            initial = {
                "based_on": version.key,
                "text": version.text,
                "indicators": version.indicators,
                "owners": [one.slug for one in version.owners.all()],
                "others": "\n".join(version.others),
                "pieces": _named(version, evidence),
            }
        elif kind == "area" and len(subjects) == 1:
            initial = {"owners": [subjects[0].organisation.slug]}
        super().__init__(*arguments, initial=initial, **values)
        self.areas = {one.key: one for one, _ in areas if one.within_id is None}
        self.owning = {one.organisation.slug: one.organisation for one in subjects}
        self.fields["indicators"].choices = [(one.code, one.name) for one in asked]
        self.fields["owners"].choices = [(slug, one.name) for slug, one in self.owning.items()]
        self.fields["pieces"].choices = [
            (one.key, f"{one.name} {one.title}{': prints ' + one.prints if one.prints else ''}")
            for one in evidence
            if one.counts
        ]
        self.fields["within"].choices = [
            ("", "Nothing: it stands by itself"),
            *(
                (one.key, f"A{one.number} {version.text[:80]}")
                for one, version in areas
                if one.within_id is None
            ),
        ]
        if kind != "area":
            del self.fields["owners"], self.fields["others"]
        if kind != "area" or version is not None or not self.areas:
            del self.fields["within"]
        if not evidence:
            del self.fields["pieces"]
        if version is None:
            del self.fields["why"]


class PanelForm(forms.Form):
    """Somebody to name to the panel."""

    account = forms.ChoiceField(label="Who", error_messages={"required": "Choose somebody."})

    def __init__(self, *arguments: Any, accounts: Sequence[Account], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.accounts = {one.key: one for one in accounts}
        self.fields["account"].choices = [("", "Choose"), *((one.key, one.name) for one in accounts)]


def member_called(members: Iterable[PanelMember], key: str) -> PanelMember | None:
    """The member of the panel with this key."""
    return next((one for one in members if one.key == key), None)
