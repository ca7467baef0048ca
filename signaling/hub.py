"""Where sessions, media and connections meet: dispatches, and holds no rule."""

import asyncio
from collections import Counter
from functools import partial
from typing import assert_never

import msgspec
import structlog

from media import messages as relay
from media.egress import messages as egress
from sessions.commands import AnyCommand, IssueInvitation, OpenConsultation, StartRehearsal
from sessions.errors import Refused, SessionError
from sessions.events import InvitationIssued, Record
from sessions.roles import is_staff
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import Actor
from signaling import access, connection, media_plane
from signaling.border import admitted
from signaling.clock import SystemClock
from signaling.config import SignalingConfig
from signaling.connections import Band, Connection, Way, band
from signaling.errors import BadToken, NotAllowed, NotFound, Unavailable
from signaling.guest import Guest, receive
from signaling.line_checks import LineChecks
from signaling.meeting import Meeting
from signaling.meetings import Meetings
from signaling.messages import Hello
from signaling.opinions import SlidingWindow, limit_opinions
from signaling.outbox import Outbox
from signaling.ports import Clock, EgressWorker, OpinionLimiter, StartEgress, StartRelay, Wire
from signaling.relays import Relays
from signaling.resources import MediaResource
from signaling.tokens import Claims, Scope, Tokens, new_token_id
from signaling.workers import Supervisor

log = structlog.get_logger("signaling.hub")


class Invitation(msgspec.Struct, frozen=True):
    """A join link's token, and its id for revoking it; `expires_at` is Unix ms."""

    invitation_id: str
    token: str
    expires_at: int


class Resource(msgspec.Struct, frozen=True):
    """A WHIP or WHEP session: its unguessable id, its ETag, and the SDP answer (or fragment)."""

    resource_id: str
    etag: str
    sdp: str


class Hub:
    """One per process. Everything raises `SignalingError`s and the session's own errors."""

    def __init__(
        self,
        service: Service,
        tokens: Tokens,
        config: SignalingConfig,
        start_relay: StartRelay,
        start_egress: StartEgress | None = None,
        clock: Clock | None = None,
        relays: int = 1,
        opinions: OpinionLimiter | None = None,
    ) -> None:
        """`relays` is how many relay workers share the consultations.

        `opinions` counts those of all doors but may be narrower at one; by default a
        `SlidingWindow`.
        """
        self._service = service
        self._tokens = tokens
        self._config = config
        self._clock = clock or SystemClock()
        self._opinions = opinions or SlidingWindow()
        self._relays = Relays(
            start_relay, relays, self._relay_event, self._relay_up, self._relay_down
        )
        self.line_checks = LineChecks(self._relays, self._clock)
        self._egress = start_egress and self._supervise(start_egress)
        self.meetings = Meetings(service, self._clock, self._meeting_of)
        self._outboxes: set[Outbox] = set()
        self._draining = False

    # --- the life of it ---------------------------------------------------------------------

    async def run(self) -> None:
        """Supervise the media processes and the meetings, until cancelled; then end them.

        Runs as a task of the application's lifespan, while the service runs.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._relays.run())
            if self._egress is not None:
                tasks.create_task(self._egress.run())
            tasks.create_task(self.meetings.run())
            tasks.create_task(self.line_checks.run())

    async def wait_ready(self) -> None:
        """Return once every relay forwards."""
        await self._relays.wait_up()

    async def renew_relays(self, seconds: float) -> None:
        """Replace the relay workers, each once it is empty or after `seconds`."""
        await self._relays.renew(seconds)

    async def drain(self) -> None:
        """Say `bye` with `shutting_down` to every connection, and take no more."""
        self._draining = True
        for outbox in self._outboxes:
            outbox.close("shutting_down")

    @property
    def relay_pids(self) -> list[int]:
        """Of the relay workers that run."""
        return self._relays.pids

    @property
    def egress_pid(self) -> int | None:
        """Of the egress process, if it runs."""
        worker = self._egress.worker if self._egress else None
        return worker.pid if worker else None

    async def relay_stats(self) -> dict[int, relay.Stats]:
        """Counters of the relay workers by their numbers, for metrics."""
        return await self._relays.stats()

    def on_air(self, consultation_id: str) -> bool:
        """Whether players may load the stream's playlist."""
        meeting = self.meetings.find(consultation_id)
        return meeting is not None and meeting.on_air

    def stored(self) -> dict[str, egress.StorageNoted]:
        """How the streams stand in the object store, by consultation."""
        noted = {one.id: one.stored for one in self.meetings if one.on_air}
        return {id: one for id, one in noted.items() if one is not None}

    def connected(self) -> dict[str, int]:
        """How many participants are connected by WebSocket, by consultation."""
        return {one.id: len(one.room.connected) for one in self.meetings}

    def connections(self, consultation_id: str, actor: Actor) -> list[Connection]:
        """How the lines are that `actor` may know of; none where nobody has been."""
        meeting = self.meetings.find(consultation_id)
        return [] if meeting is None else meeting.peers.connections(actor)

    def line_counts(self) -> Counter[tuple[Way, Band]]:
        """How many lines lose how much just now, by way and band of loss."""
        lines = (line for meeting in self.meetings for line in meeting.peers.lines.all())
        return Counter((line.way, band(line.loss)) for line in lines)

    # --- who may ----------------------------------------------------------------------------

    async def authorize(
        self, token: str, consultation_id: str | None = None, scope: Scope = "session"
    ) -> tuple[Claims, Actor]:
        """Whom `token` speaks for in a consultation, by the log's roster and invitations.

        Raises `BadToken`, `TokenRevoked`, `NotFound`. `consultation_id` None: organizers only.
        """
        claims = self._tokens.verify(token, self._clock.wall(), scope)
        if consultation_id is None:
            if claims.role != "organizer" or claims.consultation_id is not None:
                raise NotAllowed("for organizers")
            return claims, Actor(role=claims.role)
        return claims, access.actor_of(claims, await self._service.state(consultation_id))

    async def invite(
        self,
        consultation_id: str,
        actor: Actor,
        participant_id: str,
        expires_at: int,
        *,
        invitation_id: str | None = None,
        key: str | None = None,
    ) -> Invitation:
        """Issue an invitation through the log and sign its token.

        With the `key` and `invitation_id` of an earlier call, signs that one's again.
        """
        invitation_id = invitation_id or new_token_id()
        command = IssueInvitation(invitation_id, participant_id, expires_at)
        records = await self.execute(consultation_id, actor, command, key)
        issued = records[0].event
        assert isinstance(issued, InvitationIssued)
        claims = access.claims_of(invitation_id, await self._service.state(consultation_id))
        return Invitation(invitation_id, self._tokens.issue(claims), claims.expires_at)

    async def execute(
        self,
        consultation_id: str,
        actor: Actor,
        command: AnyCommand,
        key: str | None = None,
        *,
        counted: bool = True,
    ) -> list[Record]:
        """A command from outside, by whichever door; as `Service.execute`.

        Raises `TooManyOpinions` too, but for an opinion that is not to be `counted`: its door has
        limits of its own.
        """
        command = admitted(command)
        if isinstance(command, OpenConsultation | StartRehearsal):
            self.meetings.check_new()
        if counted:
            limit_opinions(self._opinions, self._clock.now, consultation_id, actor, command)
        if is_staff(actor) and self.meetings.running:
            await self.meetings.get(consultation_id)  # it may be opened by this, and go on air
        return await self._service.execute(consultation_id, actor, command, key=key)

    # --- WebSocket --------------------------------------------------------------------------

    async def serve(self, wire: Wire) -> None:
        """One connection, from its opening to its end; never raises for what a client does."""
        outbox = Outbox()
        if self._draining:
            outbox.close("shutting_down")
        self._outboxes.add(outbox)
        try:
            await connection.serve(wire, outbox, self, self._config, self._clock)
        finally:
            self._outboxes.discard(outbox)

    async def welcome(self, hello: Hello, outbox: Outbox) -> Guest:
        """Let a client in by its `hello`; raises `SignalingError`."""
        claims = self._tokens.verify(hello.token, self._clock.wall())
        wanted = claims.consultation_id or hello.consultation
        apart = hello.purpose == "wall" or claims.role == "captioner"
        if wanted is None or (claims.participant_id is None and not apart):
            raise BadToken("not somebody on a roster")
        try:
            meeting = await self.meetings.get(wanted)
            self.meetings.check_new(meeting)
            return await receive(meeting, claims, hello, outbox)
        except Refused as error:
            raise NotFound(str(error)) from error
        except SessionError as error:
            raise Unavailable(str(error)) from error

    # --- WHIP and WHEP ----------------------------------------------------------------------

    async def publish_whip(self, consultation_id: str, claims: Claims, sdp: str) -> Resource:
        """Take a room encoder's media; its participant counts as connected meanwhile."""
        meeting = await self.meetings.get(consultation_id)
        self.meetings.check_new(meeting)
        actor = access.actor_of(claims, meeting.state)
        resource, answer = await media_plane.open_whip(meeting, actor, claims, sdp)
        return Resource(resource.id, resource.etag, answer)

    async def view_whep(
        self,
        consultation_id: str,
        participant_id: str | None,
        claims: Claims,
        sdp: str,
        caller: str | None = None,
    ) -> Resource:
        """Play the programme (`participant_id` None) or one participant.

        `caller` tells apart those who share a token: the address that limits count.
        """
        meeting = await self.meetings.get(consultation_id)
        self.meetings.check_new(meeting)
        actor = access.actor_of(claims, meeting.state)
        resource, answer = await media_plane.open_whep(
            meeting, actor, participant_id, claims, sdp, caller
        )
        return Resource(resource.id, resource.etag, answer)

    async def trickle(
        self, resource_id: str, claims: Claims, etags: frozenset[str], sdpfrag: str
    ) -> Resource:
        """A PATCH; `etags` are the If-Match's, `*` for an ICE restart.

        The answer's `sdp` is the fragment to reply with, empty for 204. Raises `StaleEtag`,
        `NotFound`, `TooFast`.
        """
        meeting, resource = self._find(resource_id, claims)
        fragment = await media_plane.trickle(meeting, resource, etags, sdpfrag)
        return Resource(resource.id, resource.etag, fragment)

    async def delete(self, resource_id: str, claims: Claims) -> None:
        """End a WHIP or WHEP session; raises `NotFound` also for what is another's."""
        meeting, resource = self._find(resource_id, claims)
        meeting.peers.end_resource(resource, for_good=True)

    def _find(self, resource_id: str, claims: Claims) -> tuple[Meeting, MediaResource]:
        for meeting in self.meetings:
            resource = meeting.peers.resources.get(resource_id)
            if resource is not None and resource.token_id == claims.token_id:
                return meeting, resource
        raise NotFound("no such media session")

    def _meeting_of(self, state: Consultation) -> Meeting:
        return Meeting(
            state,
            self._service,
            self._relays,
            self._egress,
            self._config,
            self._clock,
            self._opinions,
        )

    # --- the media processes ----------------------------------------------------------------

    def _supervise(self, start: StartEgress) -> Supervisor[EgressWorker]:
        return Supervisor(
            "egress", partial(start, self._egress_event), self._egress_up, self._egress_down, _ping
        )

    def _relay_event(self, event: relay.Event) -> None:
        match event:
            case relay.Levels(router=router):
                meeting = self.meetings.find(router)
            case (
                relay.PeerConnected()
                | relay.PeerClosed()
                | relay.PeerSilent()
                | relay.PeerQuality()
            ):
                meeting = self.meetings.find(event.peer.rpartition(":")[0])
            case relay.Ready() | relay.TrackStarted() | relay.Load():
                return
            case _ as never:
                assert_never(never)
        if meeting is not None:
            meeting.peers.take(event, meeting.state)

    def _relay_up(self, number: int) -> None:
        for meeting in self.meetings:
            meeting.peers.relay_up(number)

    def _relay_down(self, number: int) -> None:
        for meeting in self.meetings:
            meeting.relay_down(number)

    def _egress_event(self, event: egress.EgressEvent) -> None:
        match event:
            case egress.PlaylistReady(consultation=consultation):
                if meeting := self.meetings.find(consultation):
                    meeting.playlist_ready()
            case egress.StorageNoted(consultation=consultation):
                if meeting := self.meetings.find(consultation):
                    meeting.stored = event
            case egress.EgressReady():
                pass
            case _ as never:
                assert_never(never)

    def _egress_up(self) -> None:
        for meeting in self.meetings:
            meeting.wake()

    def _egress_down(self) -> None:
        for meeting in self.meetings:
            meeting.egress_down()


async def _ping(worker: EgressWorker) -> None:
    await worker.request(egress.Ping())
