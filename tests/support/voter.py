"""A voter's side of RSA blind signatures (RFC 9474), for tests: written from the RFC alone."""

import hashlib
import secrets

from sessions.ballot_types import Paper
from sessions.blind import EXPONENT, SALT_BYTES, decoded, encoded

HASH_BYTES = 48


def mgf1(seed: bytes, size: int) -> bytes:
    """RFC 8017, B.2.1, with SHA-384."""
    blocks = range(-(-size // HASH_BYTES))
    return b"".join(hashlib.sha384(seed + i.to_bytes(4)).digest() for i in blocks)[:size]


def encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE, RFC 8017, 9.1.1."""
    size = (bits + 7) // 8
    digest = hashlib.sha384(message).digest()
    h = hashlib.sha384(bytes(8) + digest + salt).digest()
    block = bytes(size - len(salt) - HASH_BYTES - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(h, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + h + b"\xbc"


class Voter:
    """Makes a token, has it signed unseen, casts it."""

    def __init__(
        self, n: int, token: bytes | None = None, salt: bytes | None = None, inv: int | None = None
    ) -> None:
        self.n = n
        self.size = (n.bit_length() + 7) // 8
        self.token = token or secrets.token_bytes(32)
        self.inverse = inv or secrets.randbelow(n - 2) + 2
        salt = salt or secrets.token_bytes(SALT_BYTES)
        message = int.from_bytes(encode(self.token, n.bit_length() - 1, salt))
        factor = pow(self.inverse, -1, n)
        self.blinded = (message * pow(factor, EXPONENT, n) % n).to_bytes(self.size)

    @classmethod
    def of(cls, modulus: str) -> "Voter":
        """By a ballot's published key."""
        return cls(int.from_bytes(decoded(modulus)))

    def finalize(self, blind_signature: bytes) -> bytes:
        """The token's signature."""
        signed = int.from_bytes(blind_signature) * self.inverse % self.n
        return signed.to_bytes(self.size)

    def paper(self, blind_signature: bytes, *choices: int) -> Paper:
        """What is cast."""
        return Paper(self.token.hex(), encoded(self.finalize(blind_signature)), list(choices))
