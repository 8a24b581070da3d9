"""Charts as PNG, for files that cannot hold SVG: drawn by resvg, which needs neither browser nor cairo."""

from __future__ import annotations

import base64
import re
from functools import lru_cache

from plumbline.errors import PlumblineError

SCALE = 2
"""PNG are drawn at twice the size they are shown at, so that they stay sharp when printed."""


def as_png(svg: str) -> bytes:
    """One of our SVG as PNG, at twice its size on white.

    Raises PlumblineError where the machine has no font to write with, since a chart without its words would
    be half a chart.
    """
    if not _can_write():
        raise PlumblineError(
            "Pictures of charts need a font, and this machine has none. On Debian or Ubuntu: apt-get install "
            "fonts-roboto-unhinted. The report as a web page can be made all the same."
        )
    return _drawn(svg)


def with_png(html: str) -> str:
    """The HTML with each SVG picture in it as PNG; everything else, other words included, stays."""
    return re.sub(
        r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)",
        lambda found: (
            "data:image/png;base64,"
            + base64.b64encode(as_png(base64.b64decode(found[1]).decode("utf-8"))).decode("ascii")
        ),
        html,
    )


def _drawn(svg: str) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, zoom=SCALE, background="#ffffff"))


@lru_cache
def _can_write() -> bool:
    """Whether words leave a mark on a picture."""
    blank = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>{}</svg>"
    return _drawn(blank.format("")) != _drawn(blank.format("<text x='5' y='30'>M</text>"))
