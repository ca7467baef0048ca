"""Which RTP timestamp belongs to which time, by a publisher's sender reports (RFC 3550, 6.4.1)."""

MASK32 = 0xFFFFFFFF


class RtpClock:
    """One stream's; times are seconds since 1900 by the publisher's own clock."""

    __slots__ = ("_rate", "_report")

    def __init__(self, rate: int) -> None:
        """`rate` is the timestamps', per second."""
        self._rate = rate
        self._report: tuple[float, int] | None = None

    def receive(self, ntp: int, rtp_timestamp: int) -> bool:
        """Take the publisher's word; whether it is the first since the start."""
        first = self._report is None
        self._report = (ntp / 4294967296, rtp_timestamp)
        return first

    def restart(self) -> None:
        """Know nothing: timestamps begin anew."""
        self._report = None

    def timestamp_at(self, theirs: float) -> int | None:
        """The timestamp of what was captured at that time; None before the first report."""
        if self._report is None:
            return None
        reported, timestamp = self._report
        return timestamp + round((theirs - reported) * self._rate) & MASK32

    @property
    def origin(self) -> int | None:
        """The timestamp of time 0: layers of one track differ by it alone."""
        if self._report is None:
            return None
        reported, timestamp = self._report
        return timestamp - round(reported * self._rate) & MASK32
