"""Who sees what of an outcome, the feed's cursor, and what is public."""

import msgspec
import pytest

from sessions import commands as c
from sessions.audience import visible
from sessions.events import OUTCOME_LIFE
from sessions.outcome_types import UnitRef
from sessions.outcome_views import (
    OutcomesPage,
    outcomes_of_opinion,
    outcomes_page,
    part_of,
    public_outcomes,
)
from sessions.types import Source
from tests.support.outcome import RULES, Ledger, at_stage, recorded


def seen(scene: Ledger, who: str, after: int = 0, limit: int = 100) -> OutcomesPage:
    return outcomes_page(scene.now_state, scene.actor(who), after, limit, RULES, scene.now)


@pytest.mark.parametrize(
    ("who", "part"),
    [
        ("organizer", "staff"),
        ("clerk", "staff"),
        ("dept", "lead"),
        ("dept2", "joint"),
        ("member", "proposer"),
        ("member2", None),
        ("room_zz", None),
        ("guest", None),
        ("public", None),
    ],
)
def test_whose_it_is(who: str, part: str | None) -> None:
    scene = at_stage("replied")
    scene.act("clerk", c.UrgeOutcome(scene.id, "内部提醒"))
    assert part_of(scene.now_state, scene.outcome, scene.actor(who)) == part
    page = seen(scene, who)
    assert [one.part for one in page.outcomes] == ([part] if part else [])
    inside = part in ("staff", "lead", "joint")
    assert ("内部提醒" in msgspec.json.encode(page).decode()) == inside
    assert all(bool(one.steps) == inside for one in page.outcomes)
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    (one,) = seen(scene, who).outcomes
    assert one.part == (part or "reader")


def test_joint_opinions_are_for_those_who_handle_it() -> None:
    scene = at_stage("handling")
    scene.act("dept2", c.FileJointOpinion(scene.id, "会办意见正文"))
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    for who in ("clerk", "dept", "dept2"):
        assert "会办意见正文" in msgspec.json.encode(seen(scene, who)).decode()
    for who in ("member", "member2", "public"):
        assert "会办意见正文" not in msgspec.json.encode(seen(scene, who)).decode()
    assert "会办意见正文" not in msgspec.json.encode(public_outcomes(scene.now_state)).decode()


def test_the_authors_words_about_a_reply_are_not_public() -> None:
    scene = at_stage("replied")
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    scene.act("member", c.AppraiseReply(scene.id, "dissatisfied", "私下的话"))
    assert "私下的话" in msgspec.json.encode(seen(scene, "dept")).decode()
    assert "私下的话" not in msgspec.json.encode(seen(scene, "member2")).decode()
    assert "私下的话" not in msgspec.json.encode(public_outcomes(scene.now_state)).decode()


def test_its_events_are_for_staff_alone() -> None:
    scene = at_stage("replied")
    life = [record for record in scene.records if isinstance(record.event, OUTCOME_LIFE)]
    assert len(life) == 5
    for record in life:
        assert visible(record, scene.actor("clerk"))
        assert not any(visible(record, scene.actor(who)) for who in ("dept", "member", "public"))


def test_days_left_by_the_calendar() -> None:
    scene = at_stage("handling")  # due on 14 October
    for day, left, late in [
        ("2026-09-30", 6, False),
        ("2026-10-14", 0, False),
        ("2026-10-16", -2, True),
        ("2026-10-18", -2, True),
    ]:
        scene.until(day)
        deadline = seen(scene, "clerk").outcomes[0].deadline
        assert deadline is not None
        assert (deadline.left, deadline.late) == (left, late)


def test_where_it_came_from_to_the_second() -> None:
    scene = recorded()
    (one,) = seen(scene, "clerk").outcomes
    speech = scene.now_state.speeches[one.source.id]
    assert (one.source_at, one.source_text) == (speech.granted_at, "区委员")
    (one,) = seen(recorded("opinion"), "clerk").outcomes
    assert one.source_text == "意见"
    (one,) = seen(recorded("item"), "clerk").outcomes
    assert one.source_text == "发言"


def test_the_feed_goes_on_where_it_stopped() -> None:
    scene = recorded()
    source = Source("item", "statements")
    for number in range(4):
        scene.act("clerk", c.RecordOutcome(f"成果{number}", "市财政局", "2026-12-31", source))
    scene.act("clerk", c.ReviewOutcome(scene.id, "file"))  # the first is the last to change
    first = seen(scene, "clerk", limit=3)
    assert [one.number for one in first.outcomes] == [2, 3, 4]
    assert not first.complete
    rest = seen(scene, "clerk", first.next, limit=3)
    assert [one.number for one in rest.outcomes] == [5, 1]
    assert rest.complete
    assert rest.next == scene.now_state.outcomes_seq
    assert seen(scene, "clerk", rest.next).outcomes == []
    scene.act("clerk", c.AssignOutcome(scene.id, UnitRef("dept")))
    assert [one.number for one in seen(scene, "dept", rest.next).outcomes] == [1]


def test_the_stages_that_everybody_may_follow() -> None:
    scene = at_stage("replied")
    scene.act("member", c.AppraiseReply(scene.id, "dissatisfied", "没有时间表"))
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    (one,) = public_outcomes(scene.now_state)
    stages = ["proposed", "filed", "assigned", "handling", "replied", "handling"]
    assert [reached.stage for reached in one.reached] == stages
    assert (one.lead, one.joint) == ("市生态环境局", ["市财政局", "县水利局"])
    assert one.reply is not None
    assert one.reply.appraisal == "dissatisfied"
    scene.act("clerk", c.WithdrawOutcome(scene.id, "有个人信息"))
    assert public_outcomes(scene.now_state) == []


def test_an_author_follows_by_receipt_also_what_it_was_merged_into() -> None:
    scene = at_stage("merged", "opinion")
    assert outcomes_of_opinion(scene.now_state, "r2") == []
    own, target = outcomes_of_opinion(scene.now_state, "r1")
    assert (own.own, own.outcome.stage, own.outcome.into) == (True, "merged", 2)
    assert (target.own, target.outcome.number, target.outcome.stage) == (False, 2, "proposed")


def test_merges_that_follow_one_another_come_to_an_end() -> None:
    scene = at_stage("merged", "opinion")
    second = list(scene.now_state.outcomes)[1]
    assert scene.refused("clerk", c.ReviewOutcome(second, "merge", scene.id)) == (
        "outcome_merge_target"
    )
    source = Source("item", "statements")
    scene.act("clerk", c.RecordOutcome("第三项", "市财政局", "2026-12-31", source))
    scene.act("clerk", c.ReviewOutcome(second, "merge", list(scene.now_state.outcomes)[2]))
    numbers = [one.outcome.number for one in outcomes_of_opinion(scene.now_state, "r1")]
    assert numbers == [1, 2, 3]
