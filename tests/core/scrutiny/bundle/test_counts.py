"""A count or share from the records of a run stands in a bundle with what it is counted of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from factories.bundles import contents
from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import BundleRefused, FromCounts, open_bundle, verify_bundle, write_bundle
from plumbline.scrutiny.quantities import Evidence

ENDED = Evidence("ended", "share", "Run", title="Orders completed", x=60, n=100, population=100)
ORDERS = Evidence("orders", "count", "Run", title="Orders", x=140)
ORIGINS = {
    "ended": FromCounts("orders_completed", "all", "Completed of ended.", 60, 100, {"end not known": 3}),
    "orders": FromCounts("orders_begun", "2025-26", "Orders begun.", 140, None, {}),
}


def test_it_comes_out_of_a_bundle_the_same(tmp_path: Path) -> None:
    made = contents()
    made = replace(made, evidence=(*made.evidence, ENDED, ORDERS), origins={**made.origins, **ORIGINS})
    write_bundle(made, tmp_path / "bundle.zip", rate=rate_of)
    found = verify_bundle(tmp_path / "bundle.zip", rate=rate_of)
    assert found.ok and not any(one.told for one in found.figures if one.id in ORIGINS)
    assert open_bundle(tmp_path / "bundle.zip").origins["ended"] == ORIGINS["ended"]


@pytest.mark.parametrize("wrong", [replace(ENDED, x=61), replace(ENDED, n=101, population=101)])
def test_one_that_its_numbers_do_not_give_is_not_sealed(wrong: Evidence, tmp_path: Path) -> None:
    made = contents()
    made = replace(
        made, evidence=(*made.evidence, wrong), origins={**made.origins, "ended": ORIGINS["ended"]}
    )
    with pytest.raises(BundleRefused, match="ended: "):
        write_bundle(made, tmp_path / "bundle.zip", rate=rate_of)
