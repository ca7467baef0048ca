"""Standard clients: one publishes by WHIP, another plays it by WHEP; the relay never decodes."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx2
from aiortc import RTCPeerConnection

from tests.end_to_end.real_peers import (
    TONE,
    Pattern,
    Receiver,
    Tone,
    offer_of,
    peer_connection,
    take_answer,
)
from tests.end_to_end.service import Demo

SDP = "application/sdp"


async def post(
    client: httpx2.AsyncClient, demo: Demo, path: str, role: str, offer: str
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {demo.links.roles[role].token}", "Content-Type": SDP}
    answer = await client.post(f"{demo.links.base}{path}", content=offer, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Content-Type"].startswith(SDP)
    return answer


async def until(what: Callable[[], bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # frames come from libraries without an event for it
            await asyncio.sleep(0.05)


async def play(
    client: httpx2.AsyncClient, demo: Demo, pc: RTCPeerConnection, path: str, role: str = "viewer"
) -> Receiver:
    receiver = Receiver(pc)
    pc.addTransceiver("video", direction="recvonly")
    pc.addTransceiver("audio", direction="recvonly")
    answer = await post(client, demo, path, role, await offer_of(pc))
    await take_answer(pc, answer.text)
    return receiver


async def publish(client: httpx2.AsyncClient, demo: Demo, pc: RTCPeerConnection, role: str) -> str:
    pc.addTrack(Pattern())
    pc.addTrack(Tone())
    path = f"/whip/{demo.links.consultation}"
    answer = await post(client, demo, path, role, await offer_of(pc))
    await take_answer(pc, answer.text)
    return str(answer.headers["Location"])


def mapped(pid: int) -> str:
    """The libraries in a process's memory."""
    return Path(f"/proc/{pid}/maps").read_text()


async def test_published_picture_and_sound_arrive(demo: Demo) -> None:
    programme = f"/whep/{demo.links.consultation}"
    async with httpx2.AsyncClient() as client, peer_connection() as out, peer_connection() as into:
        resource = await publish(client, demo, out, "chair")
        receiver = await play(client, demo, into, programme)
        demo.command("chair", "open_consultation")
        await until(lambda: receiver.pictures > 5 and receiver.sounds > 50)
        await until(receiver.shows_pattern)
        await until(lambda: receiver.level() > 1000 and abs(receiver.frequency() - TONE) <= 50)
        for pid in demo.links.relay_pids:
            loaded = mapped(pid)
            assert "libssl" in loaded or "pylibsrtp" in loaded
            assert "libavcodec" not in loaded, "a relay that cannot decode does not decode"
        headers = {"Authorization": f"Bearer {demo.links.roles['chair'].token}"}
        gone = await client.delete(httpx2.URL(demo.links.base).join(resource), headers=headers)
        assert gone.status_code in (200, 204)
        await receiver.close()


async def test_one_participant_can_be_played_but_not_heard_without_the_floor(demo: Demo) -> None:
    async with httpx2.AsyncClient() as client, peer_connection() as out, peer_connection() as into:
        await publish(client, demo, out, "venue")
        await until(lambda: bool(demo.json("", "clerk")["joined"]))
        (venue,) = demo.json("", "clerk")["joined"]
        one = f"/whep/{demo.links.consultation}/{venue}"
        receiver = await play(client, demo, into, one, "clerk")
        await until(receiver.shows_pattern)
        assert receiver.level() == 0
        demo.command("chair", "open_consultation")
        demo.command("chair", "grant_floor", participant_id=venue)
        await until(lambda: receiver.level() > 1000 and abs(receiver.frequency() - TONE) <= 50)
        await receiver.close()
