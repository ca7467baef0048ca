"""The real process: started, spoken to, fed with datagrams in real time, killed, started again."""

import asyncio
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import av
import m3u8
import pytest
from av.container import InputContainer

from media.egress.client import EgressProcess
from media.egress.errors import EgressLost, EgressRefused
from media.egress.messages import (
    AttachRelay,
    Done,
    EgressEvent,
    EgressReady,
    EndLive,
    GoLive,
    OnAir,
    Ping,
    PlaylistReady,
    SetProgramme,
    SetSpeakers,
    SetTracks,
    Speaker,
)
from media.egress.take_shelf import FOLDER, Take, read_folder
from media.messages import TrackInfo
from media.wire.rtcp import KeyFrameRequest, parse_rtcp
from tests.media.egress.sending import (
    Camera,
    Microphone,
    Sender,
    camera_track,
    microphone_track,
)
from tests.media.egress.watching import loudness, watch

pytestmark = pytest.mark.end_to_end

TRACKS = [camera_track(1, "red"), microphone_track(2, "red")]


class Relay:
    """Stands where the relay worker would: sends to egress, takes its RTCP."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.setblocking(False)

    async def play(self, egress: str, senders: list[Sender], seconds: float) -> None:
        """Send in real time; key frame requests reach the cameras."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        due = {sender.track.track_id: loop.time() for sender in senders}
        while (now := loop.time()) < until:
            self._answer(senders)
            for sender in senders:
                if due[sender.track.track_id] <= now:
                    due[sender.track.track_id] += sender.interval
                    for datagram in sender.send(now):
                        await self._send(egress, datagram)
            await asyncio.sleep(0.004)

    async def _send(self, egress: str, datagram: bytes) -> None:
        while True:
            try:
                self._socket.sendto(datagram, egress)
                return
            except BlockingIOError:  # the kernel queues ten datagrams
                await asyncio.sleep(0.001)

    def _answer(self, senders: list[Sender]) -> None:
        try:
            datagram = self._socket.recv(2048)
        except BlockingIOError:
            return
        for report in parse_rtcp(datagram) or ():
            assert isinstance(report, KeyFrameRequest)
            for sender in senders:
                if isinstance(sender, Camera) and sender.track.track_id == report.media_ssrc:
                    sender.ask_key()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def relay(tmp_path: Path) -> Iterator[Relay]:
    one = Relay(tmp_path / "relay.sock")
    try:
        yield one
    finally:
        one.close()


@asynccontextmanager
async def running(events: list[EgressEvent]) -> AsyncIterator[EgressProcess]:
    async with EgressProcess(events.append) as egress:
        yield egress


async def go_live(egress: EgressProcess, directory: Path, tracks: list[TrackInfo]) -> str:
    reply = await egress.request(GoLive(consultation="c1", directory=str(directory)))
    assert isinstance(reply, OnAir)
    assert await egress.request(SetTracks(consultation="c1", tracks=tracks)) == Done()
    shown = SetProgramme(consultation="c1", picture="red", sound=["red"])
    assert await egress.request(shown) == Done()
    return reply.path


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


async def test_a_stream_from_start_to_end(tmp_path: Path) -> None:
    events: list[EgressEvent] = []
    directory = tmp_path / "live"
    senders: list[Sender] = [Camera(TRACKS[0], 320, 240, (200, 30, 30)), Microphone(TRACKS[1], 440)]
    with relay(tmp_path) as sender:
        async with running(events) as egress:
            assert events == [EgressReady(egress.pid)]
            path = await go_live(egress, directory, TRACKS)
            await egress.request(AttachRelay(consultation="c1", path=sender.path))
            await sender.play(path, senders, 5)
            assert events[1:] == [PlaylistReady("c1")]
            assert not m3u8.loads((directory / "video.m3u8").read_text()).is_endlist
            assert await egress.request(EndLive(consultation="c1")) == Done()
            assert await egress.request(EndLive(consultation="c1")) == Done()
            with pytest.raises(FileNotFoundError):
                os.stat(path)
    assert isinstance(senders[0], Camera)
    assert senders[0].keys_asked >= 2
    files = contents(directory)
    assert m3u8.loads(files["video.m3u8"].decode()).is_endlist
    watched = watch(files)
    sizes = [frame.size for frame in watched.frames]
    assert sizes[-1] == (1280, 720)  # the slate that says that it is over
    assert sizes.count((320, 240)) > 50
    assert [f for f in watched.frames if f.size == (320, 240)][-1].colour[0] > 150
    heard = [loudness(watched, fifth / 5, (fifth + 1) / 5, 440) for fifth in range(5, 25)]
    assert max(heard) == pytest.approx(0.25, rel=0.1)  # others may have waited for a processor


async def test_a_killed_process_is_noticed_and_its_stream_continued(tmp_path: Path) -> None:
    directory = tmp_path / "live"
    for run in range(2):
        async with running([]) as egress:
            await go_live(egress, directory, [])
            await asyncio.sleep(2.6)
            os.kill(egress.pid, signal.SIGKILL)
            async with asyncio.timeout(2):
                await egress.wait_closed()
            with pytest.raises(EgressLost):
                await egress.request(EndLive(consultation="c1"))
        listed = m3u8.loads((directory / "video.m3u8").read_text())
        whole = [segment for segment in listed.segments if segment.uri]
        assert len(whole) == 2 * run + 1  # what had only parts was made a segment
    assert whole[2].discontinuity
    watched = watch(contents(directory))
    assert [frame.at for frame in watched.frames] == sorted(frame.at for frame in watched.frames)


SPEAKERS = SetSpeakers(consultation="c1", speakers=[Speaker("red", "s1")])
LOST = 1.0
"""Seconds that a kill may cost."""


def lost(take: Take, senders: list[Sender]) -> float:
    """Seconds of what was sent that the take lacks at its end, however long sending took."""
    assert take.seconds is not None
    return max(sender.sent for sender in senders) - take.seconds


async def test_a_kill_costs_own_tracks_less_than_a_second(tmp_path: Path) -> None:
    directory = tmp_path / "live"
    senders: list[Sender] = [Camera(TRACKS[0], 320, 240, (200, 30, 30)), Microphone(TRACKS[1], 440)]
    with relay(tmp_path) as sender:
        async with running([]) as egress:
            path = await go_live(egress, directory, TRACKS)
            assert await egress.request(SPEAKERS) == Done()
            await egress.request(AttachRelay(consultation="c1", path=sender.path))
            await sender.play(path, senders, 3.3)
            os.kill(egress.pid, signal.SIGKILL)
            await egress.wait_closed()
        async with running([]) as egress:
            await go_live(egress, directory, TRACKS)
            assert await egress.request(EndLive(consultation="c1")) == Done()
    (take,) = read_folder(directory / FOLDER)
    assert take.cut_off
    assert abs(lost(take, senders)) < LOST
    file = directory / FOLDER / take.file
    assert take.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    with av.open(file) as container:
        assert isinstance(container, InputContainer)
        assert len(list(container.decode(video=0))) > 50


async def test_a_killed_server_costs_own_tracks_less_than_a_second(tmp_path: Path) -> None:
    directory = tmp_path / "live"
    senders: list[Sender] = [Camera(TRACKS[0], 320, 240, (200, 30, 30)), Microphone(TRACKS[1], 440)]
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.egress_child", directory, tmp_path / "relay.sock",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert server.stdout is not None
    path = (await server.stdout.readline()).decode().strip()
    with relay(tmp_path) as sender:
        await sender.play(path, senders, 2.5)
        server.kill()
        await server.wait()
        async with asyncio.timeout(10):
            while os.path.exists(path) or read_folder(directory / FOLDER)[0].seconds is None:
                await asyncio.sleep(0.05)
    (take,) = read_folder(directory / FOLDER)
    assert not take.cut_off, "egress outlives the server for as long as it takes to finish"
    assert abs(lost(take, senders)) < LOST


async def test_a_ping_is_answered_on_air_or_not(tmp_path: Path) -> None:
    async with running([]) as egress:
        assert await egress.request(Ping()) == Done()
        await go_live(egress, tmp_path / "live", [])
        assert await egress.request(Ping()) == Done()


async def test_refusals_leave_it_running(tmp_path: Path) -> None:
    async with running([]) as egress:
        with pytest.raises(EgressRefused) as refused:
            await egress.request(SetTracks(consultation="nobody", tracks=[]))
        assert refused.value.code == "not_on_air"
        path = await go_live(egress, tmp_path / "live", [])
        assert await go_live(egress, tmp_path / "live", []) == path
        with pytest.raises(EgressRefused) as refused:
            await egress.request(GoLive(consultation="c1", directory=str(tmp_path / "other")))
        assert refused.value.code == "already_on_air"
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(EgressRefused) as refused:
            await egress.request(GoLive(consultation="c2", directory=str(tmp_path / "file" / "x")))
        assert refused.value.code == "bad_directory"


async def test_ends_when_the_web_process_leaves_and_completes_the_stream(tmp_path: Path) -> None:
    async with running([]) as egress:
        await go_live(egress, tmp_path / "live", [])
        await asyncio.sleep(0.5)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    with pytest.raises(ProcessLookupError):
        os.kill(egress.pid, 0)
    assert m3u8.loads((tmp_path / "live" / "video.m3u8").read_text()).is_endlist
