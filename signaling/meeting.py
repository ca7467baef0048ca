"""One consultation as it runs in this process: its room, its peers at the relays, its stream.

After every commit, and whenever tracks come or go, one turn puts things right in this order: the
relay's gate, what members are told, what each is sent, what the public sees.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

import structlog

from media.egress.messages import StorageNoted
from sessions import views
from sessions.events import InvitationRevoked, Record, RehearsalEnded
from sessions.service import Service
from sessions.state import Consultation
from signaling import access, door
from signaling.attendance import Attendance
from signaling.broadcast import Broadcast
from signaling.cascade import Cascade
from signaling.config import SignalingConfig
from signaling.control_room import ControlRoom
from signaling.drafting import Drafting
from signaling.peers import Peers
from signaling.ports import Clock, EgressWorker, OpinionLimiter
from signaling.relays import Relays
from signaling.room import Room
from signaling.scene import scene_of
from signaling.session import Session
from signaling.stream import Stream
from signaling.tracks import Tracks
from signaling.used_links import UsedLinks
from signaling.workers import Supervisor

LIVE = ("open", "adjourned")

log = structlog.get_logger("signaling.meeting")


class Meeting:
    """Begins with a subscription to the log; `run` for its life, then `close`."""

    def __init__(
        self,
        state: Consultation,
        service: Service,
        relays: Relays,
        egress: Supervisor[EgressWorker] | None,
        config: SignalingConfig,
        clock: Clock,
        opinions: OpinionLimiter,
    ) -> None:
        """`state` is the committed one of this moment."""
        self.id = state.id
        self.service = service
        self.config = config
        self.clock = clock
        self.opinions = opinions
        self.room = Room(self.id, config, state.joined, clock.now(), clock.wall())
        self.tracks = Tracks()
        self.control = ControlRoom(self.room, self.tracks, clock.wall())
        self.drafting = Drafting(self.room, clock)
        self.cascade = Cascade(self.id, relays, self.tracks, config.peers_per_worker)
        self.peers = Peers(
            self.room,
            self.tracks,
            self.cascade,
            self.control,
            config,
            clock,
            wake=self.wake,
            tell=self._tell,
            settle=self.settle_room,
        )
        self.attendance = Attendance(self.id, service, self.room)
        self.used_links = UsedLinks(self.id, service, self._links)
        self.idle_since = clock.now()
        self._records: deque[Record] = deque()
        """Committed and not told yet; a turn waits briefly for the gate, which bounds it."""
        self._void: list[Record] = []
        """Of a rehearsal that ended, those that still have to be acted upon."""
        self._states: dict[str, str] = {}
        """As they were logged last, by participant."""
        self._changed = asyncio.Event()
        self._presence_waits = asyncio.Event()
        self._broadcast = Broadcast(self.id, str(config.live_directory / self.id))
        self._stream: Stream | None = None
        self.stored: StorageNoted | None = None
        """How its stream stands in the object store, if there is one."""
        if egress is not None:
            self._stream = Stream(self.id, self._broadcast, egress, self.cascade)
        self.close = service.subscribe(self.id, self._committed)
        self.wake()

    @property
    def state(self) -> Consultation:
        """The committed state."""
        state = self.service.current(self.id)
        assert state is not None, "a subscriber keeps it in memory"
        return state

    @property
    def on_air(self) -> bool:
        """Whether the stream's playlist can be loaded."""
        return self._broadcast.on_air

    @property
    def in_session(self) -> bool:
        """Whether it runs and somebody is there, or may be back any moment."""
        return self.state.status in LIVE and bool(self.room.present() or self.peers.resources)

    def wake(self) -> None:
        """Have a turn."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.attendance.run())
            tasks.create_task(self.used_links.run())
            tasks.create_task(self._keep_telling())
            tasks.create_task(self.drafting.run())
            if self._stream is not None:
                tasks.create_task(self._stream.run())
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._turn()

    def tick(self) -> None:
        """Once a second: tokens, grace periods, viewers who never came, presence, attendance."""
        now, wall = self.clock.now(), self.clock.wall()
        self._end_expired(wall)
        self.peers.tick(now, wall)
        self.room.tick(now, wall)
        self.settle_room()
        self.look()
        self.drafting.tick()
        if (
            self.room.present()
            or self.room.sessions
            or self.peers.resources
            or not self._broadcast.is_idle
        ):
            self.idle_since = now

    def look(self) -> None:
        """See what is wrong with whom, and tell those who run the meeting."""
        self.control.look(self.state, self.clock.now(), self.clock.wall())

    def settle_room(self) -> None:
        """After any input to the room: close what ended, tell what changed, note attendance."""
        door.settle(self.room, self.state, self.clock.wall())
        for session in self.room.take_ended():
            self.peers.end_session(session)
        self._log_states()
        self._tell()
        self.attendance.look()
        self.used_links.look()

    def _log_states(self) -> None:
        """One line for everybody who came, broke off, came back or went."""
        for one in self.room.presence():
            who, state = one.participant_id, one.state
            if self._states.get(who, "gone") != state:
                log.info("participant", consultation=self.id, participant=who, state=state)
            self._states[who] = state

    def _tell(self) -> None:
        self.room.flush(self.clock.now())
        if self.room.flush_due is not None:
            self._presence_waits.set()

    async def _keep_telling(self) -> None:
        """Tell presence that came too soon after the last."""
        while True:
            await self._presence_waits.wait()
            self._presence_waits.clear()
            while (due := self.room.flush_due) is not None:
                await asyncio.sleep(max(0.0, due - self.clock.now()))
                self.room.flush(max(due, self.clock.now()))

    # --- a turn -----------------------------------------------------------------------------

    def _committed(self, records: list[Record]) -> None:
        for record in records:
            self._records.append(record)
            if isinstance(record.event, RehearsalEnded):
                self._end_rehearsal()
        self.wake()

    def _end_rehearsal(self) -> None:
        """What is not told of a rehearsal by its end never is, but for links that were revoked."""
        revoked = [one for one in self._records if isinstance(one.event, InvitationRevoked)]
        self._records.clear()
        self._void.extend(revoked)
        self.room.begin_era()
        self.attendance.look()  # who came or went meanwhile is here or gone in the log, too

    async def _turn(self) -> None:
        records, era = list(self._records), self.room.era
        await self.peers.gate(self.state)  # first, so that what is told is in force
        if self.room.era == era:
            self._end_revoked([*self._void, *records])
            self._void.clear()
            if door.settle(self.room, self.state, self.clock.wall()):
                self.settle_room()  # who was admitted is in before what follows is told
            self.room.resync(lambda actor: views.snapshot(self.state, actor))
            self.room.fan_out(records)
            self.drafting.settle(records)
            for _ in records:
                self._records.popleft()
        self._tune()
        self._air()
        await self.peers.close_ended()

    def _end_revoked(self, records: Sequence[Record]) -> None:
        events = [record.event for record in records]
        revoked = {e.invitation_id for e in events if isinstance(e, InvitationRevoked)}
        for session in list(self.room.sessions.values()):
            if session.claims.token_id in revoked:
                self.room.leave(session, "token_revoked", self.clock.wall())
        self.peers.end_resources(lambda one: one.token_id in revoked, for_good=True)
        if revoked:
            self.settle_room()

    def _end_expired(self, wall: int) -> None:
        for session in list(self.room.sessions.values()):
            if session.claims.expires_at <= wall:
                self.room.leave(session, "token_expired", wall)

    def _tune(self) -> None:
        for session in self.room.sessions.values():
            self.tune(session)

    def tune(self, session: Session) -> None:
        """Have somebody sent what they may see, in the order and size in which they look at it."""
        if not session.receives or session.waits:
            return
        state, tracks, media = self.state, self.tracks.all(), session.media
        who, videos = session.participant_id, self.config.videos
        wanted = access.tracks_for(who, tracks, state, videos, session.first, session.listens)
        changed = media.want(wanted)
        if media.watch(access.shown_to(wanted, tracks, session.heights, state)) or changed:
            session.wake_media()

    def _air(self) -> None:
        """Have the public see and hear the programme."""
        if self._stream is not None:
            state = self.state
            live = self.config.live and state.status in LIVE and access.is_public(state)
            tracks = self.tracks.all()
            programme, scene = access.programme(state), scene_of(state, tracks)
            self._broadcast.want(live, tracks, programme, scene, access.recorded(state))
            self._stream.wake()

    def _links(self) -> frozenset[str]:
        """The invitations by which those came in who are here."""
        sessions = {session.claims.token_id for session in self.room.sessions.values()}
        return frozenset(sessions | {one.token_id for one in self.peers.resources.values()})

    # --- the media processes ----------------------------------------------------------------

    def relay_down(self, number: int) -> None:
        """A relay is gone."""
        if self.peers.relay_down(number):
            self._broadcast.relay_lost()

    def egress_down(self) -> None:
        """The stream is gone."""
        self.stored = None
        self._broadcast.egress_lost()

    def playlist_ready(self) -> None:
        """Players may load it."""
        self._broadcast.playlist_ready()
        log.info("on air", consultation=self.id)
