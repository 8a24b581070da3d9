"""Take in how a council sets out its papers: a Word template, and layouts of its own."""

from __future__ import annotations

import hashlib
import io

from django.db import transaction

from plumbline.publishing.documents import read_layout, template_faults
from plumbline_web.audit.actions import record
from plumbline_web.board_papers.conditions import PaperRefused
from plumbline_web.board_papers.keeping_files import keep
from plumbline_web.board_papers.models import OwnLayout, WordTemplate
from plumbline_web.board_papers.queries import fields_known
from plumbline_web.evidence.scanning import FileUnsafe, scanned
from plumbline_web.people.models import Account, Organisation

MOST_LAYOUT_BYTES = 100_000
LONGEST_NAME = 120


def take_template(*, by: Account, organisation: Organisation, name: str, content: bytes) -> WordTemplate:
    """Keep a council's Word template; from now on it is used. A virus scanner is asked, where there is one.

    Raises PaperRefused with everything wrong. A file that the scanner keeps out is written into the trail.
    """
    try:
        scanned(io.BytesIO(content))
    except FileUnsafe as refused:
        record(
            "turned file away",
            by=by,
            organisation=organisation.slug,
            subject=f"organisation:{organisation.slug}",
            refused=True,
            why=refused.why,
        )
        raise PaperRefused(str(refused)) from refused
    return _kept(by, organisation, name, content)


@transaction.atomic
def _kept(by: Account, organisation: Organisation, name: str, content: bytes) -> WordTemplate:
    if faults := template_faults(content, fields_known(organisation)):
        raise PaperRefused("\n".join(faults))
    made = WordTemplate.objects.create(
        organisation=organisation,
        name=_plain(name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
    )
    keep(made.path, content)
    record(
        "took template of board papers",
        by=by,
        organisation=organisation.slug,
        subject=f"template:{made.key}",
        bytes=len(content),
        sha256=made.sha256,
    )
    return made


@transaction.atomic
def take_layout(*, by: Account, organisation: Organisation, name: str, content: bytes) -> OwnLayout:
    """Keep a council's own layout. Raises PaperRefused or PlumblineError with everything that is wrong."""
    if len(content) > MOST_LAYOUT_BYTES:
        raise PaperRefused("The file is larger than 100 KB, so it is no layout. Choose another one.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PaperRefused("The file is no text in UTF-8. Save it as that and send it again.") from None
    layout = read_layout(text, _plain(name))
    made = OwnLayout.objects.create(
        organisation=organisation, code=layout.code[:100], title=layout.title[:300], text=text, by=by
    )
    record(
        "took layout of board papers",
        by=by,
        organisation=organisation.slug,
        subject=f"layout:{made.key}",
        code=made.code,
    )
    return made


def _plain(name: str) -> str:
    """The name of a file without a path or signs that mislead."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[-LONGEST_NAME:] or "file"
