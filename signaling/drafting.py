"""Takes drafts of captions from those who may write them, and tells everybody, not too often."""

import asyncio
from collections.abc import Sequence

from sessions.captions import check_draft
from sessions.errors import Refused
from sessions.events import (
    CaptionAdded,
    ConsultationAdjourned,
    ConsultationClosed,
    Record,
    RehearsalEnded,
)
from sessions.state import Consultation
from signaling.drafts import Drafts
from signaling.errors import NotAllowed
from signaling.messages import CaptionDraft
from signaling.ports import Clock
from signaling.room import Room
from signaling.session import Session

ENDS = (ConsultationAdjourned, ConsultationClosed, RehearsalEnded)


class Drafting:
    """Of one consultation; what is due is told while `run` runs."""

    def __init__(self, room: Room, clock: Clock) -> None:
        self._room = room
        self._clock = clock
        self._drafts = Drafts()
        self._changed = asyncio.Event()

    def take(self, session: Session, message: CaptionDraft, state: Consultation) -> None:
        """A draft of somebody's; none while it does not sit. Raises `NotAllowed`."""
        try:
            check_draft(state, session.actor, message.language)
        except Refused as error:
            raise NotAllowed(f"a draft: {error.code}") from error
        if state.status == "open":
            self._drafts.take(session.id, message, self._clock.now())
            self._changed.set()

    def lost(self, session: Session) -> None:
        """A session's connection is over."""
        self._drafts.lost(session.id)
        self._changed.set()

    def settle(self, records: Sequence[Record]) -> None:
        """After members were told of `records`."""
        events = [record.event for record in records]
        self._drafts.settled(
            {e.line_id for e in events if isinstance(e, CaptionAdded) and e.line_id}
        )
        if any(isinstance(event, ENDS) for event in events):
            self._drafts.clear()
            self._changed.set()

    def tick(self) -> None:
        """Once a second."""
        self._drafts.expire(self._clock.now())
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (due := self._drafts.due) is not None:
                await asyncio.sleep(max(0.0, due - self._clock.now()))
                message = self._drafts.flush(max(due, self._clock.now()))
                if message is not None:
                    self._room.broadcast(message, momentary=True)
