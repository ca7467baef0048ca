"""Consultations, commands, events and connections."""

import msgspec

from sessions.events import Record
from sessions.summaries import Summary
from signaling.connections import Connection


class ConsultationList(msgspec.Struct, frozen=True):
    """`GET /`: all for an organizer, newest first; one's own for anybody else with a token."""

    consultations: list[Summary]


class Created(msgspec.Struct, frozen=True):
    """`POST /` with a `create_consultation` command → 201, `Location`; `seqs` are its records."""

    id: str
    seqs: list[int]


class Executed(msgspec.Struct, frozen=True):
    """`POST /{id}/commands`: done and on disk as records `seqs`."""

    seqs: list[int]


class EventsPage(msgspec.Struct, frozen=True):
    """`GET /{id}/events?after=SEQ`: what this role may see after record `after`, in order.

    Ask again with `after=next` until `complete`; numbers may be missing where a record is not for
    this role.
    """

    records: list[Record]
    next: int
    complete: bool
    rehearsal: int | None
    """When the rehearsal began that this is part of. Where it is not the one of your snapshot, what
    you know is void: read the snapshot again."""


class ConnectionList(msgspec.Struct, frozen=True):
    """`GET /{id}/connections`: of everybody for those who run the meeting, else one's own."""

    connections: list[Connection]
