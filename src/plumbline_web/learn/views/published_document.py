"""One document of a published case, for anybody: as a page to read, or as a file to keep."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plumbline.errors import PlumblineError
from plumbline.scrutiny.published import load_published
from plumbline_web.learn.making import FORMS, StillMakingError, made
from plumbline_web.learn.views.published_case import case_page

PAGE_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The page brings its one style sheet along, and in its own head allows no other."""
AGAIN_IN = 10
"""Seconds after which to ask again, where others are being served."""
BUSY = "Other documents are being made at this moment. Ask for it again in a little while."


@login_not_required
@require_safe
def published_document(request: HttpRequest, code: str, name: str, form: str) -> HttpResponse:
    """The page to read at once; a PDF or Word file to keep. Made when first asked for."""
    if code not in load_published() or form not in FORMS:
        raise Http404("There is no such document.")
    try:
        content = made(code, name, form)
    except KeyError:
        raise Http404("There is no such document.") from None
    except StillMakingError:
        answer = case_page(request, load_published()[code], fault=BUSY, status=503)
        answer["Retry-After"] = str(AGAIN_IN)
        return answer
    except PlumblineError as fault:
        return case_page(request, load_published()[code], fault=str(fault), status=503)
    answer = HttpResponse(content, content_type=FORMS[form].kind)
    if form == "page":
        answer["Content-Security-Policy"] = PAGE_POLICY
    else:
        called = f"{code}_{name}.{FORMS[form].ending}".replace("_", "-")
        answer["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer
