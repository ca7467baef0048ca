"""Who may send, see and be heard, by tables of role and floor."""

from typing import get_args

import pytest

from media.messages import Shown, Source, TrackInfo
from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    CloseConsultation,
    GrantFloor,
    IssueCaptionPort,
    MuteParticipant,
    ResumeConsultation,
    RevokeFloor,
    RevokeInvitation,
    SetLayout,
    SetRecording,
    StartRehearsal,
    StartSpeech,
    YieldFloor,
)
from sessions.types import SYSTEM, Actor, ActorRole, Role, TokenRole
from signaling import access
from signaling.errors import BadSdp, BadToken, NotAllowed, NotFound, SignalingError, TokenRevoked
from signaling.messages import MAX_HEIGHT
from signaling.tokens import LISTENING, Claims
from tests.signaling.parts import ROSTER, START, Log, actor, track


def claims(
    participant_id: str | None = "li",
    role: TokenRole = "member",
    token_id: str = "inv-li",
    consultation_id: str | None = "id1",
) -> Claims:
    return Claims(role, token_id, START + 9_000_000, consultation_id, participant_id)


# --- whom a token speaks for ------------------------------------------------------------------


@pytest.mark.parametrize("id", ROSTER)
def test_role_venue_and_name_are_the_rosters(id: str) -> None:
    forged = claims(id, role="chair", token_id=f"inv-{id}")
    assert access.actor_of(forged, Log().state) == actor(id)


def test_organizers_and_viewers_are_nobody_on_the_roster() -> None:
    state = Log().state
    for role in ("organizer", "viewer"):
        assert access.actor_of(claims(None, role), state) == Actor(role=role)
    assert (
        access.actor_of(claims(None, "organizer", consultation_id=None), state).role == "organizer"
    )


@pytest.mark.parametrize(
    ("forged", "error"),
    [
        (claims(consultation_id="other"), BadToken),
        (claims(token_id="never-issued"), BadToken),
        (claims("chair", token_id="inv-li"), BadToken),
        (claims("nobody"), BadToken),
    ],
    ids=["other consultation", "no invitation", "another's invitation", "not on the roster"],
)
def test_tokens_without_their_invitation_are_refused(
    forged: Claims, error: type[SignalingError]
) -> None:
    with pytest.raises(error):
        access.actor_of(forged, Log().state)


def test_the_log_revokes() -> None:
    log = Log()
    log.do(RevokeInvitation("inv-li"), "clerk")
    with pytest.raises(TokenRevoked):
        access.actor_of(claims(), log.state)
    assert access.actor_of(claims("wang", token_id="inv-wang"), log.state) == actor("wang")


def test_a_port_is_what_the_log_says() -> None:
    log = Log()
    log.do(IssueCaptionPort("port", "语音识别", ["zh-CN"], START + 9_000_000), "clerk")
    made = access.claims_of("port", log.state)
    assert (made.role, made.participant_id, made.scopes) == ("captioner", None, LISTENING)
    assert access.actor_of(made, log.state) == Actor("captioner", "port", name="语音识别")
    for forged in (
        claims(None, "captioner", token_id="never-issued"),
        claims(None, "captioner", token_id="inv-li"),
        claims("li", token_id="port"),
        claims(None, "captioner", token_id="port", consultation_id="other"),
    ):
        with pytest.raises(BadToken):
            access.actor_of(forged, log.state)
    log.do(RevokeInvitation("port"), "clerk")
    with pytest.raises(TokenRevoked):
        access.actor_of(made, log.state)


def test_whoever_is_not_on_the_roster_is_not_found() -> None:
    with pytest.raises(NotFound):
        access.on_roster("nobody", Log().state)


# --- publishing -------------------------------------------------------------------------------

SPEAKS = ["chair", "clerk", "member", "expert", "department", "venue"]


@pytest.mark.parametrize("role", [*get_args(Role), "captioner", "system"])
def test_what_each_role_may_publish(role: ActorRole) -> None:
    allowed: set[Source] = {
        source for source in get_args(Source) if access.may_publish(Actor(role=role), [source])
    }
    if role in SPEAKS:
        assert allowed == {"microphone", "camera", "screen"}
    elif role == "interpreter":
        assert allowed == {"microphone"}
    elif role == "public_rep":
        assert allowed == {"microphone", "camera"}
    else:
        assert allowed == set()
        assert not access.may_publish(Actor(role=role), [])


@pytest.mark.parametrize(
    ("who", "tracks", "error"),
    [
        ("li", [track(1, "li"), track(2, "li", "video")], None),
        ("li", [track(1, "li", "audio", "screen"), track(2, "li", "video", "screen")], None),
        ("li", [], None),
        ("li", [track(1, "li", "video", "microphone")], BadSdp),
        ("li", [track(1, "li", "audio", "camera")], BadSdp),
        ("li", [track(number, "li") for number in range(5)], BadSdp),
        ("zhou", [track(1, "zhou", "video", "screen")], NotAllowed),
        ("guest", [track(1, "guest")], NotAllowed),
    ],
)
def test_what_was_published_is_checked(
    who: str, tracks: list[TrackInfo], error: type[SignalingError] | None
) -> None:
    if error is None:
        access.check_tracks(actor(who), tracks)
    else:
        with pytest.raises(error):
            access.check_tracks(actor(who), tracks)


# --- the floor --------------------------------------------------------------------------------

GRANT_LI = GrantFloor(participant_id="li")
GRANT_WANG = GrantFloor(participant_id="wang")
DIALOGUE = GrantFloor(participant_id="wang", dialogue=True)

Step = tuple[str, AnyCommand]


def speech(log: Log, who: str) -> str:
    return next(id for id in log.state.floor if log.state.speeches[id].participant_id == who)


@pytest.mark.parametrize(
    ("steps", "heard", "picture", "sound"),
    [
        ([], {"chair"}, "chair", ("chair",)),
        ([GRANT_LI], {"chair", "li"}, "li", ("li",)),
        ([GRANT_LI, "start"], {"chair", "li"}, "li", ("li",)),
        ([GRANT_LI, "start", "yield"], {"chair"}, "chair", ("chair",)),
        ([GRANT_LI, "revoke"], {"chair"}, "chair", ("chair",)),
        ([GRANT_LI, GRANT_WANG], {"chair", "wang"}, "wang", ("wang",)),
        ([GRANT_LI, DIALOGUE], {"chair", "li", "wang"}, "wang", ("li", "wang")),
        ([GRANT_LI, AdjournConsultation()], {"chair"}, None, ()),
        ([AdjournConsultation(), ResumeConsultation()], {"chair"}, "chair", ("chair",)),
        ([GRANT_LI, CloseConsultation()], set(), None, ()),
        ([GrantFloor(participant_id="chair")], {"chair"}, "chair", ("chair",)),
    ],
)
def test_heard_and_on_programme_follow_the_floor(
    steps: list[AnyCommand | str], heard: set[str], picture: str | None, sound: tuple[str, ...]
) -> None:
    log = Log()
    log.open("chair", "li", "wang")
    for step in steps:
        match step:
            case "start":
                log.do(StartSpeech(speech(log, "li")), "li")
            case "yield":
                log.do(YieldFloor(speech(log, "li")), "li")
            case "revoke":
                log.do(RevokeFloor(speech(log, "li")), "chair")
            case str():
                raise AssertionError(step)
            case _:
                log.do(step, "chair")
    assert access.audible(log.state) == heard
    assert access.programme(log.state) == access.Programme(picture, sound)


@pytest.mark.parametrize(
    ("steps", "recorded"),
    [
        ([], {"chair": None}),
        ([GRANT_LI], {"chair": None, "li": "speech"}),
        ([GrantFloor(participant_id="chair")], {"chair": "speech"}),
        ([GRANT_LI, MuteParticipant("li")], {"chair": None}),
        ([GRANT_LI, AdjournConsultation()], {}),
        ([GRANT_LI, SetRecording(own_tracks=False)], {}),
        ([GRANT_LI, CloseConsultation()], {}),
    ],
)
def test_own_tracks_follow_the_floor_where_they_are_asked_for(
    steps: list[AnyCommand], recorded: dict[str, str | None]
) -> None:
    log = Log()
    log.open("chair", "li", "wang")
    assert access.recorded(log.state) == []
    for step in [SetRecording(own_tracks=True), *steps]:
        log.do(step, "chair")
    found = access.recorded(log.state)
    assert {one.owner: one.speech and "speech" for one in found} == recorded
    assert {one.speech for one in found} - {None} <= set(log.state.floor)


def test_a_rehearsal_is_not_recorded() -> None:
    log = Log()
    log.do(SetRecording(own_tracks=True), "chair")
    log.do(StartRehearsal(), "chair")
    log.open("chair", "li")
    assert access.recorded(log.state) == []


def test_before_the_opening_the_chair_is_heard_and_nothing_is_on_air() -> None:
    state = Log().state
    assert access.audible(state) == {"chair"}
    assert access.programme(state) == access.Programme(None, ())


# --- what one participant is sent -------------------------------------------------------------


def meeting_tracks() -> list[TrackInfo]:
    owners = ["li", "wang", "bureau", "chair"]
    return [
        *(track(10 + place, owner) for place, owner in enumerate(owners)),
        *(track(20 + place, owner, "video") for place, owner in enumerate(owners)),
        track(30, "wang", "video", "screen"),
        track(31, "chair", "video", "screen"),
    ]


def test_everybody_is_sent_all_others_the_stage_first() -> None:
    log = Log()
    log.open("chair", "li", "wang")
    sent = access.tracks_for("bureau", meeting_tracks(), log.state, videos=24)
    assert sent == (13, 10, 11, 23, 31, 20, 21)
    log.do(GRANT_WANG, "chair")
    sent = access.tracks_for("bureau", meeting_tracks(), log.state, videos=24)
    assert sent == (11, 13, 10, 21, 30, 23, 31, 20)
    assert 11 not in access.tracks_for("wang", meeting_tracks(), log.state, videos=24)


def test_pictures_and_sounds_are_bounded() -> None:
    log = Log()
    log.open("chair", "li")
    log.do(GRANT_LI, "chair")
    crowd = [track(number, f"m{number}") for number in range(100, 200)]
    crowd += [track(number, f"m{number}", "video") for number in range(200, 300)]
    sent = access.tracks_for("wang", [*crowd, *meeting_tracks()], log.state, videos=24)
    assert len(sent) == access.SOUNDS + 24 <= 64
    assert sent[:2] == (10, 13)
    assert sent[access.SOUNDS :][:2] == (20, 23)


@pytest.mark.parametrize(
    ("steps", "ranks"),
    [
        ([], {"li": 3, "wang": 3, "bureau": 3, "chair": 0}),
        ([GRANT_LI], {"li": 0, "wang": 3, "bureau": 3, "chair": 2}),
        ([GRANT_LI, DIALOGUE], {"li": 0, "wang": 0, "bureau": 3, "chair": 2}),
        ([GRANT_LI, AdjournConsultation()], {"li": 3, "wang": 3, "bureau": 3, "chair": 2}),
        ([GRANT_LI, CloseConsultation()], {"li": 3, "wang": 3, "bureau": 3, "chair": 2}),
    ],
)
def test_pictures_rank_by_the_floor(steps: list[AnyCommand], ranks: dict[str, int]) -> None:
    log = Log()
    log.open("chair", "li", "wang")
    for step in steps:
        log.do(step, "chair")
    pictures = {track(1, owner, "video").owner: track(1, owner, "video") for owner in ranks}
    assert {who: access.rank_of(one, log.state) for who, one in pictures.items()} == ranks
    assert access.rank_of(track(2, "li", "video", "screen"), log.state) == access.RANK_SCREEN


@pytest.mark.parametrize(
    ("chosen", "picture", "order", "on_stage"),
    [
        (None, "li", "li chair wang bureau", {"li"}),
        (SetLayout("single", "bureau"), "bureau", "li chair bureau wang", {"li", "bureau"}),
        (SetLayout("dialogue", "bureau"), "bureau", "li chair bureau wang", {"li", "bureau"}),
        (SetLayout("venues", "bureau"), "bureau", "li chair bureau wang", {"li", "bureau"}),
        (SetLayout("grid"), "li", "li chair wang bureau", {"li"}),
        (SetLayout("shared", "wang"), "wang", "li chair wang bureau", {"li", "wang"}),
    ],
)
def test_programme_tracks_and_ranks_follow_the_layout(
    chosen: SetLayout | None, picture: str, order: str, on_stage: set[str]
) -> None:
    log = Log()
    log.open("chair", "clerk", "li", "wang", "bureau")
    log.do(GRANT_LI, "chair")
    heard = access.audible(log.state)
    if chosen is not None:
        log.do(chosen, "clerk")
    assert access.programme(log.state) == access.Programme(picture, ("li",))
    assert access.audible(log.state) == heard, "a choice opens no microphone"
    cameras = {t.track_id: t for t in meeting_tracks() if t.source == "camera"}
    sent = access.tracks_for("clerk", list(cameras.values()), log.state, videos=24)
    assert [cameras[id].owner for id in sent] == order.split()
    first = {t.owner for t in cameras.values() if access.rank_of(t, log.state) == 0}
    assert first == on_stage


def test_a_chosen_document_is_sent_and_on_the_stage() -> None:
    log = Log()
    log.open("chair", "wang")
    screen = track(30, "wang", "video", "screen")
    assert not access.shown(screen, log.state)
    log.do(SetLayout("shared", "wang"), "chair")
    assert access.shown(screen, log.state)
    assert access.rank_of(screen, log.state) == access.RANK_STAGE


def test_whom_a_client_wants_first_comes_after_the_stage() -> None:
    log = Log()
    log.open("chair", "li")
    log.do(GRANT_LI, "chair")
    crowd = [track(number, f"m{number}", "video") for number in range(200, 300)]
    sent = access.tracks_for("wang", [*crowd, *meeting_tracks()], log.state, 24, ["m299", "m298"])
    assert sent[3:8] == (20, 23, 31, 299, 298)


def test_how_pictures_are_shown_is_told_by_rank_and_of_pictures_that_are_sent_alone() -> None:
    log = Log()
    log.open("chair", "li", "wang")
    log.do(GRANT_WANG, "chair")
    tracks = meeting_tracks()
    sent = access.tracks_for("bureau", tracks, log.state, videos=24)
    heights = {20: 0, 21: 720, 22: 360, 31: 4320, 10: 90, 999: 90}
    assert access.shown_to(sent, tracks, heights, log.state) == (
        Shown(21, 720, 0),
        Shown(30, MAX_HEIGHT, 1),
        Shown(31, 4320, 1),
        Shown(23, MAX_HEIGHT, 2),
        Shown(20, 0, 3),
    )


@pytest.mark.parametrize(
    ("viewer", "owner", "allowed"),
    [
        (Actor(role="viewer"), None, True),
        (Actor(role="viewer"), "li", False),
        (Actor(role="organizer"), "li", True),
        (actor("zhou"), "li", True),
        (SYSTEM, "li", False),
        (Actor("captioner", "port"), None, True),
        (Actor("captioner", "port"), "li", False),
    ],
)
def test_the_public_views_the_programme_alone(
    viewer: Actor, owner: str | None, allowed: bool
) -> None:
    assert access.may_view(viewer, owner, Log().state) is allowed
