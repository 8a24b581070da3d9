"""What people fill in about a paper for a board as a whole: its header, its figures, how it is set out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from plumbline_web.board_papers.states import NEEDED, SECTION_WORDS
from plumbline_web.people.forms import day_field

OTHER_SECTIONS = [(name, words) for name, words in SECTION_WORDS.items() if name not in NEEDED]


def line(label: str, *, required: str = "", help_text: str = "", longest: int = 200) -> forms.CharField:
    """One line. required: what is said where it is empty."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        error_messages={"required": required},
    )


class HeaderForm(forms.Form):
    """What stands in the header of a paper, and under its text."""

    title = line("Subject", required="Give the paper a subject.")
    body = line(
        "Board, committee or panel",
        required="Say which board it is for.",
        help_text="Its name, as it is printed.",
    )
    meeting_on = day_field("Date of the meeting", help_text="For example 31/03/2026")
    report_number = line("Report number", required="Give the report number.", longest=60)
    agenda_item = line("Agenda item", longest=20)
    for_decision = forms.ChoiceField(
        label="What it is for",
        choices=[("decision", "For decision"), ("information", "For information")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for."},
    )
    report_by = line(
        "Report by",
        required="Say by which role it is reported.",
        help_text="A role, such as Chief Officer. No names of people.",
    )
    author = line("Author", help_text="A role")
    contact = line("Contact", help_text="A role")
    contact_details = line("How to reach the office", help_text="The office, never a person’s own number")
    signatory = line("Signed by", help_text="A role. It is needed before the paper is sent.")
    signed_on = day_field("Signed on", required=False)

    def about(self) -> dict[str, Any]:
        """What was filled in, as a paper's content keeps it."""
        given = self.cleaned_data
        plain = {name: given[name] for name in HeaderForm.base_fields if name != "for_decision"}
        for name in ("meeting_on", "signed_on"):
            plain[name] = plain[name].isoformat() if plain[name] else ""
        return {**plain, "for_decision": given["for_decision"] == "decision"}


def header_initial(about: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper's header says, for the form."""
    return {
        **about,
        **{
            name: date.fromisoformat(about[name]) if about[name] else None
            for name in ("meeting_on", "signed_on")
        },
        "for_decision": "decision" if about["for_decision"] else "information",
    }


def sections_field() -> forms.MultipleChoiceField:
    """Which sections a paper has besides those that every paper has."""
    return forms.MultipleChoiceField(
        label="Sections",
        required=False,
        choices=OTHER_SECTIONS,
        widget=forms.CheckboxSelectMultiple,
        help_text="Purpose, recommendations, background and implications are always there.",
    )


def layout_field() -> forms.ChoiceField:
    """How a paper is set out."""
    return forms.ChoiceField(
        label="Layout", widget=forms.RadioSelect, error_messages={"required": "Choose a layout."}
    )


class BeginForm(HeaderForm):
    """A new paper: from which plan, in which layout, with figures as at which day."""

    plan = forms.ChoiceField(
        label="Plan", widget=forms.RadioSelect, error_messages={"required": "Choose the plan it reports on."}
    )
    layout = layout_field()
    sections = sections_field()
    as_at = day_field(
        "Day of the figures", help_text="Verdicts and figures are frozen as they stand on this day."
    )
    field_order = (
        "plan",
        "layout",
        "title",
        "body",
        "meeting_on",
        "report_number",
        "for_decision",
        "sections",
        "as_at",
    )

    def __init__(
        self,
        *arguments: Any,
        plans: Iterable[tuple[str, str]],
        layouts: Iterable[tuple[str, str]],
        as_at: date,
        plan: str = "",
        **values: Any,
    ) -> None:
        initial = {
            "sections": ["summary", "main_issues", "consultation"],
            "as_at": as_at,
            "for_decision": "information",
        }
        super().__init__(*arguments, initial=initial, **values)
        self.fields["plan"].choices = list(plans)
        self.fields["layout"].choices = list(layouts)
        for name, field in (("plan", "plan"), ("layout", "layout")):
            self.fields[name].initial = (
                self.fields[field].choices[0][0] if self.fields[field].choices else None
            )
        if plan in dict(self.fields["plan"].choices):
            self.fields["plan"].initial = plan


class SinceForm(forms.Form):
    """What was opened to be written: the number of its version, so that a clash is seen."""

    since = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SettingForm(HeaderForm):
    """The header of a paper, its layout, its sections and its Word template."""

    layout = layout_field()
    sections = sections_field()
    word = forms.ChoiceField(
        label="Word file",
        choices=[("own", "In your own Word template, where there is one"), ("plain", "Plain")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, layouts: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["layout"].choices = list(layouts)


class AsAtForm(forms.Form):
    """Another day of the figures."""

    as_at = day_field("Day of the figures", help_text="What you wrote stays as it is. Check the days in it.")


class TemplateForm(forms.Form):
    """A Word template."""

    file = forms.FileField(
        label="Word template",
        help_text="A .docx of at most 5 MB, without macros.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose another one."},
    )


class LayoutForm(forms.Form):
    """A layout of the council's own."""

    layout = forms.FileField(
        label="Layout",
        help_text="A .toml file. The guide to papers for a board says what stands in it.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose another one."},
    )
