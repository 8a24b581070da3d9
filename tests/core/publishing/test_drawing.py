"""Charts as SVG: every point where it belongs, and no mark by colour alone."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from plumbline.publishing import drawing
from plumbline.publishing.drawing import Place, Spot

SPACE = "{http://www.w3.org/2000/svg}"


def spots(*values: float | None) -> list[Spot]:
    return [Spot(f"M{at}", value, 0.4, 0.8, 0.6) for at, value in enumerate(values)]


def test_a_trend_is_well_formed_and_has_a_point_for_each_period() -> None:
    tree = ElementTree.fromstring(drawing.trend(spots(0.5, 0.6, 0.7)))
    assert len(tree.findall(f"{SPACE}circle")) == 3


def test_a_share_of_nothing_stands_at_the_foot_and_of_all_at_the_top() -> None:
    tree = ElementTree.fromstring(drawing.trend(spots(0.0, 1.0)))
    heights = [float(circle.attrib["cy"]) for circle in tree.findall(f"{SPACE}circle")]
    lines = [
        float(text.attrib["y"]) - 4 for text in tree.findall(f"{SPACE}text") if (text.text or "")[-1:] == "%"
    ]
    assert heights == [lines[0], lines[-1]]


def test_each_signal_has_a_shape_of_its_own() -> None:
    shapes = {
        mark: drawing.trend([Spot("a", 0.5), Spot("b", 0.5, mark=mark)])
        for mark in ("none", "better", "worse", "other", "incomplete")
    }
    colourless = {mark: re.sub(r"(fill|stroke)='[^']*'", "", svg) for mark, svg in shapes.items()}
    assert len(set(colourless.values())) == 5


def test_what_is_not_complete_is_joined_by_a_dotted_line_alone() -> None:
    svg = drawing.trend([*spots(0.5, 0.6), Spot("M3", 0.9, mark="incomplete")])
    whole, dotted = re.search(r"stroke-width='2'/>", svg), re.search(r"stroke-dasharray='2 4'", svg)
    assert whole is not None and dotted is not None
    line = re.search(r"<path d='([^']*)' fill='none' stroke='#0065bd' stroke-width='2'/>", svg)
    assert line is not None and line[1].count("L") == 1


def test_a_period_without_limits_gets_no_band() -> None:
    assert drawing.BAND not in drawing.trend([Spot("a", 0.5), Spot("b", 0.6)])


def test_the_last_period_is_named_and_names_do_not_crowd() -> None:
    tree = ElementTree.fromstring(drawing.trend(spots(*[0.5] * 36)))
    names = [text.text for text in tree.findall(f"{SPACE}text") if (text.text or "").startswith("M")]
    assert names[0] == "M35"
    assert len(names) <= 9


def test_on_a_phone_as_few_periods_are_named_as_have_room() -> None:
    tree = ElementTree.fromstring(drawing.trend(spots(*[0.5] * 36), width=drawing.PHONE))
    texts = [text for text in tree.findall(f"{SPACE}text") if (text.text or "").startswith("M")]
    places = [float(text.attrib["x"]) for text in texts]
    assert texts[0].text == "M35"
    assert len(places) > 1
    assert all(later - earlier >= drawing.LABEL for later, earlier in pairwise(places))


def test_a_name_is_never_read_as_markup() -> None:
    svg = drawing.funnel([Place("A & <B>", 40, 0.1, True)], 0.5, [(1, 0, 1, 0, 1), (40, 0.3, 0.7, 0.2, 0.8)])
    texts = [text.text for text in ElementTree.fromstring(svg).findall(f"{SPACE}text")]
    assert "A & <B>" in texts


def test_only_places_outside_the_limits_are_named_in_a_funnel() -> None:
    places = [Place("In", 30, 0.5, False), Place("Out", 40, 0.1, True)]
    svg = drawing.funnel(places, 0.5, [(1, 0, 1, 0, 1), (40, 0.3, 0.7, 0.2, 0.8)])
    assert ">Out<" in svg and ">In<" not in svg


def test_a_bar_is_as_long_as_its_share() -> None:
    rects = ElementTree.fromstring(drawing.bar(0.25)).findall("rect")
    assert [rect.attrib["width"] for rect in rects] == ["120", "30.0"]


def test_a_chart_is_an_address_that_asks_for_nothing() -> None:
    assert drawing.as_data("<svg/>") == "data:image/svg+xml;base64,PHN2Zy8+"


def test_an_axis_of_other_values_runs_from_the_lowest_to_the_highest() -> None:
    ticks = [(-2.0, "−2"), (0.0, "0"), (2.0, "+2")]
    svg = drawing.trend([Spot("a", -2.0), Spot("b", 0.0), Spot("c", 2.0)], ticks=ticks)
    tree = ElementTree.fromstring(svg)
    heights = [float(circle.attrib["cy"]) for circle in tree.findall(f"{SPACE}circle")]
    named = {text.text: float(text.attrib["y"]) - 4 for text in tree.findall(f"{SPACE}text")}
    assert heights == [named["−2"], named["0"], named["+2"]]


def test_limits_beyond_the_axis_stop_at_its_ends() -> None:
    wide = drawing.trend([Spot("a", 0.5, -3.0, 4.0, 0.5)] * 2)
    assert wide == drawing.trend([Spot("a", 0.5, 0.0, 1.0, 0.5)] * 2)
