"""The bounded scalar types and small records that commands, events and state share."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Title = Annotated[str, Meta(min_length=1, max_length=120)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Note = Annotated[str, Meta(max_length=200)]
CaptionText = Annotated[str, Meta(min_length=1, max_length=200)]
"""Two lines of a picture hold no more in any language."""
LanguageTag = Annotated[str, Meta(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47, as `zh-CN`; 35 characters as RFC 5646 section 4.4.1 asks for."""
RegionCode = Annotated[str, Meta(pattern=r"^\d{6}$")]
"""GB/T 2260, `000000` for the national level."""
Milliseconds = Annotated[int, Meta(ge=0)]
"""Unix time, UTC."""
Seconds = Annotated[int, Meta(ge=1, le=6 * 3600)]
Minutes = Annotated[int, Meta(ge=1, le=600)]
IsoDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]

Level = Literal["national", "provincial", "municipal", "county"]
LEVELS: tuple[Level, ...] = ("national", "provincial", "municipal", "county")

Role = Literal[
    "organizer", "chair", "clerk", "member", "expert", "department", "public_rep", "venue", "viewer"
]
"""`venue` is a venue operator: one connection, a room camera and many seats behind it."""

Capacity = Literal["attending", "observing"]
"""出席 or 列席."""

RequestKind = Literal["statement", "question", "answer"]
ItemKind = Literal["briefing", "questions", "answers", "statements"]
"""通报, 提问, 解答, 发言: the usual script."""

RevokeCode = Literal["next_speaker", "item_closed", "adjourned", "closed", "left"]
"""Why the floor was taken back by rule: granted to the next, the item, the sitting or the
consultation ended, or the holder was gone when the grace period had passed. Any other reason is
the chair's words."""

Connection = Literal["browser", "room_encoder", "bot"]
"""How somebody was connected; the minutes name it."""

AttendanceStatus = Literal["present", "excused", "absent"]


class Actor(msgspec.Struct, frozen=True, gc=False):
    """Who acts. `participant_id` is None for organizers, viewers and the service (`system`)."""

    role: Role | Literal["system"]
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


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an outcome came from."""

    kind: Literal["item", "speech", "opinion"]
    id: Id
