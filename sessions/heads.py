"""Signed heads: the end of a log as it was at a time, under the installation's Ed25519 key.

A chain alone shows neither that its end was cut off nor that it was rewritten from some record on
(`chain.py`); a head that was signed and kept elsewhere, as on printed minutes, shows both.
Whoever has the machine has the key too: what protects is the copy that left it.
"""

from collections.abc import Iterable, Mapping

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sessions.chain import Fault, FaultKind, Head, Stored

CONTEXT = b"tongxin log head 1\n"
"""Before what is signed, so that no signature of another purpose can be taken for one."""


class SignedHead(msgspec.Struct, frozen=True):
    """A head, when it was signed, and by which key."""

    consultation_id: str
    head: Head
    signed_at: int
    """Unix ms."""
    key: str
    """The Ed25519 public key, 64 hex digits (RFC 8032)."""
    signature: str
    """128 hex digits."""

    def text(self) -> str:
        """One line that says it all, for a QR code; `parse` reads it."""
        head = self.head
        fields = (self.consultation_id, head.seq, head.hash, self.signed_at, self.key)
        return ":".join(["tongxin-head", *map(str, fields), self.signature])


class BadHead(Exception):
    """What was given is no signed head."""


def parse(text: str) -> SignedHead:
    """Read `SignedHead.text`; raises `BadHead`."""
    try:
        word, consultation_id, seq, hash, signed_at, key, signature = text.strip().split(":")
        found = SignedHead(consultation_id, Head(int(seq), hash), int(signed_at), key, signature)
    except ValueError:
        raise BadHead("It has seven parts between colons, as printed on the minutes.") from None
    if word != "tongxin-head":
        raise BadHead("It begins with tongxin-head.")
    return found


def _message(consultation_id: str, head: Head, signed_at: int) -> bytes:
    fields = (consultation_id, head.seq, head.hash, signed_at)
    return CONTEXT + "\n".join(map(str, fields)).encode()


class HeadSigner:
    """The installation's key."""

    def __init__(self, seed: bytes) -> None:
        """`seed`: 32 random bytes, which are the private key."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, consultation_id: str, head: Head, now_ms: int) -> SignedHead:
        """Say that the log ends so at `now_ms`."""
        signature = self._key.sign(_message(consultation_id, head, now_ms)).hex()
        return SignedHead(consultation_id, head, now_ms, self.public, signature)


def is_genuine(signed: SignedHead) -> bool:
    """Whether the key that it names signed it. Whose key that is, is for the reader to know."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key))
        message = _message(signed.consultation_id, signed.head, signed.signed_at)
        key.verify(bytes.fromhex(signed.signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True


def check(records: Iterable[Stored], heads: Iterable[SignedHead]) -> list[Fault]:
    """How a log, whose chain was looked at apart, differs from the heads signed of it."""
    hashes = {stored.seq: stored.hash for stored in records}
    faults = []
    for signed in heads:
        kind = _fault(hashes, signed)
        if kind is not None:
            faults.append(Fault(seq=signed.head.seq, kind=kind))
    return faults


def _fault(hashes: Mapping[int, str], signed: SignedHead) -> FaultKind | None:
    if not is_genuine(signed):
        return "forged"
    found = hashes.get(signed.head.seq)
    if found is None:
        return "truncated"
    return None if found == signed.head.hash else "rewritten"
