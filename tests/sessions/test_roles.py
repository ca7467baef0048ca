"""Who may do what, cell by cell: every role, every command, every nearness of its subject."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from sessions import commands as c
from sessions.ballot_types import BallotTerms, Method, StanceSubject
from sessions.errors import Refused
from sessions.minutes_seal import sealed
from sessions.outcome_life import LIFE
from sessions.outcome_types import UnitRef
from sessions.roles import TABLE
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceRules,
    FloorRules,
    Participant,
    Seat,
    Source,
    Venue,
)
from tests.support.consultation import (
    CREATE,
    NOW,
    ORGANIZER,
    Scene,
    attach,
    joined,
    opened,
    started,
)
from tests.support.minutes import (
    SIGNATURE,
    TEMPLATE,
    approved,
    circulated,
    over,
    propose,
    signed,
)
from tests.support.outcome import acts, at_stage, ready_for
from tests.support.sitting import Sitting

ROLES = {
    "organizer": "organizer",
    "chair": "chair",
    "clerk": "clerk",
    "member": "member",
    "expert": "expert",
    "department": "dept",
    "public_rep": "rep",
    "venue": "room_zz",
    "interpreter": "booth1",
    "viewer": "guest",
    "anonymous viewer": "public",
    "captioner": "port",
    "system": "system",
}
"""Who acts for each role. The operator is the municipal one: two county venues stand below."""

ALL = set(ROLES)
STAFF = {"organizer", "chair", "clerk"}
PRESIDING = {"chair", "clerk"}
CAPTIONING = PRESIDING | {"captioner"}
ASKING = {"member", "expert", "department", "public_rep", "venue"}
ROSTER = ASKING | PRESIDING | {"interpreter", "viewer"}

OWN, BELOW, OTHER, ANY = "own", "below the own venue", "another's", "any"

Cell = tuple[type[c.Command], str, set[str], Callable[[str], tuple[Scene, c.AnyCommand]]]


def subject(who: str, nearness: str) -> str:
    """Whose request, speech or connection: the actor's own, of the venue or below, or another's."""
    neighbour = "member" if who != "member" else "rep"
    elsewhere = "member2" if who != "member2" else "member"
    return {OWN: who, BELOW: neighbour, OTHER: elsewhere}[nearness]


def with_request(whose: str) -> Scene:
    scene = started()
    scene.act(whose, c.RequestFloor())
    return scene


def with_speech(whose: str) -> Scene:
    scene = started()
    scene.act("chair", c.GrantFloor(participant_id=whose))
    return scene


def with_opinion() -> Scene:
    scene = opened()
    scene.act("public", c.SubmitOpinion("o1", "r1", "意见"))
    return scene


TOKEN = "an-author-s-own-token-of-theirs"


def screened(*acts: c.AnyCommand, command: c.AnyCommand) -> tuple[Scene, c.AnyCommand]:
    """Two opinions with what the chair did about them, and what somebody does next."""
    scene = opened()
    author = hashlib.sha256(TOKEN.encode()).hexdigest()
    for n in (1, 2):
        scene.act("public", c.SubmitOpinion(f"o{n}", f"r{n}", f"意见{n}", author=author))
    for act in acts:
        scene.act("chair", act)
    return scene, command


SCREENING: list[tuple[tuple[c.AnyCommand, ...], c.AnyCommand]] = [
    ((), c.PublishOpinions(["o1", "o2"])),
    ((), c.WithholdOpinions(["o1", "o2"], "无关")),
    ((c.PublishOpinion("o1"),), c.ReopenOpinions(["o1"])),
    ((), c.MergeOpinions("o1", ["o2"])),
    ((c.MergeOpinions("o1", ["o2"]),), c.UnmergeOpinions(["o2"])),
    ((c.PublishOpinion("o1"),), c.ShowOpinion("o1")),
    ((c.PublishOpinion("o1"), c.ShowOpinion("o1")), c.HideOpinion()),
    ((c.PublishOpinion("o1"),), c.PromoteOpinion("o1", item_id="briefing")),
    ((c.PublishOpinion("o1"),), c.AssignOpinion("o1", ["dept"], item_id="briefing")),
    ((), c.SetModeration("after")),
    ((), c.SetSensitiveWords(["赌场"])),
]


def running(who: str) -> Scene:
    scene = with_speech(who)
    scene.act(who, c.StartSpeech(scene.speech))
    return scene


def overdue(who: str) -> Scene:
    scene = running(who)
    scene.act("chair", c.SetFloorRules(FloorRules("automatic")))
    scene.wait(301)
    return scene


def paused(who: str) -> Scene:
    scene = running(who)
    scene.act("chair", c.PauseSpeech(scene.speech))
    return scene


def with_live_note(
    kind: type[c.CorrectLiveNote | c.WithdrawLiveNote], words: str
) -> tuple[Scene, c.AnyCommand]:
    scene = opened()
    scene.act("clerk", c.PostLiveNote("会场已就绪"))
    return scene, kind(next(iter(scene.now_state.live_notes)), words)


def issue_port() -> c.IssueCaptionPort:
    return c.IssueCaptionPort("port", "语音识别", ["zh-CN"], NOW + 10**9)


def with_caption_due() -> tuple[Scene, c.AnyCommand]:
    scene = opened()
    scene.act("organizer", issue_port())
    return scene, c.AddCaption("字", scene.now, scene.now)


def with_caption() -> tuple[Scene, c.AnyCommand]:
    scene, caption = with_caption_due()
    scene.act("clerk", caption)
    return scene, c.CorrectCaption(scene.now_state.captions[0].caption_id, "词")


def with_correction() -> tuple[Scene, c.AnyCommand]:
    scene = circulated()
    return scene, c.SettleCorrection(propose(scene), accept=True)


def out_to(who: str) -> tuple[Scene, c.AnyCommand]:
    scene = over()
    if who in scene.now_state.participants and who not in ("guest", "booth1"):
        scene.act("clerk", c.CirculateMinutes([who], scene.now + 10**7))
    return scene, c.ProposeCorrection("opening", "会议开始。")


def to_be_signed() -> tuple[Scene, c.AnyCommand]:
    scene = approved()
    return scene, sealed(scene.records, SIGNATURE)


def with_recording_published() -> tuple[Scene, c.AnyCommand]:
    scene = over()
    scene.act("clerk", c.PublishRecording())
    return scene, c.WithdrawRecording("先校对")


def with_recording_expired() -> tuple[Scene, c.AnyCommand]:
    scene = over()
    scene.act("clerk", c.SetRecording(keep_days=1))
    scene.wait(24 * 3600)
    return scene, c.DeleteRecording("expired")


def with_recording_deleted() -> tuple[Scene, c.AnyCommand]:
    scene = over()
    scene.act("clerk", c.DeleteRecording("涉密"))
    return scene, c.ConfirmErasure(1_000_000, 60)


def with_invitation() -> Scene:
    scene = Scene()
    scene.act("organizer", c.IssueInvitation("i1", "member", NOW + 10**9))
    return scene


def rehearsing() -> Scene:
    scene = joined()
    scene.act("organizer", c.StartRehearsal())
    return scene


def with_seat_taken(seat_id: str) -> Scene:
    scene = Scene()
    scene.act("clerk", c.TakeSeat(seat_id))
    return scene


def with_two_seats(root: str) -> Scene:
    scene = Scene()
    seats = [Seat("new1", "席位一"), Seat("new2", "席位二")]
    scene.act("clerk", c.AddVenue(Venue("new", "新会场", "county", "430211", root, seats)))
    scene.act("clerk", c.TakeSeat("new1"))
    return scene


def with_roll_call() -> Scene:
    scene = Scene()
    scene.act("organizer", c.StartRollCall())
    return scene


def with_question() -> Scene:
    scene = Scene()
    scene.act("clerk", c.PutQuestion(["dept"], "怎么办", "answers"))
    return scene


def with_waiting(whose: str) -> Scene:
    scene = Scene()
    scene.act("clerk", c.SetWaitingRoom(True))
    scene.act("system", c.JoinConsultation(whose))
    return scene


def muted(whose: str) -> Scene:
    scene = joined()
    by = "room_sf" if whose in ("member", "rep") else "clerk"
    scene.act(by, c.MuteParticipant(whose, "杂音"))
    return scene


def adjourned() -> Scene:
    scene = opened()
    scene.act("chair", c.AdjournConsultation())
    return scene


def with_document() -> Scene:
    scene = started()
    scene.act("clerk", attach("d1"))
    return scene


def with_presenter(whose: str) -> Scene:
    scene = with_document()
    scene.act("clerk", c.PresentDocument("d1", presenter=whose))
    return scene


def with_holder(whose: str) -> Scene:
    scene = with_document()
    scene.act("chair", c.GrantFloor(participant_id=whose))
    return scene


TURNING: list[tuple[type[c.Command], Callable[[], c.AnyCommand]]] = [
    (c.TurnPage, lambda: c.TurnPage("d1", 2)),
    (c.StopPresenting, c.StopPresenting),
]


def acts_of_a_venue(
    near: str, who: str, seat: str, venue: str, allowed: set[str]
) -> Iterator[Cell]:
    """What is done with somebody, or a seat, of another venue than the actor's."""
    why = "操作员不在"
    yield (
        c.AdmitWaiting,
        near,
        allowed,
        lambda _: (with_waiting(who), c.AdmitWaiting(who, reason=why)),
    )
    yield (
        c.AdmitWaiting,
        f"a venue, {near}",
        allowed,
        lambda _: (with_waiting(who), c.AdmitWaiting(venue_id=venue, reason=why)),
    )
    yield c.TurnAway, near, allowed, lambda _: (with_waiting(who), c.TurnAway(who, why))
    yield c.MuteParticipant, near, allowed, lambda _: (joined(), c.MuteParticipant(who, why))
    yield c.UnmuteParticipant, near, allowed, lambda _: (muted(who), c.UnmuteParticipant(who, why))
    yield (
        c.NameSeat,
        near,
        allowed,
        lambda _: (Scene(), c.NameSeat(venue, Seat(seat, "新名"), why)),
    )
    yield c.ForwardRequest, near, allowed, lambda _: (started(), c.ForwardRequest(who, reason=why))


TERMS = BallotTerms(
    "议题", "named", roles=("chair", "clerk", "member", "expert", "department", "public_rep")
)
ITEM = StanceSubject("item", "statements")
VOTING = (ASKING | PRESIDING) - {"venue", "expert"}
"""The scene's expert is 列席, and an operator has no vote of their own."""


def with_ballot(method: Method = "named", *, open: bool = True) -> Scene:
    scene = started()
    scene.act("chair", c.PrepareBallot(replace(TERMS, method=method)))
    if open:
        modulus = "AQAB" if method == "secret" else ""
        scene.act("chair", c.OpenBallot(scene.ballot, modulus))
    return scene


def with_note() -> tuple[Scene, c.AnyCommand]:
    scene = started()
    scene.act("clerk", c.WriteNote("掌声"))
    return scene, c.CorrectNote(next(iter(scene.now_state.notes)), "鼓掌")


def voting(kind: type[c.Command], seat: str | None) -> tuple[Scene, c.AnyCommand]:
    if kind is c.TakeStance:
        return started(), c.TakeStance(ITEM, "for", "", seat)
    if kind is c.CastVote:
        return (scene := with_ballot()), c.CastVote(scene.ballot, [0], seat)
    scene = with_ballot("secret")
    return scene, c.IssueBallotPaper(scene.ballot, "a" * 64, seat)


VENUE = Venue("new", "新会场", "county", "430211", "zz", [Seat("new1", "席位")])


def with_outcome(kind: type[c.Command]) -> tuple[Scene, c.AnyCommand]:
    """An outcome to which this may be done, by whoever may; the clock's own acts are due."""
    scene = at_stage(LIFE[kind].at[0], "opinion")
    id = ready_for(scene, kind).id
    match kind:
        case c.SignForJoint:
            scene.act("clerk", c.TransferOutcome(id, UnitRef("dept2"), "改派", (UnitRef("dept"),)))
            return scene, c.SignForJoint(id, 0)
        case c.FileJointOpinion:
            scene.act("clerk", c.TransferOutcome(id, UnitRef("dept2"), "改派", (UnitRef("dept"),)))
            scene.act("clerk", c.SignForOutcome(id))
            return scene, c.FileJointOpinion(id, "同意", 0)
        case c.AppraiseReply:
            return scene, c.AppraiseReply(id, "satisfied", receipt="r1")
        case c.WithdrawOutcome:
            scene.act("clerk", c.MakeOutcomePublic(id))
        case c.UrgeOutcome:
            scene.until(scene.by)
        case c.EscalateOutcome:
            scene.until("2026-07-31")
    return scene, acts(id)[kind][1]


HANDLING = STAFF | {"department"}
OUTCOMES: list[tuple[type[c.Command], set[str]]] = [
    (c.ReviewOutcome, STAFF),
    (c.AssignOutcome, STAFF),
    (c.SignForOutcome, HANDLING),
    (c.ReturnOutcome, HANDLING),
    (c.TransferOutcome, STAFF),
    (c.FileJointOpinion, HANDLING),
    (c.MeetProposer, HANDLING),
    (c.SignForJoint, HANDLING),
    (c.RequestExtension, HANDLING),
    (c.RefuseExtension, STAFF),
    (c.ExtendOutcome, STAFF),
    (c.AttachToOutcome, HANDLING),
    (c.DetachFromOutcome, HANDLING),
    (c.ReplyOutcome, HANDLING),
    (c.AppraiseReply, ALL - {"system", "captioner"}),
    (c.FollowUpOutcome, STAFF),
    (c.MakeOutcomePublic, STAFF),
    (c.WithdrawOutcome, STAFF),
    (c.UrgeOutcome, STAFF | {"system"}),
    (c.EscalateOutcome, STAFF | {"system"}),
]

CELLS: list[Cell] = [
    (c.AddVenue, ANY, STAFF, lambda _: (Scene(), c.AddVenue(VENUE))),
    (
        c.AddItem,
        ANY,
        STAFF,
        lambda _: (Scene(), c.AddItem(AgendaItem("new", "新议程", "statements", 5))),
    ),
    (
        c.RegisterParticipant,
        ANY,
        STAFF,
        lambda _: (Scene(), c.RegisterParticipant(Participant("new", "新", "member", "sf"))),
    ),
    (
        c.IssueInvitation,
        ANY,
        STAFF,
        lambda _: (Scene(), c.IssueInvitation("i1", "member", NOW + 10**9)),
    ),
    (c.RevokeInvitation, ANY, STAFF, lambda _: (with_invitation(), c.RevokeInvitation("i1"))),
    (
        c.ImportRoster,
        ANY,
        STAFF,
        lambda _: (Scene(), c.ImportRoster([c.ImportedVenue(2, VENUE)])),
    ),
    (
        c.IssueInvitations,
        ANY,
        STAFF,
        lambda _: (
            Scene(),
            c.IssueInvitations([c.NamedInvitation("i1", "member")], NOW + 10**9),
        ),
    ),
    (
        c.RevokeInvitations,
        ANY,
        STAFF,
        lambda _: (with_invitation(), c.RevokeInvitations(["i1"])),
    ),
    (
        c.RecordSupports,
        ANY,
        {"system"},
        lambda _: (Scene(), c.RecordSupports([])),
    ),
    (c.UseInvitation, ANY, {"system"}, lambda _: (with_invitation(), c.UseInvitation("i1"))),
    (c.StartRehearsal, ANY, STAFF, lambda _: (joined(), c.StartRehearsal())),
    (c.EndRehearsal, ANY, STAFF | {"system"}, lambda _: (rehearsing(), c.EndRehearsal())),
    (c.SetWaitingRoom, ANY, STAFF, lambda _: (Scene(), c.SetWaitingRoom(True))),
    *acts_of_a_venue(BELOW, "rep", "sf1", "sf", STAFF | {"venue"}),
    *acts_of_a_venue(OTHER, "member2", "hn1", "hn", STAFF),
    (c.OpenConsultation, ANY, STAFF, lambda _: (joined(), c.OpenConsultation())),
    (c.AdjournConsultation, ANY, STAFF, lambda _: (opened(), c.AdjournConsultation())),
    (c.ResumeConsultation, ANY, STAFF, lambda _: (adjourned(), c.ResumeConsultation())),
    (c.CloseConsultation, ANY, STAFF, lambda _: (opened(), c.CloseConsultation())),
    (c.StartItem, ANY, STAFF, lambda _: (opened(), c.StartItem("briefing"))),
    (c.CloseItem, ANY, STAFF, lambda _: (started("briefing"), c.CloseItem("briefing"))),
    (c.RequestFloor, OWN, ASKING, lambda _: (started(), c.RequestFloor())),
    *(
        (
            c.WithdrawRequest,
            nearness,
            allowed,
            lambda who, near=nearness: (
                scene := with_request(subject(who, near)),
                c.WithdrawRequest(scene.request_of(subject(who, near)), "已经说过"),
            ),
        )
        for nearness, allowed in [
            (OWN, ASKING),
            (BELOW, {"venue", "chair", "clerk"}),
            (OTHER, PRESIDING),
        ]
    ),
    (
        c.MoveRequest,
        ANY,
        PRESIDING,
        lambda _: (scene := with_request("rep"), c.MoveRequest(scene.request_of("rep"), 5)),
    ),
    (c.GrantFloor, ANY, PRESIDING, lambda _: (started(), c.GrantFloor(participant_id="member"))),
    *(
        (
            kind,
            nearness,
            allowed,
            lambda who, kind=kind, near=nearness: (
                scene := with_speech(subject(who, near)),
                kind(scene.speech),
            ),
        )
        for kind, extra in [(c.StartSpeech, {"system"}), (c.YieldFloor, set[str]())]
        for nearness, allowed in [
            (OWN, ASKING | PRESIDING | extra),
            (BELOW, extra),
            (OTHER, extra),
        ]
    ),
    (
        c.ExtendSpeech,
        ANY,
        PRESIDING,
        lambda _: (scene := with_speech("rep"), c.ExtendSpeech(scene.speech, 60)),
    ),
    (
        c.PauseSpeech,
        ANY,
        PRESIDING,
        lambda _: (scene := running("rep"), c.PauseSpeech(scene.speech)),
    ),
    (
        c.ResumeSpeech,
        OTHER,
        PRESIDING,
        lambda who: (scene := paused(subject(who, OTHER)), c.ResumeSpeech(scene.speech)),
    ),
    (c.SetFloorRules, ANY, STAFF, lambda _: (joined(), c.SetFloorRules(FloorRules("automatic")))),
    (c.NameDeputies, ANY, STAFF, lambda _: (joined(), c.NameDeputies(["clerk"]))),
    (c.TakeChair, ANY, {"chair"}, lambda _: (joined(), c.TakeChair())),
    (
        c.RevokeFloor,
        ANY,
        PRESIDING | {"system"},
        lambda _: (scene := overdue("rep"), c.RevokeFloor(scene.speech, "time_up")),
    ),
    (c.AttachDocument, ANY, STAFF, lambda _: (started(), attach("d1"))),
    (c.RemoveDocument, ANY, STAFF, lambda _: (with_document(), c.RemoveDocument("d1"))),
    (c.MoveDocument, ANY, STAFF, lambda _: (with_document(), c.MoveDocument("d1", 0))),
    (
        c.PresentDocument,
        OWN,
        ASKING | PRESIDING,
        lambda who: (with_holder(who), c.PresentDocument("d1")),
    ),
    (
        c.PresentDocument,
        OTHER,
        STAFF,
        lambda who: (with_document(), c.PresentDocument("d1", presenter=subject(who, OTHER))),
    ),
    *(
        (
            kind,
            nearness,
            allowed,
            lambda who, make=make, near=nearness: (with_presenter(subject(who, near)), make()),
        )
        for kind, make in TURNING
        for nearness, allowed in [(OWN, ASKING | PRESIDING), (OTHER, STAFF)]
    ),
    (c.StartInterpreting, OWN, {"interpreter"}, lambda _: (opened(), c.StartInterpreting())),
    (c.StopInterpreting, OWN, {"interpreter"}, lambda _: (opened(), c.StopInterpreting())),
    (c.SetLayout, ANY, STAFF, lambda _: (opened(), c.SetLayout("grid"))),
    (c.FollowFloor, ANY, STAFF, lambda _: (opened(), c.FollowFloor())),
    (c.DirectProgramme, ANY, STAFF, lambda _: (opened(), c.DirectProgramme("composed"))),
    (
        c.SubmitOpinion,
        ANY,
        ALL - {"captioner"},
        lambda _: (joined(), c.SubmitOpinion("o1", "r1", "意见")),
    ),
    (c.PublishOpinion, ANY, STAFF, lambda _: (with_opinion(), c.PublishOpinion("o1"))),
    (c.WithholdOpinion, ANY, STAFF, lambda _: (with_opinion(), c.WithholdOpinion("o1", "无"))),
    *(
        (type(one), ANY, STAFF, lambda _, acts=acts, one=one: screened(*acts, command=one))
        for acts, one in SCREENING
    ),
    (
        c.WithdrawOpinion,
        ANY,
        ALL - {"captioner", "system"},
        lambda _: screened(command=c.WithdrawOpinion("r1", TOKEN)),
    ),
    (
        c.RecordOutcome,
        ANY,
        STAFF,
        lambda _: (
            opened(),
            c.RecordOutcome("成果", "单位", "2026-09-30", Source("item", "briefing")),
        ),
    ),
    *((kind, ANY, allowed, lambda _, kind=kind: with_outcome(kind)) for kind, allowed in OUTCOMES),
    *(
        (
            kind,
            nearness,
            allowed,
            lambda who, kind=kind, near=nearness: (Scene(), kind(subject(who, near))),
        )
        for kind in (c.JoinConsultation, c.LeaveConsultation)
        for nearness, allowed in [
            (OWN, ROSTER),
            (BELOW, {"system"}),
            (OTHER, {"system"}),
        ]
    ),
    *(
        (
            c.MarkAttendance,
            nearness,
            allowed,
            lambda who, near=nearness: (
                Scene(),
                c.MarkAttendance("present", participant_id=subject(who, near), reason="看画面"),
            ),
        )
        for nearness, allowed in [
            (OWN, {"chair", "clerk", "venue"}),
            (BELOW, STAFF | {"venue"}),
            (OTHER, STAFF),
        ]
    ),
    (c.AddCaption, ANY, CAPTIONING, lambda _: with_caption_due()),
    (c.WriteNote, ANY, STAFF, lambda _: (started(), c.WriteNote("掌声"))),
    (c.CorrectNote, ANY, STAFF, lambda _: with_note()),
    (c.CorrectCaption, ANY, CAPTIONING, lambda _: with_caption()),
    (c.AddLivePicture, ANY, STAFF, lambda _: (Scene(), c.AddLivePicture("0" * 64, 8, 6))),
    (c.PostLiveNote, ANY, STAFF, lambda _: (opened(), c.PostLiveNote("会场已就绪"))),
    (c.CorrectLiveNote, ANY, STAFF, lambda _: with_live_note(c.CorrectLiveNote, "更正")),
    (c.WithdrawLiveNote, ANY, STAFF, lambda _: with_live_note(c.WithdrawLiveNote, "写错了")),
    (c.IssueCaptionPort, ANY, STAFF, lambda _: (Scene(), issue_port())),
    (
        c.EditMinutes,
        ANY,
        STAFF,
        lambda _: (over(), c.EditMinutes("opening", "会议开始。", 0)),
    ),
    (
        c.AddMinutesParagraph,
        ANY,
        STAFF,
        lambda _: (over(), c.AddMinutesParagraph("opening", "会议认为。")),
    ),
    (c.RemoveMinutesBlock, ANY, STAFF, lambda _: (over(), c.RemoveMinutesBlock("opinions", 0))),
    (c.ResetMinutesBlock, ANY, STAFF, lambda _: (over(), c.ResetMinutesBlock("opinions", 0))),
    (
        c.CirculateMinutes,
        ANY,
        STAFF,
        lambda _: (scene := over(), c.CirculateMinutes(["rep"], scene.now + 10**7)),
    ),
    (c.ProposeCorrection, OWN, ASKING | PRESIDING, out_to),
    (c.SettleCorrection, ANY, STAFF, lambda _: with_correction()),
    (c.ApproveMinutes, ANY, {"chair"}, lambda _: (circulated(), c.ApproveMinutes("急"))),
    (c.SignMinutes, ANY, {"chair"}, lambda _: to_be_signed()),
    (c.SetMinutesTemplate, ANY, STAFF, lambda _: (Scene(), c.SetMinutesTemplate(TEMPLATE))),
    (c.RemoveMinutesTemplate, ANY, STAFF, lambda _: (Scene(), c.RemoveMinutesTemplate())),
    (c.SetRecording, ANY, STAFF, lambda _: (Scene(), c.SetRecording(keep_days=30))),
    (c.PublishRecording, ANY, STAFF, lambda _: (over(), c.PublishRecording())),
    (c.WithdrawRecording, ANY, STAFF, lambda _: with_recording_published()),
    (c.DeleteRecording, ANY, STAFF | {"system"}, lambda _: with_recording_expired()),
    (c.ConfirmErasure, ANY, {"system"}, lambda _: with_recording_deleted()),
    (c.ReopenMinutes, ANY, STAFF, lambda _: (signed(), c.ReopenMinutes("有误"))),
    *(
        (
            c.MarkAttendance,
            f"a seat, {nearness}",
            allowed,
            lambda who, seat=seat: (
                Scene(),
                c.MarkAttendance("present", seat_id=seat, reason="看画面"),
            ),
        )
        for nearness, seat, allowed in [
            (BELOW, "lk1", STAFF | {"venue"}),
            (OWN, "zz1", STAFF | {"venue"}),
        ]
    ),
    (
        c.SetAttendanceRules,
        ANY,
        STAFF,
        lambda _: (Scene(), c.SetAttendanceRules(AttendanceRules(late_minutes=10))),
    ),
    *(
        (
            type(command),
            f"a seat, {nearness}",
            allowed,
            lambda who, command=command, seat=seat: (
                with_seat_taken(seat),
                replace(command, seat_id=seat),
            ),
        )
        for command in (
            c.TakeSeat("zz1", substitute="代", reason="看画面"),
            c.LeaveSeat("zz1", reason="看画面"),
        )
        for nearness, seat, allowed in [
            (BELOW, "lk1", STAFF | {"venue"}),
            (OWN, "zz1", STAFF | {"venue"}),
        ]
    ),
    *(
        (
            c.SwapSeats,
            f"seats of the {where}",
            allowed,
            lambda who, root=root: (with_two_seats(root), c.SwapSeats("new1", "new2", "看画面")),
        )
        for where, root, allowed in [
            ("venue below", "zz", STAFF | {"venue"}),
            ("venue above", "hn", STAFF),
        ]
    ),
    (c.StartRollCall, ANY, STAFF, lambda _: (Scene(), c.StartRollCall())),
    *(
        (
            c.AnswerRollCall,
            nearness,
            allowed,
            lambda who, near=nearness: (
                scene := with_roll_call(),
                c.AnswerRollCall(
                    scene.roll_call, participant_id=subject(who, near), reason="看画面"
                ),
            ),
        )
        for nearness, allowed in [
            (OWN, (ASKING | PRESIDING) - {"venue"}),
            (BELOW, STAFF | {"venue"}),
            (OTHER, STAFF),
        ]
    ),
    *(
        (
            c.AnswerRollCall,
            f"a seat, {nearness}",
            allowed,
            lambda who, seat=seat: (
                scene := with_roll_call(),
                c.AnswerRollCall(scene.roll_call, seat_id=seat, reason="看画面"),
            ),
        )
        for nearness, seat, allowed in [
            (BELOW, "lk1", STAFF | {"venue"}),
            (OWN, "zz1", STAFF | {"venue"}),
        ]
    ),
    (
        c.EndRollCall,
        ANY,
        STAFF | {"system"},
        lambda _: (scene := with_roll_call(), c.EndRollCall(scene.roll_call)),
    ),
    (c.PutQuestion, ANY, STAFF, lambda _: (Scene(), c.PutQuestion(["dept"], "问", "answers"))),
    (
        c.WithdrawQuestion,
        ANY,
        STAFF,
        lambda _: (scene := with_question(), c.WithdrawQuestion(scene.question, "不再需要")),
    ),
    (
        c.FileReply,
        "of the department that acts",
        STAFF | {"department"},
        lambda _: (scene := with_question(), c.FileReply(scene.question, "答复", "dept")),
    ),
    (c.PrepareBallot, ANY, STAFF, lambda _: (Scene(), c.PrepareBallot(TERMS))),
    (
        c.OpenBallot,
        ANY,
        PRESIDING,
        lambda _: (scene := with_ballot(open=False), c.OpenBallot(scene.ballot)),
    ),
    (
        c.CloseBallot,
        ANY,
        PRESIDING | {"system"},
        lambda _: (scene := with_ballot(), c.CloseBallot(scene.ballot)),
    ),
    (
        c.CancelBallot,
        ANY,
        PRESIDING,
        lambda _: (scene := with_ballot(), c.CancelBallot(scene.ballot, "有误")),
    ),
    *(
        (
            c.CountHands,
            f"hands of a venue, {nearness}",
            allowed,
            lambda who, venue=venue: (
                scene := with_ballot("hands"),
                c.CountHands(scene.ballot, venue, [1, 0]),
            ),
        )
        for nearness, venue, allowed in [
            (OWN, "zz", PRESIDING | {"venue"}),
            (BELOW, "lk", PRESIDING | {"venue"}),
        ]
    ),
    *(
        (kind, nearness, allowed, lambda who, kind=kind, seat=seat: voting(kind, seat))
        for kind in (c.CastVote, c.IssueBallotPaper, c.TakeStance)
        for nearness, seat, allowed in [
            (OWN, None, VOTING),
            (f"a seat, {OWN}", "zz1", {"venue"}),
            (f"a seat, {BELOW}", "lk1", {"venue"}),
        ]
    ),
]


def matrix() -> Iterator[object]:
    for kind, nearness, allowed, make in CELLS:
        for role, who in ROLES.items():
            if nearness == OWN and not _can_own(kind, role):
                continue
            name = f"{kind.__struct_config__.tag}, {nearness}, {role}"
            yield pytest.param(make, who, role in allowed, id=name)


def _can_own(kind: type[c.Command], role: str) -> bool:
    """Whether there can be such a thing of one's own: a request only of those who may make one."""
    if kind is c.RequestFloor:
        return True
    if kind is c.WithdrawRequest:
        return role in ASKING
    if kind is c.StartSpeech and role == "venue":
        return False  # a room's speech has started when it is granted
    if kind is c.AnswerRollCall:
        return role in (ASKING | PRESIDING) - {"venue"}  # operators are not called
    if kind in (c.StartSpeech, c.YieldFloor, c.PresentDocument, c.TurnPage, c.StopPresenting):
        return role in ASKING | PRESIDING
    if kind in (c.CastVote, c.IssueBallotPaper, c.TakeStance):
        return role in VOTING | {"viewer"}
    return role in ROSTER


@pytest.mark.parametrize(("make", "who", "is_allowed"), list(matrix()))
def test_cell(
    make: Callable[[str], tuple[Scene, c.AnyCommand]], who: str, is_allowed: bool
) -> None:
    scene, command = make(who)
    if is_allowed:
        scene.act(who, command)  # nothing else stands in its way either
    else:
        assert scene.refused(who, command) == "not_authorized"


def test_every_command_has_its_row_here_and_in_the_table() -> None:
    kinds = set(c.AnyCommand.__args__)
    assert {kind for kind, _, _, _ in CELLS} == kinds
    assert set(TABLE) == kinds | {c.CreateConsultation}


def test_a_department_replies_for_itself_alone() -> None:
    scene = with_question()
    scene.act("dept", c.FileReply(scene.question, "答复"))
    scene.act("clerk", c.RegisterParticipant(Participant("dept2", "市财政局", "department", "zz")))
    command = c.FileReply(scene.question, "代答", "dept")
    for who in ("dept2", "room_zz", "member", "guest", "public"):
        assert scene.refused(who, command) == "not_authorized"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "organizer"])
def test_organizers_alone_create(role: str) -> None:
    actor = Scene().actor(ROLES[role])
    with pytest.raises(Refused, match="not_authorized"):
        Sitting(NOW).do(actor, CREATE)


def test_a_consultation_is_created_once() -> None:
    with pytest.raises(Refused, match="consultation_exists"):
        Scene().do(ORGANIZER, CREATE)


@pytest.mark.parametrize(
    "actor",
    [
        Actor("chair"),
        Actor("chair", "nobody", "cn"),
        Actor("chair", "member", "sf"),
        Actor("organizer", "member", "sf"),
        Actor("system", "member", "sf"),
    ],
)
def test_a_role_that_the_roster_does_not_know_is_none(actor: Actor) -> None:
    with pytest.raises(Refused, match="not_authorized"):
        joined().do(actor, c.OpenConsultation())


def test_a_sibling_venue_is_out_of_reach_and_a_parent_reaches() -> None:
    scene = Scene()
    mark = c.MarkAttendance("present", seat_id="lk1", reason="没有操作员")
    assert scene.refused("room_sf", mark) == "not_authorized"
    scene.act("room_zz", mark)
    assert scene.refused("room_sf", c.MarkAttendance("present", seat_id="zz1")) == "not_authorized"
    scene.act("room_sf", c.MarkAttendance("present", seat_id="sf1"))
