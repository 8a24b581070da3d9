"""What people fill in to load records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from plumbline.publishing.wording import day
from plumbline.records.faults import KINDS
from plumbline_web.records.found import choices
from plumbline_web.records.models import Run, SupplierMapping


class SeveralFiles(forms.ClearableFileInput):
    """A picker that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; its value is a list of them."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if data and isinstance(data, list | tuple) else [data or None]
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
        error_messages={"invalid": "Give the day as day, month and year, such as 31/03/2026."},
    )

    def __init__(
        self,
        *arguments: Any,
        mappings: QuerySet[SupplierMapping],
        last: SupplierMapping | None,
        **values: Any,
    ) -> None:
        super().__init__(*arguments, **values)
        if mappings:
            self.fields["mapping"] = forms.ModelChoiceField(
                label="Read it with the mapping",
                required=False,
                queryset=mappings,
                to_field_name="key",
                empty_label="None: it has the names of the specification",
                initial=last.key if last else "",
                error_messages={"invalid_choice": "Choose one of the mappings in the list."},
            )


class FaultFilter(forms.Form):
    """What the list of faults can be narrowed by; each choice is one that this extract has."""

    def __init__(self, *arguments: Any, folder: Path, **values: Any) -> None:
        super().__init__(*arguments, **values)
        for name, label in (
            ("severity", "How bad"),
            ("kind", "What"),
            ("table", "Table"),
            ("file", "File"),
            ("column", "Column"),
        ):
            words = KINDS if name == "kind" else {}
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "All"), *((one, words.get(one, one)) for one in choices(folder, name))],
            )


class RunChoice(forms.ModelChoiceField):
    """A run, known by the day it is as at and the day it was made."""

    def label_from_instance(self, run: Run) -> str:
        made = f", made {day(timezone.localtime(run.frozen_at))}" if run.frozen_at else ""
        return f"As at {day(run.as_at)}{made}"


class TwoRuns(forms.Form):
    """Two runs to compare."""

    def __init__(self, *arguments: Any, runs: QuerySet[Run], **values: Any) -> None:
        super().__init__(*arguments, **values)
        for name, label in (("before", "The earlier run"), ("after", "The later run")):
            self.fields[name] = RunChoice(
                label=label,
                queryset=runs,
                to_field_name="key",
                error_messages={"invalid_choice": "Choose one of the runs in the list."},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("before") is not None and found.get("before") == found.get("after"):
            raise forms.ValidationError("Choose two different runs.")
        return found


class CalendarForm(forms.Form):
    """A council's own days."""

    MOST_BYTES = 1_000_000

    file = forms.FileField(
        label="Your calendar",
        help_text="A CSV file with the columns authority, date, working (yes or no) and name.",
        error_messages={"required": "Choose the CSV file with your days."},
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. A calendar is much smaller: check it.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Save it as CSV UTF-8.") from None


class RetentionForm(forms.Form):
    """How long case rows are kept."""

    months = forms.IntegerField(
        label="Months for which case rows are kept after a run",
        min_value=1,
        max_value=120,
        help_text="Figures and reports stay. 1 to 120 months.",
    )
