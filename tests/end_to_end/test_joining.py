"""Who joins receives before anything else: real Chromium, a bot that sends, and a real relay."""

import time
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Playwright, WebSocket

from tests.end_to_end.paths import RECORDER
from tests.end_to_end.service import Demo, browser, running, until

FRAME = "() => [...document.querySelectorAll('video')].filter((v) => v.currentTime > 0).length > 1"
"""Of the bot's picture, beside one's own."""
JOINS = 4
"""On a busy machine an offer may be later than it is waited for."""


def listen(page: Page) -> list[dict[str, Any]]:
    """What the page sends from now on, in order."""
    sent: list[dict[str, Any]] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(msgspec.json.decode(frame)))

    page.on("websocket", opened)
    return sent


def sent_by_joiner(browser: Browser, url: str) -> list[dict[str, Any]]:
    """What one who joins sends, until somewhat after the first picture."""
    context = browser.new_context()
    page = context.new_page()
    sent = listen(page)
    page.goto(url)
    page.get_by_test_id("join-button").click()
    page.wait_for_function(FRAME, timeout=40_000)
    page.wait_for_timeout(500)
    context.close()
    return sent


def answers_first(sent: list[dict[str, Any]]) -> bool:
    """Whether the answer to the first offer goes before anything is published."""
    kinds = [message["type"] for message in sent]
    return kinds.index("answer") < kinds.index("publish")


@pytest.mark.timeout(240)
def test_who_joins_receives_before_publishing(tmp_path: Path, play: Playwright) -> None:
    with running(tmp_path / "data", "--bots", "1") as demo:
        chromium, url = browser(play), demo.links.roles["member"].url
        sent_by_joiner(chromium, url)  # by its picture, the bot sends
        joins = [sent_by_joiner(chromium, url) for _ in range(JOINS)]
        assert any(answers_first(sent) for sent in joins)
        shown = [message["pictures"] for message in chain(*joins) if message["type"] == "watch"]
        assert shown
        assert all(picture["height"] for pictures in shown for picture in pictures)


@pytest.mark.timeout(120)
def test_who_is_alone_publishes_all_the_same(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_page()
    sent = listen(page)
    page.goto(demo.links.roles["member"].url)
    page.get_by_test_id("join-button").click()
    deadline = time.monotonic() + 20.0
    while "publish" not in [message["type"] for message in sent]:
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


@pytest.mark.timeout(120)
def test_no_candidates_are_gathered_ahead(demo: Demo, chromium: Browser) -> None:
    """Of a thousand that take theirs from a pool at once, Chromium never has any for one or two."""
    pages = [chromium.new_context().new_page() for _ in range(2)]
    for page, role in zip(pages, ("chair", "member"), strict=True):
        page.add_init_script(RECORDER)
        page.goto(demo.links.roles[role].url)
        page.get_by_test_id("join-button").click()
    pools = "() => window.connections.map((one) => one.getConfiguration().iceCandidatePoolSize)"
    until(lambda: [page.evaluate(pools) for page in pages] == [[0, 0], [0, 0]])
