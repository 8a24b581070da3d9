"""Whether a drawing keeps to itself: what stands in it and nothing from a file or another host."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from plumbline.errors import PlumblineError

_NEVER = {
    "script",
    "foreignObject",
    "image",
    "feImage",
    "iframe",
    "audio",
    "video",
    "object",
    "embed",
    "handler",
}
# A backslash could write any of these in another way.
_ADDRESS = re.compile(r"url\(\s*['\"]?\s*(?![#'\"\s])[^)]|@import|image-set|src\(|\\", re.IGNORECASE)


def safe_svg(svg: str) -> str:
    """The drawing as it is. Raises PlumblineError where it holds anything that asks for something outside."""
    if faults := svg_faults(svg):
        raise PlumblineError(
            f"A picture of this document cannot be used: {'; '.join(faults)}. Make it again without."
        )
    return svg


def svg_faults(svg: str) -> list[str]:
    """What in a drawing reaches outside itself or could act, each in words; empty where nothing does."""
    if re.search(r"<!(?!--)|<\?(?!xml\s)", svg):
        return ["it declares a type or entities of its own"]
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as fault:
        return [f"it is no SVG that can be read ({fault})"]
    faults = [] if _plain(root.tag) == "svg" else ["it is no SVG"]
    for element in root.iter():
        name = _plain(element.tag)
        if name in _NEVER:
            faults.append(f"it holds <{name}>")
        if name == "style" and _ADDRESS.search(element.text or ""):
            faults.append("its style names an address")
        for key, value in element.attrib.items():
            attribute = _plain(key)
            if attribute.lower().startswith("on"):
                faults.append(f"it holds the script {attribute}")
            elif attribute == "href" and not value.strip().startswith("#"):
                faults.append("it names an address")
            elif _ADDRESS.search(value):
                faults.append(f"its {attribute} names an address")
    return list(dict.fromkeys(faults))


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
