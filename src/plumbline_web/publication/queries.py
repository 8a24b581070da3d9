"""Rounds, comments and editions, by who may see them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Prefetch, Q, QuerySet

from plumbline_web.publication.models import Answer, Comment, Edition, Making, PublicAddress, Round
from plumbline_web.scrutiny.models import Activity, Record
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.writing.models import Paper


def editions_of(paper: Paper) -> QuerySet[Edition]:
    """The editions that were published, the newest first."""
    return Edition.objects.filter(paper=paper).select_related("by").order_by("-number")


def editions_in(activity: Activity) -> QuerySet[Edition]:
    """Every edition of an activity's papers, the newest first."""
    return (
        Edition.objects.filter(paper__activity=activity)
        .select_related("by", "paper__activity__organisation")
        .order_by("-at", "-id")
    )


def rounds_in(activity: Activity) -> QuerySet[Round]:
    """Every round of factual accuracy of an activity, the newest first."""
    return (
        Round.objects.filter(paper__activity=activity)
        .select_related("paper__activity__organisation", "opened_by", "closed_by")
        .prefetch_related("leaves__by")
        .order_by("-opened_at", "-id")
    )


def comments_seen(stands: Standing, one: Round) -> QuerySet[Comment]:
    """The comments of a round that somebody may see, with their answers: a service sees its own alone."""
    found = Comment.objects.filter(round=one)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    answers = Prefetch("answers", Answer.objects.select_related("by"))
    return found.select_related("subject__organisation", "by", "withdrawn_by").prefetch_related(answers)


def unanswered(one: Round) -> QuerySet[Comment]:
    """The comments of a round that stand and that nobody has answered yet."""
    return Comment.objects.filter(round=one, withdrawn_at=None, answers=None)


def services_waited_for(one: Round) -> list[str]:
    """The services that have not said that they have finished commenting, by name."""
    found = one.paper.activity.subjects.exclude(pk__in=one.finished.values("subject"))
    return list(found.values_list("organisation__name", flat=True))


def open_round(paper: Paper) -> Round | None:
    """The round that is open on a paper; None where there is none."""
    return Round.objects.filter(paper=paper, closed_at=None).first()


def makings_of(paper: Paper) -> QuerySet[Making]:
    """Every making of an edition of a paper, the newest first."""
    return Making.objects.filter(paper=paper).select_related("asked_by").order_by("-id")


def public_address(edition: Edition) -> PublicAddress | None:
    """The public address at which an edition is open today; None where it is not."""
    return edition.addresses.filter(closed_at=None).select_related("opened_by").first()


def edition_open_to_anyone(key: str) -> Edition | None:
    """The edition with this key, where it is open to anyone at a public address."""
    if not (key.isascii() and key.isalnum()):
        return None
    open_now = PublicAddress.objects.filter(edition__key=key, closed_at=None)
    found = Edition.objects.filter(pk__in=open_now.values("edition"), public=True)
    return found.select_related("paper__activity__organisation", "by").first()


def references_of(activity: Activity) -> list[str]:
    """The references of every record drawn for an activity, for a check that a text names none of them."""
    found = Record.objects.filter(draw__subject__activity=activity)
    return list(found.values_list("record_id", flat=True))


def editions_open_to_anyone(paper: Paper) -> QuerySet[Edition]:
    """The editions of a paper that are open to anyone today, the newest first."""
    found = PublicAddress.objects.filter(edition__paper=paper, closed_at=None)
    return Edition.objects.filter(pk__in=found.values("edition"), public=True).order_by("-number")


def counted_comments(stands: Standing, rounds: Sequence[Round]) -> dict[int, tuple[int, int]]:
    """For each round how many comments somebody sees in it that stand, and how many have no answer."""
    found = Comment.objects.filter(round__in=rounds, withdrawn_at=None)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    rows = (
        found.order_by()
        .values("round")
        .annotate(
            many=Count("pk", distinct=True),
            answered=Count("pk", filter=Q(answers__isnull=False), distinct=True),
        )
    )
    return {row["round"]: (row["many"], row["many"] - row["answered"]) for row in rows}
