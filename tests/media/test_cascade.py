"""Two workers and a pipe: who subscribes at the leaf gets what who publishes at the home sends."""

import struct
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc.rtp import RtcpSrPacket

from media.down_track import DownTrack
from media.errors import UnknownRouter, UnknownTrack
from media.link import Link
from media.messages import Route, SetPiped
from media.wire import rtcp
from media.wire.codecs import HeaderExtensions
from media.wire.rtp import parse_rtp
from tests.support.forwarding import NTP_OFFSET, RecordingSender, Stream, add_link, down_track
from tests.support.packets import (
    H264,
    LEVEL,
    OPUS,
    VP8,
    h264_delta,
    h264_key,
    rtp,
    send_parameters,
    sender_report,
)
from tests.support.pipe import Pair, Pipe
from tests.support.relay_scene import Scene

AUDIO, VIDEO = 2047462665, 3890577821
"""SSRCs in Chromium's offer."""
PLI = b"\x81\xce"
SOUND = HeaderExtensions(audio_level=LEVEL)


class Listener:
    """A subscriber at the leaf."""

    def __init__(self, pair: Pair, track_id: int, ssrc: int = 0x22222222) -> None:
        publication = pair.leaf.publication(track_id)
        assert publication is not None
        source = publication.up_tracks[0]
        self.link, self.sender = add_link(pair.leaf, f"listener-{ssrc}")
        if source.video:
            params = send_parameters(ssrc=ssrc, rtx_ssrc=ssrc + 1)
        else:
            params = send_parameters("audio", (OPUS,), ssrc, None, extensions=SOUND)
        self.down: DownTrack = down_track(self.link, params)
        pair.leaf.add_down_track(self.down, source)

    def payloads(self) -> list[bytes]:
        return [packet.payload for packet in self.sender.take_rtp()]


class Stage:
    """A pair with alice's camera (1) and microphone (2), both audible."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.link: Link
        self.sender: RecordingSender
        self.link, self.sender = add_link(self.pair.home, "alice")
        self.camera = Stream(self.pair.home, self.link, 1, rtx_ssrc=0x999)
        self.microphone = Stream(self.pair.home, self.link, 2, kind="audio")
        self.pair.route("alice")
        self.pair.pipe.tell()
        self.film(1)  # only who has sent is asked for key frames

    def plis(self) -> int:
        """PLIs that the publisher got since the last call."""
        sent, self.sender.rtcp = self.sender.rtcp, []
        return sum(data[:2] == PLI for data in sent)

    def film(self, frames: int = 5) -> list[bytes]:
        """A key frame wherever one is asked for; 30 frames a second."""
        shot = []
        for _ in range(frames):
            payload = h264_delta(b"%d" % self.camera.sequence)
            if self.plis():
                payload = h264_key(payload)
            self.camera.send(payload, self.pair.now)
            shot.append(payload)
            self.pair.run(0.03)
        return shot


# --- what crosses -----------------------------------------------------------------------------


def test_only_what_somebody_takes_crosses_and_once() -> None:
    stage = Stage()
    stage.film()
    assert stage.pair.pipe.crossed == []
    listeners = [Listener(stage.pair, 1, ssrc) for ssrc in (0x20, 0x30, 0x40)]
    stage.pair.run()
    shot = stage.film(10)
    for listener in listeners:
        assert listener.payloads() == shot
    assert len(stage.pair.pipe.crossed) == len(shot)
    assert {packet.ssrc for packet in map(parse_rtp, stage.pair.pipe.crossed) if packet} == {1}


def test_a_pause_ends_the_crossing_and_numbering_goes_on_after_it() -> None:
    stage = Stage()
    first = Listener(stage.pair, 1)
    stage.pair.run()
    stage.film()
    stage.pair.leaf.remove_link(first.link)
    stage.pair.run()
    crossed = len(stage.pair.pipe.crossed)
    stage.film()
    assert len(stage.pair.pipe.crossed) == crossed
    again = Listener(stage.pair, 1)
    stage.pair.run()
    assert again.payloads() == []
    shot = stage.film()
    assert again.payloads() == shot
    source = stage.pair.leaf.publication(1)
    assert source is not None
    assert source.up_tracks[0].epoch == 0
    assert stage.pair.home.packets_forwarded == len(stage.pair.pipe.crossed)


def test_a_lost_request_is_made_again() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.leaf.tick(stage.pair.now)
    stage.pair.pipe._to_home.clear()
    stage.pair.run(1.5)
    shot = stage.film()
    assert listener.payloads() == shot


@pytest.mark.parametrize("codec", [H264, VP8], ids=["H264", "VP8"])
def test_packets_are_as_from_the_home(codec: object) -> None:
    pair = Pair()
    link, _ = add_link(pair.home)
    stream = Stream(pair.home, link, 7, codec=VP8 if codec is VP8 else None)
    pair.pipe.tell()
    listener = Listener(pair, 7)
    pair.run()
    payload = b"\x10\x00\x9d\x01\x2a" if codec is VP8 else h264_key()
    stream.send(payload, pair.now)
    pair.run()
    (packet,) = listener.sender.take_rtp()
    taken = next(c for c in listener.down.params.codecs if c.name == stream.codec.name)
    assert (packet.payload_type, packet.payload) == (taken.payload_type, payload)


def test_the_sound_level_crosses() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 2)
    stage.pair.run()
    stage.microphone.send(b"sound", stage.pair.now, level=33)
    stage.pair.run()
    packet = parse_rtp(listener.sender.rtp[0])
    assert packet is not None
    assert packet.extensions == {LEVEL: bytes([33])}


def test_what_happens_at_the_home_is_told_there_alone() -> None:
    stage = Stage()
    Listener(stage.pair, 2)
    stage.pair.run()
    stage.microphone.send(b"sound", stage.pair.now, level=10)
    stage.pair.run()
    assert sorted(stage.pair.home.take_started()) == [1, 2]
    assert stage.pair.leaf.take_started() == []
    assert stage.pair.home.levels(stage.pair.now)["alice"] > -127
    assert stage.pair.leaf.levels(stage.pair.now) == {}
    assert [t.track_id for t in stage.pair.home.track_stats(stage.pair.now)] == [1, 2]
    assert stage.pair.leaf.track_stats(stage.pair.now) == []


def test_followers_at_the_leaf_find_the_programme() -> None:
    stage = Stage()
    link, sender = add_link(stage.pair.leaf)
    stage.pair.leaf.follow_programme(down_track(link))
    stage.pair.route(picture="alice")
    stage.pair.run()
    shot = stage.film()
    assert [packet.payload for packet in sender.take_rtp()] == shot


def test_negotiated_peers_at_two_relays() -> None:
    home, leaf = Scene(), Scene()
    leaf.clock = home.clock
    alice, bob, carol = home.client(), leaf.client(), leaf.client()
    tracks = alice.publish("pub", "alice").tracks
    alice.connect()
    pipe = Pipe(home.relay.router("r"), leaf.relay.router("r"))
    with pytest.raises(UnknownTrack):
        bob.subscribe("sub", [tracks[0].track_id])
    for scene in (home, leaf):
        scene.relay.handle(Route("r", ["alice"], "alice", "alice"), home.clock.now)
    leaf.relay.handle(SetPiped("r", tracks), home.clock.now)
    bob.answer("sub", bob.subscribe("sub", [track.track_id for track in tracks]))
    bob.connect()
    carol.view("view")
    carol.connect()
    for number in range(20):
        for ssrc, payload_type, payload in ((VIDEO, 108, h264_key()), (AUDIO, 111, b"opus")):
            alice.send(rtp(number, payload, ssrc=ssrc, payload_type=payload_type))
        for scene in (home, leaf):
            scene.run(0.02)
            pipe.carry(home.clock.now)
            leaf.settle()
    assert len(pipe.crossed) >= 30
    for client, payload_types in ((bob, {102, 111}), (carol, {108, 111})):
        assert len(client.rtp) == len(pipe.crossed)
        assert {packet[1] & 0x7F for packet in client.rtp} == payload_types
    leaf.relay.handle(SetPiped("r", []), home.clock.now)
    assert leaf.relay.router("r").publication(tracks[0].track_id) is None


def test_tracks_are_told_to_none_without_a_pipe() -> None:
    scene = Scene()
    with pytest.raises(UnknownRouter):
        scene.relay.handle(SetPiped("r", []), scene.clock.now)
    scene.relay.handle(Route("r", []), scene.clock.now)
    with pytest.raises(UnknownRouter):
        scene.relay.handle(SetPiped("r", []), scene.clock.now)


# --- feedback ---------------------------------------------------------------------------------


def test_wishes_for_key_frames_are_coalesced_at_the_leaf_and_reach_the_publisher() -> None:
    stage = Stage()
    listeners = [Listener(stage.pair, 1, ssrc) for ssrc in (0x20, 0x30, 0x40)]
    stage.pair.run()
    stage.film()
    stage.pair.run(2.0)
    stage.plis()
    for listener in listeners:
        pli = rtcp.pack_pli(9, listener.down.params.ssrc)
        stage.pair.leaf.receive_rtcp(listener.link, pli, stage.pair.now)
    stage.pair.run(0.05)
    assert stage.plis() == 1


def test_who_comes_while_the_leaf_is_fed_waits_for_no_spacing() -> None:
    stage = Stage()
    Listener(stage.pair, 1, 0x20)
    stage.pair.run()
    stage.film()
    for ssrc in (0x30, 0x40, 0x50):  # each within a second of the one before
        late = Listener(stage.pair, 1, ssrc)
        stage.film(14)
        assert len(late.payloads()) >= 4


def test_what_a_listener_lost_comes_again_from_the_leaf() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.run()
    shot = stage.film()
    lost = listener.sender.take_rtp()[2]
    stage.plis()
    nack = rtcp.pack_nack(9, listener.down.params.ssrc, [lost.sequence_number])
    stage.pair.leaf.receive_rtcp(listener.link, nack, stage.pair.now)
    (again,) = listener.sender.take_rtp()
    assert again.ssrc == listener.down.params.rtx_ssrc
    assert again.payload == struct.pack("!H", lost.sequence_number) + shot[2]
    stage.pair.run()
    assert stage.sender.rtcp == [], "nobody else was asked"


def test_losses_of_the_pipe_are_made_good_by_a_key_frame() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.run()
    stage.film()
    stage.pair.pipe.loses = lambda packet: True
    stage.film(3)
    stage.pair.pipe.loses = lambda packet: False
    listener.payloads()
    shot = stage.film(12)
    assert any(payload.startswith(b"\x78") for payload in shot)
    assert listener.payloads() == shot


def test_sender_reports_cross_so_that_lips_stay_in_step() -> None:
    stage = Stage()
    picture, sound = Listener(stage.pair, 1, 0x20), Listener(stage.pair, 2, 0x30)
    stage.pair.run()
    camera, microphone = stage.camera, stage.microphone
    theirs = 5000.0  # the publisher's clock, at the time of both timestamps
    for stream, timestamp in ((camera, camera.timestamp), (microphone, microphone.timestamp)):
        report = sender_report(stream.ssrc, theirs, timestamp)
        stage.pair.home.receive_rtcp(stage.link, report, stage.pair.now)
    at = stage.pair.now
    shown, spoken = camera.timestamp, microphone.timestamp
    stage.film(3)
    microphone.send(b"sound", stage.pair.now)
    stage.pair.run(1.5)
    for listener, timestamp, rate in ((picture, shown, 90000), (sound, spoken, 48000)):
        told = _last_report(listener)
        ours = told.sender_info.ntp_timestamp / 2**32 - NTP_OFFSET - at
        assert ours > 0.5
        passed = told.sender_info.rtp_timestamp - timestamp
        assert passed / rate == pytest.approx(ours, abs=0.012), "one tick"


def _last_report(listener: Listener) -> RtcpSrPacket:
    reports = [p for p in listener.sender.take_rtcp() if isinstance(p, RtcpSrPacket)]
    return reports[-1]


def test_nobody_but_a_leaf_pauses_anything() -> None:
    stage = Stage()
    link, sender = add_link(stage.pair.home)
    down = down_track(link)
    stage.pair.home.add_down_track(down, stage.camera.track)
    for ssrc in (1, down.params.ssrc):
        pause = rtcp.pack_pauses(9, [rtcp.PauseRequest(ssrc, paused=True)])
        stage.pair.home.receive_rtcp(link, pause, stage.pair.now)
        resume = rtcp.pack_pauses(9, [rtcp.PauseRequest(2, paused=False)])
        stage.pair.home.receive_rtcp(link, resume, stage.pair.now)
    stage.pair.run()
    stage.microphone.send(b"sound", stage.pair.now)
    shot = stage.film()
    assert [packet.payload for packet in sender.take_rtp()] == shot
    assert stage.pair.pipe.crossed == []


# --- the gate ---------------------------------------------------------------------------------


def test_sound_of_who_is_not_heard_never_crosses() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 2)
    stage.pair.run()
    stage.microphone.send(b"public", stage.pair.now)
    stage.pair.route()
    for _ in range(20):
        stage.microphone.send(b"secret", stage.pair.now)
        stage.pair.run()
    assert not any(b"secret" in packet for packet in stage.pair.pipe.crossed)
    stage.pair.route("alice")
    stage.microphone.send(b"public again", stage.pair.now)
    stage.pair.run()
    assert listener.payloads()[-1] == b"public again"


def test_a_leaf_that_is_told_first_lets_nothing_on_its_way_be_heard() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 2)
    stage.pair.run()
    stage.microphone.send(b"on its way", stage.pair.now)
    stage.pair.leaf.route([])
    stage.pair.run()
    nack = rtcp.pack_nack(9, listener.down.params.ssrc, range(1, 18))
    stage.pair.leaf.receive_rtcp(listener.link, nack, stage.pair.now)
    assert len(stage.pair.pipe.crossed) == 1
    assert listener.payloads() == []


# --- coming and going -------------------------------------------------------------------------


def test_a_track_that_ended_ends_at_the_leaf_and_another_takes_its_place() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.run()
    stage.film()
    stage.pair.home.remove_up_track(stage.camera.track)
    stage.camera = Stream(stage.pair.home, stage.link, 3)
    stage.film(1)
    stage.pair.pipe.tell()
    assert listener.down.source is None
    assert stage.pair.leaf.publication(1) is None
    listener.payloads()
    later = Listener(stage.pair, 3, 0x30)
    stage.pair.run()
    shot = stage.film()
    assert later.payloads() == shot
    assert listener.payloads() == []


def test_a_publisher_that_starts_its_numbering_anew_does_not_break_the_pipes() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.run()
    stage.film()
    numbers = [packet.sequence_number for packet in listener.sender.take_rtp()]
    stage.camera.sequence = stage.camera.sequence + 30000 & 0xFFFF
    stage.film(20)
    numbers += [packet.sequence_number for packet in listener.sender.take_rtp()]
    assert len(numbers) > 15
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_without_its_pipe_a_leaf_has_no_tracks() -> None:
    stage = Stage()
    listener = Listener(stage.pair, 1)
    stage.pair.run()
    stage.film()
    listener.payloads()
    stage.pair.leaf.close_pipe()
    stage.pair.home.detach(stage.pair.pipe.tap)
    stage.film()
    assert listener.payloads() == []
    assert stage.pair.leaf.publication(1) is None
    assert not stage.camera.track.watched
