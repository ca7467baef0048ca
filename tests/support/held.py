"""A meeting in which everything that the record tells of happens, acted out by the rules."""

from sessions import commands as c
from sessions.ballot_types import BallotTerms, StanceSubject
from sessions.types import AttendanceRules, FloorRules, QuorumRule, Source
from tests.support.consultation import PEOPLE, Scene, attach

REASONS = ("其余委员在路上", "会议室断电", "与议题无关", "杂音", "回答别的问题", "会后书面答复")


def held() -> Scene:
    """It has closed; each of the chair's powers was used."""
    s = Scene()
    for person in PEOPLE:
        if person.id != "rep":
            s.act("system", c.JoinConsultation(person.id))
    _at_the_door(s)
    s.act("chair", c.SetAttendanceRules(AttendanceRules(QuorumRule("number", 100))))
    s.act("chair", c.OpenConsultation(without_quorum=REASONS[0]))
    s.act("chair", c.NameDeputies(["member2"]))
    s.act("chair", c.SetFloorRules(FloorRules("automatic")))
    s.act("clerk", attach("map", "questions"))
    s.act("chair", c.StartRollCall(60))
    s.act("member", c.AnswerRollCall(s.roll_call))
    s.act("chair", c.EndRollCall(s.roll_call))
    _words_before_the_first_item(s)
    s.act("chair", c.StartItem("questions"))
    _speeches(s)
    _screening(s)
    _questions(s)
    s.act("room_zz", c.MuteParticipant("rep", REASONS[3]))
    s.act("chair", c.UnmuteParticipant("rep", "已经处理"))
    s.act("chair", c.AdjournConsultation(REASONS[1]))
    s.wait(600)
    s.act("chair", c.ResumeConsultation(REASONS[0]))
    s.act("system", c.LeaveConsultation("chair"))
    s.act("system", c.JoinConsultation("chair"))
    s.act("system", c.LeaveConsultation("chair"))
    s.act("member2", c.TakeChair())
    s.act("system", c.JoinConsultation("chair"))
    s.act("chair", c.TakeChair())
    _decisions(s)
    s.act("chair", c.CloseConsultation())
    return s


def kept() -> Scene:
    """The same, and a month later, when its recording was published, taken back and deleted."""
    s = held()
    s.act("clerk", c.SetRecording(keep_days=30, own_tracks=True))
    s.act("clerk", c.PublishRecording())
    s.act("chair", c.WithdrawRecording("先校对"))
    s.wait(30 * 24 * 3600)
    s.act("system", c.DeleteRecording("expired"))
    s.act("system", c.ConfirmErasure(12_300_000, 3600))
    return s


def _at_the_door(s: Scene) -> None:
    s.act("chair", c.SetWaitingRoom(True, "sf"))
    s.act("system", c.JoinConsultation("rep"))
    s.act("room_sf", c.TurnAway("rep", "不在名单"))
    s.act("room_sf", c.AdmitWaiting("rep"))
    s.act("chair", c.SetWaitingRoom(False, "sf"))
    if "rep" not in s.now_state.joined:
        s.act("system", c.JoinConsultation("rep"))


def _words_before_the_first_item(s: Scene) -> None:
    said = c.AddCaption("现在开会", s.now, s.now, participant_id="chair")
    s.act("clerk", said)


def _speeches(s: Scene) -> None:
    s.act("member", c.RequestFloor("question"))
    s.act("member2", c.RequestFloor())
    s.act("expert", c.RequestFloor())
    s.act("chair", c.MoveRequest(s.request_of("expert"), 0))
    s.act("chair", c.WithdrawRequest(s.request_of("member2"), REASONS[2]))
    s.act("chair", c.GrantFloor(request_id=s.request_of("member"), seconds=120))
    member = s.speech
    s.act("member", c.StartSpeech(member))
    s.act("clerk", c.PresentDocument("map"))
    s.act("chair", c.ExtendSpeech(member, 60))
    s.wait(30)
    caption = c.AddCaption("请公布测数据", s.now, s.now, speech_id=member)
    s.act("clerk", caption)
    assert s.now_state.captions
    s.act("clerk", c.CorrectCaption(s.now_state.captions[-1].caption_id, "请公布监测数据"))
    s.act("chair", c.PauseSpeech(member, REASONS[4]))
    s.wait(19)
    s.act("chair", c.ResumeSpeech(member))
    s.act("rep", c.RequestFloor("interposed_question"))
    s.act("chair", c.GrantFloor(request_id=s.request_of("rep")))
    s.act("rep", c.StartSpeech(s.speech))
    s.wait(10)
    s.act("rep", c.YieldFloor(s.speech))
    s.act("chair", c.RevokeFloor(member, REASONS[2]))
    s.act("member2", c.RequestFloor("point_of_order"))
    s.act("chair", c.GrantFloor(request_id=s.request_of("member2")))
    s.act("member2", c.StartSpeech(s.speech))
    s.wait(5)
    s.act("member2", c.YieldFloor(s.speech))


def _questions(s: Scene) -> None:
    s.act("chair", c.PutQuestion(["dept"], "几时公布？"))
    first = s.question
    s.act("dept", c.FileReply(first, "下月一日公布。"))
    s.act("chair", c.PutQuestion(["dept"], "谁来公布？"))
    s.act("chair", c.WithdrawQuestion(s.question, "已有答复"))
    s.act("chair", c.PutQuestion(["dept"], "钱从哪来？"))
    s.act("chair", c.GrantFloor(participant_id="dept", seconds=60))
    s.act("dept", c.StartSpeech(s.speech))
    s.wait(61)
    s.act("chair", c.CloseItem("questions", unanswered=REASONS[5]))


def _decisions(s: Scene) -> None:
    for title, end in (("按月公布", True), ("撤掉的议案", False)):
        s.act("chair", c.PrepareBallot(BallotTerms(title, "named")))
        ballot = s.ballot
        s.act("chair", c.OpenBallot(ballot))
        s.act("member", c.CastVote(ballot, [0]))
        s.act("chair", c.CloseBallot(ballot) if end else c.CancelBallot(ballot, "措辞有误"))
    s.act("public", c.SubmitOpinion("o1", "receipt-1", "恢复公交线路", "王女士", "石峰区"))
    s.act("clerk", c.PublishOpinion("o1"))
    source = Source("opinion", "o1")
    s.act("clerk", c.RecordOutcome("按月公布监测数据", "市生态环境局", "2026-12-31", source))
    outcome = next(s.now_state.outcomes.last(1)).outcome_id
    s.act("member", c.TakeStance(StanceSubject("outcome", outcome), "for", "早该如此"))


def _screening(s: Scene) -> None:
    """While an item runs, with an opinion that is taken back after it was on the screens."""
    for n in range(2, 8):
        s.act("public", c.SubmitOpinion(f"o{n}", f"receipt-{n}", f"意见{n}"))
    s.act("clerk", c.PublishOpinions(["o2", "o3"]))
    s.act("organizer", c.WithholdOpinions(["o4", "o5"], "与议题无关"))
    s.act("clerk", c.ShowOpinion("o2"))
    s.act("clerk", c.HideOpinion())
    s.act("clerk", c.MergeOpinions("o2", ["o6", "o7"]))
    s.act("clerk", c.UnmergeOpinions(["o7"]))
    s.act("clerk", c.WithholdOpinion("o7", "广告"))
    s.act("clerk", c.PromoteOpinion("o2", item_id="answers"))
    s.act("clerk", c.AssignOpinion("o2", ["dept"], item_id="statements"))
    s.act("chair", c.DirectProgramme("composed"))
    s.act("clerk", c.ShowOpinion("o3"))
    s.act("clerk", c.ReopenOpinions(["o3"], "看错了"))
    s.act("chair", c.SetSensitiveWords(["赌场"]))
    s.act("chair", c.SetModeration("after"))
    s.act("chair", c.SetModeration("before"))
