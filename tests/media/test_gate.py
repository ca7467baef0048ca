"""Sound without the floor reaches nobody, by whatever way; and opening is no loss to a decoder."""

import struct
from random import Random

import pytest

from media.router import Router
from media.tap import Tap
from media.up_track import UpTrack
from media.wire.codecs import Codec
from media.wire.rtcp import pack_nack
from tests.support.forwarding import Stream, add_link, down_track
from tests.support.packets import (
    H264,
    OPUS,
    receive_parameters,
    rtp,
    rtx,
    send_parameters,
    track_info,
)

NACKABLE = Codec("opus", 48000, 111, 2, rtx_payload_type=112, feedback=frozenset({"nack"}))
RED = Codec("red", 48000, 63, 2, "111/111")
WITHOUT_RTX = Codec("opus", 48000, 111, 2, feedback=frozenset({"nack"}))


class Hall:
    """One speaker, one listener, egress; and everything that got out, by payload."""

    def __init__(self, codec: Codec = NACKABLE, listener: Codec | None = None) -> None:
        self.router = Router("r")
        self.link, self.publisher = add_link(self.router)
        self.stream = Stream(
            self.router, self.link, 1, "alice", "audio", codec=codec, rtx_ssrc=0x999
        )
        self.listener_link, self.listener = add_link(self.router)
        taken = listener or codec
        rtx_ssrc = 0x444 if taken.rtx_payload_type else None
        self.down = down_track(
            self.listener_link, send_parameters("audio", (taken,), 0x333, rtx_ssrc)
        )
        self.router.add_down_track(self.down, self.stream.track)
        self.egress: list[bytes] = []
        self.router.attach(Tap(self.egress.append))

    def say(self, words: bytes, now: float, level: int = 20) -> bytes:
        return self.stream.send(words, now, level, step=960)

    def open(self) -> None:
        self.router.route(["alice"])

    def close(self) -> None:
        self.router.route(["bob"])

    def nack_everything(self, now: float) -> None:
        """Ask for every number, as a subscriber up to no good would."""
        for start in range(0, 300, 17):
            self.router.receive_rtcp(
                self.listener_link, pack_nack(9, 0x333, range(start, start + 17)), now
            )

    @property
    def heard(self) -> bytes:
        return b"".join(self.listener.rtp) + b"".join(self.egress)


def test_nothing_is_heard_before_anybody_is_routed() -> None:
    hall = Hall()
    for n in range(50):
        hall.say(b"secret", 1.0 + n * 0.02)
    hall.router.tick(3.0)
    assert hall.listener.rtp == []
    assert not any(b"secret" in data for data in hall.egress)


def test_opening_continues_the_numbering_and_marks_a_talkspurt() -> None:
    hall = Hall()
    hall.open()
    now = 1.0
    for n in range(5):
        hall.say(b"one %d" % n, now + n * 0.02)
    hall.close()
    for n in range(100):
        hall.say(b"secret", now + 0.1 + n * 0.02)
    hall.open()
    for n in range(5):
        hall.say(b"two %d" % n, now + 2.1 + n * 0.02)
    packets = hall.listener.take_rtp()
    assert b"secret" not in hall.heard
    assert [p.sequence_number for p in packets] == list(range(1, 11))
    assert [p.marker for p in packets] == [1, 0, 0, 0, 0] * 2
    assert packets[5].timestamp - packets[4].timestamp == 101 * 960
    assert [p.payload for p in packets][5:] == [b"two %d" % n for n in range(5)]
    egress = [data for data in hall.egress if data[1] & 0x7F == 111]
    numbers = [struct.unpack_from("!H", data, 2)[0] for data in egress]
    assert numbers == list(range(numbers[0], numbers[0] + 10))


@pytest.mark.parametrize("listener", [NACKABLE, WITHOUT_RTX], ids=["RTX", "no RTX"])
def test_nacks_never_bring_up_what_was_said_while_closed(listener: Codec) -> None:
    hall = Hall(listener=listener)
    hall.open()
    hall.say(b"public", 1.0)
    hall.close()
    for n in range(20):
        hall.say(b"secret", 1.02 + n * 0.02)
        hall.nack_everything(1.02 + n * 0.02)
    hall.open()
    for n in range(20):
        hall.say(b"public", 1.5 + n * 0.02)
        hall.nack_everything(1.5 + n * 0.02)
    assert b"secret" not in hall.heard
    if listener is NACKABLE:
        assert hall.heard.count(b"public") > 42  # the NACKs did bring something


@pytest.mark.parametrize("listener", [NACKABLE, WITHOUT_RTX], ids=["RTX", "no RTX"])
def test_while_closed_even_what_was_public_is_not_repeated(listener: Codec) -> None:
    hall = Hall(listener=listener)
    hall.open()
    for n in range(20):
        hall.say(b"public", 1.0 + n * 0.02)
    hall.close()
    before = len(hall.listener.rtp)
    hall.nack_everything(1.5)
    assert len(hall.listener.rtp) == before


def test_a_packet_said_while_closed_and_delayed_until_open_is_not_heard() -> None:
    hall = Hall()
    hall.open()
    hall.say(b"public", 1.0)
    hall.close()
    hall.say(b"secret", 1.02)
    late = [hall.stream.packet(b"secret late", 960, 20) for _ in range(3)]
    hall.say(b"secret", 1.04)
    hall.open()
    hall.say(b"public", 1.06)
    for data in late:
        hall.router.receive_rtp(hall.link, data, 1.08)
    hall.say(b"public", 1.1)
    assert b"secret" not in hall.heard
    assert [p.sequence_number for p in hall.listener.take_rtp()] == [1, 2, 3]


def test_a_listener_who_comes_after_the_opening_does_not_begin_with_what_came_before() -> None:
    hall = Hall()
    hall.say(b"secret", 1.0)
    late = hall.stream.packet(b"secret late", 960, 20)
    hall.open()
    hall.say(b"public", 1.04)
    link, newcomer = add_link(hall.router)
    hall.router.add_down_track(
        down_track(link, send_parameters("audio", (OPUS,), 0x777, None)), hall.stream.track
    )
    hall.router.receive_rtp(hall.link, late, 1.05)
    assert newcomer.rtp == []
    hall.say(b"public", 1.06)
    assert len(newcomer.rtp) == 1


def test_a_duplicate_of_the_last_packet_said_while_closed_does_not_open() -> None:
    hall = Hall()
    last = hall.say(b"secret", 1.0)
    hall.open()
    hall.router.receive_rtp(hall.link, last, 1.01)
    hall.say(b"public", 1.02)
    hall.router.receive_rtp(hall.link, last, 1.03)
    assert b"secret" not in hall.heard
    assert hall.heard.count(b"public") == 2


def test_the_publishers_retransmissions_of_what_was_said_while_closed_are_not_heard() -> None:
    hall = Hall()
    hall.say(b"secret", 1.0)
    lost = hall.stream.sequence
    for _ in range(3):
        hall.stream.packet(b"secret lost", 960)
    hall.open()
    # Retransmissions arrive before, and after, the first packet since the opening.
    for n in range(2):
        hall.router.receive_rtp(
            hall.link, rtx(n, lost + n, b"secret lost", ssrc=0x999, payload_type=112), 1.1
        )
    hall.say(b"public", 1.2)
    hall.router.tick(1.25)
    assert not any(data[1] == 205 for data in hall.publisher.rtcp)  # no NACK
    hall.router.receive_rtp(
        hall.link, rtx(3, lost + 2, b"secret lost", ssrc=0x999, payload_type=112), 1.3
    )
    assert b"secret" not in hall.heard
    assert hall.heard.count(b"public") == 2


def test_nothing_is_asked_of_a_publisher_while_closed() -> None:
    hall = Hall()
    hall.say(b"secret", 1.0)
    hall.stream.packet(b"secret", 960)
    hall.say(b"secret", 1.04)
    for n in range(20):
        hall.router.tick(1.1 + n * 0.05)
    assert not any(data[1] == 205 for data in hall.publisher.rtcp)


def test_a_restart_of_the_encoder_does_not_open() -> None:
    hall = Hall()
    hall.open()
    hall.say(b"public", 1.0)
    hall.close()
    hall.stream.sequence = 50000
    for n in range(10):
        hall.say(b"secret", 1.02 + n * 0.02)
    hall.open()
    hall.say(b"public", 1.5)
    hall.say(b"public", 1.52)
    assert b"secret" not in hall.heard
    assert [p.sequence_number for p in hall.listener.take_rtp()] == [1, 2, 3]


def test_another_ssrc_does_not_open() -> None:
    hall = Hall()
    hall.say(b"secret", 1.0)
    for n in range(5):
        data = rtp(n, b"secret", ssrc=0x5555, payload_type=111, extensions={1: b"1", 2: b"\x10"})
        hall.router.receive_rtp(hall.link, data, 5.0 + n * 0.02)
    assert b"secret" not in hall.heard


def test_a_listener_or_egress_that_comes_while_closed_hears_nothing() -> None:
    hall = Hall()
    hall.open()
    hall.say(b"public", 1.0)
    hall.close()
    hall.say(b"secret", 1.02)
    link, late = add_link(hall.router)
    hall.router.add_down_track(
        down_track(link, send_parameters("audio", (OPUS,), 0x777, None)), hall.stream.track
    )
    tapped: list[bytes] = []
    hall.router.attach(Tap(tapped.append))
    hall.say(b"secret", 1.04)
    assert late.rtp == []
    assert not any(b"secret" in data for data in tapped)
    hall.open()
    hall.say(b"public", 1.06)
    assert len(late.rtp) == 1


def test_a_second_microphone_of_a_silent_owner_is_closed_too() -> None:
    hall = Hall()
    second = Stream(hall.router, hall.link, 2, "alice", "audio", codec=OPUS)
    link, late = add_link(hall.router)
    hall.router.add_down_track(
        down_track(link, send_parameters("audio", (OPUS,), 0x777, None)), second.track
    )
    second.send(b"secret", 1.0)
    assert late.rtp == []
    hall.open()
    second.send(b"public", 1.02)
    assert len(late.rtp) == 1


def test_a_programme_listener_hears_nobody_who_is_not_audible() -> None:
    hall = Hall()
    link, viewer = add_link(hall.router)
    hall.router.follow_programme(down_track(link, send_parameters("audio", (OPUS,), 0x777, None)))
    hall.router.route([], programme_audio="alice")
    hall.say(b"secret", 1.0)
    assert viewer.rtp == []
    hall.router.route(["alice"], programme_audio="alice")
    hall.say(b"public", 1.02)
    assert len(viewer.rtp) == 1


def test_what_red_repeats_of_before_the_gate_opened_is_not_heard() -> None:
    router = Router("r")
    link, _ = add_link(router)
    info = track_info(1, "alice", "audio")
    router.add_up_track(UpTrack(info, receive_parameters("audio", (RED, OPUS), 77), link))
    listener, heard = add_link(router)
    down = down_track(listener, send_parameters("audio", (RED, OPUS), 0x333, None))
    router.add_down_track(down, link.up_tracks[0])
    frames = [b"%s %02d" % (b"public" if n < 5 or n > 9 else b"secret", n) for n in range(16)]
    for n in range(2, 16):
        if n == 2 or n == 10:
            router.route(["alice"])
        if n == 5:
            router.route([])
        heads = b"".join(
            b"\xef" + (960 * (n - older) << 10 | len(frames[older])).to_bytes(3, "big")
            for older in (n - 2, n - 1)
        )
        payload = heads + b"\x6f" + b"".join(frames[n - 2 : n + 1])
        data = rtp(n, payload, timestamp=960 * n, ssrc=77, payload_type=63)
        router.receive_rtp(link, data, 1.0 + 0.02 * n)
    packets = b"".join(heard.rtp)
    assert b"secret" not in packets
    counts = [packets.count(frame) for frame in frames]
    assert counts == [0, 0, 3, 2, 1, *[0] * 5, 3, 3, 3, 3, 2, 1]


def test_loudness_is_told_whether_heard_or_not() -> None:
    hall = Hall()
    for n in range(20):
        hall.say(b"secret", 1.0 + n * 0.02, level=30)
    assert hall.router.levels(1.4)["alice"] >= -32
    assert hall.router.levels(3.0)["alice"] == -127


def test_pictures_are_not_gated() -> None:
    hall = Hall()
    camera = Stream(hall.router, hall.link, 3, "alice", codec=H264)
    link, viewer = add_link(hall.router)
    hall.router.add_down_track(down_track(link), camera.track)
    hall.close()
    camera.key(1.0)
    assert len(viewer.rtp) == 1


def test_random_traffic_never_leaks() -> None:
    """Loss, reordering, duplicates, retransmissions and NACKs at random, the gate moving."""
    for seed in range(30):
        random = Random(seed)
        hall = Hall(listener=random.choice([NACKABLE, WITHOUT_RTX]))
        flying: list[bytes] = []
        sent: list[tuple[int, bytes]] = []
        is_open = False
        for step in range(400):
            now = 1.0 + step * 0.02
            if random.random() < 0.03:
                # What is in the air when the gate opens belongs to either side: let it land first.
                while flying:
                    hall.router.receive_rtp(hall.link, flying.pop(), now)
                is_open = not is_open
                (hall.open if is_open else hall.close)()
                if is_open:
                    hall.say(b"public", now)
            words = b"public" if is_open else b"secret"
            sent.append((hall.stream.sequence, words))
            flying.append(hall.stream.packet(words, 960, 20))
            if random.random() < 0.7:
                random.shuffle(flying)
                while flying and random.random() < 0.8:
                    data = flying.pop()
                    if random.random() < 0.9:
                        hall.router.receive_rtp(hall.link, data, now)
                    if random.random() < 0.1:
                        hall.router.receive_rtp(hall.link, data, now)
            if random.random() < 0.3:
                sequence, words = random.choice(sent[-50:])
                hall.router.receive_rtp(
                    hall.link,
                    rtx(step, sequence, words, ssrc=0x999, payload_type=112),
                    now,
                )
            if random.random() < 0.2:
                hall.nack_everything(now)
            hall.router.tick(now)
        assert b"secret" not in hall.heard, seed
        assert b"public" in hall.heard


def test_an_open_gate_lets_everything_through() -> None:
    """The measure of this file must be able to fail."""
    hall = Hall()
    hall.open()
    hall.say(b"secret", 1.0)
    assert hall.heard.count(b"secret") == 2
