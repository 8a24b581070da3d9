"""What people fill in to compare."""

from __future__ import annotations

from django import forms

MOST_BYTES = 20_000_000


class BringInForm(forms.Form):
    """Another council's measures.csv."""

    file = forms.FileField(
        label="The other council’s measures.csv",
        help_text="The file measures.csv of one of their runs, as Plumbline wrote it. It holds no case.",
        error_messages={"required": "Choose the file measures.csv."},
    )
    as_at = forms.DateField(
        label="The day its figures are as at",
        error_messages={
            "required": "Give the day that the other council’s run was as at.",
            "invalid": "Give the day as day, month and year, such as 31/03/2026.",
        },
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB, and no measures.csv is. Check it.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Send measures.csv unchanged.") from None
        return text
