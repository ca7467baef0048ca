"""Join links of many at once: all of them or none; and whether each was used."""

import pytest

from sessions import commands as c
from sessions import invitations
from sessions.events import InvitationIssued, InvitationRevoked, InvitationUsed
from sessions.state.attendance import Invitation
from tests.support.consultation import NOW, Scene

LATER = NOW + 3_600_000


def named(*pairs: tuple[str, str]) -> list[c.NamedInvitation]:
    return [c.NamedInvitation(id, who) for id, who in pairs]


def test_issued_to_several() -> None:
    scene = Scene()
    events = scene.act("clerk", c.IssueInvitations(named(("a", "member"), ("b", "rep")), LATER))
    assert events == [InvitationIssued("a", "member", LATER), InvitationIssued("b", "rep", LATER)]
    assert scene.now_state.invitations["a"] == Invitation("member", LATER, issued_at=scene.now)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.IssueInvitations(named(("a", "member"), ("b", "xx")), LATER), "no_such_participant"),
        (c.IssueInvitations(named(("a", "member"), ("old", "rep")), LATER), "id_taken"),
        (c.IssueInvitations(named(("a", "member"), ("a", "rep")), LATER), "id_taken"),
        (c.IssueInvitations(named(("a", "member")), NOW), "invitation_in_the_past"),
        (c.RevokeInvitations(["old", "xx"]), "no_such_invitation"),
        (c.RevokeInvitations(["old", "old"]), "id_taken"),
        (c.RevokeInvitations(["old", "gone"]), "invitation_already_revoked"),
    ],
)
def test_all_or_none(command: c.IssueInvitations | c.RevokeInvitations, code: str) -> None:
    scene = Scene()
    scene.act("clerk", c.IssueInvitation("old", "member", LATER))
    scene.act("clerk", c.IssueInvitation("gone", "rep", LATER))
    scene.act("clerk", c.RevokeInvitation("gone"))
    assert scene.refused("clerk", command) == code


def test_as_many_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "INVITATIONS_MAX", 1)
    command = c.IssueInvitations(named(("a", "member"), ("b", "rep")), LATER)
    assert Scene().refused("clerk", command) == "too_many"


def test_in_the_place_of_earlier_ones() -> None:
    scene = Scene()
    for id, who, until in (
        ("m1", "member", LATER),
        ("m2", "member", LATER),
        ("over", "member", NOW + 4000),
        ("r1", "rep", LATER),
    ):
        scene.act("organizer", c.IssueInvitation(id, who, until))
    scene.act("organizer", c.RevokeInvitation("m2"))
    scene.wait(60)
    events = scene.act("clerk", c.IssueInvitations(named(("m3", "member")), LATER, replace=True))
    assert events == [InvitationRevoked("m1"), InvitationIssued("m3", "member", LATER)]


def test_whoever_acts_keeps_their_own() -> None:
    scene = Scene()
    scene.act("organizer", c.IssueInvitation("mine", "clerk", LATER))
    command = c.IssueInvitations(named(("new", "clerk")), LATER, replace=True)
    assert scene.act("clerk", command) == [InvitationIssued("new", "clerk", LATER)]


def test_revoked_together() -> None:
    scene = Scene()
    scene.act("clerk", c.IssueInvitations(named(("a", "member"), ("b", "rep")), LATER))
    events = scene.act("clerk", c.RevokeInvitations(["a", "b"]))
    assert events == [InvitationRevoked("a"), InvitationRevoked("b")]


def test_used_once() -> None:
    scene = Scene()
    scene.act("clerk", c.IssueInvitation("a", "member", LATER))
    assert scene.act("system", c.UseInvitation("a")) == [InvitationUsed("a")]
    assert scene.now_state.invitations["a"].used_at == scene.now
    assert scene.act("system", c.UseInvitation("a")) == []
    assert scene.refused("system", c.UseInvitation("xx")) == "no_such_invitation"
