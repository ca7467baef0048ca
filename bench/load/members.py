"""Members of one consultation by WebSocket, without media: what each was told, and when.

A protocol of the benchmark's own instead of a library's client: 18,000 frames a second must cost
little beside the server that is measured. Frames are told apart by their headers alone, and of what
they say only record numbers are read.
"""

import asyncio
import base64
import json
import os
import re
import struct
import time
from collections.abc import Callable
from typing import Any

SEQ = re.compile(rb'"seq":(\d+)')
KIND = re.compile(rb'^\{"type":"(\w+)"')
PING = 2.0
"""Seconds; a member who is silent for longer is shown as reconnecting."""


class Member(asyncio.Protocol):
    """One connection."""

    def __init__(
        self,
        host: str,
        token: str,
        on_records: Callable[["Member", list[int], float], None],
        on_answer: Callable[["Member", dict[str, Any], float], None],
    ) -> None:
        self._host = host
        self._token = token
        self._on_records = on_records
        self._on_answer = on_answer
        self._buffer = bytearray()
        self._open = False
        self.welcomed = asyncio.Event()
        self.bye = ""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket (RFC 6455 section 4.1)."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET /ws HTTP/1.1\r\nHost: {self._host}\r\nOrigin: http://{self._host}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        )
        transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        """Take in what came, frame by frame."""
        now = time.perf_counter()
        self._buffer += data
        if not self._open:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.splitlines()[0], head
            self._open, self._buffer = True, bytearray(rest)
            hello = {"type": "hello", "version": 1, "token": self._token}
            self.send({**hello, "client": "bot", "receive": False})
        while (frame := self._frame()) is not None:
            self._read(frame, now)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server closed, or the network."""
        self.bye = self.bye or "closed"

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 0x7F, 2
        if length >= 126:
            start = 4 if length == 126 else 10
            if len(buffer) < start:
                return None
            length = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + length:
            return None
        payload = bytes(buffer[start : start + length])
        opcode = buffer[0] & 0x0F
        del buffer[: start + length]
        return payload if opcode in (0, 1) else b""

    def _read(self, frame: bytes, now: float) -> None:
        kind = KIND.match(frame)
        match kind.group(1) if kind else b"":
            case b"events":
                self._on_records(self, [int(n) for n in SEQ.findall(frame)], now)
            case b"accepted" | b"refused":
                self._on_answer(self, json.loads(frame), now)
            case b"welcome":
                self.welcomed.set()
            case b"bye":
                self.bye = frame.decode()
            case _:
                pass

    def send(self, message: dict[str, Any]) -> None:
        """One text frame, masked with noughts."""
        assert self.transport is not None
        data = json.dumps(message, separators=(",", ":")).encode()
        size = len(data)
        head = (
            struct.pack("!BB", 0x81, 0x80 | size)
            if size < 126
            else struct.pack("!BBH", 0x81, 0xFE, size)
        )
        self.transport.write(head + bytes(4) + data)

    async def keep_alive(self) -> None:
        """Ping until cancelled."""
        while True:
            await asyncio.sleep(PING)
            self.send({"type": "ping", "time": time.time_ns() // 1_000_000})
