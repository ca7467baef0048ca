"""The roster and its invitations."""

import pytest

from sessions.commands import (
    CloseConsultation,
    IssueInvitation,
    OpenConsultation,
    RegisterParticipant,
    RevokeInvitation,
)
from sessions.events import InvitationIssued, InvitationRevoked, ParticipantRegistered
from sessions.types import Participant
from tests.support.consultation import NOW, PEOPLE, Scene, joined

HOUR = 3_600_000


def test_register() -> None:
    scene = Scene()
    someone = Participant("new", "新来者", "member", "lk")
    assert scene.act("clerk", RegisterParticipant(someone)) == [ParticipantRegistered(someone)]
    assert list(scene.now_state.participants) == [*(one.id for one in PEOPLE), "new"]


@pytest.mark.parametrize(
    ("participant", "code"),
    [
        (Participant("member", "同号者", "member", "lk"), "id_taken"),
        (Participant("new", "新来者", "member", "xx"), "no_such_venue"),
        (Participant("new", "新来者", "organizer", "cn"), "role_not_on_roster"),
        (Participant("new", "第二主持人", "chair", "cn"), "chair_already_named"),
    ],
)
def test_register_refused(participant: Participant, code: str) -> None:
    assert Scene().refused("clerk", RegisterParticipant(participant)) == code


def test_invite() -> None:
    scene = Scene()
    command = IssueInvitation("i1", "member", NOW + HOUR)
    assert scene.act("organizer", command) == [InvitationIssued("i1", "member", NOW + HOUR)]
    invitation = scene.now_state.invitations["i1"]
    assert (invitation.participant_id, invitation.expires_at) == ("member", NOW + HOUR)
    assert not invitation.revoked


def test_revoke() -> None:
    scene = Scene()
    scene.act("organizer", IssueInvitation("i1", "member", NOW + HOUR))
    assert scene.act("clerk", RevokeInvitation("i1")) == [InvitationRevoked("i1")]
    assert scene.now_state.invitations["i1"].revoked
    assert scene.refused("clerk", RevokeInvitation("i1")) == "invitation_already_revoked"
    assert scene.refused("clerk", RevokeInvitation("xx")) == "no_such_invitation"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (IssueInvitation("i1", "member", NOW + HOUR), "id_taken"),
        (IssueInvitation("i2", "xx", NOW + HOUR), "no_such_participant"),
        (IssueInvitation("i2", "member", NOW), "invitation_in_the_past"),
    ],
)
def test_invite_refused(command: IssueInvitation, code: str) -> None:
    scene = Scene()
    scene.act("organizer", IssueInvitation("i1", "member", NOW + HOUR))
    assert scene.refused("organizer", command) == code


def test_links_are_made_and_revoked_after_the_close() -> None:
    scene = joined()
    scene.act("chair", OpenConsultation())
    scene.act("chair", CloseConsultation())
    scene.act("clerk", IssueInvitation("i1", "clerk", scene.now + HOUR))
    scene.act("clerk", RevokeInvitation("i1"))
