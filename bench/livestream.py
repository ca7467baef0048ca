"""From lens to screen of the livestream, in real Chromium through hls.js, on this machine.

Run `python -m bench.livestream`. One page publishes a picture with a clock in it; another watches
the public page and compares each picture's clock with its own. Then the page is opened afresh again
and again. `--hour` plays a long meeting in virtual time through egress instead, without a browser.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.browser import p95, sends
from tests.end_to_end.service import Demo, browser, running
from tests.media.egress.judging import meeting

PUBLISHER = "chair"
LOAD = Path(__file__).parent / "load"
CAMERA = (LOAD / "clock_camera.js").read_text()
WATCH = (LOAD / "watch_clock.js").read_text()
SETTLE_S = 8.0
"""Before the figures count: a player that began late catches up."""
APPEARS_S = 30.0
GOAL_DELAY_MS, GOAL_FIRST_MS = 1500, 1000
BUCKET_MS = 100
NO_CLOCK_MS = 60_000
"""A delay above this is a slate that happened to read as a clock."""


def publish(started: Browser, demo: Demo) -> Page:
    """A page whose camera shows the time."""
    page = started.new_context(permissions=["camera", "microphone"]).new_page()
    page.add_init_script(CAMERA)
    page.goto(demo.links.roles[PUBLISHER].url)
    page.get_by_test_id("join-button").click()
    sends(page)
    return page


def open_watch(started: Browser, demo: Demo) -> Page:
    """The public page, in a context of its own."""
    page = started.new_context().new_page()
    page.add_init_script(WATCH)
    page.goto(f"{demo.links.base}/live/{demo.links.consultation}")
    return page


def first_picture(page: Page) -> float:
    """Milliseconds from opening the page to the first picture presented."""
    page.wait_for_function("() => window.clock.first !== null", timeout=APPEARS_S * 1000)
    return float(page.evaluate("() => window.clock.first"))


def egress_pid(demo: Demo) -> int | None:
    """The demo's egress process."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == demo.pid and b"media.egress" in words:
            return int(entry.name)
    return None


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(page: Page, demo: Demo, seconds: float) -> tuple[list[float], list[float], int, float]:
    """Delays and distances of pictures (ms), stalls, and egress's share of a core."""
    page.wait_for_timeout(SETTLE_S * 1000)
    pid = egress_pid(demo)
    before = cpu_seconds(pid) if pid else 0.0
    page.evaluate("() => { window.clock.seen = []; window.clock.stalls = 0; }")
    began = time.monotonic()
    page.wait_for_timeout(seconds * 1000)
    cpu = (cpu_seconds(pid) - before) / (time.monotonic() - began) if pid else 0.0
    seen = page.evaluate("() => window.clock.seen")
    stalls = int(page.evaluate("() => window.clock.stalls"))
    delays = [delay for _, delay in seen if delay is not None and delay < NO_CLOCK_MS]
    times = [now for now, _ in seen]
    gaps = [after - before for before, after in pairwise(times)]
    return delays, gaps, stalls, cpu


def histogram(delays: Sequence[float]) -> list[str]:
    """How many pictures came within each tenth of a second."""
    counts: dict[int, int] = {}
    for delay in delays:
        bucket = int(delay // BUCKET_MS) * BUCKET_MS
        counts[bucket] = counts.get(bucket, 0) + 1
    most = max(counts.values(), default=1)
    return [
        f"{bucket:6d} ms  {counts[bucket]:6d}  {'#' * round(40 * counts[bucket] / most)}"
        for bucket in sorted(counts)
    ]


def line(name: str, values: Sequence[float]) -> str:
    """A row of the table."""
    return f"| {name} | {statistics.median(values):.0f} | {p95(values):.0f} | {max(values):.0f} |"


def watch(seconds: float, opens: int) -> None:
    """Everything in the browser."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as demo,
        sync_playwright() as play,
    ):
        demo.command(PUBLISHER, "open_consultation")
        publish(browser(play), demo)
        started = browser(play)
        page = open_watch(started, demo)
        first_picture(page)
        delays, gaps, stalls, cpu = measure(page, demo, seconds)
        page.context.close()
        firsts = []
        for _ in range(opens):
            again = open_watch(started, demo)
            firsts.append(first_picture(again))
            again.context.close()
        started.close()
    if not delays:
        raise SystemExit("No picture's clock could be read.")
    print("\n".join(histogram(delays)))
    print("\n| | median ms | p95 ms | max ms |\n|---|---|---|---|")
    print(line(f"lens to screen, {len(delays)} pictures", delays))
    print(line("between two pictures", gaps))
    if firsts:
        print(line(f"opening the page to the first picture, {len(firsts)} times", firsts))
    print(f"stalls {stalls} in {seconds:.0f} s; egress {cpu:.3f} of a core")
    print(f"goals at p95: {GOAL_DELAY_MS} ms lens to screen, {GOAL_FIRST_MS} ms first picture")


def hour(minutes: float) -> None:
    """A meeting in virtual time through egress; every file judged as it is written."""
    began = time.process_time()
    judge = meeting(minutes * 60, changes=max(4, round(minutes * 50 / 60)), seed=1)
    print(f"{minutes:.0f} min in {time.process_time() - began:.0f} s of CPU, senders included")
    print(f"{judge.parts} parts, {judge.pictures} pictures, {judge.playlists} playlists, all valid")
    print("no time went back, no gap in sound or timeline, parts within the target")
    print(f"longest time between two pictures {judge.worst_gap * 1000:.0f} ms")


def main(arguments: list[str] | None = None) -> None:
    """One of the two, printed."""
    parser = argparse.ArgumentParser(prog="bench.livestream", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to watch")
    parser.add_argument("--opens", type=int, default=20, help="how often to open the page")
    parser.add_argument("--hour", action="store_true", help="an hour in virtual time instead")
    parser.add_argument("--minutes", type=float, default=60.0, help="of that meeting")
    given = parser.parse_args(arguments)
    if given.hour:
        hour(given.minutes)
    else:
        watch(given.seconds, given.opens)


if __name__ == "__main__":
    main()
