"""The published cases of the library, read once and then kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from plumbline.errors import PlumblineError
from plumbline.scrutiny.published.form import PublishedCase
from plumbline.scrutiny.published.reading import read_published


@cache
def load_published() -> Mapping[str, PublishedCase]:
    """The published cases by code, the latest first. Each is a folder of `library/published`."""
    home = files("plumbline") / "library" / "published"
    cases = []
    for folder in home.iterdir():
        if folder.is_dir() and not folder.name.startswith(("_", ".")):
            texts = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".toml")}
            case = read_published(texts, folder.name)
            if case.code != folder.name:
                raise PlumblineError(f"{folder.name}: its code is {case.code}. Give both the same name.")
            cases.append(case)
    cases.sort(key=lambda one: (one.published, one.code), reverse=True)
    return MappingProxyType({case.code: case for case in cases})
