"""Attendance: reconnects merged, adjournments left out, marks outweigh connections."""

import pytest
from msgspec.structs import replace

from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    CloseConsultation,
    JoinConsultation,
    LeaveConsultation,
    MarkAttendance,
    OpenConsultation,
    ResumeConsultation,
)
from sessions.tally import Attendee, Standing, tally
from sessions.types import AttendanceStatus, Seat
from tests.support.consultation import CREATE, VENUES, Scene, joined


def rows(scene: Scene) -> dict[str, Attendee]:
    found = tally(scene.now_state, scene.records, scene.now)
    return {row.participant_id or row.seat_id or "": row for row in found}


def at(scene: Scene, second: int) -> None:
    """Let the next command fall on `second`."""
    scene.now = Scene().now + second * 1000 - 1000


def test_time_is_that_of_the_sitting_with_reconnects_merged() -> None:
    scene = Scene()
    course: list[tuple[int, str, AnyCommand]] = [
        (0, "system", JoinConsultation("member")),
        (0, "system", JoinConsultation("chair")),
        (100, "chair", OpenConsultation()),
        (160, "system", LeaveConsultation("member")),
        (170, "system", JoinConsultation("member", "bot")),
        (200, "chair", AdjournConsultation()),
        (500, "chair", ResumeConsultation()),
        (600, "system", JoinConsultation("dept")),
        (700, "chair", CloseConsultation()),
    ]
    for second, who, command in course:
        at(scene, second)
        scene.act(who, command)
    found = rows(scene)
    start = Scene().now
    assert found["chair"].seconds == 100 + 200
    assert found["member"].seconds == 60 + 30 + 200
    assert found["member"].first_here_at == start + 100_000
    assert found["member"].connections == ("browser", "bot")
    assert found["dept"].seconds == 100
    assert found["dept"].first_here_at == start + 600_000
    assert (found["rep"].standing, found["rep"].seconds) == ("absent", 0)


def test_what_lasts_counts_until_now() -> None:
    scene = joined()
    scene.act("chair", OpenConsultation())
    scene.wait(90)
    assert rows(scene)["member"].seconds == 90


def test_joined_before_an_opening_that_never_came_is_absent() -> None:
    assert rows(joined())["member"].standing == "absent"


@pytest.mark.parametrize(
    ("who", "is_here", "marks", "standing", "has_time"),
    [
        ("member", True, [], "present", True),
        ("member", False, [], "absent", False),
        ("expert", True, [], "observing", True),
        ("expert", False, [], "absent", False),
        ("member", True, ["excused"], "excused", False),
        ("member", True, ["absent"], "absent", False),
        ("member", False, ["present"], "present", False),
        ("expert", False, ["present"], "observing", False),
        ("expert", True, ["excused"], "excused", False),
        ("member", True, ["excused", "present"], "present", True),
    ],
)
def test_standing_from_connections_and_marks(
    who: str,
    is_here: bool,
    marks: list[AttendanceStatus],
    standing: Standing,
    has_time: bool,
) -> None:
    scene = Scene()
    if is_here:
        scene.act("system", JoinConsultation(who))
    scene.act("chair", OpenConsultation())
    for status in marks:
        scene.act("clerk", MarkAttendance(status, participant_id=who))
    scene.wait(60)
    row = rows(scene)[who]
    assert (row.standing, row.marked, row.seconds > 0) == (standing, bool(marks), has_time)


def test_seats_were_here_as_their_room_was_unless_marked() -> None:
    scene = Scene()
    scene.act("chair", OpenConsultation())
    scene.act("system", JoinConsultation("room_sf", "room_encoder"))
    scene.wait(60)
    scene.act("room_sf", MarkAttendance("excused", seat_id="sf1"))
    found = rows(scene)
    assert (found["sf1"].standing, found["sf1"].seconds) == ("excused", 0)
    assert (found["sf2"].standing, found["sf2"].marked) == ("observing", False)
    assert found["sf2"].seconds == 61
    assert found["sf2"].connections == ("room_encoder",)
    assert found["lk1"].standing == "absent"


def test_a_room_with_two_operators_is_here_while_one_is() -> None:
    scene = Scene()
    for command in (
        OpenConsultation(),
        JoinConsultation("room_zz"),
        LeaveConsultation("room_zz"),
    ):
        scene.act("chair" if isinstance(command, OpenConsultation) else "system", command)
        scene.wait(30)
    found = rows(scene)
    assert found["zz1"].seconds == found["room_zz"].seconds == 31
    assert found["sf1"].seconds == 0  # a room is not here for the rooms below it


def test_twelve_seats_behind_one_camera_make_twelve_rows() -> None:
    seats = [Seat(f"t{n}", f"第{n}席") for n in range(12)]
    venues = [replace(v, seats=seats) if v.id == "sf" else v for v in VENUES]
    scene = Scene(replace(CREATE, venues=venues))
    scene.act("chair", OpenConsultation())
    for _ in range(3):  # two drops
        scene.act("system", JoinConsultation("room_sf"))
        scene.wait(599)
        scene.act("system", LeaveConsultation("room_sf"))
        scene.wait(59)
    twelve = [row for id, row in rows(scene).items() if id.startswith("t")]
    assert [row.seconds for row in twelve] == [1800] * 12


def test_viewers_are_not_listed_and_the_roster_comes_before_seats() -> None:
    scene = joined()
    ids = list(rows(scene))
    assert "guest" not in ids
    assert ids[:2] == ["chair", "clerk"]
    assert ids[-4:] == ["zz1", "sf1", "sf2", "lk1"]
