"""The state of one consultation: what its log amounts to, immutable, every change a new value.

Collections that grow with the public or the length of a sitting are persistent maps, so that
applying one event costs O(log n) and the state before it stays valid for whoever is reading it.
Times are Unix milliseconds.
"""

from typing import Literal

import msgspec
from immutables import Map

from sessions.ballot_types import (
    BallotStatus,
    BallotTerms,
    Paper,
    Result,
    Stance,
    StanceSubject,
)
from sessions.events import Record
from sessions.minutes_types import MinutesWork
from sessions.ordered import Ordered
from sessions.outcome_types import (
    Appraisal,
    Deadline,
    OutcomeDocument,
    OutcomeStage,
    ReplyClass,
    Unit,
)
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceRules,
    AttendanceStatus,
    Connection,
    DocumentType,
    FloorRules,
    Layout,
    LivePicture,
    Mark,
    Moderation,
    Participant,
    ProgrammeMode,
    RequestKind,
    Seat,
    Source,
    Venue,
    Voter,
)

Status = Literal["planned", "open", "adjourned", "closed"]
OpinionState = Literal["submitted", "published", "withheld", "merged", "withdrawn"]

NO_HASH = "0" * 64
"""What stands before the first record of a log."""


class Item(msgspec.Struct, frozen=True):
    """An agenda item and when it ran."""

    item: AgendaItem
    started_at: int | None = None
    closed_at: int | None = None


class Request(msgspec.Struct, frozen=True):
    """A waiting request; its place is its index in `Consultation.requests`."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int
    question_id: str | None = None
    """The question that a department asks to answer."""
    forwarded_by: str | None = None
    """Who asked on their behalf; "" for an organizer, None where they asked themselves."""


class Decision(msgspec.Struct, frozen=True):
    """That somebody is muted, or was turned away: by whom, why and when."""

    by: Actor
    reason: str
    at: int


class Speech(msgspec.Struct, frozen=True):
    """One holding of the floor; its clock follows from its times, `seconds` and `paused_ms`."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    seat_id: str | None
    request_id: str | None
    """The request it answered; None where called by name."""
    granted_at: int
    started_at: int | None = None
    ended_at: int | None = None
    ended: Literal["yielded", "revoked"] | None = None
    reason: str = ""
    """Why it was revoked: a `RevokeCode`, or the chair's own words."""
    question_id: str | None = None
    """The question that it answers."""
    paused_at: int | None = None
    """Since when its clock stands; None while it runs."""
    pause_reason: str = ""
    """A `PauseCode`, or the chair's own words."""
    paused_ms: int = 0
    """For how long it stood before that."""


class Document(msgspec.Struct, frozen=True):
    """A document attached to an agenda item, also one that was taken back since."""

    document_id: str
    item_id: str
    name: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    public: bool
    attached_at: int
    shown_at: int | None = None
    """When it was first shown; the record rests on it from then on."""
    removed: bool = False


class Presentation(msgspec.Struct, frozen=True):
    """The page that everybody sees, since `turned_at`."""

    document_id: str
    page: int
    presenter_id: str | None
    speech_id: str | None
    turned_at: int


class Stage(msgspec.Struct, frozen=True):
    """What a director chose for everybody; `participant_id` None: whom the floor puts there."""

    layout: Layout
    participant_id: str | None


class Direction(msgspec.Struct, frozen=True):
    """How the public sees the programme."""

    mode: ProgrammeMode = "passthrough"


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """An opinion from the public and how it stands.

    Without the garbage collector, which has no cycles to find here and with 90,000 of them stopped
    the process for 0.4 s at a time.
    """

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str
    submitted_at: int
    state: OpinionState = "submitted"
    published_at: int | None = None
    """When it became public; None while it is not."""
    reason: str | None = None
    """Why it was withheld."""
    supports: int = 0
    """How many of the public support it."""
    author: str | None = None
    """SHA-256 of the token by which its author withdraws it; None without one."""
    marks: tuple[Mark, ...] = ()
    """Where sensitive words stood when it came."""
    decided_by: Actor | None = None
    """Who of the staff decided last how it stands."""
    decided_at: int | None = None
    merged_into: str | None = None
    """The opinion whose decision it follows."""
    merged: tuple[str, ...] = ()
    """Those that follow this one."""
    item_id: str | None = None
    """The agenda item that it was promoted to."""
    question_id: str | None = None
    """The question to departments that was made of it."""


class JointUnit(msgspec.Struct, frozen=True):
    """A unit that handles an outcome beside the lead, and its opinion."""

    unit: Unit
    opinion: str = ""
    filed_at: int | None = None
    signed_at: int | None = None
    """When it signed; at the latest with its opinion."""


class ExtensionRequest(msgspec.Struct, frozen=True):
    """More time that the lead unit asks for, and why."""

    reason: str
    at: int


class OutcomeReply(msgspec.Struct, frozen=True):
    """What the lead unit replied, and what whoever proposed it thinks of it."""

    reply_class: ReplyClass
    text: str
    at: int
    appraisal: Appraisal | None = None
    comment: str = ""
    documents: tuple[OutcomeDocument, ...] = ()
    """What it was given with."""


class Outcome(msgspec.Struct, frozen=True):
    """An outcome as recorded, and how far it has come.

    What a meeting records with a unit and a date is a proposal: it is reviewed, and the unit is
    assigned, later.
    """

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int
    stage: OutcomeStage = "proposed"
    lead: Unit | None = None
    joint: tuple[JointUnit, ...] = ()
    joint_due: str = ""
    deadline: Deadline | None = None
    """Of the stage; None where nothing is due."""
    acts_done: int = 0
    """How many of the deadline's acts are done."""
    met: bool = False
    """Whether whoever proposed it was met since it was signed for."""
    extended: bool = False
    """Whether the lead unit was given more time for this reply."""
    extension: ExtensionRequest | None = None
    """What it waits for."""
    documents: tuple[OutcomeDocument, ...] = ()
    """Attached by the units, those that were removed included."""
    reason: str = ""
    """Why it was declined or returned."""
    into: str | None = None
    """What it was merged into."""
    reply: OutcomeReply | None = None
    """The last."""
    public: bool = False
    steps: tuple[Record, ...] = ()
    """All that happened since."""
    seq: int = 0
    """The record that last changed it."""


class Ballot(msgspec.Struct, frozen=True):
    """A vote and how it stands. A voter's key is as `electorate.key`."""

    ballot_id: str
    terms: BallotTerms
    status: BallotStatus = "prepared"
    participants: tuple[str, ...] = ()
    """Who may vote, fixed when it opens."""
    seats: tuple[str, ...] = ()
    opened_at: int | None = None
    closes_at: int | None = None
    closed_at: int | None = None
    modulus: str = ""
    votes: Map[str, tuple[int, ...]] = Map()
    """Choices of those who voted in the open, by voter."""
    hands: Map[str, tuple[int, ...]] = Map()
    """Counts by option, then abstentions, of rooms whose hands were counted, by venue."""
    issued: Map[str, str] = Map()
    """What was signed for each voter of a secret ballot, as a hash."""
    papers: tuple[Paper, ...] = ()
    """Of a secret ballot that has closed, by token."""
    result: Result | None = None
    by_clock: bool = False
    reason: str = ""
    """Why it was cancelled."""


class StanceOf(msgspec.Struct, frozen=True, gc=False):
    """Somebody's stance."""

    subject: StanceSubject
    stance: Stance
    note: str
    participant_id: str | None
    seat_id: str | None
    at: int


class Caption(msgspec.Struct, frozen=True, gc=False):
    """A caption as it reads now."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int
    line_id: str | None = None


class Note(msgspec.Struct, frozen=True, gc=False):
    """A note as it reads now, about the moment `noted_at`; empty: struck out."""

    note_id: str
    text: str
    noted_at: int


class CaptionPort(msgspec.Struct, frozen=True):
    """Whatever writes captions without being on the roster, and in which languages."""

    name: str
    languages: tuple[str, ...]


class PictureSize(msgspec.Struct, frozen=True, gc=False):
    """Of the largest form of a picture, in pixels."""

    width: int
    height: int


class LiveNote(msgspec.Struct, frozen=True):
    """A note of the text-and-picture live as it reads now."""

    note_id: str
    text: str
    pictures: tuple[LivePicture, ...]
    posted_at: int
    corrected_at: int | None = None
    withdrawn: str | None = None
    """Why it was taken back; None while it stands."""


class Invitation(msgspec.Struct, frozen=True):
    """A signed join link that was made."""

    participant_id: str | None
    """None for a caption port."""
    expires_at: int
    revoked: bool = False
    issued_at: int = 0
    used_at: int | None = None
    """When somebody first came in by it."""
    caption_port: CaptionPort | None = None


class Joined(msgspec.Struct, frozen=True):
    """A connection by the log's word."""

    at: int
    connection: Connection


class Sitter(msgspec.Struct, frozen=True):
    """Who sits in a seat by somebody's word, and since when."""

    person_id: str
    """The seat that this person was given on the list; another one where they changed places."""
    substitute: str
    """Who came in their place 代出席; empty where they came themselves."""
    by_word: bool
    """Whether staff said so, which holds without a line to the room."""
    since: int


class RollCall(msgspec.Struct, frozen=True):
    """A roll call: who was called as it began, who answered and when."""

    roll_call_id: str
    seconds: int
    started_at: int
    called: frozenset[Voter]
    answers: Map[Voter, int] = Map()
    ended_at: int | None = None


class Reply(msgspec.Struct, frozen=True):
    """A department's written reply."""

    text: str
    on_behalf: bool
    """Filed by staff who had it from the department."""
    filed_at: int


class Question(msgspec.Struct, frozen=True):
    """A question that departments must answer before its item may close."""

    question_id: str
    item_id: str
    to: tuple[str, ...]
    """Departments, as participants, in the order asked."""
    text: str
    speech_id: str | None
    """The speech that it was put in."""
    put_at: int
    withdrawn: str | None = None
    """Why it was withdrawn; None while it stands."""
    opinion_id: str | None = None
    """The opinion whose words it has; `text` is empty while that is not public."""
    replies: Map[str, Reply] = Map()
    """Written replies, by department."""


class Interpreting(msgspec.Struct, frozen=True):
    """Whose sound is the channel of a language, and since when."""

    participant_id: str
    since: int


class SeatAt(msgspec.Struct, frozen=True):
    """A seat and the venue it stands in."""

    seat: Seat
    venue_id: str


class Rehearsing(msgspec.Struct, frozen=True):
    """A rehearsal that runs: since when, and when it ends by itself."""

    since: int
    until: int


class RecordingDeletion(msgspec.Struct, frozen=True):
    """That the recording was deleted: by whom, why and when."""

    by: Actor
    reason: str
    at: int
    bytes: int | None = None
    seconds: int | None = None
    """How much it was; None until its files are gone."""


class Recording(msgspec.Struct, frozen=True):
    """What may be done with the recording, whose bytes are elsewhere."""

    keep_days: int | None = None
    """From the closing; None: until somebody deletes it."""
    own_tracks: bool = False
    """Each speaker's own sound and pictures are recorded beside the programme."""
    published_at: int | None = None
    deleted: RecordingDeletion | None = None


class Consultation(msgspec.Struct, frozen=True):
    """One consultation after record `seq`."""

    id: str
    title: str
    scheduled_at: int
    status: Status = "planned"
    opened_at: int | None = None
    closed_at: int | None = None

    seq: int = 0
    at: int = 0
    """Time of the last record."""
    hash: str = NO_HASH
    """Hash of the last record."""

    rehearsal: Rehearsing | None = None
    """None in every state that a log amounts to: what is rehearsed is in none."""

    venues: Ordered[Venue] = msgspec.field(default_factory=Ordered)
    """Parents before children; the first is the root."""
    seats: Ordered[SeatAt] = msgspec.field(default_factory=Ordered)
    agenda: Ordered[Item] = msgspec.field(default_factory=Ordered)
    participants: Ordered[Participant] = msgspec.field(default_factory=Ordered)
    invitations: Ordered[Invitation] = msgspec.field(default_factory=Ordered)
    joined: Map[str, Joined] = Map()

    waiting_room: bool = False
    """Whether those who join wait to be admitted, but for the venues in `waiting_rooms`."""
    waiting_rooms: Map[str, bool] = Map()
    """The same by venue, where it was said since."""
    waiting: Map[str, Joined] = Map()
    """Who waits to be admitted, since when and how connected."""
    admitted: Map[str, int] = Map()
    """Who was let in or ever was here, and when: they do not wait again."""
    turned_away: Map[str, Decision] = Map()
    muted: Map[str, Decision] = Map()

    running_item: str | None = None
    requests: tuple[Request, ...] = ()
    """The speaking list, next first; at most one of each participant in each lane."""
    floor: tuple[str, ...] = ()
    """Ids of the speeches that last, oldest first; at most `FLOOR_HOLDERS_MAX`."""
    speeches: Ordered[Speech] = msgspec.field(default_factory=Ordered)
    stage: Stage | None = None
    """None while it follows the floor."""
    direction: Direction = Direction()
    interpreting: Map[str, Interpreting] = Map()
    """By language; empty unless it sits."""

    documents: Ordered[Document] = msgspec.field(default_factory=Ordered)
    item_documents: Map[str, tuple[str, ...]] = Map()
    """Ids of the documents attached to each item now, in order."""
    presentation: Presentation | None = None

    floor_rules: FloorRules = FloorRules()

    deputies: tuple[str, ...] = ()
    """Who stands in for the chair, in this order."""
    presiding: str | None = None
    """The deputy who presides; None: the chair."""
    interrupted_at: int | None = None
    """Since when nobody presides, though it sits."""

    opinions: Ordered[Opinion] = msgspec.field(default_factory=Ordered)
    receipts: Map[str, str] = Map()
    """Opinion ids by receipt."""
    published: Map[str, int] = Map()
    """Record number of the publication of each opinion that is public now."""
    wall_seq: int = 0
    """The record that last changed what is public: the version of the wall."""
    moderation: Moderation = "before"
    sensitive_words: tuple[str, ...] = ()
    """Of this consultation, beside those of the installation."""
    shown_opinion: str | None = None
    """The public opinion that is on the screens."""
    outcomes: Ordered[Outcome] = msgspec.field(default_factory=Ordered)
    outcomes_seq: int = 0
    """The record that last changed one of them."""
    outcome_due: int | None = None
    """When the clock next does something about one of them (Unix ms)."""
    ballots: Ordered[Ballot] = msgspec.field(default_factory=Ordered)
    open_ballot: str | None = None
    """At most one is."""
    stances: Ordered[StanceOf] = msgspec.field(default_factory=Ordered)
    """By subject and voter."""
    participant_marks: Map[str, AttendanceStatus] = Map()
    seat_marks: Map[str, AttendanceStatus] = Map()
    attendance_rules: AttendanceRules = AttendanceRules()
    sitters: Map[str, Sitter] = Map()
    """Who sits where, by seat."""
    left_seats: Map[str, int] = Map()
    """When somebody was said to have left, by person; not those who came back."""
    roll_calls: Ordered[RollCall] = msgspec.field(default_factory=Ordered)
    questions: Ordered[Question] = msgspec.field(default_factory=Ordered)
    captions: tuple[Caption, ...] = ()
    """The latest, oldest first; the log keeps the others."""
    caption_count: int = 0
    caption_languages: tuple[str, ...] = ()
    """In the order in which each was first used."""
    live_pictures: Map[str, PictureSize] = Map()
    """All that may be used in live notes, by hash."""
    live_notes: Ordered[LiveNote] = msgspec.field(default_factory=Ordered)
    minutes: MinutesWork = MinutesWork()
    recording: Recording = Recording()
    notes: Ordered[Note] = msgspec.field(default_factory=Ordered)
    note_changes: int = 0
    """How many were ever written or corrected."""
