"""Signed webhooks as Standard Webhooks 1.0 has them: secrets, headers, signatures. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac

PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)
"""How long a secret is, by the specification."""


def secret_of(text: str) -> bytes:
    """The key in `whsec_…`; raises `ValueError`."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("webhook_secret is whsec_ and base64") from error
    if not text.startswith(PREFIX) or len(key) not in SECRET_BYTES:
        raise ValueError("webhook_secret is whsec_ and 24 to 64 bytes in base64")
    return key


def signature(key: bytes, id: str, timestamp: int, body: bytes) -> str:
    """Of one message: HMAC-SHA256 over `id.timestamp.body`."""
    digest = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(key: bytes, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What a receiver verifies; `timestamp` in Unix seconds, of this attempt."""
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, id, timestamp, body),
    }
