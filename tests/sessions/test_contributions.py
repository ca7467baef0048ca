"""Contributions: what one log says of each person, and that sums over logs are sums of them."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.commands import (
    AppraiseReply,
    AssignOutcome,
    CloseConsultation,
    FileReply,
    FollowUpOutcome,
    GrantFloor,
    LeaveConsultation,
    MarkAttendance,
    MeetProposer,
    PauseSpeech,
    PutQuestion,
    RecordOutcome,
    ReplyOutcome,
    RequestFloor,
    ResumeSpeech,
    ReviewOutcome,
    SignForOutcome,
    StartSpeech,
    SubmitOpinion,
    YieldFloor,
)
from sessions.contributions import SUMS, Contribution, contributions, summed
from sessions.outcome_types import UnitRef
from sessions.types import Source
from tests.support.consultation import Scene, started


def of(scene: Scene, name: str) -> Contribution:
    found = contributions(scene.now_state, scene.records, scene.now)
    (one,) = (one for one in found if one.name == name)
    return one


def speak(scene: Scene, who: str, seconds: int) -> None:
    scene.act("chair", GrantFloor(participant_id=who))
    scene.act(who, StartSpeech(scene.speech))
    scene.wait(seconds - 1)  # acting takes the last one
    scene.act(who, YieldFloor(scene.speech))


def test_speeches_and_outcomes_of_them() -> None:
    scene = started()
    speak(scene, "member", 60)
    speak(scene, "member", 30)
    scene.act("clerk", RecordOutcome("安置", "市局", "2026-12-31", Source("speech", scene.speech)))
    scene.act("clerk", RecordOutcome("种树", "市局", "2026-12-31", Source("item", "statements")))
    member = of(scene, "区委员")
    assert (member.speeches, member.speech_ms, member.outcomes) == (2, 90_000, 1)
    assert (member.level, member.role, member.attended) == ("county", "member", 1)
    assert of(scene, "省委员").speeches == 0


def test_a_pause_and_a_grant_taken_back_count_for_nothing() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("member", StartSpeech(scene.speech))
    scene.wait(9)
    scene.act("chair", PauseSpeech(scene.speech, reason="静一静"))
    assert of(scene, "区委员").speech_ms == 10_000
    scene.wait(100)
    scene.act("chair", ResumeSpeech(scene.speech))
    scene.wait(4)
    scene.act("member", YieldFloor(scene.speech))
    assert of(scene, "区委员").speech_ms == 15_000
    scene.act("chair", GrantFloor(participant_id="member2"))
    assert of(scene, "省委员").speeches == 0


def test_a_seat_speaks_for_itself() -> None:
    scene = started()
    scene.act("room_sf", RequestFloor(seat_id="sf1"))
    scene.act("chair", GrantFloor(request_id=scene.request_of("room_sf")))
    scene.wait(20)
    scene.act("room_sf", YieldFloor(scene.speech))
    assert of(scene, "区席位一").speeches == 1
    assert of(scene, "区会场操作员").speeches == 0


def test_answers_spoken_or_written() -> None:
    scene = started()
    for _ in range(2):
        scene.act("chair", PutQuestion(["dept"], "何时完成？"))
        assert of(scene, "市生态环境局").answers in (0, 1)
        scene.act("dept", FileReply(scene.question, "年底前。"))
    assert of(scene, "市生态环境局").answers == 2


def test_outcomes_that_are_settled_and_opinions_that_are_answered() -> None:
    scene = started()
    speak(scene, "member", 10)
    scene.act("public", SubmitOpinion("o1", "r1", "多种树"))
    for source in (Source("speech", scene.speech), Source("opinion", "o1")):
        scene.act("clerk", RecordOutcome("安置", "市局", "2026-12-31", source))
        id = next(scene.now_state.outcomes.last(1)).outcome_id
        scene.act("clerk", ReviewOutcome(id, "file"))
        scene.act("clerk", AssignOutcome(id, UnitRef("dept")))
        scene.act("dept", SignForOutcome(id))
        if source.kind == "speech":
            scene.act("dept", MeetProposer(id, "2026-07-16", "当面谈过"))
        assert (of(scene, "市生态环境局").opinions, of(scene, "区委员").outcomes_settled) == (0, 0)
        scene.act("dept", ReplyOutcome(id, "A", "已经办好。"))
    assert of(scene, "市生态环境局").opinions == 1
    scene.act("member", AppraiseReply(next(iter(scene.now_state.outcomes)), "satisfied"))
    scene.act(
        "clerk", FollowUpOutcome(next(iter(scene.now_state.outcomes)), solved=True, note="已经办好")
    )
    assert (of(scene, "区委员").outcomes, of(scene, "区委员").outcomes_settled) == (1, 1)


def test_attendance() -> None:
    scene = started()
    scene.act("clerk", MarkAttendance("excused", participant_id="member2"))
    scene.wait(100)
    scene.act("system", LeaveConsultation("member", for_good=True))
    scene.wait(50)
    scene.act("chair", CloseConsultation())
    assert (of(scene, "省委员").invited, of(scene, "省委员").attended) == (1, 0)
    opened = scene.now_state.opened_at or 0
    left = next(
        r.at for r in scene.records if msgspec.to_builtins(r.event)["type"] == "participant_left"
    )
    assert of(scene, "区委员").present_seconds == (left - opened) // 1000
    assert contributions(Scene().now_state, Scene().records, 0) == []


ONE = Contribution("", "王", "委员", "一中", "教育界", "county", "member", invited=1)
people = st.builds(
    Contribution,
    number=st.sampled_from(["", "1", "2"]),
    name=st.sampled_from(["王", "李"]),
    title=st.just(""),
    organization=st.sampled_from(["一中", "二中"]),
    sector=st.sampled_from(["", "教育界"]),
    level=st.just("county"),
    role=st.just("member"),
    **{name: st.integers(0, 1000) for name in SUMS},
)


def test_the_same_person_by_number_or_by_name_and_unit() -> None:
    moved = replace(ONE, organization="二中", level="municipal")
    assert len(summed([[ONE], [moved]])) == 2
    (same,) = summed([[replace(ONE, number="7")], [replace(moved, number="7", sector="")]])
    assert (same.organization, same.level, same.invited) == ("二中", "municipal", 2)
    assert same.sector == "教育界"


@given(logs=st.lists(st.lists(people, max_size=6, unique_by=lambda one: one.person), max_size=5))
def test_totals_are_the_sums_over_the_logs(logs: list[list[Contribution]]) -> None:
    totals = summed(logs)
    assert len({one.person for one in totals}) == len(totals)
    for total in totals:
        of_them = [one for log in logs for one in log if one.person == total.person]
        for name in SUMS:
            assert getattr(total, name) == sum(getattr(one, name) for one in of_them)
