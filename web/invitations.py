"""Join links of many at once over HTTP: issue, list, revoke, and take away as CSV or on paper."""

import asyncio
import csv
import hashlib
import io
import time
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.command_keys import scoped
from sessions.commands import IssueInvitations, NamedInvitation, RevokeInvitations
from sessions.errors import Refused
from sessions.events import InvitationIssued
from sessions.service import Service
from sessions.sheet_words import CAPACITY_WORDS, ROLE_WORDS
from sessions.state import Consultation
from sessions.types import Actor, Participant
from sessions.venues import within
from signaling import access
from signaling.errors import BadToken
from signaling.hub import Hub
from signaling.tokens import Tokens, new_token_id
from web.apart import apart
from web.api import idempotency_key
from web.config import MAX_LINKS_BODY
from web.errors import WebError
from web.http import json_response, read_json
from web.link_sheet import Card, LinkSheet, day_and_time
from web.responses.consultations import Executed
from web.responses.invitations import (
    BulkInvitationRequest,
    BulkInvitations,
    Invitation,
    InvitationList,
    InvitationView,
    LinksRequest,
    RevocationRequest,
)
from web.roster import attachment, for_staff
from web.routes import API

AT_ONCE = 1
"""Sheets being typeset at the same time; others wait."""
SECONDS = 60
"""Longest time for one: 400 cards take eight."""
LINE_MAX = 40
"""Characters of a line on a card."""
MARKED = ("chair", "venue")
"""Roles that stand out on paper: who must be handed theirs first."""
INSTRUCTION = "用手机相机扫码进入会议。这个码只供本人使用，请不要转发。"
CSV_HEAD = ("姓名", "身份", "会场", "单位", "职务或界别", "参加方式", "链接", "有效期至")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

Link = tuple[Participant, str, int]
"""Whose link, its token, and until when (Unix ms)."""

_issue = msgspec.json.Decoder(BulkInvitationRequest)
_revoke = msgspec.json.Decoder(RevocationRequest)
_links = msgspec.json.Decoder(LinksRequest)


class Invitations:
    """`/{id}/invitations` of many. Links are told once, to whoever made them: for a sheet of them
    the caller brings them along, so that nobody comes by another's link without a trace in the log.
    """

    def __init__(self, service: Service, hub: Hub, tokens: Tokens, base_url: str = "") -> None:
        self.service = service
        self.hub = hub
        self.tokens = tokens
        self.base_url = base_url.rstrip("/")
        self.places = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """All for those who run the meeting."""
        all = f"{API}/{{id}}/invitations"
        return [
            Route(all, self.listed, methods=["GET"]),
            Route(f"{all}/bulk", self.issue, methods=["POST"]),
            Route(f"{all}/revoke", self.revoke, methods=["POST"]),
            Route(f"{all}/links.csv", self.as_csv, methods=["POST"]),
            Route(f"{all}/links.pdf", self.as_pdf, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """Every link that was made, without what makes it work."""
        state, _ = await self.staff(request)
        found = [
            InvitationView(
                invitation_id=id,
                participant_id=one.participant_id,
                issued_at=one.issued_at,
                expires_at=one.expires_at,
                revoked=one.revoked,
                used_at=one.used_at,
            )
            for id, one in state.invitations.items()
            if one.participant_id is not None  # caption ports have a list of their own
        ]
        return json_response(InvitationList(found))

    async def issue(self, request: Request) -> Response:
        """A link for each, made in one commit; with an `Idempotency-Key` once."""
        state, actor = await self.staff(request)
        wanted = await read_json(request, _issue, MAX_LINKS_BODY)
        key = idempotency_key(request)
        command = IssueInvitations(
            [
                NamedInvitation(invitation_name(state.id, actor, key, one), one)
                for one in selected(state, wanted)
            ],
            (int(time.time()) + wanted.expires_in) * 1000,
            wanted.replace,
        )
        if not command.invitations:
            raise WebError("nobody_selected")
        records = await self.hub.execute(state.id, actor, command, key=key)
        state = await self.service.state(state.id)
        issued = [one.event for one in records if isinstance(one.event, InvitationIssued)]
        room = f"{self.base(request)}/c/{state.id}"
        made = await asyncio.to_thread(self._signed, state, issued, room)
        return json_response(BulkInvitations(made), 201)

    def _signed(
        self, state: Consultation, issued: Sequence[InvitationIssued], room: str
    ) -> list[Invitation]:
        made = []
        for one in issued:
            token = self.tokens.issue(access.claims_of(one.invitation_id, state))
            made.append(
                Invitation(
                    one.invitation_id,
                    one.participant_id,
                    f"{room}#t={token}",
                    token,
                    one.expires_at,
                )
            )
        return made

    async def revoke(self, request: Request) -> Response:
        """All of them or none; whoever came in by one is out at once."""
        state, actor = await self.staff(request)
        wanted = await read_json(request, _revoke, MAX_LINKS_BODY)
        command = RevokeInvitations(wanted.invitation_ids)
        records = await self.hub.execute(state.id, actor, command, key=idempotency_key(request))
        return json_response(Executed(seqs=[record.seq for record in records]))

    async def as_csv(self, request: Request) -> Response:
        """The caller's links in a table that no spreadsheet program takes for formulas."""
        state, links = await self.brought(request)
        room = f"{self.base(request)}/c/{state.id}"
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(CSV_HEAD)
        for one, token, expires_at in links:
            rows.writerow(
                [
                    *(inert(text) for text in _columns(state, one)),
                    f"{room}#t={token}",
                    day_and_time(expires_at),
                ]
            )
        content = out.getvalue().encode("utf-8-sig")
        return attachment(content, "links.csv", "text/csv; charset=utf-8")

    async def as_pdf(self, request: Request) -> Response:
        """The caller's links on cards to print and cut."""
        state, links = await self.brought(request)
        sheet = link_sheet(state, links, f"{self.base(request)}/c/{state.id}")
        async with self.places:
            given = msgspec.json.encode(sheet)
            content = await apart("web.link_sheet", given=given, seconds=SECONDS)
        return attachment(content, "links.pdf", "application/pdf")

    async def brought(self, request: Request) -> tuple[Consultation, list[Link]]:
        """The links in a request, in the order of venues and roster.

        Raises `BadToken` and `TokenRevoked` for one that does not work here: paper with it would be
        useless.
        """
        state, _ = await self.staff(request)
        wanted = await read_json(request, _links, MAX_LINKS_BODY)
        found = await asyncio.to_thread(self._owners, state, wanted.tokens)
        venues = {id: place for place, id in enumerate(state.venues)}
        roster = {id: place for place, id in enumerate(state.participants)}
        found.sort(key=lambda one: (venues[one[0].venue_id], roster[one[0].id]))
        return state, found

    def _owners(self, state: Consultation, tokens: Sequence[str]) -> list[Link]:
        found = []
        now = int(time.time() * 1000)
        for token in tokens:
            claims = self.tokens.verify(token, now)
            who = access.actor_of(claims, state).participant_id
            if who is None:  # an organizer's own
                raise BadToken("no join link")
            found.append((state.participants[who], token, claims.expires_at))
        return found

    async def staff(self, request: Request) -> tuple[Consultation, Actor]:
        """The state, for those who run the meeting, and who asks."""
        return await for_staff(request, self.service, self.hub)

    def base(self, request: Request) -> str:
        """Under which links are made: as configured, else as this request came."""
        return self.base_url or f"{request.url.scheme}://{request.url.netloc}"


def selected(state: Consultation, wanted: BulkInvitationRequest) -> list[str]:
    """Participants by name, those of venues and what is below them, or everybody."""
    if wanted.participant_ids is not None:
        return list(dict.fromkeys(wanted.participant_ids))
    if wanted.venue_ids is None:
        return list(state.participants)
    if any(id not in state.venues for id in wanted.venue_ids):
        raise Refused("no_such_venue")
    below = {id for id in state.venues for root in wanted.venue_ids if within(state, id, root)}
    return [one.id for one in state.participants.values() if one.venue_id in below]


def invitation_name(
    consultation_id: str, actor: Actor, key: str | None, participant_id: str
) -> str:
    """The id of a participant's link, the same whenever the request's key is sent again."""
    if key is None:
        return new_token_id()
    whole = msgspec.json.encode((consultation_id, scoped(actor, key), participant_id))
    return hashlib.sha256(whole).hexdigest()[:32]


def inert(text: str) -> str:
    """Text that is text to a spreadsheet program, too (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _columns(state: Consultation, one: Participant) -> list[str]:
    """Of somebody, before the link."""
    return [
        one.name,
        ROLE_WORDS[one.role][0],
        state.venues[one.venue_id].name,
        one.organization,
        one.title,
        CAPACITY_WORDS[one.capacity][0],
    ]


def link_sheet(state: Consultation, links: Sequence[Link], room: str) -> LinkSheet:
    """The cards, in the order given."""
    return LinkSheet(
        title=_short(state.title),
        time=day_and_time(state.scheduled_at),
        instruction=INSTRUCTION,
        issued=state.at,
        cards=[
            Card(
                name=one.name,
                role=ROLE_WORDS[one.role][0],
                marked=one.role in MARKED,
                venue=_short(state.venues[one.venue_id].name),
                who=_short(" ".join(part for part in (one.organization, one.title) if part)),
                expires=f"{day_and_time(expires_at)} 前有效",
                url=f"{room}#t={token}",
            )
            for one, token, expires_at in links
        ],
    )


def _short(text: str) -> str:
    return text if len(text) <= LINE_MAX else f"{text[: LINE_MAX - 1]}…"
