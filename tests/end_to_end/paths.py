"""Two real browsers in one meeting, over networks that can be broken: when pictures arrive."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from tests.end_to_end.service import CHROMIUM, Demo, browser, picture, running, until
from tests.support.namespaces import Namespace

SERVER = "10.77.0.1"
"""Where the server is reached, by whatever path."""
PATIENCE = 30.0

RECORDER = """
window.arrivals = [];  // Unix ms of every decoded picture of others
window.connections = [];
window.begun = Date.now();
window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
        super(...args);
        window.connections.push(this);
        this.addEventListener('track', async ({ track }) => {
            if (track.kind !== 'video') return;
            const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
            for (;;) {
                const { value, done } = await reader.read();
                if (done) return;
                value.close();
                window.arrivals.push(Date.now());
            }
        });
    }
};
"""
PROTOCOLS = """async () => {
    const found = [];
    for (const connection of window.connections) {
        if (connection.connectionState === 'closed') continue;
        const reports = await connection.getStats();
        for (const one of reports.values())
            if (one.type === 'transport' && one.selectedCandidatePairId)
                found.push(reports.get(reports.get(one.selectedCandidatePairId).localCandidateId).protocol);
    }
    return found;
}"""


def arrivals(page: Page) -> list[float]:
    """Unix seconds at which pictures of others arrived."""
    return [ms / 1000 for ms in page.evaluate("() => window.arrivals")]


def protocols(page: Page) -> list[str]:
    """By what each of the page's connections goes: `udp`, `tcp`."""
    return list(page.evaluate(PROTOCOLS))


class Meeting:
    """A demo in one namespace, and browsers in any."""

    def __init__(self, play: Playwright, folder: Path, demo: Demo) -> None:
        self.demo = demo
        self._complaints: dict[Page, list[str]] = {}
        self._play = play
        self._folder = folder
        self.open = ExitStack()

    def join(self, role: str, where: Namespace) -> Page:
        """A browser there, past the join page."""
        page = self.look(role, where)
        page.get_by_test_id("join-button").click()
        return page

    def look(self, role: str, where: Namespace) -> Page:
        """A browser there, at the join page."""
        film = picture(self._folder / f"{role}.y4m", 110, 170, 90)
        base = self.demo.links.base
        started = browser(
            self._play,
            film=film,
            program=where.wrapper(CHROMIUM, self._folder),
            flags=[f"--unsafely-treat-insecure-origin-as-secure={base}"],
        )
        self.open.callback(started.close)
        page = started.new_page()
        complaints = self._complaints[page] = [role]
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(RECORDER)
        page.goto(self.demo.links.roles[role].url)
        page.get_by_test_id("join-button").wait_for(timeout=PATIENCE * 1000)
        return page

    def wait_for_pictures(self, *pages: Page) -> None:
        """Until each page has shown one of somebody else's; else says how far each has come."""
        until(
            lambda: all(arrivals(page) for page in pages),
            said=lambda: "\n".join(map(self._told, pages)),
        )

    def _told(self, page: Page) -> str:
        """Who it is, what its console says, how many pictures it showed, its transports."""
        figures = page.evaluate("() => window.tongxin?.stats() ?? 'not entered'")
        return f"{self._complaints[page]}: {len(arrivals(page))} pictures, {figures}"

    def stats(self, page: Page) -> dict[str, Any]:
        """The client's own figures."""
        return dict(page.evaluate("() => window.tongxin.stats()"))


@contextmanager
def meeting(
    play: Playwright, folder: Path, server: Namespace, address: str = SERVER
) -> Iterator[Meeting]:
    """A demo in `server`, reached at `address`."""
    options = ["--host", address, "--announce", address]
    with running(folder / "data", *options, within=server.prefix) as demo:
        held = Meeting(play, folder, demo)
        with held.open:
            yield held
