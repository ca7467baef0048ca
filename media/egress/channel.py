"""One consultation on air: its datagram socket, its stream, and the task that writes its files."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from media.egress import disk
from media.egress.beside_thread import Threaded
from media.egress.errors import TooManyTracks
from media.egress.h264 import AccessUnit
from media.egress.hls import MULTIVARIANT, FileChange
from media.egress.messages import Speaker
from media.egress.objects import Objects
from media.egress.scene import Scene
from media.egress.slate import Slate, reel
from media.egress.stream import EGRESS_SSRC, LiveStream
from media.egress.take_shelf import FOLDER
from media.egress.take_writer import TakeWriter
from media.egress.takes import Takes
from media.messages import TrackInfo

MAX_DATAGRAM = 2048
"""Above the relay's largest packet (1,500 bytes of Ethernet)."""
BATCH = 256
"""Datagrams taken in one wake-up, so that a flood cannot keep timers and requests waiting."""
FULL = 10
"""So many are all that Linux queues (`net.unix.max_dgram_qlen`): more wait in the relay, …"""
REFILLED = 0.002
"""… which has filled the queue again after so many seconds."""
MAX_TRACKS = 1024
"""Tracks of one consultation: two for each of 500 peers."""
MAX_UNWRITTEN = 256
"""Batches of file changes waiting for the disk: a minute of parts; then they are dropped."""
END_TIMEOUT = 4.0
"""Seconds for the last files to reach the disk; less than the web process waits for a reply."""
LEAVE_TIMEOUT = 2.0
"""The same where the process is to end; less than it is given for that."""

log = structlog.get_logger("media.egress")


class Channel:
    """Runs one `LiveStream` by the process's timer: `receive` often, and `tick`."""

    def __init__(
        self,
        consultation: str,
        directory: Path,
        socket_path: str,
        on_playlist: Callable[[], None],
        objects: Objects | None = None,
    ) -> None:
        self.path = socket_path
        self.directory = directory
        self._on_playlist = on_playlist
        self._objects = objects
        self._log = log.bind(consultation=consultation)
        now = time.monotonic()
        beginning = disk.begin(directory, now, time.time())
        self._stream = LiveStream(consultation, beginning, now, Threaded)
        self._takes = Takes(beginning.unix_offset, self._stream.clock, EGRESS_SSRC)
        self._take_writer = TakeWriter(directory / FOLDER, self._takes)
        self._relay: str | None = None
        self._venue = ""
        self._unwritten: asyncio.Queue[list[FileChange]] = asyncio.Queue(MAX_UNWRITTEN)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(socket_path)
        os.chmod(socket_path, 0o600)
        self._loop = asyncio.get_running_loop()
        self._again: asyncio.TimerHandle | None = None
        self._naming: set[asyncio.Future[tuple[AccessUnit, ...]]] = set()
        self._log.info("on_air", stamp=beginning.stamp, resumed=beginning.earlier is not None)

    def attach_relay(self, path: str) -> None:
        """Send RTCP to the relay worker's datagram socket at `path`."""
        self._relay = path

    def set_tracks(self, tracks: list[TrackInfo]) -> None:
        """Know exactly these tracks; raises `TooManyTracks`."""
        if len(tracks) > MAX_TRACKS:
            raise TooManyTracks(f"{len(tracks)} tracks are more than {MAX_TRACKS}.")
        self._stream.set_tracks(tracks, time.monotonic())
        self._takes.set_tracks(tracks)
        self._drain()

    def set_programme(self, picture: str | None, sound: list[str], scene: Scene) -> None:
        """Show and mix these owners, as `scene` says."""
        self._stream.set_programme(picture, sound, time.monotonic(), scene)
        if scene.venue and scene.venue != self._venue:
            self._venue = scene.venue
            self._name_slate(scene.venue)
        self._log.info("programme_set", picture=picture, sound=sound, mode=scene.mode)
        self._drain()

    def set_speakers(self, speakers: list[Speaker]) -> None:
        """Record the own tracks of these."""
        self._takes.set_speakers(speakers, time.monotonic())
        self._log.info("speakers_set", speakers=[one.owner for one in speakers])
        self._drain()

    def _name_slate(self, venue: str) -> None:
        """Have the slate of a lost venue ready before it is lost; to encode it takes a while."""

        def done(made: asyncio.Future[tuple[AccessUnit, ...]]) -> None:
            self._naming.discard(made)
            if not made.cancelled() and made.exception() is None:
                self._stream.name_slate(venue, made.result(), time.monotonic())

        making = self._loop.run_in_executor(None, reel, Slate.INTERRUPTED, venue)
        self._naming.add(making)
        making.add_done_callback(done)

    def receive(self) -> None:
        """Take the datagrams that have come, and soon again while there are more than fit."""
        now = time.monotonic()
        taken = 0
        with contextlib.suppress(BlockingIOError):
            while taken < BATCH:
                datagram = self._socket.recv(MAX_DATAGRAM)
                self._stream.receive(datagram, now)
                self._takes.receive(datagram, now)
                taken += 1
        if self._again is not None:
            self._again.cancel()
        self._again = self._loop.call_later(REFILLED, self.receive) if taken >= FULL else None
        self._drain()

    def tick(self) -> None:
        """Do what is due."""
        now = time.monotonic()
        self._stream.tick(now)
        self._takes.tick(now)
        self._drain()

    async def write_takes(self) -> None:
        """Write the own tracks of speakers as they come, until cancelled."""
        await self._take_writer.run()

    async def write(self) -> None:
        """Write the stream's files as they come, until cancelled."""
        announced = False
        while True:
            changes = await self._unwritten.get()
            try:
                await asyncio.to_thread(disk.apply, self.directory, changes)
            except OSError as error:
                self._log.error("files_not_written", error=str(error))
            else:
                if self._objects is not None:
                    self._objects.offer(changes)
                if not announced and any(change.name == MULTIVARIANT for change in changes):
                    announced = True
                    self._log.info("playlist_ready")
                    self._on_playlist()
            self._unwritten.task_done()

    async def end(self, over: bool) -> None:
        """Finish the stream, and say in it if the meeting is `over`; return when it is on disk, and
        in the store.
        """
        now = time.monotonic()
        self._takes.end(now)
        self._stream.end(now, over)
        self._drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_TIMEOUT if over else LEAVE_TIMEOUT):
                await self._unwritten.join()
                await self._take_writer.finish()
                if self._objects is not None:
                    await self._objects.finish()
        self._log.info("off_air")

    def close(self) -> None:
        """Release the socket and its file."""
        if self._again is not None:
            self._again.cancel()
        for making in self._naming:  # what it made would begin a composition that nobody ends
            making.cancel()
        self._socket.close()
        with contextlib.suppress(OSError):
            os.unlink(self.path)

    def _drain(self) -> None:
        for packet in [*self._stream.take_rtcp(), *self._takes.take_rtcp()]:
            self._send(packet)
        if written := self._takes.take_changes():
            self._take_writer.offer(written)
        changes = self._stream.take_changes()
        if not changes:
            return
        try:
            self._unwritten.put_nowait(changes)
        except asyncio.QueueFull:
            self._log.error("files_dropped", files=len(changes))

    def _send(self, packet: bytes) -> None:
        """Send RTCP; one that the relay does not take is asked for again in due time."""
        if self._relay is not None:
            with contextlib.suppress(OSError):
                self._socket.sendto(packet, self._relay)
