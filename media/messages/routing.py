"""One consultation's forwarding plane: who is heard, who is the programme, who is loud."""

from media.messages.base import Message


class Route(Message, frozen=True, tag="route"):
    """Who is heard and who is the programme, replacing what was said before. → `Done`.

    Audio of an owner not in `audible` is forwarded to nobody, egress included.
    """

    router: str
    audible: list[str]
    programme_video: str | None = None
    programme_audio: str | None = None


class Levels(Message, frozen=True, tag="levels"):
    """Loudness by owner, −127 (silence) to 0 dBov (RFC 6464), of all who send, heard or not."""

    router: str
    levels: dict[str, int]


class CloseRouter(Message, frozen=True, tag="close_router"):
    """End a consultation's forwarding plane. → `Done`."""

    router: str
