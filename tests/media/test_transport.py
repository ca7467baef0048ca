"""One transport as a peer sees it, in virtual time: connecting, consent, rebinding, nonces."""

import pytest

from media.dtls import Certificate
from media.ice import QUIET_AFTER, Address, new_credentials, parse_binding_request
from media.rhythm import INTERRUPTED_AFTER
from media.transport import (
    SILENT_AFTER,
    Closed,
    Connected,
    Outgoing,
    Restored,
    Silent,
    Transport,
)
from tests.support.clock import VirtualClock
from tests.support.packets import rtp
from tests.support.peers import DtlsClient, SrtpClient, check

CERTIFICATE = Certificate()
HOME: Address = ("192.0.2.1", 5000)
AWAY: Address = ("192.0.2.2", 6000)
REPORT = bytes.fromhex("80c90001000000ff")


class Scene:
    """A transport and its client, on a network that delivers at once."""

    def __init__(self, passive: bool = False) -> None:
        self.clock = VirtualClock()
        self.outgoing = Outgoing()
        self.transport = Transport(
            CERTIFICATE,
            self.outgoing,
            self.clock.now,
            consent_timeout=30.0,
            handshake_timeout=20.0,
        )
        self.client = DtlsClient(self.clock, passive=passive)

    def check(self, source: Address = HOME, nominate: bool = True) -> bytes:
        """Send a good check; its answer."""
        mine = self.transport.ice.credentials
        request = parse_binding_request(check(mine.ufrag, mine.password, nominate=nominate))
        self.transport.receive_check(request, source, self.clock.now)
        (answer, address), *rest = self.outgoing.drain()
        assert address == source
        assert not rest
        return answer

    def connect(self) -> SrtpClient:
        """Go through ICE and DTLS; the client's SRTP."""
        self.check()
        self.transport.set_fingerprints((self.client.fingerprint,))
        self.client.start()
        while self.client.outgoing:
            sent, self.client.outgoing = self.client.outgoing, []
            for datagram in sent:
                assert self.transport.receive(datagram, HOME, self.clock.now) is None
            for datagram, address in self.outgoing.drain():
                assert address == HOME
                self.client.receive(datagram)
        assert self.client.keys is not None
        assert self.transport.events == [Connected("SRTP_AEAD_AES_128_GCM")]
        self.transport.events.clear()
        return SrtpClient(self.client.keys)


def test_media_flows_both_ways_once_connected() -> None:
    scene = Scene()
    scene.transport.send_rtp(rtp(1))
    scene.transport.send_rtcp(REPORT)
    assert scene.outgoing.drain() == [], "before DTLS, media is dropped"
    srtp = scene.connect()
    scene.transport.send_rtp(bytearray(rtp(2)))
    scene.transport.send_rtcp(REPORT)
    (report, to_report), (media, to_media) = scene.outgoing.drain()
    assert (to_media, to_report) == (HOME, HOME)
    assert srtp.into.unprotect(media) == rtp(2)
    assert srtp.into.unprotect_rtcp(report) == REPORT
    assert scene.transport.receive(srtp.out.protect(rtp(3)), HOME, scene.clock.now) == rtp(3)
    received = scene.transport.receive(srtp.out.protect_rtcp(REPORT), HOME, scene.clock.now)
    assert received == REPORT


def test_a_passive_peer_is_begun_with_by_its_first_check() -> None:
    scene = Scene(passive=True)
    scene.transport.take_role("active")
    scene.transport.set_fingerprints((scene.client.fingerprint,))
    scene.transport.tick(scene.clock.advance(1.0))
    assert scene.outgoing.drain() == [], "nowhere to send to yet"
    mine = scene.transport.ice.credentials
    request = parse_binding_request(check(mine.ufrag, mine.password))
    scene.transport.receive_check(request, HOME, scene.clock.now)
    (_, *handshake) = scene.outgoing.drain()
    while handshake:
        for datagram, _ in handshake:
            scene.client.receive(datagram)
        sent, scene.client.outgoing = scene.client.outgoing, []
        for datagram in sent:
            scene.transport.receive(datagram, HOME, scene.clock.now)
        handshake = scene.outgoing.drain()
    assert scene.client.keys is not None
    srtp = SrtpClient(scene.client.keys, passive=True)
    scene.transport.send_rtp(rtp(1))
    assert srtp.into.unprotect(scene.outgoing.drain()[0][0]) == rtp(1)
    assert scene.transport.receive(srtp.out.protect(rtp(2)), HOME, scene.clock.now) == rtp(2)


def test_what_is_not_authentic_is_counted_and_dropped() -> None:
    scene = Scene()
    scene.check()
    assert scene.transport.receive(rtp(1, b"x" * 50), HOME, 0.0) is None, "before DTLS"
    srtp = scene.connect()
    forged = bytearray(srtp.out.protect(rtp(1)))
    forged[-1] ^= 1
    for junk in (bytes(forged), b"\x80" * 40, b"\x80", b"\xff" * 50, b"\x50" * 50):
        assert scene.transport.receive(junk, HOME, scene.clock.now) is None
    assert scene.transport.srtp_refused == 2
    assert scene.transport.events == []


@pytest.mark.parametrize("early", [True, False])
def test_a_subscriber_without_rtx_gets_the_very_bytes_again(early: bool) -> None:
    scene = Scene()
    if early:
        scene.transport.allow_repeats(0x11111111)
    srtp = scene.connect()
    if not early:
        scene.transport.allow_repeats(0x11111111)
    for payload in (b"first", b"second", b"first"):
        scene.transport.send_rtp(rtp(1 if payload == b"first" else 2, payload))
    first, second, again = [datagram for datagram, _ in scene.outgoing.drain()]
    assert again == first != second
    assert srtp.into.unprotect(first) == rtp(1, b"first")


def test_other_repetitions_are_refused() -> None:
    scene = Scene()
    scene.connect()
    scene.transport.send_rtp(rtp(1, b"first"))
    scene.transport.send_rtp(rtp(1, b"other"))
    assert len(scene.outgoing.drain()) == 1
    assert scene.transport.srtp_refused == 1


def test_a_rebinding_moves_media_with_the_next_nominated_check() -> None:
    scene = Scene()
    srtp = scene.connect()
    packet = srtp.out.protect(rtp(1))
    scene.check(AWAY)
    assert scene.transport.receive(packet, AWAY, scene.clock.now) == rtp(1)
    scene.transport.send_rtp(rtp(2))
    assert scene.outgoing.drain()[0][1] == AWAY
    late = srtp.out.protect(rtp(3))
    assert scene.transport.receive(late, HOME, scene.clock.now) == rtp(3), "still on its way"


def test_a_restart_moves_media_with_its_first_check_only_where_the_old_path_is_dead() -> None:
    scene = Scene()
    scene.connect()
    scene.transport.ice.restart(new_credentials())
    scene.clock.advance(QUIET_AFTER - 0.01)
    scene.check(AWAY, nominate=False)
    assert scene.transport.ice.selected == HOME, "it was heard just now"
    scene.transport.ice.restart(new_credentials())
    scene.clock.advance(QUIET_AFTER + 0.01)
    scene.check(AWAY, nominate=False)
    assert scene.transport.ice.selected == AWAY
    assert scene.transport.events == [Restored(scene.clock.now)]
    scene.clock.advance(QUIET_AFTER + 0.01)
    scene.check(HOME, nominate=False)
    assert scene.transport.ice.selected == AWAY, "the restart is over"


def test_silence_is_told_once_and_again_after_a_sign_of_life() -> None:
    scene = Scene()
    scene.connect()
    scene.transport.tick(scene.clock.advance(SILENT_AFTER))
    assert not scene.transport.silent
    for _ in range(3):
        scene.transport.tick(scene.clock.advance(0.1))
        assert scene.transport.silent
    assert scene.transport.events == [Silent()]
    scene.check()
    scene.transport.tick(scene.clock.now)
    assert not scene.transport.silent
    scene.transport.tick(scene.clock.advance(SILENT_AFTER + 0.1))
    told = [event for event in scene.transport.events if isinstance(event, Silent)]
    assert told == [Silent(), Silent()]


def test_the_end_of_an_interruption_and_another_path_are_told_of_at_once() -> None:
    scene = Scene()
    scene.connect()
    scene.transport.tick(scene.clock.now)
    scene.clock.advance(INTERRUPTED_AFTER)
    scene.check()
    assert scene.transport.events == [], "a pause that repair covers"
    scene.clock.advance(2 * INTERRUPTED_AFTER + 0.01)
    scene.check()
    assert scene.transport.events == [Restored(scene.clock.now, interrupted=True)]
    scene.clock.advance(0.01)
    scene.check(AWAY)
    assert scene.transport.events[1:] == [Restored(scene.clock.now)]
    scene.check(AWAY)
    scene.transport.tick(scene.clock.advance(0.01))
    assert len(scene.transport.events) == 2


def test_media_that_comes_again_ends_an_interruption_too() -> None:
    scene = Scene()
    srtp = scene.connect()
    scene.clock.advance(INTERRUPTED_AFTER + 0.01)
    datagram = srtp.out.protect(rtp(1))
    assert scene.transport.receive(datagram, HOME, scene.clock.now) is not None
    assert scene.transport.events == [Restored(scene.clock.now, interrupted=True)]


def test_a_path_that_is_closed_moves_to_another() -> None:
    scene = Scene()
    scene.connect()
    scene.check(AWAY)
    scene.transport.tick(scene.clock.now)
    scene.transport.events.clear()
    assert scene.transport.ice.selected is not None
    scene.transport.ice.forget(scene.transport.ice.selected)
    scene.transport.tick(scene.clock.advance(0.01))
    assert scene.transport.events == [Restored(scene.clock.now)]


def test_silence_ends_it_and_any_sign_of_life_does_not() -> None:
    scene = Scene()
    srtp = scene.connect()
    for sequence in range(5):
        scene.clock.advance(20.0)
        if sequence % 2:
            scene.check()
        else:
            scene.transport.receive(srtp.out.protect(rtp(sequence)), HOME, scene.clock.now)
        scene.transport.tick(scene.clock.advance(9.9))
        assert not scene.transport.closed
    scene.transport.events.clear()
    forged = rtp(9, b"x" * 40)
    scene.transport.receive(forged, HOME, scene.clock.advance(10.0))
    scene.transport.tick(scene.clock.advance(10.2))
    assert scene.transport.events == [Closed("silent")]
    assert scene.transport.closed
    scene.transport.tick(scene.clock.advance(100.0))
    assert scene.transport.events == [Closed("silent")], "once"


def test_nobody_ever_coming_is_silence_too() -> None:
    scene = Scene()
    scene.transport.tick(scene.clock.advance(29.0))
    assert scene.transport.events == []
    scene.transport.tick(scene.clock.advance(2.0))
    assert scene.transport.events == [Closed("silent")]


def test_a_close_notify_ends_it() -> None:
    scene = Scene()
    scene.connect()
    scene.client.send_close_notify()
    for datagram in scene.client.outgoing:
        scene.transport.receive(datagram, HOME, scene.clock.now)
    assert scene.transport.events == [Closed("dtls_closed")]
    scene.transport.send_rtp(rtp(1))
    assert all(datagram[0] < 64 for datagram, _ in scene.outgoing.drain())


def test_closing_tells_the_client_and_nobody_else() -> None:
    scene = Scene()
    scene.connect()
    scene.transport.close()
    for datagram, _ in scene.outgoing.drain():
        scene.client.receive(datagram)
    assert scene.client.closed
    assert scene.transport.events == []
    assert not scene.transport.connected


def test_a_wrong_certificate_ends_it() -> None:
    scene = Scene()
    scene.check()
    scene.transport.set_fingerprints((DtlsClient(scene.clock).fingerprint,))
    scene.client.start()
    for _ in range(4):
        for datagram in scene.client.outgoing:
            scene.transport.receive(datagram, HOME, scene.clock.now)
        scene.client.outgoing.clear()
        for datagram, _address in scene.outgoing.drain():
            scene.client.receive(datagram)
    assert scene.transport.events == [Closed("dtls_failed")]
    assert not scene.transport.connected
