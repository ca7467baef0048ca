"""WHIP and WHEP over HTTP as RFC 9725 has them, with real offers to a real relay."""

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from aiortc import AudioStreamTrack, RTCPeerConnection, VideoStreamTrack
from starlette.applications import Starlette

from signaling.messages import IceServer
from signaling.resources import PATCHES
from tests.web.conftest import Site
from web.app import Tongxin
from web.config import MAX_SDP_BODY, Settings
from web.errors import SESSION_STATUS, SIGNALING_STATUS, STATUS
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
    for stale in ('"stale"', f"W/{etag}", '"a", "b"'):
        assert (await patch(stale, trickled.format(ufrag, pwd) + candidate)).status_code == 412
    for match in (etag, f'"other", {etag}', "*"):
        done = await patch(match, trickled.format(ufrag, pwd) + candidate)
        assert (done.status_code, done.content) == (204, b"")
        assert "etag" not in done.headers
    half = await patch("*", "a=ice-ufrag:newu\r\n")
    assert (half.status_code, half.json()["code"]) == (400, "bad_sdp")
    restarted = await patch('"*"', trickled.format("newu", "n" * 24))
    assert restarted.status_code == 200
    assert restarted.headers["content-type"] == FRAGMENT
    assert restarted.headers["etag"] != etag
    for line in ("a=ice-lite", "a=ice-options:trickle ice2", "a=mid:0", "a=end-of-candidates"):
        assert line in restarted.text.split("\r\n")
    assert credentials(restarted.text) != credentials(made.text)
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


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_an_endpoint_takes_nothing_but_posts(site: Site, method: str) -> None:
    for path in (f"/whip/{site.id}", f"/whep/{site.id}"):
        refused = await site.ask(method, path, "venue")
        assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
        assert "POST" in refused.headers["allow"]


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_a_session_takes_no_posts(site: Site, method: str) -> None:
    assert (await site.ask(method, "/media/whip/x", "venue")).status_code == 405


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_there_is_nothing_to_read_but_what_an_endpoint_is(site: Site, method: str) -> None:
    for path in ("/whip/x", "/media/whip/x", "/media/whep/x"):
        answer = await site.ask(method, path)
        assert (answer.status_code, answer.content) == (204, b"")
    for path in ("/whep/x", "/whep/x/y"):
        answer = await site.ask(method, path)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"] == SDP


async def test_a_patch_is_a_fragment(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    headers = {"if-match": "*", "content-type": SDP}
    refused = await site.ask("PATCH", local(made), "venue", headers=headers, content="v=0")
    assert (refused.status_code, refused.headers["accept-patch"]) == (415, FRAGMENT)


async def test_deleting_asks_for_no_etag_and_ends_all(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    headers = {"if-match": '"other"', "content-type": FRAGMENT}
    gone = await site.ask("DELETE", local(made), "venue", headers=headers)
    assert (gone.status_code, gone.content) == (200, b"")
    late = await site.ask("PATCH", local(made), "venue", headers=headers, content="")
    assert (late.status_code, late.json()["code"]) == (404, "not_found")


async def test_who_asks_too_often_is_told_when_to_come_back(site: Site, sending: str) -> None:
    made = await publish(site, sending)
    headers = {"if-match": "*", "content-type": FRAGMENT}
    answers = [
        await site.ask("PATCH", local(made), "venue", headers=headers, content="")
        for _ in range(PATCHES + 3)
    ]
    assert answers[PATCHES - 1].status_code == 204
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_fast")
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("path", "role", "challenge"),
    [("/whip/{}", None, "Bearer"), ("/whip/{}", "forged", 'Bearer error="invalid_token"')],
)
async def test_a_token_is_asked_for(
    site: Site, sending: str, path: str, role: str | None, challenge: str
) -> None:
    path = path.format(site.id)
    refused = await site.ask("POST", path, role, headers=HEADERS, content=sending)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, challenge)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=sendonly", "a=recvonly"),
        ("a=sendonly", "a=inactive"),
        ("VP8/90000", "AV1/90000"),
    ],
)
async def test_an_encoder_is_taken_whole_or_not_at_all(
    site: Site, sending: str, old: str, new: str
) -> None:
    changed = sending.replace(old, new).replace("H264/90000", "H265/90000")
    refused = await publish(site, changed)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_sdp")
    assert any(kind in refused.json()["message"] for kind in ("audio", "video"))


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
    assert answer.status_code == 200
    assert answer.headers[name] == value
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    assert {"Location", "ETag", "Link", "Retry-After"} <= exposed
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
        '<turn:b.example?transport=udp>; rel="ice-server"; username="u\\"x"; credential="p\\\\y"',
    ]


def test_the_page_for_other_clients_tells_the_true_status_of_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "whip.md").read_text()
    rows = re.findall(r"^\| ([0-9, ]+) \| (`.*?`) \|", page, re.MULTILINE)
    told = {
        code: {int(status) for status in statuses.split(", ")}
        for statuses, codes in rows
        for code in re.findall(r"`(\w+)`", codes)
    }
    tables = (SESSION_STATUS.items(), SIGNALING_STATUS.items(), STATUS.items())
    true = {str(code): status for table in tables for code, status in table}
    assert len(told) > 15
    for code, statuses in told.items():
        assert true[code] in statuses, code
