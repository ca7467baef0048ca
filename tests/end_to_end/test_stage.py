"""The stage in real Chromium: layouts for everybody, the director's wall, faults, shared pages."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import Demo, until

SOON = 20_000
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
WALL: ViewportSize = {"width": 1920, "height": 1080}
FLAGGED = 5.0
"""Seconds within which a fault is on the wall."""

expect.set_options(timeout=SOON)
pytestmark = pytest.mark.timeout(240)

FEED = """
    // Devices that do as a test says: a moving, black or frozen picture, a tone or silence.
    window.feed = 'good';
    window.tone = 0.2;
    const paint = (context, width, height, at) => {
        if (window.feed === 'frozen') return context.fillRect(0, 0, 1, 1);
        context.fillStyle = window.feed === 'black' ? '#000' : '#3a6b8c';
        context.fillRect(0, 0, width, height);
        if (window.feed === 'black') return;
        context.fillStyle = '#fff';
        context.fillRect((at * 9) % width, 0, 40, height);
    };
    const film = (width, height) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d');
        let at = 0;
        setInterval(() => paint(context, width, height, at++), 66);
        return canvas.captureStream(15);
    };
    navigator.mediaDevices.getUserMedia = async ({ audio, video }) => {
        const stream = video ? film(640, 360) : new MediaStream();
        if (!audio) return stream;
        const context = new AudioContext();
        const gain = new GainNode(context, { gain: window.tone });
        const to = context.createMediaStreamDestination();
        gain.connect(to);
        setInterval(() => { gain.gain.value = window.tone; }, 50);
        await context.resume();
        const tone = new OscillatorNode(context, { frequency: 330 });
        tone.connect(gain);
        tone.start();
        stream.addTrack(to.stream.getAudioTracks()[0]);
        return stream;
    };
    navigator.mediaDevices.getDisplayMedia = async () => film(1920, 1080);
"""


def open_page(chromium: Browser, url: str, size: ViewportSize) -> Page:
    page = chromium.new_context(viewport=size, locale="zh-CN").new_page()
    page.add_init_script(FEED)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(url)
    return page


def enter(page: Page) -> str:
    """Through the join page into the meeting; who it is."""
    page.get_by_test_id("join-button").click()
    expect(page.get_by_test_id("meeting")).to_be_visible()
    until(lambda: page.evaluate("() => window.tongxin.stats()")["up"] == "connected")
    return str(page.get_by_test_id("meeting").get_attribute("data-me"))


def shows(page: Page, ids: list[str]) -> bool:
    return on_stage(page) == ids


def begins_with(page: Page, id: str) -> bool:
    return on_stage(page)[:1] == [id]


def on_stage(page: Page) -> list[str]:
    """Whose tiles of the stage can be seen, in order."""
    tiles = page.locator('[data-testid="stage"] .pair [data-testid="tile"]')
    return [
        str(tile.get_attribute("data-participant")) for tile in tiles.all() if tile.is_visible()
    ]


def received(page: Page, who: str, source: str) -> dict[str, Any]:
    stats = page.evaluate("() => window.tongxin.stats()")
    found = [r for r in stats["received"] if r["participant"] == who and r["source"] == source]
    return found[0] if found else {}


def shoot(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png")


def test_the_chair_chooses_for_everybody(demo: Demo, chromium: Browser, tmp_path: Path) -> None:
    roles = demo.links.roles
    chair = open_page(chromium, roles["chair"].url, {"width": 1440, "height": 900})
    member = open_page(chromium, roles["member"].url, DESKTOP)
    phone = open_page(chromium, roles["department"].url, PHONE)
    chaired, asked, answers = enter(chair), enter(member), enter(phone)
    demo.command("chair", "open_consultation")
    demo.command("chair", "grant_floor", participant_id=asked)

    def choose(layout: str, main: str = "") -> None:
        chair.get_by_test_id("layout").select_option(layout)
        for page in (member, phone):
            expect(page.get_by_test_id("stage")).to_have_attribute("data-layout", layout)
        if layout:
            chair.get_by_test_id("broadcast").select_option(main)

    for layout, main, desktop in [
        ("single", answers, [answers]),
        ("dialogue", answers, [asked, answers]),
        ("venues", answers, None),
        ("grid", "", None),
    ]:
        choose(layout, main)
        if desktop is not None:
            until(partial(shows, member, desktop))
        else:
            first = main or asked
            until(partial(begins_with, member, first))
            if layout == "grid":
                assert len(on_stage(member)) > 2
        until(lambda: on_stage(phone) == on_stage(member)[:2])
        shoot(member, tmp_path, f"desktop-{layout}")
        shoot(phone, tmp_path, f"phone-{layout}")
        shoot(chair, tmp_path, f"chair-{layout}")

    # A document that was chosen: everybody gets it, in full, whoever has the floor.
    choose("shared", chaired)
    chair.get_by_test_id("screen-toggle").click()
    expect(member.locator(".pair.is-shared")).to_be_visible()
    until(lambda: received(member, chaired, "screen").get("height") == 1080, 30)
    assert received(member, chaired, "screen")["width"] == 1920
    shoot(member, tmp_path, "desktop-shared")
    chair.get_by_test_id("screen-toggle").click()

    chair.get_by_test_id("layout").select_option("")
    expect(member.get_by_test_id("stage")).to_have_attribute("data-layout", "floor")
    until(lambda: on_stage(member) == [asked, chaired])


def test_the_wall_patrols_broadcasts_and_lists_faults(
    demo: Demo, chromium: Browser, tmp_path: Path
) -> None:
    roles = demo.links.roles
    chair = open_page(chromium, roles["chair"].url, {"width": 1440, "height": 900})
    member = open_page(chromium, roles["member"].url, DESKTOP)
    department = open_page(chromium, roles["department"].url, DESKTOP)
    _, asked, answers = enter(chair), enter(member), enter(department)
    demo.command("chair", "open_consultation")
    before = demo.json("", "chair")["joined"]

    link = roles["clerk"].url.replace("#", "/wall#")
    wall = open_page(chromium, link, WALL)
    expect(wall.get_by_test_id("director-wall")).to_have_attribute("data-link", "open")
    tile = wall.locator(f'[data-testid="wall-tile"][data-participant="{asked}"]')
    expect(tile).to_be_visible()
    until(lambda: (received(wall, asked, "camera").get("framesDecoded") or 0) > 5)
    assert demo.json("", "chair")["joined"] == before, "a wall is nobody"
    sizes = wall.evaluate(SIZES)
    assert not sizes, f"under 22 px: {sizes}"
    shoot(wall, tmp_path, "wall")

    # Patrol: runs, is held by W at the wall and seen to be so by the chair, and goes on.
    expect(wall.get_by_test_id("patrol")).to_have_attribute("data-held", "false")
    wall.keyboard.press("w")
    expect(wall.get_by_test_id("patrol")).to_have_attribute("data-held", "true")
    expect(chair.get_by_test_id("patrol-hold")).to_have_attribute("aria-pressed", "true")
    chair.get_by_test_id("patrol-hold").click()
    expect(wall.get_by_test_id("patrol")).to_have_attribute("data-held", "false")

    # From the wall to everybody.
    wall.locator(f'[data-testid="wall-pick"][data-participant="{answers}"]').click()
    until(lambda: on_stage(member) == [answers])

    # Faults: each on the wall and with the chair within five seconds, gone by itself.
    measured = {}
    for code, wrong, right in [
        ("black", "window.feed = 'black'", "window.feed = 'good'"),
        ("frozen", "window.feed = 'frozen'", "window.feed = 'good'"),
    ]:
        measured[code] = flagged(wall, chair, member, asked, code, wrong, tmp_path)
        member.evaluate(f"() => {{ {right} }}")
        expect(tile).to_have_attribute("data-fault", "", timeout=5_000)
    demo.command("chair", "grant_floor", participant_id=asked)
    member.get_by_test_id("start-speech").click()
    time.sleep(5)
    expect(tile).to_have_attribute("data-fault", "")
    measured["silent"] = flagged(wall, chair, member, asked, "silent", "window.tone = 0", tmp_path)
    member.evaluate("() => { window.tone = 0.2 }")
    expect(tile).to_have_attribute("data-fault", "", timeout=5_000)
    print("seconds to the flag:", measured)
    assert max(measured.values()) <= FLAGGED


SIZES = """() => [...document.querySelectorAll('tx-wall *')]
    .filter((one) => [...one.childNodes].some((it) => it.nodeType === 3 && it.data.trim()))
    .filter((one) => one.tagName !== 'OPTION' && !one.closest('.vh') && one.getClientRects().length)
    .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 22)
    .map((one) => one.className + ' ' + one.textContent)"""


def flagged(
    wall: Page, chair: Page, page: Page, who: str, code: str, wrong: str, folder: Path
) -> float:
    """Seconds from the fault to its place in the wall's list and with the chair."""
    page.evaluate(f"() => {{ {wrong} }}")
    began = time.monotonic()
    listed = f'[data-testid="fault"][data-participant="{who}"][data-code="{code}"]'
    for one in (wall, chair):
        expect(one.locator(listed)).to_be_visible(timeout=10_000)
    took = time.monotonic() - began
    shoot(wall, folder, f"wall-{code}")
    shoot(chair, folder, f"chair-{code}")
    return round(took, 1)
