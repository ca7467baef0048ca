"""The join page's plain verdict on the line: good as it is, and by name what is wrong with it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.end_to_end.paths import PATIENCE, SERVER
from tests.end_to_end.service import CHROMIUM, browser, picture, running
from tests.end_to_end.turnserver import SECRET, turnserver
from tests.support.namespaces import link, missing, namespaces

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.timeout(180),
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]


TURN_PORT = 3478


@contextmanager
def join_page(
    play: Playwright,
    folder: Path,
    film: Path | None = None,
    blocked: tuple[str, ...] = (),
    turn: bool = False,
) -> Iterator[Page]:
    """The join page in a network where these protocols do not reach the relay; `turn`: a coturn
    beside it is reached by TCP.
    """
    with ExitStack() as stack:
        server, client = stack.enter_context(namespaces("server", "client"))
        link(server, f"{SERVER}/24", client, "10.77.0.2/24", "cable")
        options = ["--host", SERVER, "--announce", SERVER]
        options += ["--relay-port", "41000", "--relay-workers", "1"]
        within = list(server.prefix)
        if turn:
            stack.enter_context(turnserver(folder, SERVER, TURN_PORT, within))
            urls = f"turn:{SERVER}:{TURN_PORT}?transport=tcp"
            within += ["env", f"TONGXIN_TURN_URLS={urls}", f"TONGXIN_TURN_SECRET={SECRET}"]
        demo = stack.enter_context(running(folder / "data", *options, within=within))
        for protocol in blocked:
            drop = ["-p", protocol, "--dport", "41000", "-j", "DROP"]
            client.filter("-A", "OUTPUT", *drop)
        started = browser(
            play,
            film=film or picture(folder / "film.y4m", 110, 128, 128),
            program=client.wrapper(CHROMIUM, folder),
            flags=[f"--unsafely-treat-insecure-origin-as-secure={demo.links.base}"],
        )
        stack.callback(started.close)
        page = started.new_page()
        page.goto(demo.links.roles["member"].url)
        yield page


@pytest.mark.parametrize(
    ("blocked", "turn", "verdict", "sentence"),
    [
        ((), False, "good", "可以开会：网络良好"),
        (("udp",), True, "tcp", "UDP 被拦住了，将改用 TCP，画面可能慢"),
        (
            ("udp", "tcp"), False, "blocked",
            "连不上媒体服务：请让网络管理员放行端口 41000（UDP 和 TCP）",
        ),
        (
            ("udp", "tcp"), True, "relay",
            "直连被拦住了，只能经中继服务器开会，画面可能慢",
        ),
    ],
)  # fmt: skip
def test_the_verdict_is_plain(
    play: Playwright,
    tmp_path: Path,
    blocked: tuple[str, ...],
    turn: bool,
    verdict: str,
    sentence: str,
) -> None:
    with join_page(play, tmp_path, blocked=blocked, turn=turn) as page:
        row = page.get_by_test_id("network-verdict")
        expect(row).to_have_attribute(
            "data-verdict", re.compile("good|weak|tcp|relay|blocked|offline|busy"), timeout=40_000
        )
        said = row.inner_text()
        print(said)
        assert row.get_attribute("data-verdict") == verdict, said
        assert sentence in said
        page.get_by_test_id("join-button").click(timeout=PATIENCE * 1000)
        expect(page.get_by_test_id("meeting")).to_be_visible(timeout=PATIENCE * 1000)


def test_joining_waits_for_no_check(play: Playwright, tmp_path: Path) -> None:
    with join_page(play, tmp_path) as page:
        row = page.get_by_test_id("network-verdict")
        expect(row).to_have_attribute("data-verdict", "running", timeout=20_000)
        with page.expect_request(lambda request: request.method == "DELETE") as ended:
            page.get_by_test_id("join-button").click()
        assert "/line-checks/" in ended.value.url
        expect(page.get_by_test_id("meeting")).to_be_visible(timeout=5_000)


def test_a_covered_lens_is_named(play: Playwright, tmp_path: Path) -> None:
    film = tmp_path / "black.y4m"
    frame = b"FRAME\n" + bytes([17]) * (640 * 360) + bytes([128]) * (640 * 360 // 2)
    film.write_bytes(b"YUV4MPEG2 W640 H360 F15:1 Ip C420jpeg\n" + frame * 15)
    with join_page(play, tmp_path, film) as page:
        expect(page.get_by_test_id("camera-black")).to_be_visible(timeout=20_000)
