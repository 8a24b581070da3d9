"""What people fill in around a reading; the questions of a record themselves are no form of ours."""

from __future__ import annotations

from typing import Any

from django import forms

from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.scrutiny.forms import words_field
from plumbline_web.scrutiny.states import DROP_REASONS

OWN = "own"
MOST_BYTES = 4_000_000


class InstrumentForm(forms.Form):
    """Which instrument the records are read on: one that is shipped, or a file of one's own."""

    which = forms.ChoiceField(
        label="Instrument",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an instrument."},
    )
    file = forms.FileField(
        label="Your own form",
        required=False,
        help_text="Only where you chose your own above: an XLSForm as xlsx, md or csv.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.md,.csv"}),
    )
    minutes = forms.IntegerField(
        label="Minutes a record takes",
        required=False,
        min_value=1,
        max_value=600,
        help_text="A guide for readers. Leave it empty to use what the instrument says.",
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        offered = [
            (one.code, f"{one.form.title}: {one.questions} questions at most. {one.about}")
            for one in shipped_instruments().values()
        ]
        self.fields["which"].choices = [*offered, (OWN, "Our own, from a file")]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file = found.get("file")
        if found.get("which") == OWN and not file and "file" not in self.errors:
            self.add_error("file", "Choose the file of your own form.")
        if file and file.size > MOST_BYTES:
            self.add_error(
                "file", "The file is larger than 4 MB. A form is far smaller: choose another file."
            )
        return found


class ReturnForm(forms.Form):
    """Why a reading goes back to its reader."""

    comment = words_field(
        "What should the reader look at again?", required="Say what the reader should look at again."
    )


class ObstacleForm(forms.Form):
    """Why a record cannot be read."""

    reason = forms.ChoiceField(
        label="What is wrong?",
        choices=list(DROP_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    text = words_field(
        "What did you find?",
        required="Say in a few words what you found.",
        help_text="No names and no references.",
    )


class DecideForm(forms.Form):
    """What the lead decides about a record that cannot be read."""

    decision = forms.ChoiceField(
        label="What follows?",
        choices=(
            ("read_on", "It is to be read all the same"),
            ("dropped", "It is not read: nobody goes on with it"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what follows."},
    )
    answer = words_field(
        "What do you say to the reader?", help_text="Needed where the record is to be read all the same."
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("decision") == "read_on" and not found.get("answer", "").strip():
            self.add_error("answer", "Say to the reader how to go on.")
        return found


class ConcernForm(forms.Form):
    """A concern for somebody's safety: nothing has to be filled in, so that it never waits."""

    rung = forms.CharField(
        label="Whom did you ring?",
        required=False,
        max_length=200,
        help_text="Who answered, or that nobody did.",
    )
    text = words_field(
        "What worries you?",
        help_text="What you read, and where in the record. The lead and the service see it. You may leave it "
        "empty and send at once.",
    )


class StepForm(forms.Form):
    """What was done about a concern."""

    text = words_field("What was done?", required="Write what was done.")


class NoteForm(forms.Form):
    """A note on a question. It cannot be changed or deleted."""

    question = forms.ChoiceField(
        label="Question", error_messages={"required": "Choose the question that the note is about."}
    )
    text = words_field(
        "Note", required="Write the note first.", help_text="It cannot be changed or deleted. No names."
    )

    def __init__(self, *arguments: Any, questions: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["question"].choices = questions


class PracticeForm(forms.Form):
    """How many records to practise on, and of which sample. number: what is proposed."""

    draw = forms.ChoiceField(label="Of which service", error_messages={"required": "Choose a service."})
    number = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ds_input--fixed-5"}),
        help_text="They are taken from those that were not drawn, where they are least likely to be needed.",
        error_messages={
            "required": "Say how many.",
            "invalid": "Give a whole number.",
            "min_value": "Take at least 1.",
            "max_value": "At most 20 records are practised on.",
        },
    )

    def __init__(self, *arguments: Any, draws: list[tuple[str, str]], number: int = 2, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["draw"].choices = draws
        self.fields["number"].initial = number
        if len(draws) == 1:
            self.fields["draw"].initial = draws[0][0]
            self.fields["draw"].widget = forms.HiddenInput()
