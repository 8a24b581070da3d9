"""What people fill in about plans and their actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms

from plumbline.calendars import add_months
from plumbline.errors import PlumblineError
from plumbline.measures.periods import label_of, parse_label, spoken
from plumbline_web.improvement.models import Action, Area, Plan
from plumbline_web.improvement.states import ACTION_WORDS, CHECKED_EVERY
from plumbline_web.people.forms import LinesField, day_field
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.forms import words_field


def went(form: forms.Form, verb: Callable[[], object], field: str | None = None) -> bool:
    """Whether a verb did what the form asks; where it refused, the form says why."""
    try:
        verb()
    except PlumblineError as refused:
        form.add_error(field, str(refused).splitlines())
        return False
    return True


def lines_field(label: str, help_text: str = "") -> LinesField:
    """Names, one a line, none of which need be given."""
    return LinesField(label=label, required=False, help_text=help_text)


class PlanForm(forms.Form):
    """What a plan is called, what it says of itself, and how often it is checked."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the plan a title."}
    )
    about = words_field("What it is for", help_text="Printed under the title.", rows=3)
    checked_every = forms.ChoiceField(
        label="Check its actions",
        choices=list(CHECKED_EVERY.items()),
        widget=forms.RadioSelect,
        help_text="An action of which nothing was said for so long is asked about.",
    )

    def __init__(self, *arguments: Any, plan: Plan | None = None, **values: Any) -> None:
        initial = (
            {"title": plan.title, "about": plan.about, "checked_every": plan.checked_every}
            if plan is not None
            else {"checked_every": "month"}
        )
        super().__init__(*arguments, initial=initial, **values)


class NewPlanForm(PlanForm):
    """A new plan, and the report that it answers, where it answers one."""

    answers = forms.ChoiceField(
        label="What it answers",
        widget=forms.RadioSelect,
        help_text="Of a report come its key messages and the areas for improvement that are yours.",
        error_messages={"required": "Choose what the plan answers."},
    )
    field_order = ("answers", "title", "about", "checked_every")

    def __init__(self, *arguments: Any, reports: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["answers"].choices = [*reports, ("wish", "A wish of the board, or nothing yet")]
        if len(self.fields["answers"].choices) == 1:
            self.fields["answers"].initial = "wish"


class KeyMessageForm(forms.Form):
    """A key message with its code."""

    code = forms.CharField(
        label="Code", max_length=20, help_text="Such as KM1", error_messages={"required": "Give it a code."}
    )
    text = words_field("Key message", required="Write the key message.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="message", **values)


class EndForm(forms.Form):
    """Why a plan is ended."""

    why = words_field("Why the plan is ended", required="Say why the plan is ended.", rows=3)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="end", **values)


class ActionForm(forms.Form):
    """An action: what, who, by when, with what, and what would show that it worked."""

    text = words_field("What is to be done", required="Say what is to be done.", rows=3)
    key_messages = forms.MultipleChoiceField(
        label="Key messages it answers", required=False, widget=forms.CheckboxSelectMultiple
    )
    responsible = lines_field("Responsible", "Roles of your service, one a line. No person’s name.")
    outside = lines_field("Bodies outside the service that answer for it too", "One a line.")
    due_on = day_field("Day it is due", required=False, help_text="Leave it empty where there is none yet.")
    due_words = forms.CharField(
        label="Timescale in words",
        required=False,
        max_length=200,
        help_text="Where it is no day: “July 2019 onwards”, “to be agreed”.",
    )
    resources = words_field("Resources", rows=2)
    expected = words_field("Evidence of improvement expected", rows=2)

    def __init__(self, *arguments: Any, plan: Plan, action: Action | None = None, **values: Any) -> None:
        initial: dict[str, Any] = {}
        if action is not None:
            initial = {name: getattr(action, name) for name in self.base_fields if name != "why"}
            for name in ("responsible", "outside"):
                initial[name] = "\n".join(initial[name])
        super().__init__(*arguments, initial=initial, **values)
        messages = list(plan.key_messages.all())
        self.fields["key_messages"].choices = [
            (one.code, f"{one.code}: {one.text}"[:160]) for one in messages
        ]
        if not messages:
            del self.fields["key_messages"]


class ChangeActionForm(ActionForm):
    """The same written otherwise, with the reason."""

    why = words_field("Why it is changed", required="Say why the action is changed.", rows=2)


class UpdateForm(forms.Form):
    """What became of an action."""

    state = forms.ChoiceField(
        label="How it stands",
        choices=list(ACTION_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the action stands."},
    )
    on = day_field("Day it happened", help_text="For an action that begins: the day it began.")
    period = forms.ChoiceField(
        label="Month or quarter it reports on",
        required=False,
        help_text="The area’s figures of that time are kept with it; those of the newest month for none.",
    )
    text = words_field("What was done, and what is in the way", rows=3)

    def __init__(
        self,
        *arguments: Any,
        action: Action | None = None,
        key: str = "",
        state: str = "",
        as_at: date | None = None,
        **values: Any,
    ) -> None:
        initial = {"on": today(), "state": action.state if action is not None else state}
        # Several of these stand on one page: each names its fields by its action.
        values.setdefault("auto_id", f"id_{action.key if action is not None else key}_%s")
        super().__init__(*arguments, initial=initial, prefix="update", **values)
        self.fields["period"].choices = [("", "None in particular"), *periods_over(as_at or today())]


def periods_over(as_at: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The last six months and four quarters that were over on a day, newest first, as choices."""
    months = [f"{add_months(as_at.replace(day=1), -back):%Y-%m}" for back in range(1, 16)]
    quarters = dict.fromkeys(label_of(month, "quarter") for month in months)
    over = [one for one in quarters if parse_label(one).last_day < as_at][:4]
    return [
        ("Months", [(one, spoken(one)) for one in months[:6]]),
        ("Quarters", [(one, spoken(one)) for one in over]),
    ]


class UndoForm(forms.Form):
    """Why an update is taken back."""

    why = words_field("Why it is taken back", required="Say why the update is taken back.", rows=2)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, prefix="undo", **values)


class AreaForm(forms.Form):
    """An area for improvement in words."""

    text = words_field("What is to improve", required="Say what is to improve.", rows=3)
    indicator = forms.CharField(
        label="Quality indicator", required=False, max_length=60, help_text="Its code, such as 5.2."
    )
    indicator_title = forms.CharField(label="Title of the indicator", required=False, max_length=300)
    question = forms.CharField(label="Key question above it", required=False, max_length=200)
    owners = lines_field("Who owns it", "One body or several, one a line.")
    within = forms.ChoiceField(label="Part of", required=False)

    def __init__(self, *arguments: Any, plan: Plan, area: Area | None = None, **values: Any) -> None:
        initial: dict[str, Any] = {}
        if area is not None:
            initial = {name: getattr(area, name) for name in self.base_fields if name != "within"}
            initial["owners"] = "\n".join(area.owners)
        super().__init__(*arguments, initial=initial, **values)
        self.areas = {one.key: one for one in plan.areas.filter(within=None).exclude(state="replaced")}
        self.fields["within"].choices = [
            ("", "No other area"),
            *((key, one.text[:100]) for key, one in self.areas.items()),
        ]
        if area is not None or not self.areas:
            del self.fields["within"]


class ShareForm(forms.Form):
    """With whom a plan is shared."""

    to = forms.ChoiceField(
        label="Scrutiny body",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a scrutiny body."},
    )

    def __init__(self, *arguments: Any, bodies: Iterable[Organisation], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.bodies = {one.slug: one for one in bodies}
        self.fields["to"].choices = [(slug, one.name) for slug, one in self.bodies.items()]


SHOWN = (
    ("", "All that is not given up"),
    ("no_shift", "Done, and nothing has shifted"),
    ("overdue", "Overdue"),
    ("at_risk", "At risk"),
    ("open", "Still to be done"),
    ("done", "Done"),
    ("dropped", "Given up"),
)


class PlansFilter(forms.Form):
    """What narrows the list of all actions."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    show = forms.ChoiceField(label="Show", required=False, choices=SHOWN)
    plan = forms.ChoiceField(label="Plan", required=False)

    def __init__(self, *arguments: Any, plans: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["plan"].choices = [("", "All plans"), *plans]
