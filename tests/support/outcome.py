"""An outcome brought to any stage of its life, for the tests of what may follow."""

import hashlib
from datetime import date
from pathlib import Path

from sessions import commands as c
from sessions.consultation import due
from sessions.jurisdiction import read
from sessions.outcome_types import OutcomeDocument, OutcomeStage, UnitRef
from sessions.state.outcomes import Outcome
from sessions.types import SYSTEM, Participant, Source
from tests.support.consultation import PEOPLE, Scene

RULES = read(
    (Path(__file__).parents[2] / "docs/jurisdiction.example.toml").read_text(encoding="utf-8")
)
LEAD, JOINT = UnitRef("dept"), UnitRef("dept2")


class Ledger(Scene):
    """A scene with one outcome in it, known as `id`."""

    id: str

    @property
    def outcome(self) -> Outcome:
        """As it stands."""
        return self.now_state.outcomes[self.id]

    @property
    def by(self) -> str:
        """Its deadline's day; "" without one."""
        return "" if self.outcome.deadline is None else self.outcome.deadline.date

    def tick(self) -> list[str]:
        """What the clock does now, by kinds."""
        done = []
        for command in due(self.now_state, self.now):
            done += [type(record.event).__name__ for record in self.do(SYSTEM, command)]
        return done

    def until(self, day: str) -> None:
        """Let time pass until noon of a day (ISO)."""
        self.now = RULES.begins(date.fromisoformat(day)) + 12 * 3_600_000


def recorded(kind: str = "speech", due: str = "2026-12-31") -> Ledger:
    """An outcome of a member's speech, of an opinion (receipt `r1`), or of an item."""
    scene = Ledger()
    for person in PEOPLE:
        scene.act("system", c.JoinConsultation(person.id))
    scene.act("chair", c.OpenConsultation())
    scene.rules = RULES
    scene.act("clerk", c.RegisterParticipant(Participant("dept2", "市财政局", "department", "zz")))
    scene.act("chair", c.StartItem("statements"))
    scene.act("chair", c.GrantFloor(participant_id="member"))
    scene.act("public", c.SubmitOpinion("o1", "r1", "意见"))
    sources = {
        "speech": Source("speech", scene.speech),
        "opinion": Source("opinion", "o1"),
        "item": Source("item", "statements"),
    }
    scene.act("chair", c.CloseConsultation())
    scene.act("clerk", c.RecordOutcome("按月公开", "市生态环境局", due, sources[kind]))
    (scene.id,) = scene.now_state.outcomes
    return scene


def at_stage(stage: OutcomeStage, kind: str = "speech") -> Ledger:
    """An outcome at a stage, brought there step by step."""
    scene = recorded(kind)
    id = scene.id
    if stage == "declined":
        scene.act("clerk", c.ReviewOutcome(id, "decline", reason="不属职责"))
    if stage == "merged":
        source = Source("item", "statements")
        scene.act("clerk", c.RecordOutcome("另一项", "市财政局", "2026-12-31", source))
        other = list(scene.now_state.outcomes)[-1]
        scene.act("clerk", c.ReviewOutcome(id, "merge", other))
    if stage in ("proposed", "declined", "merged"):
        return scene
    path: list[tuple[OutcomeStage, list[tuple[str, c.AnyCommand]]]] = [
        ("filed", [("clerk", c.ReviewOutcome(id, "file"))]),
        ("assigned", [("clerk", c.AssignOutcome(id, LEAD, (JOINT, UnitRef(name="县水利局"))))]),
        ("handling", [("dept", c.SignForOutcome(id))]),
        (
            "replied",
            [
                ("dept", c.MeetProposer(id, "2026-07-16", "电话沟通")),
                ("dept", c.ReplyOutcome(id, "B", "已列入计划")),
            ],
        ),
        ("appraised", [("clerk", c.AppraiseReply(id, "satisfied"))]),
        ("settled", [("clerk", c.FollowUpOutcome(id, solved=True, note="已办完"))]),
    ]
    for reached, acts in path:
        for who, command in acts:
            scene.act(who, command)
        if reached == stage:
            return scene
    raise AssertionError(stage)


def attachment(id: str = "table", unit: int | None = None) -> OutcomeDocument:
    """A PDF of three pages."""
    sha256 = hashlib.sha256(id.encode()).hexdigest()
    return OutcomeDocument(id, f"{id}.pdf", "application/pdf", 3, 1000, sha256, unit)


def ready_for(scene: Ledger, kind: type[c.Command]) -> Ledger:
    """The same with what the act is about, where that is not the outcome alone."""
    if scene.outcome.stage == "handling" and kind is c.RefuseExtension:
        scene.act("dept", c.RequestExtension(scene.id, "待审批"))
    if scene.outcome.stage == "handling" and kind is c.DetachFromOutcome:
        scene.act("dept", c.AttachToOutcome(scene.id, attachment()))
    return scene


def acts(id: str) -> dict[type[c.Command], tuple[str, c.AnyCommand]]:
    """Of every act one that nothing but the stage is against."""
    return {
        c.ReviewOutcome: ("clerk", c.ReviewOutcome(id, "file")),
        c.AssignOutcome: ("clerk", c.AssignOutcome(id, LEAD)),
        c.SignForOutcome: ("dept", c.SignForOutcome(id)),
        c.ReturnOutcome: ("dept", c.ReturnOutcome(id, "不属本单位职责")),
        c.TransferOutcome: ("clerk", c.TransferOutcome(id, JOINT, "职责调整")),
        c.FileJointOpinion: ("dept2", c.FileJointOpinion(id, "同意")),
        c.MeetProposer: ("dept", c.MeetProposer(id, "2026-07-16", "见面")),
        c.SignForJoint: ("dept2", c.SignForJoint(id)),
        c.RequestExtension: ("dept", c.RequestExtension(id, "待审批")),
        c.RefuseExtension: ("clerk", c.RefuseExtension(id, "来得及")),
        c.ExtendOutcome: ("clerk", c.ExtendOutcome(id, "待审批")),
        c.AttachToOutcome: ("dept", c.AttachToOutcome(id, attachment())),
        c.DetachFromOutcome: ("dept", c.DetachFromOutcome(id, "table")),
        c.ReplyOutcome: ("dept", c.ReplyOutcome(id, "A", "已办")),
        c.AppraiseReply: ("member", c.AppraiseReply(id, "mostly_satisfied")),
        c.FollowUpOutcome: ("clerk", c.FollowUpOutcome(id, solved=True, note="属实")),
        c.MakeOutcomePublic: ("clerk", c.MakeOutcomePublic(id)),
        c.WithdrawOutcome: ("clerk", c.WithdrawOutcome(id, "有个人信息")),
        c.UrgeOutcome: ("clerk", c.UrgeOutcome(id, "请抓紧")),
        c.EscalateOutcome: ("clerk", c.EscalateOutcome(id, "请督办")),
    }
