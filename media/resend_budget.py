"""How much a subscriber may have sent again: so much a second, each packet once a round trip."""

RESENDS_PER_SECOND = 400
"""Retransmissions to one subscriber's track; a 3 Mbit/s picture is 330 packets/s. Bounds what a
subscriber can draw by asking for everything again and again."""
RESEND_BURST = 200
MAX_RESENT = 1024
"""Packets whose last retransmission is remembered."""
MIN_RESEND_SPACING = 0.02
"""Seconds between two retransmissions of one packet, if the round trip is shorter."""


class ResendBudget:
    """One down track's. Call `renew` with each NACK, then `allows` and `spend` per packet."""

    def __init__(self) -> None:
        self._credit = float(RESEND_BURST)
        self._renewed_at = 0.0
        self._spacing = MIN_RESEND_SPACING
        self._resent_at: dict[int, float] = {}

    def renew(self, rtt: float, now: float) -> None:
        """Let it grow with the time passed; `rtt` in seconds, 0 if not known."""
        grown = self._credit + (now - self._renewed_at) * RESENDS_PER_SECOND
        self._credit = min(RESEND_BURST, grown)
        self._renewed_at = now
        self._spacing = max(MIN_RESEND_SPACING, rtt)
        if len(self._resent_at) > MAX_RESENT:
            newest = sorted(self._resent_at.items(), key=lambda item: item[1])
            self._resent_at = dict(newest[MAX_RESENT // 2 :])

    @property
    def spent(self) -> bool:
        """Whether nothing may be sent again for now."""
        return self._credit < 1

    def allows(self, sequence: int, now: float) -> bool:
        """Whether that packet may be sent again: an answer may be under way to who asks anew."""
        return now - self._resent_at.get(sequence, -self._spacing) >= self._spacing

    def spend(self, sequence: int, times: int, now: float) -> None:
        """That packet was sent again."""
        self._credit -= times
        self._resent_at[sequence] = now
