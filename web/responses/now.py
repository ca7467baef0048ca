"""What is happening now, for everybody."""

import msgspec

from sessions.ballot_types import BallotStatus, BallotTerms, Result
from sessions.questions import AnswerState
from sessions.types import ItemKind, Level, RequestKind
from sessions.views import Status


class NowVote(msgspec.Struct, frozen=True):
    """Who voted what in a named ballot whose names are public."""

    name: str
    choices: list[int]


class NowBallot(msgspec.Struct, frozen=True):
    """A vote that is open, or has closed: the result and, where they are public, the names."""

    ballot_id: str
    terms: BallotTerms
    status: BallotStatus
    closes_at: int | None
    result: Result | None
    votes: list[NowVote]


class NowItem(msgspec.Struct, frozen=True):
    """The running agenda item; it is number `number` of `of`."""

    id: str
    title: str
    kind: ItemKind
    number: int
    of: int
    planned_minutes: int
    started_at: int


class NowSpeaker(msgspec.Struct, frozen=True):
    """Who holds the floor. The clock runs `seconds` from `started_at`; None: granted, not begun.

    `paused_at`: since when it stands; `paused_ms`: for how long it stood before that.
    """

    speech_id: str
    participant_id: str
    name: str
    short_name: str
    title: str
    organization: str
    venue: str
    level: Level
    kind: RequestKind
    seconds: int
    granted_at: int
    started_at: int | None
    paused_at: int | None
    pause_reason: str
    paused_ms: int


class NowDocument(msgspec.Struct, frozen=True):
    """The page that is being shown, where viewers may see it; `image` is the path of its picture.

    It is there only while it is shown: fetch it at once. `?width=800` is a smaller one.
    """

    document_id: str
    name: str
    page: int
    pages: int
    image: str


class NowAnswer(msgspec.Struct, frozen=True):
    """A department that must answer, and how it stands with the question."""

    department: str
    state: AnswerState


class NowQuestion(msgspec.Struct, frozen=True):
    """A question under the running item that must be answered before it closes."""

    question_id: str
    text: str
    answers: list[NowAnswer]


class Now(msgspec.Struct, frozen=True):
    """`GET /{id}/now.json`, public: `ETag`, `Cache-Control: public, max-age=1`.

    `on_air`: `stream` can be played now. `speakers` is empty while nobody but the chair is heard.
    It is the same for every viewer until something happens; clocks are set by the `Date` header, or
    closer by the stream's own `EXT-X-PROGRAM-DATE-TIME`.
    """

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None
    rehearsal: bool
    """It is being rehearsed, of which nothing is shown here."""
    item: NowItem | None
    speakers: list[NowSpeaker]
    document: NowDocument | None
    questions: list[NowQuestion]
    ballots: list[NowBallot]
    """The open one and the latest that have closed, the newest first."""
    on_air: bool
    stream: str
    """Path of the HLS playlist, `/live/{id}/index.m3u8`."""
    caption_languages: list[str]
    """In which there are captions, `captions.json`."""
    wall_next: int
    """Chunks of the wall before this number have been made, `/live/{id}/wall-{number}.json`."""
    storage: str = ""
    """Where an object store has what is public of this, as `https://cdn.example.org/tongxin`: below
    it `/live/{id}/…` as here, with `now.json`, `wall.json`, `captions.json`, `text.json` and
    `text.en.json` too. Empty where there is none, or it is behind."""
    stream_stored: bool = False
    """`stream`, and all of it as `dvr.m3u8`, are below `storage` as well."""
    recording: bool = False
    """It has closed, and everybody may watch its recording at `/recordings/{id}`."""
