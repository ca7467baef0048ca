"""Who is connected to one consultation in this process: sessions, and participants' presence."""

import math
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sessions.audience import Audience, audience, visible
from sessions.events import Record
from sessions.types import Actor, Connection
from sessions.views import Snapshot
from signaling.config import SignalingConfig
from signaling.errors import TooManyViewers
from signaling.messages import (
    Devices,
    Events,
    Levels,
    MediaReset,
    Presence,
    PresenceChanged,
    Resync,
    ServerMessage,
)
from signaling.outbox import Outbox, encode
from signaling.presence import NO_DEVICES, Member, State
from signaling.session import UNREDUCED, Session
from signaling.tokens import Claims

LEVELS_INTERVAL = 0.2
"""Seconds: five times a second is as often as a meter need move."""
LEVELS_SLACK = 0.05
"""Seconds that one may come early; the next is then later, so that jitter halves no rate."""

PRESENCE_INTERVAL = 0.25
"""Seconds between two presence messages: whatever anybody does, each member gets four a second."""

WALLS = 8
"""Directors' walls of one consultation: each costs the relay as much as a participant."""

CAPTION_PORTS = 16
"""Caption ports that are connected: a recognizer and a captioner for each of eight languages."""

RECENT = 512
"""Records kept for those whose snapshot was being read: some seconds of a busy meeting."""


HeardBy = Callable[[str | None], Collection[str]]
"""Who is heard by those who listen to a language, or to None."""


class Room:
    """Members and sessions of one consultation. `now` is monotonic seconds, `wall` Unix ms.

    After each input the caller takes what it led to: `take_ended`, and `flush` for presence, which
    is called again at `flush_due`.
    """

    def __init__(
        self, name: str, config: SignalingConfig, joined: Iterable[str], now: float, wall: int
    ) -> None:
        """`joined` by the log's word: they may be about to come back to a restarted server."""
        self.name = name
        """The consultation's id."""
        self._config = config
        self.sessions: dict[str, Session] = {}
        """By participant, who has one."""
        self._members: dict[str, Member] = {}
        self._onlookers: dict[str, Member] = {}
        """Walls and caption ports, which are nobody: neither present nor told of."""
        self._said: dict[str, Presence] = {}
        self._unsaid: set[str] = set()
        """Whose presence changed and has not been told, also if it is as before again: somebody
        may have been welcomed meanwhile."""
        self.hidden: frozenset[str] = frozenset()
        """Participants at the door, whom nobody is told of as present."""
        self._flush_after = -math.inf
        self.era = 0
        """Counts the rehearsals that ended: numbers of records mean others after each."""
        self._ended: list[Session] = []
        self._levels_due = 0.0
        self._recent: deque[Record] = deque(maxlen=RECENT)
        for participant_id in joined:
            self._member(participant_id).expect(now + config.grace, wall)

    # --- coming and going -------------------------------------------------------------------

    def enter(
        self,
        actor: Actor,
        claims: Claims,
        outbox: Outbox,
        wall: int,
        connection: Connection = "browser",
    ) -> Session:
        """Begin a session; one that its participant has already is taken over."""
        assert actor.participant_id is not None
        before = self.sessions.get(actor.participant_id)
        session = Session(self.name, actor, actor.participant_id, claims, outbox)
        member = self._member(session.participant_id)
        member.tie(session.id, connection, wall)
        member.devices = NO_DEVICES
        self.sessions[session.participant_id] = session
        if before is not None:
            self._end(before, "taken_over", wall)
        return session

    def look_on(self, actor: Actor, claims: Claims, outbox: Outbox, wall: int) -> Session:
        """Begin a wall's session, beside whatever its bearer takes part by."""
        if self._walls >= WALLS:
            raise TooManyViewers("walls")
        session = Session(self.name, actor, "", claims, outbox)
        session.looks_on = True
        session.participant_id = f"wall:{session.id}"  # no id on a roster has a colon
        return self._begin_apart(session, wall)

    def attach_port(self, actor: Actor, claims: Claims, outbox: Outbox, wall: int) -> Session:
        """Begin a caption port's session; one that it has already is taken over."""
        name = f"captioner:{actor.participant_id}"
        if (before := self.sessions.get(name)) is not None:
            self._end(before, "taken_over", wall)
        elif len(self._onlookers) - self._walls >= CAPTION_PORTS:
            raise TooManyViewers("caption ports")
        return self._begin_apart(Session(self.name, actor, name, claims, outbox), wall)

    def _begin_apart(self, session: Session, wall: int) -> Session:
        self._onlookers[session.participant_id] = Member(session.participant_id)
        self._member(session.participant_id).tie(session.id, "browser", wall)
        self.sessions[session.participant_id] = session
        return session

    @property
    def _walls(self) -> int:
        return sum(one.looks_on for one in self.sessions.values())

    def resume(
        self,
        actor: Actor,
        claims: Claims,
        secret: str,
        outbox: Outbox,
        wall: int,
        connection: Connection = "browser",
    ) -> Session | None:
        """Go on with a session, from whose other connection it is taken over; None if unknown."""
        session = next((one for one in self._candidates(actor) if _is(one, secret)), None)
        if session is None:
            return None
        if session.outbox is not None:
            session.outbox.close("taken_over")
        session.claims, session.outbox, session.welcomed = claims, outbox, False
        session.heard = math.inf
        session.media.resume()
        self._member(session.participant_id).tie(session.id, connection, wall)
        return session

    def lose(self, session: Session, outbox: Outbox, now: float, wall: int) -> bool:
        """A connection broke: the place is kept, unless another connection has it by now.

        Answers whether none has.
        """
        if session.outbox is outbox:
            session.outbox = None
            member = self._member(session.participant_id)
            member.untie(session.id, now + self._config.grace, wall)
        return session.outbox is None

    def heard(self, session: Session, outbox: Outbox, now: float, wall: int) -> bool:
        """A message came over a connection, which shows that it stands; whether that is news."""
        if session.outbox is not outbox:
            return False
        session.heard = now
        return self._member(session.participant_id).heard(session.id, wall)

    def leave(self, session: Session, code: str, wall: int) -> None:
        """End a session at once."""
        if self.sessions.get(session.participant_id) is session:
            del self.sessions[session.participant_id]
            self._end(session, code, wall)

    def attach(self, participant_id: str, tie: str, wall: int) -> None:
        """A room encoder of this participant's sends."""
        self._member(participant_id).tie(tie, "room_encoder", wall)

    def detach(
        self, participant_id: str, tie: str, now: float, wall: int, for_good: bool = False
    ) -> None:
        """It stopped: broken off, or ended by its operator."""
        member = self._member(participant_id)
        if for_good:
            member.leave(tie, wall)
        else:
            member.untie(tie, now + self._config.grace, wall)

    def tick(self, now: float, wall: int) -> None:
        """Let grace periods pass, and silence; sessions of whoever is gone end."""
        for session in self.sessions.values():
            if session.outbox is not None and now - session.heard > self._config.quiet:
                self._member(session.participant_id).quiet(session.id, wall)
        for member in [*self._members.values(), *self._onlookers.values()]:
            member.tick(now, wall)
            if member.state is State.GONE and member.participant_id in self.sessions:
                self._ended.append(self.sessions.pop(member.participant_id))
                self._onlookers.pop(member.participant_id, None)

    # --- what is known of them --------------------------------------------------------------

    def set_devices(self, session: Session, devices: Devices) -> None:
        """What a client's devices are doing."""
        self._member(session.participant_id).devices = devices

    def measured(
        self, participant_id: str, peer: str, loss: float, rtt: float | None, now: float
    ) -> None:
        """A second of one media path."""
        self._member(participant_id).measured(peer, loss, rtt, now)

    def path_silent(self, participant_id: str, peer: str) -> None:
        """Nothing comes over a media path just now."""
        self._member(participant_id).path_silent(peer)

    def path_broke(self, participant_id: str, peer: str, now: float) -> None:
        """A media path is no more that nobody closed."""
        self._member(participant_id).path_broke(peer, now)

    def path_closed(self, participant_id: str, peer: str) -> None:
        """A media path is no more, as it was meant."""
        self._member(participant_id).path_closed(peer)

    def present(self) -> frozenset[str]:
        """Participants who are connected or in their grace period."""
        return frozenset(
            member.participant_id
            for member in self._members.values()
            if member.state is not State.GONE
        )

    def left_for_good(self, participant_id: str) -> bool:
        """Whether somebody went of their own will, or was sent away."""
        return self._member(participant_id).for_good

    def connection_of(self, participant_id: str) -> Connection:
        """How somebody is connected, for the log."""
        return self._member(participant_id).connection

    def presence(self) -> list[Presence]:
        """Of everybody who has been here."""
        return [member.presence() for member in self._shown()]

    @property
    def connected(self) -> list[Session]:
        """Sessions that hear what is said to everybody."""
        return [s for s in self.sessions.values() if s.outbox is not None and s.welcomed]

    # --- to everybody -----------------------------------------------------------------------

    def welcome(self, session: Session, seen: int) -> None:
        """From here on a session hears everything, beginning after record `seen`."""
        session.welcomed, session.seen, session.era = True, seen, self.era
        if session.media_lost:
            session.media_lost = False
            session.send(MediaReset())
        if session.reduced != UNREDUCED:
            session.send(session.reduced)
        self._send_records([session], list(self._recent))

    def begin_era(self) -> None:
        """A rehearsal ended: what was told of it is void from this moment on."""
        self.era += 1
        self._recent.clear()

    def resync(self, snapshot: Callable[[Actor], Snapshot]) -> None:
        """Start those off afresh who were told of what is void; others are when they come back."""
        for session in self.connected:
            if session.era != self.era:
                anew = snapshot(session.actor)
                session.seen, session.era = anew.seq, self.era
                session.send(Resync(snapshot=anew))

    def fan_out(self, records: Sequence[Record]) -> None:
        """Send each session the records that it has not seen and may see."""
        self._recent.extend(records)
        self._send_records(self.connected, records)

    def _send_records(self, sessions: Sequence[Session], records: Sequence[Record]) -> None:
        if not records:
            return
        encoded: dict[tuple[Audience, str | None, int], str | None] = {}
        for session in sessions:
            actor = session.actor
            operates = actor.venue_id if actor.role == "venue" else None
            asked = (audience(actor), operates, session.seen)
            if asked not in encoded:
                encoded[asked] = _events(records, actor, session.seen)
            text = encoded[asked]
            if text is not None and session.outbox is not None:
                session.outbox.send_text(text)
            session.seen = max(session.seen, records[-1].seq)

    def levels(self, levels: Mapping[str, int], heard_by: HeardBy, now: float) -> None:
        """Send how loud those are who are heard, not too often."""
        if not levels or now < self._levels_due - LEVELS_SLACK:
            return
        for_walls = encode(Levels(levels=dict(levels)))
        texts = {one.listens: _levels(levels, heard_by(one.listens)) for one in self.connected}
        sent = False
        for session in self.connected:
            text = for_walls if session.looks_on else texts[session.listens]
            if session.outbox is not None and text is not None:
                session.outbox.send_text(text, momentary=True)
                sent = True
        if sent:
            self._levels_due = max(self._levels_due, now) + LEVELS_INTERVAL

    def broadcast(self, message: ServerMessage, momentary: bool = False) -> None:
        """The same to everybody; what is `momentary` is skipped where others wait."""
        text = encode(message)
        for session in self.connected:
            assert session.outbox is not None
            session.outbox.send_text(text, momentary)

    def reset_media(self) -> None:
        """The relay was replaced."""
        for member in [*self._members.values(), *self._onlookers.values()]:
            member.forget_paths()
        for session in self.sessions.values():
            session.reset_media()

    def flush(self, now: float) -> None:
        """Send everybody the presence that changed, the latest, not more often than it may be."""
        current = {member.participant_id: member.presence() for member in self._shown()}
        self._unsaid |= {id for id, one in current.items() if self._said.get(id) != one}
        if not self._unsaid or now < self._flush_after:
            return
        news = [one for id, one in current.items() if id in self._unsaid]
        self._said = current
        self._unsaid.clear()
        self._flush_after = now + PRESENCE_INTERVAL
        self.broadcast(PresenceChanged(participants=news))

    @property
    def flush_due(self) -> float | None:
        """When what is still untold may be told; None where there is nothing."""
        return self._flush_after if self._unsaid else None

    def take_ended(self) -> list[Session]:
        """Sessions that ended since the last call, whose transports are to be closed."""
        ended, self._ended = self._ended, []
        return ended

    # --- inside -----------------------------------------------------------------------------

    def _shown(self) -> list[Member]:
        return [m for m in self._members.values() if m.participant_id not in self.hidden]

    def _candidates(self, actor: Actor) -> list[Session]:
        """Sessions that may be gone on with by this actor: the own one, and those apart."""
        own = self.sessions.get(actor.participant_id or "")
        apart = [self.sessions[id] for id in self._onlookers if id in self.sessions]
        return [*([own] if own else []), *(one for one in apart if one.actor == actor)]

    def _member(self, participant_id: str) -> Member:
        if participant_id in self._onlookers:
            return self._onlookers[participant_id]
        return self._members.setdefault(participant_id, Member(participant_id))

    def _end(self, session: Session, code: str, wall: int) -> None:
        if session.outbox is not None:
            session.outbox.close(code)
            session.outbox = None
        self._member(session.participant_id).leave(session.id, wall)
        self._onlookers.pop(session.participant_id, None)
        self._ended.append(session)


def _levels(levels: Mapping[str, int], heard: Collection[str]) -> str | None:
    """The `levels` message for those who hear so; None where nobody of them sends."""
    known = {owner: level for owner, level in levels.items() if owner in heard}
    return encode(Levels(levels=known)) if known else None


def _is(session: Session, secret: str) -> bool:
    """Bytes, for strings are compared in constant time only where they are ASCII."""
    return secrets.compare_digest(session.secret.encode(), secret.encode())


def _events(records: Sequence[Record], actor: Actor, after: int) -> str | None:
    """The `events` message for one audience; None where there is nothing for it."""
    seen = [record for record in records if record.seq > after and visible(record, actor)]
    return encode(Events(records=seen)) if seen else None
