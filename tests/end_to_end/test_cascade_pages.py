"""Real Chromium at two relay workers: all see one another, also after the leaf was killed."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from signaling.relays import slot_of
from tests.end_to_end.service import running, until
from tests.end_to_end.test_story import Cast, cast, decodes, enter, participant, received

__all__ = ["cast"]
pytestmark = pytest.mark.timeout(300)


def frames(page: Page, who: str) -> int:
    return int(received(page, who, "video").get("framesDecoded") or 0)


def moves(page: Page, who: str, than: int) -> bool:
    return frames(page, who) > than + 10


def test_pages_at_two_relays_and_one_of_them_killed(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXIN_PEERS_PER_WORKER", "3")
    with running(tmp_path / "data", "--relay-workers", "2") as demo:
        roles = demo.links.roles
        chair = cast.person("chair", "请大家依次发言。", (150, 100, 140), roles["chair"].url)
        member = cast.person("member", "我想问一问。", (110, 170, 90), roles["member"].url)
        pages = [chair, member]
        for page in pages:
            enter(page)
        names = [participant(page) for page in pages]
        others = list(zip(pages, reversed(names), strict=True))
        for page, other in others:
            until(partial(decodes, page, other))
        assert "leaf joined" in demo.log.read_text()

        os.kill(demo.links.relay_pids[1 - slot_of(demo.links.consultation, 2)], signal.SIGKILL)
        until(lambda: "reason=relay_lost" in demo.log.read_text())
        chair.wait_for_timeout(2000)
        for page, other in others:
            until(partial(moves, page, other, frames(page, other)))
        assert demo.log.read_text().count("reason=relay_lost") == 1, "the home has three"
