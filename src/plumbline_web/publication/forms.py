"""What people fill in on the pages of publication."""

from __future__ import annotations

from typing import Any

from django import forms

from plumbline_web.people.forms import day_field
from plumbline_web.publication.states import ANSWERS
from plumbline_web.scrutiny.forms import words_field


class OpenRoundForm(forms.Form):
    """Until when the service comments, and what the lead asks of it."""

    comment_by = day_field("Last day for comments", help_text="Such as 31/03/2026.")
    words = words_field(
        "What you ask of the service",
        help_text="It stands above the draft. Say what factual accuracy is, and what it is not.",
    )


class LeaveForm(forms.Form):
    """Later comments, until a day."""

    until_on = day_field("Take comments until")
    why = words_field("Why", required="Say why later comments are taken.", rows=2)


class CommentForm(forms.Form):
    """What is not right in a paragraph, and how the team can see that it is so."""

    text = words_field(
        "What is not right, and what would be",
        required="Say what is not right, and what would be.",
        help_text="Name nobody, and no case.",
    )
    shown_by = words_field(
        "What shows it",
        help_text="A document that you sent or can send, with its page. Leave it empty where there is none.",
        rows=2,
    )


class AnswerForm(forms.Form):
    """How the team answers a comment."""

    outcome = forms.ChoiceField(
        label="Answer",
        widget=forms.RadioSelect,
        choices=list(ANSWERS.items()),
        error_messages={"required": "Say whether the comment is accepted, in part, or not."},
    )
    text = words_field(
        "What changes in the report, or why nothing does",
        required="Say what changes in the report, or why nothing does.",
        help_text="The service reads it as you write it.",
    )


class PublishForm(forms.Form):
    """Whom an edition is for. address: only for a national body."""

    audience = forms.ChoiceField(
        label="Whom is it for?",
        widget=forms.RadioSelect,
        choices=[
            ("public", "Anyone. Small numbers are protected, in its text, its annex and its tables"),
            ("inside", "Those with a part in this activity alone. Small numbers are shown"),
        ],
        error_messages={"required": "Say whom the edition is for."},
    )
    why = words_field("Why there is a further edition", rows=2)
    address = forms.BooleanField(
        label="Open it at a public address, where anyone can read it and search engines find it",
        required=False,
        help_text="Only for an edition for anyone. You can also do it later.",
    )

    def __init__(self, *arguments: Any, national: bool, further: bool, **values: Any) -> None:
        super().__init__(*arguments, **values)
        if not national:
            del self.fields["address"]
        if not further:
            del self.fields["why"]
        else:
            self.fields["why"].required = True
            self.fields["why"].error_messages["required"] = "Say why there is a further edition."


class CloseAddressForm(forms.Form):
    """Why an edition is no longer open to anyone."""

    why = words_field("Why", required="Say why it is closed to the public.", rows=2)
