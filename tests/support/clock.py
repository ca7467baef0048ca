"""Time for tests: it stands until it is moved."""


class VirtualClock:
    """Seconds that pass only when a test says so."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def advance(self, seconds: float) -> float:
        """Let `seconds` pass; returns the new time."""
        self.now += seconds
        return self.now
