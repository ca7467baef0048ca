"""The JSON forms of the HTTP surface: one frozen struct per request and response body.

Commands, records and snapshots are those of `sessions`; here stands what only HTTP speaks. Times
are Unix milliseconds (UTC) unless said otherwise. Paths below are under `/api/v1/consultations`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sessions.ballot_types import BallotStatus, BallotTerms, Blob, Paper, Result
from sessions.commands import ImportRoster
from sessions.commands.outcomes import Remark
from sessions.contributions import Contribution
from sessions.errors import Language
from sessions.events import Record
from sessions.opinion_views import OpinionView
from sessions.outcome_types import Appraisal
from sessions.outcome_views import AuthorOutcome, PublicOutcome
from sessions.questions import AnswerState
from sessions.roster_sheet import Action
from sessions.search.entries import Kind
from sessions.sheet_words import Column
from sessions.summaries import Summary
from sessions.text_live import EntryKind
from sessions.types import (
    Capacity,
    DocumentType,
    Id,
    ItemKind,
    LanguageTag,
    Level,
    Name,
    Note,
    OpinionToken,
    PersonNumber,
    RequestKind,
    Role,
    Text,
)
from sessions.views import Status
from signaling.claims import Claim
from signaling.connections import Connection

OpinionState = Literal["submitted", "published", "withheld", "merged", "withdrawn"]


class Problem(msgspec.Struct, frozen=True):
    """Every error's body. `code` is stable; `message` is one sentence in the caller's language."""

    code: str
    message: str


# --- consultations ----------------------------------------------------------------------------


class ConsultationList(msgspec.Struct, frozen=True):
    """`GET /`: all for an organizer, newest first; one's own for anybody else with a token."""

    consultations: list[Summary]


class Created(msgspec.Struct, frozen=True):
    """`POST /` with a `create_consultation` command → 201, `Location`; `seqs` are its records."""

    id: str
    seqs: list[int]


class Executed(msgspec.Struct, frozen=True):
    """`POST /{id}/commands`: done and on disk as records `seqs`."""

    seqs: list[int]


class EventsPage(msgspec.Struct, frozen=True):
    """`GET /{id}/events?after=SEQ`: what this role may see after record `after`, in order.

    Ask again with `after=next` until `complete`; numbers may be missing where a record is not for
    this role.
    """

    records: list[Record]
    next: int
    complete: bool
    rehearsal: int | None
    """When the rehearsal began that this is part of. Where it is not the one of your snapshot, what
    you know is void: read the snapshot again."""


# --- invitations ------------------------------------------------------------------------------

ExpiresIn = Annotated[int, Meta(ge=60, le=366 * 24 * 3600)]


class InvitationRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/invitations`: of `participant_id`, or of a new `name`, `role` and `venue_id`."""

    participant_id: Id | None = None
    name: Name | None = None
    role: Role | None = None
    venue_id: Id | None = None
    short_name: Annotated[str, Meta(max_length=12)] = ""
    title: Note = ""
    organization: Note = ""
    capacity: Capacity = "attending"
    interprets_into: LanguageTag | None = None
    sector: Note = ""
    number: PersonNumber = ""
    """Of a new interpreter."""
    expires_in: ExpiresIn = 7 * 24 * 3600
    """Seconds."""


class Invitation(msgspec.Struct, frozen=True):
    """→ 201. `url` carries the token in its fragment (`#t=`); neither is shown again.

    `DELETE /{id}/invitations/{invitation_id}` → 204 revokes it.
    """

    invitation_id: str
    participant_id: str
    url: str
    token: str
    expires_at: int


class InvitationView(msgspec.Struct, frozen=True):
    """A link as the log knows it; `used_at` None while nobody has come in by it."""

    invitation_id: str
    participant_id: str
    issued_at: int
    expires_at: int
    revoked: bool
    used_at: int | None


class InvitationList(msgspec.Struct, frozen=True):
    """`GET /{id}/invitations`: all that were made, the oldest first."""

    invitations: list[InvitationView]


class BulkInvitationRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/invitations/bulk`: for `participant_ids`, else for everybody of `venue_ids` and
    the venues below them, else for everybody.

    `replace` revokes what links they had.
    """

    participant_ids: Annotated[list[Id], Meta(max_length=2_000)] | None = None
    venue_ids: Annotated[list[Id], Meta(max_length=200)] | None = None
    replace: bool = False
    expires_in: ExpiresIn = 7 * 24 * 3600
    """Seconds."""


class BulkInvitations(msgspec.Struct, frozen=True):
    """→ 201, all on disk; links are not shown again."""

    invitations: list[Invitation]


class RevocationRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/invitations/revoke` → `Executed`: all of them or none."""

    invitation_ids: Annotated[list[Id], Meta(min_length=1, max_length=2_000)]


class LinksRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/invitations/links.{csv,pdf}`: the tokens of links that the caller holds."""

    tokens: Annotated[
        list[Annotated[str, Meta(max_length=2048)]], Meta(min_length=1, max_length=400)
    ]


# --- the roster from a sheet ------------------------------------------------------------------


class RosterIssue(msgspec.Struct, frozen=True):
    """Something about a row, or with `column` None about all of it; warnings do not stop it."""

    column: Column | None
    severity: Literal["error", "warning"]
    code: str
    message: str


class PreviewedRow(msgspec.Struct, frozen=True):
    """A row under the number that it has in the sheet, and what it would add.

    `skip`: it is there already; `none`: it has errors.
    """

    row: int
    cells: dict[Column, str]
    action: Action
    issues: list[RosterIssue]


class RosterPreview(msgspec.Struct, frozen=True):
    """`POST /{id}/roster/preview` with a CSV or XLSX file as body; nothing is written.

    `command`, None where there are errors or nothing is to be added, goes to `POST /{id}/roster`
    as it is. It is refused whole with `import_outdated` where things changed since record `seq`.
    """

    format: Literal["csv", "xlsx"]
    encoding: str
    seq: int
    columns: list[Column]
    issues: list[RosterIssue]
    rows: list[PreviewedRow]
    command: ImportRoster | None


# --- documents --------------------------------------------------------------------------------


class Attached(msgspec.Struct, frozen=True):
    """`POST /{id}/documents?item_id=ITEM&name=NAME&public=true`, the body being the file → 201.

    `GET /{id}/documents/{document_id}/pages/{page}?width=800|1600` is each page as WebP, `…/text`
    its words, `…/original` the bytes that `sha256` is of.
    """

    document_id: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    seqs: list[int]


# --- opinions ---------------------------------------------------------------------------------


class OpinionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions`, by anybody. `token` is a secret of the author's making, by which they
    may withdraw it; the record has its hash alone. Without one the server makes it.
    """

    text: Text
    name: Note = ""
    region: Note = ""
    token: OpinionToken | None = None


class OpinionsPage(msgspec.Struct, frozen=True):
    """`GET /{id}/opinions?before=OPINION`: those that came before it, newest first; without
    `before` the newest of all.

    Ask again with the last one's id until `complete`.
    """

    opinions: list[OpinionView]
    complete: bool


class OpinionReceipt(msgspec.Struct, frozen=True):
    """→ 201, on disk. `receipt` is known to the author alone."""

    receipt: str
    opinion_id: str
    state: OpinionState
    token: str | None = None
    """Where the server made it: told this once, and to a repetition by the same key."""


class OpinionAnswer(msgspec.Struct, frozen=True):
    """A department that an opinion was put to; `text` once its written reply is filed."""

    department: str
    answered: bool
    text: str = ""


class OpinionStatus(msgspec.Struct, frozen=True):
    """`GET /{id}/opinions/{receipt}`: how it stands; `reason` where it was not published.

    Where it is `merged`, `follows` says how the one stands that it follows, and `reason` and
    `published_at` are of that one. Of what was withdrawn the words are left out.
    """

    receipt: str
    opinion_id: str
    state: OpinionState
    text: str
    name: str
    region: str
    submitted_at: int
    published_at: int | None
    reason: str | None
    outcomes: list[AuthorOutcome] = []
    follows: OpinionState | None = None
    shown: bool = False
    """It is on the screens now."""
    item: str | None = None
    """Title of the agenda item that it was promoted to."""
    answers: list[OpinionAnswer] = []
    withdrawable: bool = False
    """Whether a token was sent with it."""


class ClaimRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions/claims`: which opinion a screener's window shows; None: none."""

    window: Id
    """A name of the window's own making."""
    opinion_id: Id | None = None


class ClaimList(msgspec.Struct, frozen=True):
    """Who has which opinion before them, and how many windows screen."""

    claims: list[Claim]
    screeners: int


class AppraisalRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions/{receipt}/appraisal`: what its author thinks of the reply."""

    outcome_id: Id
    appraisal: Appraisal
    comment: Remark = ""


class PublicOutcomes(msgspec.Struct, frozen=True):
    """`GET /{id}/outcomes.json`: the outcomes that were made public."""

    id: str
    title: str
    outcomes: list[PublicOutcome]


class WallOpinion(msgspec.Struct, frozen=True):
    """A published opinion."""

    opinion_id: str
    text: str
    name: str
    region: str
    published_at: int
    seq: int
    """Record of its publication: the wall has the greatest first."""
    supports: int
    """How many people support it."""


class Wall(msgspec.Struct, frozen=True):
    """`GET /{id}/wall.json`: published opinions, newest first; the same bytes for every viewer.

    `ETag`, `Cache-Control: public, max-age=2`. `total` counts all that are public, also beyond the
    500 newest that `opinions` holds. From here on read chunks only, from number `next`; where one
    is missing (404), read this again.
    """

    id: str
    total: int
    opinions: list[WallOpinion]
    next: int


class WallChunk(msgspec.Struct, frozen=True):
    """`GET /live/{id}/wall-{number}.json`: what changed since the chunk before, at most one in two
    seconds.

    `put` are on the wall as they stand here, `gone` are not on it any more. The bytes of a number
    never change, but that what was taken back since moves from `put` to `gone`. Caches keep it for
    five minutes, as long as anybody needs it, so that what was taken back leaves them too.
    """

    number: int
    total: int
    put: list[WallOpinion]
    gone: list[str]


class WallHead(msgspec.Struct, frozen=True):
    """`GET /live/{id}/wall-head.json`: all chunks before number `next` have been made; cached for a
    second. `wall_next` of `now.json` says the same.
    """

    next: int


class SupportRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions/{opinion_id}/support`, by anybody: `token` is random, made once by each
    browser and told to nobody else; it counts once for each opinion.
    """

    token: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{16,64}$")]
    support: bool = True
    """False takes it back."""


class Support(msgspec.Struct, frozen=True):
    """→ 202: counted, and on disk within some seconds; on the wall with its next chunk."""

    opinion_id: str
    supports: int
    support: bool


# --- captions ---------------------------------------------------------------------------------


class CaptionPortRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/caption-ports`: for a recognizer or a captioner, in these languages."""

    name: Name
    languages: Annotated[list[LanguageTag], Meta(min_length=1, max_length=8)]
    expires_in: ExpiresIn = 7 * 24 * 3600
    """Seconds."""


class CaptionPort(msgspec.Struct, frozen=True):
    """→ 201. `url` is what `tongxin captions` takes; it and `token` are not shown again.

    `DELETE /{id}/invitations/{invitation_id}` → 204 revokes it.
    """

    invitation_id: str
    name: str
    languages: list[str]
    url: str
    token: str
    expires_at: int


class CaptionPortView(msgspec.Struct, frozen=True):
    """A port as the log knows it; `used_at` None while nothing has come in by it."""

    invitation_id: str
    name: str
    languages: list[str]
    issued_at: int
    expires_at: int
    revoked: bool
    used_at: int | None


class CaptionPortList(msgspec.Struct, frozen=True):
    """`GET /{id}/caption-ports`: all that were made, the oldest first."""

    ports: list[CaptionPortView]


class PublicCaption(msgspec.Struct, frozen=True):
    """A caption as it reads now. Times are Unix ms, as the livestream's programme date and time."""

    caption_id: str
    language: str
    text: str
    started_at: int
    ended_at: int


class PublicCaptions(msgspec.Struct, frozen=True):
    """`GET /{id}/captions.json`: the latest 12 of each language by when they began; the same bytes
    for every viewer.

    `ETag`, `Cache-Control: public, max-age=1`. All of one language: `captions.{language}.vtt`.
    """

    id: str
    languages: list[str]
    """In the order in which each was first used."""
    captions: list[PublicCaption]


# --- text-and-picture live --------------------------------------------------------------------


class LivePictureKept(msgspec.Struct, frozen=True):
    """`POST /{id}/live-pictures` → 201: what `post_live_note` names it by, and its size in pixels.

    The same picture again is answered the same, with no `seqs`.
    """

    sha256: str
    width: int
    height: int
    seqs: list[int]


class PublicPicture(msgspec.Struct, frozen=True):
    """A picture of a note: two paths, whose bytes never change; sizes are of the large one."""

    alt: str
    width: int
    height: int
    small: str
    large: str


class PublicTextEntry(msgspec.Struct, frozen=True):
    """One entry. Times are Unix ms; `seq` is its record's number, and stays its name."""

    seq: int
    at: int
    kind: EntryKind
    words: str
    pictures: list[PublicPicture] = []
    corrected_at: int | None = None
    withdrawn: str | None = None
    """Why a note was withdrawn; it has no words then."""


class PublicText(msgspec.Struct, frozen=True):
    """`GET /live/{id}/text.json`: 50 entries, the newest first; the same bytes for every viewer.

    `ETag`, `Cache-Control: public, max-age=2`.
    """

    id: str
    title: str
    status: Status
    language: Language
    total: int
    entries: list[PublicTextEntry]
    older: int | None
    """What to ask `before` for the next page; None at the end."""


# --- votes ------------------------------------------------------------------------------------


class PaperRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/ballots/{ballot_id}/papers`: `blinded` is what RFC 9474 calls blinded_msg.

    A venue operator asks for a seat of the room.
    """

    blinded: Blob
    seat_id: Id | None = None


class PaperIssued(msgspec.Struct, frozen=True):
    """→ 200, blind_sig; the log notes that the voter has had their one."""

    signature: str


class PaperTaken(msgspec.Struct, frozen=True):
    """`POST /{id}/ballots/{ballot_id}/votes`, without any credentials → 201, on disk."""

    token: str


class PaperList(msgspec.Struct, frozen=True):
    """`GET /{id}/ballots/{ballot_id}/papers`, public: `papers` by token once the ballot has closed.

    Each signature is RSASSA-PSS (SHA-384, MGF1, 48 bytes of salt) of the 32 bytes of `token` under
    the modulus and the exponent 65537; no more are `cast` than were `issued`.
    """

    ballot_id: str
    status: BallotStatus
    modulus: str
    issued: int
    cast: int
    papers: list[Paper]


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


# --- what is happening now --------------------------------------------------------------------


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
    recording: bool = False
    """It has closed, and everybody may watch its recording at `/recordings/{id}`."""


# --- connections ------------------------------------------------------------------------------


class ConnectionList(msgspec.Struct, frozen=True):
    """`GET /{id}/connections`: of everybody for those who run the meeting, else one's own."""

    connections: list[Connection]


# --- operations -------------------------------------------------------------------------------


class Health(msgspec.Struct, frozen=True):
    """`GET /healthz` (200 while the process serves) and `/readyz` (503 until all are true)."""

    ok: bool
    relay: bool
    """A relay worker is up."""
    store: bool
    """The record can be written."""
    draining: bool = False
    """The server is about to be replaced: what runs goes on, nothing new begins."""


class SearchHit(msgspec.Struct, frozen=True):
    """Something that was found. `at` is Unix ms."""

    consultation_id: str
    title: str
    kind: Kind
    at: int
    offset_ms: int | None
    """Since the consultation opened; None where it was before, or has not."""
    who: str
    excerpt: list[str]
    """The text around the first hit, cut up: what stands at odd places is a hit."""


class SearchResults(msgspec.Struct, frozen=True):
    """A page of what was found, the latest first."""

    hits: list[SearchHit]
    more: bool


class ContributionList(msgspec.Struct, frozen=True):
    """What each person contributed over some consultations."""

    consultations: int
    people: list[Contribution]


# --- the minutes ------------------------------------------------------------------------------


class MinutesVersion(msgspec.Struct, frozen=True):
    """A version that was signed; `GET /{id}/minutes.{form}?version=…` answers it."""

    version: int
    number: str
    date: str
    """ISO."""
    signer: str
    sha256: str
    """Of its `minutes.document.json`."""
    seq: int
    """The record that signed it."""
    signed_at: int


class MinutesVersions(msgspec.Struct, frozen=True):
    """`GET /{id}/minutes/versions`, the first first."""

    versions: list[MinutesVersion]
