"""Captions and the ports by which they are written."""

from typing import Annotated

import msgspec
from msgspec import Meta

from sessions.types import LanguageTag, Name
from web.responses.invitations import ExpiresIn


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
