"""The HTTP API of consultations: create, list, read, command, follow, invite."""

import hashlib
import time

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.command_keys import scoped
from sessions.commands import (
    AnyCommand,
    CreateConsultation,
    RegisterParticipant,
    RevokeInvitation,
    SubmitOpinion,
)
from sessions.opinion_views import opinions_before
from sessions.service import Service
from sessions.types import Actor, Participant
from signaling.hub import Hub
from signaling.tokens import Tokens
from web.auth import authorize, caller, verify
from web.config import EVENTS_PAGE, MAX_CONSULTATION_BODY, OPINIONS_PAGE
from web.errors import WebError
from web.http import json_response, query_int, read_json
from web.ids import new_id
from web.limiting import OpinionLimits
from web.responses.consultations import (
    ConnectionList,
    ConsultationList,
    Created,
    EventsPage,
    Executed,
)
from web.responses.invitations import Invitation, InvitationRequest
from web.responses.opinions import OpinionsPage
from web.routes import API

_create = msgspec.json.Decoder(CreateConsultation)
_command: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_invitation = msgspec.json.Decoder(InvitationRequest)


class Api:
    """The handlers; every one ends in the service, the one door to the record."""

    def __init__(
        self,
        service: Service,
        hub: Hub,
        tokens: Tokens,
        limits: OpinionLimits,
        base_url: str = "",
    ) -> None:
        self.service = service
        self.hub = hub
        self.tokens = tokens
        self.limits = limits
        self.base_url = base_url.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        """All below `/api/v1/consultations`."""
        one = f"{API}/{{id}}"
        invitations = f"{one}/invitations"
        post = ["POST"]
        return [
            Route(API, self.list, methods=["GET"]),
            Route(API, self.create, methods=post),
            Route(one, self.read, methods=["GET"]),
            Route(f"{one}/commands", self.command, methods=post),
            Route(f"{one}/events", self.events, methods=["GET"]),
            Route(f"{one}/connections", self.connections, methods=["GET"]),
            Route(f"{one}/opinions", self.opinions, methods=["GET"]),
            Route(invitations, self.invite, methods=post),
            Route(f"{invitations}/{{invitation_id}}", self.revoke, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        """Organizers alone; 201 with the consultation's address."""
        _, actor = await authorize(request, self.hub)
        self.hub.meetings.check_new()
        command = await read_json(request, _create, MAX_CONSULTATION_BODY)
        id, records = await self.service.create(actor, command, key=idempotency_key(request))
        created = Created(id=id, seqs=[record.seq for record in records])
        return json_response(created, 201, {"location": f"{API}/{id}"})

    async def list(self, request: Request) -> Response:
        """An organizer sees all, somebody with an invitation their own."""
        claims = verify(request, self.tokens)
        _, actor = await authorize(request, self.hub, claims.consultation_id)
        found = await self.service.consultations()
        if actor.role != "organizer" or claims.consultation_id is not None:
            found = [one for one in found if one.id == claims.consultation_id]
        return json_response(ConsultationList(consultations=found))

    async def read(self, request: Request) -> Response:
        """The snapshot that this role may see."""
        id, actor = await self.who(request)
        return json_response(await self.service.snapshot(id, actor))

    async def command(self, request: Request) -> Response:
        """Do a command; `Idempotency-Key` makes a repetition harmless."""
        id, actor = await self.who(request)
        command = await read_json(request, _command)
        if isinstance(command, SubmitOpinion):
            await self.limits.take(id, caller(request))
        records = await self.hub.execute(id, actor, command, key=idempotency_key(request))
        return json_response(Executed(seqs=[record.seq for record in records]))

    async def events(self, request: Request) -> Response:
        """A page of the log."""
        id, actor = await self.who(request)
        after = query_int(request, "after")
        state = await self.service.state(id)
        last, rehearsal = state.seq, state.rehearsal
        records = await self.service.records(id, after, actor, EVENTS_PAGE)
        complete = len(records) < EVENTS_PAGE
        ends = [record.seq for record in records[-1:]] + ([last] if complete else [])
        page = EventsPage(
            records=records,
            next=max([after, *ends]),
            complete=complete,
            rehearsal=None if rehearsal is None else rehearsal.since,
        )
        return json_response(page)

    async def opinions(self, request: Request) -> Response:
        """A page of all opinions, for staff: a snapshot holds the newest alone."""
        id, actor = await self.who(request)
        before = request.query_params.get("before")
        state = await self.service.state(id)
        found = opinions_before(state, actor, before, OPINIONS_PAGE + 1)
        page = OpinionsPage(found[:OPINIONS_PAGE], complete=len(found) <= OPINIONS_PAGE)
        return json_response(page)

    async def connections(self, request: Request) -> Response:
        """How the lines are that this role may know of."""
        id, actor = await self.who(request)
        return json_response(ConnectionList(self.hub.connections(id, actor)))

    async def invite(self, request: Request) -> Response:
        """A join link; somebody new is put on the roster first.

        With an `Idempotency-Key` both happen once: what it made before is found again.
        """
        id, actor = await self.who(request)
        wanted = await read_json(request, _invitation)
        sent = idempotency_key(request)
        names = None if sent is None else InvitationNames(id, actor, sent)
        participant_id = wanted.participant_id
        if participant_id is None:
            participant = newcomer(wanted, names.participant if names else new_id())
            register = RegisterParticipant(participant)
            await self.hub.execute(id, actor, register, names.register_key if names else None)
            participant_id = participant.id
        expires_at = (int(time.time()) + wanted.expires_in) * 1000
        made = await self.hub.invite(
            id,
            actor,
            participant_id,
            expires_at,
            invitation_id=names.invitation if names else None,
            key=names.invite_key if names else None,
        )
        answer = Invitation(
            invitation_id=made.invitation_id,
            participant_id=participant_id,
            url=f"{self.base(request)}/c/{id}#t={made.token}",
            token=made.token,
            expires_at=made.expires_at,
        )
        return json_response(answer, 201)

    async def revoke(self, request: Request) -> Response:
        """204; the hub closes the connections that the link has opened."""
        id, actor = await self.who(request)
        command = RevokeInvitation(request.path_params["invitation_id"])
        await self.hub.execute(id, actor, command)
        return Response(status_code=204)

    async def who(self, request: Request) -> tuple[str, Actor]:
        """The consultation in the path, and whom the token speaks for in it."""
        id: str = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        return id, actor

    def base(self, request: Request) -> str:
        """Under which links are made: as configured, else as this request came."""
        return self.base_url or f"{request.url.scheme}://{request.url.netloc}"


class InvitationNames:
    """The ids and command keys of one invitation, the same whenever its key is sent again.

    They are a hash, since one key names two commands here, and ids are unique in a consultation.
    """

    def __init__(self, consultation_id: str, actor: Actor, key: str) -> None:
        whole = msgspec.json.encode((consultation_id, scoped(actor, key)))
        digest = hashlib.sha256(whole).hexdigest()
        self.participant = digest[:16]
        self.invitation = digest[16:48]
        self.register_key = f"{digest[:48]}:register"
        self.invite_key = f"{digest[:48]}:invite"


def newcomer(wanted: InvitationRequest, id: str) -> Participant:
    """The participant that an invitation without `participant_id` describes."""
    if wanted.name is None or wanted.role is None or wanted.venue_id is None:
        raise WebError("bad_body", detail="participant_id / name, role, venue_id")
    return Participant(
        id=id,
        name=wanted.name,
        role=wanted.role,
        venue_id=wanted.venue_id,
        short_name=wanted.short_name,
        title=wanted.title,
        organization=wanted.organization,
        capacity=wanted.capacity,
        interprets_into=wanted.interprets_into,
        sector=wanted.sector,
        number=wanted.number,
    )


def idempotency_key(request: Request) -> str | None:
    """The client's own name for this command, as the WebSocket's `id`."""
    return request.headers.get("idempotency-key") or None
