"""Upgrades of a running server: SIGTERM with time to drain, and SIGHUP for other relays."""

import asyncio
import json
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import websockets

from tests.support.served import ITEM, VENUE, Server

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(180)]
PATIENCE = 60.0


def ready(server: Server) -> tuple[int, dict[str, Any]]:
    """Status and body of `/readyz`."""
    try:
        with urllib.request.urlopen(f"{server.base}/readyz", timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def in_session(server: Server) -> str:
    """An open consultation's member token."""
    id = server.post("", title="协商", scheduled_at=0, venues=[VENUE], agenda=[ITEM])["id"]
    invited = server.post(f"/{id}/invitations", name="李", role="member", venue_id="cn")
    server.post(f"/{id}/commands", type="open_consultation")
    return str(invited["token"])


async def joined(server: Server, token: str) -> websockets.ClientConnection:
    """A member's WebSocket after its welcome."""
    socket = await websockets.connect(server.base.replace("http", "ws") + "/ws")
    await socket.send(json.dumps({"type": "hello", "version": 1, "token": token}))
    assert json.loads(await socket.recv())["type"] == "welcome"
    return socket


async def until_draining(server: Server) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await asyncio.to_thread(ready, server))[0] != 503:
            await asyncio.sleep(0.05)


async def test_sigterm_lets_a_consultation_end_and_begins_no_other(tmp_path: Path) -> None:
    with Server(tmp_path, TONGXIN_DRAIN_SECONDS="60", TONGXIN_GRACE_SECONDS="1") as server:
        socket = await joined(server, in_session(server))
        server.process.terminate()
        await until_draining(server)
        assert (await asyncio.to_thread(ready, server))[1]["draining"] is True
        with pytest.raises(urllib.error.HTTPError) as refused:
            await asyncio.to_thread(
                server.post, "", title="又一个", scheduled_at=0, venues=[VENUE], agenda=[ITEM]
            )
        assert refused.value.code == 503
        assert json.loads(refused.value.read())["code"] == "draining"
        await socket.send(json.dumps({"type": "ping", "time": 1}))
        async for text in socket:
            if json.loads(text)["type"] == "pong":
                break
        assert server.process.poll() is None, "the one in session goes on"
        await socket.send(json.dumps({"type": "leave"}))
        assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0


async def test_a_second_sigterm_ends_at_once(tmp_path: Path) -> None:
    with Server(tmp_path, TONGXIN_DRAIN_SECONDS="600") as server:
        socket = await joined(server, in_session(server))
        server.process.terminate()
        await until_draining(server)
        server.process.terminate()
        said = [json.loads(text) async for text in socket]
        assert (said[-1]["type"], said[-1]["code"]) == ("bye", "shutting_down")
        assert await asyncio.to_thread(server.process.wait, PATIENCE) == 0


async def test_sighup_replaces_the_relay_and_clients_begin_anew(tmp_path: Path) -> None:
    with Server(tmp_path, TONGXIN_DRAIN_SECONDS="1") as server:
        socket = await joined(server, in_session(server))
        before = server.relay()
        server.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(PATIENCE):
            while json.loads(await socket.recv())["type"] != "media_reset":
                pass
        deadline = time.monotonic() + PATIENCE
        while (now := server.relay()) == before and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        assert now != before
        assert ready(server)[0] == 200
