"""Carries out what sessions and room encoders want of the relay: to publish, to be sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import assert_never
from weakref import WeakKeyDictionary

import structlog

from media import messages as relay
from sessions.types import Actor
from signaling import access, door
from signaling.errors import (
    BadSdp,
    LeafLost,
    MediaFailed,
    MediaFull,
    MediaUnavailable,
    NotAllowed,
    NotFound,
    Outside,
    SignalingError,
    StaleEtag,
    TooManyViewers,
)
from signaling.media_link import DoAnswer, DoPublish, DoSubscribe, DoWatch, Step
from signaling.meeting import Meeting
from signaling.messages import Offer, OfferedTrack, OwnTrack, Publish, Published
from signaling.resources import MediaResource, has_place, new_etag
from signaling.session import Session
from signaling.tokens import Claims

log = structlog.get_logger("signaling.media_plane")

AT_THE_DOOR = "door"
"""Names the tie of a room encoder that has still to be admitted."""

_carriers: WeakKeyDictionary[Session, asyncio.Lock] = WeakKeyDictionary()
"""One task at a time serves a session's media, also while a connection takes over from another."""


# --- WebSocket sessions -----------------------------------------------------------------------


async def serve_media(meeting: Meeting, session: Session) -> None:
    """Take one step of a session's media after another, until cancelled with its connection."""
    changed = asyncio.Event()
    async with _carriers.setdefault(session, asyncio.Lock()):
        session.wake_media = changed.set
        while True:
            while (step := session.media.next_step(meeting.clock.now())) is not None:
                await _take(meeting, session, step)
            timer = session.media.next_timer()
            wait = None if timer is None else max(0.0, timer - meeting.clock.now())
            try:
                async with asyncio.timeout(wait):
                    await changed.wait()
            except TimeoutError:
                pass
            changed.clear()


async def _take(meeting: Meeting, session: Session, step: Step) -> None:
    try:
        match step:
            case DoPublish(message=message):
                await _publish(meeting, session, message)
            case DoAnswer(revision=revision, sdp=sdp):
                body = relay.TakeAnswer(peer=session.media.down, revision=revision, sdp=sdp)
                await meeting.cascade.request(body)
            case DoWatch(shown=shown):
                request = relay.Watch(peer=session.media.down, shown=list(shown))
                await meeting.cascade.request(request)
            case DoSubscribe():
                await _subscribe(meeting, session, step)
            case _:
                assert_never(step)
    except LeafLost:
        session.media.down_closed()
    except MediaUnavailable:
        session.halt_media()
    except (MediaFull, MediaFailed) as error:
        log.warning("not served", session=session.id, error=str(error))
        session.media.postponed(meeting.clock.now())
    except SignalingError as error:
        log.info(
            "media step refused", step=type(step).__name__, session=session.id, error=str(error)
        )
    except asyncio.CancelledError:
        session.media.interrupted()
        raise


async def _publish(meeting: Meeting, session: Session, message: Publish) -> None:
    try:
        reply = await _publish_session(meeting, session, message)
    except SignalingError as error:
        session.refuse(message.id, error)
        if isinstance(error, MediaUnavailable):
            raise
    else:
        _end_if_over(meeting, session)
        tracks = [OwnTrack(t.track_id, t.kind, t.source) for t in reply.tracks]
        session.send(Published(id=message.id, sdp=reply.sdp, tracks=tracks))


async def _publish_session(meeting: Meeting, session: Session, message: Publish) -> relay.Published:
    link, actor = session.media, session.actor
    try:
        return await publish(meeting, actor, link.up, message.sdp, message.sources)
    except BadSdp:
        if meeting.tracks.owner(link.up) is None:
            raise
    # A new RTCPeerConnection has another certificate, which a transport may not change in its life.
    reply = await publish(meeting, actor, link.next_up, message.sdp, message.sources)
    meeting.peers.end(link.up)
    link.renamed()
    return reply


async def _subscribe(meeting: Meeting, session: Session, step: DoSubscribe) -> None:
    link = session.media
    body = relay.Subscribe(
        router=meeting.id,
        peer=link.down,
        tracks=list(step.tracks),
        ice_restart=step.ice_restart,
        owner=session.participant_id,
    )
    try:
        reply = await meeting.cascade.request(body)
    except (NotFound, BadSdp):
        link.not_offered()  # a track has just ended; word of it is on its way
        return
    assert isinstance(reply, relay.Offered)
    meeting.tracks.set(link.down, session.participant_id)
    _end_if_over(meeting, session)
    link.offered(reply.revision, step.tracks, meeting.clock.now())
    session.send(Offer(reply.revision, reply.sdp, _described(meeting, reply.tracks)))


def _end_if_over(meeting: Meeting, session: Session) -> None:
    """A session that ended while the relay was asked leaves nothing behind."""
    if meeting.room.sessions.get(session.participant_id) is not session:
        meeting.peers.end_session(session)


def _described(meeting: Meeting, lines: list[relay.SubscribedTrack]) -> list[OfferedTrack]:
    """Whose what each m-line carries; a track that has ended meanwhile is left out."""
    known = ((line.mid, meeting.tracks.find(line.track_id)) for line in lines)
    return [
        OfferedTrack(mid, track.track_id, track.owner, track.kind, track.source)
        for mid, track in known
        if track is not None
    ]


async def publish(
    meeting: Meeting,
    actor: Actor,
    peer: str,
    sdp: str,
    sources: Mapping[str, relay.Source],
    whole: bool = False,
) -> relay.Published:
    """Give an offer to the relay; raises `NotAllowed` and what `Relays.request` does."""
    assert actor.participant_id is not None
    if not access.may_publish(actor, sources.values()):
        raise NotAllowed("source")
    body = relay.Publish(
        router=meeting.id,
        peer=peer,
        owner=actor.participant_id,
        sdp=sdp,
        sources=dict(sources),
        whole=whole,
    )
    reply = await meeting.cascade.request(body)
    assert isinstance(reply, relay.Published)
    try:
        access.check_tracks(actor, reply.tracks)
    except SignalingError:
        meeting.peers.end(peer)
        raise
    meeting.tracks.set(peer, actor.participant_id, reply.tracks)
    meeting.wake()
    return reply


# --- WHIP and WHEP ----------------------------------------------------------------------------


async def open_whip(
    meeting: Meeting, actor: Actor, claims: Claims, sdp: str
) -> tuple[MediaResource, str]:
    """Take a room encoder's media, in the place of one that its participant had already."""
    if actor.participant_id is None:
        raise NotAllowed("nobody on the roster")
    meeting.peers.offers.take((claims.token_id, None), meeting.clock.now())
    await _wait_at_the_door(meeting, actor.participant_id)
    before = [
        r for r in meeting.peers.resources.values() if r.participant_id == actor.participant_id
    ]
    now = meeting.clock.now()
    resource = MediaResource(meeting.id, claims, actor.participant_id, None, now)
    async with _registered(meeting, resource, claims):
        reply = await publish(meeting, actor, resource.peer, sdp, {}, whole=True)
    meeting.room.attach(actor.participant_id, resource.id, meeting.clock.wall())
    for other in before:
        meeting.peers.end_resource(other)
    meeting.settle_room()
    return resource, reply.sdp


async def _wait_at_the_door(meeting: Meeting, participant_id: str) -> None:
    """Raise `Outside` or `TurnedAway` for whoever may not come in, yet.

    An encoder cannot be told later, so it comes again; within the grace period its participant is
    seen to wait.
    """
    error = door.refusal(meeting.state, participant_id)
    if error is None:
        return
    if isinstance(error, Outside):
        now, wall = meeting.clock.now(), meeting.clock.wall()
        meeting.room.attach(participant_id, AT_THE_DOOR, wall)
        meeting.settle_room()
        await meeting.attendance.settle()
        meeting.room.detach(participant_id, AT_THE_DOOR, now, wall)
        meeting.settle_room()
    raise error


async def open_whep(
    meeting: Meeting,
    actor: Actor,
    owner: str | None,
    claims: Claims,
    sdp: str,
    caller: str | None = None,
) -> tuple[MediaResource, str]:
    """Play the programme, or one participant."""
    if (error := door.refusal(meeting.state, actor.participant_id)) is not None:
        raise error
    if not access.may_view(actor, owner, meeting.state):
        raise NotAllowed("the programme alone")
    if owner is not None and owner not in meeting.state.participants:
        raise NotFound(owner)
    if claims.participant_id is not None or claims.role == "captioner":
        caller = None  # a link of their own is one viewer's, wherever they are
    meeting.peers.offers.take((claims.token_id, caller), meeting.clock.now())
    if not has_place(meeting.peers.resources.values(), claims, caller, meeting.config):
        raise TooManyViewers(meeting.id)
    resource = MediaResource(meeting.id, claims, None, caller, meeting.clock.now())
    async with _registered(meeting, resource, claims):
        body = relay.View(router=meeting.id, peer=resource.peer, owner=owner, sdp=sdp)
        reply = await meeting.cascade.request(body)
    assert isinstance(reply, relay.Viewed)
    return resource, reply.sdp


@asynccontextmanager
async def _registered(
    meeting: Meeting, resource: MediaResource, claims: Claims
) -> AsyncIterator[None]:
    """Have a resource known while the relay is asked for it.

    So it holds the meeting and counts as a viewer, and whatever ends it meanwhile does. Raises
    `TokenRevoked` or `MediaUnavailable` then.
    """
    meeting.peers.resources[resource.id] = resource
    log.info("resource begun", consultation=meeting.id, peer=resource.peer, role=claims.role)
    try:
        yield
    except BaseException:
        meeting.peers.end_resource(resource)
        raise
    if resource.id not in meeting.peers.resources:
        meeting.peers.end(resource.peer)  # the relay may have begun it after it was ended
        access.actor_of(claims, meeting.state)
        raise MediaUnavailable("ended meanwhile")


async def trickle(
    meeting: Meeting, resource: MediaResource, etags: frozenset[str], sdpfrag: str
) -> str:
    """Candidates, or an ICE restart (`etags` may be `*`); the fragment to answer with, if any."""
    resource.patches.take(meeting.clock.now())
    if not etags & {"*", resource.etag}:
        raise StaleEtag("another ICE session")
    body = relay.Trickle(peer=resource.peer, sdpfrag=sdpfrag)
    reply = await meeting.cascade.request(body)
    assert isinstance(reply, relay.Trickled)
    if reply.sdpfrag:
        resource.etag = new_etag()
    return reply.sdpfrag
