"""The screening desk with thousands of opinions waiting, in real Chromium against a demo on this
machine: until it can be used, from a key to the next card, what the page takes.

Run `python -m bench.desk [--opinions 3000] [--presses 60]`. Times are taken in the page, from the
key's event to the frame after the card changed; memory is the page's heap after a collection.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from bench.browser import p95
from sessions.commands import SubmitOpinion
from sessions.service import Service
from sessions.store import Store
from sessions.types import Actor
from tests.end_to_end.service import Demo, browser, running

TOPICS = ("土壤检测数据", "职工安置", "老厂房利用", "公交线路", "地下水监测", "学校学位")
ASKS = ("希望尽快公开", "什么时候有结果", "请说明责任单位", "建议征求居民意见", "经费从哪里来")
REGIONS = ("石峰区", "天元区", "芦淞区", "荷塘区", "渌口区", "")
SETTLE_MS = 15_000
"""Until the themes have come."""
WATCH = """([code, presses]) => new Promise((done) => {
  const card = document.querySelector('[data-testid="desk-detail"]');
  const times = [];
  const press = () => {
    const before = card.dataset.opinion, from = performance.now();
    new MutationObserver((_, self) => {
      if (card.dataset.opinion === before) return;
      self.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        times.push(performance.now() - from);
        if (times.length === presses) done(times); else setTimeout(press, 50);
      }));
    }).observe(card, {attributes: true});
    window.dispatchEvent(new KeyboardEvent('keydown', {code, bubbles: true}));
  };
  press();
})"""


async def fill(url: str, consultation_id: str, count: int) -> None:
    """Put opinions into a record that nobody has open; the same every run."""
    store, dice = Store(url), Random(1)
    service = Service(store)
    await service.start()
    running = asyncio.create_task(service.run())
    for n in range(count):
        text = f"{dice.choice(TOPICS)}：{dice.choice(ASKS)}，{dice.choice(ASKS)}。（{n}）"
        opinion = SubmitOpinion(f"o{n}", f"R{n:05}", text, f"居民{n}", dice.choice(REGIONS))
        await service.execute(consultation_id, Actor("viewer"), opinion)
    running.cancel()
    await asyncio.wait([running])
    await store.close()


def usable(page: Page, demo: Demo) -> float:
    """Seconds from opening the desk until its first opinion can be decided about."""
    token = demo.links.roles["clerk"].token
    begun = time.monotonic()
    page.goto(f"{demo.links.base}/desk/{demo.links.consultation}?tab=opinions#t={token}")
    expect(page.get_by_test_id("desk-publish")).to_be_visible(timeout=60_000)
    return time.monotonic() - begun


def heap(cdp: CDPSession) -> float:
    """Megabytes that the page's scripts hold."""
    cdp.send("HeapProfiler.collectGarbage")
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")) / 1e6


def told(what: str, times: list[float]) -> None:
    """Median, 95th percentile and the longest, in milliseconds."""
    print(f"{what}: {statistics.median(times):.0f} / {p95(times):.0f} / {max(times):.0f} ms")


def measure(started: Browser, demo: Demo, presses: int) -> None:
    """Open the desk, go through it by keys, print what that took."""
    page = started.new_page(viewport={"width": 1440, "height": 900})
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    print(f"usable after {usable(page, demo):.1f} s")
    page.wait_for_timeout(SETTLE_MS)
    rows = page.get_by_test_id("desk-opinion").count()
    print(f"{rows} rows drawn; {heap(cdp):.0f} MB")
    for code, what in (("KeyJ", "next"), ("KeyK", "back"), ("Digit1", "publish")):
        told(f"{what}, median / p95 / longest", page.evaluate(WATCH, [code, presses]))
    print(f"{heap(cdp):.0f} MB after {presses} decisions")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=3000)
    parser.add_argument("--presses", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, running(Path(directory) / "data") as demo:
        demo.stop()
        url = f"sqlite+aiosqlite:///{demo.data.resolve() / 'record.db'}"
        asyncio.run(fill(url, demo.links.consultation, given.opinions))
        demo.start()
        with sync_playwright() as play:
            started = browser(play)
            measure(started, demo, given.presses)
            started.close()


if __name__ == "__main__":
    main()
