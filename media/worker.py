"""The relay's process: `python -m media.worker --socket PATH`, serving one hub until it leaves."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys

import structlog
import uvloop

from media.config import RelayConfig
from media.errors import BadFrame, MediaError
from media.framing import FrameDecoder, encode
from media.messages import (
    Begin,
    ClosePeer,
    Event,
    FromWorker,
    Load,
    Notice,
    PeerClosed,
    PeerConnected,
    Publish,
    Ready,
    Refusal,
    Reply,
    Request,
    RequestBody,
    Subscribe,
    TakeAnswer,
    Trickle,
    View,
    Watch,
)
from media.processor import processor_time
from media.server import RelayServer

PARENT_INTERVAL = 1.0
"""Seconds between looks whether the hub is alive, which may call on a spare any time or never."""
MAX_BACKLOG = 8 << 20
"""Bytes queued towards the hub; one that stopped reading for so long is gone."""

log = structlog.get_logger("media.worker")


class HubConnection:
    """The worker's end of the socket to the hub."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder: FrameDecoder[Request] = FrameDecoder(Request)
        self._waiting: list[bytes] = []
        """Written together at the end of the loop's turn: one system call, not one per peer."""

    def tell(self, event: Event) -> None:
        """Send an event."""
        match event:
            case PeerConnected(peer):
                log.info("peer connected", peer=peer)
            case PeerClosed(peer, reason):
                log.info("peer closed", peer=peer, reason=reason)
            case Load(level, shed, full):
                log.warning("load", level=level, shed=shed, full=full)
            case _:
                pass
        self._send(Notice(event))

    async def serve(self, server: RelayServer) -> None:
        """Answer requests until the hub closes its socket."""
        while (request := await self._decoder.read(self._reader)) is not None:
            self._send(answer(server, request))
            # Reading what has arrived already suspends nothing: without this, thirty people who
            # come back at once would hold up everybody's packets until all are served.
            await asyncio.sleep(0)

    def _send(self, message: FromWorker) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(encode(message))

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._writer.transport.get_write_buffer_size() > MAX_BACKLOG:
            self._writer.transport.abort()
        elif not self._writer.is_closing():
            self._writer.write(b"".join(waiting))


def answer(server: RelayServer, request: Request) -> Reply | Refusal:
    """Carry out one request; a bug costs at most the peer that the request names."""
    try:
        return Reply(request.id, server.handle(request.body))
    except MediaError as error:
        return Refusal(request.id, error.code, error.message)
    except Exception:
        peer, kind = _named(request.body), type(request.body).__name__
        log.exception("request met a bug", request=kind, peer=peer)
        server.abandon(peer)
        return Refusal(request.id, "internal", "The relay met an error of its own.")


def _named(body: RequestBody) -> str | None:
    match body:
        case Publish() | Subscribe() | TakeAnswer() | Watch() | View() | Trickle() | ClosePeer():
            return body.peer
        case _:
            return None


async def serve(path: str, parent: int) -> None:
    """Listen at `path` for the hub, relay while it stays, end when it leaves or at SIGTERM.

    Until it comes, end with the process `parent`: nobody else would end us.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        loop.create_future()
    )

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if arrived.done():
            writer.close()  # one hub
        else:
            arrived.set_result((reader, writer))

    listener = await asyncio.start_unix_server(accept, path)
    os.chmod(path, 0o600)
    serving = asyncio.current_task()
    assert serving is not None
    loop.add_signal_handler(signal.SIGTERM, serving.cancel)
    # Ctrl-C reaches the whole process group; the hub, which gets it too, ends us in its own order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while not arrived.done():
            if os.getppid() != parent:
                return
            await asyncio.wait([arrived], timeout=PARENT_INTERVAL)
        reader, writer = arrived.result()
        listener.close()
        await _relay(reader, writer)
        writer.close()
    finally:
        listener.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    decoder: FrameDecoder[Begin] = FrameDecoder(Begin)
    try:
        begin = await decoder.read(reader)
        if begin is not None:
            await _serve_hub(HubConnection(reader, writer), begin.config)
    except BadFrame as error:
        log.error("hub speaks nonsense", error=error.message)


async def _serve_hub(hub: HubConnection, config: RelayConfig) -> None:
    server = RelayServer(config, hub.tell, processor_time)
    log.info("relay ready", port=server.port, forwards=server.forwards, cipher=server.cipher)
    try:
        hub.tell(Ready(os.getpid(), server.port))
        await hub.serve(server)
    finally:
        server.close()
        log.info("relay ended")


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="media.worker", description=__doc__)
    parser.add_argument("--socket", required=True, help="Unix socket to listen on for the hub")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="whom to end with")
    options = parser.parse_args(arguments)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        uvloop.run(serve(options.socket, options.parent))
    except asyncio.CancelledError:
        log.info("relay stopped")


if __name__ == "__main__":
    main()
