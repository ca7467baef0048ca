"""The load's SDP, read by the product's parser and answered by its negotiation."""

import pytest

from bench.load import sdp as load_sdp
from bench.load.tracks import RIDS, Codec, Load
from media import negotiation
from media.wire import sdp

FINGERPRINT = ":".join(["AB"] * 32)
LOCAL = load_sdp.local_transport(5000, FINGERPRINT)
LOADS = [
    Load(publishers=2, codec=codec, simulcast=simulcast, plain=plain, gcm=True)
    for codec in ("VP8", "H264")
    for simulcast in (False, True)
    for plain in (False, True)
]


def ids(load: Load) -> str:
    return f"{load.codec}-{'simulcast' if load.simulcast else 'single'}-{load.plain}"


@pytest.mark.parametrize("load", LOADS, ids=ids)
def test_every_line_of_a_publisher_can_be_used(load: Load) -> None:
    (first, second) = load.tracks()
    offer = sdp.parse(load_sdp.publisher_offer(load, LOCAL, first))
    assert None not in negotiation.usable(offer)
    audio, video = offer.media
    assert [codec.name for codec in audio.codecs] == ["opus"]
    assert [codec.name for codec in video.codecs] == [load.codec]
    assert bool(video.ssrcs) is not load.simulcast
    assert (video.extensions.transport_sequence is None) is load.plain
    assert (video.codecs[0].rtx_payload_type is None) is load.plain
    indices = [layer.index for track in (*first, *second) for layer in track.layers]
    assert indices == list(range(len(indices))), "the engine counts streams over all publishers"


def test_rids_stand_in_the_order_that_is_asked_for() -> None:
    load = Load(publishers=1, codec="VP8", simulcast=True, plain=False, gcm=True)
    (tracks,) = load.tracks()
    lowest = load_sdp.publisher_offer(load, LOCAL, tracks)
    highest = load_sdp.publisher_offer(load, LOCAL, tracks, highest_first=True)
    assert f"a=simulcast:send {';'.join(RIDS)}\r\n" in lowest
    assert f"a=simulcast:send {';'.join(reversed(RIDS))}\r\n" in highest


@pytest.mark.parametrize("codec", ["VP8", "H264"])
@pytest.mark.parametrize("plain", [False, True])
def test_an_answer_keeps_what_a_browser_would(codec: Codec, plain: bool) -> None:
    load = Load(publishers=1, codec=codec, simulcast=False, plain=plain, gcm=True)
    offer = load_sdp.receiver_offer(Load(1, codec, False, False, True), LOCAL)
    audio, video = sdp.parse(load_sdp.receiver_answer(load, LOCAL, offer)).media
    assert (audio.direction, video.direction) == ("recvonly", "recvonly")
    assert [c.name for c in video.codecs] == [codec]
    assert (video.codecs[0].rtx_payload_type is None) is plain
    assert ("transport-cc" in video.codecs[0].feedback) is not plain
    wide = load_sdp.transport_extension(load, offer)
    assert wide == (0 if plain else load_sdp.EXTENSIONS.transport_sequence)


def test_the_remote_is_the_candidate_on_loopback() -> None:
    load = Load(publishers=1, codec="VP8", simulcast=False, plain=False, gcm=True)
    text = load_sdp.receiver_offer(load, LOCAL).replace(
        "a=candidate:1 1 udp",
        "a=candidate:0 1 udp 1 192.0.2.9 6000 typ host\r\na=candidate:1 1 udp",
    )
    remote = load_sdp.remote_of(text)
    assert (remote.ip, remote.port, remote.ufrag) == ("127.0.0.1", 5000, LOCAL.ufrag)
    with pytest.raises(ValueError, match="loopback"):
        load_sdp.remote_of(text.replace("127.0.0.1 5000", "192.0.2.8 5000"))
