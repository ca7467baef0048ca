"""How the web process starts egress and talks to it."""

from collections.abc import Callable
from typing import assert_never

from media.child import Child
from media.egress.errors import EgressLost, EgressRefused
from media.egress.messages import (
    EgressEvent,
    EgressNotice,
    EgressReady,
    EgressRefusal,
    EgressReply,
    EgressReplyBody,
    EgressRequest,
    EgressRequestBody,
    FromEgress,
)
from media.framing import FrameDecoder


class EgressProcess(Child[EgressRequestBody, EgressReplyBody, FromEgress]):
    """Egress in its own process, for the time of an `async with`; events go to `on_event`."""

    module = "media.egress"
    name = "egress process"

    def __init__(self, on_event: Callable[[EgressEvent], None], storage: str = "") -> None:
        super().__init__(FrameDecoder(FromEgress))
        self._on_event = on_event
        self._storage = storage

    def _options(self) -> list[str]:
        return ["--storage", self._storage] if self._storage else []

    def _envelope(self, id: int, body: EgressRequestBody) -> EgressRequest:
        return EgressRequest(id, body)

    def _lost(self, message: str) -> EgressLost:
        return EgressLost(message)

    def _take(self, message: FromEgress) -> None:
        match message:
            case EgressReply():
                self._resolve(message.id, message.body)
            case EgressRefusal():
                self._reject(message.id, EgressRefused(message.code, message.message))
            case EgressNotice():
                if isinstance(message.body, EgressReady):
                    self._set_ready()
                self._on_event(message.body)
            case _:
                assert_never(message)
