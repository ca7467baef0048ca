"""Who sees what: the snapshot, the records, the wall, an opinion by its receipt."""

import msgspec
import pytest

from sessions import opinion_views
from sessions.audience import visible
from sessions.commands import (
    CloseConsultation,
    GrantFloor,
    IssueInvitation,
    MarkAttendance,
    PublishOpinion,
    RecordOutcome,
    RequestFloor,
    SubmitOpinion,
    WithholdOpinion,
    YieldFloor,
)
from sessions.config import WALL_OPINIONS_MAX
from sessions.consultation import replay
from sessions.errors import Refused
from sessions.opinion_views import OpinionCounts, opinion_by_receipt, wall
from sessions.summaries import Summary, summarized, summary
from sessions.types import Source
from sessions.views import Snapshot, snapshot
from tests.support.consultation import Scene, started

STAFF = ["organizer", "chair", "clerk", "system"]
OTHERS = ["member", "expert", "dept", "rep", "room_sf", "guest", "public"]


def full() -> Scene:
    scene = started()
    scene.act("organizer", IssueInvitation("secret-link", "member", scene.now + 10**9))
    for n in range(4):
        scene.act("public", SubmitOpinion(f"o{n}", f"receipt{n}", f"意见{n}"))
    scene.act("clerk", PublishOpinion("o2"))
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("clerk", PublishOpinion("o0"))
    scene.act("clerk", WithholdOpinion("o0", "含有他人电话"))
    scene.act("member", RequestFloor())
    scene.act("chair", GrantFloor(participant_id="dept"))
    scene.act("clerk", RecordOutcome("成果", "单位", "2026-09-30", Source("opinion", "o1")))
    scene.act("room_sf", MarkAttendance("excused", seat_id="sf1"))
    scene.act("clerk", MarkAttendance("present", participant_id="rep", reason="看画面"))
    return scene


@pytest.mark.parametrize("who", STAFF)
def test_staff_see_everything(who: str) -> None:
    scene = full()
    view = snapshot(scene.now_state, scene.actor(who))
    assert [(o.opinion_id, o.state, o.receipt, o.reason) for o in view.opinions] == [
        ("o0", "withheld", "receipt0", "含有他人电话"),
        ("o1", "published", "receipt1", None),
        ("o2", "published", "receipt2", None),
        ("o3", "submitted", "receipt3", None),
    ]
    assert all(visible(record, scene.actor(who)) for record in scene.records)


@pytest.mark.parametrize("who", OTHERS)
def test_others_see_what_is_public(who: str) -> None:
    scene = full()
    actor = scene.actor(who)
    view = snapshot(scene.now_state, actor)
    assert [o.opinion_id for o in view.opinions] == ["o2", "o1"]  # as they became public
    seen = msgspec.json.encode([view, [r for r in scene.records if visible(r, actor)]]).decode()
    for hidden in ("receipt", "secret-link", "电话", "意见3"):
        assert hidden not in seen.replace('"receipt":null', "")
    assert "意见0" in seen  # it was public once; the record of that stands
    assert "意见0" not in msgspec.json.encode(view).decode()


def test_the_rest_of_the_snapshot() -> None:
    scene = full()
    state = scene.now_state
    view = snapshot(state, scene.actor("public"))
    assert (view.id, view.title, view.status) == (state.id, "清水塘老工业区转型", "open")
    assert (view.seq, view.hash) == (len(scene.records), scene.records[-1].hash)
    assert [venue.id for venue in view.venues] == ["cn", "hn", "zz", "sf", "lk"]
    assert [item.started_at is not None for item in view.agenda] == [False, False, False, True]
    assert view.joined == [person.id for person in view.participants]
    assert [request.participant_id for request in view.requests] == ["member"]
    assert [(one.participant_id, one.ended) for one in view.speeches] == [("dept", None)]
    assert [outcome.unit for outcome in view.outcomes] == ["单位"]
    assert [(m.status, m.participant_id, m.seat_id) for m in view.attendance] == [
        ("present", "rep", None),
        ("excused", None, "sf1"),
    ]
    scene.act("dept", YieldFloor(scene.speech))
    assert snapshot(scene.now_state, scene.actor("public")).speeches[0].ended == "yielded"


@pytest.mark.parametrize(
    ("who", "shown", "counts"),
    [
        # o0 is an outcome's source; o1, o5, o6 wait; of the rest the newest two
        ("clerk", ["o0", "o1", "o4", "o5", "o6", "o7"], OpinionCounts(3, 4, 1)),
        ("public", ["o0", "o4", "o7"], OpinionCounts(0, 4, 0)),
    ],
)
def test_a_snapshot_holds_what_waits_and_the_newest_of_the_rest(
    who: str, shown: list[str], counts: OpinionCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_views, "SNAPSHOT_OPINIONS_MAX", 2)
    scene = started()
    for n in range(8):
        scene.act("public", SubmitOpinion(f"o{n}", f"r{n}", f"意见{n}"))
    for id in ("o0", "o3", "o4", "o7"):
        scene.act("clerk", PublishOpinion(id))
    scene.act("clerk", WithholdOpinion("o2", "重复"))
    scene.act("clerk", RecordOutcome("成果", "单位", "2026-09-30", Source("opinion", "o0")))
    view = snapshot(scene.now_state, scene.actor(who))
    assert [one.opinion_id for one in view.opinions] == shown
    assert view.opinion_counts == counts


def test_a_snapshot_goes_over_the_wire() -> None:
    view = snapshot(full().now_state, full().actor("clerk"))
    assert msgspec.json.decode(msgspec.json.encode(view), type=Snapshot) == view


def test_the_wall_is_newest_first_and_changes_with_its_version() -> None:
    scene = full()
    before = wall(scene.now_state)
    assert [opinion.opinion_id for opinion in before.opinions] == ["o1", "o2"]
    assert before.total == 2
    assert all(o.receipt is None and o.reason is None for o in before.opinions)
    scene.act("public", SubmitOpinion("o9", "r9", "还没筛选"))
    assert wall(scene.now_state) == before
    scene.act("clerk", WithholdOpinion("o1", "重复"))
    after = wall(scene.now_state)
    assert [opinion.opinion_id for opinion in after.opinions] == ["o2"]
    assert after.version > before.version


def test_the_wall_is_bounded() -> None:
    scene = started()
    for n in range(WALL_OPINIONS_MAX + 3):
        scene.act("public", SubmitOpinion(f"o{n}", f"r{n}", "意见"))
        scene.act("clerk", PublishOpinion(f"o{n}"))
    view = wall(scene.now_state)
    assert view.total == WALL_OPINIONS_MAX + 3
    assert len(view.opinions) == WALL_OPINIONS_MAX
    assert view.opinions[0].opinion_id == f"o{WALL_OPINIONS_MAX + 2}"


@pytest.mark.parametrize(
    ("receipt", "state", "reason"),
    [
        ("receipt0", "withheld", "含有他人电话"),
        ("receipt1", "published", None),
        ("receipt3", "submitted", None),
    ],
)
def test_an_author_follows_it_by_receipt(receipt: str, state: str, reason: str | None) -> None:
    view = opinion_by_receipt(full().now_state, receipt)
    assert (view.state, view.reason, view.receipt) == (state, reason, receipt)


def test_a_receipt_that_is_none() -> None:
    with pytest.raises(Refused, match="no_such_opinion"):
        opinion_by_receipt(full().now_state, "o1")


def test_a_line_of_a_list_is_the_same_from_state_and_from_records() -> None:
    scene = full()
    scene.act("chair", CloseConsultation())
    line: Summary | None = None
    for record in scene.records:
        line = summarized(line, record)
        assert line == summary(replay(scene.records[: record.seq]))
