"""A participant's connection once it is let in: what each of its messages leads to."""

from typing import assert_never

from sessions import views
from sessions.admission import is_outside
from sessions.errors import SessionError
from sessions.events import Record
from sessions.roles import is_staff
from sessions.views import Snapshot
from signaling import access, door, media_plane
from signaling.border import admitted, receipt_of
from signaling.errors import BadMessage, NotAllowed, Outside, SignalingError
from signaling.meeting import Meeting
from signaling.messages import (
    Accepted,
    Answer,
    CaptionDraft,
    ClientMessage,
    Devices,
    DoCommand,
    Hello,
    Leave,
    Listen,
    Ping,
    Pong,
    Publish,
    Refused,
    Report,
    RestartMedia,
    Resume,
    SetPatrol,
    Watch,
    Welcome,
    You,
)
from signaling.opinions import limit_opinions
from signaling.outbox import Outbox
from signaling.session import Session
from signaling.tokens import Claims
from signaling.turn import ice_servers

MISSED_MAX = 1000
"""Records sent one by one to a client that comes back; beyond it a snapshot is smaller."""


async def receive(meeting: Meeting, claims: Claims, hello: Hello, outbox: Outbox) -> "Guest":
    """Let in whom `claims` speak for, into their old session if it is still known."""
    actor = access.actor_of(claims, meeting.state)
    door.check_not_turned_away(meeting.state, actor.participant_id)
    room, wall = meeting.room, meeting.clock.wall()
    session = None
    if hello.resume is not None:
        secret = hello.resume.session
        session = room.resume(actor, claims, secret, outbox, wall, hello.client)
    resumed = session is not None and not session.waits  # who waited has seen nothing yet
    if session is None and hello.purpose == "wall":
        if not is_staff(actor):
            raise NotAllowed("a wall")
        session = room.look_on(actor, claims, outbox, wall)
    elif session is None and actor.role == "captioner":
        session = room.attach_port(actor, claims, outbox, wall)
    elif session is None:
        session = room.enter(actor, claims, outbox, wall, hello.client)
    session.receives = hello.receive and actor.role != "captioner"
    session.waits = is_outside(meeting.state, session.participant_id)
    guest = Guest(meeting, session, outbox)
    session.let_in = guest.let_in
    try:
        meeting.settle_room()
        await meeting.attendance.settle()
        await guest.welcome(hello.resume if resumed else None)
    except BaseException:
        guest.lost()
        raise
    meeting.wake()
    return guest


class Guest:
    """One connection of one session."""

    def __init__(self, meeting: Meeting, session: Session, outbox: Outbox) -> None:
        self._meeting = meeting
        self._session = session
        self._outbox = outbox
        self._held = False
        """It was told to wait."""

    async def welcome(self, resume: Resume | None) -> None:
        """Send `welcome`: what was missed, or a snapshot; from there on, everything.

        Whoever has still to be admitted is told so, and nothing else.
        """
        if self._session.waits:
            self._hold()
        else:
            self._enter(resume is not None, *await self._news_of_era(resume))
        self._heard()

    async def _news_of_era(
        self, resume: Resume | None
    ) -> tuple[Snapshot | None, list[Record], int]:
        """As `_news`, of what no rehearsal's end has made void."""
        room = self._meeting.room
        era = room.era
        news = await self._news(resume if self._session.era == era else None)
        while room.era != era:  # one ended meanwhile
            era = room.era
            news = await self._news(None)
        return news

    def _hold(self) -> None:
        meeting, session = self._meeting, self._session
        wall = meeting.clock.wall()
        waiting = door.notice(meeting.state, session.participant_id, wall)
        self._outbox.send(
            Welcome(
                session=session.secret,
                resumed=False,
                you=self._you,
                server_time=wall,
                grace_seconds=int(meeting.config.grace),
                ice_servers=[],
                presence=[],
                snapshot=None,
                records=[],
                waiting=waiting,
            )
        )
        self._held = True

    def let_in(self) -> None:
        """They were admitted: the meeting begins for them, over the connection that stands."""
        if self._held and self._session.outbox is self._outbox:
            snapshot = views.snapshot(self._meeting.state, self._session.actor)
            self._enter(False, snapshot, [], snapshot.seq)

    @property
    def _you(self) -> You:
        role = self._session.actor.role
        assert role != "system"
        return You(role, self._session.participant_id, self._session.actor.name)

    def _enter(
        self, resumed: bool, snapshot: Snapshot | None, records: list[Record], seen: int
    ) -> None:
        meeting, session = self._meeting, self._session
        self._outbox.send(
            Welcome(
                session=session.secret,
                resumed=resumed,
                you=self._you,
                server_time=meeting.clock.wall(),
                grace_seconds=int(meeting.config.grace),
                ice_servers=ice_servers(
                    meeting.config.ice_servers,
                    meeting.config.turn,
                    session.participant_id,
                    meeting.clock.wall(),
                ),
                presence=meeting.room.presence(),
                snapshot=snapshot,
                records=records,
            )
        )
        if session.outbox is self._outbox:  # nobody has taken over meanwhile
            meeting.room.welcome(session, seen)
            meeting.control.greet(session)

    async def _news(self, resume: Resume | None) -> tuple[Snapshot | None, list[Record], int]:
        """Snapshot or records, and the last record that they cover."""
        meeting, actor = self._meeting, self._session.actor
        last = meeting.state.seq
        if resume is None or not 0 <= last - resume.after <= MISSED_MAX:
            snapshot = await meeting.service.snapshot(meeting.id, actor)
            return snapshot, [], snapshot.seq
        records = await meeting.service.records(meeting.id, resume.after, actor)
        return None, records, max([last, *(record.seq for record in records)])

    async def take(self, message: ClientMessage) -> None:
        """Act on one message."""
        session, media = self._session, self._session.media
        self._heard()
        match message:
            case Ping(time=time):
                self._outbox.send(Pong(time=time, server_time=self._meeting.clock.wall()))
            case DoCommand():
                await self._do(message)
            case Publish():
                self._publish(message)
            case Answer() | RestartMedia() | Watch() | Report() if session.waits:
                pass  # there is no media to speak of
            case Answer():
                media.answer(message)
                session.wake_media()
            case RestartMedia():
                media.restart()
                session.wake_media()
            case Devices():
                self._meeting.room.set_devices(session, message)
                self._meeting.settle_room()
                self._meeting.look()
            case Watch():
                session.heights = {one.track_id: one.height for one in message.pictures}
                session.first = message.first
                self._meeting.tune(session)
            case Listen():
                session.listens = message.language
                self._meeting.tune(session)
            case Report():
                self._meeting.peers.reported(session, message)
            case SetPatrol():
                self._meeting.control.set_patrol(session, message, self._meeting.clock.wall())
            case CaptionDraft():
                self._meeting.drafting.take(session, message, self._meeting.state)
            case Leave():
                self._meeting.room.leave(session, "left", self._meeting.clock.wall())
                self._meeting.settle_room()
            case Hello():
                raise BadMessage("a second hello")
            case _:
                assert_never(message)

    def _heard(self) -> None:
        meeting, clock = self._meeting, self._meeting.clock
        if meeting.room.heard(self._session, self._outbox, clock.now(), clock.wall()):
            meeting.settle_room()

    async def _do(self, message: DoCommand) -> None:
        meeting, session = self._meeting, self._session
        try:
            command = admitted(message.command)
            limit_opinions(meeting.opinions, meeting.clock.now, meeting.id, session.actor, command)
            key = session.key(message.id)
            records = await meeting.service.execute(meeting.id, session.actor, command, key=key)
        except (SessionError, SignalingError) as error:
            self.refuse(message.id, error)
        else:
            seqs = [record.seq for record in records]
            self._outbox.send(Accepted(id=message.id, seqs=seqs, receipt=receipt_of(records)))

    def _publish(self, message: Publish) -> None:
        try:
            if self._session.waits:
                raise Outside(self._session.participant_id)
            if self._session.looks_on:
                raise NotAllowed("a wall publishes nothing")
            self._session.media.publish(message)
        except SignalingError as error:
            self.refuse(message.id, error)
        self._session.wake_media()

    async def serve_media(self) -> None:
        """Do what media needs, until cancelled."""
        await media_plane.serve_media(self._meeting, self._session)

    def refuse(self, request_id: str, error: SessionError | SignalingError) -> None:
        """Answer a request that left no trace."""
        message = error.message(self._outbox.language)
        self._outbox.send(Refused(id=request_id, code=error.code, message=message))

    def lost(self) -> None:
        """The connection is over; the session waits for the next."""
        clock = self._meeting.clock
        if self._meeting.room.lose(self._session, self._outbox, clock.now(), clock.wall()):
            self._meeting.drafting.lost(self._session)
        self._meeting.settle_room()
