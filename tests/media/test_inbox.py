"""What C opens is what Python opens, datagram for datagram; who is heard, and who no more."""

import random
import select
import socket
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.ear import Closed, Ear, Told
from media.ice import Address
from media.inbox import RECEIVED, Inbox
from media.native import load
from media.observed import NativeObserved, News, PlainObserved
from media.sent_log import SentLog
from media.srtp import (
    AEAD_AES_128_GCM,
    AES128_CM_SHA1_80,
    MAX_SSRCS,
    BadSrtp,
    SrtpSession,
    is_rtcp,
    split_keys,
)
from media.wire import rtcp
from tests.support.packets import rtp

LIBRARY = load()
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="no C compiler")

PROFILES = (AEAD_AES_128_GCM, AEAD_AES_128_GCM, AES128_CM_SHA1_80)
STRANGER = len(PROFILES)
REPORT = bytes.fromhex("80c90001000000ff")
JUNK = (
    b"",
    b"\x80",
    b"\x80" * 11,
    b"\x80" * 40,
    b"\x8f\xcd" + bytes(30),
    b"\x00\x01" * 10,
    b"\x16",
)
Result = bytes | tuple[bytes, News | None] | None
"""A plain packet, or what a feedback told; None where libsrtp refused it."""


class Sender:
    """A socket with its keys, and both receiving ends of what it sends."""

    def __init__(self, inbox: Inbox, number: int) -> None:
        profile = PROFILES[number % len(PROFILES)]
        length = 2 * (profile.key_length + profile.salt_length)
        keys = split_keys(profile, random.Random(number).randbytes(length))
        self.srtp = SrtpSession(profile, inbound=keys.server, outbound=keys.client)
        self.plain, self.native = (
            SrtpSession(profile, inbound=keys.client, outbound=keys.server) for _ in range(2)
        )
        sent = SentLog()
        for place in range(1000):
            sent.stamp(1100, 990.0 + place / 100)
        self.seen, self.observed = PlainObserved(sent), NativeObserved(LIBRARY, sent)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address: Address = self.socket.getsockname()
        self.ear = inbox.ear()
        self.ear.observe(self.observed)
        self.ear.open(self.native)
        self.sequence = self.told = 0
        self.last = b""

    def datagram(self, kind: str, seed: int) -> bytes:
        """Something to send; of `seed` what varies in it."""
        rng = random.Random(seed)
        self.sequence += 1
        ssrc = 1 + seed % 3
        match kind:
            case "rtp":
                packet = rtp(self.sequence, rng.randbytes(seed % 1000), ssrc=ssrc)
                self.last = self.srtp.protect(packet)
            case "report":
                self.last = self.srtp.protect_rtcp(REPORT)
            case "feedback" | "compound" | "padded" | "cut":
                self.last = self.srtp.protect_rtcp(self._feedback(kind, rng))
            case "damaged":
                place = rng.randrange(8, max(9, len(self.last)))
                return self.last[:place] + b"\x55" + self.last[place + 1 :]
            case "junk":
                return JUNK[seed % len(JUNK)]
        return self.last

    def _feedback(self, kind: str, rng: random.Random) -> bytes:
        count = rng.randrange(1, 40)
        told = [None if rng.random() < 0.1 else 40 * n + 4000 for n in range(count)]
        feedback = rtcp.TransportFeedback(self.told + 1, 0, [4000, *told])
        self.told += count
        packet = rtcp.pack_transport_feedback(9, 1, feedback)
        if kind == "compound":
            return REPORT + packet
        if kind == "padded":
            flagged = bytes([packet[0] | 0x20, packet[1]])
            if rng.random() < 0.5:  # of what fills the last word anyway, or says so wrongly
                return flagged + packet[2:-1] + bytes([rng.choice((0, 1, 2, 3, 200))])
            return flagged + (len(packet) // 4).to_bytes(2) + packet[4:] + b"\0\0\0\4"
        return packet if kind == "feedback" else packet[:2] + b"\0\3" + packet[4:16]

    def expected(self, datagram: bytes, now: float) -> Result:
        """What Python makes of it."""
        try:
            if not is_rtcp(datagram):
                return self.plain.unprotect(datagram)
            return self._taken(self.plain.unprotect_rtcp(datagram), self.seen, now)
        except BadSrtp:
            return None

    def found(self, item: object, now: float) -> Result:
        """What C made of it, and Python of what C left."""
        match item:
            case Closed(datagram, _, _):
                opened = self._open(datagram)
            case Told(feedback, news):
                return feedback.body, news
            case _:
                assert isinstance(item, bytes | None)
                opened = item
        if opened is None or not is_rtcp(opened):
            return opened
        return self._taken(opened, self.observed, now)

    def _open(self, datagram: bytes) -> bytes | None:
        native, control = self.native, is_rtcp(datagram)
        try:
            opened = native.unprotect_rtcp(datagram) if control else native.unprotect(datagram)
        except BadSrtp:
            return None
        self.ear.learn(datagram[4:8] if control else datagram[8:12])
        return opened

    @staticmethod
    def _taken(packet: bytes, by: PlainObserved | NativeObserved, now: float) -> Result:
        parts = rtcp.parse_rtcp(packet) or []
        folded = [part for part in parts if isinstance(part, rtcp.FoldedFeedback)]
        return (folded[0].body, by.receive(folded[0], now)) if folded else packet


class Scene:
    """One socket that receives, and who sends to it."""

    def __init__(self, stack: ExitStack) -> None:
        self.udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.udp.bind(("127.0.0.1", 0))
        self.udp.setblocking(False)
        self.inbox = Inbox(LIBRARY, self.udp.fileno())
        self.senders = [Sender(self.inbox, number) for number in range(STRANGER + 1)]
        for sender in self.senders:
            stack.enter_context(sender.socket)
        for sender in self.senders[:STRANGER]:
            self.inbox.put(sender.address, sender.ear)
        self.by_address = {sender.address: sender for sender in self.senders}
        self.by_ear = {sender.ear.number: sender for sender in self.senders}

    def send(self, sender: Sender, datagram: bytes) -> None:
        sender.socket.sendto(datagram, self.udp.getsockname())

    def read(self, count: int, now: float) -> list[tuple[Sender, object]]:
        """`count` datagrams: whose, and what came out."""
        found: list[tuple[Sender, object]] = []
        while len(found) < count:
            assert select.select([self.udp], [], [], 5)[0], "lost on loopback"
            for item in self.inbox.read(now):
                assert now - 5 < item.arrived <= now
                if isinstance(item, Closed):
                    found.append((self.by_address[item.source], item))
                else:
                    found.append((self.by_ear[item.ear], item.content))
        return found


@contextmanager
def scene() -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(stack)


KINDS = ("rtp", "rtp", "report", "feedback", "feedback", "compound", "padded", "cut")
SENT = st.tuples(
    st.integers(0, STRANGER),
    st.sampled_from([*KINDS, "again", "damaged", "junk"]),
    st.integers(0, 1 << 20),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(SENT, min_size=1, max_size=20), min_size=1, max_size=8))
def test_c_opens_what_python_opens(batches: list[list[tuple[int, str, int]]]) -> None:
    with scene() as it:
        now = 1000.0
        for batch in batches:
            now += 0.05
            expected: list[tuple[Sender, Result]] = []
            urgent: list[tuple[Sender, Result]] = []
            for number, kind, seed in batch:
                sender = it.senders[number]
                datagram = sender.datagram(kind, seed)
                it.send(sender, datagram)
                if datagram and datagram[0] < 64:
                    urgent.append((sender, datagram))
                elif number == STRANGER or len(datagram) < 12:
                    expected.append((sender, datagram))
                else:
                    expected.append((sender, sender.expected(datagram, now)))
            found: list[tuple[Sender, Result]] = []
            for sender, item in it.read(len(batch), now):
                if isinstance(item, Closed) and (
                    sender is it.senders[STRANGER]
                    or len(item.datagram) < 12
                    or item.datagram[0] < 64
                ):
                    found.append((sender, item.datagram))
                else:
                    found.append((sender, sender.found(item, now)))
            assert found == urgent + expected
            for sender in it.senders:
                assert sender.observed.rates() == sender.seen.rates()


def test_a_stream_once_authentic_is_opened_at_once_until_it_is_forgotten() -> None:
    with scene() as it:
        sender = it.senders[0]

        def outcome() -> object:
            it.send(sender, sender.datagram("rtp", 3))
            ((_, item),) = it.read(1, 1000.0)
            sender.found(item, 1000.0)
            return item

        assert isinstance(outcome(), Closed)
        assert isinstance(outcome(), bytes)
        sender.ear.forget(1)
        assert isinstance(outcome(), Closed)
        assert isinstance(outcome(), bytes)
        sender.ear.close()
        assert isinstance(outcome(), Closed)


def test_an_address_is_whose_it_was_last() -> None:
    with scene() as it:
        old, new = it.senders[0], it.senders[1]
        it.send(old, old.datagram("rtp", 3))
        ((_, first),) = it.read(1, 1000.0)
        old.found(first, 1000.0)
        it.inbox.put(old.address, new.ear)
        it.send(old, old.datagram("rtp", 3))
        ((_, item),) = it.read(1, 1000.0)
        assert isinstance(item, Closed), "the new one knows no stream yet"
        it.inbox.remove(old.address)
        it.inbox.remove(old.address)
        it.inbox.put(old.address, old.ear)
        it.send(old, old.datagram("rtp", 3))
        ((_, item),) = it.read(1, 1000.0)
        assert isinstance(item, bytes)


def test_who_is_deaf_holds_no_keys() -> None:
    """They are wiped when the transport closes, not when somebody collects its memory."""
    ear, keys = Ear(1, LIBRARY), bytes(28)
    session = SrtpSession(AEAD_AES_128_GCM, keys, keys)
    gone = weakref.ref(session)
    ear.open(session)
    del session
    assert gone() is not None
    ear.close()
    assert gone() is None


def test_no_more_streams_are_known_than_libsrtp_may_hold() -> None:
    with scene() as it:
        ear = it.senders[0].ear
        for ssrc in range(1, MAX_SSRCS + 10):
            ear.learn(ssrc.to_bytes(4))
        assert ear.struct.count == MAX_SSRCS


def test_addresses_that_collide_are_told_apart() -> None:
    """Twenty thousand put in and half taken out again leave the others findable."""
    with scene() as it:
        ears: dict[Address, Ear] = {}
        for number in range(10_000):
            address: Address = (f"10.0.{number >> 8 & 255}.{number & 255}", 1000 + number % 7)
            ears[address] = it.senders[number % 3].ear
            it.inbox.put(address, ears[address])
        for address in list(ears)[::2]:
            it.inbox.remove(address)
            del ears[address]
        assert {a: e for a, e in it.inbox._ears.items() if a in ears} == ears
        sender = it.senders[0]
        for _ in range(2):
            it.send(sender, sender.datagram("rtp", 3))
            ((_, item),) = it.read(1, 1000.0)
            sender.found(item, 1000.0)
        assert isinstance(item, bytes)


def test_a_batch_is_bounded() -> None:
    with scene() as it:
        sender = it.senders[STRANGER]
        for _ in range(RECEIVED + 5):
            it.send(sender, b"\x80" * 20)
        assert len(list(it.inbox.read(1000.0))) == RECEIVED
        assert len(list(it.inbox.read(1000.0))) == 5
        assert not list(it.inbox.read(1000.0))


def test_arrival_is_when_the_kernel_had_it() -> None:
    with scene() as it:
        sender, skew = it.senders[STRANGER], 0.001
        times = []
        for length in (20, 21):
            times.append(time.monotonic() - skew)
            it.send(sender, b"\x80" * length)
            times.append(time.monotonic() + skew)
        while time.monotonic() < times[3] + 0.02:
            pass
        first, second = (item.arrived for item in it.inbox.read(time.monotonic()))
        assert times[0] < first < times[1]
        assert times[2] < second < times[3]
