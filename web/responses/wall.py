"""The wall: published opinions and their support."""

from typing import Annotated

import msgspec
from msgspec import Meta


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
