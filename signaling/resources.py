"""WHIP and WHEP sessions as HTTP knows them, and how many of them one viewer may have."""

import secrets
from collections.abc import Collection

from signaling.config import SignalingConfig
from signaling.tokens import Claims


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
