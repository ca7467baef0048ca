"""A meeting of five venues at four levels, twelve seats in one of them, told second by second.

`SCRIPT` is what people do; `SEATS`, `PEOPLE` and `SPEECHES` what the record must say of it, worked
out by hand. The same script is acted out by the rules alone and through the real service.
"""

from typing import NamedTuple

from msgspec.structs import replace

from sessions.commands import (
    AdjournConsultation,
    AnswerRollCall,
    AnyCommand,
    CloseConsultation,
    CloseItem,
    EndRollCall,
    FileReply,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    LeaveSeat,
    MarkAttendance,
    OpenConsultation,
    PutQuestion,
    RequestFloor,
    ResumeConsultation,
    RevokeFloor,
    StartItem,
    StartRollCall,
    StartSpeech,
    SwapSeats,
    TakeSeat,
    YieldFloor,
)
from sessions.types import Seat
from tests.support.consultation import CREATE, VENUES

TWELVE = [Seat(f"s{n}", f"第{n}席") for n in range(1, 12)]
TWELVE.append(Seat("s12", "第12席", capacity="observing"))
MEETING = replace(CREATE, venues=[replace(v, seats=TWELVE) if v.id == "sf" else v for v in VENUES])
SPEECH, ROLL_CALL, QUESTION, REQUEST = "$speech", "$roll_call", "$question", "$request"
"""Stand for the id of the latest of its kind."""


class Step(NamedTuple):
    """Who does what, in seconds from the opening."""

    at: int
    who: str
    command: AnyCommand


def _coming(at: int, *people: str) -> list[Step]:
    return [Step(at, "system", JoinConsultation(id)) for id in people]


def _going(at: int, *people: str) -> list[Step]:
    return [Step(at, "system", LeaveConsultation(id)) for id in people]


SCRIPT: list[Step] = [
    *_coming(-300, "chair", "clerk", "member2", "dept"),
    *_coming(-60, "room_sf"),
    *(Step(-50, "room_sf", TakeSeat(f"s{n}")) for n in (1, 2, 3, 4, 5)),
    Step(-45, "room_sf", TakeSeat("s6", substitute="代表助理")),
    Step(-44, "room_sf", TakeSeat("s7")),
    Step(-40, "clerk", MarkAttendance("excused", participant_id="member")),
    Step(0, "chair", OpenConsultation()),
    Step(30, "chair", StartItem("questions")),
    # member2 speaks for two minutes
    Step(40, "member2", RequestFloor("question")),
    Step(60, "chair", GrantFloor(request_id=REQUEST)),
    Step(63, "member2", StartSpeech(SPEECH)),
    Step(120, "clerk", StartRollCall(60)),
    Step(125, "member2", AnswerRollCall(ROLL_CALL)),
    Step(130, "dept", AnswerRollCall(ROLL_CALL)),
    *(Step(140, "room_sf", AnswerRollCall(ROLL_CALL, seat_id=f"s{n}")) for n in range(1, 8)),
    Step(150, "room_sf", TakeSeat("s9")),
    Step(151, "room_sf", AnswerRollCall(ROLL_CALL, seat_id="s9")),
    Step(180, "system", EndRollCall(ROLL_CALL)),
    Step(183, "member2", YieldFloor(SPEECH)),
    # a department is asked, says nothing for 10 s, and is cut off after two minutes
    Step(190, "clerk", PutQuestion(["dept"], "验收标准是什么？")),
    Step(200, "chair", GrantFloor(participant_id="dept")),
    Step(210, "system", StartSpeech(SPEECH)),
    Step(330, "chair", RevokeFloor(SPEECH, "时间到了")),
    Step(400, "room_sf", TakeSeat("s10")),  # late
    Step(600, "room_sf", LeaveSeat("s3")),
    # a seat of the room speaks: the clock runs at once
    Step(640, "room_sf", RequestFloor("statement", seat_id="s2")),
    Step(650, "chair", GrantFloor(request_id=REQUEST)),
    Step(800, "room_sf", YieldFloor(SPEECH)),
    Step(900, "room_sf", TakeSeat("s3")),  # back
    Step(1000, "room_sf", SwapSeats("s1", "s2")),
    Step(1100, "chair", CloseItem("questions")),
    Step(1110, "chair", StartItem("answers")),
    # the room is without a line for a minute; the clerk knows of one seat
    *_going(1200, "room_sf"),
    Step(1210, "clerk", TakeSeat("s5")),
    *_coming(1260, "room_sf"),
    *_going(1500, "member2"),
    *_coming(1530, "member2"),
    Step(1600, "clerk", PutQuestion(["dept"], "资金怎样落实？")),
    Step(1700, "chair", GrantFloor(participant_id="dept", question_id=QUESTION)),
    Step(1705, "dept", StartSpeech(SPEECH)),
    Step(1800, "chair", AdjournConsultation()),  # and ends the speech
    Step(2100, "room_sf", TakeSeat("s11")),
    Step(2400, "chair", ResumeConsultation()),
    Step(2410, "clerk", PutQuestion(["dept"], "何时公开？")),
    Step(2500, "dept", FileReply(QUESTION, "每季度公开。")),
    Step(2700, "room_sf", LeaveSeat("s4")),  # early
    *_coming(3000, "expert"),
    Step(3000, "room_sf", LeaveSeat("s8")),  # was there all the time, then
    Step(3900, "chair", CloseConsultation()),
]


class Time(NamedTuple):
    """What the attendance list must say: seconds here, first and last in seconds from opening."""

    standing: str
    seconds: int
    first: int | None
    last: int | None
    late: int = 0
    early: int = 0


SAT = 1800 + 1500
"""0 to 1800, and 2400 to 3900."""
WHOLE = Time("present", SAT - 60, 0, 3900)
"""Of a seat that nobody left, but for the minute without a line."""
ABSENT = Time("absent", 0, None, None)

SEATS: dict[str, Time] = {
    "s1": WHOLE,
    "s2": WHOLE,  # wherever they sit
    "s3": WHOLE._replace(seconds=SAT - 60 - 300),
    "s4": Time("present", 1800 - 60 + 300, 0, 2700, early=1200),
    "s5": WHOLE._replace(seconds=SAT - 10),  # the clerk's word was given 10 s into the break
    "s6": WHOLE,
    "s7": WHOLE,
    "s8": Time("present", 1800 - 60 + 600, 0, 3000, early=900),
    "s9": Time("present", SAT - 60 - 150, 150, 3900),
    "s10": Time("present", SAT - 60 - 400, 400, 3900, late=400),
    "s11": Time("present", 1500, 2400, 3900, late=1800),
    "s12": WHOLE._replace(standing="observing"),
    "zz1": ABSENT,
    "lk1": ABSENT,
}
PEOPLE: dict[str, Time] = {
    "chair": Time("present", SAT, 0, 3900),
    "clerk": Time("present", SAT, 0, 3900),
    "member": Time("excused", 0, None, None),
    "member2": Time("present", SAT - 30, 0, 3900),
    "expert": Time("observing", 900, 3000, 3900, late=1800 + 600),
    "dept": Time("present", SAT, 0, 3900),
    "rep": ABSENT,
    "room_zz": ABSENT,
    "room_sf": Time("present", SAT - 60, 0, 3900),
}
SPEECHES = [("member2", 120), ("dept", 120), ("s2", 150), ("dept", 95)]
"""Who spoke, in order, and for how many seconds."""
ANSWERED = {"chair": 0, "clerk": 1, "member2": 1, "dept": 1, "sf": 8}
"""Who answered the roll call: people, and how many seats of the room. It called all but the
excused and operators."""
