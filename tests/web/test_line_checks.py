"""Checks of the line: a real picture goes to the relay and comes back; nobody else notices."""

import asyncio
import re
import time

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import VideoStreamTrack
from msgspec.structs import replace

from media.client import InProcessWorker
from signaling import line_checks
from signaling.turn import Turn
from tests.web.conftest import Site
from web.app import CHECK_SECONDS

SDP = {"content-type": "application/sdp"}


async def offered(peer: RTCPeerConnection) -> str:
    await peer.setLocalDescription(await peer.createOffer())
    return peer.localDescription.sdp


async def sending() -> RTCPeerConnection:
    peer = RTCPeerConnection()
    peer.addTransceiver(VideoStreamTrack(), direction="sendonly")
    return peer


async def begin(site: Site, role: str = "member") -> tuple[RTCPeerConnection, str]:
    """A peer that sends, and the check's address."""
    peer = await sending()
    answer = await site.ask("POST", "./line-checks", role, content=await offered(peer), headers=SDP)
    assert answer.status_code == 201, answer.text
    await peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
    return peer, answer.headers["location"]


def routers(site: Site) -> list[str]:
    """What the relay has beside meetings."""
    (slot,) = site.tongxin.hub._relays._slots
    worker = slot.worker
    assert isinstance(worker, InProcessWorker)
    return [name for name in worker.server.relay.routers if name.startswith("check-")]


async def test_a_picture_comes_back_and_the_record_knows_nothing(site: Site) -> None:
    before = (await site.tongxin.service.state(site.id)).seq
    up, where = await begin(site)
    down = RTCPeerConnection()
    down.addTransceiver("video", direction="recvonly")
    answer = await site.ask("POST", where, "member", content=await offered(down), headers=SDP)
    assert answer.status_code == 200, answer.text
    await down.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
    async with asyncio.timeout(15):
        await down.getReceivers()[0].track.recv()
    assert len(routers(site)) == 1
    await asyncio.gather(up.close(), down.close())
    ended = await site.ask("DELETE", where, "member")
    assert ended.status_code == 204
    assert routers(site) == []
    assert (await site.ask("DELETE", where, "member")).status_code == 404
    assert (await site.tongxin.service.state(site.id)).seq == before


async def test_whose_check_it_is(site: Site) -> None:
    up, where = await begin(site)
    peer = await sending()
    offer = await offered(peer)
    for role, status in (("clerk", 404), (None, 401)):
        assert (await site.ask("DELETE", where, role)).status_code == status
        answer = await site.ask("POST", where, role, content=offer, headers=SDP)
        assert answer.status_code == status
    assert (await site.ask("POST", "./line-checks", None, content=offer)).status_code == 401
    await asyncio.gather(up.close(), peer.close())


async def test_what_is_no_offer_leaves_nothing(site: Site) -> None:
    answer = await site.ask("POST", "./line-checks", "member", content="v=0\r\n", headers=SDP)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_sdp")
    assert routers(site) == []


async def test_a_check_that_is_forgotten_ends_by_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    up, _ = await begin(site)
    await site.tongxin.hub.line_checks.expire()
    assert len(routers(site)) == 1
    monkeypatch.setattr(line_checks, "SECONDS", 0.0)
    await site.tongxin.hub.line_checks.expire()
    assert routers(site) == []
    await up.close()


async def test_there_is_room_for_so_many_and_one_person_tries_so_often(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_checks, "AT_ONCE", 1)
    up, where = await begin(site)
    peer = await sending()
    offer = await offered(peer)
    full = await site.ask("POST", "./line-checks", "clerk", content=offer, headers=SDP)
    assert (full.status_code, full.json()["code"]) == (503, "media_full")
    await site.ask("DELETE", where, "member")
    statuses = []
    for _ in range(line_checks.BURST + 1):
        answer = await site.ask("POST", "./line-checks", "expert", content=offer, headers=SDP)
        statuses.append(answer.status_code)
        if answer.status_code == 201:
            await site.ask("DELETE", answer.headers["location"], "expert")
    assert statuses == [201] * line_checks.BURST + [429]
    await asyncio.gather(up.close(), peer.close())


async def test_turn_servers_of_a_check_are_good_for_it_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fresh names, for minutes where the meeting's last for hours; none where there are none."""
    up, where = await begin(site)
    offer = await offered(up)
    await site.ask("DELETE", where, "member")
    first = await site.ask("POST", "./line-checks", "member", content=offer, headers=SDP)
    assert "link" not in first.headers
    turn = Turn(("turn:turn.example.org:3478?transport=tcp",), "secret", 12 * 3600)
    monkeypatch.setattr(site.tongxin, "signaling", replace(site.tongxin.signaling, turn=turn))
    answer = await site.ask("POST", "./line-checks", "member", content=offer, headers=SDP)
    link = answer.headers["link"]
    assert link.startswith('<turn:turn.example.org:3478?transport=tcp>; rel="ice-server"')
    found = re.search(r'username="(\d+):member"', link)
    assert found is not None
    assert 0 < int(found[1]) - time.time() <= CHECK_SECONDS
    await up.close()
