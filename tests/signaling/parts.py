"""A small consultation to test with: its log by pure functions, and times held in the hand."""

import time
from collections.abc import Iterator
from itertools import count

from media.messages import Kind, Source, TrackInfo
from sessions.commands import (
    AnyCommand,
    CreateConsultation,
    IssueInvitation,
    JoinConsultation,
    OpenConsultation,
    RegisterParticipant,
)
from sessions.consultation import apply, decide
from sessions.events import Record
from sessions.state import Consultation
from sessions.types import SYSTEM, Actor, AgendaItem, Participant, Role, Venue

START = 1_790_000_000_000
ORGANIZER = Actor(role="organizer")
CREATE = CreateConsultation(
    title="清水塘老工业区转型",
    scheduled_at=START,
    venues=[
        Venue(id="v-prov", name="湖南省", level="provincial", region_code="430000"),
        Venue(
            id="v-city", name="株洲市", level="municipal", region_code="430200", parent_id="v-prov"
        ),
    ],
    agenda=[AgendaItem(id="item1", title="通报", kind="briefing", planned_minutes=20)],
)
ROSTER: dict[str, Role] = {
    "chair": "chair",
    "clerk": "clerk",
    "li": "member",
    "wang": "member",
    "bureau": "department",
    "zhou": "public_rep",
    "hall": "venue",
    "guest": "viewer",
}
"""Participants by id."""


def participants() -> Iterator[Participant]:
    for id, role in ROSTER.items():
        yield Participant(id=id, name=f"{id}同志", role=role, venue_id="v-city")


def actor(id: str) -> Actor:
    """Somebody on the roster, as acting."""
    return Actor(role=ROSTER[id], participant_id=id, venue_id="v-city", name=f"{id}同志")


class Clock:
    """Both times, moved by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def wall(self) -> int:
        return START + int(self.time * 1000)


class PassingClock(Clock):
    """The machine's, for media that is real."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> int:
        return time.time_ns() // 1_000_000


class Log:
    """A consultation without a store: `do` decides and applies."""

    def __init__(self) -> None:
        self._ids = (f"id{number}" for number in count(1))
        self.records: list[Record] = []
        self._state: Consultation | None = None
        self.do(CREATE, ORGANIZER)
        for participant in participants():
            self.do(RegisterParticipant(participant), ORGANIZER)
            invitation = IssueInvitation(f"inv-{participant.id}", participant.id, START + 9_000_000)
            self.do(invitation, ORGANIZER)

    @property
    def state(self) -> Consultation:
        assert self._state is not None
        return self._state

    def do(self, command: CreateConsultation | AnyCommand, by: Actor | str) -> list[Record]:
        who = by if isinstance(by, Actor) else actor(by)
        new_id = self._ids.__next__
        events = decide(self._state, who, command, START + 1000, new_id)
        done = []
        for event in events:
            seq = len(self.records) + 1
            prev = f"{seq - 1:064x}" if self.records else "0" * 64
            record = Record(seq, START + 1000, who, event, prev, f"{seq:064x}")
            self._state = apply(self._state, record)
            self.records.append(record)
            done.append(record)
        return done

    def open(self, *present: str) -> None:
        """Everybody `present` joins, and the sitting begins."""
        for id in present:
            self.do(JoinConsultation(id), SYSTEM)
        self.do(OpenConsultation(), "chair")


def track(id: int, owner: str, kind: Kind = "audio", source: Source | None = None) -> TrackInfo:
    """A published track."""
    usual: Source = "microphone" if kind == "audio" else "camera"
    codec = "opus" if kind == "audio" else "H264"
    return TrackInfo(id, f"c:{owner}.up1", owner, kind, source or usual, codec)
