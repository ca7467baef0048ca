"""From pressing “join” to the first picture, in real Chromium against a demo on this machine.

Run `python -m bench.browser`. One page publishes; others join afresh, one after the other, and each
tells when it reached every step. Prints the median and 95th percentile of the whole and of steps.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.service import Demo, browser, running

PUBLISHER, JOINER = "chair", "member"
WATCH = (Path(__file__).parent / "load" / "watch_join.js").read_text()
GOAL_MS = 500
ARRIVES_S = 20.0
SETTLE_S = 1.5
"""Seconds a person looks at the join page, in which devices open."""

STEPS = (
    ("click", "pressed"),
    ("socket", "WebSocket made"),
    ("socket open", "WebSocket open"),
    ("welcome", "welcome arrived"),
    ("offer", "relay's offer arrived"),
    ("answered", "answer made and sent"),
    ("ice", "ICE connected"),
    ("dtls", "DTLS connected"),
    ("packet", "first packet of the picture"),
    ("frame", "first picture shown"),
)
"""In the order in which they are reached: what the page calls them, and what they are."""
BESIDE = (
    ("published", "publish: answer arrived"),
    ("up dtls", "publish: DTLS connected"),
)
"""What goes on beside them."""


class Join(msgspec.Struct, frozen=True):
    """One join: milliseconds from the click by step, and the page's load before it."""

    load: float
    """From navigation to the join button."""
    at: dict[str, float]


def publish(started: Browser, demo: Demo) -> Page:
    """A page whose camera is on."""
    page = started.new_context().new_page()
    page.goto(demo.links.roles[PUBLISHER].url)
    page.get_by_test_id("join-button").click()
    sends(page)
    return page


def sends(page: Page) -> None:
    """Wait until the page's pictures go out."""
    deadline = time.monotonic() + ARRIVES_S
    while time.monotonic() < deadline:
        stats = page.evaluate("() => window.tongxin?.stats()")
        if stats and any(one["framesPerSecond"] for one in stats["sent"]):
            return
        time.sleep(0.2)
    raise SystemExit("The publishing page sends no pictures.")


def join(started: Browser, url: str) -> Join:
    """One person joins and leaves."""
    context = started.new_context()
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        button = page.get_by_test_id("join-button")
        button.wait_for()
        load = float(page.evaluate("() => performance.now()"))
        time.sleep(SETTLE_S)
        button.click()
        page.wait_for_function("() => 'frame' in window.marks", timeout=ARRIVES_S * 1000)
        time.sleep(0.5)  # for what goes on beside
        marks: dict[str, float] = page.evaluate("() => window.marks")
    finally:
        context.close()
    return Join(load, {name: at - marks["click"] for name, at in marks.items()})


def p95(values: Sequence[float]) -> float:
    """By the nearest rank."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def line(name: str, values: Sequence[float]) -> str:
    """A row of the table."""
    return f"| {name} | {statistics.median(values):.0f} | {p95(values):.0f} |"


def table(joins: Sequence[Join]) -> Iterable[str]:
    """The steps, each after the one before it, and the whole."""
    yield f"| {len(joins)} joins | median ms | p95 ms |"
    yield "|---|---|---|"
    yield line("page load to join button (before the click)", [j.load for j in joins])
    for (before, _), (name, what) in pairwise(STEPS):
        spent = [j.at[name] - j.at[before] for j in joins if name in j.at and before in j.at]
        if spent:
            yield line(what, spent)
    yield line("**click to first picture**", [j.at["frame"] for j in joins])
    for name, what in BESIDE:
        yield line(f"click to {what}", [j.at[name] for j in joins if name in j.at])


def main(arguments: list[str] | None = None) -> None:
    """All joins, printed."""
    parser = argparse.ArgumentParser(prog="bench.browser", description=__doc__)
    parser.add_argument("--joins", type=int, default=20)
    parser.add_argument("--out", type=Path, help="append every join here as a JSON line")
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as demo,
        sync_playwright() as play,
    ):
        demo.command(PUBLISHER, "open_consultation")
        started = browser(play)
        publish(browser(play), demo)
        join(started, demo.links.roles[JOINER].url)  # the first warms the browser's caches
        joins = [join(started, demo.links.roles[JOINER].url) for _ in range(given.joins)]
        started.close()
    if given.out:
        with given.out.open("ab") as file:
            file.writelines(msgspec.json.encode(one) + b"\n" for one in joins)
    print("\n".join(table(joins)))
    whole = p95([one.at["frame"] for one in joins])
    print(f"p95 {whole:.0f} ms; the goal is {GOAL_MS} ms")


if __name__ == "__main__":
    main()
