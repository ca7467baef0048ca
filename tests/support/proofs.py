"""A challenge solved as the page does it."""

import hashlib
from itertools import count

from web.proof import zero_bits


def solved(challenge: str) -> str:
    """The first number's proof that is good."""
    bits = int(challenge.split(".")[1])
    for number in count():
        proof = f"{challenge}.{number}"
        if zero_bits(hashlib.sha256(proof.encode()).digest()) >= bits:
            return proof
    raise AssertionError
