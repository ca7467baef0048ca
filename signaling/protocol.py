"""One connection of `PROTOCOL.md` without I/O: what may come when, how large, how fast."""

from collections.abc import Mapping
from enum import Enum
from typing import Literal, assert_never

import msgspec

from signaling.config import SignalingConfig
from signaling.errors import BadMessage, Language, SignalingError, TooFast, UnsupportedVersion
from signaling.messages import (
    VERSION,
    CaptionDraft,
    ClientMessage,
    Devices,
    Hello,
    Listen,
    Refused,
    Report,
    RequestId,
    SetPatrol,
    Watch,
)

MAX_FRAME = 320 * 1024
"""Bytes: an SDP of 256 KiB and its escapes."""
BURST = 200
"""Messages at once: a client that comes back sends what it could not."""
RATE = 40.0
"""Messages a second in the long run; a busy chair sends two."""
DEVICES_BURST, DEVICES_RATE = 20, 4.0
"""The same for `devices`, which everybody is told of: nobody turns a camera more often."""
WATCH_BURST, WATCH_RATE = 20, 4.0
"""The same for `watch`, each of which may go to the relay; so many do clients send."""
LISTEN_BURST, LISTEN_RATE = 20, 4.0
"""The same for `listen`, each of which may lead to an offer: nobody chooses faster."""
REPORT_BURST, REPORT_RATE = 4, 0.25
"""The same for `report`; clients send one each five seconds."""
PATROL_BURST, PATROL_RATE = 20, 4.0
"""The same for `set_patrol`, of which every wall is told: nobody presses more often."""
DRAFT_BURST, DRAFT_RATE = 40, 8.0
"""The same for `caption_draft`: members are told four times a second, and recognizers are restless.
"""
LIMITS: Mapping[type[ClientMessage], tuple[int, float]] = {
    Devices: (DEVICES_BURST, DEVICES_RATE),
    Watch: (WATCH_BURST, WATCH_RATE),
    Listen: (LISTEN_BURST, LISTEN_RATE),
    Report: (REPORT_BURST, REPORT_RATE),
    SetPatrol: (PATROL_BURST, PATROL_RATE),
    CaptionDraft: (DRAFT_BURST, DRAFT_RATE),
}
"""Messages that have limits of their own."""

_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


class State(Enum):
    """Where a connection is."""

    AWAITING_HELLO = "awaiting_hello"
    JOINED = "joined"
    CLOSED = "closed"


class _Envelope(msgspec.Struct, frozen=True):
    """As much of a malformed request as is needed to answer it."""

    type: Literal["command", "publish"]
    id: RequestId


class _Greeting(msgspec.Struct, frozen=True):
    """As much of another version's `hello` as is needed to answer it."""

    type: Literal["hello"]
    version: int


_envelope = msgspec.json.Decoder(_Envelope)
_greeting = msgspec.json.Decoder(_Greeting)


class Malformed(SignalingError):
    """A request whose content is refused but whose `id` could be read: answered, not fatal."""

    code = "bad_message"

    def __init__(self, request_id: str, detail: str) -> None:
        super().__init__(detail)
        self.request_id = request_id

    def refusal(self, language: Language) -> Refused:
        """The answer to it."""
        return Refused(id=self.request_id, code=self.code, message=self.message(language))


class Allowance:
    """How many messages may come now: `burst` at once, `rate` a second in the long run."""

    def __init__(
        self, burst: int, rate: float, now: float, error: type[SignalingError] = TooFast
    ) -> None:
        self._error = error
        self._burst = burst
        self._rate = rate
        self._left = float(burst)
        self._measured = now

    def take(self, now: float) -> None:
        """Count one; raises `TooFast`, or whatever `error` was given."""
        self._left = min(self._burst, self._left + (now - self._measured) * self._rate)
        self._measured = now
        if self._left < 1:
            raise self._error
        self._left -= 1


class Connection:
    """Guards one connection's incoming side. `now` is monotonic seconds.

    Any `SignalingError` but `Malformed` ends the connection with its code.
    """

    def __init__(self, config: SignalingConfig, now: float) -> None:
        self.state = State.AWAITING_HELLO
        self._silence = config.silence
        self._deadline = now + config.hello_timeout
        self._messages = Allowance(BURST, RATE, now)
        self._own = {kind: Allowance(*limits, now) for kind, limits in LIMITS.items()}

    def receive(self, text: str, now: float) -> ClientMessage:
        """The message in a text frame."""
        self._messages.take(now)
        match self.state:
            case State.AWAITING_HELLO:
                return greeting(text)
            case State.JOINED:
                self._deadline = now + self._silence
                message = decode(text)
                if isinstance(message, Hello):
                    raise BadMessage("a second hello")
                if allowance := self._own.get(type(message)):
                    allowance.take(now)
                return message
            case State.CLOSED:
                raise AssertionError("reading goes on after the end")
            case _ as never:
                assert_never(never)

    def joined(self, now: float) -> None:
        """The `hello` was accepted."""
        assert self.state is State.AWAITING_HELLO
        self.state = State.JOINED
        self._deadline = now + self._silence

    def close(self) -> None:
        """Nothing more is read."""
        self.state = State.CLOSED

    def remaining(self, now: float) -> float:
        """Seconds until the connection must be ended for silence, 0 when it must now."""
        return max(0.0, self._deadline - now)

    @property
    def overdue_code(self) -> str:
        """Why it is ended then."""
        return "bad_message" if self.state is State.AWAITING_HELLO else "silent"


def greeting(text: str) -> Hello:
    """The first message of a connection."""
    try:
        message = decode(text)
    except SignalingError as error:
        raise _foreign(text) or BadMessage(str(error)) from error
    if not isinstance(message, Hello):
        raise BadMessage("something before hello")
    if message.version != VERSION:
        raise UnsupportedVersion(str(message.version))
    return message


def decode(text: str) -> ClientMessage:
    """One text frame's message; raises `BadMessage`, or `Malformed` when it can be answered."""
    try:
        raw = text.encode()
        if len(raw) > MAX_FRAME:
            raise BadMessage("frame too large")
        return _decoder.decode(raw)
    except (ValueError, RecursionError) as error:  # msgspec's and encode()'s are ValueErrors
        raise _answerable(text, str(error)) from error


def _answerable(text: str, detail: str) -> SignalingError:
    try:
        return Malformed(_envelope.decode(text).id, detail)
    except (ValueError, RecursionError):
        return BadMessage(detail)


def _foreign(text: str) -> SignalingError | None:
    try:
        version = _greeting.decode(text).version
    except (ValueError, RecursionError):
        return None
    return UnsupportedVersion(str(version)) if version != VERSION else None
