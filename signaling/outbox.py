"""What waits to be sent to one client: bounded, and closed rather than waited for when full."""

from collections import deque
from collections.abc import Callable

import msgspec

from signaling.errors import MESSAGES, Language
from signaling.messages import Bye, ServerMessage

MAX_MESSAGES = 256
"""A client that lags this far behind a meeting's few messages a second has stalled."""
MAX_BYTES = 4 << 20
"""Several snapshots and offers behind the first message, which may be of any size itself."""
DROP_ABOVE = 8
"""With this many waiting, what is momentary (levels) is skipped."""

CLOSE_CODES = {
    "left": 1000,
    "shutting_down": 1001,
    "too_slow": 1013,
    "draining": 1013,
    "silent": 1001,
}
"""RFC 6455 section 7.4.1 by `bye` code; 1008, a policy, for the rest."""
POLICY = 1008

_encoder = msgspec.json.Encoder()


def encode(message: ServerMessage) -> str:
    """The text frame of a message."""
    return _encoder.encode(message).decode()


class Outbox:
    """One connection's outgoing text frames; `on_change` is told when there is something to do."""

    def __init__(self) -> None:
        self._waiting: deque[str] = deque()
        self._bytes = 0
        """Of all but the first."""
        self.on_change: Callable[[], None] = lambda: None
        self.language: Language = "zh-CN"
        self.closed_with: str | None = None
        """The `bye` code once closed; nothing is taken after it."""

    def send(self, message: ServerMessage) -> None:
        """Queue one message."""
        self.send_text(encode(message))

    def send_text(self, text: str, momentary: bool = False) -> None:
        """Queue one encoded message; what is `momentary` is skipped when others wait."""
        if self.closed_with is not None or (momentary and len(self._waiting) >= DROP_ABOVE):
            return
        self._waiting.append(text)
        if len(self._waiting) > 1:
            self._bytes += len(text) if text.isascii() else len(text.encode())
        if len(self._waiting) > MAX_MESSAGES or self._bytes > MAX_BYTES:
            self._waiting.clear()
            self.close("too_slow")
        self.on_change()

    def close(self, code: str, message: str | None = None) -> None:
        """Queue `bye` as the last message; the code's own sentence unless there is another."""
        if self.closed_with is not None:
            return
        self.closed_with = code
        words = MESSAGES[code][self.language] if message is None else message
        self._waiting.append(encode(Bye(code=code, message=words)))
        self.on_change()

    def abandon(self) -> None:
        """There is nobody to send to any more."""
        self._waiting.clear()
        self.closed_with = self.closed_with or "gone"
        self.on_change()

    @property
    def is_done(self) -> bool:
        """Closed, and everything taken."""
        return self.closed_with is not None and not self._waiting

    def take(self) -> list[str]:
        """The frames to send now, in order."""
        texts = list(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        return texts

    @property
    def close_code(self) -> int:
        """For the WebSocket's close frame."""
        return CLOSE_CODES.get(self.closed_with or "", POLICY)
