"""SDP fragments of WHIP and WHEP PATCH requests."""

import pytest

from media import negotiation
from media.errors import BadSdp
from media.whip import MAX_FRAGMENT, Fragment, check_offer, parse_fragment, write_fragment
from media.wire import sdp
from media.wire.sdp import Fingerprint
from media.wire.sdp_write import LocalMedia, LocalTransport
from tests.media.wire.test_sdp import CLIENTS, offer

TRICKLE = (
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw\r\n"
    "a=end-of-candidates\r\n"
)
"""After RFC 9725 section 4.3.1."""


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        (TRICKLE, Fragment("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")),
        (TRICKLE.replace("\r\n", "\n"), Fragment("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")),
        ("m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=ice-ufrag:abcd\r\n", Fragment("abcd", None)),
        ("a=end-of-candidates", Fragment(None, None)),
        ("", Fragment(None, None)),
    ],
)
def test_credentials_are_found(text: str, fragment: Fragment) -> None:
    assert parse_fragment(text) == fragment


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "{}",
        "a=ice-ufrag:a",
        "a=ice-ufrag:abcd efgh",
        "a=ice-pwd:" + "x" * 300,
        "a=" + "x" * 3000,
        "a=x\r\n" * MAX_FRAGMENT,
    ],
)
def test_other_bodies_are_refused(text: str) -> None:
    with pytest.raises(BadSdp):
        parse_fragment(text)


@pytest.mark.parametrize("mid", ["video0", None])
def test_a_restart_is_answered_with_credentials_and_candidates(mid: str | None) -> None:
    transport = LocalTransport(
        "ourufrag", "our-password-of-24-chars", Fingerprint("sha-256", "AB"), "passive", ("::1",), 5
    )
    text = write_fragment(transport, LocalMedia(kind="video", mid=mid))
    assert parse_fragment(text) == Fragment("ourufrag", "our-password-of-24-chars")
    lines = text.split("\r\n")
    assert "a=candidate:1 1 udp 1845559295 ::1 5 typ host" in lines
    assert ("a=mid:video0" in lines) is (mid is not None)
    assert "fingerprint" not in text


def check(text: str) -> None:
    description = sdp.parse(text)
    check_offer(description, negotiation.usable(description))


@pytest.mark.parametrize("client", CLIENTS)
def test_what_real_clients_offer_is_taken_whole(client: str) -> None:
    check(offer(client))


def test_what_is_neither_sound_nor_picture_may_be_left() -> None:
    line = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n"
    check(offer("chromium") + line)


TWICE = offer("ffmpeg").replace("BUNDLE 0 1", "BUNDLE 0 1 2")
TWICE += TWICE[TWICE.index("m=audio") : TWICE.index("m=video")].replace("mid:0", "mid:2")


@pytest.mark.parametrize(
    "text",
    [
        TWICE,
        offer("ffmpeg").replace("opus/48000/2", "PCMU/8000"),
        offer("ffmpeg").replace("H264/90000", "AV1/90000"),
        offer("ffmpeg").replace("BUNDLE 0 1", "BUNDLE 0"),
        offer("ffmpeg").replace("a=sendonly", "a=recvonly"),
        offer("ffmpeg").replace("a=sendonly", "a=inactive", 1),
    ],
)
def test_what_cannot_be_taken_whole_is_refused(text: str) -> None:
    with pytest.raises(BadSdp):
        check(text)
