"""Join links."""

from typing import Annotated

import msgspec
from msgspec import Meta

from sessions.types import Capacity, Id, LanguageTag, Name, Note, PersonNumber, Role

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
