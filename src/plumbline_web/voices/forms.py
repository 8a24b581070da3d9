"""What a lead fills in to open forms and surveys, to return and close them, and to bring counts in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from plumbline.scrutiny.survey_file import MOST_BYTES
from plumbline_web.people.forms import day_field
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.models import Subject
from plumbline_web.voices.models import Survey
from plumbline_web.voices.rules import LONGEST_REMARK


def invited_field() -> forms.IntegerField:
    """How many people were given the link."""
    return forms.IntegerField(
        label="How many people are invited",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="How many are given the link. Left open, there is no return rate.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Give a whole number.",
            "min_value": "It must be 1 at least; leave it open where it is not known.",
            "max_value": "Give a number of people up to 1,000,000.",
        },
    )


class _OfAService(forms.Form):
    """Something about one of the services looked at; not asked where there is only one."""

    service = forms.ChoiceField(label="Service", error_messages={"required": "Choose a service."})

    def __init__(self, *arguments: Any, subjects: Sequence[Subject], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.subjects = {one.key: one for one in subjects}
        self.fields["service"].choices = [(one.key, one.organisation.name) for one in subjects]
        if len(subjects) == 1:
            del self.fields["service"]

    @property
    def subject(self) -> Subject:
        """The service chosen, or the only one."""
        chosen = self.cleaned_data.get("service", "")
        return self.subjects[chosen] if chosen else next(iter(self.subjects.values()))


class OpenServiceForm(_OfAService):
    """Opening a form for a service."""

    due_on = day_field("Day the service sends it by")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, initial={"due_on": today() + timedelta(weeks=3)}, **values)


class OpenSurvey(_OfAService):
    """Opening a survey."""

    until_on = day_field("Last day", help_text="It can be answered until the end of this day.")
    invited = invited_field()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, initial={"until_on": today() + timedelta(weeks=3)}, **values)


class ChangeSurvey(forms.Form):
    """The last day of an open survey, and how many were invited."""

    until_on = day_field("Last day", help_text="It can be answered until the end of this day.")
    invited = invited_field()

    def __init__(self, *arguments: Any, survey: Survey, **values: Any) -> None:
        initial = {"until_on": survey.until_on, "invited": survey.invited}
        super().__init__(*arguments, initial=initial, prefix="change", **values)


class ReturnForm(forms.Form):
    """What the service should change or add."""

    comment = words_field(
        "What the service should change or add", required="Say what the service should change or add."
    )


class NotWantedForm(forms.Form):
    """Why a form is not wanted any more."""

    comment = words_field(
        "Why it is not wanted any more", required="Say why the form is not wanted any more.", rows=2
    )


class RemarkForm(forms.Form):
    """What others may read of something that somebody wrote."""

    shown = forms.CharField(
        label="What others will read",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Take out names, places and days, and whatever else tells who is meant.",
    )


class BringInForm(_OfAService):
    """The counts of a survey that was run elsewhere."""

    code = forms.ChoiceField(
        label="Which survey", error_messages={"required": "Say which survey of the activity it was."}
    )
    on = day_field("Day it closed")
    counts = forms.FileField(
        label="The counts",
        help_text="A CSV file in the closed form, with counts and never answers of single people.",
        error_messages={"required": "Choose the file with the counts.", "empty": "The file is empty."},
    )

    field_order = ("code", "service", "on", "counts")

    def __init__(self, *arguments: Any, codes: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, initial={"on": today()}, **values)
        self.fields["code"].choices = codes

    def clean_counts(self) -> Any:
        """The file, unless it is larger than such a form can be."""
        given = self.cleaned_data["counts"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(f"The file may have {MOST_BYTES:,} characters. Give another one.")
        return given
