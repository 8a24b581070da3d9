"""The file of a document, given out as an attachment and never opened on the site."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import every_piece_of, seen_of, sent_by_service
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.trail import record_in


@in_activity("see evidence")
def file(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """To the team, also of what was sent and is not taken in yet."""
    return given_out(
        stands.account, get_object_or_404(seen_of(stands, every_piece_of(stands.activity)), key=key)
    )


@in_activity("send evidence")
def sent_file(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """To the service that sent it."""
    return given_out(
        stands.account, get_object_or_404(sent_by_service(stands.seen, stands.activity), key=key)
    )


def given_out(account: Account, piece: Piece) -> HttpResponse:
    """The file as an attachment that no browser shows as a page, written into the trail. Raises Http404."""
    kept = getattr(piece, "attachment", None)
    if kept is None or not kept.path.is_file():
        raise Http404("There is no such file.")
    record_in(
        piece.activity,
        "opened file of evidence",
        by=account,
        piece=piece.key,
    )
    answer = FileResponse(
        kept.path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
