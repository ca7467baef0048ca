"""Who may do what, cell by cell: every role, every command, every nearness of its subject."""

from collections.abc import Callable, Iterator

import pytest

from sessions import commands as c
from sessions.errors import Refused
from sessions.roles import TABLE
from sessions.types import Actor, AgendaItem, Participant, Seat, Source, Venue
from tests.support.consultation import CREATE, NOW, ORGANIZER, Scene, joined, opened, started
from tests.support.sitting import Sitting

ROLES = {
    "organizer": "organizer",
    "chair": "chair",
    "clerk": "clerk",
    "member": "member",
    "expert": "expert",
    "department": "dept",
    "public_rep": "rep",
    "venue": "room_zz",
    "viewer": "guest",
    "anonymous viewer": "public",
    "system": "system",
}
"""Who acts for each role. The operator is the municipal one: two county venues stand below."""

ALL = set(ROLES)
STAFF = {"organizer", "chair", "clerk"}
PRESIDING = {"chair", "clerk"}
ASKING = {"member", "expert", "department", "public_rep", "venue"}
ROSTER = ASKING | PRESIDING | {"viewer"}

OWN, BELOW, OTHER, ANY = "own", "below the own venue", "another's", "any"

Cell = tuple[type[c.Command], str, set[str], Callable[[str], tuple[Scene, c.AnyCommand]]]


def subject(who: str, nearness: str) -> str:
    """Whose request, speech or connection: the actor's own, of the venue or below, or another's."""
    neighbour = "member" if who != "member" else "rep"
    elsewhere = "member2" if who != "member2" else "member"
    return {OWN: who, BELOW: neighbour, OTHER: elsewhere}[nearness]


def with_request(whose: str) -> Scene:
    scene = started()
    scene.act(whose, c.RequestFloor())
    return scene


def with_speech(whose: str) -> Scene:
    scene = started()
    scene.act("chair", c.GrantFloor(participant_id=whose))
    return scene


def with_opinion() -> Scene:
    scene = opened()
    scene.act("public", c.SubmitOpinion("o1", "r1", "意见"))
    return scene


def with_caption_due() -> tuple[Scene, c.AnyCommand]:
    scene = opened()
    return scene, c.AddCaption("字", scene.now, scene.now)


def with_caption() -> tuple[Scene, c.AnyCommand]:
    scene, caption = with_caption_due()
    scene.act("clerk", caption)
    return scene, c.CorrectCaption(scene.now_state.captions[0].caption_id, "词")


def with_invitation() -> Scene:
    scene = Scene()
    scene.act("organizer", c.IssueInvitation("i1", "member", NOW + 10**9))
    return scene


def adjourned() -> Scene:
    scene = opened()
    scene.act("chair", c.AdjournConsultation())
    return scene


VENUE = Venue("new", "新会场", "county", "430211", "zz", [Seat("new1", "席位")])
CELLS: list[Cell] = [
    (c.AddVenue, ANY, STAFF, lambda _: (Scene(), c.AddVenue(VENUE))),
    (
        c.AddItem,
        ANY,
        STAFF,
        lambda _: (Scene(), c.AddItem(AgendaItem("new", "新议程", "statements", 5))),
    ),
    (
        c.RegisterParticipant,
        ANY,
        STAFF,
        lambda _: (Scene(), c.RegisterParticipant(Participant("new", "新", "member", "sf"))),
    ),
    (
        c.IssueInvitation,
        ANY,
        STAFF,
        lambda _: (Scene(), c.IssueInvitation("i1", "member", NOW + 10**9)),
    ),
    (c.RevokeInvitation, ANY, STAFF, lambda _: (with_invitation(), c.RevokeInvitation("i1"))),
    (c.OpenConsultation, ANY, STAFF, lambda _: (joined(), c.OpenConsultation())),
    (c.AdjournConsultation, ANY, STAFF, lambda _: (opened(), c.AdjournConsultation())),
    (c.ResumeConsultation, ANY, STAFF, lambda _: (adjourned(), c.ResumeConsultation())),
    (c.CloseConsultation, ANY, STAFF, lambda _: (opened(), c.CloseConsultation())),
    (c.StartItem, ANY, STAFF, lambda _: (opened(), c.StartItem("briefing"))),
    (c.CloseItem, ANY, STAFF, lambda _: (started("briefing"), c.CloseItem("briefing"))),
    (c.RequestFloor, OWN, ASKING, lambda _: (started(), c.RequestFloor())),
    *(
        (
            c.WithdrawRequest,
            nearness,
            allowed,
            lambda who, near=nearness: (
                scene := with_request(subject(who, near)),
                c.WithdrawRequest(scene.request_of(subject(who, near))),
            ),
        )
        for nearness, allowed in [
            (OWN, ASKING),
            (BELOW, {"venue", "chair", "clerk"}),
            (OTHER, PRESIDING),
        ]
    ),
    (
        c.MoveRequest,
        ANY,
        PRESIDING,
        lambda _: (scene := with_request("rep"), c.MoveRequest(scene.request_of("rep"), 5)),
    ),
    (c.GrantFloor, ANY, PRESIDING, lambda _: (started(), c.GrantFloor(participant_id="member"))),
    *(
        (
            kind,
            nearness,
            allowed,
            lambda who, kind=kind, near=nearness: (
                scene := with_speech(subject(who, near)),
                kind(scene.speech),
            ),
        )
        for kind, extra in [(c.StartSpeech, {"system"}), (c.YieldFloor, set[str]())]
        for nearness, allowed in [
            (OWN, ASKING | PRESIDING | extra),
            (BELOW, extra),
            (OTHER, extra),
        ]
    ),
    (
        c.ExtendSpeech,
        ANY,
        PRESIDING,
        lambda _: (scene := with_speech("rep"), c.ExtendSpeech(scene.speech, 60)),
    ),
    (
        c.RevokeFloor,
        ANY,
        PRESIDING,
        lambda _: (scene := with_speech("rep"), c.RevokeFloor(scene.speech)),
    ),
    (c.SubmitOpinion, ANY, ALL, lambda _: (joined(), c.SubmitOpinion("o1", "r1", "意见"))),
    (c.PublishOpinion, ANY, STAFF, lambda _: (with_opinion(), c.PublishOpinion("o1"))),
    (c.WithholdOpinion, ANY, STAFF, lambda _: (with_opinion(), c.WithholdOpinion("o1", "无"))),
    (
        c.RecordOutcome,
        ANY,
        STAFF,
        lambda _: (
            opened(),
            c.RecordOutcome("成果", "单位", "2026-09-30", Source("item", "briefing")),
        ),
    ),
    *(
        (
            kind,
            nearness,
            allowed,
            lambda who, kind=kind, near=nearness: (Scene(), kind(subject(who, near))),
        )
        for kind in (c.JoinConsultation, c.LeaveConsultation)
        for nearness, allowed in [
            (OWN, ROSTER),
            (BELOW, {"system"}),
            (OTHER, {"system"}),
        ]
    ),
    *(
        (
            c.MarkAttendance,
            nearness,
            allowed,
            lambda who, near=nearness: (
                Scene(),
                c.MarkAttendance("present", participant_id=subject(who, near)),
            ),
        )
        for nearness, allowed in [
            (OWN, {"chair", "clerk", "venue"}),
            (BELOW, STAFF | {"venue"}),
            (OTHER, STAFF),
        ]
    ),
    (c.AddCaption, ANY, PRESIDING, lambda _: with_caption_due()),
    (c.CorrectCaption, ANY, PRESIDING, lambda _: with_caption()),
    *(
        (
            c.MarkAttendance,
            f"a seat, {nearness}",
            allowed,
            lambda who, seat=seat: (Scene(), c.MarkAttendance("present", seat_id=seat)),
        )
        for nearness, seat, allowed in [
            (BELOW, "lk1", STAFF | {"venue"}),
            (OWN, "zz1", STAFF | {"venue"}),
        ]
    ),
]


def matrix() -> Iterator[object]:
    for kind, nearness, allowed, make in CELLS:
        for role, who in ROLES.items():
            if nearness == OWN and not _can_own(kind, role):
                continue
            name = f"{kind.__struct_config__.tag}, {nearness}, {role}"
            yield pytest.param(make, who, role in allowed, id=name)


def _can_own(kind: type[c.Command], role: str) -> bool:
    """Whether there can be such a thing of one's own: a request only of those who may make one."""
    if kind is c.RequestFloor:
        return True
    if kind is c.WithdrawRequest:
        return role in ASKING
    if kind is c.StartSpeech and role == "venue":
        return False  # a room's speech has started when it is granted
    if kind in (c.StartSpeech, c.YieldFloor):
        return role in ASKING | PRESIDING
    return role in ROSTER


@pytest.mark.parametrize(("make", "who", "is_allowed"), list(matrix()))
def test_cell(
    make: Callable[[str], tuple[Scene, c.AnyCommand]], who: str, is_allowed: bool
) -> None:
    scene, command = make(who)
    if is_allowed:
        scene.act(who, command)  # nothing else stands in its way either
    else:
        assert scene.refused(who, command) == "not_authorized"


def test_every_command_has_its_row_here_and_in_the_table() -> None:
    kinds = set(c.AnyCommand.__args__)
    assert {kind for kind, _, _, _ in CELLS} == kinds
    assert set(TABLE) == kinds | {c.CreateConsultation}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "organizer"])
def test_organizers_alone_create(role: str) -> None:
    actor = Scene().actor(ROLES[role])
    with pytest.raises(Refused, match="not_authorized"):
        Sitting(NOW).do(actor, CREATE)


def test_a_consultation_is_created_once() -> None:
    with pytest.raises(Refused, match="consultation_exists"):
        Scene().do(ORGANIZER, CREATE)


@pytest.mark.parametrize(
    "actor",
    [
        Actor("chair"),
        Actor("chair", "nobody", "cn"),
        Actor("chair", "member", "sf"),
        Actor("organizer", "member", "sf"),
        Actor("system", "member", "sf"),
    ],
)
def test_a_role_that_the_roster_does_not_know_is_none(actor: Actor) -> None:
    with pytest.raises(Refused, match="not_authorized"):
        joined().do(actor, c.OpenConsultation())


def test_a_sibling_venue_is_out_of_reach_and_a_parent_reaches() -> None:
    scene = Scene()
    mark = c.MarkAttendance("present", seat_id="lk1")
    assert scene.refused("room_sf", mark) == "not_authorized"
    scene.act("room_zz", mark)
    assert scene.refused("room_sf", c.MarkAttendance("present", seat_id="zz1")) == "not_authorized"
    scene.act("room_sf", c.MarkAttendance("present", seat_id="sf1"))
