"""Proof of work in place of a refusal: who sends in a flood finds a number first (hashcash).

A challenge is signed and names the consultation and the address that it was given to, so that
nothing is kept of those that were given; it is used up by one solution. SHA-256 of the challenge, a
dot and the number must begin with as many zero bits as the challenge says.
"""

import hashlib
import hmac
import re
import secrets
from collections import deque
from math import ceil, log2

from web.errors import WebError

HEADER = "Tongxin-Proof"
"""`challenge.number`, with what it is the proof for."""
CHALLENGE_HEADER = "Tongxin-Challenge"
"""A challenge, with the refusal."""
LIFE_S = 300
"""For which a challenge is good: a slow phone needs half a minute, and somebody may read on first.
"""
BITS_MIN = 15
"""33,000 hashes: a tenth of a second on a phone."""
BITS_MAX = 20
"""A million hashes: some seconds on a phone, and what one attacking core finds some 20 of in a
second."""
EASY_RATE = 20.0
"""Proven opinions a second before each doubling makes the challenge twice as hard."""
RATE_S = 10.0
"""Over which that rate is measured."""
USED_MAX = 100_000
"""Solutions remembered: more than `LIFE_S` brings at 300 a second; beyond it none is taken."""
PROOF = re.compile(r"(\d{10})\.(\d{1,2})\.([0-9a-f]{24})\.([0-9a-f]{32})\.(\d{1,16})")


class Proofs:
    """Gives challenges and takes solutions; `now` is Unix seconds, `key` a secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._used: dict[str, int] = {}
        """By nonce, until when; those that were used first are first."""
        self._taken: deque[float] = deque()

    def challenge(self, consultation_id: str, address: str, now: float) -> str:
        """As `expires.bits.nonce.signature`."""
        nonce = secrets.token_hex(12)
        told = f"{int(now) + LIFE_S}.{self.bits(now)}.{nonce}"
        return f"{told}.{self._sign(told, consultation_id, address)}"

    def take(self, proof: str, consultation_id: str, address: str, now: float) -> None:
        """Use up a solution; raises as `check`."""
        nonce, expires = self.check(proof, consultation_id, address, now)
        self._used[nonce] = expires
        self._taken.append(now)

    def check(self, proof: str, consultation_id: str, address: str, now: float) -> tuple[str, int]:
        """A solution's nonce and until when it is good, in Unix seconds.

        Raises `proof_wrong`, also for one that was used or is too old.
        """
        found = PROOF.fullmatch(proof)
        if found is None:
            raise WebError("proof_wrong")
        expires, bits, nonce, signature, _ = found.groups()
        signed = self._sign(f"{expires}.{bits}.{nonce}", consultation_id, address)
        self._forget(now)
        if (
            not hmac.compare_digest(signed, signature)
            or int(expires) < now
            or nonce in self._used
            or len(self._used) >= USED_MAX
            or zero_bits(hashlib.sha256(proof.encode()).digest()) < int(bits)
        ):
            raise WebError("proof_wrong")
        return nonce, int(expires)

    def bits(self, now: float) -> int:
        """How hard it is now, also where the clock was put back."""
        while self._taken and abs(now - self._taken[0]) > RATE_S:
            self._taken.popleft()
        rate = len(self._taken) / RATE_S
        harder = ceil(log2(rate / EASY_RATE)) if rate > EASY_RATE else 0
        return min(BITS_MIN + harder, BITS_MAX)

    def _sign(self, told: str, consultation_id: str, address: str) -> str:
        text = "\0".join((told, consultation_id, address)).encode()
        return hashlib.blake2b(text, key=self._key, digest_size=16).hexdigest()

    def _forget(self, now: float) -> None:
        """Solutions of challenges that are too old anyway; in the order of use, so that one given
        later and used earlier stays a little longer."""
        while self._used:
            nonce = next(iter(self._used))
            if self._used[nonce] >= now:
                return
            del self._used[nonce]


def zero_bits(digest: bytes) -> int:
    """How many bits of `digest` are zero before the first that is not."""
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()
