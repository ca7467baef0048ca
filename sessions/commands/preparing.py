"""Before the meeting: venues, agenda, roster, join links, rehearsal."""

from typing import Annotated

import msgspec
from msgspec import Meta, field

from sessions.commands.base import Command
from sessions.types import AgendaItem, Id, Milliseconds, Participant, Seat, Title, Venue

Row = Annotated[int, Meta(ge=1, le=100_000)]
"""The number of a sheet's row as its program shows it, 1 first."""


class CreateConsultation(Command, frozen=True, tag="create_consultation"):
    """The first command of a log; venues must form one tree, levels never rising towards the
    leaves.
    """

    title: Title
    scheduled_at: Milliseconds
    venues: Annotated[list[Venue], Meta(min_length=1, max_length=200)]
    agenda: Annotated[list[AgendaItem], Meta(min_length=1, max_length=50)]
    waiting_room: bool = False
    """Whether those who join wait until their venue admits them."""


class AddVenue(Command, frozen=True, tag="add_venue"):
    """Add one venue below an existing one."""

    venue: Venue


class AddItem(Command, frozen=True, tag="add_item"):
    """Append one agenda item."""

    item: AgendaItem


class RegisterParticipant(Command, frozen=True, tag="register_participant"):
    """Put somebody on the roster."""

    participant: Participant


class IssueInvitation(Command, frozen=True, tag="issue_invitation"):
    """Note that a signed join link, whose `jti` is `invitation_id`, was made for a participant."""

    invitation_id: Id
    participant_id: Id
    expires_at: Milliseconds


class RevokeInvitation(Command, frozen=True, tag="revoke_invitation"):
    """The link stops working at once."""

    invitation_id: Id


class ImportedVenue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A venue to add, and the row of the sheet that asks for it."""

    row: Row
    venue: Venue


class ImportedParticipant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to put on the roster, and their row of the sheet."""

    row: Row
    participant: Participant


class ImportedSeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who sits in a venue without a connection, and their row of the sheet."""

    row: Row
    venue_id: Id
    seat: Seat


class ImportRoster(Command, frozen=True, tag="import_roster"):
    """All of a sheet, or nothing: venues, parents first, then participants and seats."""

    venues: Annotated[list[ImportedVenue], Meta(max_length=200)] = field(default_factory=list)
    participants: Annotated[list[ImportedParticipant], Meta(max_length=2_000)] = field(
        default_factory=list
    )
    seats: Annotated[list[ImportedSeat], Meta(max_length=5_000)] = field(default_factory=list)


class NamedInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A join link's `jti`, and whose it is."""

    invitation_id: Id
    participant_id: Id


class IssueInvitations(Command, frozen=True, tag="issue_invitations"):
    """Note that join links were made for several, all of them or none.

    `replace` revokes what links the same participants had.
    """

    invitations: Annotated[list[NamedInvitation], Meta(min_length=1, max_length=2_000)]
    expires_at: Milliseconds
    replace: bool = False


class RevokeInvitations(Command, frozen=True, tag="revoke_invitations"):
    """These links stop working at once; all of them or none."""

    invitation_ids: Annotated[list[Id], Meta(min_length=1, max_length=2_000)]


class UseInvitation(Command, frozen=True, tag="use_invitation"):
    """Issued by the service when somebody first came in by a link."""

    invitation_id: Id


class StartRehearsal(Command, frozen=True, tag="start_rehearsal"):
    """演练 a planned consultation: from here on everything is tried and nothing recorded."""


class EndRehearsal(Command, frozen=True, tag="end_rehearsal"):
    """Everything is as it was before the rehearsal."""
