"""What people fill in to keep a note of an activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.activity_form import FORMS, OUTPUTS, ActivityTemplate
from plumbline_web.people.forms import day_field
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Stage, Subject
from plumbline_web.scrutiny.states import NOTE_KINDS

ABOUTS = {"form": "form", "survey": "survey", "output": "output"}
"""The kinds of note that are about something of the template -> the prefix of its codes in the choice."""


class NoteForm(forms.Form):
    """A meeting, feedback, a form that came in, a survey closed, an output given out, or anything else."""

    kind = forms.ChoiceField(
        label="What it is",
        widget=forms.RadioSelect,
        choices=list(NOTE_KINDS.items()),
        error_messages={"required": "Say what it is."},
    )
    about = forms.ChoiceField(
        label="Which form, survey or output",
        required=False,
        help_text="For a form that came in, a survey that closed, or something given out.",
    )
    title = forms.CharField(
        label="In a few words", max_length=200, error_messages={"required": "Say in a few words what it was."}
    )
    on = day_field(
        "Day", help_text="When it took place; for something given out, the day it was published or sent."
    )
    stage = forms.ChoiceField(label="Stage", required=False)
    service = forms.ChoiceField(label="Service it is about", required=False)
    took_part = forms.IntegerField(
        label="How many took part",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="As a count. Do not say who.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Give a whole number.", "min_value": "It cannot be below 0."},
    )
    text = words_field("What was said or found", help_text="Do not name people or cases here.")
    counts = forms.FileField(
        label="Counts of a survey run elsewhere",
        required=False,
        help_text="A CSV file with counts, never answers of single people.",
    )

    def __init__(
        self,
        *arguments: Any,
        template: ActivityTemplate,
        stages: Sequence[Stage],
        now: Stage | None,
        subjects: Sequence[Subject],
        **values: Any,
    ) -> None:
        initial = {"on": today(), "stage": now.code if now else "", **values.pop("initial", {})}
        super().__init__(*arguments, initial=initial, **values)
        self.stages = {one.code: one for one in stages}
        self.subjects = {one.key: one for one in subjects}
        self.fields["stage"].choices = [
            ("", "None in particular"),
            *((c, s.title) for c, s in self.stages.items()),
        ]
        every = "All of them" if len(subjects) > 1 else subjects[0].organisation.name if subjects else "None"
        self.fields["service"].choices = [
            ("", every),
            *((one.key, one.organisation.name) for one in subjects if len(subjects) > 1),
        ]
        if len(subjects) < 2:
            del self.fields["service"]
        self.abouts = abouts_of(template)
        self.fields["about"].choices = [("", "None"), *self.abouts.items()]
        if not self.abouts:
            del self.fields["about"]
        if not any(one.startswith("survey:") for one in self.abouts):
            del self.fields["counts"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        kind, about = given.get("kind"), given.get("about", "")
        space, _, code = about.partition(":")
        if kind in ABOUTS and "about" in self.fields and not code:
            self.add_error("about", f"Say which {ABOUTS[kind]} it is.")
        elif kind in ABOUTS and "about" not in self.fields:
            self.add_error("kind", "This kind of activity names no form, survey or output.")
        elif kind and code and space != kind:
            self.add_error("about", "That does not fit what the note is. Change one of the two.")
        if given.get("counts") and kind and kind != "survey":
            self.add_error("counts", "Only a survey that closed has counts of answers.")
        given["code"] = code
        return given


def abouts_of(template: ActivityTemplate) -> dict[str, str]:
    """What a note can be about: the template's forms, surveys and outputs, as "kind:code" -> words."""
    found = {}
    for form in template.forms:
        kind = "form" if form.filled_by == "service" else "survey"
        found[f"{kind}:{form.code}"] = f"{kind.capitalize()}: {FORMS[form.code]}"
    for output in template.outputs:
        found[f"output:{output.kind}"] = f"Output: {OUTPUTS[output.kind]}"
    return found
