"""Running heads and feet of a PDF as what they are: decoration of its pages, passed over in reading aloud.

WeasyPrint marks their words as content and hangs the tags in no tree: a program that reads aloud can then say
them in the middle of a sentence that goes over to the next page, or refuse the file.
"""

from __future__ import annotations

from typing import Any

_MARKED = b"BDC"


def heads_as_decoration(_: Any, pdf: Any) -> None:
    """Say of marked content that no tag of the tree holds that it belongs to the page and not to the text.

    pdf: WeasyPrint's file before it is written (pydyf); it is changed in place. Takes what `write_pdf` gives
    its finisher, the document first.
    """
    if "StructTreeRoot" not in pdf.catalog:
        return
    root = _held(pdf, pdf.catalog["StructTreeRoot"])
    reached = _reached(pdf, root)
    numbers = _held(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference in pdf.page_references:
        page = _held(pdf, reference)
        holders = by_page[page["StructParents"]]
        loose = {at for at, holder in enumerate(holders) if _number(holder) not in reached}
        if not loose:
            continue
        for at in loose:
            _held(pdf, holders[at]).clear()
            holders[at] = b"null"
        written = _held(pdf, page["Contents"]).stream
        for at in range(1, len(written) - 1):
            if written[at + 1] == _MARKED and written[at].get("MCID") in loose:
                written[at - 1] = "/Artifact"
                written[at].clear()
                written[at]["Type"] = "/Pagination"


def _reached(pdf: Any, root: Any) -> set[int]:
    """The numbers of all tags that the tree holds."""
    found: set[int] = set()
    open_ = list(root["K"])
    while open_:
        one = open_.pop()
        if isinstance(one, bytes) and _number(one) not in found:  # a number is content, not a tag
            found.add(_number(one))
            held = _held(pdf, one)
            if "S" in held:
                open_ += held["K"]
    return found


def _held(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
