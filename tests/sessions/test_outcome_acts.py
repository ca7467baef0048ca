"""The life of an outcome: every act at every stage, its deadline, and what is said where it may not
be done."""

from datetime import date
from typing import get_args

import pytest
from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.consultation import replay
from sessions.documents import kept_hashes
from sessions.errors import MESSAGES, Refused
from sessions.events import OUTCOME_LIFE, tag
from sessions.outcome_files import readable
from sessions.outcome_life import LIFE
from sessions.outcome_steps import outcome_changed
from sessions.outcome_types import OutcomeStage, Unit, UnitRef
from sessions.state.outcomes import ExtensionRequest
from tests.support.outcome import (
    JOINT,
    LEAD,
    Ledger,
    acts,
    at_stage,
    attachment,
    ready_for,
    recorded,
)

STAGES: tuple[OutcomeStage, ...] = get_args(OutcomeStage)


def test_the_table_holds_every_act() -> None:
    assert set(LIFE) == set(acts("")) == set(get_args(c.OutcomeCommand))


@pytest.mark.parametrize("kind", LIFE, ids=tag)
@pytest.mark.parametrize("stage", STAGES)
def test_every_act_at_every_stage(stage: OutcomeStage, kind: type[c.Command]) -> None:
    scene = at_stage(stage, "item" if kind is c.ReplyOutcome else "speech")
    who, command = acts(ready_for(scene, kind).id)[kind]
    act = LIFE[kind]
    if stage not in act.at:
        with pytest.raises(Refused) as refusal:
            scene.act(who, command)
        assert refusal.value.code == act.refusal().code
        assert refusal.value.message("zh-CN") == MESSAGES[refusal.value.code]["zh-CN"]
        assert scene.outcome.stage == stage
        return
    scene.act(who, command)
    assert scene.outcome.stage in (act.to or (stage,))


# --- deadlines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "by"),
    [
        ("proposed", "2026-07-30"),  # 10 working days after Thursday, 16 July
        ("merged", ""),
        ("declined", ""),
        ("filed", ""),
        ("assigned", "2026-07-23"),  # 5
        ("handling", "2026-10-14"),  # 60, with Mid-Autumn, National Day and two make-up days
        ("replied", "2026-07-30"),  # 10
        ("appraised", "2027-01-06"),  # 120, the last of them of a year that nobody entered
        ("settled", ""),
    ],
)
def test_each_stage_has_its_deadline(stage: OutcomeStage, by: str) -> None:
    scene = at_stage(stage)
    assert scene.by == by
    if scene.outcome.deadline is not None:
        assert scene.outcome.deadline.assumed is (by > "2027")


def test_a_reply_is_due_by_the_agreed_day_if_that_is_earlier() -> None:
    scene = recorded(due="2026-08-20")
    for who, command in list(acts(scene.id).values())[:3]:
        scene.act(who, command)
    assert scene.by == "2026-08-20"
    assert scene.outcome.joint_due == "2026-08-13"


def test_what_does_not_satisfy_is_handled_anew() -> None:
    scene = at_stage("replied")
    bad = c.AppraiseReply(scene.id, "dissatisfied")
    assert scene.refused("member", bad) == "outcome_needs_reason"
    (event,) = scene.act("member", c.AppraiseReply(scene.id, "dissatisfied", "没有时间表"))
    assert isinstance(event, e.ReplyAppraised)
    assert not event.on_behalf
    assert (scene.outcome.stage, scene.by) == ("handling", "2026-08-13")  # 20
    assert scene.outcome.reply is not None
    assert scene.outcome.reply.appraisal == "dissatisfied"
    # whoever spoke is met again before the next reply
    assert scene.refused("dept", c.ReplyOutcome(scene.id, "A", "已公布")) == "outcome_meet_first"
    scene.act("dept", c.MeetProposer(scene.id, "2026-07-16", "再次沟通"))
    scene.act("dept", c.ReplyOutcome(scene.id, "A", "已公布时间表"))
    scene.act("member", c.AppraiseReply(scene.id, "satisfied"))
    assert scene.outcome.stage == "appraised"


def test_what_was_not_solved_after_all_is_handled_anew() -> None:
    scene = at_stage("appraised")
    scene.act("clerk", c.FollowUpOutcome(scene.id, solved=False, note="没有落实"))
    assert (scene.outcome.stage, scene.by) == ("handling", "2026-08-13")


def test_what_is_returned_waits_to_be_assigned_anew() -> None:
    scene = at_stage("assigned")
    scene.act("dept", c.ReturnOutcome(scene.id, "不属本单位职责"))
    outcome = scene.outcome
    assert (outcome.stage, outcome.lead, outcome.reason) == ("filed", None, "不属本单位职责")
    scene.act("clerk", c.AssignOutcome(scene.id, UnitRef("dept2")))
    assert scene.outcome.lead == Unit("市财政局", "dept2")
    assert scene.outcome.reason == ""


def test_a_transfer_begins_anew_with_other_units() -> None:
    scene = at_stage("handling")
    (event,) = scene.act("clerk", c.TransferOutcome(scene.id, JOINT, "职责调整"))
    assert isinstance(event, e.OutcomeAssigned)
    assert (event.transferred, event.reason) == (True, "职责调整")
    assert (scene.outcome.stage, scene.by) == ("assigned", "2026-07-23")
    assert scene.refused("dept", c.SignForOutcome(scene.id)) == "outcome_not_yours"
    scene.act("dept2", c.SignForOutcome(scene.id))


def test_returned_in_time_or_by_staff() -> None:
    scene = at_stage("assigned")
    give_back = c.ReturnOutcome(scene.id, "不属本单位职责")
    scene.until("2026-07-23")
    scene.act("dept", give_back)
    scene = at_stage("assigned")
    scene.until("2026-07-24")
    assert scene.refused("dept", give_back) == "outcome_return_too_late"
    scene.act("clerk", give_back)


# --- extensions -------------------------------------------------------------------------------


def test_a_unit_asks_for_more_time_and_staff_decide() -> None:
    scene = at_stage("handling")
    scene.until("2026-10-14")
    before = scene.by
    ask = c.RequestExtension(scene.id, "待审批")
    assert scene.refused("dept", c.ExtendOutcome(scene.id, "待审批")) == "not_authorized"
    assert (
        scene.refused("clerk", c.RefuseExtension(scene.id, "来得及")) == "extension_not_requested"
    )
    scene.act("dept", ask)
    assert (scene.by, scene.outcome.extension) == (before, ExtensionRequest("待审批", scene.now))
    assert scene.refused("dept", ask) == "extension_requested_already"
    scene.act("clerk", c.RefuseExtension(scene.id, "来得及"))
    assert (scene.by, scene.outcome.extension) == (before, None)
    scene.act("dept", ask)
    scene.act("clerk", c.ExtendOutcome(scene.id, "同意"))
    assert scene.by == "2026-11-11"  # 20 after the day it was due
    assert scene.outcome.extension is None
    assert scene.refused("dept", ask) == "outcome_extended_once"
    scene.act("clerk", c.ExtendOutcome(scene.id, "再延"))
    assert scene.by == "2026-12-09"


def test_time_that_staff_give_unasked_is_not_the_units_own() -> None:
    scene = at_stage("handling")
    scene.act("clerk", c.ExtendOutcome(scene.id, "审批慢"))
    scene.act("dept", c.RequestExtension(scene.id, "待审批"))


def test_what_is_late_already_no_unit_asks_for() -> None:
    scene = at_stage("handling")
    scene.until("2026-10-15")
    assert (
        scene.refused("dept", c.RequestExtension(scene.id, "待审批")) == "outcome_extend_too_late"
    )
    scene.act("clerk", c.ExtendOutcome(scene.id, "待审批"))
    assert scene.by == "2026-11-12"  # 20 after today


def test_what_is_asked_for_ends_with_the_step() -> None:
    scene = at_stage("handling", "item")
    scene.act("dept", c.RequestExtension(scene.id, "待审批"))
    scene.act("dept", c.ReplyOutcome(scene.id, "A", "已办"))
    assert scene.outcome.extension is None


def test_a_log_in_which_a_unit_extended_by_itself_says_so_still() -> None:
    scene = at_stage("handling")
    (event,) = scene.act("clerk", c.ExtendOutcome(scene.id, "待审批"))
    assert isinstance(event, e.OutcomeExtended)
    old = replace(event, on_behalf=False)
    last = scene.records[-1]
    after = outcome_changed(scene.now_state, replace(last, event=old), old)
    assert after.outcomes[scene.id].extended


@pytest.mark.parametrize(
    ("who", "due", "code"),
    [
        ("dept", "2026-12-01", "not_authorized"),
        ("clerk", "2026-10-14", "outcome_extend_to_later"),
        ("clerk", "2026-02-30", "no_such_date"),
        ("clerk", "9999-12-31", "outcome_extend_to_later"),
        ("clerk", "2026-10-15", None),
    ],
)
def test_to_which_day(who: str, due: str, code: str | None) -> None:
    scene = at_stage("handling")
    command = c.ExtendOutcome(scene.id, "待审批", due)
    if code is None:
        scene.act(who, command)
        assert scene.by == due
    else:
        assert scene.refused(who, command) == code


# --- joint units and attachments --------------------------------------------------------------


def test_each_joint_unit_signs_for_itself_and_once() -> None:
    scene = at_stage("assigned")
    sign = c.SignForJoint(scene.id)
    assert scene.refused("dept", sign) == "outcome_not_yours"
    assert scene.refused("clerk", sign) == "outcome_no_joint_unit"
    assert scene.act("dept2", sign) == [e.JointSignedFor(scene.id, 0, on_behalf=False)]
    assert scene.act("dept2", sign) == []
    first = scene.now
    scene.act("dept", c.SignForOutcome(scene.id))
    assert scene.act("clerk", replace(sign, unit=1)) == [
        e.JointSignedFor(scene.id, 1, on_behalf=True)
    ]
    assert [one.signed_at for one in scene.outcome.joint] == [first - 1000, scene.now]


def test_an_opinion_signs_where_nobody_did() -> None:
    scene = at_stage("handling")
    scene.act("dept2", c.FileJointOpinion(scene.id, "同意"))
    assert scene.outcome.joint[0].signed_at == scene.now


def test_attachments_of_units_and_who_reads_them() -> None:
    scene = at_stage("handling", "item")
    attach = c.AttachToOutcome(scene.id, attachment())
    assert (
        scene.refused("dept", replace(attach, document=attachment(unit=0))) == "outcome_not_yours"
    )
    scene.act("dept", attach)
    assert scene.refused("dept", attach) == "id_taken"
    scene.act("dept2", replace(attach, document=attachment("joint")))
    assert [one.unit for one in scene.outcome.documents] == [None, 0]
    assert scene.refused("dept2", c.DetachFromOutcome(scene.id, "table")) == "outcome_not_yours"
    scene.act("dept", replace(attach, document=attachment("wrong")))
    scene.act("dept", c.DetachFromOutcome(scene.id, "wrong"))
    assert scene.refused("dept", c.DetachFromOutcome(scene.id, "wrong")) == "no_such_document"
    scene.act("dept", c.ReplyOutcome(scene.id, "A", "见附件"))
    reply = scene.outcome.reply
    assert reply is not None
    assert [one.document_id for one in reply.documents] == ["table"]
    assert {attachment(one).sha256 for one in ("table", "joint", "wrong")} <= kept_hashes(
        scene.now_state
    )

    def read(id: str, **who: bool) -> bool:
        try:
            return readable(scene.outcome, id, **{"inside": False, **who}).document_id == id
        except Refused:
            return False

    assert [read(id, inside=True) for id in ("table", "joint", "wrong")] == [True, True, True]
    assert [read(id, proposed=True) for id in ("table", "joint")] == [True, False]
    assert not read("table")
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    assert [read(id) for id in ("table", "joint", "wrong")] == [True, False, False]


def test_attachments_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = at_stage("handling")
    attach = c.AttachToOutcome(scene.id, attachment())
    monkeypatch.setattr("sessions.outcome_files.OUTCOMES_DOCUMENTS_MAX", 0)
    assert scene.refused("dept", attach) == "too_many"
    monkeypatch.setattr("sessions.outcome_files.OUTCOME_DOCUMENTS_MAX", 0)
    assert scene.refused("dept", attach) == "too_many"


# --- who ---------------------------------------------------------------------------------------

UNIT_ACTS = (
    c.SignForOutcome, c.ReturnOutcome, c.MeetProposer, c.RequestExtension, c.ReplyOutcome
)  # fmt: skip


@pytest.mark.parametrize("kind", UNIT_ACTS, ids=tag)
def test_another_unit_does_not_act_and_staff_act_for_it(kind: type[c.Command]) -> None:
    stage: OutcomeStage = "assigned" if kind in UNIT_ACTS[:2] else "handling"
    scene = at_stage(stage, "item")
    command = acts(scene.id)[kind][1]
    assert scene.refused("dept2", command) == "outcome_not_yours"
    assert scene.refused("member", command) == "not_authorized"
    (event,) = scene.act("clerk", command)
    assert getattr(event, "on_behalf", None) is True


def test_staff_act_for_a_unit_that_was_not_there() -> None:
    scene = at_stage("filed")
    scene.act("clerk", c.AssignOutcome(scene.id, UnitRef(name=" 市水利局 ")))
    assert scene.outcome.lead == Unit("市水利局")
    assert scene.refused("dept", c.SignForOutcome(scene.id)) == "outcome_not_yours"
    scene.act("clerk", c.SignForOutcome(scene.id))


@pytest.mark.parametrize(
    ("who", "unit", "code"),
    [
        ("dept2", None, None),
        ("dept2", 0, None),
        ("dept2", 1, "outcome_not_yours"),
        ("dept", None, "outcome_not_yours"),
        ("clerk", 1, None),
        ("clerk", None, "outcome_no_joint_unit"),
        ("clerk", 2, "outcome_no_joint_unit"),
    ],
)
def test_whose_joint_opinion(who: str, unit: int | None, code: str | None) -> None:
    scene = at_stage("handling")
    command = c.FileJointOpinion(scene.id, "同意", unit)
    if code is not None:
        assert scene.refused(who, command) == code
        return
    scene.act(who, command)
    assert scene.outcome.joint[unit or 0].opinion == "同意"
    assert scene.act(who, command) == []


@pytest.mark.parametrize(
    ("kind", "who", "receipt", "code"),
    [
        ("speech", "member", "", None),
        ("speech", "member2", "", "outcome_not_your_proposal"),
        ("speech", "public", "r1", "outcome_not_your_proposal"),
        ("opinion", "public", "r1", None),
        ("opinion", "public", "r2", "outcome_not_your_proposal"),
        ("opinion", "public", "", "outcome_not_your_proposal"),
        ("opinion", "dept", "", "outcome_not_your_proposal"),
        ("item", "member", "", "outcome_not_your_proposal"),
        ("item", "clerk", "", None),
    ],
)
def test_who_appraises(kind: str, who: str, receipt: str, code: str | None) -> None:
    scene = at_stage("replied", kind)
    command = c.AppraiseReply(scene.id, "satisfied", receipt=receipt)
    if code is not None:
        assert scene.refused(who, command) == code
    else:
        scene.act(who, command)
        assert scene.refused(who, command) == "outcome_not_replied"


# --- what else is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "who", "make", "code"),
    [
        ("proposed", "clerk", lambda id: c.ReviewOutcome("x", "file"), "no_such_outcome"),
        ("proposed", "clerk", lambda id: c.ReviewOutcome(id, "decline"), "outcome_needs_reason"),
        ("proposed", "clerk", lambda id: c.ReviewOutcome(id, "merge"), "outcome_merge_target"),
        ("proposed", "clerk", lambda id: c.ReviewOutcome(id, "merge", id), "outcome_merge_target"),
        (
            "filed",
            "clerk",
            lambda id: c.AssignOutcome(id, UnitRef(name=" ")),
            "outcome_unit_unnamed",
        ),
        (
            "filed",
            "clerk",
            lambda id: c.AssignOutcome(id, UnitRef("member")),
            "not_a_department",
        ),
        ("filed", "clerk", lambda id: c.AssignOutcome(id, UnitRef("x")), "no_such_participant"),
        ("filed", "clerk", lambda id: c.AssignOutcome(id, LEAD, (LEAD,)), "outcome_units_differ"),
        (
            "handling",
            "dept",
            lambda id: c.MeetProposer(id, "2026-07-17", "见面"),
            "outcome_met_later",
        ),
        ("handling", "dept", lambda id: c.MeetProposer(id, "2026-06-31", "见面"), "no_such_date"),
        ("handling", "dept", lambda id: c.ReplyOutcome(id, "A", "已办"), "outcome_meet_first"),
        ("handling", "dept", lambda id: c.ReplyOutcome(id, "A", " "), "reply_empty"),
        ("handling", "dept2", lambda id: c.FileJointOpinion(id, " "), "reply_empty"),
        ("proposed", "system", lambda id: c.UrgeOutcome(id), "not_due"),
        ("proposed", "system", lambda id: c.EscalateOutcome(id), "not_due"),
    ],
)
def test_refused(stage: OutcomeStage, who: str, make: object, code: str) -> None:
    scene = at_stage(stage)
    assert callable(make)
    assert scene.refused(who, make(scene.id)) == code


def test_made_public_and_withdrawn_once() -> None:
    scene = at_stage("filed")
    assert scene.act("clerk", c.WithdrawOutcome(scene.id, "无")) == []
    scene.act("clerk", c.MakeOutcomePublic(scene.id))
    assert scene.outcome.public
    assert scene.act("clerk", c.MakeOutcomePublic(scene.id)) == []
    scene.act("clerk", c.WithdrawOutcome(scene.id, "有个人信息"))
    assert not scene.outcome.public


# --- on the day -------------------------------------------------------------------------------


def days(scene: Ledger, first: str, count: int) -> dict[str, list[str]]:
    """What the clock does on each of so many days, asked three times a day."""
    found = {}
    start = date.fromisoformat(first).toordinal()
    for ordinal in range(start, start + count):
        day = date.fromordinal(ordinal).isoformat()
        scene.until(day)
        done = [one for _ in range(3) for one in scene.tick()]
        if done:
            found[day[5:]] = done
    return found


def test_urged_and_escalated_on_the_day() -> None:
    scene = at_stage("handling")  # due on Wednesday, 14 October
    assert days(scene, "2026-09-28", 40) == {
        "10-10": ["OutcomeUrged"],  # a Saturday that is worked
        "10-14": ["OutcomeUrged"],
        "10-15": ["OutcomeEscalated"],
        "10-28": ["OutcomeEscalated"],
    }


def test_each_stage_is_urged() -> None:
    for stage in ("proposed", "assigned", "replied"):
        scene = at_stage(stage)
        scene.until(scene.by)
        assert scene.tick() == ["OutcomeUrged"], stage


def test_a_server_that_was_down_does_the_last_alone() -> None:
    scene = at_stage("assigned")  # due on 23 July
    scene.until("2026-07-29")
    assert scene.tick() == ["OutcomeEscalated"]
    assert scene.tick() == []
    scene.until("2026-08-06")
    assert scene.tick() == ["OutcomeEscalated"]


def test_a_clock_that_jumps_back_does_nothing_twice() -> None:
    scene = at_stage("assigned")
    scene.until("2026-07-23")
    assert scene.tick() == ["OutcomeUrged"]
    scene.until("2026-07-20")
    assert scene.tick() == []
    scene.until("2026-07-23")
    assert scene.tick() == []


def test_what_was_done_survives_a_restart() -> None:
    scene = at_stage("assigned")
    scene.until("2026-07-23")
    scene.tick()
    scene.state = replay(scene.records)
    assert scene.tick() == []


def test_a_new_deadline_is_urged_anew() -> None:
    scene = at_stage("handling")
    scene.until("2026-10-14")
    assert scene.tick() == ["OutcomeUrged"]
    scene.act("clerk", c.ExtendOutcome(scene.id, "待审批", "2026-10-16"))
    assert scene.tick() == []
    scene.until("2026-10-16")
    assert scene.tick() == ["OutcomeUrged"]


def test_staff_urge_without_settling_what_the_clock_does() -> None:
    scene = at_stage("assigned")
    scene.act("clerk", c.UrgeOutcome(scene.id, "请抓紧"))
    scene.until("2026-07-23")
    assert scene.tick() == ["OutcomeUrged"]


# --- the log ----------------------------------------------------------------------------------


def test_old_logs_have_proposals_without_a_deadline() -> None:
    scene = recorded()
    event = next(r.event for r in scene.records if isinstance(r.event, e.OutcomeRecorded))
    assert event.deadline is not None
    old = e.OutcomeRecorded("old", "按月公开", "市生态环境局", "2026-12-31", event.source)
    assert old.deadline is None
    assert scene.outcome.stage == "proposed"


def test_every_event_of_its_life_happens_here() -> None:
    happened = set()
    for kind, act in LIFE.items():
        scene = at_stage(act.at[0], "item" if kind is c.ReplyOutcome else "speech")
        if kind is c.WithdrawOutcome:
            scene.act("clerk", c.MakeOutcomePublic(scene.id))
        who, command = acts(ready_for(scene, kind).id)[kind]
        happened |= {type(event) for event in scene.act(who, command)}
        assert replay(scene.records) == scene.state
    assert happened == set(OUTCOME_LIFE)
