"""Before the meeting: venues, agenda, roster, join links, rehearsal."""

from sessions.events.base import Event
from sessions.types import AgendaItem, Participant, Venue


class ConsultationCreated(Event, frozen=True, tag="consultation_created"):
    """Always record 1."""

    id: str
    title: str
    scheduled_at: int


class VenueAdded(Event, frozen=True, tag="venue_added"):
    """A venue takes its place in the tree, after its parent."""

    venue: Venue


class ItemAdded(Event, frozen=True, tag="item_added"):
    """An agenda item, at the end."""

    item: AgendaItem


class ParticipantRegistered(Event, frozen=True, tag="participant_registered"):
    """Somebody is on the roster."""

    participant: Participant


class InvitationIssued(Event, frozen=True, tag="invitation_issued"):
    """A join link exists. Staff only."""

    invitation_id: str
    participant_id: str
    expires_at: int


class InvitationRevoked(Event, frozen=True, tag="invitation_revoked"):
    """A join link no longer works. Staff only."""

    invitation_id: str


class InvitationUsed(Event, frozen=True, tag="invitation_used"):
    """Somebody came in by a join link for the first time. Staff only."""

    invitation_id: str


class RehearsalStarted(Event, frozen=True, tag="rehearsal_started"):
    """演练 begins, and ends by itself at `until` (Unix ms). No log holds it or what follows it."""

    until: int


class RehearsalEnded(Event, frozen=True, tag="rehearsal_ended"):
    """Everything since `RehearsalStarted` is void. No log holds it."""
