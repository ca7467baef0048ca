"""How loud each owner is (RFC 6464 levels, smoothed), and who leads, without flicker."""

from collections.abc import Mapping
from typing import Any

from media.intake import Intake

SILENCE = -127
RISE, FALL = 0.4, 0.08
"""Shares of a new packet's level: a word shows within 100 ms, a pause between words does not."""
FORGET_AFTER = 0.5
"""Seconds without a packet after which a track is silent (muted, or Opus DTX)."""
AUDIBLE = -60
"""dBov; what is quieter is a room's noise and displaces nobody."""
MARGIN = 6
"""dB by which a challenger must be louder."""
PATIENCE = 0.6
"""Seconds for which it must be."""


class LevelMeter:
    """One track's smoothed loudness."""

    __slots__ = ("_intake",)

    def __init__(self, intake: Intake | Any | None = None) -> None:
        self._intake = intake or Intake()

    def receive(self, extension: bytes, now: float) -> None:
        """Take the header extension of one packet: a voice flag and seven bits of −dBov."""
        if not extension:
            return
        intake = self._intake
        level = -(extension[0] & 0x7F)
        intake.level += (RISE if level > intake.level else FALL) * (level - intake.level)
        intake.level_at = now

    def level(self, now: float) -> int:
        """dBov, −127 to 0."""
        if now - self._intake.level_at > FORGET_AFTER:
            return SILENCE
        return round(self._intake.level)


class ActiveSpeakers:
    """The ranking of owners, loudest first; a lower one rises by being clearly louder a while."""

    def __init__(self) -> None:
        self._ranking: list[str] = []
        self._louder_since: dict[str, float] = {}

    def update(self, levels: Mapping[str, int], now: float) -> list[str]:
        """Take everybody's level; returns the owners in order. Each rises one place at a time."""
        ranking = [owner for owner in self._ranking if owner in levels]
        ranking += [owner for owner in levels if owner not in self._ranking]
        self._louder_since = {k: v for k, v in self._louder_since.items() if k in levels}
        for place in range(1, len(ranking)):
            below, above = ranking[place], ranking[place - 1]
            if not self._challenges(levels[below], levels[above]):
                self._louder_since.pop(below, None)
            elif now - self._louder_since.setdefault(below, now) >= PATIENCE:
                ranking[place - 1 : place + 1] = [below, above]
        self._ranking = ranking
        return list(ranking)

    @staticmethod
    def _challenges(level: int, other: int) -> bool:
        return level >= AUDIBLE and level >= other + MARGIN
