"""What people fill in to load records."""

from __future__ import annotations

from typing import Any

from django import forms


class SeveralFiles(forms.ClearableFileInput):
    """A picker that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; its value is a list of them."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class LoadForm(forms.Form):
    """An extract to load."""

    files = FilesField(
        label="Your extract",
        help_text="All its files at once: CSV or Parquet files, or one zip or one workbook.",
        error_messages={"required": "Choose the files of your extract."},
    )
    as_at = forms.DateField(
        label="Judge as at",
        required=False,
        help_text="Leave this empty to use the day on which the extract was made.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give the day as year, month and day, such as 2026-03-31."},
    )
