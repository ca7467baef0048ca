"""A venue operator's story in real Chromium, at a desk and on a phone; then the chair overrides."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from tests.end_to_end.service import Demo, browser, picture, speech, until

AUDIBLE = 1e-3
"""Sound energy of a second's speech and more; a muted microphone's comfort noise has 1e-9."""
UNRULY = """
    // A browser whose microphone cannot be muted by any page: only the relay keeps it silent.
    const always = { get: () => true, set: () => {} };
    Object.defineProperty(MediaStreamTrack.prototype, 'enabled', always);
"""
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def open_page(play: Playwright, tmp_path: Path) -> Iterator[Any]:
    """Opens a link in a Chromium of its own, whose microphone says something."""
    with ExitStack() as browsers:

        def made(name: str, url: str, size: ViewportSize, script: str = "") -> Page:
            sound = speech(tmp_path / f"{name}.wav", "我是石峰区的居民，想说说老厂区的事情。")
            film = picture(tmp_path / f"{name}.y4m", 120, 110, 150)
            started = browser(play, sound, film)
            browsers.callback(started.close)
            page = started.new_context(viewport=size, locale="zh-CN").new_page()
            page.add_init_script(script)
            page.on("pageerror", lambda error: pytest.fail(f"{name}: {error}"))
            page.goto(url)
            return page

        yield made


def energy(page: Page, who: str) -> float:
    stats = page.evaluate("() => window.tongxin.stats()")
    found = [r for r in stats["received"] if r["participant"] == who and r["kind"] == "audio"]
    return float(found[0].get("totalAudioEnergy") or 0.0) if found else 0.0


def hears_more(page: Page, who: str) -> None:
    before = energy(page, who)
    until(lambda: energy(page, who) > before + AUDIBLE)


def hears_nothing(page: Page, who: str) -> None:
    """Two seconds without any, once what was on its way has been played."""

    def silent() -> bool:
        before = energy(page, who)
        time.sleep(2)
        return energy(page, who) <= before + AUDIBLE / 100

    until(silent)


def events(demo: Demo, kind: str) -> list[dict[str, Any]]:
    records = demo.json("/events?after=0", "chair")["records"]
    return [one["event"] for one in records if one["event"]["type"] == kind]


def state(demo: Demo) -> dict[str, Any]:
    return dict(demo.json("", "chair"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_venue_operator(demo: Demo, open_page: Any, size: ViewportSize) -> None:
    roles = demo.links.roles
    demo.command("chair", "set_waiting_room", on=True)
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id="statements")

    operator = open_page("operator", roles["venue"].url, size)
    operator.get_by_test_id("join-button").click()
    expect(operator.get_by_test_id("meeting")).to_have_attribute("data-role", "venue")
    me = str(operator.get_by_test_id("meeting").get_attribute("data-me"))

    # At the door: by the API and on the page no more than the title and the venue.
    resident = open_page("resident", roles["public_rep"].url, PHONE, UNRULY)
    resident.get_by_test_id("join-button").click()
    waiting = resident.get_by_test_id("waiting-page")
    expect(waiting).to_have_attribute("data-venue", "石峰区会场")
    expect(waiting).to_contain_text("等候“石峰区会场”接纳")
    assert demo.json("", "public_rep")["agenda"] == []
    expect(operator.get_by_test_id("door-notice")).to_contain_text("1 位在等候接纳")

    # Admitted: in without a reload.
    if size is PHONE:
        operator.locator("#tab-venue").click()
    else:
        operator.get_by_test_id("venue-toggle").click()
    panel = operator.get_by_test_id("venue-panel")
    waiter = panel.get_by_test_id("waiter")
    expect(waiter).to_have_attribute("data-state", "waiting")
    who = str(waiter.get_attribute("data-participant"))
    waiter.get_by_test_id("admit").click()
    expect(resident.get_by_test_id("meeting")).to_have_attribute("data-me", who)
    expect(waiter).to_have_count(0)
    expect(operator.get_by_test_id("door-notice")).to_have_count(0)
    assert events(demo, "authority_overridden") == []

    # Asked for by the operator, granted by the chair, heard.
    row = panel.locator(f'[data-testid="venue-person"][data-participant="{who}"]')
    row.get_by_test_id("forward").click()
    operator.get_by_test_id("dialog-confirm").click()
    expect(row.get_by_test_id("forward")).to_have_count(0)
    request = state(demo)["requests"][0]
    assert (request["participant_id"], request["forwarded_by"]) == (who, me)
    demo.command("chair", "grant_floor", request_id=request["request_id"])
    resident.get_by_test_id("start-speech").click()
    hears_more(operator, who)

    # Muted by the relay, whatever the page does; who and why is said; and heard again.
    row.get_by_test_id("mute").click()
    expect(row).to_have_attribute("data-muted", "true")
    expect(resident.get_by_test_id("muted-notice")).to_contain_text("石峰区会场")
    hears_nothing(operator, who)
    assert who in [speech["participant_id"] for speech in state(demo)["speeches"]]
    row.get_by_test_id("mute").click()
    expect(resident.get_by_test_id("muted-notice")).to_have_count(0)
    hears_more(operator, who)

    # Who sits there, and a seat that asks to speak by the room's microphone.
    seat = panel.get_by_test_id("venue-seat").first
    seat.get_by_test_id("name-seat").click()
    operator.get_by_test_id("seat-name").fill("张桂香")
    operator.get_by_test_id("dialog-confirm").click()
    expect(seat).to_contain_text("张桂香")
    seat.get_by_test_id("forward").click()
    operator.get_by_test_id("dialog-confirm").click()
    expect(seat).to_contain_text("在发言队列里")
    request = state(demo)["requests"][0]
    assert (request["participant_id"], request["seat_id"]) == (me, seat.get_attribute("data-seat"))


def test_the_chair_overrides_with_a_reason(demo: Demo, open_page: Any) -> None:
    roles = demo.links.roles
    demo.command("chair", "open_consultation")
    operator = open_page("operator", roles["venue"].url, DESK)
    operator.get_by_test_id("join-button").click()
    me = str(operator.get_by_test_id("meeting").get_attribute("data-me"))

    chair = open_page("chair", roles["chair"].url, DESK)
    chair.get_by_test_id("join-button").click()
    chair.get_by_test_id("venue-panel-open").click()
    panel = chair.get_by_test_id("venue-panel")
    row = panel.locator(f'[data-testid="venue-person"][data-participant="{me}"]')
    row.get_by_test_id("mute").click()
    chair.get_by_test_id("dialog-confirm").click()  # a reason is wanted first
    expect(row).to_have_attribute("data-muted", "false")
    chair.get_by_test_id("override-reason").fill("会场回声很大")
    chair.get_by_test_id("dialog-confirm").click()
    expect(row).to_have_attribute("data-muted", "true")
    expect(operator.get_by_test_id("muted-notice")).to_contain_text("会场回声很大")
    (override,) = events(demo, "authority_overridden")
    assert (override["action"], override["overridden"]) == ("mute_participant", [me])
    assert override["reason"] == "会场回声很大"

    # What the chair decided, the operator cannot undo.
    operator.get_by_test_id("venue-toggle").click()
    own = operator.locator(f'[data-testid="venue-person"][data-participant="{me}"]')
    expect(own.get_by_test_id("mute")).to_have_attribute("aria-disabled", "true")
