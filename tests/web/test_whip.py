"""WHIP and WHEP over HTTP as RFC 9725 has them, with real offers to a real relay."""

import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from aiortc import AudioStreamTrack, RTCPeerConnection, VideoStreamTrack
from starlette.applications import Starlette

from signaling.messages import IceServer
from tests.web.conftest import Site
from web.app import Tongxin
from web.config import MAX_SDP_BODY, Settings
from web.whip import FRAGMENT, SDP, Whip, ice_links

HEADERS = {"content-type": SDP}


@pytest.fixture
async def sending() -> AsyncIterator[str]:
    """The offer of a client that sends sound and picture."""
    pc = RTCPeerConnection()
    pc.addTransceiver(AudioStreamTrack(), direction="sendonly")
    pc.addTransceiver(VideoStreamTrack(), direction="sendonly")
    await pc.setLocalDescription(await pc.createOffer())
    yield pc.localDescription.sdp
    await pc.close()


@pytest.fixture
async def receiving() -> AsyncIterator[str]:
    """The offer of a client that plays."""
    pc = RTCPeerConnection()
    pc.addTransceiver("audio", direction="recvonly")
    pc.addTransceiver("video", direction="recvonly")
    await pc.setLocalDescription(await pc.createOffer())
    yield pc.localDescription.sdp
    await pc.close()


async def publish(site: Site, offer: str, role: str = "venue") -> httpx2.Response:
    return await site.ask("POST", f"/whip/{site.id}", role, headers=HEADERS, content=offer)


def local(made: httpx2.Response) -> str:
    """The path of a session's address, which is absolute."""
    assert made.headers["location"].startswith("http://test/media/")
    return str(made.headers["location"].removeprefix("http://test"))


async def test_publishing_answers_a_session(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    assert made.status_code == 201, made.text
    assert made.headers["content-type"] == SDP
    assert made.headers["etag"].strip('"')
    assert made.text.startswith("v=0")
    assert "a=ice-lite" in made.text
    assert (await site.ask("DELETE", local(made), "venue")).status_code == 200
    assert (await site.ask("DELETE", local(made), "venue")).status_code == 404


async def test_only_its_owner_ends_a_session(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    for role, status in (("member", 404), ("organizer", 404), (None, 401)):
        assert (await site.ask("DELETE", local(made), role)).status_code == status
    assert (await site.ask("DELETE", local(made), "venue")).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("venue", 201), ("member", 201), ("organizer", 403), ("viewer", 401), (None, 401)],
)
async def test_who_may_publish(site: Site, sending: str, role: str | None, status: int) -> None:
    made = await site.ask("POST", f"/whip/{site.id}", role, headers=HEADERS, content=sending)
    assert made.status_code == status


async def test_playing_a_participant(site: Site, sending: str, receiving: str) -> None:
    await publish(site, sending, "member")
    path = f"/whep/{site.id}/member"
    made = await site.ask("POST", path, "chair", headers=HEADERS, content=receiving)
    assert made.status_code == 201, made.text
    refused = await site.ask("POST", path, "viewer", headers=HEADERS, content=receiving)
    assert refused.status_code == 403
    assert (await site.ask("DELETE", local(made), "chair")).status_code == 200


async def test_an_ice_restart_gives_a_new_etag(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    path, etag = local(made), made.headers["etag"]
    lines = [line for line in sending.splitlines() if line.startswith(("a=ice-ufrag", "a=mid:0"))]
    assert lines
    headers = {"content-type": FRAGMENT}

    async def patch(match: str | None, fragment: str) -> httpx2.Response:
        sent = headers if match is None else headers | {"if-match": match}
        return await site.ask("PATCH", path, "venue", headers=sent, content=fragment)

    trickled = "a=ice-ufrag:{0}\r\na=ice-pwd:{1}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    ufrag, pwd = credentials(sending)
    candidate = "a=candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host\r\n"
    assert (await patch(None, "x")).status_code == 428
    assert (await patch('"stale"', trickled.format(ufrag, pwd) + candidate)).status_code == 412
    done = await patch(etag, trickled.format(ufrag, pwd) + candidate)
    assert (done.status_code, done.content) == (204, b"")
    restarted = await patch('"*"', trickled.format("newu", "n" * 24))
    assert restarted.status_code == 200
    assert restarted.headers["content-type"] == FRAGMENT
    assert restarted.headers["etag"] != etag
    assert "a=ice-ufrag:" in restarted.text
    assert (await patch(etag, trickled.format("newu", "n" * 24) + candidate)).status_code == 412


def credentials(sdp: str) -> tuple[str, str]:
    """The first ICE ufrag and password."""
    found = dict(
        line.removeprefix("a=").split(":", 1)
        for line in reversed(sdp.splitlines())
        if line.startswith(("a=ice-ufrag:", "a=ice-pwd:"))
    )
    return found["ice-ufrag"], found["ice-pwd"]


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        ({"content-type": "application/json"}, "{}", 415, "bad_type"),
        ({}, "v=0", 415, "bad_type"),
        (HEADERS | {"accept": "text/html"}, "v=0", 406, "not_acceptable"),
        (HEADERS, "v=0", 400, "bad_sdp"),
        (HEADERS, "", 400, "bad_sdp"),
        (HEADERS, b"\xff\xfe", 422, "bad_body"),
        (HEADERS, "a" * (MAX_SDP_BODY + 1), 413, "body_too_large"),
    ],
)
async def test_offers_that_are_refused(
    site: Site, headers: dict[str, str], content: str | bytes, status: int, code: str
) -> None:
    for path in (f"/whip/{site.id}", f"/whep/{site.id}"):
        refused = await site.ask("POST", path, "venue", headers=headers, content=content)
        assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH"])
async def test_an_endpoint_takes_nothing_but_posts(site: Site, method: str) -> None:
    for path in (f"/whip/{site.id}", f"/whep/{site.id}"):
        assert (await site.ask(method, path, "venue")).status_code == 405


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST"])
async def test_a_session_takes_neither_reads_nor_posts(site: Site, method: str) -> None:
    assert (await site.ask(method, "/media/whip/x", "venue")).status_code == 405


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/whip/x", "accept-post", SDP),
        ("/whep/x", "accept-post", SDP),
        ("/media/whip/x", "accept-patch", FRAGMENT),
    ],
)
async def test_options_need_no_token(site: Site, path: str, name: str, value: str) -> None:
    preflight = {
        "origin": "https://encoder.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    answer = await site.ask("OPTIONS", path, headers=preflight)
    assert answer.status_code == 204
    assert answer.headers[name] == value
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = answer.headers["access-control-allow-headers"]
    assert {"authorization", "content-type", "if-match"} <= set(allowed.split(", "))


async def test_an_unknown_consultation(site: Site, sending: str) -> None:
    made = await site.ask("POST", "/whip/x", "venue", headers=HEADERS, content=sending)
    assert made.status_code in (401, 404)


@pytest.mark.parametrize(("role", "name"), [("venue", "venue"), ("viewer", "viewer")])
async def test_turn_credentials_are_made_for_whoever_asks(
    settings: Settings, role: str, name: str
) -> None:
    turning = settings.model_copy(
        update={"turn_urls": ["turn:a.example"], "turn_secret": "hunter2", "turn_lifetime": 60}
    )
    (server,) = Tongxin(turning, lambda _: pytest.fail("no relay"))._ice_servers(
        None if role == "viewer" else name
    )
    assert server.username is not None
    expiry, _, whose = server.username.partition(":")
    assert 50 < int(expiry) - time.time() <= 60
    assert whose == name


async def test_sessions_come_with_links_to_ice_servers(site: Site, sending: str) -> None:
    asked: list[str | None] = []

    def issue(name: str | None) -> list[IceServer]:
        asked.append(name)
        return [IceServer(["turn:a.example"], "1:venue", "secret")]

    whip = Whip(site.tongxin.hub, site.tongxin.tokens, issue)
    app = Starlette(routes=whip.routes())
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = HEADERS | {"authorization": f"Bearer {site.tokens['venue']}"}
        made = await client.post(f"/whip/{site.id}", content=sending, headers=headers)
    assert made.status_code == 201
    assert asked == ["venue"]
    assert 'username="1:venue"; credential="secret"' in made.headers["link"]


def test_ice_servers_are_named_in_link_headers() -> None:
    server = IceServer(["stun:a.example", "turn:b.example?transport=udp"], 'u"x', "p\\y")
    assert ice_links(server) == [
        '<stun:a.example>; rel="ice-server"',
        '<turn:b.example?transport=udp>; rel="ice-server"; username="u\\"x"; '
        'credential="p\\\\y"; credential-type="password"',
    ]
