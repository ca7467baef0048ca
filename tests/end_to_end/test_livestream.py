"""The public page plays low-latency HLS: live, the sound alone, and back to live after a pause."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.end_to_end.service import browser, running

pytestmark = pytest.mark.end_to_end

PATIENCE = 40_000
"""Milliseconds for what a quiet machine does in one or two thousand."""
MOVES = """async (pictures) => {
    const video = document.querySelector('tx-player video');
    const before = video.currentTime;
    while (video.currentTime < before + 0.5 || pictures !== video.videoWidth > 0)
        await new Promise((done) => setTimeout(done, 100));
    return true;
}"""


def plays(page: Page, pictures: bool) -> None:
    """Wait until time passes in the player, with pictures or without."""
    page.set_default_timeout(PATIENCE)
    assert page.evaluate(MOVES, pictures)


@pytest.mark.timeout(240)
def test_live_then_sound_alone_then_back_to_live(tmp_path: Path, play: Playwright) -> None:
    with running(tmp_path / "data") as demo:
        demo.command("chair", "open_consultation")
        chromium = browser(play)
        page = chromium.new_page(viewport={"width": 360, "height": 780})
        page.goto(f"{demo.links.base}/live/{demo.links.consultation}")
        state, sound = page.get_by_test_id("stream-state"), page.get_by_test_id("sound-only")
        expect(state).to_have_attribute("data-state", "live", timeout=PATIENCE)
        plays(page, pictures=True)
        sound.press("Enter")
        expect(sound).to_have_attribute("aria-pressed", "true")
        plays(page, pictures=False)
        page.screenshot(path=tmp_path / "sound.png")
        sound.press("Enter")
        plays(page, pictures=True)
        page.evaluate("() => document.querySelector('tx-player video').pause()")
        expect(state).to_have_attribute("data-state", "paused")
        back = page.get_by_test_id("go-live")
        back.wait_for(timeout=PATIENCE)  # six seconds later
        page.screenshot(path=tmp_path / "paused.png")
        back.click()
        expect(state).to_have_attribute("data-state", "live", timeout=PATIENCE)
        plays(page, pictures=True)
        expect(back).to_have_count(0)
        chromium.close()
