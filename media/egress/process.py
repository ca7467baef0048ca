"""The egress process, serving one web process until it leaves: `python -m media.egress`."""

import argparse
import asyncio
import contextlib
import itertools
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import assert_never

import structlog
import uvloop

from media.egress.bucket import Bucket
from media.egress.channel import Channel
from media.egress.errors import (
    AlreadyOnAir,
    StillEnding,
    TooManyStreams,
    UnknownConsultation,
)
from media.egress.messages import (
    AttachRelay,
    Done,
    EgressEvent,
    EgressNotice,
    EgressReady,
    EgressRefusal,
    EgressReply,
    EgressReplyBody,
    EgressRequest,
    EgressRequestBody,
    EndLive,
    FromEgress,
    GoLive,
    OnAir,
    Ping,
    PlaylistReady,
    SetProgramme,
    SetSpeakers,
    SetTracks,
)
from media.egress.objects import Objects
from media.egress.slate import Slate, reel
from media.errors import BadFrame, MediaError
from media.framing import FrameDecoder, encode

WEB_TIMEOUT = 15.0
"""Seconds to wait for the web process to connect; then nobody else would end us."""
TICK = 0.04
"""Seconds between runs of the mixer, deadlines and slates: two blocks of sound at a time. Packets
are taken twice as often: a wake-up for each would cost more than all that is done with it, and the
sound, for which pictures wait, is later than that anyhow."""
MAX_STREAMS = 16
"""Consultations on air in one process: 0.1 core each is more than one core's share already."""
MAX_BACKLOG = 1 << 20
"""Bytes queued towards the web process; one that stopped reading for so long is gone."""

log = structlog.get_logger("media.egress")


class Egress:
    """All consultations on air. Channels and their writers live in `tasks` and end with it."""

    def __init__(
        self,
        sockets: Path,
        writer: asyncio.StreamWriter,
        tasks: asyncio.TaskGroup,
        bucket: Bucket | None = None,
    ) -> None:
        self._sockets = sockets
        self._writer = writer
        self._tasks = tasks
        self._bucket = bucket
        self._channels: dict[str, tuple[Channel, list[asyncio.Task[None]]]] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._numbers = itertools.count()
        self._busy = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Answer requests until the web process closes its socket."""
        decoder: FrameDecoder[EgressRequest] = FrameDecoder(EgressRequest)
        self._tell(EgressReady(os.getpid()))
        while (request := await decoder.read(reader)) is not None:
            if isinstance(request.body, EndLive):  # the others do not wait for disk and store
                self._end_live(request.body.consultation, over=True)
                self._tasks.create_task(self._reply(request))
            else:
                await self._reply(request)

    async def keep_time(self) -> None:
        """The process's one timer, idle while nothing is on air."""
        for is_tick in itertools.cycle((True, False)):
            await self._busy.wait()
            for channel, _ in self._channels.values():
                channel.receive()
                if is_tick:
                    channel.tick()
            await asyncio.sleep(TICK / 2)

    async def close(self) -> None:
        """End every stream, so that viewers see a complete one."""
        for consultation in list(self._channels):
            self._end_live(consultation, over=False)
        await asyncio.gather(*self._ending.values())

    async def _reply(self, request: EgressRequest) -> None:
        self._send(await self._answer(request))

    async def _answer(self, request: EgressRequest) -> EgressReply | EgressRefusal:
        try:
            return EgressReply(request.id, await self._handle(request.body))
        except MediaError as error:
            return EgressRefusal(request.id, error.code, error.message)

    async def _handle(self, body: EgressRequestBody) -> EgressReplyBody:
        match body:
            case GoLive():
                return OnAir(self._go_live(body.consultation, Path(body.directory)))
            case AttachRelay():
                self._channel(body.consultation).attach_relay(body.path)
            case SetTracks():
                self._channel(body.consultation).set_tracks(body.tracks)
            case SetProgramme():
                self._channel(body.consultation).set_programme(body.picture, body.sound, body.scene)
            case SetSpeakers():
                self._channel(body.consultation).set_speakers(body.speakers)
            case EndLive():
                if body.consultation in self._ending:  # else it has ended before
                    await asyncio.shield(self._ending[body.consultation])
            case Ping():
                pass
            case _:
                assert_never(body)
        return Done()

    def _go_live(self, consultation: str, directory: Path) -> str:
        if consultation in self._channels:
            channel, _ = self._channels[consultation]
            if channel.directory != directory:
                raise AlreadyOnAir(f"{consultation} is on air in another directory.")
            return channel.path
        if consultation in self._ending:
            raise StillEnding(f"The last stream of {consultation} is being finished.")
        if len(self._channels) >= MAX_STREAMS:
            raise TooManyStreams(f"{MAX_STREAMS} consultations are on air.")
        path = str(self._sockets / f"rtp-{next(self._numbers)}")
        objects = None
        if self._bucket is not None:
            objects = Objects(self._bucket, consultation, directory, self._tell)
        channel = Channel(
            consultation, directory, path, lambda: self._tell(PlaylistReady(consultation)), objects
        )
        work = [
            self._tasks.create_task(channel.write()),
            self._tasks.create_task(channel.write_takes()),
        ]
        if objects is not None:
            work.append(self._tasks.create_task(objects.run()))
        self._channels[consultation] = (channel, work)
        self._busy.set()
        return path

    def _end_live(self, consultation: str, over: bool) -> None:
        """Begin to, if the stream is on air."""
        if consultation not in self._channels:
            return
        channel, work = self._channels.pop(consultation)
        if not self._channels:
            self._busy.clear()
        channel.close()
        finishing = self._finish(consultation, channel, work, over)
        self._ending[consultation] = asyncio.create_task(finishing)

    async def _finish(
        self, consultation: str, channel: Channel, work: list[asyncio.Task[None]], over: bool
    ) -> None:
        try:
            await channel.end(over)
        finally:
            for task in work:
                task.cancel()
            del self._ending[consultation]

    def _channel(self, consultation: str) -> Channel:
        entry = self._channels.get(consultation)
        if entry is None:
            raise UnknownConsultation(f"{consultation} is not on air.")
        return entry[0]

    def _tell(self, event: EgressEvent) -> None:
        self._send(EgressNotice(event))

    def _send(self, message: FromEgress) -> None:
        if self._writer.transport.get_write_buffer_size() > MAX_BACKLOG:
            self._writer.transport.abort()
        elif not self._writer.is_closing():
            self._writer.write(encode(message))


async def serve(path: str, storage: str = "") -> None:
    """Listen at `path` for the web process, stream while it stays, end when it leaves."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        loop.create_future()
    )

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if arrived.done():
            writer.close()  # one web process
        else:
            arrived.set_result((reader, writer))

    for slate in Slate:
        reel(slate)  # encoded before anything is on air, so that no stream waits for it
    listener = await asyncio.start_unix_server(accept, path)
    os.chmod(path, 0o600)
    serving = asyncio.current_task()
    assert serving is not None
    loop.add_signal_handler(signal.SIGTERM, serving.cancel)
    # Ctrl-C reaches the whole process group; the web process, which gets it too, ends us in its
    # own order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reader, writer = await asyncio.wait_for(arrived, WEB_TIMEOUT)
        listener.close()
        await _stream(reader, writer, Bucket(storage) if storage else None)
    finally:
        listener.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


async def _stream(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bucket: Bucket | None
) -> None:
    with tempfile.TemporaryDirectory(prefix="tongxin-egress-") as sockets:
        async with asyncio.TaskGroup() as tasks:
            egress = Egress(Path(sockets), writer, tasks, bucket)
            timer = tasks.create_task(egress.keep_time())
            log.info("egress_ready")
            try:
                await egress.serve(reader)
            except BadFrame as error:
                log.error("web_process_speaks_nonsense", error=error.message)
            finally:
                await egress.close()
                timer.cancel()
                writer.close()
                log.info("egress_ended")


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="media.egress", description=__doc__)
    parser.add_argument("--socket", required=True, help="Unix socket to listen on")
    parser.add_argument("--storage", default="", help="s3://bucket/prefix to put the files too")
    options = parser.parse_args(arguments)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        uvloop.run(serve(options.socket, options.storage))
    except asyncio.CancelledError:
        log.info("egress_stopped")
    except TimeoutError:
        sys.exit("no web process came")
