"""What C takes comes to the same as what Python takes, packet for packet."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.ear import Opened
from media.wake import TICK
from media.wire import rtcp
from tests.support.intake_scene import (
    LIBRARY,
    TYPES,
    VIDEO,
    VP8_HEADS,
    WAYS,
    Publisher,
    Side,
)
from tests.support.packets import MID, TIME, WIDE, h264_key, rtp, sender_report

pytestmark = pytest.mark.skipif(LIBRARY is None, reason="no C compiler")

WHAT = st.sampled_from(["usual"] * 6 + ["opus"] * 5 + ["red"] * 3 + ["h264", "vp8"])
HOW = st.sampled_from(
    ["next"] * 16
    + ["key"] * 3
    + ["same picture", "same picture", "lose", "lose", "late", "jump", "restart"]
    + ["empty", "two-byte", "padded", "malformed"]
)
SEED = st.integers(0, 1 << 20)
BATCH = st.lists(st.tuples(WHAT, HOW, SEED), min_size=1, max_size=6)
AGAIN = st.sampled_from(["lost", "last lost", "lost before it comes", "needless"])
STEP = st.one_of(
    BATCH,
    BATCH,
    BATCH,
    st.tuples(st.just("rtx"), AGAIN, SEED).map(lambda packets: [packets]),
    st.tuples(st.just("join"), st.integers(0, len(WAYS) - 1)),
    st.tuples(st.just("route"), st.booleans()),
    st.tuples(st.just("route"), st.booleans()),
    st.tuples(st.just("copies"), st.integers(0, len(WAYS) - 1)),
    st.tuples(st.just("nack"), st.integers(0, len(WAYS) - 1)),
    st.tuples(st.just("report"), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.1, 0.3, 1.2])),
)
BEGINNING = [("join", 0), ("join", 2), ("route", True), [("opus", "next", 1), ("usual", "key", 3)]]


@contextmanager
def both() -> Iterator[tuple[Side, Side]]:
    sides = Side(False), Side(True)
    try:
        yield sides
    finally:
        for side in sides:
            side.close()


def act(side: Side, step: object, now: float) -> None:
    """What happens between batches."""
    match step:
        case ("join", int(number)):
            side.join(number)
        case ("route", bool(heard)):
            side.router.route(["alice"] if heard else [])
        case ("copies", int(number)) if number in side.subscribers:
            down = side.subscribers[number].downs[1]
            down.repeat_sound(2 - down.copies)
        case ("nack", int(number)) if number in side.subscribers:
            subscriber = side.subscribers[number]
            for down in subscriber.downs:
                newest = down.leg.highest
                numbers = [one & 0xFFFF for one in range(newest - 3, newest + 1)]
                nack = rtcp.pack_nack(1, down.params.ssrc, numbers)
                side.router.receive_rtcp(subscriber.link, nack, now)
        case ("report", int(place)) if (track := side.tracks[place]).ssrc is not None:
            report = sender_report(track.ssrc, now + 3000.0, round(now * 1000))
            side.router.receive_rtcp(side.link, report, now)


def walk(usual: str, steps: list[object]) -> None:
    """Give the same to both sides and compare what comes of it, step by step."""
    with both() as sides:
        now, publisher, ticked = 1000.0, Publisher(usual), 1000.0
        for step in [*BEGINNING, *steps, [("usual", "next", 3), ("opus", "next", 4)]]:
            now += step[1] if isinstance(step, tuple) and step[0] == "wait" else 0.007
            packets = publisher.batch(step) if isinstance(step, list) else []
            ticks = now - ticked >= TICK
            ticked = now if ticks else ticked
            for side in sides:
                if packets:
                    side.receive(packets, now)
                elif not isinstance(step, list):
                    act(side, step, now)
                if ticks:
                    side.router.tick(now)
            plain, native = (side.state(now) for side in sides)
            assert native == plain


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["h264", "h264 bare", "vp8", "av1"]), st.lists(STEP, min_size=15, max_size=60)
)
def test_c_takes_what_python_takes(usual: str, steps: list[object]) -> None:
    walk(usual, steps)


NEXT, REST, KEY = [("usual", "next", 3)], [("usual", "same picture", 3)], [("usual", "key", 3)]
SOUND, RED, UNHEARD = [("opus", "next", 1)], [("red", "next", 1)], [("opus", "lose", 1)]
LOST, LATE = [("usual", "lose", 3)], [("usual", "late", 1)]
WAITS: list[object] = [("wait", 0.1), ("wait", 0.1)]
SELDOM: dict[str, list[object]] = {
    "retransmission overtakes": [
        *(NEXT, LOST, [("rtx", "last lost", 1)], LATE, NEXT),
        *(*WAITS, NEXT),
    ],
    "one fills a gap of its batch": [[*LOST, *NEXT, *NEXT, *LATE], NEXT],
    "rest of a key frame": [KEY, REST, REST, NEXT, KEY, NEXT],
    "egress": [("join", 3), KEY, NEXT, SOUND, NEXT, SOUND],
    "gate": [SOUND, ("route", False), SOUND, SOUND, ("route", True), SOUND, SOUND],
    "opens to a late packet": [
        *(SOUND, UNHEARD, SOUND, ("route", False), ("route", True)),
        *(LATE, SOUND, SOUND),
    ],
    "one comes before an unheard packet": [
        *(("route", False), UNHEARD, ("route", True), SOUND, ("join", 1)),
        *(LATE, SOUND, SOUND),
    ],
    "one comes before a second copy": [
        *(KEY, ("join", 1), KEY, LOST, NEXT, [("rtx", "lost before it comes", 1)]),
        *(("join", 1), LATE, NEXT, NEXT),
    ],
    "one comes and goes": [SOUND, ("join", 1), SOUND, ("join", 1), SOUND],
    "red of before": [
        *(("route", False), RED, ("route", True), RED),
        *([("red", "same picture", 1)], RED),
    ],
    "different ones are left to Python": [
        *(("join", 1), ("copies", 0), KEY, SOUND, SOUND),
        *([*NEXT, *SOUND], [*NEXT, *SOUND]),
    ],
    "pause": [NEXT, *[SOUND, ("wait", 0.2)] * 6, NEXT, NEXT],
}


@pytest.mark.parametrize("steps", SELDOM.values(), ids=SELDOM)
@pytest.mark.parametrize("usual", ["h264", "vp8"])
def test_the_same_comes_of_what_is_seldom(usual: str, steps: list[object]) -> None:
    walk(usual, steps)


@pytest.mark.parametrize(
    ("codec", "payloads"),
    [
        ("h264", (b"\x41", b"\x7c\x81", b"\x7c\x41", b"\x7c\x05")),
        ("vp8", (*(head + b"\x01" for head in VP8_HEADS), b"\x00", b"\x80\x80\x01\x00")),
        ("av1", (b"\x10",)),
    ],
)
def test_what_is_plain_is_taken_in_c(codec: str, payloads: tuple[bytes, ...]) -> None:
    """Python is left the first packet of each stream and subscriber, and the key frame."""
    with begun(codec) as (side, publisher):
        for number in range(100):
            now = 1000.0 + number * TICK
            packets = [picture(publisher, payload) for payload in payloads]
            packets += publisher.packets("opus", "next", number)
            assert taken(side, packets, now) == len(packets)
            side.router.tick(now)


@pytest.mark.parametrize(
    ("codec", "payloads"),
    [
        ("h264", (b"\x65", b"\x67", b"\x7c\x85", b"\x7c\x87", b"\x78", h264_key())),
        ("vp8", tuple(head + b"\x00" for head in VP8_HEADS)),
    ],
)
def test_what_may_begin_a_key_frame_is_pythons(codec: str, payloads: tuple[bytes, ...]) -> None:
    with begun(codec) as (side, publisher):
        for payload in payloads:
            assert taken(side, [picture(publisher, payload)], 1000.0) == 0
            assert taken(side, [picture(publisher, b"\x41")], 1000.0) == 1


def test_a_packet_that_says_nothing_is_pythons() -> None:
    """No subscriber is sent it, so it leaves no gap in their numbering."""
    with begun("h264") as (side, publisher):
        assert taken(side, publisher.packets("h264", "empty", 0), 1000.0) == 0
        assert taken(side, publisher.packets("h264", "next", 0), 1000.0) == 1


def test_who_is_not_heard_for_long_is_pythons() -> None:
    """Which tells an interruption from a pause."""
    with begun("h264") as (side, publisher):
        assert taken(side, publisher.packets("opus", "next", 0), 1000.2) == 1
        assert taken(side, publisher.packets("opus", "next", 0), 1000.5) == 0
        assert taken(side, publisher.packets("opus", "next", 0), 1000.7) == 1
        assert side.ear is not None
        assert side.ear.heard_at == 1000.7


def test_numbers_out_of_all_order_begin_anew_in_succession_alone() -> None:
    """Not where C has taken one between them that is in order."""
    with begun("h264") as (side, publisher):
        stray = publisher.numbers[VIDEO] + 5000
        for number in (stray, stray + 1):
            side.router.receive_rtp(side.link, rtp(number, b"\x41x", ssrc=VIDEO), 1000.0)
            assert taken(side, publisher.packets("h264", "next", 0), 1000.0) == 1
        assert side.tracks[0].epoch == 0


# --- a turn at the socket -----------------------------------------------------------------------


def test_what_is_plain_is_sent_in_the_turn_that_takes_it() -> None:
    with begun("h264", time.monotonic()) as (side, publisher):
        side.send([picture(publisher, b"\x41")])
        assert not side.turn()
        assert side.arrived(0) == [b"\x41"]


def test_what_is_pythons_leaves_with_what_follows_from_it() -> None:
    with begun("h264", time.monotonic()) as (side, publisher):
        side.send([picture(publisher, b"\x41"), picture(publisher, b"\x65")])
        (item,) = side.turn()
        assert not side.arrived(0)
        assert isinstance(item, Opened)
        assert isinstance(item.content, bytes)
        side.router.receive_rtp(side.link, item.content, item.arrived)
        assert side.fan is not None
        side.fan.flush()
        assert side.arrived(0) == [b"\x41", b"\x65"]


def test_a_turn_of_many_packets_makes_the_next_ones_wait_for_more() -> None:
    with begun("h264", time.monotonic()) as (side, publisher):
        assert side.inbox is not None
        pace = side.inbox.pace
        pace.hold, pace.held_from = 0.1, 2
        for count, busy in ((1, False), (2, True)):
            side.send([picture(publisher, b"\x41") for _ in range(count)])
            began = time.monotonic()
            assert not side.turn()
            assert (pace.busy_until > began) is busy
        assert len(side.arrived(0)) == 3
        side.send([picture(publisher, b"\x41")])
        threading.Timer(0.03, side.send, [[picture(publisher, b"\x42")]]).start()
        began = time.monotonic()
        assert not side.turn()
        assert time.monotonic() - began >= pace.hold
        assert side.arrived(0) == [b"\x41", b"\x42"]


@contextmanager
def begun(codec: str, now: float = 1000.0) -> Iterator[tuple[Side, Publisher]]:
    """The native side, to one subscriber, of which plain packets are taken by now."""
    with both() as (_, side):
        publisher = Publisher(codec)
        side.join(0)
        side.router.route(["alice"])
        for number in range(2):
            side.receive(publisher.batch([("usual", "key", 3), ("opus", "next", number)]), now)
        side.flush()
        yield side, publisher


def taken(side: Side, packets: list[bytes], now: float) -> int:
    """How many of these C takes."""
    assert side.inbox is not None
    before = side.inbox.taken
    side.receive(packets, now)
    return side.inbox.taken - before


def picture(publisher: Publisher, payload: bytes) -> bytes:
    """A picture of one packet, with extensions as browsers have them."""
    publisher.timestamp += 3000
    publisher.numbers[VIDEO] += 1
    publisher.wide += 1
    return rtp(
        publisher.numbers[VIDEO],
        payload + bytes(1000),
        timestamp=publisher.timestamp & 0xFFFFFFFF,
        ssrc=VIDEO,
        payload_type=TYPES[publisher.usual],
        extensions={MID: b"0", TIME: b"\1\2\3", WIDE: (publisher.wide & 0xFFFF).to_bytes(2)},
    )
