"""One consultation as it runs in this process: its room, its tracks in the relay, its stream.

After every commit, and whenever tracks come or go, one turn puts things right in this order: the
relay's gate, what members are told, what each is sent, what the public sees.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import structlog

from media import messages as relay
from media.egress.messages import StorageNoted
from sessions import views
from sessions.commands import JoinConsultation, LeaveConsultation
from sessions.errors import SessionError
from sessions.events import InvitationRevoked, Record, RehearsalEnded
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import SYSTEM, Actor
from signaling import access, door
from signaling.broadcast import Broadcast
from signaling.cascade import Cascade
from signaling.config import SignalingConfig
from signaling.connections import Connection, Connections
from signaling.control_room import ControlRoom
from signaling.drafting import Drafting
from signaling.errors import SignalingError
from signaling.messages import Reduced, Report
from signaling.ports import Clock, EgressWorker, OpinionLimiter
from signaling.relays import Relays
from signaling.resources import RELOADS, MediaResource, Offers
from signaling.room import Room
from signaling.scene import scene_of
from signaling.session import Session
from signaling.stream import Stream
from signaling.tracks import Tracks
from signaling.used_links import UsedLinks
from signaling.workers import Supervisor

GATE_TIMEOUT = 0.25
"""Seconds that members' news wait for the relay's gate; it answers in one millisecond."""
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
        self.lines = Connections()
        self.control = ControlRoom(self.room, self.tracks, clock.wall())
        self.drafting = Drafting(self.room, clock)
        self.cascade = Cascade(self.id, relays, self.tracks, config.peers_per_worker)
        self.resources: dict[str, MediaResource] = {}
        self.offers = Offers(RELOADS * config.whep_per_viewer)
        self.used_links = UsedLinks(self.id, service, self._links)
        self.idle_since = clock.now()
        self._records: deque[Record] = deque()
        """Committed and not told yet; a turn takes at most `GATE_TIMEOUT`, which bounds it."""
        self._void: list[Record] = []
        """Of a rehearsal that ended, those that still have to be acted upon."""
        self._states: dict[str, str] = {}
        """As they were logged last, by participant."""
        self._closing: list[str] = []
        self._changed = asyncio.Event()
        self._presence_changed = asyncio.Event()
        self._presence_waits = asyncio.Event()
        self._attendance = asyncio.Lock()
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
        return self.state.status in LIVE and bool(self.room.present() or self.resources)

    def wake(self) -> None:
        """Have a turn."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_attendance())
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
        for resource in list(self.resources.values()):
            if resource.is_overdue(now, self.config.whep_connect):
                self.end_resource(resource)
        self.room.tick(now, wall)
        self.settle_room()
        self.look()
        self.drafting.tick()
        if (
            self.room.present()
            or self.room.sessions
            or self.resources
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
            self.end_peer(session.media.up)
            self.end_peer(session.media.down)
        self._log_states()
        self._tell()
        self._presence_changed.set()
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
        self._presence_changed.set()  # who came or went meanwhile is here or gone in the log, too

    async def _turn(self) -> None:
        records, era = list(self._records), self.room.era
        await self._gate()  # first, so that what is told is in force
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
        await self._close_peers()

    async def _gate(self) -> None:
        """Have the relays forward those who may be heard and nobody else."""
        try:
            async with asyncio.timeout(GATE_TIMEOUT):
                await self.cascade.gate(route_of(self.id, self.state))
        except TimeoutError:
            self.wake()

    def _end_revoked(self, records: Sequence[Record]) -> None:
        events = [record.event for record in records]
        revoked = {e.invitation_id for e in events if isinstance(e, InvitationRevoked)}
        for session in list(self.room.sessions.values()):
            if session.claims.token_id in revoked:
                self.room.leave(session, "token_revoked", self.clock.wall())
        for resource in list(self.resources.values()):
            if resource.token_id in revoked:
                self.end_resource(resource, for_good=True)
        if revoked:
            self.settle_room()

    def _end_expired(self, wall: int) -> None:
        for session in list(self.room.sessions.values()):
            if session.claims.expires_at <= wall:
                self.room.leave(session, "token_expired", wall)
        for resource in list(self.resources.values()):
            if resource.expires_at <= wall:
                self.end_resource(resource, for_good=True)

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

    async def _close_peers(self) -> None:
        while self._closing:
            with suppress(SignalingError):  # gone with its relay
                await self.cascade.request(relay.ClosePeer(peer=self._closing.pop()))

    # --- attendance -------------------------------------------------------------------------

    async def _keep_attendance(self) -> None:
        while True:
            await self._presence_changed.wait()
            self._presence_changed.clear()
            await self.settle_attendance()

    async def settle_attendance(self) -> None:
        """Have the log say who is here, as connections do."""
        async with self._attendance:
            state, present = self.state, self.room.present()
            joined = frozenset(state.joined) | frozenset(state.waiting)
            if state.status == "closed" or joined == present:
                return
            for who in sorted(present - joined):
                await self._note(JoinConsultation(who, self.room.connection_of(who)))
            for who in sorted(joined - present):
                await self._note(LeaveConsultation(who, for_good=self.room.left_for_good(who)))

    async def _note(self, command: JoinConsultation | LeaveConsultation) -> None:
        try:
            await self.service.execute(self.id, SYSTEM, command)
        except SessionError as error:  # tried again with the next tick
            log.warning("attendance not noted", consultation=self.id, error=str(error))

    def _links(self) -> frozenset[str]:
        """The invitations by which those came in who are here."""
        sessions = {session.claims.token_id for session in self.room.sessions.values()}
        return frozenset(sessions | {one.token_id for one in self.resources.values()})

    # --- the relay --------------------------------------------------------------------------

    def relay_down(self, number: int) -> None:
        """A relay is gone: the home, and all transports with it, or a leaf with those at it."""
        if number == self.cascade.home:
            self._home_down()
        else:
            for peer in self.cascade.lost(number):
                self._peer_closed(peer, "relay_lost")

    def _home_down(self) -> None:
        self.cascade.home_lost()
        self.tracks.clear()
        self.lines.clear()
        for session in self.room.sessions.values():
            session.halt_media()
        for resource in list(self.resources.values()):
            self.end_resource(resource)
        self._closing.clear()
        self._broadcast.relay_lost()
        self.wake()

    def relay_up(self, number: int) -> None:
        """There is a relay to begin with, or another."""
        if number == self.cascade.home:
            self.room.reset_media()
            self.wake()

    def egress_down(self) -> None:
        """The stream is gone."""
        self.stored = None
        self._broadcast.egress_lost()

    def playlist_ready(self) -> None:
        """Players may load it."""
        self._broadcast.playlist_ready()
        log.info("on air", consultation=self.id)

    def relay_event(
        self,
        event: relay.PeerConnected
        | relay.PeerClosed
        | relay.PeerSilent
        | relay.PeerQuality
        | relay.Levels,
    ) -> None:
        """What a relay says of this consultation's peers."""
        match event:
            case relay.Levels(levels=levels):
                self.control.health.heard(levels, self.clock.now())
                self.room.levels(levels, partial(access.heard_by, self.state), self.clock.now())
            case relay.PeerQuality(peer=peer):
                if owner := self.tracks.owner(peer):
                    self._measured(owner, event)
            case relay.PeerSilent(peer=peer):
                self._peer_silent(peer)
            case relay.PeerClosed(peer=peer, reason=reason):
                self._peer_closed(peer, reason)
            case relay.PeerConnected(peer=peer):
                self._peer_connected(peer)

    def _measured(self, owner: str, quality: relay.PeerQuality) -> None:
        """A second of one of somebody's transports."""
        self.room.measured(owner, quality.peer, quality.loss, quality.rtt, self.clock.now())
        session = self.room.sessions.get(owner)
        if session is None or session.media.down != quality.peer:
            self.lines.measured(owner, "up", quality, {})
            self.control.measured(owner, quality, self.clock.now())
            return
        heights = {one.track_id: one.height for one in session.media.shown}
        line = self.lines.measured(owner, "down", quality, heights)
        session.tell_reduced(Reduced(smaller=line.reduced, paused=line.paused))

    def reported(self, session: Session, report: Report) -> None:
        """What somebody's page counted."""
        self.lines.reported(session.participant_id, report, self.clock.now())

    def connections(self, actor: Actor) -> list[Connection]:
        """The lines that `actor` may know of, of everybody who has been here."""
        return [
            self.lines.view(
                one,
                self.room.connection_of(one.participant_id),
                self.control.faults_of(one.participant_id),
                self.clock.now(),
            )
            for one in self.room.presence()
            if access.may_see_line(actor, one.participant_id)
        ]

    def _peer_connected(self, peer: str) -> None:
        owner = self.tracks.owner(peer)
        log.info("media connected", consultation=self.id, peer=peer, participant=owner)
        for resource in self.resources.values():
            if resource.peer == peer:
                resource.connected = True

    def _peer_silent(self, peer: str) -> None:
        log.info("media silent", consultation=self.id, peer=peer)
        if owner := self.tracks.owner(peer):
            self.room.path_silent(owner, peer)
            self._tell()

    def _peer_closed(self, peer: str, reason: str) -> None:
        self.cascade.ended(peer)
        owner = self.tracks.drop(peer)
        log.info("media closed", consultation=self.id, peer=peer, participant=owner, reason=reason)
        self.lines.closed(peer)
        for resource in list(self.resources.values()):
            if resource.peer == peer:
                self.end_resource(resource)
        session = self.room.sessions.get(owner or "")
        if session is not None:
            self._mend(session, peer, reason)
        if owner is not None:
            if reason == "silent":
                self.room.path_broke(owner, peer, self.clock.now())
            else:
                self.room.path_closed(owner, peer)
            self._tell()
        self.wake()

    def _mend(self, session: Session, peer: str, reason: str) -> None:
        """What follows for a session whose transport the relay ended.

        A client whose own end still seems connected would never notice, so it is told to begin
        anew, unless it was the client that ended it.
        """
        if peer == session.media.down:
            session.media.down_closed()
            session.wake_media()
        elif peer == session.media.up and reason != "dtls_closed":
            self.end_peer(session.media.down)
            session.reset_media()

    def end_peer(self, peer: str) -> None:
        """Close a transport from our side."""
        owner = self.tracks.drop(peer)
        self.lines.closed(peer)
        if owner is not None:
            self.room.path_closed(owner, peer)
        self._closing.append(peer)  # known or not: a request for it may be on its way
        self.wake()

    def end_resource(self, resource: MediaResource, for_good: bool = False) -> None:
        """End a WHIP or WHEP session."""
        if self.resources.pop(resource.id, None) is None:
            return
        log.info("resource ended", consultation=self.id, peer=resource.peer, for_good=for_good)
        self.end_peer(resource.peer)
        if resource.participant_id is not None:
            now, wall = self.clock.now(), self.clock.wall()
            self.room.detach(resource.participant_id, resource.id, now, wall, for_good)
        self.settle_room()


def route_of(consultation_id: str, state: Consultation) -> relay.Route:
    """What the relay is to forward; WHEP's one sound is the latest holder's."""
    on_stage = access.programme(state)
    if not access.is_public(state):
        on_stage = access.Programme(None, ())
    return relay.Route(
        router=consultation_id,
        audible=sorted(access.audible(state)),
        programme_video=on_stage.picture,
        programme_audio=on_stage.sound[-1] if on_stage.sound else None,
    )
