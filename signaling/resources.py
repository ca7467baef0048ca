"""WHIP and WHEP sessions as HTTP knows them, and how many of them one viewer may have."""

import secrets
from collections.abc import Collection

from signaling.config import SignalingConfig
from signaling.errors import TooManyRequests
from signaling.protocol import Allowance
from signaling.tokens import Claims

RELOADS = 5
"""Times that a player, or an encoder, may begin anew at once, as pages that are reloaded do."""
OFFERS_PER_SECOND = 0.5
"""And in the long run: a session costs a transport and a handshake (RFC 9725 section 5)."""
PATCHES, PATCHES_PER_SECOND = 60, 2.0
"""PATCH requests of one session, at once and in the long run; some clients send one for each of
their candidates, of which a machine with many networks has thirty."""
MAX_COUNTED = 1000
"""Viewers whose offers are counted at once: many more than have a place."""


class Offers:
    """How often each viewer and each encoder of a consultation may begin a session."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._allowances: dict[tuple[str, str | None], Allowance] = {}
        """By token and caller; who came last is last."""

    def take(self, key: tuple[str, str | None], now: float) -> None:
        """Count one; raises `TooManyRequests`."""
        allowance = self._allowances.pop(key, None) or _allowance(
            self._burst, OFFERS_PER_SECOND, now
        )
        self._allowances[key] = allowance
        if len(self._allowances) > MAX_COUNTED:
            del self._allowances[next(iter(self._allowances))]
        allowance.take(now)


def _allowance(burst: int, rate: float, now: float) -> Allowance:
    return Allowance(burst, rate, now, TooManyRequests)


class MediaResource:
    """Its address is its secret; `participant_id` is who sends by WHIP, None for viewers.

    `caller` is where the request came from, if that is known; `now` is monotonic seconds.
    """

    def __init__(
        self, room: str, claims: Claims, participant_id: str | None, caller: str | None, now: float
    ) -> None:
        self.id = secrets.token_urlsafe(24)
        self.peer = f"{room}:{secrets.token_hex(8)}.{'whip' if participant_id else 'whep'}"
        self.token_id = claims.token_id
        self.expires_at = claims.expires_at
        """Its token's, Unix ms."""
        self.participant_id = participant_id
        self.caller = caller
        self.begun = now
        self.connected = False
        """Its media got through, if only once."""
        self.etag = new_etag()
        self.patches = _allowance(PATCHES, PATCHES_PER_SECOND, now)

    @property
    def is_viewer(self) -> bool:
        """Whether it plays, and sends nothing."""
        return self.participant_id is None

    def is_overdue(self, now: float, connect: float) -> bool:
        """A viewer whose media did not come within `connect` seconds holds a place for nobody."""
        return self.is_viewer and not self.connected and now - self.begun >= connect


def has_place(
    resources: Collection[MediaResource],
    claims: Claims,
    caller: str | None,
    config: SignalingConfig,
) -> bool:
    """Whether one more viewer may play.

    The public's token is shared by all who have the link, so its viewers are told apart by where
    they call from. Where that is not known they share half of the places, and whoever is on the
    roster keeps the other half.
    """
    viewers = [resource for resource in resources if resource.is_viewer]
    same = [r for r in viewers if (r.token_id, r.caller) == (claims.token_id, caller)]
    if claims.participant_id is None and caller is None:
        most = max(1, config.whep_sessions // 2)
    else:
        most = config.whep_per_viewer
    return len(viewers) < config.whep_sessions and len(same) < most


def new_etag() -> str:
    """Names one ICE session of a resource (RFC 9725 section 4.3.1)."""
    return secrets.token_urlsafe(9)
