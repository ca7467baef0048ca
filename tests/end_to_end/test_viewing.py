"""What a page does not show is not sent to it: a real browser, bots that send, and a real relay."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.end_to_end.service import Demo, browser, running

PHONE, DESKTOP = (390, 844), (1280, 800)
BOTS = 3
PATIENCE = 40.0
"""Seconds until a picture begins or ceases on a busy machine; a quiet one needs one or two."""


def pictures_sent(demo: Demo, participant: str) -> int:
    """How many pictures the relay sends somebody, as the organizer is told."""
    lines = demo.json("/connections", "organizer")["connections"]
    (own,) = [line for line in lines if line["participant_id"] == participant]
    return sum(own["down"]["layers"]) if own["down"] else 0


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Let the page run until `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        page.wait_for_timeout(500)


@pytest.mark.timeout(240)
def test_what_a_phone_does_not_show_is_not_sent(tmp_path: Path, play: Playwright) -> None:
    with running(tmp_path / "data", "--bots", str(BOTS)) as demo:
        chromium = browser(play)
        page = chromium.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page.goto(demo.links.roles["member"].url)
        page.get_by_test_id("join-button").click()
        me = page.get_by_test_id("meeting").get_attribute("data-me", timeout=20_000)
        assert me is not None
        until(page, lambda: pictures_sent(demo, me) == BOTS)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        until(page, lambda: pictures_sent(demo, me) <= 1)  # whoever may have the floor
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        until(page, lambda: pictures_sent(demo, me) == BOTS)
        moving = "() => [...document.querySelectorAll('.strip video')].map((v) => v.currentTime)"
        before = page.evaluate(moving)
        until(
            page,
            lambda: sum(b > a for a, b in zip(before, page.evaluate(moving), strict=True)) >= BOTS,
        )
        chromium.close()
