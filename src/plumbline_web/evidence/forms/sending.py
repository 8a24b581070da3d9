"""What people fill in to send evidence, to take in what was sent, and to call upon partners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from plumbline_web.evidence.forms.fields import (
    check_days_of,
    counts_field,
    file_field,
    says_field,
    strength_field,
)
from plumbline_web.evidence.forms.tied import TIE, TiedForm
from plumbline_web.evidence.models import Piece
from plumbline_web.people.forms import day_field
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.forms import words_field


class SendForm(forms.Form):
    """What a service sends: a document, or what it says of itself."""

    source = forms.ChoiceField(
        label="What you send",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you send."},
    )
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give it a title."})
    says = says_field("What you have to say")
    file = file_field(required=False)
    speaks_from = day_field("First day it speaks of", required=False)
    speaks_until = day_field("Last day it speaks of")
    version = forms.CharField(label="Version", required=False, max_length=60)
    owner = forms.CharField(
        label="Who owns it", required=False, max_length=200, help_text="A post or body, not a person."
    )
    expires_on = day_field(
        "Last day on which it holds", required=False, help_text="Left empty, it does not expire."
    )

    choices = (
        ("document", "A document, with its file"),
        ("self_evaluation", "What the service says of itself"),
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["source"].choices = list(self.choices)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("source") == "document" and not given.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose the file of the document.")
        if given.get("source") not in (None, "document") and not given.get("says"):
            self.add_error("says", "Write what you have to say.")
        check_days_of(self, given)
        return given


class PartnerForm(SendForm):
    """What a partner sends: its view of the service, or a document."""

    from_whom = forms.CharField(
        label="Which body or group you speak for",
        max_length=200,
        error_messages={"required": "Say whom you speak for."},
    )
    took_part = counts_field(required=False)
    field_order = ("source", "from_whom", "title", "says", "took_part", "file")
    choices = (("partner", "What we say of the service"), ("document", "A document, with its file"))

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        del self.fields["owner"]
        del self.fields["version"]
        self.fields["took_part"].label = "Who had a say in it"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("source") == "partner" and "took_part" not in self.errors and not given["took_part"]:
            self.add_error("took_part", "Say how many had a say in it, by group. One person is 1.")
        return given


class TakeInForm(TiedForm):
    """How strong it is, what it is tied to, and whether it is a later version of something."""

    def __init__(self, *arguments: Any, newest: Sequence[Piece], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.newest = {one.key: one for one in newest}
        own: dict[str, forms.Field] = {"strength": strength_field()}
        if newest:
            own["in_place_of"] = forms.ChoiceField(
                label="It is a later version of",
                required=False,
                choices=[("", "Nothing: it is new"), *((one.key, f"{one} {one.title}") for one in newest)],
            )
        ties = {name: field for name, field in self.fields.items() if name.startswith(TIE)}
        self.fields = {**own, **ties}


class TurnAwayForm(forms.Form):
    """Why something sent is not taken in."""

    why = words_field(
        "Why it is not taken in",
        required="Say why it is not taken in.",
        rows=2,
        help_text="Whoever sent it reads this.",
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="away", **values)


class CallForm(forms.Form):
    """What partners are asked, and until when."""

    asks = words_field(
        "What you ask of partners",
        required="Write what you ask of partners.",
        rows=5,
        help_text="They read this and the title of the activity, and nothing else of it.",
    )
    until_on = day_field("Last day on which they can send something")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        initial = {"until_on": today() + timedelta(weeks=4), **(values.pop("initial", None) or {})}
        super().__init__(*arguments, initial=initial, **values)

    def clean_until_on(self) -> Any:
        given = self.cleaned_data["until_on"]
        if given < today():
            raise forms.ValidationError("That day is over. Give one that is still to come.")
        return given
