"""The minutes (纪要) as data, in the order of a document: all forms under `export/` read this."""

from typing import Literal

import msgspec

from sessions.interpretation_lines import InterpretationLine
from sessions.minutes_parts import (
    LevelLine,
    QuestionLine,
    Quorum,
    RollCallLine,
    UnansweredLine,
)
from sessions.minutes_speeches import Person, SpeechLine
from sessions.minutes_types import BlockChange
from sessions.override_lines import OverrideLine
from sessions.types import Connection, ItemKind, Level
from sessions.views import Status
from sessions.vote_lines import BallotLine, StanceLine


class VenueLine(msgspec.Struct, frozen=True):
    """A venue and how it was connected; empty where nobody joined from it."""

    name: str
    level: Level
    region_code: str
    connections: list[Connection]


class ItemLine(msgspec.Struct, frozen=True):
    """One agenda item with the speeches held under it."""

    number: int
    title: str
    kind: ItemKind
    planned_minutes: int
    started_at: int | None
    closed_at: int | None
    speeches: list[SpeechLine]
    questions: list[QuestionLine] = []
    unanswered: UnansweredLine | None = None
    id: str = ""


class AttendanceLine(msgspec.Struct, frozen=True):
    """A person, and for how long they were here while the consultation sat, reconnects merged."""

    person: Person
    seconds: int
    first_here_at: int | None = None
    last_here_at: int | None = None
    late_seconds: int = 0
    """迟到: how much of the sitting was missed before, where it is too much; 0 else."""
    early_seconds: int = 0
    substitute: str = ""
    """Who came in their place."""


class Attendance(msgspec.Struct, frozen=True):
    """出席, 列席, 请假, 缺席."""

    present: list[AttendanceLine]
    observing: list[AttendanceLine]
    excused: list[AttendanceLine]
    absent: list[AttendanceLine]
    levels: list[LevelLine] = []
    quorum: Quorum | None = None
    roll_calls: list[RollCallLine] = []


class DocumentLine(msgspec.Struct, frozen=True):
    """A document relied on: attached, or shown and then removed. `shown_at` None: never shown."""

    number: int
    item: str
    """Title of its agenda item."""
    name: str
    pages: int
    bytes: int
    sha256: str
    shown_at: int | None
    removed: bool


class OpinionLine(msgspec.Struct, frozen=True):
    """A published opinion."""

    number: int
    text: str
    name: str
    region: str
    published_at: int
    opinion_id: str = ""
    merged: int = 0
    """Those merged into it."""
    supports: int = 0
    """Browsers that support it or any of those."""


class Opinions(msgspec.Struct, frozen=True):
    """How many were received, and those that are public now."""

    received: int
    withheld: int
    waiting: int
    published: list[OpinionLine]

    @property
    def supports(self) -> int:
        """Of all that are public, together."""
        return sum(one.supports for one in self.published)

    @property
    def merged(self) -> int:
        """Into those that are public."""
        return sum(one.merged for one in self.published)


class OutcomeLine(msgspec.Struct, frozen=True):
    """An outcome, its unit and date (ISO), and where it came from."""

    number: int
    text: str
    unit: str
    due: str
    source: Literal["item", "speech", "opinion"]
    source_text: str
    id: str = ""
    source_at: int | None = None
    """When the item or the speech began that it came from, Unix ms."""


class Proof(msgspec.Struct, frozen=True):
    """The last record that this document rests on."""

    seq: int
    hash: str
    head: str = ""
    """The latest signed head, as `tongxin verify --head` takes it; empty while there is none."""


class Issue(msgspec.Struct, frozen=True):
    """What an office adds when it issues the minutes (GB/T 9704-2012); None where it has not."""

    organ: str | None = None
    """发文机关标志, 署名: who issues it."""
    number: str | None = None
    """发文字号, as 同政协〔2026〕12号."""
    signer: str | None = None
    """签发人."""
    issued_on: str | None = None
    """成文日期, ISO."""
    copies_to: list[str] = []
    """抄送."""
    sealed: bool = False
    """Whether room is left for a seal over name and date."""


class Minutes(msgspec.Struct, frozen=True):
    """One consultation's minutes. Times are Unix ms."""

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None
    venues: list[VenueLine]
    chairs: list[Person]
    clerks: list[Person]
    attendance: Attendance
    items: list[ItemLine]
    other_speeches: list[SpeechLine]
    """Held while no item ran."""
    documents: list[DocumentLine]
    opinions: Opinions
    ballots: list[BallotLine]
    stances: list[StanceLine]
    outcomes: list[OutcomeLine]
    proof: Proof
    overrides: list[OverrideLine] = []
    issue: Issue = Issue()
    interpretation: list[InterpretationLine] = []
    changes: list[BlockChange] = []
    """What was edited in the document made of all this."""
    recording: str = ""
    """Address of the recording, empty where there is none; followed by `#at=` and a moment in Unix
    ms it leads there."""
