"""The real product for end-to-end tests: `tongxin demo` as a process, browsers, a cable to pull."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, Playwright

READY_SECONDS = 30.0
STOP_SECONDS = 15.0
CHROMIUM = "/usr/bin/chromium"
TONGXIN = Path(sys.executable).with_name("tongxin")


class Role(msgspec.Struct, frozen=True):
    """One join link."""

    url: str
    token: str


class Links(msgspec.Struct, frozen=True):
    """What `--links` writes."""

    consultation: str
    base: str
    relay_pids: list[int]
    roles: dict[str, Role]


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """A `tongxin demo` over a data directory; it can be killed and started again."""

    def __init__(self, data: Path, *arguments: str, within: Sequence[str] = ()) -> None:
        """`within` begins the command line: another network namespace."""
        self.data = data
        self._within = within
        self.log = data.parent / f"{data.name}.log"
        self.port = free_port()
        self._arguments = arguments
        self._file = data.parent / f"{data.name}-links.json"
        self._process: subprocess.Popen[bytes] | None = None
        self.links: Links

    def start(self) -> None:
        """Start, and wait until it is ready."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start."""
        self._file.unlink(missing_ok=True)
        command: list[str | Path] = [*self._within, TONGXIN, "demo", "--port", str(self.port)]
        command += ["--data", self.data, "--links", self._file, *self._arguments]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    def wait(self) -> None:
        """Wait until the links file says that it is ready."""
        assert self._process is not None
        deadline = time.monotonic() + READY_SECONDS
        while not self._file.exists():
            assert self._process.poll() is None, f"the demo ended:\n{self.log.read_text()}"
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the demo was not ready:\n{self.log.read_text()}")
            time.sleep(0.05)
        self.links = msgspec.json.decode(self._file.read_bytes(), type=Links)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def interrupt(self) -> None:
        """Ctrl-C."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        self.interrupt()
        assert self._process is not None
        return self._process.wait(STOP_SECONDS)

    def api(self, path: str) -> str:
        """The address of `path` below the demo's consultation."""
        return f"{self.links.base}/api/v1/consultations/{self.links.consultation}{path}"

    def request(
        self, path: str, role: str | None = None, body: dict[str, Any] | None = None
    ) -> bytes:
        """GET, or POST with a JSON body, as `role`."""
        headers = {"Content-Type": "application/json"}
        if role is not None:
            headers["Authorization"] = f"Bearer {self.links.roles[role].token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api(path), data, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bytes(answer.read())

    def json(self, path: str, role: str | None = None, body: dict[str, Any] | None = None) -> Any:
        """The same, decoded."""
        return json.loads(self.request(path, role, body))

    def health(self) -> Any:
        """What `/healthz` says."""
        with urllib.request.urlopen(f"{self.links.base}/healthz", timeout=20) as answer:
            return json.loads(answer.read())

    def command(self, role: str, type: str, **fields: Any) -> list[int]:
        """One command; the numbers of its records."""
        answer = self.json("/commands", role, {"type": type, **fields})
        return list(answer["seqs"])


@contextmanager
def running(data: Path, *arguments: str, within: Sequence[str] = ()) -> Iterator[Demo]:
    """A demo that is stopped at the end, whatever happens."""
    demo = Demo(data, *arguments, within=within)
    demo.begin()
    try:
        demo.wait()
        yield demo
    finally:
        demo.stop()


class Demos:
    """Demos without bots, each begun while the test before it runs, and ended while the next does:
    else every test would wait some seconds for both.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._next = self._begin()
        self._ending: Demo | None = None

    def _begin(self) -> Demo:
        self._count += 1
        demo = Demo(self._folder / f"data-{self._count}")
        demo.begin()
        return demo

    def take(self) -> Demo:
        """One that is ready, over a data directory of its own."""
        taken = self._next
        try:
            taken.wait()
        finally:
            self._next = self._begin()
        return taken

    def give_back(self, demo: Demo) -> None:
        """End it."""
        self._reap()
        self._ending = demo
        demo.interrupt()

    def close(self) -> None:
        """End them all."""
        self._next.interrupt()
        self._reap()
        self._next.stop()

    def _reap(self) -> None:
        if self._ending is not None:
            self._ending.stop()


def alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


# --- devices and browsers ---------------------------------------------------------------------

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 15


def speech(path: Path, text: str) -> Path:
    """Real speech in Mandarin by espeak-ng, as a WAV file."""
    subprocess.run(["espeak-ng", "-v", "cmn", "-s", "150", "-w", path, text], check=True)
    with wave.open(str(path)) as made:
        assert made.getnframes() > made.getframerate()
    return path


def picture(path: Path, luma: int, blue: int, red: int) -> Path:
    """A Y4M film of one colour (BT.601) with a bar that moves, three seconds long."""
    count = FRAMES_PER_SECOND * 3
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip C420jpeg\n".encode())
        chroma = bytes([blue]) * (WIDTH * HEIGHT // 4) + bytes([red]) * (WIDTH * HEIGHT // 4)
        for number in range(count):
            at = number * (WIDTH - 40) // count
            row = bytearray([luma]) * WIDTH
            row[at : at + 40] = bytes([235]) * 40
            film.write(b"FRAME\n" + bytes(row) * HEIGHT + chroma)
    return path


def browser(
    play: Playwright,
    sound: Path | None = None,
    film: Path | None = None,
    program: Path | None = None,
    flags: Sequence[str] = (),
) -> Browser:
    """Debian's Chromium, headless, with a microphone and camera that play these files."""
    flags = [
        *flags,
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ]
    if sound is not None:
        flags.append(f"--use-file-for-fake-audio-capture={sound}")
    if film is not None:
        flags.append(f"--use-file-for-fake-video-capture={film}")
    path = program or os.environ.get("CHROMIUM", CHROMIUM)
    return play.chromium.launch(executable_path=path, args=flags)


# --- a cable ----------------------------------------------------------------------------------


class Cable:
    """A TCP relay on loopback in a thread of its own; while `cut`, nothing passes nor connects."""

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self._to_port = to_port
        self._plugged = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._thread.start()
        assert self._started.wait(5)

    def cut(self) -> None:
        """Drop every connection and take no new one."""
        self._loop.call_soon_threadsafe(self._cut)

    def plug_in(self) -> None:
        """Let connections pass again."""
        self._loop.call_soon_threadsafe(setattr, self, "_plugged", True)

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _cut(self) -> None:
        self._plugged = False
        for writer in self._writers:
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = asyncio.start_server(self._serve, "127.0.0.1", self.port)
        server = self._loop.run_until_complete(serving)
        self._started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._plugged:
            writer.transport.abort()
            return
        there = await asyncio.open_connection("127.0.0.1", self._to_port)
        self._writers |= {writer, there[1]}
        try:
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        finally:
            self._writers -= {writer, there[1]}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def until(
    what: Callable[[], object],
    seconds: float = 20.0,
    said: Callable[[], str] = lambda: "did not come about in time",
) -> None:
    """Poll until something is so; `said` is asked where it does not come about in time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, said()
        time.sleep(0.1)
