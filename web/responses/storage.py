"""How an object store stands."""

import msgspec

from media.egress.errors import StorageFailure


class StorageStatus(msgspec.Struct, frozen=True):
    """`waiting` objects are not there yet; `failure` says why, since `since` (Unix ms), or None."""

    waiting: int
    failure: StorageFailure | None = None
    since: int | None = None
