"""The floor holds in the relay, heard by a third browser; the chair runs a meeting by keyboard."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from tests.end_to_end.service import Demo, browser, picture, speech, until
from tests.end_to_end.test_venue_story import UNRULY, energy, hears_more, hears_nothing

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def person(play: Playwright, tmp_path: Path, demo: Demo) -> Iterator[Any]:
    """Joins as a role in a Chromium of its own, whose microphone says something all the time."""
    with ExitStack() as browsers:

        def join(role: str, size: ViewportSize = DESK, *, unruly: bool = False) -> Page:
            voice = speech(tmp_path / f"{role}.wav", f"this is the {role} speaking, on and on")
            camera = picture(tmp_path / f"{role}.y4m", 120, 110, 140)
            chromium = browser(play, voice, camera)
            browsers.callback(chromium.close)
            context = chromium.new_context(
                viewport=size, locale="zh-CN", permissions=["camera", "microphone"]
            )
            page = context.new_page()
            if unruly:
                page.add_init_script(UNRULY)
            page.goto(demo.links.roles[role].url)
            enter(page)
            return page

        yield join


def enter(page: Page) -> None:
    page.get_by_test_id("join-button").click()
    page.get_by_test_id("meeting").wait_for()


def me(page: Page) -> str:
    return str(page.get_by_test_id("meeting").get_attribute("data-me"))


def holder(page: Page, *ids: str) -> None:
    expect(page.get_by_test_id("stage")).to_have_attribute("data-holder", " ".join(ids))


def remaining(demo: Demo, speech_id: str) -> float:
    """Seconds that a speech has left, by the record."""
    now = time.time() * 1000
    (one,) = [s for s in demo.json("", "chair")["speeches"] if s["speech_id"] == speech_id]
    until = one["paused_at"] or now
    spoken = 0 if one["started_at"] is None else until - one["started_at"] - one["paused_ms"]
    return float(one["seconds"] - spoken / 1000)


def test_the_floor_is_enforced_for_whoever_listens(demo: Demo, person: Any) -> None:
    """Grant, dialogue, cut, reconnect and override: what a third browser hears follows each."""
    chair = person("chair")
    member, other = person("member", unruly=True), person("member_municipal", unruly=True)
    listener = person("department")
    one, two = me(member), me(other)
    chair.get_by_test_id("open-consultation").click()
    demo.command("chair", "start_item", item_id=demo.json("", "chair")["agenda"][0]["item"]["id"])
    for who in (one, two):
        hears_nothing(listener, who)

    # Grant.
    demo.command("member", "request_floor", kind="statement")
    chair.get_by_test_id("grant-next").click()
    member.get_by_test_id("start-speech").click()
    holder(listener, one)
    hears_more(listener, one)
    hears_nothing(listener, two)

    # Dialogue: both are heard.
    demo.command("chair", "grant_floor", participant_id=two, dialogue=True)
    other.get_by_test_id("start-speech").click()
    holder(listener, one, two)
    hears_more(listener, two)
    hears_more(listener, one)

    # Cut: one of them is taken back, the other goes on.
    speeches = demo.json("", "chair")["speeches"]
    (second,) = [s["speech_id"] for s in speeches if s["participant_id"] == two]
    (first,) = [s["speech_id"] for s in speeches if s["participant_id"] == one]
    demo.command("chair", "revoke_floor", speech_id=second)
    holder(listener, one)
    hears_nothing(listener, two)
    hears_more(listener, one)

    # Reconnect: the floor, and the clock, are there for who comes back, on another page.
    began, left = time.monotonic(), remaining(demo, first)
    member.reload()
    enter(member)
    holder(listener, one)
    hears_more(listener, one)
    elapsed = time.monotonic() - began
    assert abs(left - remaining(demo, first) - elapsed) < 1

    # Override: muted by the chair, the holder is heard by nobody.
    demo.command("chair", "mute_participant", participant_id=one, reason="有回声")
    hears_nothing(listener, one)
    heard = energy(listener, one)
    demo.command("chair", "unmute_participant", participant_id=one, reason="好了")
    hears_more(listener, one)
    assert energy(listener, one) > heard


def key(page: Page, *keys: str) -> None:
    for name in keys:
        page.keyboard.press(name)
        page.wait_for_timeout(150)


def test_the_chair_runs_a_meeting_by_keyboard_alone(demo: Demo, person: Any) -> None:
    chair, member = person("chair"), person("member", PHONE)
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id=demo.json("", "chair")["agenda"][0]["item"]["id"])
    demo.command("member", "request_floor", kind="statement")
    speaker = me(member)
    expect(chair.locator('[data-testid="grant-next"]')).to_be_visible()

    key(chair, "g")
    holder(chair, speaker)
    member.get_by_test_id("start-speech").click()
    phase = member.get_by_test_id("floor-clock")
    expect(phase).to_have_attribute("data-phase", "running")
    key(chair, "p")
    expect(phase).to_have_attribute("data-phase", "paused")
    key(chair, "p")
    expect(phase).to_have_attribute("data-phase", "running")
    seconds = lasting(demo)["seconds"]
    key(chair, "e")
    until(lambda: lasting(demo)["seconds"] == seconds + 60)
    key(chair, "r")
    holder(chair, speaker)  # once is not enough
    key(chair, "r")
    holder(chair)
    key(chair, "Shift+?")
    expect(chair.locator("dialog")).to_be_visible()
    key(chair, "Escape")
    expect(chair.locator("dialog")).to_have_count(0)
    key(chair, "F6", "F6", "F6")
    key(chair, "x")
    chair.get_by_test_id("dialog-confirm").wait_for()
    key(chair, "Tab") if not focused(chair, "dialog-confirm") else None
    chair.get_by_test_id("dialog-confirm").press("Enter")
    until(lambda: demo.json("", "chair")["agenda"][0]["closed_at"] is not None)


def focused(page: Page, testid: str) -> bool:
    found = page.evaluate("() => document.activeElement?.dataset?.testid ?? ''")
    return str(found) == testid


def lasting(demo: Demo) -> dict[str, Any]:
    """The one speech that lasts."""
    (one,) = [s for s in demo.json("", "chair")["speeches"] if s["ended"] is None]
    return dict(one)
