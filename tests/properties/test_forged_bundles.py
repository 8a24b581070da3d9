"""A bundle in which anything stands in place of anything, every hash made to fit: an answer, no traceback."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from factories.bundles import contents
from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import NotABundle, Verified, verify_bundle, write_bundle
from plumbline.scrutiny.bundle.archive import packed, unpacked

ANYTHING = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "yes",
    "2026-02-30",
    "1/0",
    "9" * 500,
    [],
    [[]],
    {},
    {"x": 1},
    "\x00",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("sealed") / "bundle.zip"
    write_bundle(contents(12), path, rate=rate_of)
    return unpacked(path.read_bytes())


def sealed_again(files: dict[str, bytes], path: Path) -> Verified:
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if name not in ("manifest.json", "seal.txt")
    }
    files["manifest.json"] = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
    files["seal.txt"] = f"{sha256(files['manifest.json']).hexdigest()}\n".encode()
    path.write_bytes(packed(files))
    return verify_bundle(path, rate=rate_of)


def somewhere(random: Random, held: Any) -> tuple[Any, Any]:
    """A table or list somewhere in it, and a place there."""
    while True:
        place = random.choice(sorted(held) if isinstance(held, dict) else range(len(held)))
        below = held[place]
        if not isinstance(below, dict | list) or not below or random.random() < 0.15:
            return held, place
        held = below


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_put_into_a_bundle_it_is_answered_in_words(
    files: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    name = random.choice([one for one in files if one.endswith(".json")])
    held = json.loads(files[name])
    at, place = somewhere(random, held)
    put = random.choice(ANYTHING)
    if random.random() < 0.2:
        del at[place]
    else:
        at[place] = put
    try:
        found = sealed_again({**files, name: json.dumps(held).encode()}, tmp_path / "b.zip")
    except NotABundle:
        return
    assert all(isinstance(one, str) and one for one in found.faults)
    assert found.ok or found.faults or not all(one.same for one in found.figures)
