"""ICE-lite (RFC 8445 section 2.5): answer connectivity checks, learn addresses, follow nomination.

We never send checks. A source that passed a check with our credentials is *validated*: only from
validated addresses does anything but STUN reach DTLS or SRTP. Deliberately absent: 420 for unknown
comprehension-required attributes (no client sends one), and any answer to an unauthenticated
request (amplification).
"""

import secrets
import string
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from aioice import stun

from media.errors import BadStun
from media.wire import checks


class TcpAddress(NamedTuple):
    """Where a TCP connection leads (RFC 6544); no host is called `tcp`, so it is told from UDP."""

    transport: Literal["tcp"]
    flow: int
    """Unique in the worker: a port that is used again is another flow."""
    remote: tuple[str, int]


Address = tuple[str, int] | tuple[str, int, int, int] | TcpAddress
"""What the socket gave us; kept as it came, so that it can be given back without conversion."""

UFRAG_LENGTH = 8
"""48 bits of ice-char: unique among peers of a worker, and not to be guessed (RFC 8445 asks 24)."""
PASSWORD_LENGTH = 24
"""144 bits; RFC 8445 section 5.3 asks for 128."""
MAX_ADDRESSES = 16
"""Validated addresses kept per peer: two families times interfaces, with room for rebindings."""
STALE_AFTER = 3.0
"""Seconds without a check after which a live un-nominated address may replace the selected one.

Not every client repeats USE-CANDIDATE (aioice's consent checks do not), so after a NAT rebinding
nomination alone would never move. Chromium checks every 2.5 s at most.
"""
QUIET_AFTER = 0.3
"""Seconds without anything heard after which the first check of an ICE restart moves the selected
address before it is nominated, which takes a round trip and a turn of Chromium's checks more. Any
valid pair may be used until then (RFC 8445 section 12.1), and the one before is dead."""
HELD_FOR = 6.0
"""Seconds for which an address is one peer's after its last sign of life there; then others may
have it. Consent checks come no more than 6 s apart (RFC 7675 section 5.1), and a NAT that gives
an address to somebody else has seen it unused for longer (RFC 4787 section 4.3: two minutes)."""
FINGERPRINT_HEADER = bytes.fromhex("80280004")
"""Type and length of the attribute that ends every check (RFC 8489 section 14.7)."""
ICE_CHARS = string.ascii_letters + string.digits + "+/"


class Credentials(msgspec.Struct, frozen=True):
    """One generation of our ICE username fragment and password."""

    ufrag: str
    password: str


def new_credentials() -> Credentials:
    """Fresh random credentials (RFC 8445 section 5.3)."""
    return Credentials(_random(UFRAG_LENGTH), _random(PASSWORD_LENGTH))


def _random(length: int) -> str:
    return "".join(secrets.choice(ICE_CHARS) for _ in range(length))


class BindingRequest:
    """A well-formed binding request, not yet authenticated."""

    __slots__ = ("controlled", "message", "nominates", "transaction_id", "ufrag")

    def __init__(self, message: stun.Message, ufrag: str) -> None:
        self.message = message
        self.transaction_id = message.transaction_id
        self.ufrag = ufrag
        """Ours: the part of USERNAME before the colon."""
        self.nominates = "USE-CANDIDATE" in message.attributes
        self.controlled = "ICE-CONTROLLED" in message.attributes

    def authentic(self, key: bytes) -> bool:
        """Whether who sent it has the password `key`."""
        try:
            return self.message.check_message_integrity(key)
        except Exception:  # an oddly sized attribute: as good as a wrong one
            return False


Request = BindingRequest | checks.PlainRequest


def is_stun(datagram: bytes) -> bool:
    """RFC 7983 section 7: first byte 0 to 3."""
    return bool(datagram) and datagram[0] < 4


def parse_check(datagram: bytes) -> Request:
    """Decode a connectivity check, a plain one quickly; else as `parse_binding_request`."""
    return checks.read(datagram) or parse_binding_request(datagram)


def parse_binding_request(datagram: bytes) -> BindingRequest:
    """Decode a connectivity check; whatever is wrong with it becomes `BadStun`."""
    if datagram[-8:-4] != FINGERPRINT_HEADER:
        raise BadStun("no FINGERPRINT at the end")
    try:
        message = stun.parse_message(datagram)
    except Exception as error:  # aioice lets struct.error, UnicodeError and more through
        raise BadStun("not a STUN message") from error
    if message.message_method != stun.Method.BINDING or message.message_class != stun.Class.REQUEST:
        raise BadStun("not a binding request")
    username = message.attributes.get("USERNAME")
    if not isinstance(username, str):
        raise BadStun("not a connectivity check")
    return BindingRequest(message, username.partition(":")[0])


class Check(msgspec.Struct, frozen=True):
    """The outcome of an authenticated check: what to answer, and what it showed."""

    response: bytes
    validated: bool
    """False where we answered with an error (role conflict)."""
    retired: Credentials | None = None
    """Credentials this check made obsolete: the new pair of an ICE restart is validated."""
    evicted: Address | None = None
    """An address forgotten in favour of this check's."""


class IceAgent:
    """One peer's ICE state: two generations of credentials, validated and selected addresses."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.previous: Credentials | None = None
        self.selected: Address | None = None
        self._validated: dict[Address, float] = {}  # → time of the last check, oldest first

    def restart(self, credentials: Credentials) -> Credentials | None:
        """Begin an ICE restart (RFC 8445 section 9); the present credentials stay valid meanwhile.

        Returns credentials that two restarts in a row made obsolete.
        """
        obsolete, self.previous = self.previous, self.credentials
        self.credentials = credentials
        return obsolete

    def receive(
        self, request: Request, source: Address, now: float, quiet: bool = False
    ) -> Check | None:
        """Authenticate a check and answer it; None where it deserves no answer.

        `quiet`: nothing has been heard for `QUIET_AFTER`.
        """
        used = self._credentials_of(request.ufrag)
        if used is None:
            return None
        key = used.password.encode()
        if not request.authentic(key):
            return None
        if request.controlled:
            # A full agent must control a lite one (RFC 8445 section 6.1.1): insist on it.
            return Check(_role_conflict(request.transaction_id, key), validated=False)
        retired = self._retire(used)
        evicted = self._validate(request, source, now, retired is not None and quiet)
        response = checks.success(request.transaction_id, transport_address(source), key)
        return Check(response, validated=True, retired=retired, evicted=evicted)

    def is_validated(self, source: Address) -> bool:
        """Whether `source` passed a check with our credentials."""
        return source in self._validated

    def validated(self) -> Iterator[Address]:
        """Every address that passed a check and is still remembered."""
        return iter(self._validated)

    def checked_at(self, source: Address) -> float | None:
        """When `source` last passed a check."""
        return self._validated.get(source)

    def forget(self, source: Address) -> None:
        """`source` can be reached no more: its connection was closed.

        The address checked last, if there is one, is sent to until another is nominated.
        """
        self._validated.pop(source, None)
        if source == self.selected:
            self.selected = next(reversed(self._validated), None)

    def _credentials_of(self, ufrag: str) -> Credentials | None:
        if ufrag == self.credentials.ufrag:
            return self.credentials
        if self.previous is not None and ufrag == self.previous.ufrag:
            return self.previous
        return None

    def _validate(
        self, request: Request, source: Address, now: float, select: bool
    ) -> Address | None:
        """Remember `source`; returns the address that it drove out."""
        self._validated.pop(source, None)
        self._validated[source] = now
        if select or request.nominates or self._selected_is_stale(now):
            self.selected = source
        if len(self._validated) <= MAX_ADDRESSES:
            return None
        oldest = next(a for a in self._validated if a != self.selected)
        del self._validated[oldest]
        return oldest

    def _selected_is_stale(self, now: float) -> bool:
        if self.selected is None:
            return True
        checked = self._validated.get(self.selected)
        return checked is None or now - checked > STALE_AFTER

    def _retire(self, used: Credentials) -> Credentials | None:
        if used is not self.credentials or self.previous is None:
            return None
        retired, self.previous = self.previous, None
        return retired


def transport_address(source: Address) -> tuple[str, int]:
    """`source` as its sender knows it: IPv4 that came through a dual-stack socket is IPv4 again."""
    source = source.remote if isinstance(source, TcpAddress) else source
    host = source[0].partition("%")[0]
    # Only with dots: `::ffff:0:102:304` is IPv6 throughout, if odd (RFC 2765 section 2.1).
    return host.removeprefix("::ffff:") if "." in host else host, source[1]


def _role_conflict(transaction_id: bytes, key: bytes) -> bytes:
    response = stun.Message(
        stun.Method.BINDING,
        stun.Class.ERROR,
        transaction_id,
        {"ERROR-CODE": (487, "Role Conflict")},
    )
    response.add_message_integrity(key)
    return bytes(response)
