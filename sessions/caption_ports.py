"""Caption ports 字幕接口: invitations of a recognizer or a captioner, who are on no roster."""

from msgspec.structs import replace

from sessions.commands import IssueCaptionPort
from sessions.config import INVITATIONS_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, CaptionPortIssued
from sessions.state import Consultation
from sessions.state.attendance import Invitation
from sessions.state.captions import CaptionPort
from sessions.status import require_unclosed
from sessions.types import Actor


def issue_caption_port(
    state: Consultation, command: IssueCaptionPort, now_ms: int
) -> list[AnyEvent]:
    """Until the close: nothing is said after it."""
    require_unclosed(state)
    if command.invitation_id in state.invitations:
        raise Refused("id_taken", id=command.invitation_id)
    if len(state.invitations) >= INVITATIONS_MAX:
        raise Refused("too_many", limit=INVITATIONS_MAX)
    if command.expires_at <= now_ms:
        raise Refused("invitation_in_the_past")
    return [
        CaptionPortIssued(
            invitation_id=command.invitation_id,
            name=command.name,
            languages=list(dict.fromkeys(command.languages)),
            expires_at=command.expires_at,
        )
    ]


def port_of(state: Consultation, actor: Actor) -> CaptionPort | None:
    """By which an actor writes captions; None for others, and for a port that was revoked."""
    invitation = state.invitations.get(actor.participant_id or "")
    if actor.role != "captioner" or invitation is None or invitation.revoked:
        return None
    return invitation.caption_port


def require_language(state: Consultation, actor: Actor, language: str) -> None:
    """A port writes in its own languages alone."""
    port = port_of(state, actor)
    if port is not None and language not in port.languages:
        raise Refused("language_not_of_port", languages=", ".join(port.languages))


def caption_port_issued(state: Consultation, event: CaptionPortIssued, at: int) -> Consultation:
    """One invitation more, which is nobody's on the roster."""
    port = CaptionPort(event.name, tuple(event.languages))
    invitation = Invitation(None, event.expires_at, issued_at=at, caption_port=port)
    invitations = state.invitations.set(event.invitation_id, invitation)
    return replace(state, invitations=invitations)
