"""A whole meeting against a script: attendance, speeches and roll call to the second."""

import io
from csv import reader
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.commands import (
    AdjournConsultation,
    AnswerRollCall,
    AnyCommand,
    CloseConsultation,
    JoinConsultation,
    LeaveConsultation,
    LeaveSeat,
    OpenConsultation,
    ResumeConsultation,
    StartRollCall,
    SwapSeats,
    TakeSeat,
)
from sessions.consultation import replay
from sessions.errors import Refused
from sessions.export.attendance_csv import render
from sessions.export.blocks import Labelled, Paragraph, Table
from sessions.export.document import compose
from sessions.minutes_drafting import build
from sessions.seating import people_seated
from sessions.tally import Attendee, tally
from tests.support.consultation import NOW, Scene
from tests.support.timeline import (
    ANSWERED,
    MEETING,
    PEOPLE,
    QUESTION,
    REQUEST,
    ROLL_CALL,
    SCRIPT,
    SEATS,
    SPEECH,
    SPEECHES,
    Time,
)

START = NOW + 1_000_000
"""The opening."""


def resolved(scene: Scene, who: str, command: AnyCommand) -> AnyCommand:
    """The command with the ids that the script leaves open."""
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    found = {
        SPEECH: lambda: scene.speech,
        ROLL_CALL: lambda: scene.roll_call,
        QUESTION: lambda: scene.question,
        REQUEST: lambda: scene.now_state.requests[0].request_id,
    }
    known = {k: found[v]() for k, v in fields.items() if isinstance(v, str) and v in found}
    return replace(command, **known)


@pytest.fixture(scope="module")
def meeting() -> Scene:
    scene = Scene(MEETING)
    for step in SCRIPT:
        scene.now = START + step.at * 1000
        scene.do(scene.actor(step.who), resolved(scene, step.who, step.command))
    return scene


def seen(row: Attendee) -> Time:
    def second(at: int | None) -> int | None:
        return None if at is None else (at - START) // 1000

    return Time(
        row.standing,
        row.seconds,
        second(row.first_here_at),
        second(row.last_here_at),
        row.late_seconds,
        row.early_seconds,
    )


def rows(scene: Scene) -> list[Attendee]:
    return tally(scene.now_state, scene.records, scene.now)


def test_every_seat_was_here_as_long_as_the_script_says(meeting: Scene) -> None:
    assert {r.seat_id: seen(r) for r in rows(meeting) if r.seat_id} == SEATS


def test_every_participant_was_here_as_long_as_the_script_says(meeting: Scene) -> None:
    assert {r.participant_id: seen(r) for r in rows(meeting) if r.participant_id} == PEOPLE


def test_every_speech_was_as_long_as_the_script_says(meeting: Scene) -> None:
    minutes = build(meeting.records)
    said = [speech for item in minutes.items for speech in item.speeches]
    said.sort(key=lambda one: one.number)
    seats = {at.seat.name: id for id, at in meeting.now_state.seats.items()}
    people = {p.name: p.id for p in meeting.now_state.participants.values()}
    spoken = [({**seats, **people}[one.speaker.name], one.duration) for one in said]
    assert spoken == SPEECHES


def test_the_roll_call_came_out_as_the_script_says(meeting: Scene) -> None:
    (line,) = build(meeting.records).attendance.roll_calls
    assert {v.venue: (v.answered, v.called) for v in line.venues} == {
        "全国主会场": (ANSWERED["clerk"], 2),
        "湖南省会场": (ANSWERED["member2"], 2),
        "株洲市会场": (ANSWERED["dept"], 2),
        "石峰区会场": (ANSWERED["sf"], 13),
        "渌口区会场": (0, 1),
    }
    assert "第8席" in line.missing
    assert "第9席" not in line.missing


def test_the_questions_were_answered_as_the_script_says(meeting: Scene) -> None:
    questions = [q for item in build(meeting.records).items for q in item.questions]
    assert [a.state for q in questions for a in q.answers] == ["spoken", "spoken", "written"]


def test_the_substitute_stands_in_the_list_and_the_minutes(meeting: Scene) -> None:
    assert [r.seat_id for r in rows(meeting) if r.substitute] == ["s6"]
    present = build(meeting.records).attendance.present
    assert [line.substitute for line in present if line.person.name == "第6席"] == ["代表助理"]


def test_the_documents_say_it_in_words(meeting: Scene) -> None:
    blocks = compose(build(meeting.records)).blocks
    text = "\n".join(b.text for b in blocks if isinstance(b, Paragraph))
    for said in (
        "第 1 次点名签到（14:48）：应到 20 人，实到 11 人",
        "石峰区会场 8/13",
        "迟到：第10席（14:53到）、第11席（15:26到）、专家（15:36到）。",
        "早退：第4席（15:31离开）、第8席（15:36离开）。",
        "须应答的问题 1（14:49）：验收标准是什么？",
        "市生态环境局：已当场应答。",
        "书面答复：每季度公开。",
    ):
        assert said in text, said
    (levels,) = (b for b in blocks if isinstance(b, Table) and b.columns[-1].title == "早退")
    assert levels.rows[-1] == ["县级", "12", "1", "1", "2", "2", "2"]
    names = next(b for b in blocks if isinstance(b, Labelled) and b.label == "出席：")
    assert any("第6席（由代表助理代）" in line for line in names.lines)


def test_the_csv_says_the_same(meeting: Scene) -> None:
    content = render(meeting.records, meeting.now, "en").decode("utf-8-sig")
    lines = list(reader(io.StringIO(content)))
    assert {len(line) for line in lines} == {16}
    by_name = {line[2]: line for line in lines[1:]}
    assert by_name["第10席"][7:13] == [
        "present", "2026-07-16 14:53:20", "2026-07-16 15:51:40", "2840", "400", "0",
    ]  # fmt: skip
    assert by_name["省委员"][13:] == ["2", "browser", "here"]


def test_replaying_comes_to_the_same_state(meeting: Scene) -> None:
    assert replay(meeting.records) == meeting.now_state


# --- whatever happens -------------------------------------------------------------------------

SEAT = st.sampled_from(["sf1", "sf2", "zz1"])
PEOPLE_ = st.sampled_from(["room_sf", "room_zz", "member"])
COMMANDS: st.SearchStrategy[tuple[str, AnyCommand]] = st.one_of(
    st.sampled_from(
        [
            ("chair", OpenConsultation()),
            ("chair", AdjournConsultation()),
            ("chair", ResumeConsultation()),
            ("chair", StartRollCall(10)),
        ]
    ),
    st.tuples(st.just("system"), PEOPLE_.map(JoinConsultation)),
    st.tuples(st.just("system"), PEOPLE_.map(LeaveConsultation)),
    st.tuples(st.sampled_from(["clerk", "room_zz"]), SEAT.map(TakeSeat)),
    st.tuples(st.sampled_from(["clerk", "room_zz"]), SEAT.map(LeaveSeat)),
    st.tuples(st.just("room_zz"), st.just(SwapSeats("sf1", "sf2"))),
    st.tuples(
        st.just("room_zz"),
        st.builds(lambda seat, here: AnswerRollCall(ROLL_CALL, seat_id=seat, here=here), SEAT,
                  st.booleans()),
    ),
)  # fmt: skip


@given(st.lists(st.tuples(COMMANDS, st.integers(0, 900)), max_size=40), st.booleans())
@settings(max_examples=150, deadline=None)
def test_nobody_is_here_longer_than_the_consultation_sat(
    course: list[tuple[tuple[str, AnyCommand], int]], closed: bool
) -> None:
    scene = Scene()
    sat, last = 0, scene.now
    acts = [*course, (("chair", CloseConsultation()), 5)] if closed else course
    for (who, command), seconds in acts:
        scene.wait(seconds)
        if scene.now_state.status == "open":
            sat += scene.now - last
        last = scene.now
        if isinstance(command, AnswerRollCall) and not scene.now_state.roll_calls:
            continue
        try:
            scene.do(scene.actor(who), resolved(scene, who, command))
        except Refused:
            continue
    found = rows(scene)
    for row in found:
        assert sum(stay.until - stay.at for stay in row.stays) <= sat
        assert all(stay.at < stay.until for stay in row.stays)
        assert all(one.until <= other.at for one, other in pairwise(row.stays))
        assert row.late_seconds + row.early_seconds + row.seconds <= sat // 1000
    assert replay(scene.records) == scene.now_state
    if scene.now_state.status == "open":
        # who is known to be seated now is in the list until now
        scene.wait(60)
        here = {r.seat_id for r in rows(scene) if r.last_here_at == scene.now}
        assert people_seated(scene.now_state) <= here
