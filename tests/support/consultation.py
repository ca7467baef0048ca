"""A prepared consultation at four levels, and its people, for the tests of its rules."""

import hashlib

from sessions.commands import (
    AnyCommand,
    AttachDocument,
    CreateConsultation,
    JoinConsultation,
    OpenConsultation,
    RegisterParticipant,
    StartItem,
)
from sessions.consultation import holders
from sessions.errors import Refused
from sessions.events import AnyEvent
from sessions.state import Consultation
from sessions.types import SYSTEM, Actor, AgendaItem, Participant, Seat, Venue
from tests.support.sitting import Sitting

NOW = 1_784_183_400_000
"""2026-07-16 14:30 in Beijing, Unix ms."""

ORGANIZER = Actor(role="organizer", name="会务")
VIEWER = Actor(role="viewer")
CAPTIONER = Actor("captioner", "port", name="语音识别")
"""A viewer without an account."""

VENUES = [
    Venue("cn", "全国主会场", "national", "000000"),
    Venue("hn", "湖南省会场", "provincial", "430000", parent_id="cn"),
    Venue(
        "zz", "株洲市会场", "municipal", "430200", parent_id="hn", seats=[Seat("zz1", "市席位一")]
    ),
    Venue(
        "sf",
        "石峰区会场",
        "county",
        "430204",
        parent_id="zz",
        seats=[Seat("sf1", "区席位一"), Seat("sf2", "区席位二", capacity="observing")],
    ),
    Venue(
        "lk", "渌口区会场", "county", "430212", parent_id="zz", seats=[Seat("lk1", "渌口席位一")]
    ),
]
AGENDA = [
    AgendaItem("briefing", "通报情况", "briefing", 10, speech_seconds=600),
    AgendaItem("questions", "提问", "questions", 20, speech_seconds=120),
    AgendaItem("answers", "解答", "answers", 20),
    AgendaItem("statements", "发言", "statements", 30),
]
PEOPLE = [
    Participant("chair", "主持人", "chair", "cn"),
    Participant("clerk", "记录员", "clerk", "cn"),
    Participant("member", "区委员", "member", "sf"),
    Participant("member2", "省委员", "member", "hn"),
    Participant("expert", "专家", "expert", "hn", capacity="observing"),
    Participant("dept", "市生态环境局", "department", "zz"),
    Participant("rep", "群众代表", "public_rep", "sf"),
    Participant("room_zz", "市会场操作员", "venue", "zz"),
    Participant("room_sf", "区会场操作员", "venue", "sf"),
    Participant("booth1", "王译员", "interpreter", "cn", interprets_into="en"),
    Participant("booth2", "李译员", "interpreter", "cn", interprets_into="en"),
    Participant("guest", "旁听者", "viewer", "sf"),
]
CREATE = CreateConsultation("清水塘老工业区转型", NOW, VENUES, AGENDA)


class Scene(Sitting):
    """Created, everybody on the roster; times and ids are virtual."""

    def __init__(self, create: CreateConsultation = CREATE) -> None:
        super().__init__(NOW)
        self.do(ORGANIZER, create)
        for person in PEOPLE:
            self.do(ORGANIZER, RegisterParticipant(person))

    @property
    def now_state(self) -> Consultation:
        """The state, which exists."""
        assert self.state is not None
        return self.state

    @property
    def holders(self) -> list[str]:
        """Who holds the floor."""
        return holders(self.now_state)

    @property
    def waiting(self) -> list[str]:
        """Who is on the speaking list, next first."""
        return [request.participant_id for request in self.now_state.requests]

    @property
    def speech(self) -> str:
        """The id of the latest speech."""
        return next(self.now_state.speeches.last(1)).speech_id

    @property
    def roll_call(self) -> str:
        """The id of the latest roll call."""
        return next(self.now_state.roll_calls.last(1)).roll_call_id

    @property
    def question(self) -> str:
        """The id of the latest question."""
        return next(self.now_state.questions.last(1)).question_id

    @property
    def ballot(self) -> str:
        """The id of the latest ballot."""
        return next(self.now_state.ballots.last(1)).ballot_id

    def request_of(self, participant_id: str) -> str:
        """The id of somebody's waiting request."""
        requests = self.now_state.requests
        return next(r.request_id for r in requests if r.participant_id == participant_id)

    def actor(self, participant_id: str) -> Actor:
        """Somebody on the roster, as they act; `organizer`, `system`, `public` and a caption `port`
        too.
        """
        others = {"organizer": ORGANIZER, "system": SYSTEM, "public": VIEWER, "port": CAPTIONER}
        if participant_id in others:
            return others[participant_id]
        person = self.now_state.participants[participant_id]
        return Actor(person.role, person.id, person.venue_id, person.name)

    def act(self, who: str, command: AnyCommand) -> list[AnyEvent]:
        """The events of somebody's command, a second after the last."""
        self.wait(1)
        return [record.event for record in self.do(self.actor(who), command)]

    def refused(self, who: str, command: AnyCommand) -> str:
        """The code of a refusal, after which everything must be as before."""
        before, count = self.state, len(self.records)
        try:
            self.act(who, command)
        except Refused as refusal:
            assert self.state is before
            assert len(self.records) == count
            return refusal.code
        raise AssertionError(f"{who} was not refused {command}")


def joined() -> Scene:
    """Everybody is connected; the sitting has not begun."""
    scene = Scene()
    for person in PEOPLE:
        scene.act("system", JoinConsultation(person.id))
    return scene


def opened() -> Scene:
    """The sitting has begun."""
    scene = joined()
    scene.act("chair", OpenConsultation())
    return scene


def started(item_id: str = "statements") -> Scene:
    """An item runs."""
    scene = opened()
    scene.act("chair", StartItem(item_id))
    return scene


def attach(
    document_id: str, item_id: str = "statements", *, pages: int = 3, public: bool = True
) -> AttachDocument:
    """What the service says once a PDF has been kept."""
    return AttachDocument(
        document_id=document_id,
        item_id=item_id,
        name=f"材料 {document_id}.pdf",
        media_type="application/pdf",
        pages=pages,
        bytes=1000,
        sha256=hashlib.sha256(document_id.encode()).hexdigest(),
        public=public,
    )
