"""A WHIP or WHEP session as HTTP knows it."""

import secrets


class MediaResource:
    """Its address is its secret; `participant_id` is who sends by WHIP, None for viewers."""

    def __init__(self, room: str, token_id: str, participant_id: str | None) -> None:
        self.id = secrets.token_urlsafe(24)
        self.peer = f"{room}:{secrets.token_hex(8)}.{'whip' if participant_id else 'whep'}"
        self.token_id = token_id
        self.participant_id = participant_id
        self.etag = new_etag()


def new_etag() -> str:
    """Names one ICE session of a resource (RFC 9725 section 4.3.1)."""
    return secrets.token_urlsafe(9)
