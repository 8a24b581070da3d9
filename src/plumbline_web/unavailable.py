"""The page for what goes wrong: words of its own where the disk is full or the database is busy.

Called for every error that no page has met, from whichever layer it comes.
"""

from __future__ import annotations

import errno
import logging
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger("plumbline.unavailable")

NO_ROOM = (
    {errno.ENOSPC, errno.EFBIG, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
)
FULL, BUSY, BROKEN = "507.html", "503.html", "500.html"
STATUS = {FULL: 507, BUSY: 503, BROKEN: 500}


def page_for(fault: BaseException | None) -> str:
    """The template that says what went wrong, found from the error and what it came of."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            return FULL
        if isinstance(fault, OperationalError):
            said = str(fault).lower()
            if "is full" in said or "no space" in said or "disk i/o error" in said:
                return FULL
            if "locked" in said or "busy" in said or "timeout" in said or "connect" in said:
                return BUSY
        fault = fault.__cause__ or fault.__context__
    return BROKEN


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. It asks the database for nothing, and shows no traceback."""
    template = page_for(sys.exc_info()[1])
    response = HttpResponse(render_to_string(template), status=STATUS[template])
    if template != BROKEN:
        # One line for whoever runs the site; a traceback would tell them nothing more.
        log.error("%s %s: %s", request.method, STATUS[template], sys.exc_info()[1])
        response._has_been_logged = True
    if template == BUSY:
        response["Retry-After"] = "10"
    return response
