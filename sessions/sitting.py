"""The sitting: 开会, 休会, 复会, 闭会, and what ends with it."""

from msgspec.structs import replace

from sessions.agenda import running_item_closed
from sessions.commands import AdjournConsultation
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
)
from sessions.speaking import floor_taken_back
from sessions.speaking_list import requests_lapsed
from sessions.state import Consultation
from sessions.status import require_open, require_sitting, require_unclosed


def open_consultation(state: Consultation) -> list[AnyEvent]:
    """From planned alone; after an adjournment a consultation resumes."""
    require_unclosed(state)
    if state.status == "adjourned":
        raise Refused("consultation_adjourned")
    if state.status == "open":
        raise Refused("consultation_open")
    return [ConsultationOpened()]


def adjourn_consultation(state: Consultation, command: AdjournConsultation) -> list[AnyEvent]:
    """The floor is cleared; the running item and the speaking list wait."""
    require_open(state)
    return [*floor_taken_back(state, "adjourned"), ConsultationAdjourned(reason=command.reason)]


def resume_consultation(state: Consultation) -> list[AnyEvent]:
    """After an adjournment."""
    require_sitting(state)
    if state.status == "open":
        raise Refused("consultation_open")
    return [ConsultationResumed()]


def close_consultation(state: Consultation) -> list[AnyEvent]:
    """Speech, item and speaking list end with it."""
    require_sitting(state)
    return [
        *floor_taken_back(state, "closed"),
        *requests_lapsed(state.requests),
        *running_item_closed(state),
        ConsultationClosed(),
    ]


def opened(state: Consultation, at: int) -> Consultation:
    """Sitting for the first time."""
    return replace(state, status="open", opened_at=at)


def adjourned(state: Consultation) -> Consultation:
    """Waiting to resume."""
    return replace(state, status="adjourned", interrupted_at=None)


def resumed(state: Consultation) -> Consultation:
    """Sitting again."""
    return replace(state, status="open")


def closed(state: Consultation, at: int) -> Consultation:
    """Over."""
    return replace(state, status="closed", closed_at=at, interrupted_at=None)
