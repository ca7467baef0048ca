"""Minutes are a reading of the log: every fact of a sitting stands in them, and nothing else."""

from typing import get_args

import pytest

from sessions.commands import (
    AddItem,
    CloseConsultation,
    CloseItem,
    CreateConsultation,
    ExtendSpeech,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    MarkAttendance,
    MuteParticipant,
    NameSeat,
    OpenConsultation,
    PresentDocument,
    PublishOpinion,
    RecordOutcome,
    RegisterParticipant,
    RemoveDocument,
    RequestFloor,
    StartItem,
    StartSpeech,
    SubmitOpinion,
    UnmuteParticipant,
    WithholdOpinion,
    YieldFloor,
)
from sessions.config import SNAPSHOT_OPINIONS_MAX
from sessions.events import FloorGranted, FloorRequested
from sessions.export.document import compose
from sessions.export.markdown import render
from sessions.export.words import DID
from sessions.minutes import Minutes
from sessions.minutes_drafting import build
from sessions.types import (
    SYSTEM,
    Actor,
    AgendaItem,
    Participant,
    RequestKind,
    Role,
    Seat,
    Source,
    Venue,
)
from tests.support.consultation import attach, started
from tests.support.sitting import Sitting

NINE = 1_784_163_600_000
"""2026-07-16 09:00 in Beijing."""
ORGANIZER = Actor(role="organizer", name="会务组")

PEOPLE: list[tuple[str, str, Role, str, str]] = [
    ("chair", "主持人", "chair", "province", ""),
    ("clerk", "记录员", "clerk", "province", "办公厅"),
    ("member", "委员（经济界）", "member", "county", ""),
    ("department", "市生态环境部门", "department", "city", ""),
    ("absent", "委员（法律界）", "member", "county", ""),
    ("excused", "委员（科技界）", "member", "county", ""),
    ("room", "石峰区会场", "venue", "county", ""),
]


def actor(id: str) -> Actor:
    role, venue = next((role, venue) for i, _, role, venue, _ in PEOPLE if i == id)
    return Actor(role=role, participant_id=id, venue_id=venue)


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    """One and a half hours with two items, two speeches, three opinions, one outcome."""
    s = Sitting(NINE - 3_600_000)
    seats = [Seat(id="seat1", name="原厂职工代表"), Seat(id="seat2", name="社区干部")]
    venues = [
        Venue("nation", "全国会场", "national", "000000"),
        Venue("province", "湖南省会场", "provincial", "430000", "nation"),
        Venue("city", "株洲市会场", "municipal", "430200", "province"),
        Venue("county", "石峰区会场", "county", "430204", "city", seats),
    ]
    first = AgendaItem("item1", "情况通报", "briefing", 20)
    s.do(ORGANIZER, CreateConsultation("清水塘老工业区转型远程协商", NINE, venues, [first]))
    s.do(ORGANIZER, AddItem(AgendaItem("item2", "职工安置", "questions", 30)))
    for id, name, role, venue, unit in PEOPLE:
        who = Participant(id, name, role, venue, organization=unit)
        s.do(ORGANIZER, RegisterParticipant(who))
    s.now = NINE
    for id in ("chair", "clerk", "member", "department", "room"):
        s.do(SYSTEM, JoinConsultation(id, "browser" if id != "room" else "room_encoder"))
    s.do(actor("chair"), OpenConsultation())
    s.do(actor("clerk"), MarkAttendance("excused", participant_id="excused", reason="本人来电"))
    s.do(actor("room"), MarkAttendance("absent", seat_id="seat2"))
    s.do(actor("chair"), StartItem("item1"))
    s.wait(60)
    (request,) = s.do(actor("member"), RequestFloor("question"))
    assert isinstance(request.event, FloorRequested)
    (grant,) = s.do(actor("chair"), GrantFloor(request_id=request.event.request_id, seconds=120))
    assert isinstance(grant.event, FloorGranted)
    speech = grant.event.speech_id
    s.wait(5)
    s.do(actor("member"), StartSpeech(speech))
    s.do(actor("chair"), ExtendSpeech(speech, 60))
    s.wait(95)
    s.do(actor("member"), YieldFloor(speech))
    (grant,) = s.do(actor("chair"), GrantFloor(participant_id="department"))
    s.wait(2)  # taken back before a word was said
    s.do(SYSTEM, LeaveConsultation("department"))
    for n, text in enumerate(("恢复公交线路", "请公布数据", "无关广告"), start=1):
        s.do(
            Actor(role="viewer"), SubmitOpinion(f"op{n}", f"receipt-{n}", text, "王女士", "石峰区")
        )
    s.do(actor("clerk"), PublishOpinion("op1"))
    s.do(actor("clerk"), WithholdOpinion("op3", "与议题无关"))
    source = Source("speech", speech)
    s.do(actor("clerk"), RecordOutcome("按月公开监测数据", "市生态环境局", "2026-12-31", source))
    s.wait(600)
    s.do(actor("chair"), CloseItem("item1"))
    s.do(actor("chair"), CloseConsultation())
    return s


@pytest.fixture(scope="module")
def minutes(sitting: Sitting) -> Minutes:
    return build(sitting.records)


def test_title_times_and_proof(minutes: Minutes, sitting: Sitting) -> None:
    assert minutes.title == "清水塘老工业区转型远程协商"
    assert (minutes.scheduled_at, minutes.opened_at) == (NINE, NINE)
    assert minutes.closed_at == sitting.now
    assert minutes.proof.seq == len(sitting.records)
    assert minutes.proof.hash == sitting.records[-1].hash


def test_venues_say_how_they_were_connected(minutes: Minutes) -> None:
    assert [(v.name, v.level, v.connections) for v in minutes.venues] == [
        ("全国会场", "national", []),
        ("湖南省会场", "provincial", ["browser"]),
        ("株洲市会场", "municipal", ["browser"]),
        ("石峰区会场", "county", ["browser", "room_encoder"]),
    ]


def test_attendance_follows_connections_and_marks(minutes: Minutes) -> None:
    sheet = minutes.attendance
    assert [line.person.name for line in sheet.present] == [
        "主持人",
        "记录员",
        "委员（经济界）",
        "市生态环境部门",
        "石峰区会场",
        "原厂职工代表",
    ]
    assert [line.person.name for line in sheet.excused] == ["委员（科技界）"]
    assert [line.person.name for line in sheet.absent] == ["委员（法律界）", "社区干部"]
    seconds = {line.person.name: line.seconds for line in sheet.present}
    assert seconds["主持人"] == 762
    assert seconds["市生态环境部门"] == 162


def test_items_hold_the_speeches_that_began(minutes: Minutes) -> None:
    first, second = minutes.items
    assert (first.number, first.title, first.started_at) == (1, "情况通报", NINE)
    assert first.closed_at == NINE + 762_000
    assert second.started_at is None
    assert second.speeches == []
    (speech,) = first.speeches
    assert speech.speaker.name == "委员（经济界）"
    assert speech.speaker.venue == "石峰区会场"
    assert (speech.level, speech.kind) == ("county", "question")
    assert speech.started_at == NINE + 65_000
    assert (speech.duration, speech.allotted) == (95, 180)


def test_opinions_are_counted_and_only_published_ones_quoted(minutes: Minutes) -> None:
    o = minutes.opinions
    assert (o.received, o.withheld, o.waiting) == (3, 1, 1)
    assert [(p.number, p.text, p.region) for p in o.published] == [(1, "恢复公交线路", "石峰区")]


def test_no_opinion_is_left_out_of_a_long_list() -> None:
    """A snapshot for the meeting leaves the older ones out; the minutes count all."""
    scene, count = started(), SNAPSHOT_OPINIONS_MAX + 10
    for n in range(count):
        scene.act("public", SubmitOpinion(f"op{n}", f"receipt{n}", f"意见{n}", "", ""))
        scene.act("clerk", PublishOpinion(f"op{n}"))
    opinions = build(scene.records).opinions
    assert opinions.received == len(opinions.published) == count


@pytest.mark.parametrize("kind", get_args(RequestKind))
def test_a_speech_of_every_kind_stands_in_the_minutes(kind: RequestKind) -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="dept", dialogue=True))
    scene.act("dept", StartSpeech(scene.speech))
    scene.act("member", RequestFloor(kind))
    scene.act("chair", GrantFloor(request_id=scene.request_of("member"), dialogue=True))
    scene.act("member", StartSpeech(scene.speech))
    scene.act("member", YieldFloor(scene.speech))
    minutes = build(scene.records)
    assert [line.kind for line in minutes.items[-1].speeches] == ["statement", kind]
    assert DID[kind] in render(compose(minutes)).decode()


def test_outcomes_name_unit_date_and_origin(minutes: Minutes) -> None:
    (outcome,) = minutes.outcomes
    assert (outcome.unit, outcome.due) == ("市生态环境局", "2026-12-31")
    assert (outcome.source, outcome.source_text) == ("speech", "委员（经济界）")


def test_a_draft_can_be_read_at_every_record(sitting: Sitting) -> None:
    for end in range(1, len(sitting.records) + 1):
        draft = build(sitting.records[:end])
        assert draft.proof.seq == end
        assert (draft.closed_at is None) == (end < len(sitting.records))


def test_documents_relied_on_stand_in_the_order_of_the_agenda() -> None:
    scene = started()
    for command in (
        attach("late"),
        attach("gone"),
        attach("unused"),
        attach("early", "briefing"),
        PresentDocument("gone"),
        RemoveDocument("gone"),
        RemoveDocument("unused"),
    ):
        scene.act("chair", command)
    lines = build(scene.records).documents
    assert [(one.number, one.name, one.item) for one in lines] == [
        (1, "材料 early.pdf", "通报情况"),
        (2, "材料 late.pdf", "发言"),
        (3, "材料 gone.pdf", "发言"),
    ]
    assert [(one.shown_at is None, one.removed) for one in lines] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert lines[2].sha256 == attach("gone").sha256


def test_overrides_are_listed_with_their_reasons() -> None:
    scene = started()
    scene.act("room_sf", MuteParticipant("rep", "杂音"))
    scene.act("room_zz", UnmuteParticipant("rep", "已经处理"))
    scene.act("chair", NameSeat("zz", Seat("zz1", "新到的人"), "操作员不在"))
    minutes = build(scene.records)
    assert [(o.by, o.action, o.about, o.overridden, o.reason) for o in minutes.overrides] == [
        ("市会场操作员", "unmute_participant", "群众代表", ["区会场操作员"], "已经处理"),
        ("主持人", "name_seat", "新到的人", ["市会场操作员"], "操作员不在"),
    ]
    text = render(compose(minutes)).decode()
    assert "越级处理" in text
    act = "市会场操作员对石峰区会场（群众代表）解除静音，代替区会场操作员。"
    assert f"{act}理由：已经处理。" in text


def test_without_overrides_there_is_no_word_of_them() -> None:
    assert "越级处理" not in render(compose(build(started().records))).decode()
