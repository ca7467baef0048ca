"""The sitting: 开会, 休会, 复会, 闭会, and what ends with it."""

from msgspec.structs import replace

from sessions.agenda import answers_waived, running_item_closed
from sessions.ballots import require_none_open
from sessions.commands import (
    AdjournConsultation,
    CloseConsultation,
    OpenConsultation,
    ResumeConsultation,
)
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
    QuorumWaived,
)
from sessions.quorum import quorum
from sessions.roll_call import running_roll_call_ended
from sessions.speaking import floor_taken_back, requests_lapsed
from sessions.state import Consultation
from sessions.status import require_open, require_sitting, require_unclosed
from sessions.types import Actor


def open_consultation(state: Consultation, command: OpenConsultation) -> list[AnyEvent]:
    """From planned alone; after an adjournment a consultation resumes."""
    require_unclosed(state)
    if state.status == "adjourned":
        raise Refused("consultation_adjourned")
    if state.status == "open":
        raise Refused("consultation_open")
    return [*quorum_waived(state, command.without_quorum), ConsultationOpened()]


def adjourn_consultation(state: Consultation, command: AdjournConsultation) -> list[AnyEvent]:
    """The floor is cleared; the running item and the speaking list wait."""
    require_open(state)
    require_none_open(state)
    return [*floor_taken_back(state, "adjourned"), ConsultationAdjourned(reason=command.reason)]


def resume_consultation(state: Consultation, command: ResumeConsultation) -> list[AnyEvent]:
    """After an adjournment."""
    require_sitting(state)
    if state.status == "open":
        raise Refused("consultation_open")
    return [*quorum_waived(state, command.without_quorum), ConsultationResumed()]


def close_consultation(
    state: Consultation, actor: Actor, command: CloseConsultation
) -> list[AnyEvent]:
    """Speech, item, speaking list and roll call end with it."""
    require_sitting(state)
    require_none_open(state)
    return [
        *answers_waived(state, actor, command.unanswered),
        *floor_taken_back(state, "closed"),
        *requests_lapsed(state.requests),
        *running_item_closed(state),
        *running_roll_call_ended(state),
        ConsultationClosed(),
    ]


def quorum_waived(state: Consultation, reason: str | None) -> list[AnyEvent]:
    """Nothing where enough are present; else only a reason helps, and is recorded."""
    now = quorum(state)
    if now.met:
        return []
    if reason is None or not reason.strip():
        raise Refused(
            "quorum_not_met", needed=now.needed, present=now.present, entitled=now.entitled
        )
    return [QuorumWaived(now.needed, now.present, now.entitled, reason)]


def opened(state: Consultation, at: int) -> Consultation:
    """Sitting for the first time."""
    return replace(state, status="open", opened_at=at)


def adjourned(state: Consultation) -> Consultation:
    """Waiting to resume."""
    return replace(state, status="adjourned")


def resumed(state: Consultation) -> Consultation:
    """Sitting again."""
    return replace(state, status="open")


def closed(state: Consultation, at: int) -> Consultation:
    """Over."""
    return replace(state, status="closed", closed_at=at)
