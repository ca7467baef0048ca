"""DTLS-SRTP (RFC 5763, RFC 5764) without I/O, on OpenSSL's memory BIOs.

We are passive wherever the other end lets us. OpenSSL's own retransmission timer reads the process
clock, so the last flight is kept and sent again here, by `now`; to the other end that is a network
that duplicates datagrams.
DTLS 1.2 only: every client speaks it, and records can be told apart by their header.
"""

import contextlib
import datetime
import enum
import hashlib
import secrets
from math import inf

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL, crypto

from media.errors import DtlsFailed
from media.srtp import PROFILES, Keys, split_keys
from media.wire.sdp import Fingerprint

DATAGRAM_SIZE = 1200
"""Outgoing bytes per datagram: below the smallest path MTU in use, as WebRTC does."""
RECORD_HEADER = 13
DTLS_1_2 = 0xFEFD
FIRST_RETRANSMISSION = 0.2
"""Seconds; ICE has already shown the round trip to be short (RFC 9147 section 5.8.2 allows it)."""
MAX_RETRANSMISSION = 3.0
MAX_FLIGHT = 16
"""Datagrams kept of one flight; ours take two or three."""
HANDSHAKE_RECORDS = (20, 22)
"""change_cipher_spec and handshake: what the client's last flight consists of."""
CERTIFICATE_LIFETIME = datetime.timedelta(days=30)
CIPHERS = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384"
)
HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
"""Fingerprint hashes of RFC 8122 section 5 that are still sound."""


def is_dtls(datagram: bytes) -> bool:
    """RFC 7983 section 7: first byte 20 to 63."""
    return bool(datagram) and 20 <= datagram[0] <= 63


class Certificate:
    """The worker's self-signed ECDSA P-256 certificate and the OpenSSL contexts made with it."""

    def __init__(self, now: datetime.datetime | None = None) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self_signed(key, now or datetime.datetime.now(datetime.UTC))
        der = certificate.public_bytes(serialization.Encoding.DER)
        self.fingerprint = fingerprint(der, "sha-256")
        self.passive = _context(SSL.DTLS_SERVER_METHOD, certificate, key)
        self.active = _context(SSL.DTLS_CLIENT_METHOD, certificate, key)


def _context(
    method: int, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> SSL.Context:
    context = SSL.Context(method)
    context.set_min_proto_version(DTLS_1_2)
    context.set_max_proto_version(DTLS_1_2)
    context.set_options(SSL.OP_NO_TICKET)
    context.set_verify(
        SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT,
        lambda *_: True,  # self-signed by nature; its fingerprint is what counts
    )
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.set_cipher_list(CIPHERS)
    context.set_tlsext_use_srtp(b":".join(p.name.encode() for p in PROFILES))
    return context


def self_signed(key: ec.EllipticCurvePrivateKey, now: datetime.datetime) -> x509.Certificate:
    """A certificate of a random name for `key`; nobody checks more of it than its hash."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, secrets.token_hex(8))])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + CERTIFICATE_LIFETIME)
        .sign(key, hashes.SHA256())
    )


def fingerprint(der: bytes, algorithm: str) -> Fingerprint:
    """The fingerprint of a DER certificate as SDP writes it (RFC 8122 section 5)."""
    digest = HASHES[algorithm](der).hexdigest().upper()
    return Fingerprint(algorithm, ":".join(digest[i : i + 2] for i in range(0, len(digest), 2)))


class State(enum.Enum):
    """NEW → CONNECTING → CONNECTED → CLOSED, or FAILED from either of the first two."""

    NEW = enum.auto()
    CONNECTING = enum.auto()
    CONNECTED = enum.auto()
    CLOSED = enum.auto()
    FAILED = enum.auto()


class Dtls:
    """One peer's handshake: datagrams in, datagrams out, at its end `keys`.

    Passive until `start` makes it the client, for peers that will not begin.

    `fingerprints` may come after the handshake (a subscriber's answer travels apart from its DTLS);
    the state becomes CONNECTED, and `keys` set, only when the certificate was checked against them.
    """

    def __init__(
        self, certificate: Certificate, timeout: float, fingerprints: tuple[Fingerprint, ...] = ()
    ) -> None:
        self.state = State.NEW
        self.keys: Keys | None = None
        self._fingerprints = fingerprints
        self._timeout = timeout
        self._shaken = False
        self._outgoing: list[bytes] = []
        self._flight: list[bytes] = []
        self._interval = FIRST_RETRANSMISSION
        self._retransmit_at: float | None = None
        self._give_up_at = 0.0
        self._sent_at = 0.0
        self.active = False
        self._certificate = certificate
        self._ssl = SSL.Connection(certificate.passive)
        self._ssl.set_accept_state()
        self._ssl.set_ciphertext_mtu(DATAGRAM_SIZE)

    def start(self, now: float) -> None:
        """Begin the handshake ourselves, as client; once."""
        if self.state is not State.NEW:
            return
        self.active = True
        self._begin(now)
        self._ssl = SSL.Connection(self._certificate.active)
        self._ssl.set_connect_state()
        self._ssl.set_ciphertext_mtu(DATAGRAM_SIZE)
        self._handshake(now)
        self._flush(now)

    def receive(self, datagram: bytes, now: float) -> None:
        """Take one datagram from a validated address."""
        if self.state in (State.CLOSED, State.FAILED):
            return
        if self.state is State.NEW:
            self._begin(now)
        repeated = self._shaken and datagram[0] in HANDSHAKE_RECORDS
        self._ssl.bio_write(datagram)
        if not self._shaken:
            self._handshake(now)
        if self._shaken:
            self._read()
        if not self._flush(now) and repeated and now >= self._sent_at + FIRST_RETRANSMISSION:
            # The client lacks our last flight. OpenSSL answers a flight sent anew by itself, but
            # not the same records sent again, which it takes for a replay.
            self._outgoing += self._flight
            self._sent_at = now

    def verify(self, fingerprints: tuple[Fingerprint, ...]) -> None:
        """Say which certificates the peer may have, as its SDP names them."""
        self._fingerprints = fingerprints
        self._finish()

    def datagrams(self) -> list[bytes]:
        """Drain what is to be sent."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    @property
    def due(self) -> float:
        """When to call `tick` next."""
        if self.state is not State.CONNECTING:
            return inf
        return min(self._give_up_at, inf if self._retransmit_at is None else self._retransmit_at)

    def tick(self, now: float) -> None:
        """Send the last flight again when due; give up in the end (RFC 6347 section 4.2.4)."""
        if self.state is not State.CONNECTING:
            return
        if now >= self._give_up_at:
            self._fail()
        elif self._retransmit_at is not None and now >= self._retransmit_at:
            self._repeat()
            self._interval = min(self._interval * 2, MAX_RETRANSMISSION)
            self._retransmit_at = now + self._interval

    def close(self) -> None:
        """Queue a close_notify where the handshake is through."""
        if self.state is State.CONNECTED:
            with contextlib.suppress(SSL.Error):  # then nobody is left to tell
                self._ssl.shutdown()
            self._outgoing += pack(self._drain_bio())
        if self.state is not State.FAILED:
            self.state = State.CLOSED

    def _repeat(self) -> None:
        """Send the flight in new records where OpenSSL's own clock agrees, else in the same ones.

        A server that has answered takes the same ones for a replay and stays silent.
        """
        with contextlib.suppress(SSL.Error):  # too many timeouts: ours ends it
            self._ssl.DTLSv1_handle_timeout()
        self._outgoing += pack(self._drain_bio()) or self._flight

    def _begin(self, now: float) -> None:
        self.state = State.CONNECTING
        self._give_up_at = now + self._timeout

    def _handshake(self, now: float) -> None:
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error:
            self._fail()
            return
        self._shaken = True
        self._retransmit_at = None  # the last flight is sent again when the client repeats its own
        self._finish()

    def _finish(self) -> None:
        if not (self._shaken and self._fingerprints and self.state is State.CONNECTING):
            return
        try:
            self._check_fingerprints()
            self.keys = self._export_keys()
        except DtlsFailed:
            self._fail()
        else:
            self.state = State.CONNECTED

    def _check_fingerprints(self) -> None:
        der = self._peer_certificate()
        known = [f for f in self._fingerprints if f.algorithm in HASHES]
        if not any(fingerprint(der, f.algorithm) == f for f in known):
            raise DtlsFailed("the peer's certificate is not the one its SDP names")

    def _peer_certificate(self) -> bytes:
        """The certificate's DER, unread: a hash is all we take of it, and other parsers are
        stricter than OpenSSL, which let it through."""
        try:
            certificate = self._ssl.get_peer_certificate(as_cryptography=False)
            if certificate is None:
                raise DtlsFailed("the peer sent no certificate")
            return crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        except (SSL.Error, crypto.Error) as error:
            raise DtlsFailed("the peer's certificate cannot be read") from error

    def _export_keys(self) -> Keys:
        chosen = self._ssl.get_selected_srtp_profile().decode()
        profile = next((p for p in PROFILES if p.name == chosen), None)
        if profile is None:
            raise DtlsFailed("no SRTP profile in common")
        length = 2 * (profile.key_length + profile.salt_length)
        try:
            exported = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", length)
        except SSL.Error as error:
            raise DtlsFailed("no keys can be exported") from error
        return split_keys(profile, exported)

    def _read(self) -> None:
        """Let OpenSSL process what came after the handshake; application data is not for us."""
        while True:
            try:
                self._ssl.recv(DATAGRAM_SIZE * 2)
            except SSL.WantReadError:
                return
            except (SSL.ZeroReturnError, SSL.Error):
                self.state = State.CLOSED if self.state is State.CONNECTED else State.FAILED
                return

    def _fail(self) -> None:
        self.state = State.FAILED
        self.keys = None

    def _flush(self, now: float) -> bool:
        """Queue what OpenSSL wrote; returns whether there was anything."""
        sent = pack(self._drain_bio())
        if not sent:
            return False
        self._outgoing += sent
        self._flight, self._sent_at = sent[:MAX_FLIGHT], now
        if self.state is State.CONNECTING and not self._shaken:
            self._interval = FIRST_RETRANSMISSION
            self._retransmit_at = now + self._interval
        return True

    def _drain_bio(self) -> bytes:
        drained = bytearray()
        while True:
            try:
                drained += self._ssl.bio_read(65536)
            except SSL.Error:
                return bytes(drained)


def pack(stream: bytes) -> list[bytes]:
    """Cut a run of DTLS 1.2 records into datagrams of at most `DATAGRAM_SIZE` bytes.

    A memory BIO keeps no datagram borders; records must not be split (RFC 6347 section 4.1.1).
    """
    datagrams: list[bytes] = []
    current = b""
    position = 0
    while position < len(stream):
        length = int.from_bytes(stream[position + 11 : position + RECORD_HEADER], "big")
        record = stream[position : position + RECORD_HEADER + length]
        position += len(record)
        if current and len(current) + len(record) > DATAGRAM_SIZE:
            datagrams.append(current)
            current = b""
        current += record
    if current:
        datagrams.append(current)
    return datagrams
