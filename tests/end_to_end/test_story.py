"""One consultation from joining to the minutes, in real Chromium, as its people would hold it."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, ViewportSize, expect

from tests.end_to_end.service import Cable, Demo, browser, picture, speech, until

OPINION = "希望公交 19 路恢复到清水塘片区。"
REFUSED = "这一条与议题无关。"
OUTCOME = "按月公开二期地块地下水监测数据"
UNIT = "市生态环境局"
SOON = 20_000
"""Milliseconds that a page is given on a busy machine with four browsers."""

expect.set_options(timeout=SOON)
pytestmark = pytest.mark.timeout(300)


UNRULY = """
    // A browser whose microphone cannot be muted by any page, and whose connections can be asked.
    const always = { get: () => true, set: () => {} };
    Object.defineProperty(MediaStreamTrack.prototype, 'enabled', always);
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...args) { super(...args); window.connections.push(this); }
    };
"""
SPOKEN = """async () => {
    let energy = 0;
    for (const connection of window.connections)
        for (const one of (await connection.getStats()).values())
            if (one.type === 'media-source' && one.kind === 'audio') energy += one.totalAudioEnergy;
    return energy;
}"""
AUDIBLE = 1e-3
"""Sound energy of a second's speech and more; a muted microphone's comfort noise has 1e-9."""


class Cast:
    """Everybody's own Chromium, with devices that play their own film and speech."""

    def __init__(self, play: Playwright, folder: Path) -> None:
        self._play = play
        self._folder = folder
        self._open = ExitStack()

    def person(
        self, name: str, text: str, hue: tuple[int, int, int], url: str, script: str = ""
    ) -> Page:
        """A new browser on `url`; `hue` is luma, blue and red of the film."""
        sound = speech(self._folder / f"{name}.wav", text)
        film = picture(self._folder / f"{name}.y4m", *hue)
        return self._page(name, url, sound, film, {"width": 1440, "height": 900}, script)

    def viewer(self, url: str) -> Page:
        """A phone without devices."""
        return self._page("viewer", url, None, None, {"width": 390, "height": 844})

    def desk(self, url: str) -> Page:
        """A clerk's window without devices."""
        return self._page("desk", url, None, None, {"width": 1440, "height": 900})

    def _page(
        self,
        name: str,
        url: str,
        sound: Path | None,
        film: Path | None,
        size: ViewportSize,
        script: str = "",
    ) -> Page:
        started = browser(self._play, sound, film)
        self._open.callback(started.close)
        page = started.new_context(viewport=size, locale="zh-CN").new_page()
        page.add_init_script(script)
        page.on("pageerror", lambda error: pytest.fail(f"{name}: {error}"))
        page.goto(url)
        return page

    def close(self) -> None:
        """All browsers."""
        self._open.close()


@pytest.fixture
def cast(play: Playwright, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(play, tmp_path)
    yield made
    made.close()


def enter(page: Page) -> None:
    """Through the join page into the meeting, media connected."""
    page.get_by_test_id("join-button").click()
    expect(page.get_by_test_id("meeting")).to_be_visible()
    until(lambda: page.evaluate("() => window.tongxin.stats()")["up"] == "connected")


def participant(page: Page) -> str:
    return str(page.get_by_test_id("meeting").get_attribute("data-me"))


def received(page: Page, who: str, kind: str) -> dict[str, Any]:
    """What `page` receives of somebody, or nothing yet."""
    stats = page.evaluate("() => window.tongxin.stats()")
    found = [r for r in stats["received"] if r["participant"] == who and r["kind"] == kind]
    return found[0] if found else {}


def energy(page: Page, who: str) -> float:
    return float(received(page, who, "audio").get("totalAudioEnergy") or 0.0)


def decodes(page: Page, who: str) -> bool:
    return (received(page, who, "video").get("framesDecoded") or 0) > 5


def hears(page: Page, who: str, more_than: float) -> bool:
    return energy(page, who) > more_than


def clock(page: Page) -> int:
    """Seconds on the floor clock."""
    minutes, seconds = page.get_by_test_id("clock-digits").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def press(button: Locator) -> None:
    """Press, and press again or confirm where that is asked."""
    button.click()
    page = button.page
    confirm = page.get_by_test_id("dialog-confirm")
    page.wait_for_timeout(300)
    if confirm.is_visible():
        confirm.click()
    elif page.locator(".is-armed").and_(button).is_visible():
        button.click()


def test_a_consultation_from_joining_to_the_minutes(demo: Demo, cast: Cast) -> None:
    roles = demo.links.roles
    chair = cast.person("chair", "请大家依次发言。", (150, 100, 140), roles["chair"].url)
    member = cast.person(
        "member",
        "我想问一问土壤修复的进展，老住户很关心。",
        (110, 170, 90),
        roles["member"].url,
        UNRULY,
    )
    department = cast.person(
        "department", "修复工程按计划进行。", (90, 90, 180), roles["department"].url
    )
    for page in (chair, member, department):
        enter(page)
    speaker = participant(member)

    press(chair.get_by_test_id("open-consultation"))
    expect(member.get_by_test_id("meeting")).to_have_attribute("data-status", "open")
    chair.get_by_test_id("start-item").first.click()
    expect(member.get_by_test_id("agenda-item").first).to_have_attribute("data-state", "now")

    # Asking: in the list, seen, and inaudible to everybody.
    member.get_by_test_id("request-floor").click()
    row = chair.locator(f'[data-testid="queue-row"][data-participant="{speaker}"]')
    expect(row).to_be_visible()
    for page in (chair, department):
        until(partial(decodes, page, speaker))
    spoken, before = member.evaluate(SPOKEN), [energy(p, speaker) for p in (chair, department)]
    until(lambda: member.evaluate(SPOKEN) > spoken + AUDIBLE)
    time.sleep(2)
    assert [energy(page, speaker) for page in (chair, department)] == before

    # Granted: audible, the clock runs, the stage follows.
    chair.get_by_test_id("grant-next").click()
    member.get_by_test_id("start-speech").click()
    expect(department.get_by_test_id("stage")).to_have_attribute("data-holder", speaker)
    for page, silent in zip((chair, department), before, strict=True):
        until(partial(hears, page, speaker, silent + AUDIBLE))
    at_first = clock(department)
    until(lambda: clock(department) <= at_first - 2)

    # The public: the stream plays, is not black, and names who speaks.
    viewer = cast.viewer(roles["viewer"].url)
    expect(viewer.get_by_test_id("now-speaker")).to_have_attribute("data-participant", speaker)
    video = viewer.get_by_test_id("watch-video")
    until(lambda: video.evaluate("v => v.currentTime > 0 && v.videoWidth > 0"), 40)
    first = video.evaluate("v => v.currentTime")
    until(lambda: video.evaluate("v => v.currentTime") > first + 3)
    until(lambda: brightness(video) > 40)

    # An opinion appears only after the clerk has published it.
    for text in (OPINION, REFUSED):
        viewer.get_by_test_id("write-opinion").click()
        viewer.get_by_test_id("opinion-text").fill(text)
        viewer.get_by_test_id("opinion-name").fill("老住户")
        viewer.get_by_test_id("opinion-submit").click()
        receipt = viewer.get_by_test_id("receipt")
        expect(receipt).to_have_text(re.compile(r"\S{6,}"))
        viewer.get_by_test_id("receipt-close").click()
    desk = cast.desk(f"{demo.links.base}/desk/{demo.links.consultation}#t={roles['clerk'].token}")
    desk.locator('[data-testid="desk-tab"][data-tab="opinions"]').click()
    waiting = desk.get_by_test_id("desk-opinion")
    expect(waiting).to_have_count(2)
    assert OPINION not in demo.request("/wall.json").decode()
    expect(viewer.get_by_test_id("opinion")).to_have_count(0)
    wanted = waiting.filter(has_text=OPINION)
    wanted.click()
    id = wanted.get_attribute("data-opinion")
    desk.locator(f'[data-testid="desk-publish"][data-opinion="{id}"]').click()
    expect(viewer.get_by_test_id("opinion")).to_have_text(re.compile(OPINION))
    chair.get_by_test_id("opinion-board").locator("summary").click()
    expect(chair.get_by_test_id("opinion-charts")).to_be_visible()
    assert chair.evaluate("() => document.documentElement.scrollHeight - innerHeight") <= 0
    assert REFUSED not in demo.request("/wall.json").decode()
    assert "opinion_submitted" not in demo.request("/events?after=0", "member").decode()

    # An outcome, the end, the minutes.
    member.get_by_test_id("yield-floor").click()
    expect(chair.get_by_test_id("stage")).to_have_attribute("data-holder", "")
    time.sleep(1)  # what was on its way
    spoken, after = member.evaluate(SPOKEN), [energy(p, speaker) for p in (chair, department)]
    until(lambda: member.evaluate(SPOKEN) > spoken + AUDIBLE)
    for page, heard in zip((chair, department), after, strict=True):
        assert energy(page, speaker) <= heard + AUDIBLE / 10
    desk.locator('[data-testid="desk-tab"][data-tab="outcomes"]').click()
    desk.get_by_test_id("outcome-text").fill(OUTCOME)
    desk.get_by_test_id("outcome-unit").fill(UNIT)
    desk.get_by_test_id("outcome-due").fill("2027-03-31")
    desk.get_by_test_id("outcome-source").select_option(index=1)
    desk.get_by_test_id("outcome-record").click()
    until(lambda: demo.json("", "clerk")["outcomes"])
    press(chair.get_by_test_id("close-consultation"))
    expect(member.get_by_test_id("meeting")).to_have_attribute("data-status", "closed")

    desk.locator('[data-testid="desk-tab"][data-tab="minutes"]').click()
    with desk.expect_download() as download:
        desk.locator('[data-testid="export-form"][data-form="docx"]').click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    minutes = re.sub(r"[\s\\]", "", demo.request("/minutes.md", "clerk").decode())
    last = demo.json("/events?after=0", "clerk")["records"][-1]
    name = next(p["name"] for p in demo.json("", "clerk")["participants"] if p["id"] == speaker)
    for fact in (name, OUTCOME, UNIT, "2027年3月31日", f"第{last['seq']}号"):
        assert re.sub(r"\s", "", fact) in minutes, fact
    record = re.sub(r"[\s\\]", "", demo.request("/record.md", "clerk").decode())
    for fact in (name, OPINION, "闭会。"):
        assert re.sub(r"\s", "", fact) in record, fact
    assert re.sub(r"\s", "", REFUSED) not in minutes + record
    assert last["hash"][:8] in minutes
    assert demo.request("/minutes.pdf", "clerk")[:5] == b"%PDF-"
    charts = chair.get_by_test_id("opinion-charts")  # made in passing, with what CPU is left
    expect(charts).to_have_attribute("data-total", "2", timeout=60_000)


def brightness(video: Locator) -> float:
    """Mean luma of the picture shown, 0 to 255."""
    script = """v => {
        const c = document.createElement('canvas');
        c.width = 32; c.height = 18;
        const g = c.getContext('2d');
        g.drawImage(v, 0, 0, 32, 18);
        const d = g.getImageData(0, 0, 32, 18).data;
        let sum = 0;
        for (let i = 0; i < d.length; i += 4) sum += 0.3 * d[i] + 0.59 * d[i + 1] + 0.11 * d[i + 2];
        return sum / (d.length / 4);
    }"""
    return float(video.evaluate(script))


def test_a_cut_cable_costs_neither_place_nor_clock(demo: Demo, cast: Cast) -> None:
    roles = demo.links.roles
    cable = Cable(demo.port)
    try:
        through = roles["member"].url.replace(f":{demo.port}", f":{cable.port}")
        member = cast.person("member", "我在排队。", (110, 170, 90), through)
        department = cast.person("department", "我在发言。", (90, 90, 180), roles["department"].url)
        for page in (member, department):
            enter(page)
        me = participant(member)
        demo.command("chair", "open_consultation")
        item = demo.json("", "chair")["agenda"][0]["item"]["id"]
        demo.command("chair", "start_item", item_id=item)
        demo.command("chair", "grant_floor", participant_id=participant(department))
        department.get_by_test_id("start-speech").click()
        demo.command("public_rep", "request_floor")
        member.get_by_test_id("request-floor").click()
        place = member.locator(f'[data-testid="queue-row"][data-participant="{me}"]')
        expect(place).to_have_attribute("data-place", "2")
        expect(member.get_by_test_id("floor-clock")).to_have_attribute("data-phase", "running")
        requests = demo.json("", "chair")["requests"]

        cable.cut()
        expect(member.get_by_test_id("reconnecting")).to_be_visible()
        time.sleep(15)
        cable.plug_in()
        expect(member.get_by_test_id("reconnecting")).to_be_hidden()
        expect(place).to_have_attribute("data-place", "2")
        assert demo.json("", "chair")["requests"] == requests
        until(lambda: abs(clock(member) - clock(department)) <= 1)
        events = [r["event"]["type"] for r in demo.json("/events?after=0", "chair")["records"]]
        assert "participant_left" not in events
        assert events.count("participant_joined") == 2

        seen = received(member, participant(department), "video")["framesDecoded"]
        until(lambda: received(member, participant(department), "video")["framesDecoded"] > seen)
    finally:
        cable.close()
