"""The papers, layouts and templates of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Prefetch, QuerySet
from django.http import Http404

from plumbline.publishing.documents import layouts, read_layout
from plumbline_web.board_papers.keeping_files import kept
from plumbline_web.board_papers.models import OwnLayout, Paper, PaperVersion, Sent, WordTemplate
from plumbline_web.improvement.models import ActionUpdate, AreaMove, Plan
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access

FIELDS_ALWAYS = ("title", "under", "mark", "foot", "made on")
"""The fields of a Word template that every paper has."""


def papers_of(seen: Access) -> QuerySet[Paper]:
    """The organisation's papers, newest first, with their versions and what was sent of them."""
    versions = PaperVersion.objects.select_related("by").order_by("number")
    return (
        Paper.objects.filter(organisation=seen.organisation)
        .select_related("organisation", "plan", "begun_by")
        .prefetch_related(Prefetch("versions", queryset=versions), "sent")
    )


def last_said(plans: Iterable[Plan]) -> date | None:
    """The last day on which something was said of an action or area of these plans; None where none was."""
    keys = [one.pk for one in plans]
    said = ActionUpdate.objects.filter(action__area__plan__in=keys).aggregate(last=Max("on"))["last"]
    moved = AreaMove.objects.filter(area__plan__in=keys).aggregate(last=Max("on"))["last"]
    return max((one for one in (said, moved) if one is not None), default=None)


def paper_called(seen: Access, key: str) -> Paper:
    """One of them, by its key. Raises Http404."""
    found = papers_of(seen).filter(key=key).first() if _is_key(key) else None
    if found is None:
        raise Http404("There is no such paper here.")
    return found


def newest(paper: Paper) -> PaperVersion:
    """The version that holds what a paper says now."""
    return list(paper.versions.all())[-1]


def version_numbered(paper: Paper, number: int) -> PaperVersion:
    """A version by its number. Raises Http404."""
    for one in paper.versions.all():
        if one.number == number:
            return one
    raise Http404("The paper has no such version.")


def sent_of(seen: Access) -> QuerySet[Sent]:
    """Everything that was sent, newest first."""
    return Sent.objects.filter(paper__organisation=seen.organisation).select_related(
        "paper__organisation", "paper__plan", "by", "version"
    )


def sent_called(seen: Access, key: str) -> Sent:
    """One of them, by its key. Raises Http404."""
    found = sent_of(seen).filter(key=key).first() if _is_key(key) else None
    if found is None:
        raise Http404("There is no such paper here.")
    return found


def templates_of(organisation: Organisation) -> QuerySet[WordTemplate]:
    """Every Word template that the organisation sent, the newest first."""
    return WordTemplate.objects.filter(organisation=organisation).select_related("organisation", "by")


def template_now(organisation: Organisation) -> WordTemplate | None:
    """The one that is used."""
    return templates_of(organisation).first()


def template_bytes(template: WordTemplate) -> bytes:
    """Its file. Raises PaperRefused where it is not the one that was sent."""
    return kept(template.path, template.sha256, "The Word template")


def own_layouts(organisation: Organisation) -> list[OwnLayout]:
    """The council's own layouts, the newest of each code, by title."""
    found: dict[str, OwnLayout] = {}
    for one in OwnLayout.objects.filter(organisation=organisation).select_related("by"):
        found.setdefault(one.code, one)
    return sorted(found.values(), key=lambda one: one.title)


def layout_choices(organisation: Organisation) -> list[tuple[str, str]]:
    """The layouts to choose from: the council's own first, each under a code for a form."""
    own = [(f"own-{one.key}", f"{one.title} (your own)") for one in own_layouts(organisation)]
    return [*own, *((one.code, one.title) for one in layouts().values())]


def layout_text(organisation: Organisation, code: str) -> str:
    """The text of a chosen layout of the council's own; empty for one that is shipped."""
    for one in own_layouts(organisation):
        if code == f"own-{one.key}":
            return one.text
    return ""


def fields_known(organisation: Organisation) -> list[str]:
    """What a Word template may ask for: the fields of every paper, and the header lines of any layout."""
    held = [*layouts().values(), *(read_layout(one.text, one.code) for one in own_layouts(organisation))]
    return [*FIELDS_ALWAYS, *dict.fromkeys(label for one in held for label, _ in one.header)]


def _is_key(key: str) -> bool:
    return key.isascii() and key.isalnum()
