"""TURN servers for clients, with credentials that expire (draft-uberti-behave-turn-rest-00)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

import msgspec

from signaling.messages import IceServer

VIEWER = "viewer"
"""Who is named where nobody on the roster asks."""


class Turn(msgspec.Struct, frozen=True):
    """TURN servers that share `secret` with us (coturn's `static-auth-secret`)."""

    urls: tuple[str, ...]
    secret: str
    lifetime: int
    """Seconds for which credentials let somebody begin; what runs then goes on."""

    def __repr__(self) -> str:
        return f"Turn({self.urls!r}, …, {self.lifetime})"

    def issue(self, name: str, wall: int) -> IceServer:
        """Credentials for `name` from `wall` (Unix ms) on: USERNAME is `expiry:name`."""
        username = f"{wall // 1000 + self.lifetime}:{name}"
        digest = hmac.digest(self.secret.encode(), username.encode(), hashlib.sha1)
        return IceServer(list(self.urls), username, base64.b64encode(digest).decode())


def ice_servers(
    fixed: Sequence[IceServer], turn: Turn | None, name: str | None, wall: int
) -> list[IceServer]:
    """What a client is given now: those that never change, and TURN with fresh credentials."""
    return [*fixed, *([] if turn is None else [turn.issue(name or VIEWER, wall)])]
