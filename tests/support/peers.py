"""A WebRTC client without I/O for tests of the relay: ICE checks, DTLS as client, SRTP."""

import datetime
from dataclasses import dataclass, field

import pylibsrtp
from aioice import stun
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from media.dtls import fingerprint, pack, self_signed
from media.srtp import PROFILES, Keys, Profile, split_keys
from media.wire.sdp import Fingerprint
from tests.support.clock import VirtualClock

RETRANSMISSION = 0.4
"""Seconds until the client repeats its flight; not the relay's, so that the two interleave."""


def check(
    ufrag: str,
    password: str,
    *,
    nominate: bool = True,
    controlled: bool = False,
    remote: str = "them",
) -> bytes:
    """A connectivity check as a full agent sends it."""
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{ufrag}:{remote}"
    request.attributes["PRIORITY"] = 1853824767
    request.attributes["ICE-CONTROLLED" if controlled else "ICE-CONTROLLING"] = 7
    if nominate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(password.encode())
    return bytes(request)


@dataclass
class DtlsClient:
    """The other end of a handshake, in virtual time; what it sends is appended to `outgoing`."""

    clock: VirtualClock
    profiles: tuple[Profile, ...] = PROFILES
    with_certificate: bool = True
    passive: bool = False
    """Wait for the relay to begin, as FFmpeg does."""
    outgoing: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self_signed(key, datetime.datetime.now(datetime.UTC))
        self.fingerprint: Fingerprint = fingerprint(
            certificate.public_bytes(serialization.Encoding.DER), "sha-256"
        )
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        if self.with_certificate:
            context.use_certificate(certificate)
            context.use_privatekey(key)
        context.set_tlsext_use_srtp(b":".join(p.name.encode() for p in self.profiles))
        self._ssl = SSL.Connection(context)
        if self.passive:
            self._ssl.set_accept_state()
        else:
            self._ssl.set_connect_state()
        self._ssl.set_ciphertext_mtu(1200)
        self._flight: list[bytes] = []
        self._repeat_at = 0.0
        self.keys: Keys | None = None
        self.started = False
        self.closed = False
        self.failed = False

    def start(self) -> None:
        """Send the ClientHello, or wait for it."""
        self.started = True
        self._step()

    def receive(self, datagram: bytes) -> None:
        """Take a datagram of the relay."""
        if self.keys is not None and self.passive and datagram[0] in (20, 22):
            # A server answers a repeated last flight with its own (RFC 6347 section 4.2.4). OpenSSL
            # wants new records for that, which the relay sends by a clock that stands still here.
            self.outgoing += self._flight
        self._ssl.bio_write(datagram)
        self._step()

    def tick(self) -> None:
        """Repeat the last flight when it is due."""
        if self.keys is None and self._flight and self.clock.now >= self._repeat_at:
            self.outgoing += self._flight
            self._repeat_at = self.clock.now + RETRANSMISSION

    def send_close_notify(self) -> None:
        """End the association."""
        self._ssl.shutdown()
        self._drain()

    def _step(self) -> None:
        try:
            if self.keys is None:
                self._ssl.do_handshake()
                self.keys = self._export()
            self._ssl.recv(2000)
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.closed = True
        except SSL.Error:
            self.failed = True
        self._drain()

    def _export(self) -> Keys:
        name = self._ssl.get_selected_srtp_profile().decode()
        profile = next(p for p in PROFILES if p.name == name)
        length = 2 * (profile.key_length + profile.salt_length)
        return split_keys(profile, self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", length))

    def _drain(self) -> None:
        stream = b""
        while True:
            try:
                stream += self._ssl.bio_read(65536)
            except SSL.Error:
                break
        if stream:
            self._flight = pack(stream)
            self.outgoing += self._flight
            self._repeat_at = self.clock.now + RETRANSMISSION


class SrtpClient:
    """The client's SRTP, by pylibsrtp's own `Session`, independent of the code under test."""

    def __init__(self, keys: Keys, passive: bool = False) -> None:
        ours, theirs = (keys.server, keys.client) if passive else (keys.client, keys.server)

        def session(key: bytes, kind: int) -> pylibsrtp.Session:
            policy = pylibsrtp.Policy(key=key, ssrc_type=kind, srtp_profile=keys.profile.libsrtp)
            return pylibsrtp.Session(policy)

        self.out = session(ours, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self.into = session(theirs, pylibsrtp.Policy.SSRC_ANY_INBOUND)
