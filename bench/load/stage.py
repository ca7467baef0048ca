"""A meeting of two Chromium pages by way of one server, one of them behind a path that can be bad.

The server and one page are in the path's near namespace; in the far one is the viewer's page (the
way of the media over the path is `DOWN`) or the publisher's (`UP`).
"""

import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import msgspec
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from bench.load import build
from bench.load.janus import PORT as JANUS_PORT
from bench.load.janus import configuration
from bench.load.path import DOWN, NEAR, BadPath, inside
from bench.load.server import ServerProcess
from tests.end_to_end.service import TONGXIN, Links

HERE = Path(__file__).parent
PORT = 8000
READY_S = 30.0
PLAYS_S = 30.0
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
DEVICES = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=30"]
JANUS_ROOM = """room-1: {
  publishers = 2
  bitrate = 0
  audiocodec = "opus"
  opus_fec = true
  videocodec = "h264"
  h264_profile = "42e01f"
}
"""


class MediaFigures(msgspec.Struct, frozen=True):
    """What a page has received; seconds, bytes and counts since its beginning."""

    now: float
    frames: int
    freezes: int
    frozen: float
    height: int
    video_bytes: int
    audio_bytes: int
    video_lost: int
    samples: int
    concealed: int
    silent: int
    """Concealed samples during silence."""


class Stage(ABC):
    """One server with its publisher, for the time of a `with`."""

    name: str

    def __init__(self, path: BadPath, play: Playwright, way: int) -> None:
        self.path = path
        self.way = way
        self._play = play
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with self._stack as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            self._start()
            ends = [(self.path.near, "127.0.0.1"), (self.path.far, NEAR)]
            (here, publishers), (there, viewers) = ends if self.way == DOWN else ends[::-1]
            # Browsers give no camera to a page that came over a network without HTTPS.
            trusted = f"--unsafely-treat-insecure-origin-as-secure=http://{publishers}:{PORT}"
            self._publishers_host, self._viewers_host = publishers, viewers
            publisher = self._browser(here, [*DEVICES, trusted])
            self._viewers = self._browser(there, [])
            self._publish(publisher.new_context().new_page())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @abstractmethod
    def _start(self) -> None:
        """Start the server and wait until it is ready."""

    @abstractmethod
    def _publish(self, page: Page) -> None:
        """Send camera and microphone from `page`."""

    @abstractmethod
    def _view(self, page: Page) -> None:
        """Play them in `page`."""

    def viewer(self) -> "Viewer":
        """A new page that plays picture and sound."""
        context = self._viewers.new_context()
        page = context.new_page()
        page.add_init_script(path=HERE / "watch_media.js")
        self._view(page)
        viewer = Viewer(context, page)
        until(lambda: viewer.figures().frames > 10 and viewer.figures().samples > 48_000)
        return viewer

    def _browser(self, namespace: str, flags: Sequence[str]) -> Browser:
        script = self.folder / f"chromium-{namespace}"
        chromium = build.tool("chromium")
        script.write_text(f'#!/bin/sh\nexec {" ".join(inside(namespace, [chromium]))} "$@"\n')
        script.chmod(0o755)
        started = self._play.chromium.launch(executable_path=script, args=[*FLAGS, *flags])
        self._stack.callback(started.close)
        return started

    def _serve(self, command: Sequence[str | Path], port: int) -> None:
        log = self.folder / f"{Path(command[0]).name}.log"
        process = ServerProcess(inside(self.path.near, command), log, {})
        self._stack.callback(process.stop)

        def listens() -> bool:
            process.check()
            return listening(process.pid, port)

        until(listens, READY_S)


class Viewer:
    """A page that plays; `close` it at the end."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._context = context
        self._page = page

    def figures(self) -> MediaFigures:
        """What it has received."""
        found: Any = self._page.evaluate("() => window.mediaFigures()")
        return msgspec.convert(found, MediaFigures, strict=False)

    def close(self) -> None:
        """Leave."""
        self._context.close()


class TongxinStage(Stage):
    """`tongxin demo`, its chair and a member without devices."""

    name = "tongxin"

    def _start(self) -> None:
        links = self.folder / "links.json"
        where: list[str | Path] = ["--host", "0.0.0.0", "--port", str(PORT), "--announce", NEAR]
        files: list[str | Path] = ["--data", self.folder / "data", "--links", links]
        self._serve([TONGXIN, "demo", *where, *files], PORT)
        until(links.exists, READY_S)
        self._links = msgspec.json.decode(links.read_bytes(), type=Links)

    def _publish(self, page: Page) -> None:
        token = self._links.roles["chair"].token
        page.goto(self._page(self._publishers_host, "chair"))
        page.evaluate(
            """([id, token]) => fetch(`/api/v1/consultations/${id}/commands`, {
                method: 'POST',
                headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
                body: JSON.stringify({ type: 'open_consultation' }),
            })""",
            [self._links.consultation, token],
        )
        page.get_by_test_id("join-button").click()
        page.get_by_test_id("mic-toggle").click()

    def _view(self, page: Page) -> None:
        page.goto(self._page(self._viewers_host, "member"))
        page.get_by_test_id("join-button").click()

    def _page(self, host: str, role: str) -> str:
        token = self._links.roles[role].token
        return f"http://{host}:{PORT}/c/{self._links.consultation}#t={token}"


class JanusStage(Stage):
    """Debian's Janus with a page of ours."""

    name = "janus"

    def _start(self) -> None:
        configuration(self.folder, NEAR, JANUS_ROOM)
        self._serve([build.tool("janus"), "-F", self.folder], JANUS_PORT)
        serve: list[str | Path] = [
            sys.executable,
            "-m",
            "http.server",
            str(PORT),
            "--directory",
            HERE,
        ]
        self._serve(serve, PORT)

    def _publish(self, page: Page) -> None:
        self._open(page, self._publishers_host, "publish")

    def _view(self, page: Page) -> None:
        self._open(page, self._viewers_host, "view")

    def _open(self, page: Page, host: str, what: str) -> None:
        page.goto(f"http://{host}:{PORT}/janus_page.html#{what}")
        page.wait_for_function("() => document.title === 'connected'")


def listening(pid: int, port: int) -> bool:
    """Whether somebody in a process's network namespace listens on a TCP port."""
    tables = (Path(f"/proc/{pid}/net/{name}").read_text() for name in ("tcp", "tcp6"))
    rows = [row.split() for table in tables for row in table.splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


def until(what: Callable[[], object], seconds: float = PLAYS_S) -> None:
    """Wait for what browsers and servers do in their own time."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come about in time.")
        time.sleep(0.1)
