"""The machine's clock, where no test holds the times in its hand."""

import time


class SystemClock:
    """The machine's."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wall(self) -> int:
        """Unix ms."""
        return time.time_ns() // 1_000_000
