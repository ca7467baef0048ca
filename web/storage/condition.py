"""Whether work upon the object store succeeds: since when it does not, and when to try again."""

from media.egress.errors import StorageFailure

FIRST_PAUSE = 1.0
MAX_PAUSE = 15.0
"""Seconds between attempts, doubled from the first to this."""


class Condition:
    """Of one piece of work."""

    def __init__(self) -> None:
        self.failure: StorageFailure | None = None
        self.since: int | None = None
        """Unix ms."""
        self.pause = FIRST_PAUSE
        """Seconds until the next attempt."""

    def failed(self, failure: StorageFailure, now_ms: int) -> bool:
        """An attempt failed; whether that, or why, is new."""
        is_new = failure != self.failure
        self.pause = FIRST_PAUSE if self.since is None else min(2 * self.pause, MAX_PAUSE)
        self.failure, self.since = failure, self.since or now_ms
        return is_new

    def worked(self) -> bool:
        """An attempt succeeded; whether the one before had not."""
        was_failing = self.failure is not None
        self.failure = self.since = None
        return was_failing
