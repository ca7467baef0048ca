"""Join links of many at once, all of them or none, and whether each was used."""

from msgspec.structs import replace

from sessions.commands import (
    IssueInvitation,
    IssueInvitations,
    RevokeInvitation,
    RevokeInvitations,
    UseInvitation,
)
from sessions.config import INVITATIONS_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, InvitationRevoked, InvitationUsed
from sessions.roster import issue_invitation, revoke_invitation
from sessions.state import Consultation
from sessions.types import Actor


def issue_invitations(
    state: Consultation, actor: Actor, command: IssueInvitations, now_ms: int
) -> list[AnyEvent]:
    """The earlier links first where these take their place, so that a person has one at a time.

    But for whoever acts: they would be thrown out of what they are doing.
    """
    ids = [one.invitation_id for one in command.invitations]
    _require_distinct(ids)
    if len(state.invitations) + len(ids) > INVITATIONS_MAX:
        raise Refused("too_many", limit=INVITATIONS_MAX)
    events: list[AnyEvent] = []
    if command.replace:
        people = {one.participant_id for one in command.invitations} - {actor.participant_id}
        events += [
            InvitationRevoked(invitation_id=id)
            for id, one in state.invitations.items()
            if one.participant_id in people and not one.revoked and now_ms < one.expires_at
        ]
    for one in command.invitations:
        issue = IssueInvitation(one.invitation_id, one.participant_id, command.expires_at)
        events += issue_invitation(state, issue, now_ms)
    return events


def revoke_invitations(state: Consultation, command: RevokeInvitations) -> list[AnyEvent]:
    """Each as `revoke_invitation`."""
    _require_distinct(command.invitation_ids)
    return [
        event
        for id in command.invitation_ids
        for event in revoke_invitation(state, RevokeInvitation(id))
    ]


def _require_distinct(ids: list[str]) -> None:
    seen = set[str]()
    for id in ids:
        if id in seen:
            raise Refused("id_taken", id=id)
        seen.add(id)


def use_invitation(state: Consultation, command: UseInvitation) -> list[AnyEvent]:
    """Noted once; nothing for a link that was used before."""
    invitation = state.invitations.get(command.invitation_id)
    if invitation is None:
        raise Refused("no_such_invitation")
    if invitation.used_at is not None:
        return []
    return [InvitationUsed(invitation_id=command.invitation_id)]


def invitation_used(state: Consultation, event: InvitationUsed, at: int) -> Consultation:
    """The link has reached its owner."""
    invitation = replace(state.invitations[event.invitation_id], used_at=at)
    return replace(state, invitations=state.invitations.set(event.invitation_id, invitation))
