"""The roster: who takes part, in which role and from which venue, and their join links."""

from msgspec.structs import replace

from sessions.commands import IssueInvitation, RegisterParticipant, RevokeInvitation
from sessions.config import INVITATIONS_MAX, PARTICIPANTS_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, InvitationIssued, InvitationRevoked, ParticipantRegistered
from sessions.interpretation import with_language
from sessions.speaking import named_chair
from sessions.state import Consultation
from sessions.state.attendance import Invitation
from sessions.status import require_unclosed


def register_participant(
    state: Consultation, command: RegisterParticipant
) -> list[ParticipantRegistered]:
    """Into a venue that stands; one chair, and no organizers, who sign in; interpreters alone with
    the language they interpret into.
    """
    require_unclosed(state)
    participant = command.participant
    if participant.id in state.participants:
        raise Refused("id_taken", id=participant.id)
    if len(state.participants) >= PARTICIPANTS_MAX:
        raise Refused("too_many", limit=PARTICIPANTS_MAX)
    if participant.venue_id not in state.venues:
        raise Refused("no_such_venue")
    if participant.role == "organizer":
        raise Refused("role_not_on_roster")
    if participant.role == "chair" and (presiding := named_chair(state)) is not None:
        raise Refused("chair_already_named", name=state.participants[presiding].name)
    return [ParticipantRegistered(participant=with_language(participant))]


def issue_invitation(state: Consultation, command: IssueInvitation, now_ms: int) -> list[AnyEvent]:
    """For somebody on the roster; after the close too, since screening and outcomes go on."""
    if command.invitation_id in state.invitations:
        raise Refused("id_taken", id=command.invitation_id)
    if len(state.invitations) >= INVITATIONS_MAX:
        raise Refused("too_many", limit=INVITATIONS_MAX)
    if command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if command.expires_at <= now_ms:
        raise Refused("invitation_in_the_past")
    return [
        InvitationIssued(
            invitation_id=command.invitation_id,
            participant_id=command.participant_id,
            expires_at=command.expires_at,
        )
    ]


def revoke_invitation(state: Consultation, command: RevokeInvitation) -> list[AnyEvent]:
    """At any time: a link that leaked must not outlive the meeting."""
    invitation = state.invitations.get(command.invitation_id)
    if invitation is None:
        raise Refused("no_such_invitation")
    if invitation.revoked:
        raise Refused("invitation_already_revoked")
    return [InvitationRevoked(invitation_id=command.invitation_id)]


def participant_registered(state: Consultation, event: ParticipantRegistered) -> Consultation:
    """One more on the roster."""
    participant = event.participant
    return replace(state, participants=state.participants.set(participant.id, participant))


def invitation_issued(state: Consultation, event: InvitationIssued, at: int) -> Consultation:
    """One link more."""
    invitation = Invitation(event.participant_id, event.expires_at, issued_at=at)
    return replace(state, invitations=state.invitations.set(event.invitation_id, invitation))


def invitation_revoked(state: Consultation, event: InvitationRevoked) -> Consultation:
    """The link is dead."""
    invitation = replace(state.invitations[event.invitation_id], revoked=True)
    return replace(state, invitations=state.invitations.set(event.invitation_id, invitation))
