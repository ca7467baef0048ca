"""A router with one publisher and one subscriber, whose packets a test sends and reads."""

from typing import Any

from media.router import Router
from tests.support.forwarding import NTP_OFFSET, Stream, add_link


class Stage:
    """A router with one publisher's link and one subscriber's."""

    def __init__(self) -> None:
        self.router = Router("r", NTP_OFFSET)
        self.publisher, self.publisher_sender = add_link(self.router, "publisher")
        self.subscriber, self.sender = add_link(self.router, "subscriber")

    def stream(self, track_id: int = 1, owner: str = "alice", **fields: Any) -> Stream:
        return Stream(self.router, self.publisher, track_id, owner, **fields)
