"""What holds of every page of the site, wherever it comes from and whoever opens it."""

from __future__ import annotations

from playwright.sync_api import Page

from factories.browsers import LAPTOP, PHONE, TABLET, beyond_the_edge, violations

# What a script does once the page has another width, it does at the end of a frame: the second is after it.
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def wrong_with(page: Page, *, organisation: str = "", as_at: str = "", full: bool = False) -> list[str]:
    """Everything wrong with the page as it stands open: at a phone's, a tablet's and a laptop's width.

    organisation: whose page it is. as_at: the day of the figures on it, where it has any. Both must be in
    sight. full: look for barriers at a laptop's width too, where the header is another; a phone has the rest.
    """
    found = [f"{what}: {said}" for what, said in _frame(page, organisation, as_at)]
    for width, height in (LAPTOP, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(TWO_FRAMES)
        found += [f"{width} px, beyond the edge: {one}" for one in beyond_the_edge(page)]
        if width == PHONE[0] or (full and width == LAPTOP[0]):
            found += [f"{width} px, {one}" for one in violations(page)]
    return found


def _frame(page: Page, organisation: str, as_at: str) -> list[tuple[str, str]]:
    """Title, heading, place: what tells a person where they are."""
    found = []
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        found.append(("headings of the first rank", str(headings)))
    title = page.title()
    unnamed = " ·" if not organisation else ("Welcome ·", " ·")  # the frame's own word, where a page has none
    if not title.endswith(" · Plumbline") or title.removeprefix("Error: ").startswith(unnamed):
        found.append(("title", title))
    place = " ".join(page.locator(".pl-place").all_inner_texts())
    if organisation not in place or organisation not in title:
        found.append(("the organisation is not in sight", place))
    if as_at and f"As at {as_at}" not in place:
        found.append(("the day of the figures is not in sight", place))
    if page.locator("main").count() != 1:
        found.append(("main regions", str(page.locator("main").count())))
    return found
