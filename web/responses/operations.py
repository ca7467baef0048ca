"""Errors, and whether the server does its work."""

import msgspec

from web.responses.storage import StorageStatus


class Problem(msgspec.Struct, frozen=True):
    """Every error's body. `code` is stable; `message` is one sentence in the caller's language."""

    code: str
    message: str


class Health(msgspec.Struct, frozen=True):
    """`GET /healthz` (200 while the process serves) and `/readyz` (503 until all are true)."""

    ok: bool
    relay: bool
    """A relay worker is up."""
    store: bool
    """The record can be written."""
    draining: bool = False
    """The server is about to be replaced: what runs goes on, nothing new begins."""
    storage: StorageStatus | None = None
    """How the object store stands, if there is one; whatever that is, the server does its work."""
