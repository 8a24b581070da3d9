"""What people fill in to get a word of quantity or the size of a sample. Nothing of it is kept."""

from __future__ import annotations

from typing import Any

from django import forms

MOST = 1_000_000
"""The largest population taken: its exact interval is worked out in a tenth of a second."""

_NUMBER = {"invalid": "Write a whole number, such as 702."}
_BOX = {"class": "ds_input--fixed-10", "inputmode": "numeric"}


def _count(label: str, help_text: str = "", *, least: int = 1, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=MOST,
        widget=forms.TextInput(attrs=_BOX),
        error_messages={
            **_NUMBER,
            "required": "Write a whole number.",
            "min_value": f"Write {least} or more.",
            "max_value": f"Write {MOST:,} or fewer.",
        },
    )


class WordForm(forms.Form):
    """So many of so many, and what they were drawn from."""

    k = _count("How many", "For example, 80 records with a plan on time.", least=0)
    n = _count("Out of how many", "For example, 99 records read.")
    population = _count(
        "Drawn from how many",
        "Leave it empty where you do not know. Where you read all there are, write the same number again.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        k, n, population = given.get("k"), given.get("n"), given.get("population")
        if k is not None and n is not None and k > n:
            self.add_error("k", f"It cannot be more than the {n:,} it is out of.")
        if n is not None and population is not None and population < n:
            self.add_error("population", f"It cannot be fewer than the {n:,} that were drawn from it.")
        return given


class SampleForm(forms.Form):
    """A population, and either the margin wanted or the number that can be read."""

    whole = _count("How many are there in all", "For example, 702 orders open in the year.")
    margin = forms.DecimalField(
        label="Margin you want, in percentage points",
        help_text="5 means: the true figure is likely to be within 5 points either way.",
        required=False,
        min_value=0,
        max_value=50,
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "ds_input--fixed-10", "inputmode": "decimal"}),
        error_messages={
            "invalid": "Write a number, such as 5.",
            "min_value": "Write more than 0.",
            "max_value": "Write 50 or less.",
            "max_digits": "Write at most two decimals.",
            "max_decimal_places": "Write at most two decimals.",
        },
    )
    size = _count("Or how many you can read", required=False)
    confidence = forms.ChoiceField(
        label="How sure",
        choices=(("95", "95% confidence (usual)"), ("90", "90% confidence"), ("80", "80% confidence")),
        required=False,
    )

    def clean_confidence(self) -> float:
        return int(self.cleaned_data["confidence"] or 95) / 100

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        margin, size, whole = given.get("margin"), given.get("size"), given["whole"]
        if (margin is None) == (size is None):
            self.add_error("margin", "Fill in the margin or the number you can read: one of the two.")
        elif margin == 0:
            self.add_error("margin", "Write more than 0. For no margin at all, read every record.")
        elif size is not None and size > whole:
            self.add_error("size", f"There are only {whole:,}.")
        return given
