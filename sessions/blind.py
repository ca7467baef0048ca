"""RSA blind signatures (RFC 9474), the signer's and the verifier's side.

The suite is RSABSSA-SHA384-PSS-Deterministic with a message of 32 random bytes made by the voter,
which is what the Randomized suite would put before an empty message. The signer sees the blinded
message alone: for every token there is a blinding that fits it, so not even who breaks RSA learns
from it which token was signed (section 7.2, perfect blindness).
"""

import base64
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA384

EXPONENT = 65537
KEY_BITS = 2048
"""The least that RFC 9474 takes (section 7.1): the key lives for the minutes of one ballot, and
afterwards a forged paper is of no use, for the list of papers stands in the chained log."""
SALT_BYTES = 48


def new_key() -> RSAPrivateKey:
    """A tenth of a second of work: not for the event loop."""
    return generate_private_key(EXPONENT, KEY_BITS)


def modulus_of(key: RSAPrivateKey) -> str:
    """The public half, as it is published; the exponent is always `EXPONENT`."""
    n = key.public_key().public_numbers().n
    return encoded(n.to_bytes((n.bit_length() + 7) // 8))


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """BlindSign (section 4.3); raises `ValueError` for what is no number below the modulus.

    Blinded once more here, so that the time it takes says nothing of the key, and checked, so that
    no fault of the machine gives it away.
    """
    private = key.private_numbers()
    n, p, q = private.public_numbers.n, private.p, private.q
    size = (n.bit_length() + 7) // 8
    message = int.from_bytes(blinded)
    if len(blinded) != size or message >= n:
        raise ValueError("not a blinded message")
    factor = secrets.randbelow(n - 2) + 2
    hidden = message * pow(factor, EXPONENT, n) % n
    by_p, by_q = pow(hidden % p, private.dmp1, p), pow(hidden % q, private.dmq1, q)
    signed = by_q + q * (private.iqmp * (by_p - by_q) % p)
    signed = signed * pow(factor, -1, n) % n
    if pow(signed, EXPONENT, n) != message:
        raise ValueError("the signature does not verify")
    return signed.to_bytes(size)


def verifies(modulus: str, token: bytes, signature: str) -> bool:
    """Verify (section 4.5): RSASSA-PSS as any library does it."""
    try:
        n = int.from_bytes(decoded(modulus))
        key = RSAPublicNumbers(EXPONENT, n).public_key()
        padding = PSS(MGF1(SHA384()), SALT_BYTES)
        key.verify(decoded(signature), token, padding, SHA384())
    except (ValueError, InvalidSignature):
        return False
    return True


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of `encoded`; raises `ValueError`, also for another way to write them."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(data) != text:
        raise ValueError("not base64url")
    return data
