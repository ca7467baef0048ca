"""SDP at the border: what real clients send, and everything that is refused."""

import contextlib
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import BadSdp
from media.wire import sdp
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.sdp_write import (
    LocalMedia,
    LocalTransport,
    candidate_lines,
    endpoint,
    msid_word,
    write,
)

OFFERS = Path(__file__).parent / "offers"
CLIENTS = ["chromium", "firefox", "aiortc", "ffmpeg", "gstreamer"]
H264_FMTP = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"


def offer(client: str) -> str:
    """A client's offer with CRLF, as it comes."""
    return (OFFERS / f"{client}.sdp").read_text(encoding="utf-8").replace("\n", "\r\n")


KINDS = {
    "chromium": ["audio", "video"],
    "firefox": ["audio", "video"],
    "aiortc": ["audio", "video"],
    "ffmpeg": ["audio", "video"],
    "gstreamer": ["video", "audio"],
}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_is_understood(client: str) -> None:
    parsed = sdp.parse(offer(client))
    assert [m.kind for m in parsed.media] == KINDS[client]
    assert parsed.bundle == tuple(m.mid for m in parsed.media)
    for media in parsed.media:
        assert media.rtcp_mux
        assert media.transport.ufrag
        assert media.transport.password
        assert media.transport.setup in ("actpass", "active", "passive")
        assert "sha-256" in {f.algorithm for f in media.transport.fingerprints}
        assert media.ssrcs


def test_chromium_in_detail() -> None:
    audio, video = sdp.parse(offer("chromium")).media
    assert audio.direction == video.direction == "sendonly"
    assert audio.codecs[0] == Codec(
        "opus", 48000, 111, 2, "minptime=10;useinbandfec=1", None, frozenset({"transport-cc"})
    )
    h264 = next(c for c in video.codecs if c.payload_type == 108)
    assert (h264.name, h264.rtx_payload_type, h264.fmtp) == ("H264", 109, H264_FMTP)
    assert h264.feedback == {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"}
    assert audio.extensions == HeaderExtensions(
        mid=4, audio_level=1, transport_sequence=3, abs_send_time=2
    )
    assert video.extensions == HeaderExtensions(
        mid=4, rid=10, repaired_rid=11, transport_sequence=3, abs_send_time=2
    )
    assert video.ssrcs == (3890577821, 4288194111)
    assert video.flows == {3890577821: 4288194111}


def test_what_stands_in_the_session_counts_for_every_m_line() -> None:
    for media in sdp.parse(offer("firefox")).media:
        assert media.transport.fingerprints[0].value.startswith("0E:6B:A9")


def rids(*lines: str) -> tuple[sdp.Rid, ...]:
    """What is read of these attributes in Chromium's video."""
    text = offer("chromium") + "".join(f"a={line}\r\n" for line in lines)
    return sdp.parse(text).media[1].rids


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["rid:q send", "rid:h send", "rid:f send", "simulcast:send q;h;f"], "qhf"),
        (["simulcast:send q;h", "rid:q send", "rid:h send"], "qh"),
        (["rid:q send", "rid:h send", "simulcast:recv q;h"], ""),
        (["rid:q recv", "rid:h send", "simulcast:recv q send h"], "h"),
        (["rid:q send", "rid:h send", "simulcast:send q,h;~h"], "qh"),  # alternative, paused
        (["rid:q send", "rid:h send", "simulcast:send q;q;h;z"], "qh"),
        (["rid:q send", "rid:h send"], ""),
        (["rid:q send", "simulcast: send rid=q"], ""),  # as drafts had it
        (["rid:q", "rid:", "rid:h send", "simulcast:send q;;h", "simulcast:send q"], "h"),
        (["rid:hi-res send", "rid:é send", f"rid:{'x' * 17} send", "simulcast:send hi-res;é"], ""),
        (["simulcast:send", "rid:q send"], ""),
    ],
    ids=str,
)
def test_simulcast(lines: list[str], names: str) -> None:
    assert "".join(rid.name for rid in rids(*lines)) == names


def test_layers_may_be_restricted_to_payload_types() -> None:
    (q, h) = rids("rid:q send pt=96,108;max-width=320", "rid:h send", "simulcast:send q;h")
    assert (q.payload_types, h.payload_types) == ((96, 108), ())


def test_of_a_thousand_layers_few_are_read() -> None:
    names = [f"r{n}" for n in range(200)]
    lines = [f"rid:{name} send" for name in names]
    assert len(rids(*lines, f"simulcast:send {';'.join(names)}")) == sdp.MAX_RIDS


def test_data_channels_are_read_over() -> None:
    text = offer("chromium") + (
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\n"
        "a=sctp-port:5000\r\n"
    )
    application = sdp.parse(text).media[2]
    assert (application.kind, application.codecs) == ("application", ())


def test_feedback_for_every_codec() -> None:
    text = offer("ffmpeg").replace("a=rtpmap:106", "a=rtcp-fb:* ccm fir\r\na=rtpmap:106")
    assert sdp.parse(text).media[1].codecs[0].feedback == {"nack", "ccm fir"}


def test_two_byte_extension_ids_are_not_agreed_on() -> None:
    text = offer("ffmpeg") + f"a=extmap:15 {sdp.EXTENSIONS['mid']}\r\n"
    assert sdp.parse(text).media[1].extensions.mid is None


LINES = {
    "nothing": "",
    "no version": "o=- 0 0 IN IP4 0.0.0.0\r\n",
    "another version": "v=1\r\n",
    "m-line without formats": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF\r\n",
    "empty m-line": "v=0\r\nm=\r\n",
    "a payload type twice": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 96 111\r\n",
    "a payload type twice, written otherwise": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96 096\r\n",
    "129 formats": "v=0\r\nm=application 9 UDP/DTLS/SCTP" + " x" * 129 + "\r\n",
    "port out of range": "v=0\r\nm=audio 65536 UDP/TLS/RTP/SAVPF 0\r\n",
    "negative port": "v=0\r\nm=audio -1 UDP/TLS/RTP/SAVPF 0\r\n",
    "port of Arabic digits": "v=0\r\nm=audio ٩ UDP/TLS/RTP/SAVPF 0\r\n",
    "payload type 128": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 128\r\n",
    "payload type of a word": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF opus\r\n",
    "no type": "v=0\r\nhello\r\n",
    "a long line": "v=0\r\ns=" + "x" * 3000 + "\r\n",
}
ATTRIBUTES = {
    "rtpmap without codec": "a=rtpmap:106",
    "rtpmap without rate": "a=rtpmap:106 H264",
    "rtpmap of rate x": "a=rtpmap:106 H264/x",
    "codec name with a space in it": "a=rtpmap:106 H 264/90000",
    "empty fmtp": "a=fmtp:",
    "rtcp-fb without kind": "a=rtcp-fb:106",
    "apt of a word": "a=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=x",
    "extmap without uri": "a=extmap:1",
    "extmap of a huge id": "a=extmap:99999 urn:x",
    "two extensions of one id": "a=extmap:5 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    "a=extmap:5 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "empty ssrc": "a=ssrc:",
    "ssrc of 33 bits": "a=ssrc:4294967296 cname:x",
    "FID of words": "a=ssrc-group:FID a b",
    "empty group": "a=ssrc-group:",
    "a second mid 0": "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0",
    "mid with a space": "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:a b",
    "mid with a quote": 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:"',
    "short ufrag": "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-ufrag:abc",
    "ufrag with a colon": "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-ufrag:abcd:e",
    "fingerprint without value": "a=fingerprint:sha-256",
    "fingerprint of no hex": "a=fingerprint:sha-256 " + "ZZ:" * 31 + "ZZ",
    "short fingerprint": "a=fingerprint:sha-256 AA:BB",
    "setup of another word": "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=setup:maybe",
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_malformed_descriptions_are_refused(text: str) -> None:
    with pytest.raises(BadSdp) as refused:
        sdp.parse(text)
    assert refused.value.code == "bad_sdp"
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("lines", ATTRIBUTES.values(), ids=ATTRIBUTES.keys())
def test_malformed_attributes_are_refused(lines: str) -> None:
    with pytest.raises(BadSdp):
        sdp.parse(offer("ffmpeg") + lines + "\r\n")


def bomb(count: int) -> str:
    return "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * count


def test_as_many_m_lines_as_allowed_and_no_more() -> None:
    assert len(sdp.parse(bomb(sdp.MAX_MEDIA)).media) == sdp.MAX_MEDIA
    with pytest.raises(BadSdp, match="m-lines"):
        sdp.parse(bomb(sdp.MAX_MEDIA + 1))


@pytest.mark.parametrize(
    "text", [bomb(10_000), bomb(7_000).replace("\r\n", "\n"), bomb(1) + "\n" * 200_000]
)
def test_a_bomb_is_refused_unread(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(_: str) -> sdp.Description:
        raise AssertionError("parsed")

    monkeypatch.setattr(sdp, "_parse", unexpected)
    with pytest.raises(BadSdp):
        sdp.parse(text)


def test_size_is_bounded_in_bytes() -> None:
    with pytest.raises(BadSdp, match="larger"):
        sdp.parse("v=0\r\n" + "s=议\r\n" * (sdp.MAX_SIZE // 6))


def test_attributes_are_bounded() -> None:
    """Of one m-line, and of the session, which each m-line reads again."""
    many = [f"a=ssrc:{n} cname:x\r\n" for n in range(sdp.MAX_ATTRIBUTES + 1)]
    assert (
        len(sdp.parse("v=0\r\nm=x 9 y z\r\n" + "".join(many[1:])).media[0].ssrcs) == len(many) - 1
    )
    for head in ("v=0\r\n", "v=0\r\nm=x 9 y z\r\n"):
        with pytest.raises(BadSdp, match="attributes"):
            sdp.parse(head + "".join(many))


def test_what_is_read_into_every_codec_does_not_grow_with_the_input() -> None:
    """128 payload types in each of 64 m-lines, each with every rtcp-fb line of its m-line."""
    feedback = "".join(f"a=rtcp-fb:* x{n}\r\n" for n in range(100)) + "a=rtcp-fb:* nack  pli\r\n"
    maps = "".join(f"a=rtpmap:{n} x/1\r\n" for n in range(128))
    line = f"m=audio 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, range(128)))}\r\n"
    codecs = sdp.parse("v=0\r\n" + line + maps + feedback).media[0].codecs
    assert len(codecs) == 128
    assert {c.feedback for c in codecs} == {frozenset({"nack pli"})}


def test_mutations_raise_nothing_else() -> None:
    source = random.Random(20)
    for _ in range(1_500):
        text = list(offer(source.choice(CLIENTS)))
        for _ in range(source.randrange(1, 6)):
            place = source.randrange(len(text))
            match source.randrange(3):
                case 0:
                    text[place] = chr(source.choice([0, 10, 13, 32, 45, 47, 58, 255, 0x4E00]))
                case 1:
                    del text[place : place + source.randrange(1, 40)]
                case _:
                    text[place:place] = text[place : place + source.randrange(1, 40)]
        with contextlib.suppress(BadSdp):
            sdp.parse("".join(text))


@given(st.text(max_size=200))
def test_any_text_raises_nothing_else(text: str) -> None:
    for whole in (text, "v=0\r\n" + text, offer("ffmpeg") + "a=" + text):
        with contextlib.suppress(BadSdp):
            sdp.parse(whole)


# --- writing ------------------------------------------------------------------------------------

TRANSPORT = LocalTransport(
    "ufragufr",
    "password-of-twenty-four-c",
    sdp.Fingerprint("sha-256", ":".join(["AB"] * 32)),
    "passive",
    ("127.0.0.1", "2001:db8::1"),
    4000,
)
VIDEO = LocalMedia(
    kind="video",
    mid="1",
    direction="sendonly",
    codecs=(Codec("H264", 90000, 102, 1, H264_FMTP, 103, frozenset({"nack", "nack pli"})),),
    extensions=HeaderExtensions(mid=1, transport_sequence=3),
    ssrc=7,
    rtx_ssrc=8,
    cname="name",
    msid="owner 12",
)
REJECTED = LocalMedia(
    kind="application", mid="0", protocol="UDP/DTLS/SCTP", formats="webrtc-datachannel"
)


def test_what_we_write_we_read() -> None:
    rejected, video = sdp.parse(write([REJECTED, VIDEO], TRANSPORT, 5, 1)).media
    assert (rejected.port, rejected.direction) == (0, "inactive")
    assert (video.codecs, video.extensions) == (VIDEO.codecs, VIDEO.extensions)
    assert (video.ssrcs, video.flows, video.direction) == ((7, 8), {7: 8}, "sendonly")
    assert (video.transport.ufrag, video.transport.setup) == ("ufragufr", "passive")
    assert video.transport.fingerprints == (TRANSPORT.fingerprint,)


def test_what_clients_look_for() -> None:
    lines = write([REJECTED, VIDEO], TRANSPORT, 5, 1).split("\r\n")
    for line in [
        "o=- 5 1 IN IP4 127.0.0.1",
        "a=ice-lite",
        "a=group:BUNDLE 1",
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
        "m=video 9 UDP/TLS/RTP/SAVPF 102 103",
        "a=candidate:1 1 udp 1845559295 127.0.0.1 4000 typ host",
        "a=candidate:2 1 udp 1845559039 2001:db8::1 4000 typ host",
        "a=end-of-candidates",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=msid:owner 12",
        "a=ssrc-group:FID 7 8",
        "a=ssrc:7 cname:name",
        "a=rtpmap:103 rtx/90000",
        "a=fmtp:103 apt=102",
    ]:
        assert lines.count(line) == 1, line


def test_candidates_over_tcp_come_after_all_over_udp() -> None:
    """RFC 6544 section 4.2: priority 2^24 × 80 + 2^8 × (2^13 × 4 + 255 − place) + 255."""
    addresses = ("192.0.2.1", "[2001:db8::1]:443")
    assert candidate_lines(msgspec.structs.replace(TRANSPORT, addresses=addresses, tcp=True)) == [
        "a=candidate:1 1 udp 1845559295 192.0.2.1 4000 typ host",
        "a=candidate:2 1 udp 1845559039 2001:db8::1 443 typ host",
        "a=candidate:3 1 tcp 1350631423 192.0.2.1 4000 typ host tcptype passive",
        "a=candidate:4 1 tcp 1350631167 2001:db8::1 443 typ host tcptype passive",
        "a=end-of-candidates",
    ]


def test_every_restart_outranks_what_was_before_and_tcp_never_outranks_udp() -> None:
    addresses = ("192.0.2.1", "2001:db8::1")
    of: dict[str, list[int]] = {"udp": [], "tcp": []}
    for generation in (0, 1, 31):
        transport = msgspec.structs.replace(
            TRANSPORT, addresses=addresses, tcp=True, generation=generation
        )
        for line in reversed(candidate_lines(transport)[:-1]):
            _, _, protocol, priority, *_ = line.split()
            of[protocol].append(int(priority))
    assert of["udp"] == sorted(set(of["udp"]))
    assert of["tcp"] == sorted(set(of["tcp"]))
    assert of["tcp"][-1] < of["udp"][0]
    assert of["udp"][-1] < (126 << 24), "below any client's own host candidate"


@pytest.mark.parametrize(
    ("announced", "reached"),
    [
        ("192.0.2.1", ("192.0.2.1", 9)),
        ("192.0.2.1:443", ("192.0.2.1", 443)),
        ("2001:db8::1", ("2001:db8::1", 9)),
        ("[2001:db8::1]", ("2001:db8::1", 9)),
        ("[2001:db8::1]:443", ("2001:db8::1", 443)),
        ("media.example.org:443", ("media.example.org", 443)),
    ],
)
def test_what_is_announced(announced: str, reached: tuple[str, int]) -> None:
    assert endpoint(announced, 9) == reached


@pytest.mark.parametrize("announced", ["192.0.2.1:0", "192.0.2.1:65536", "host:", "host:port"])
def test_what_is_announced_with_no_port(announced: str) -> None:
    with pytest.raises(ValueError, match=r"port|invalid literal"):
        endpoint(announced, 9)


@pytest.mark.parametrize(
    ("text", "word"),
    [("p-1", "p-1"), ("", "-"), ("a b\r\nc", "a_b__c"), ("石峰", "__"), ("x" * 99, "x" * 64)],
)
def test_msid_words(text: str, word: str) -> None:
    assert msid_word(text) == word


def test_layers_are_answered() -> None:
    line = msgspec.structs.replace(VIDEO, rids=("q", "h"), direction="recvonly")
    text = write((line,), TRANSPORT, 1, 1)
    assert "a=rid:q recv\r\na=rid:h recv\r\na=simulcast:recv q;h\r\n" in text
    assert "simulcast" not in write((VIDEO,), TRANSPORT, 1, 1)
