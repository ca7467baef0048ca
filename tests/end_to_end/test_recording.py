"""The recording as people watch it: live, searched by keyboard, own tracks, deleted."""

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import av
import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.end_to_end.axe import faults
from tests.end_to_end.service import Demo, browser, running
from tests.support.object_store import ObjectStore, object_store

PATIENCE = 60.0
"""Seconds for what takes one or two on a quiet machine."""


def until(condition: Callable[[], Any]) -> Any:
    """What `condition` answers once it does; what is not there yet (404) is waited for."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            found = condition()
        except (HTTPError, ConnectionError):
            found = None
        if found:
            return found
        assert time.monotonic() < deadline
        time.sleep(0.2)


def recorded(demo: Demo, seconds: float, role: str | None = None) -> Any:
    """The recording's data, once it has so much."""

    def long_enough() -> Any:
        found = demo.json("/recording.json", role)
        return found if found["seconds"] >= seconds else None

    return until(long_enough)


def shown(page: Page, test: str) -> None:
    """Wait until the video, as `v`, is as `test` says."""
    script = f"() => {{ const v = document.querySelector('video'); return v && {test}; }}"
    page.wait_for_function(script, timeout=PATIENCE * 1000)


PLAYED_FROM = """(url) => performance.getEntriesByType('resource')
    .some((one) => one.name.startsWith(url) && /\\/(seg|part)-/.test(one.name))"""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """What the demo puts its livestream into, and its viewers read."""
    with object_store() as made:
        monkeypatch.setenv("TONGXIN_STORAGE_URL", made.url)
        monkeypatch.setenv("TONGXIN_STORAGE_PUBLIC_URL", made.public_url)
        yield made


def by_keyboard(page: Page) -> None:
    """Search, jump, chapters and captions, without a mouse."""
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    search = page.get_by_test_id("recording-search")
    expect(search).to_be_focused()
    page.keyboard.type("烟囱")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("recording-hit")).to_be_focused()
    page.keyboard.press("Enter")
    shown(page, "v.currentTime > 1 && v.currentTime < 3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chapter = page.get_by_test_id("recording-chapter").nth(1)
    expect(chapter).to_be_focused()
    page.evaluate("document.querySelector('video').currentTime = 0")
    page.keyboard.press("Enter")
    expect(chapter).to_have_attribute("aria-current", "true")
    captions = page.get_by_test_id("recording-captions")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    expect(captions).to_be_focused()
    page.keyboard.press("Space")
    expect(captions).to_have_attribute("aria-pressed", "false")
    shown(page, "v.textTracks[0].mode === 'hidden'")


def own_tracks(demo: Demo, chromium: Browser) -> None:
    """The desk lists them, and each plays as long as it says."""
    url = f"{demo.links.base}/desk/{demo.links.consultation}?tab=minutes"
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page.goto(f"{url}#t={demo.links.roles['clerk'].token}")
    page.get_by_test_id("takes").locator("summary").click()
    expect(page.get_by_test_id("take").last).to_contain_text("声音")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollHeight") <= 800
    takes = demo.json("/recording.takes.json", "clerk")["takes"]
    assert page.get_by_test_id("take").count() == len(takes)
    longest = max(takes, key=lambda one: float(one["seconds"]))
    assert {one["kind"] for one in longest["lanes"]} == {"audio", "video"}
    data = demo.request(f"/recording.takes/{longest['file']}", "clerk")
    assert hashlib.sha256(data).hexdigest() == longest["sha256"]
    with av.open(io.BytesIO(data), "r") as container:
        assert (container.duration or 0) / 1e6 == pytest.approx(longest["seconds"], abs=0.2)
        assert len(list(container.decode(video=0))) > 20
    page.close()


def by_the_browser_itself(demo: Demo, chromium: Browser, store: ObjectStore) -> None:
    """A browser without Media Source Extensions that the store fails goes on from the server."""
    page = chromium.new_page()
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.add_init_script("delete window.MediaSource; delete window.ManagedMediaSource;")
    page.route(f"{store.public_url}/**", fail)
    page.goto(f"{demo.links.base}/recordings/{demo.links.consultation}")
    shown(page, f"v.src.startsWith('{demo.links.base}')")
    assert asked
    page.close()


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_recording_from_the_beginning_to_its_end(
    tmp_path: Path, play: Playwright, store: ObjectStore
) -> None:
    """Played from an object store, and from the server when that is away."""
    with running(tmp_path / "data", "--bots", "1") as demo:
        demo.command("clerk", "set_recording", own_tracks=True)
        first = recorded(demo, 4)
        said = first["begins"] + 1500
        demo.command(
            "clerk", "add_caption", text="烟囱要留下", started_at=said, ended_at=said + 900
        )
        chromium = browser(play)
        page = chromium.new_page(viewport={"width": 360, "height": 780}, locale="zh-CN")
        page.goto(f"{demo.links.base}/live/{demo.links.consultation}")
        page.get_by_test_id("from-beginning").click()
        shown(page, "v.controls && v.currentTime > 0.3 && v.seekable.start(0) < 1")
        page.get_by_test_id("from-beginning").click()
        shown(page, "v.currentTime > 0 && !v.controls")
        page.wait_for_function(PLAYED_FROM, arg=store.public_url, timeout=PATIENCE * 1000)
        store.kill()
        page.evaluate("performance.clearResourceTimings()")
        page.wait_for_function(PLAYED_FROM, arg=demo.links.base, timeout=PATIENCE * 1000)
        shown(page, "v.readyState > 2 && !v.paused")
        failing = until(lambda: demo.health()["storage"]["failure"])
        assert failing == "unreachable"
        store.start()
        until(lambda: demo.health()["storage"] == {"waiting": 0, "failure": None, "since": None})
        demo.command("chair", "close_consultation", unanswered="到时间了")
        demo.command("clerk", "publish_recording")
        whole = f"live/{demo.links.consultation}/dvr.m3u8"
        until(lambda: (found := store.read(whole)) and b"#EXT-X-ENDLIST" in found[0])
        until(lambda: demo.json("/recording.json")["storage"])

        token = demo.links.roles["clerk"].token
        place = first["begins"] + 3000
        page.goto(f"{demo.links.base}/recordings/{demo.links.consultation}#at={place}&t={token}")
        shown(page, "v.currentTime >= 2.9 && v.videoWidth > 0 && v.readyState >= 2")
        assert page.evaluate(PLAYED_FROM, store.public_url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.get_by_test_id("recording-chapter").first).to_be_visible()
        assert faults(page) == []
        by_keyboard(page)
        own_tracks(demo, chromium)
        by_the_browser_itself(demo, chromium, store)

        demo.command("clerk", "delete_recording", reason="试录")
        page.get_by_test_id("recording-keep").click()
        expect(page.get_by_role("alert")).to_contain_text("删除")
        expect(page.get_by_test_id("recording-chapter").first).to_be_visible()
        page.reload()
        refused = page.get_by_test_id("recording-refused")
        expect(refused).to_have_attribute("data-code", "recording_gone")
        until(lambda: store.read(whole) is None)
        chromium.close()
