"""Who may send, see and be heard: pure readings of a role, the roster and the floor."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from media.egress.messages import Speaker
from media.messages import Shown, Source, TrackInfo
from sessions.interpretation import channel_of, interpreters_on
from sessions.roles import is_staff
from sessions.speaking import chair, held, holders
from sessions.stage import lead, may_show_screen, slots
from sessions.state import Consultation
from sessions.types import Actor, ActorRole, Participant
from signaling.errors import BadSdp, BadToken, NotAllowed, NotFound, TokenRevoked
from signaling.messages import MAX_HEIGHT
from signaling.tokens import LISTENING, SCOPES, Claims

PICTURE_AND_SOUND: frozenset[Source] = frozenset({"microphone", "camera"})
ALL: frozenset[Source] = PICTURE_AND_SOUND | {"screen"}
SOUND: frozenset[Source] = frozenset({"microphone"})
NOTHING: frozenset[Source] = frozenset()

MAY_PUBLISH: Mapping[ActorRole, frozenset[Source]] = {
    "organizer": NOTHING,
    "chair": ALL,
    "clerk": ALL,
    "member": ALL,
    "expert": ALL,
    "department": ALL,
    "public_rep": PICTURE_AND_SOUND,
    "venue": ALL,
    "interpreter": SOUND,
    "viewer": NOTHING,
    "captioner": NOTHING,
    "system": NOTHING,
}
"""What each role's client may send to the relay; where it is forwarded is `audible` and `shown`."""

MAX_TRACKS = 4
"""Of one transport: microphone, camera, and a screen with its sound."""
POSSIBLE = {
    ("audio", "microphone"),
    ("video", "camera"),
    ("video", "screen"),
    ("audio", "screen"),
}
"""What a source can be."""

SOUNDS = 36
"""Audio tracks sent to one participant, speakers first; with the videos they fit in 64 m-lines."""


# --- whom a token speaks for ------------------------------------------------------------------


def actor_of(claims: Claims, state: Consultation) -> Actor:
    """Whom `claims` speak for, by the log: role, venue and name are the roster's, not the token's.

    Raises `BadToken` for another consultation's token, `TokenRevoked`, and `NotFound` for somebody
    who is not on the roster.
    """
    if claims.consultation_id not in (state.id, None):
        raise BadToken("for another consultation")
    if claims.participant_id is None and claims.role != "captioner":
        return Actor(role=claims.role)
    invitation = state.invitations.get(claims.token_id)
    if invitation is None or invitation.participant_id != claims.participant_id:
        raise BadToken("no such invitation in the log")
    if invitation.revoked:
        raise TokenRevoked(claims.token_id)
    if invitation.participant_id is not None:
        return _acting(on_roster(invitation.participant_id, state))
    assert invitation.caption_port is not None
    return Actor("captioner", claims.token_id, name=invitation.caption_port.name)


def claims_of(invitation_id: str, state: Consultation) -> Claims:
    """What the token of an invitation says, by the log; raises `NotFound`."""
    invitation = state.invitations.get(invitation_id)
    if invitation is None:
        raise NotFound(invitation_id)
    whose = invitation.participant_id
    return Claims(
        role="captioner" if whose is None else on_roster(whose, state).role,
        token_id=invitation_id,
        expires_at=invitation.expires_at,
        consultation_id=state.id,
        participant_id=whose,
        scopes=LISTENING if whose is None else SCOPES,
    )


def on_roster(participant_id: str, state: Consultation) -> Participant:
    """Somebody on the roster; raises `NotFound`."""
    participant = state.participants.get(participant_id)
    if participant is None:
        raise NotFound(participant_id)
    return participant


def _acting(participant: Participant) -> Actor:
    return Actor(
        role=participant.role,
        participant_id=participant.id,
        venue_id=participant.venue_id,
        name=participant.name,
    )


def may_publish(actor: Actor, sources: Iterable[Source]) -> bool:
    """Whether this actor's client may send all of `sources`."""
    allowed = MAY_PUBLISH[actor.role]
    return bool(allowed) and set(sources) <= allowed


def check_tracks(actor: Actor, tracks: Sequence[TrackInfo]) -> None:
    """Raise `NotAllowed` or `BadSdp` for what a client published beyond its due."""
    if not may_publish(actor, [track.source for track in tracks]):
        raise NotAllowed("source")
    if len(tracks) > MAX_TRACKS or any((t.kind, t.source) not in POSSIBLE for t in tracks):
        raise BadSdp("too many tracks, or a picture from a microphone")


# --- the floor --------------------------------------------------------------------------------


class Programme(msgspec.Struct, frozen=True):
    """What the public sees and hears, by owner; `picture` None is the slate."""

    picture: str | None
    sound: tuple[str, ...]


def audible(state: Consultation) -> frozenset[str]:
    """Whose sound is forwarded at all: the floor's, and that of who interprets now.

    To whom is `tracks_for`: an interpreter's only to those who listen to their language.
    """
    return on_floor(state) | frozenset(interpreters_on(state))


def heard_by(state: Consultation, listens: str | None) -> frozenset[str]:
    """Who is heard by somebody who listens to that language, or None: to the floor alone."""
    on = interpreters_on(state)
    return on_floor(state) | {who for who, language in on.items() if language == listens}


def on_floor(state: Consultation) -> frozenset[str]:
    """Whom everybody hears: the chair until the closing, and the floor's holders.

    Never somebody who is muted.
    """
    if state.status == "closed":
        return frozenset()
    presiding = chair(state)
    speaking = frozenset(holders(state)) | ({presiding} if presiding else frozenset())
    return speaking - frozenset(state.muted)


def programme(state: Consultation) -> Programme:
    """What the stage shows first, and all holders' sound; else the chair's; nothing out of session,
    nor while nobody presides.

    The director's choice is a picture: it opens no microphone. The sound of whoever is muted is
    left out.
    """
    if state.status != "open" or state.interrupted_at is not None:
        return Programme(None, ())
    presiding = chair(state)
    on_stage = tuple(dict.fromkeys(holders(state))) or ((presiding,) if presiding else ())
    sound = tuple(owner for owner in on_stage if owner not in state.muted)
    return Programme(lead(state), sound)


def recorded(state: Consultation) -> list[Speaker]:
    """Whose own tracks are recorded, where that is asked for: whom everybody hears in session, with
    the speech that they hold.
    """
    sits = state.status == "open" and state.interrupted_at is None and is_public(state)
    if not sits or not state.recording.own_tracks:
        return []
    speeches = {speech.participant_id: speech.speech_id for speech in held(state)}
    screens = may_show_screen(state)
    floor = sorted(on_floor(state))
    return [Speaker(who, speeches.get(who), who in screens) for who in floor]


def is_public(state: Consultation) -> bool:
    """Whether the public sees and hears the programme: never what is rehearsed."""
    return state.rehearsal is None


def unused(state: Consultation, invitations: Iterable[str]) -> frozenset[str]:
    """Those of the invitations that nobody had come in by, by the log's word."""
    known = ((id, state.invitations.get(id)) for id in invitations)
    return frozenset(id for id, one in known if one is not None and one.used_at is None)


# --- what one participant is sent -------------------------------------------------------------


def shown(track: TrackInfo, state: Consultation) -> bool:
    """Whether others are sent a track: a screen only while `may_show_screen` has its owner."""
    return track.source != "screen" or track.owner in may_show_screen(state)


def is_for(track: TrackInfo, listens: str | None, state: Consultation) -> bool:
    """Whether a track is for somebody who listens to that language: an interpreter's only then."""
    return channel_of(state, track.owner) in (None, listens)


def tracks_for(
    participant_id: str,
    tracks: Sequence[TrackInfo],
    state: Consultation,
    videos: int,
    first: Sequence[str] = (),
    listens: str | None = None,
) -> tuple[int, ...]:
    """The tracks that somebody is sent: all of all others, bounded.

    Of interpreters only those into the language that they listen to, both of a booth: who is heard
    changes without another offer. Who interprets comes first, then holders and chair, then the
    stage, then those whom their client wants `first`.
    """
    stage = (slot.participant_id for slot in slots(state, sharing(tracks)))
    order = (*interpreters_on(state), *reversed(holders(state)), chair(state), *stage, *first)
    rank = {owner: place for place, owner in reversed(list(enumerate(order)))}
    others = [
        track
        for track in tracks
        if track.owner != participant_id and shown(track, state) and is_for(track, listens, state)
    ]
    others.sort(key=lambda track: (rank.get(track.owner, len(order)), track.track_id))
    sound = [track.track_id for track in others if track.kind == "audio"]
    video = [track.track_id for track in others if track.kind == "video"]
    return (*sound[:SOUNDS], *video[:videos])


def sharing(tracks: Iterable[TrackInfo]) -> frozenset[str]:
    """Who shares a document just now."""
    return frozenset(t.owner for t in tracks if t.source == "screen" and t.kind == "video")


RANK_STAGE, RANK_SCREEN, RANK_CHAIR, RANK_REST = range(4)
"""Which pictures a weak line is kept for, first to last."""


def rank_of(track: TrackInfo, state: Consultation) -> int:
    """A picture's rank: the floor's and the programme's, screens, the chair's, the rest.

    A screen that everybody is to see by the director's choice is on the stage like a speaker.
    """
    if track.source == "screen":
        chosen = state.stage is not None and state.stage.layout == "shared"
        return RANK_STAGE if chosen else RANK_SCREEN
    if track.owner in holders(state) or track.owner in _on_stage(state):
        return RANK_STAGE
    return RANK_CHAIR if track.owner == chair(state) else RANK_REST


def _on_stage(state: Consultation) -> frozenset[str]:
    """The programme's picture, and the large ones of a layout that was chosen."""
    large = {slot.participant_id for slot in slots(state) if slot.size == "main"}
    picked = large if state.stage is not None and state.status == "open" else set()
    picture = programme(state).picture
    return frozenset(picked | ({picture} if picture else set()))


def shown_to(
    sent: Iterable[int],
    tracks: Iterable[TrackInfo],
    heights: Mapping[int, int],
    state: Consultation,
) -> tuple[Shown, ...]:
    """How somebody's client shows the pictures among what it is `sent`, by rank.

    `heights` is what the client said; it counts for nothing that the client is not sent, and a
    picture of which it said nothing is shown in full.
    """
    wanted = frozenset(sent)
    pictures = [
        Shown(track.track_id, heights.get(track.track_id, MAX_HEIGHT), rank_of(track, state))
        for track in tracks
        if track.kind == "video" and track.track_id in wanted
    ]
    return tuple(sorted(pictures, key=lambda one: (one.rank, one.track_id)))


def may_see_line(actor: Actor, owner: str) -> bool:
    """Whether somebody may know how `owner`'s line is: who runs the meeting, and its owner."""
    return is_staff(actor) or (actor.participant_id is not None and actor.participant_id == owner)


def may_view(actor: Actor, owner: str | None, state: Consultation) -> bool:
    """Whether a WHEP session may play `owner`: None, the programme, is for everybody.

    An interpreter is heard by those who listen to their language, and played by nobody.
    """
    if owner is None:
        return True
    if channel_of(state, owner) is not None or actor.role == "captioner":
        return False
    return actor.participant_id is not None or actor.role == "organizer"
