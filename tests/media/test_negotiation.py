"""What is agreed on with whom: real offers, codec preference, bundles, rejected m-lines."""

import re

import pytest

from media import negotiation
from media.errors import BadSdp
from media.negotiation import START_BITRATE, OfferedCodecs, answered, choose, offered, usable
from media.wire import sdp
from media.wire.codecs import VIDEO_FEEDBACK, Codec, HeaderExtensions, Kind
from media.wire.red import carried
from media.wire.sdp import parameters
from media.wire.sdp_write import LocalMedia
from tests.media.wire.test_sdp import CLIENTS, offer

CHOSEN: dict[str, dict[str, tuple[str, int, int | None]]] = {
    "chromium": {"audio": ("opus", 111, None), "video": ("H264", 108, 109)},
    "firefox": {"audio": ("opus", 109, None), "video": ("H264", 126, 127)},
    "aiortc": {"audio": ("opus", 96, None), "video": ("H264", 101, 102)},
    "ffmpeg": {"audio": ("opus", 111, None), "video": ("H264", 106, 105)},
    "gstreamer": {"audio": ("OPUS", 98, None), "video": ("H264", 96, 97)},
}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_is_answered_with_opus_and_h264(client: str) -> None:
    lines = usable(sdp.parse(offer(client)))
    for media in lines:
        assert media is not None
        codec = choose(media)
        assert codec is not None
        found = (codec.name, codec.payload_type, codec.rtx_payload_type)
        assert found == CHOSEN[client][media.kind]


def video(*codecs: str, line: str = "") -> sdp.Media:
    """An m-line offering `codecs` ("H264 42e01f 1", "VP8") under payload types from 96."""
    lines = [f"m=video 9 UDP/TLS/RTP/SAVPF {' '.join(str(96 + i) for i in range(len(codecs)))}"]
    for number, codec in enumerate(codecs, 96):
        name, *profile = codec.split()
        lines.append(f"a=rtpmap:{number} {name}/90000")
        if len(profile) == 2:
            lines.append(
                f"a=fmtp:{number} profile-level-id={profile[0]};packetization-mode={profile[1]}"
            )
        elif profile:
            lines.append(f"a=fmtp:{number} profile-level-id={profile[0]}")
    lines += ["a=mid:0", "a=rtcp-mux", line]
    return sdp.parse("v=0\r\n" + "\r\n".join(lines) + "\r\n").media[0]


@pytest.mark.parametrize(
    ("codecs", "place"),
    [
        (["VP8", "H264 42e01f 1"], 1),
        (["H264 42001f 1", "H264 42e01f 1"], 1),
        (["H264 42E01F 1"], 0),
        (["H264 42c01f 1", "H264 42001f 1"], 0),
        (["H264 42e01f 0", "H264 42001f 1"], 1),
        (["H264 42e01f 0", "VP8"], 1),
        (["H264 640c1f 1", "VP8"], 1),
        (["H264 42e034 1", "H264 42e01f 1"], 0),
        (["H264 640028 1"], 0),
        (["H264 4d001f 0", "H264 640028 1"], 1),
        (["H264"], 0),
        (["VP9", "AV1", "VP8"], 2),
        (["VP9", "AV1"], None),
    ],
    ids=str,
)
def test_preference(codecs: list[str], place: int | None) -> None:
    """Constrained baseline, baseline, VP8, then any H.264 rather than nothing."""
    chosen = choose(video(*codecs))
    assert (chosen and chosen.payload_type) == (None if place is None else 96 + place)


def test_answers_keep_what_both_know() -> None:
    audio, picture = usable(sdp.parse(offer("chromium")))
    assert audio is not None
    assert picture is not None
    answer = answered(picture, "recvonly")
    assert answer.codecs[0].feedback == VIDEO_FEEDBACK
    assert answer.codecs[0].fmtp.endswith(f"profile-level-id=42e01f;{START_BITRATE}")
    assert answer.extensions == picture.extensions
    assert answered(audio, "recvonly").codecs[0].fmtp == "minptime=10;useinbandfec=1"
    stereo = usable(sdp.parse(offer("firefox")))[0]
    assert stereo is not None
    assert "stereo=1" in answered(stereo, "recvonly").codecs[0].fmtp
    plain = usable(sdp.parse(offer("aiortc")))[0]
    assert plain is not None
    assert answered(plain, "recvonly").codecs[0].fmtp == "useinbandfec=1"


LAYERED = "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (LAYERED, ("q", "h", "f")),
        (
            LAYERED.replace("f send", "f send\r\na=rid:x send").replace("h;f", "h;f;x"),
            ("q", "h", "f"),
        ),
        (LAYERED.replace("h send", "h send pt=96"), ("q", "f")),
        (LAYERED.replace("h send", "h send pt=108"), ("q", "h", "f")),
        ("a=rid:q send\r\na=simulcast:send q\r\n", ()),
        (LAYERED.replace("send", "recv"), ()),
        ("", ()),
    ],
)
def test_layers_taken(lines: str, expected: tuple[str, ...]) -> None:
    media = sdp.parse(offer("chromium") + lines).media[1]
    answer = answered(media, "recvonly")
    assert answer.rids == expected
    assert answered(media, "inactive").rids == ()


@pytest.mark.parametrize("extension", ["rtp-stream-id", "sdes:mid"])
def test_no_layers_without_the_extensions_that_tell_them(extension: str) -> None:
    text = (offer("chromium") + LAYERED).replace(f":{extension}", ":unknown")
    assert answered(sdp.parse(text).media[1], "recvonly").rids == ()


def changed(old: str, new: str, count: int = 1) -> list[bool]:
    """Which of Chromium's m-lines are usable after a change of its offer."""
    text = re.sub(old, new, offer("chromium"), count=count)
    return [m is not None for m in usable(sdp.parse(text))]


@pytest.mark.parametrize(
    ("old", "new", "carried"),
    [
        ("BUNDLE 0 1", "BUNDLE 0 1", [True, True]),
        ("BUNDLE 0 1", "BUNDLE 1", [False, True]),
        ("a=group:BUNDLE 0 1\r\n", "", [True, False]),
        ("a=rtcp-mux\r\n", "", [False, True]),
        ("m=audio 9", "m=audio 0", [False, True]),
        ("m=audio 9", "m=text 9", [False, True]),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP", [False, True]),
        ("opus/48000", "other/48000", [False, True]),
    ],
)
def test_what_cannot_be_carried_is_rejected(old: str, new: str, carried: list[bool]) -> None:
    assert changed(old, new) == carried


def test_a_bundle_only_line_has_port_0_and_is_carried() -> None:
    lines = usable(sdp.parse(offer("gstreamer")))
    assert all(lines)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=ice-pwd:.*?\r\n", ""),
        ("a=ice-ufrag:.*?\r\n", ""),
        ("a=fingerprint:.*?\r\n", ""),
        ("a=rtcp-mux\r\n", ""),
    ],
)
def test_a_transport_that_is_not_whole_is_refused(old: str, new: str) -> None:
    lines = usable(sdp.parse(re.sub(old, new, offer("chromium"))))
    with pytest.raises(BadSdp):
        negotiation.check_transport(lines)


def with_setup(setup: str) -> sdp.Media:
    return sdp.parse(offer("chromium").replace("actpass", setup)).media[0]


@pytest.mark.parametrize(
    ("theirs", "ours"), [("actpass", "passive"), ("active", "passive"), ("passive", "active")]
)
def test_we_are_passive_unless_the_other_end_insists_on_it(theirs: str, ours: str) -> None:
    assert negotiation.setup_for(with_setup(theirs)) == ours
    negotiation.check_setup(with_setup(theirs), ours)
    negotiation.check_setup(with_setup("actpass"), ours)
    with pytest.raises(BadSdp):
        negotiation.check_setup(with_setup(ours), ours)


def test_a_connection_put_on_hold_is_refused() -> None:
    with pytest.raises(BadSdp):
        negotiation.setup_for(with_setup("holdconn"))


RED_FIRST = ("SAVPF 111 63 9", "SAVPF 63 111 9")


@pytest.mark.parametrize(
    ("change", "formats"),
    [
        (("", ""), [111, 63]),
        (RED_FIRST, [63, 111]),
        (("63 111/111", "63 111/9"), [111]),
        (("63 111/111", "63 9/9"), [111]),
        (("63 red/48000/2", "63 red/8000"), [111]),
    ],
)
def test_red_of_opus_is_taken_in_the_offers_order(
    change: tuple[str, str], formats: list[int]
) -> None:
    media = usable(sdp.parse(offer("chromium").replace(*change)))[0]
    assert media is not None
    codecs = negotiation.answered(media, "recvonly").codecs
    assert [c.payload_type for c in codecs] == formats
    assert [c.payload_type for c in negotiation.every_accepted(media)] == formats
    by_name = {c.name: parameters(c.fmtp) for c in codecs}
    assert by_name["opus"]["useinbandfec"] == "1"
    if len(formats) > 1:
        assert by_name["red"] == {"111/111": ""}


def our_line(kind: Kind) -> LocalMedia:
    codecs, extensions = offered(kind)
    return LocalMedia(kind=kind, mid="0", codecs=codecs, extensions=extensions)


def test_chromium_takes_all_that_we_offer() -> None:
    audio, picture = sdp.parse(offer("chromium_answer")).media
    codecs = negotiation.subscriber_codecs(our_line("video"), picture)
    assert [(c.name, c.payload_type, c.rtx_payload_type) for c in codecs] == [
        ("H264", 102, 103),
        ("VP8", 96, 97),
    ]
    assert codecs[0].feedback == VIDEO_FEEDBACK
    (opus,) = negotiation.subscriber_codecs(our_line("audio"), audio)
    assert (opus.name, parameters(opus.fmtp)["useinbandfec"]) == ("opus", "1")
    extensions = negotiation.subscriber_extensions(our_line("video"), picture)
    assert extensions == HeaderExtensions(mid=1, transport_sequence=3, abs_send_time=4)


def test_a_subscriber_may_take_red() -> None:
    text = offer("chromium_answer").replace("SAVPF 111", "SAVPF 111 63", 1)
    text = text.replace("a=rtpmap:111", "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:111")
    codecs = negotiation.subscriber_codecs(our_line("audio"), sdp.parse(text).media[0])
    assert [(c.name, c.payload_type, carried(c)) for c in codecs] == [
        ("opus", 111, None),
        ("red", 63, 111),
    ]


def test_a_subscriber_may_take_less() -> None:
    codecs = negotiation.subscriber_codecs(our_line("video"), video("VP8"))
    assert [c.name for c in codecs] == ["VP8"]
    assert codecs[0].rtx_payload_type is None
    assert codecs[0].feedback == frozenset()
    assert negotiation.subscriber_codecs(our_line("video"), video("H264 42e01f 0")) == ()


def test_a_viewer_may_be_sent_either_codec() -> None:
    media = usable(sdp.parse(offer("chromium")))[1]
    assert media is not None
    names = [(c.name, c.payload_type) for c in negotiation.every_accepted(media)]
    assert names == [("H264", 108), ("VP8", 96)]
    assert [c.name for c in negotiation.every_accepted(video("H264 640028 1"))] == ["H264"]


def test_payload_types_do_not_collide() -> None:
    """In a bundle they are one space (RFC 8843 section 10.1)."""
    ours = OfferedCodecs
    codecs: list[Codec] = [ours.OPUS, ours.RED, ours.H264, ours.VP8]
    numbers = [n for c in codecs for n in (c.payload_type, c.rtx_payload_type) if n is not None]
    assert len(numbers) == len(set(numbers))
