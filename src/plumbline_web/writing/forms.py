"""What people fill in to begin a paper, to change its outline, and to sign it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.report_sections import OWN, SECTION_KINDS, papers_for
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.writing.signers import CanSign
from plumbline_web.writing.states import PAPER_KINDS


class BeginForm(forms.Form):
    """A new report, letter, feedback or summary. Those that the activity is for come first."""

    kind = forms.ChoiceField(
        label="What is written",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is written."},
    )
    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="As it will stand on the first page.",
        error_messages={"required": "Give it a title."},
    )

    def __init__(self, *arguments: Any, template: ActivityTemplate, title: str, **values: Any) -> None:
        first = papers_for(template)
        super().__init__(*arguments, initial={"kind": first[0], "title": title[:200]}, **values)
        order = [*first, *(kind for kind in PAPER_KINDS if kind not in first)]
        self.fields["kind"].choices = [(kind, PAPER_KINDS[kind]) for kind in order]


class AddForm(forms.Form):
    """One more section: one of the list that the paper has not, or one of its own."""

    code = forms.ChoiceField(label="Section")
    title = forms.CharField(
        label="Title", max_length=200, required=False, help_text="Needed for a section of your own."
    )

    def __init__(self, *arguments: Any, there: Sequence[str], **values: Any) -> None:
        super().__init__(*arguments, prefix="add", **values)
        left = [one for code, one in SECTION_KINDS.items() if code not in there and not one.each]
        self.fields["code"].choices = [
            (OWN, "One of your own"),
            *((one.code, f"{one.title}{' (worked out)' if one.made else ''}") for one in left),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        code = given.get("code")
        if code == OWN and not given.get("title"):
            self.add_error("title", "Give your section a title.")
        elif code and not given.get("title"):
            given["title"] = SECTION_KINDS[code].title
        return given


class RenameForm(forms.Form):
    """Another title for a section."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the section a title."}
    )


class NoteForm(forms.Form):
    """A comment on a section, or an answer to one."""

    text = words_field("Your comment", required="Write the comment.", rows=3)


class ReopenForm(forms.Form):
    """Why a text is opened again."""

    why = words_field("Why the text is opened again", required="Say why the text is opened again.", rows=2)


class AskForm(forms.Form):
    """Who has to sign."""

    account = forms.ChoiceField(label="Who has to sign", error_messages={"required": "Choose somebody."})
    as_what = forms.CharField(
        label="As what", max_length=120, required=False, help_text="For example: for the local authority."
    )

    def __init__(self, *arguments: Any, people: Sequence[CanSign], **values: Any) -> None:
        super().__init__(*arguments, prefix="ask", **values)
        self.people = {one.account.key: one.account for one in people}
        self.fields["account"].choices = [
            (one.account.key, f"{one.account.name} ({one.what})") for one in people
        ]


class RevokeForm(forms.Form):
    """Why a signature is taken back."""

    why = words_field("Why you take it back", required="Say why you take your signature back.", rows=2)
