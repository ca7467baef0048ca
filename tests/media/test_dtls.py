"""The passive DTLS handshake in virtual time: profiles, lost flights, wrong certificates, junk."""

import datetime
import itertools
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL, crypto

from media.dtls import (
    DATAGRAM_SIZE,
    Certificate,
    Dtls,
    State,
    fingerprint,
    is_dtls,
    pack,
    self_signed,
)
from media.srtp import AEAD_AES_128_GCM, AES128_CM_SHA1_80, PROFILES, Profile
from media.wire.sdp import Fingerprint
from tests.support.clock import VirtualClock
from tests.support.network import Network
from tests.support.peers import DtlsClient

CERTIFICATE = Certificate()
TIMEOUT = 20.0


def run(
    client: DtlsClient,
    server: Dtls,
    clock: VirtualClock,
    seconds: float = 5.0,
    up: Network | None = None,
    down: Network | None = None,
) -> float:
    """Let the two talk; returns the virtual seconds until both had keys, or `seconds`."""
    up, down = up or Network(delay=0.01), down or Network(delay=0.01)
    client.start()
    began = clock.now
    while clock.now < began + seconds:
        client.tick()
        server.tick(clock.now)
        for datagram in client.outgoing:
            up.send(datagram, clock.now)
        client.outgoing.clear()
        for datagram in server.datagrams():
            assert len(datagram) <= DATAGRAM_SIZE
            down.send(datagram, clock.now)
        clock.advance(0.01)
        for datagram in up.deliver(clock.now):
            server.receive(datagram, clock.now)
        for datagram in down.deliver(clock.now):
            client.receive(datagram)
        if client.keys is not None and server.keys is not None:
            return clock.now - began
    return seconds


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (PROFILES, AEAD_AES_128_GCM),
        ((AES128_CM_SHA1_80, AEAD_AES_128_GCM), AEAD_AES_128_GCM),
        ((AEAD_AES_128_GCM,), AEAD_AES_128_GCM),
        ((AES128_CM_SHA1_80,), AES128_CM_SHA1_80),
    ],
    ids=["both", "both, the other first", "GCM", "AES-CM"],
)
def test_both_ends_get_the_same_keys(offered: tuple[Profile, ...], chosen: Profile) -> None:
    clock = VirtualClock()
    client = DtlsClient(clock, offered)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    run(client, server, clock)
    assert server.state is State.CONNECTED
    assert server.keys is not None
    assert server.keys == client.keys
    assert server.keys.profile is chosen


@pytest.mark.parametrize("seed", range(8))
def test_a_third_of_all_datagrams_lost_only_delays_it(seed: int) -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    up, down = Network(seed, loss=0.33, jitter=0.02), Network(seed + 100, loss=0.33, jitter=0.02)
    took = run(client, server, clock, 15.0, up, down)
    assert server.keys == client.keys is not None
    assert took < 15.0


class Drops(Network):
    """Loses exactly the datagrams of the given numbers."""

    def __init__(self, *numbers: int) -> None:
        super().__init__(delay=0.01)
        self._numbers = numbers
        self._counter = itertools.count()

    def send(self, datagram: bytes, now: float) -> None:
        if next(self._counter) not in self._numbers:
            super().send(datagram, now)


@pytest.mark.parametrize(
    ("up", "down"),
    [((0,), ()), ((1,), ()), ((1, 2), ()), ((), (0,)), ((), (0, 1)), ((), (1,)), ((), (2,))],
    ids=str,
)
def test_every_single_lost_flight_is_repeated(up: tuple[int, ...], down: tuple[int, ...]) -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    took = run(client, server, clock, 5.0, Drops(*up), Drops(*down))
    assert server.keys == client.keys is not None
    assert took < 2.0


def test_the_server_repeats_its_flight_with_growing_pauses_and_gives_up() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    client.start()
    server.receive(client.outgoing[0], clock.now)
    assert server.datagrams()
    began, sent = clock.now, []
    while clock.now < began + TIMEOUT + 1:
        server.tick(clock.advance(0.01))
        if server.datagrams():
            sent.append(round(clock.now - began, 1))
    assert sent[:5] == [0.2, 0.6, 1.4, 3.0, 6.0]
    assert sent[-1] < TIMEOUT
    assert server.state is State.FAILED


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_we_begin_where_the_other_end_will_not(profile: Profile, seed: int) -> None:
    clock = VirtualClock()
    peer = DtlsClient(clock, (profile,), passive=True)
    ours = Dtls(CERTIFICATE, TIMEOUT, (peer.fingerprint,))
    ours.start(clock.now)
    ours.start(clock.now)  # once
    up, down = Network(seed, loss=0.2), Network(seed + 100, loss=0.2)
    run(peer, ours, clock, 15.0, up, down)
    assert ours.active
    assert ours.keys is not None
    assert ours.keys == peer.keys
    assert ours.keys.profile is profile


def test_a_server_of_another_certificate_yields_no_keys() -> None:
    clock = VirtualClock()
    peer = DtlsClient(clock, passive=True)
    ours = Dtls(CERTIFICATE, TIMEOUT, (DtlsClient(clock).fingerprint,))
    ours.start(clock.now)
    run(peer, ours, clock, 1.0)
    assert (ours.state, ours.keys) == (State.FAILED, None)


def test_keys_wait_for_the_fingerprint_of_a_late_answer() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT)
    run(client, server, clock, 1.0)
    assert client.keys is not None
    assert (server.state, server.keys) == (State.CONNECTING, None)
    server.verify((client.fingerprint,))
    assert server.state is State.CONNECTED
    assert server.keys == client.keys


def test_an_answer_that_never_comes_ends_it() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT)
    run(client, server, clock, 1.0)
    server.tick(clock.advance(TIMEOUT))
    assert server.state is State.FAILED


@pytest.mark.parametrize("late", [False, True])
def test_another_certificate_yields_no_keys(late: bool) -> None:
    clock = VirtualClock()
    client, other = DtlsClient(clock), DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, () if late else (other.fingerprint,))
    run(client, server, clock, 1.0)
    if late:
        server.verify((other.fingerprint,))
    assert (server.state, server.keys) == (State.FAILED, None)


def test_a_fingerprint_of_an_unsound_hash_does_not_count() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, (Fingerprint("md5", "AA:" * 15 + "AA"),))
    run(client, server, clock, 1.0)
    assert server.state is State.FAILED


def odd_client(clock: VirtualClock, file: Path) -> DtlsClient:
    """A client whose certificate OpenSSL takes and stricter parsers do not: X.509 version 6."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = self_signed(key, datetime.datetime.now(datetime.UTC))
    der = made.public_bytes(serialization.Encoding.DER)
    odd = der.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020105"), 1)
    assert odd != der
    client = DtlsClient(clock)
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    file.write_bytes(odd)
    context.use_certificate_file(str(file), crypto.FILETYPE_ASN1)
    context.use_privatekey(key)
    context.set_tlsext_use_srtp(b":".join(p.name.encode() for p in PROFILES))
    client._ssl = SSL.Connection(context)
    client._ssl.set_connect_state()
    client._ssl.set_ciphertext_mtu(1200)
    client.fingerprint = fingerprint(odd, "sha-256")
    return client


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("named", [False, True])
def test_of_a_certificate_its_hash_is_all_we_read(tmp_path: Path, named: bool, late: bool) -> None:
    """One that only OpenSSL can read would otherwise end more than its own handshake."""
    clock = VirtualClock()
    client = odd_client(clock, tmp_path / "certificate")
    expected = (client if named else DtlsClient(clock)).fingerprint
    server = Dtls(CERTIFICATE, TIMEOUT, () if late else (expected,))
    run(client, server, clock, 1.0)
    if late:
        server.verify((expected,))
    assert server.state is (State.CONNECTED if named else State.FAILED)
    assert (server.keys is not None) is named


def test_a_client_without_certificate_fails() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock, with_certificate=False)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    run(client, server, clock, 1.0)
    assert (server.state, server.keys) == (State.FAILED, None)


def test_close_notify_goes_both_ways() -> None:
    clock = VirtualClock()
    for closing in ("client", "server"):
        client = DtlsClient(clock)
        server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
        run(client, server, clock)
        client.outgoing.clear()
        if closing == "client":
            client.send_close_notify()
            for datagram in client.outgoing:
                server.receive(datagram, clock.now)
            assert server.state is State.CLOSED
        else:
            server.close()
            for datagram in server.datagrams():
                client.receive(datagram)
            assert client.closed


ALERT = bytes.fromhex("15fefd00000000000000000002") + b"\x02\x28"
"""An unauthenticated, fatal handshake_failure of 15 bytes."""


def test_a_forged_alert_after_the_handshake_is_harmless() -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
    run(client, server, clock)
    server.receive(ALERT, clock.now)
    assert server.state is State.CONNECTED


@pytest.mark.parametrize("connected", [False, True])
def test_junk_raises_nothing_and_is_answered_by_little(connected: bool) -> None:
    clock = VirtualClock()
    client = DtlsClient(clock)
    source = random.Random(7)
    client.start()
    hello = client.outgoing[0]
    for _ in range(300):
        server = Dtls(CERTIFICATE, TIMEOUT, (client.fingerprint,))
        if connected and _ == 0:
            run(client, server, clock)
        if source.random() < 0.5:
            junk = bytearray(hello)
            for _ in range(source.randrange(1, 8)):
                junk[source.randrange(len(junk))] = source.randrange(256)
        else:
            junk = bytearray(source.randbytes(source.randrange(1, 1500)))
        junk[0] = source.randrange(20, 64)
        server.receive(bytes(junk), clock.now)
        server.tick(clock.now)


def test_records_are_packed_and_never_split() -> None:
    def record(size: int) -> bytes:
        return bytes.fromhex("16fefd") + bytes(8) + size.to_bytes(2, "big") + bytes(size)

    sizes = [100, 500, 600, 50, 1187, 10]
    packed = pack(b"".join(map(record, sizes)))
    assert [len(d) for d in packed] == [626, 676, 1200, 23]
    assert b"".join(packed) == b"".join(map(record, sizes))
    assert pack(b"") == []


def test_fingerprints_are_written_as_sdp_has_them() -> None:
    made = fingerprint(b"", "sha-256")
    assert made.value.startswith("E3:B0:C4:42")
    assert len(made.value) == 32 * 3 - 1
    assert CERTIFICATE.fingerprint.algorithm == "sha-256"


def test_demultiplexing() -> None:
    """RFC 7983 section 7."""
    assert [is_dtls(bytes([b])) for b in (3, 19, 20, 63, 64, 128)] == [
        False, False, True, True, False, False,
    ]  # fmt: skip
