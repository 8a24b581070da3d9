"""What people fill in to open an activity and to move its stages."""

from __future__ import annotations

from typing import Any

from django import forms

from plumbline.scrutiny.activity_form import KINDS
from plumbline_web.people.forms import day_field
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import services_to_look_at
from plumbline_web.scrutiny.kinds import Kind, kinds_for
from plumbline_web.scrutiny.models import Stage


def words_field(label: str, *, required: str = "", help_text: str = "", rows: int = 4) -> forms.CharField:
    """Some lines of text. required: what is said where it is empty; with none it may be left out."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": required},
    )


class OpenForm(forms.Form):
    """A new activity: of which kind, under which title, looking at which services."""

    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of activity."},
    )
    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="As it will stand in lists, letters and on the service’s page of grants.",
        error_messages={"required": "Give the activity a title."},
    )
    services = forms.MultipleChoiceField(
        label="Services looked at",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one service."},
    )
    field_order = ("kind", "title", "services")

    def __init__(self, *arguments: Any, organisation: Organisation, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.kinds: dict[str, Kind] = {one.code: one for one in kinds_for(organisation)}
        self.fields["kind"].choices = [
            (one.code, f"{one.title}: {one.template.about}") for one in self.kinds.values()
        ]
        found = Organisation.objects.filter(pk__in=services_to_look_at(organisation)).order_by("name")
        self.services = {one.slug: one for one in found}
        self.fields["services"].choices = [(slug, one.name) for slug, one in self.services.items()]
        if len(self.services) == 1:
            self.fields["services"].initial = list(self.services)


class BeginForm(forms.Form):
    """The day a stage began."""

    on = day_field("Day it began")

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, initial={"on": today()}, prefix="begin", **values)


class EndForm(forms.Form):
    """The day a stage ended, and why, where something is still missing."""

    on = day_field("Day it ended")
    why = words_field("Why it ends although something is missing")

    def __init__(self, *arguments: Any, missing: bool, **values: Any) -> None:
        super().__init__(*arguments, initial={"on": today()}, prefix="end", **values)
        if missing:
            self.fields["why"].required = True
            self.fields["why"].error_messages["required"] = (
                "Something is still missing. Give a reason to end the stage all the same, or see to it first."
            )
        else:
            del self.fields["why"]


class AgainForm(forms.Form):
    """Opening a stage again that had ended."""

    on = day_field("Day it was opened again")
    why = words_field("Why it is opened again", required="Say why the stage is opened again.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, initial={"on": today()}, prefix="again", **values)


class PlanForm(forms.Form):
    """When a stage is planned to begin and to end."""

    planned_from = day_field("Planned first day", required=False)
    planned_until = day_field("Planned last day", required=False)

    def __init__(self, *arguments: Any, stage: Stage, **values: Any) -> None:
        initial = {"planned_from": stage.planned_from, "planned_until": stage.planned_until}
        super().__init__(*arguments, initial=initial, prefix="plan", **values)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("planned_from"), given.get("planned_until")
        if first and last and last < first:
            self.add_error("planned_until", "The last day is before the first.")
        return given


class StopForm(forms.Form):
    """Why an activity is stopped before its end."""

    why = words_field("Why it is stopped", required="Say why the activity is stopped.", rows=3)


class ActivityFilter(forms.Form):
    """What narrows the list of activities."""

    state = forms.ChoiceField(
        label="How it stands",
        required=False,
        choices=[("", "Under way"), ("ended", "Ended or stopped"), ("all", "All of them")],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), *KINDS.items()])
    q = forms.CharField(label="Words in the title", required=False, max_length=100)
