"""An organisation's own kinds of activity, frameworks and scales: kept as versions, and ended."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import load_templates, read_template
from plumbline.scrutiny.frameworks import Framework, Scale, load_scales, read_framework, read_scale
from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.scrutiny.kinds import own_frameworks, own_rows, own_scales
from plumbline_web.scrutiny.models import OwnTemplate


@transaction.atomic
def keep_kind(*, by: Account, organisation: Organisation, text: str | bytes) -> OwnTemplate:
    """Keep a kind of activity of an organisation's own, as TOML; one with the same code is its next version.

    Raises PlumblineError with every fault of the text, and ScrutinyRefused where the code is one of those
    shipped. Activities opened before keep their copy.
    """
    template = read_template(
        text,
        "The text",
        own_frameworks=own_frameworks(organisation),
        own_scales=own_scales(organisation),
    )
    if template.code in load_templates():
        raise ScrutinyRefused(
            f"The code “{template.code}” is that of a kind that is shipped. Choose another for your own."
        )
    return _kept(by, organisation, "activity", template.code, template.title, text)


@transaction.atomic
def keep_framework(*, by: Account, organisation: Organisation, text: str | bytes) -> OwnTemplate:
    """Keep a framework of an organisation's own, as TOML; one with the same code is its next version.

    Raises PlumblineError with every fault, and ScrutinyRefused where a kind of its own would no longer fit.
    """
    known, scales = own_frameworks(organisation), own_scales(organisation)
    framework = read_framework(text, "The text", own_frameworks=known, own_scales=scales)
    _check_scale(framework.scale, {code: one for code, one in known.items() if code != framework.code})
    _check_kinds(organisation, {**known, framework.code: framework}, scales)
    return _kept(by, organisation, "framework", framework.code, framework.title, text)


@transaction.atomic
def keep_scale(*, by: Account, organisation: Organisation, text: str | bytes) -> OwnTemplate:
    """Keep a scale of an organisation's own, as TOML; one with the same code is its next version.

    A kind of activity names it beside any framework. Raises PlumblineError with every fault, and
    ScrutinyRefused where the code is that of another scale, or a kind of its own would no longer fit.
    """
    scale = read_scale(text, "The text")
    if scale.code in load_scales():
        raise ScrutinyRefused(
            f"The code “{scale.code}” is that of a scale that is shipped. Choose another for your own."
        )
    scales = {**own_scales(organisation), scale.code: scale}
    _check_frameworks(organisation, scales)
    return _kept(by, organisation, "scale", scale.code, scale.title, text)


@transaction.atomic
def end_own(*, by: Account, one: OwnTemplate) -> OwnTemplate:
    """Offer an own kind, framework or scale no longer. Raises ScrutinyRefused where another rests on it."""
    held = OwnTemplate.objects.select_for_update().get(pk=one.pk)
    if held.ended_at is not None:
        raise ScrutinyRefused("It was ended already.")
    organisation = Organisation.objects.get(pk=held.organisation_id)
    if held.kind == "framework":
        _check_kinds(
            organisation,
            {code: known for code, known in own_frameworks(organisation).items() if code != held.code},
            own_scales(organisation),
        )
    if held.kind == "scale":
        scales = {code: one for code, one in own_scales(organisation).items() if code != held.code}
        _check_kinds(organisation, _check_frameworks(organisation, scales), scales)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    _recorded("ended own template", by, organisation, held)
    return held


def _check_scale(scale: Scale | None, others: dict[str, Framework]) -> None:
    """Refuse where another framework of one's own writes out another scale under the same code."""
    for one in others.values():
        if scale and one.scale and one.scale.code == scale.code and one.scale != scale:
            raise ScrutinyRefused(
                f"Your framework “{one.title}” has another scale “{scale.code}”. Choose another code."
            )


def _check_frameworks(organisation: Organisation, scales: dict[str, Scale]) -> dict[str, Framework]:
    """The own frameworks as they are with these scales; refuse where one could no longer be read."""
    known: dict[str, Framework] = {}
    # In the order in which they follow each other, so that each finds the one before it.
    for code in own_frameworks(organisation):
        row = next(one for one in own_rows(organisation, "framework") if one.code == code)
        try:
            known[code] = read_framework(row.text, row.title, own_frameworks=known, own_scales=scales)
        except PlumblineError as fault:
            raise ScrutinyRefused(
                f"Your framework “{row.title}” would no longer fit. Change or end that first. {fault}"
            ) from fault
    return known


def _check_kinds(organisation: Organisation, known: dict[str, Framework], scales: dict[str, Scale]) -> None:
    """Refuse where an own kind of activity could no longer be read with these frameworks and scales."""
    for row in own_rows(organisation, "activity"):
        try:
            read_template(row.text, row.title, own_frameworks=known, own_scales=scales)
        except PlumblineError as fault:
            raise ScrutinyRefused(
                f"Your kind “{row.title}” rests on it and would no longer fit. "
                f"Change or end that first. {fault}"
            ) from fault


def _kept(
    by: Account, organisation: Organisation, kind: str, code: str, title: str, text: str | bytes
) -> OwnTemplate:
    plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    rows = OwnTemplate.objects.select_for_update().filter(organisation=organisation, kind=kind, code=code)
    for earlier in rows.filter(ended_at=None):
        earlier.ended_at = timezone.now()
        earlier.save(update_fields=["ended_at"])
    made = OwnTemplate.objects.create(
        organisation=organisation, kind=kind, code=code, title=title[:200], text=plain, made_by=by
    )
    _recorded("kept own template", by, organisation, made)
    return made


def _recorded(act: str, by: Account, organisation: Organisation, one: OwnTemplate) -> None:
    record(
        act,
        by=by,
        organisation=organisation.slug,
        subject=f"template:{one.key}",
        kind=one.kind,
        code=one.code,
    )
