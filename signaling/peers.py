"""One consultation's peers at the relays: what ends each, what they say of it, what follows.

A peer is a transport of a member's session, or a WHIP or WHEP session of its own.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import structlog

from media import messages as relay
from sessions.state import Consultation
from sessions.types import Actor
from signaling import access
from signaling.cascade import Cascade
from signaling.config import SignalingConfig
from signaling.connections import Connection, Connections
from signaling.control_room import ControlRoom
from signaling.errors import SignalingError
from signaling.messages import Reduced, Report
from signaling.ports import Clock
from signaling.resources import RELOADS, MediaResource, Offers
from signaling.room import Room
from signaling.session import Session
from signaling.tracks import Tracks

GATE_TIMEOUT = 0.25
"""Seconds that members' news wait for the relay's gate; it answers in one millisecond."""

PeerEvent = (
    relay.PeerConnected | relay.PeerClosed | relay.PeerSilent | relay.PeerQuality | relay.Levels
)
"""What a relay says of one consultation's peers."""

log = structlog.get_logger("signaling.peers")


class Peers:
    """Of the meeting it calls `wake` for a turn, `tell` for presence, `settle` for the room."""

    def __init__(
        self,
        room: Room,
        tracks: Tracks,
        cascade: Cascade,
        control: ControlRoom,
        config: SignalingConfig,
        clock: Clock,
        wake: Callable[[], None],
        tell: Callable[[], None],
        settle: Callable[[], None],
    ) -> None:
        self.lines = Connections()
        self.resources: dict[str, MediaResource] = {}
        self.offers = Offers(RELOADS * config.whep_per_viewer)
        self._id = room.name
        self._room = room
        self._tracks = tracks
        self._cascade = cascade
        self._control = control
        self._config = config
        self._clock = clock
        self._wake = wake
        self._tell = tell
        self._settle = settle
        self._closing: list[str] = []

    # --- what is asked of the relays --------------------------------------------------------

    async def gate(self, state: Consultation) -> None:
        """Have the relays forward those who may be heard and nobody else."""
        try:
            async with asyncio.timeout(GATE_TIMEOUT):
                await self._cascade.gate(route_of(self._id, state))
        except TimeoutError:
            self._wake()

    async def close_ended(self) -> None:
        """Have the relays close what ended from our side."""
        while self._closing:
            with suppress(SignalingError):  # gone with its relay
                await self._cascade.request(relay.ClosePeer(peer=self._closing.pop()))

    # --- ends from our side -----------------------------------------------------------------

    def end(self, peer: str) -> None:
        """Close a transport."""
        owner = self._tracks.drop(peer)
        self.lines.closed(peer)
        if owner is not None:
            self._room.path_closed(owner, peer)
        self._closing.append(peer)  # known or not: a request for it may be on its way
        self._wake()

    def end_session(self, session: Session) -> None:
        """Close both transports of a member."""
        self.end(session.media.up)
        self.end(session.media.down)

    def end_resource(self, resource: MediaResource, for_good: bool = False) -> None:
        """End a WHIP or WHEP session."""
        if self.resources.pop(resource.id, None) is None:
            return
        log.info("resource ended", consultation=self._id, peer=resource.peer, for_good=for_good)
        self.end(resource.peer)
        if resource.participant_id is not None:
            now, wall = self._clock.now(), self._clock.wall()
            self._room.detach(resource.participant_id, resource.id, now, wall, for_good)
        self._settle()

    def end_resources(self, ends: Callable[[MediaResource], bool], for_good: bool = False) -> None:
        """End each WHIP or WHEP session of which `ends` says so."""
        for resource in list(self.resources.values()):
            if ends(resource):
                self.end_resource(resource, for_good)

    def tick(self, now: float, wall: int) -> None:
        """End what its token no longer holds, and viewers who never came."""
        self.end_resources(lambda one: one.expires_at <= wall, for_good=True)
        self.end_resources(lambda one: one.is_overdue(now, self._config.whep_connect))

    # --- what happens to the relays ---------------------------------------------------------

    def relay_down(self, number: int) -> bool:
        """A relay is gone: the home, and all transports with it, or a leaf with those at it.

        Answers whether it was the home.
        """
        if number == self._cascade.home:
            self._home_down()
            return True
        for peer in self._cascade.lost(number):
            self._closed(peer, "relay_lost")
        return False

    def _home_down(self) -> None:
        self._cascade.home_lost()
        self._tracks.clear()
        self.lines.clear()
        for session in self._room.sessions.values():
            session.halt_media()
        self.end_resources(lambda one: True)
        self._closing.clear()
        self._wake()

    def relay_up(self, number: int) -> None:
        """There is a relay to begin with, or another."""
        if number == self._cascade.home:
            self._room.reset_media()
            self._wake()

    # --- what the relays say ----------------------------------------------------------------

    def take(self, event: PeerEvent, state: Consultation) -> None:
        """What a relay says of this consultation's peers."""
        match event:
            case relay.Levels(levels=levels):
                self._control.health.heard(levels, self._clock.now())
                self._room.levels(levels, partial(access.heard_by, state), self._clock.now())
            case relay.PeerQuality(peer=peer):
                if owner := self._tracks.owner(peer):
                    self._measured(owner, event)
            case relay.PeerSilent(peer=peer):
                self._silent(peer)
            case relay.PeerClosed(peer=peer, reason=reason):
                self._closed(peer, reason)
            case relay.PeerConnected(peer=peer):
                self._connected(peer)

    def _measured(self, owner: str, quality: relay.PeerQuality) -> None:
        """A second of one of somebody's transports."""
        self._room.measured(owner, quality.peer, quality.loss, quality.rtt, self._clock.now())
        session = self._room.sessions.get(owner)
        if session is None or session.media.down != quality.peer:
            self.lines.measured(owner, "up", quality, {})
            self._control.measured(owner, quality, self._clock.now())
            return
        heights = {one.track_id: one.height for one in session.media.shown}
        line = self.lines.measured(owner, "down", quality, heights)
        session.tell_reduced(Reduced(smaller=line.reduced, paused=line.paused))

    def _connected(self, peer: str) -> None:
        owner = self._tracks.owner(peer)
        log.info("media connected", consultation=self._id, peer=peer, participant=owner)
        for resource in self.resources.values():
            if resource.peer == peer:
                resource.connected = True

    def _silent(self, peer: str) -> None:
        log.info("media silent", consultation=self._id, peer=peer)
        if owner := self._tracks.owner(peer):
            self._room.path_silent(owner, peer)
            self._tell()

    def _closed(self, peer: str, reason: str) -> None:
        self._cascade.ended(peer)
        owner = self._tracks.drop(peer)
        log.info("media closed", consultation=self._id, peer=peer, participant=owner, reason=reason)
        self.lines.closed(peer)
        self.end_resources(lambda one: one.peer == peer)
        session = self._room.sessions.get(owner or "")
        if session is not None:
            self._mend(session, peer, reason)
        if owner is not None:
            if reason == "silent":
                self._room.path_broke(owner, peer, self._clock.now())
            else:
                self._room.path_closed(owner, peer)
            self._tell()
        self._wake()

    def _mend(self, session: Session, peer: str, reason: str) -> None:
        """What follows for a session whose transport the relay ended.

        A client whose own end still seems connected would never notice, so it is told to begin
        anew, unless it was the client that ended it.
        """
        if peer == session.media.down:
            session.media.down_closed()
            session.wake_media()
        elif peer == session.media.up and reason != "dtls_closed":
            self.end(session.media.down)
            session.reset_media()

    # --- how the lines are ------------------------------------------------------------------

    def reported(self, session: Session, report: Report) -> None:
        """What somebody's page counted."""
        self.lines.reported(session.participant_id, report, self._clock.now())

    def connections(self, actor: Actor) -> list[Connection]:
        """The lines that `actor` may know of, of everybody who has been here."""
        return [
            self.lines.view(
                one,
                self._room.connection_of(one.participant_id),
                self._control.faults_of(one.participant_id),
                self._clock.now(),
            )
            for one in self._room.presence()
            if access.may_see_line(actor, one.participant_id)
        ]


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
