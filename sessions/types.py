"""The bounded scalar types and small records that commands, events and state share."""

from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Title = Annotated[str, Meta(min_length=1, max_length=120)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Note = Annotated[str, Meta(max_length=200)]
PersonNumber = Annotated[str, Meta(max_length=40)]
ReplyText = Annotated[str, Meta(min_length=1, max_length=5000)]
"""A written reply: a page or two, as departments write."""
CaptionText = Annotated[str, Meta(min_length=1, max_length=200)]
"""Two lines of a picture hold no more in any language."""
LanguageTag = Annotated[str, Meta(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47, as `zh-CN`; 35 characters as RFC 5646 section 4.4.1 asks for."""
LiveNoteText = Annotated[str, Meta(max_length=1000)]
"""A paragraph or two of 图文直播: more is read by nobody on a phone."""
AltText = Annotated[str, Meta(min_length=1, max_length=200)]
"""What a picture shows, in words, for who does not see it."""
RegionCode = Annotated[str, Meta(pattern=r"^\d{6}$")]
"""GB/T 2260, `000000` for the national level."""
Milliseconds = Annotated[int, Meta(ge=0)]
"""Unix time, UTC."""
Seconds = Annotated[int, Meta(ge=1, le=6 * 3600)]
RollCallSeconds = Annotated[int, Meta(ge=10, le=3600)]
Minutes = Annotated[int, Meta(ge=1, le=600)]
PageNumber = Annotated[int, Meta(ge=1, le=200)]
"""Of a document, 1 first; as `config.DOCUMENT_PAGES_MAX`."""
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
IsoDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]

Level = Literal["national", "provincial", "municipal", "county"]
LEVELS: tuple[Level, ...] = ("national", "provincial", "municipal", "county")

Role = Literal[
    "organizer",
    "chair",
    "clerk",
    "member",
    "expert",
    "department",
    "public_rep",
    "venue",
    "interpreter",
    "viewer",
]
"""`venue` is a venue operator: one connection, a room camera and many seats behind it."""

Capacity = Literal["attending", "observing"]
"""出席 or 列席."""

RequestKind = Literal["statement", "question", "answer", "interposed_question", "point_of_order"]
"""发言, 提问, 应答, 插问, 程序."""
ItemKind = Literal["briefing", "questions", "answers", "statements"]
"""通报, 提问, 解答, 发言: the usual script."""

DocumentType = Literal["application/pdf", "image/png", "image/jpeg", "image/webp"]
"""What can be shown in the meeting; told from the bytes and not from the name."""

StopCode = Literal["stopped", "floor_ended", "item_closed", "adjourned", "closed", "removed"]
"""Why a document is shown no more: by somebody's word, or by rule with what it rested on."""

RevokeCode = Literal["next_speaker", "item_closed", "adjourned", "closed", "left", "time_up"]
"""Why the floor was taken back by rule: granted to the next, the item, the sitting or the
consultation ended, the holder left for good or stayed away, or the time was up. Any other reason
is the chair's words."""

PauseCode = Literal["interposed", "absent", "chair_absent"]
"""Why a clock stands by rule: somebody interposed, its speaker is gone, nobody presides. Any other
reason is the chair's words."""

InterpretationCode = Literal["stopped", "relieved", "muted", "left", "adjourned", "closed"]
"""Why somebody interprets no more: by their own word, because the other of the booth took over, or
by rule with what it rested on."""

DeletionCode = Literal["expired"]
"""Why a recording was deleted by rule: it was kept for as long as was set. Any other reason is the
words of whoever deleted it."""

Connection = Literal["browser", "room_encoder", "bot"]
"""How somebody was connected; the minutes name it."""

AttendanceStatus = Literal["present", "excused", "absent"]

Moderation = Literal["before", "after"]
"""先审后发, 先发后审: whether opinions are screened before they are public or after."""
OpinionToken = Annotated[str, Meta(min_length=22, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""The author's secret: at least 128 random bits in base64url."""
SensitiveWord = Annotated[str, Meta(min_length=1, max_length=40)]
"""A word or a short phrase."""

Layout = Literal["single", "dialogue", "venues", "grid", "shared"]
"""One speaker; speaker and department; main venue and sub-venues; a grid; document and speaker."""

ProgrammeMode = Literal["passthrough", "composed"]
"""What the public sees: one picture as its camera sends it, or one drawn from all on the stage."""


TokenRole = Role | Literal["captioner"]
"""Whom a token may speak for: the roles of people, and a caption port, which is on no roster."""
ActorRole = TokenRole | Literal["system"]
"""Who may act: they, and the service."""


class Voter(NamedTuple):
    """Somebody who counts: a participant, or the person of a seat; the two may share an id."""

    kind: Literal["participant", "seat"]
    id: str


class Mark(msgspec.Struct, frozen=True, order=True, gc=False, forbid_unknown_fields=True):
    """Characters of a text, from `start` until before `end`."""

    start: int
    end: int


class QuorumRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of those entitled must be present: nobody in particular, `amount` of them, or
    `amount` in a hundred.
    """

    kind: Literal["none", "number", "share"] = "none"
    amount: Annotated[int, Meta(ge=0, le=7_000)] = 0
    """Up to everybody that a roster and the seats may hold; a share up to 100."""


class AttendanceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this consultation holds against whoever is not there."""

    quorum: QuorumRule = QuorumRule()
    late_minutes: Annotated[int, Meta(ge=0, le=120)] = 5
    """迟到: whoever missed more of the sitting than this before they came."""
    early_minutes: Annotated[int, Meta(ge=0, le=120)] = 5
    """早退: whoever missed more of the sitting than this after they left."""


class LivePicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of a live note, by the hash of its bytes."""

    sha256: Sha256
    alt: AltText


class Actor(msgspec.Struct, frozen=True, gc=False):
    """Who acts. `participant_id` is None for organizers, viewers and the service (`system`), and
    of a captioner the invitation of the port.
    """

    role: ActorRole
    participant_id: str | None = None
    venue_id: str | None = None
    name: str = ""


SYSTEM = Actor(role="system")


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person in a venue who has no connection of their own."""

    id: Id
    name: Name
    title: Note = ""
    organization: Note = ""
    capacity: Capacity = "attending"


class Venue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place that takes part; `parent_id` makes the tree, None at its root."""

    id: Id
    name: Name
    level: Level
    region_code: RegionCode
    parent_id: Id | None = None
    seats: Annotated[list[Seat], Meta(max_length=200)] = []


class AgendaItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of the agenda as planned."""

    id: Id
    title: Title
    kind: ItemKind
    planned_minutes: Minutes
    speech_seconds: Seconds = 300
    """Speaking time granted by default under this item."""


class RoleSeconds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speaking time by default of one role, whatever the item."""

    role: Role
    seconds: Seconds


class Quota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speaking time that a venue with all below it, or all venues of a level, have in all."""

    seconds: Seconds
    per: Literal["item", "meeting"] = "meeting"
    """`item`: anew under each item of the agenda."""
    venue_id: Id | None = None
    level: Level | None = None


class FloorRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one consultation times its speeches."""

    cut: Literal["manual", "automatic"] = "manual"
    """`automatic`: the floor is taken back when the time is up."""
    by_role: Annotated[list[RoleSeconds], Meta(max_length=9)] = []
    quotas: Annotated[list[Quota], Meta(max_length=200)] = []


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody on the roster: invited by name to act in one role from one venue."""

    id: Id
    name: Name
    role: Role
    venue_id: Id
    short_name: Annotated[str, Meta(max_length=12)] = ""
    """For tiles; at most 6 hanzi. Empty: the name."""
    title: Note = ""
    """Office or sector, as 委员（环境资源界）."""
    organization: Note = ""
    """Unit, as 市生态环境局."""
    capacity: Capacity = "attending"
    interprets_into: LanguageTag | None = None
    sector: Note = ""
    """界别, as 环境资源界; contributions are summed by it."""
    number: PersonNumber = ""
    """By which the same person is known in every consultation, as on a member's card."""
    """An interpreter's language, which every interpreter has and nobody else."""


class VenueCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of a venue were called, and how many of them answered."""

    venue_id: Id
    level: Level
    called: int
    answered: int


class SupportCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of the public support an opinion."""

    opinion_id: Id
    supports: Annotated[int, Meta(ge=0)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an outcome came from."""

    kind: Literal["item", "speech", "opinion"]
    id: Id
