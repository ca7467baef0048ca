"""Rehearsals 演练 of a planned consultation: everything can be tried, and nothing is recorded.

A rehearsal is a log beside the stored one: it goes on from the stored head with the same numbers
and hashes, lives in memory, and is dropped at its end. What prepares the real meeting is recorded
all the same and copied into the rehearsal.
"""

import msgspec
from msgspec.structs import replace

from sessions import commands as c
from sessions.config import REHEARSAL_MS_MAX, REHEARSAL_RECORDS_MAX
from sessions.errors import Refused
from sessions.events import Record, RehearsalEnded, RehearsalStarted
from sessions.state import Consultation, Rehearsing
from sessions.types import Actor

PREPARATIONS: tuple[type[c.Command], ...] = (
    c.AddVenue,
    c.AddItem,
    c.RegisterParticipant,
    c.ImportRoster,
    c.IssueInvitation,
    c.IssueInvitations,
    c.RevokeInvitation,
    c.RevokeInvitations,
    c.IssueCaptionPort,
    c.NameSeat,
    c.AttachDocument,
    c.RemoveDocument,
    c.MoveDocument,
    c.SetRecording,
)
"""Recorded during a rehearsal too: a link that leaked must not come back to life at its end, nor
somebody who was forgotten be forgotten again."""


class Rehearsal(msgspec.Struct, frozen=True):
    """What is rehearsed: the state so far, and the records that led to it after `base`."""

    base: int
    """The last stored record when it began."""
    state: Consultation
    records: tuple[Record, ...] = ()

    def check_room(self) -> None:
        """Raise `Refused` where it has grown beyond what memory is given to it."""
        if len(self.records) >= REHEARSAL_RECORDS_MAX:
            raise Refused("too_many", limit=REHEARSAL_RECORDS_MAX)


# --- decided ----------------------------------------------------------------------------------


def start_rehearsal(state: Consultation, now_ms: int) -> list[RehearsalStarted]:
    """Before the opening. It ends by itself when the meeting is to begin, or after some hours, so
    that no meeting goes unrecorded because somebody forgot.
    """
    if state.rehearsal is not None:
        raise Refused("rehearsal_runs")
    if state.status != "planned":
        raise Refused("rehearsal_after_opening")
    until = now_ms + REHEARSAL_MS_MAX
    if now_ms < state.scheduled_at:
        until = min(until, state.scheduled_at)
    return [RehearsalStarted(until=until)]


def end_rehearsal(state: Consultation) -> list[RehearsalEnded]:
    """At any time, whatever is going on in it."""
    if state.rehearsal is None:
        raise Refused("rehearsal_not_running")
    return [RehearsalEnded()]


def due_end(state: Consultation, now_ms: int) -> list[c.EndRehearsal]:
    """The end that the clock asks for."""
    if state.rehearsal is None or now_ms < state.rehearsal.until:
        return []
    return [c.EndRehearsal()]


def next_due(state: Consultation) -> int | None:
    """When it ends by itself, Unix ms."""
    return None if state.rehearsal is None else state.rehearsal.until


def require_insider(state: Consultation, actor: Actor) -> None:
    """The public knows nothing of a rehearsal, so what it writes must not be lost in one."""
    if state.rehearsal is not None and actor.role == "viewer" and actor.participant_id is None:
        raise Refused("rehearsal_no_opinions")


def require_recorded(state: Consultation) -> None:
    """There are minutes of what a log holds, and of nothing else."""
    if state.rehearsal is not None:
        raise Refused("rehearsal_no_minutes")


# --- applied ----------------------------------------------------------------------------------


def rehearsal_started(state: Consultation, event: RehearsalStarted, at: int) -> Consultation:
    """From here on it is all rehearsed."""
    return replace(state, rehearsal=Rehearsing(since=at, until=event.until))


def rehearsal_ended(state: Consultation) -> Consultation:
    """The last state of a rehearsal, which is dropped with it."""
    return replace(state, rehearsal=None)
