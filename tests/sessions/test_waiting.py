"""The waiting room: who is held, who lets them in, and what those outside may see."""

import msgspec
import pytest

from sessions import views
from sessions.admission import is_outside
from sessions.audience import visible
from sessions.commands import (
    AdmitWaiting,
    CloseConsultation,
    CreateConsultation,
    JoinConsultation,
    LeaveConsultation,
    OpenConsultation,
    RequestFloor,
    SetWaitingRoom,
    TurnAway,
)
from sessions.consultation import replay
from sessions.events import (
    AnyEvent,
    AuthorityOverridden,
    ParticipantAdmitted,
    ParticipantJoined,
    ParticipantTurnedAway,
    ParticipantWaiting,
    WaitingEnded,
    WaitingRoomSet,
)
from tests.support.consultation import AGENDA, NOW, VENUES, Scene, opened

LINE = ["sf", "zz", "hn", "cn"]


def waiting(*who: str) -> Scene:
    """The waiting room is on, and these are at the door."""
    scene = Scene()
    scene.act("clerk", SetWaitingRoom(True))
    for one in who:
        scene.act("system", JoinConsultation(one))
    return scene


def kinds(events: list[AnyEvent]) -> list[type]:
    return [type(event) for event in events]


def test_off_by_default_and_settable_at_creation() -> None:
    assert not is_outside(Scene().now_state, "member")
    scene = Scene(CreateConsultation("题目", NOW, VENUES, AGENDA, waiting_room=True))
    assert is_outside(scene.now_state, "member")


@pytest.mark.parametrize(
    ("commands", "outside"),
    [
        ([SetWaitingRoom(True)], {"sf": True, "hn": True}),
        ([SetWaitingRoom(True, "sf")], {"sf": True, "hn": False}),
        ([SetWaitingRoom(True), SetWaitingRoom(False, "sf")], {"sf": False, "hn": True}),
        ([SetWaitingRoom(True, "sf"), SetWaitingRoom(False)], {"sf": False, "hn": False}),
    ],
)
def test_for_all_or_by_venue(commands: list[SetWaitingRoom], outside: dict[str, bool]) -> None:
    scene = Scene()
    for command in commands:
        scene.act("organizer", command)
    at = {"sf": "member", "hn": "member2"}
    assert {v: is_outside(scene.now_state, at[v]) for v in outside} == outside


def test_who_joins_waits_and_is_admitted_where_they_stand() -> None:
    scene = waiting()
    events = scene.act("system", JoinConsultation("rep", "room_encoder"))
    assert events == [ParticipantWaiting("rep", "room_encoder", LINE)]
    assert scene.act("system", JoinConsultation("rep")) == []
    assert "rep" not in scene.now_state.joined
    events = scene.act("room_sf", AdmitWaiting("rep"))
    assert events == [ParticipantAdmitted("rep", LINE), ParticipantJoined("rep", "room_encoder")]
    assert not scene.now_state.waiting
    assert scene.act("room_sf", AdmitWaiting("rep")) == []


@pytest.mark.parametrize("who", ["chair", "clerk", "room_sf"])
def test_those_who_admit_never_wait(who: str) -> None:
    scene = waiting()
    assert kinds(scene.act("system", JoinConsultation(who))) == [ParticipantJoined]


def test_whoever_was_let_in_comes_back_freely() -> None:
    scene = waiting("rep")
    scene.act("room_sf", AdmitWaiting("rep"))
    scene.act("system", LeaveConsultation("rep"))
    assert kinds(scene.act("system", JoinConsultation("rep"))) == [ParticipantJoined]


def test_whoever_is_here_when_it_is_switched_on_stays() -> None:
    scene = opened()
    scene.act("chair", SetWaitingRoom(True))
    scene.act("system", LeaveConsultation("rep"))
    assert kinds(scene.act("system", JoinConsultation("rep"))) == [ParticipantJoined]


def test_somebody_may_be_admitted_before_they_come() -> None:
    scene = waiting()
    assert kinds(scene.act("room_sf", AdmitWaiting("rep"))) == [ParticipantAdmitted]
    assert kinds(scene.act("system", JoinConsultation("rep"))) == [ParticipantJoined]


def test_a_whole_venue_at_once_and_no_other() -> None:
    scene = waiting("rep", "member", "dept")
    events = scene.act("room_sf", AdmitWaiting(venue_id="sf"))
    assert [e.participant_id for e in events if isinstance(e, ParticipantAdmitted)] == [
        "member",
        "rep",
    ]
    assert list(scene.now_state.waiting) == ["dept"]
    assert scene.act("room_sf", AdmitWaiting(venue_id="sf")) == []


def test_who_goes_away_waits_no_longer() -> None:
    scene = waiting("rep")
    assert scene.act("system", LeaveConsultation("rep")) == [WaitingEnded("rep", LINE)]
    assert not scene.now_state.waiting


def test_turned_away_until_admitted_after_all() -> None:
    scene = waiting("rep")
    events = scene.act("room_sf", TurnAway("rep", "不在名单"))
    assert events == [ParticipantTurnedAway("rep", "不在名单", LINE)]
    assert scene.act("system", JoinConsultation("rep")) == []
    assert is_outside(scene.now_state, "rep")
    scene.act("clerk", SetWaitingRoom(False))
    assert is_outside(scene.now_state, "rep"), "what was decided of one outlasts the setting"
    assert kinds(scene.act("room_sf", AdmitWaiting("rep"))) == [ParticipantAdmitted]
    assert kinds(scene.act("system", JoinConsultation("rep"))) == [ParticipantJoined]


def test_an_operator_does_not_admit_whom_staff_turned_away() -> None:
    scene = waiting("rep")
    scene.act("clerk", TurnAway("rep", "不在名单"))
    assert scene.refused("room_sf", AdmitWaiting("rep")) == "decided_above"
    events = scene.act("chair", AdmitWaiting("rep", reason="查到了"))
    assert kinds(events) == [AuthorityOverridden, ParticipantAdmitted]


def test_staff_over_an_operator_name_the_operator() -> None:
    scene = waiting("rep")
    scene.act("room_sf", TurnAway("rep", "不在名单"))
    (override, _) = scene.act("chair", AdmitWaiting("rep", reason="查到了"))
    assert override == AuthorityOverridden(
        "admit_waiting", "sf", "rep", None, ["room_sf"], "查到了"
    )


def test_switched_off_everybody_comes_in() -> None:
    scene = waiting("rep", "dept")
    events = scene.act("clerk", SetWaitingRoom(False, "sf"))
    assert kinds(events) == [WaitingRoomSet, ParticipantAdmitted, ParticipantJoined]
    assert list(scene.now_state.waiting) == ["dept"]
    assert scene.act("clerk", SetWaitingRoom(False, "sf")) == []


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("room_sf", AdmitWaiting(), "name_one"),
        ("room_sf", AdmitWaiting("rep", "sf"), "name_one"),
        ("clerk", AdmitWaiting("nobody"), "no_such_participant"),
        ("clerk", AdmitWaiting(venue_id="xx"), "no_such_venue"),
        ("clerk", SetWaitingRoom(True, "xx"), "no_such_venue"),
        ("room_sf", TurnAway("member", "没来"), "not_waiting"),
        ("clerk", TurnAway("nobody", "没来"), "no_such_participant"),
        ("clerk", AdmitWaiting("rep", reason="  "), "override_needs_reason"),
        ("room_zz", AdmitWaiting("rep"), "override_needs_reason"),
        ("rep", RequestFloor(), "waiting_to_be_admitted"),
    ],
)
def test_refusals(who: str, command: object, code: str) -> None:
    assert waiting("rep").refused(who, command) == code  # type: ignore[arg-type]


def test_after_the_close_nobody_waits() -> None:
    scene = waiting()
    scene.act("chair", SetWaitingRoom(True))
    scene.act("chair", OpenConsultation())
    scene.act("chair", CloseConsultation())
    assert not is_outside(scene.now_state, "member")
    assert scene.refused("room_sf", AdmitWaiting("member")) == "consultation_closed"


# --- who sees what ------------------------------------------------------------------------------


def test_from_outside_one_sees_the_title_and_where_one_waits() -> None:
    scene = waiting("rep")
    scene.act("room_sf", AdmitWaiting("member"))
    view = views.snapshot(scene.now_state, scene.actor("rep"))
    told = msgspec.json.encode(view).decode()
    assert view.title in told
    assert [p.id for p in view.participants] == ["rep"]
    for secret in ("区委员", "市席位一", "区席位一", "通报情况", scene.now_state.hash):
        assert secret not in told


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", {"rep", "dept"}),
        ("organizer", {"rep", "dept"}),
        ("room_zz", {"rep", "dept"}),
        ("room_sf", {"rep"}),
        ("guest", set[str]()),
    ],
)
def test_who_sees_the_door(who: str, sees: set[str]) -> None:
    scene = waiting("rep", "dept")
    scene.act("room_sf", AdmitWaiting("guest"))
    view = views.snapshot(scene.now_state, scene.actor(who))
    assert {one.participant_id for one in view.waiting} == sees
    seen = [r.event for r in scene.records if visible(r, scene.actor(who))]
    assert {e.participant_id for e in seen if isinstance(e, ParticipantWaiting)} == sees


def test_the_log_replays() -> None:
    scene = waiting("rep", "member")
    scene.act("room_sf", TurnAway("member", "不在名单"))
    scene.act("room_sf", AdmitWaiting("rep"))
    assert replay(scene.records) == scene.state
