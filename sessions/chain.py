"""The hash chain: each record's bytes are hashed together with the hash before it.

A record's body is JSON made by msgspec with fields in the order of declaration, so equal records
have equal bytes; `hash = SHA-256(bytes of prev_hash ‖ body)`. The body is stored as it was hashed
and never encoded again, so that a later version of an event still verifies. A chain shows every
change but two: the end cut off, and everything rewritten from some record on. Those show against a
head kept elsewhere, as in the minutes: pass it to `verify`.
"""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

from sessions.events import AnyEvent, Record
from sessions.state import NO_HASH
from sessions.types import Actor


class Body(msgspec.Struct, frozen=True, gc=False):
    """What is hashed of a record."""

    seq: int
    at: int
    actor: Actor
    event: AnyEvent


class Stored(msgspec.Struct, frozen=True, gc=False):
    """A record as the store holds it."""

    seq: int
    prev_hash: str
    hash: str
    body: bytes


class Head(msgspec.Struct, frozen=True):
    """Where a log ended when somebody looked: number and hash of its last record."""

    seq: int
    hash: str


START = Head(seq=0, hash=NO_HASH)
"""Before the first record."""

FaultKind = Literal[
    "altered",
    "unlinked",
    "missing",
    "misplaced",
    "repeated",
    "unreadable",
    "time_reversed",
    "truncated",
    "rewritten",
    "forged",
]
"""What may be wrong with a record.

- `altered`: body or hash is not what was hashed.
- `unlinked`: whole in itself, but not hashed upon the record before it: inserted, or put in
  another's place.
- `missing`: records before this one are gone.
- `misplaced`: stands under another number than its own.
- `repeated`: its number has been seen.
- `unreadable`: hash right, but no record of ours.
- `time_reversed`: earlier than the record before it.
- `truncated`: the log ends before the head that it is compared with.
- `rewritten`: the log has another record where that head stood.
- `forged`: a signed head of it that its key did not sign (`heads.py`).
"""


class Fault(msgspec.Struct, frozen=True):
    """Something wrong at record `seq`."""

    seq: int
    kind: FaultKind


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Body)


def hash_of(prev_hash: str, body: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(bytes.fromhex(prev_hash) + body).hexdigest()


def seal(prev_hash: str, seq: int, at: int, actor: Actor, event: AnyEvent) -> tuple[Record, Stored]:
    """The next record of a chain, and how it is stored."""
    body = _encoder.encode(Body(seq=seq, at=at, actor=actor, event=event))
    hash = hash_of(prev_hash, body)
    record = Record(seq=seq, at=at, actor=actor, event=event, prev_hash=prev_hash, hash=hash)
    return record, Stored(seq=seq, prev_hash=prev_hash, hash=hash, body=body)


def unseal(stored: Stored) -> Record:
    """The record that was stored; raises `msgspec.DecodeError` where the body is none of ours."""
    return _record(stored, _decoder.decode(stored.body))


def _record(stored: Stored, body: Body) -> Record:
    return Record(
        seq=body.seq,
        at=body.at,
        actor=body.actor,
        event=body.event,
        prev_hash=stored.prev_hash,
        hash=stored.hash,
    )


class _Tagged(msgspec.Struct, frozen=True, gc=False):
    type: str


class _Bare(msgspec.Struct, frozen=True, gc=False):
    event: _Tagged


_bare = msgspec.json.Decoder(_Bare)


def tag_of(stored: Stored) -> str | None:
    """The tag of a record's event, be it one that is not known here; None where it has none."""
    try:
        return _bare.decode(stored.body).event.type
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def verify(
    records: Iterable[Stored],
    head: Head | None = None,
    *,
    after: Head = START,
    into: list[Record] | None = None,
) -> list[Fault]:
    """Everything wrong with a log in the order read; empty where it is whole.

    `head` is where it ended when somebody wrote that down; `after` the record that `records`
    follow. `into` takes the records that were read, which need not be decoded again.
    """
    faults: list[Fault] = []
    last_seq, last_at = after.seq, 0
    last_hashes: tuple[str, ...] = (after.hash,)
    head_hash: str | None = None
    for stored in records:
        fault, body = _fault(stored, last_seq, last_hashes, last_at)
        if fault is not None:
            faults.append(Fault(seq=stored.seq, kind=fault))
        elif into is not None and body is not None:
            into.append(_record(stored, body))
        if head is not None and stored.seq == head.seq:
            head_hash = stored.hash
        last_seq = stored.seq
        last_at = last_at if body is None else max(body.at, last_at)
        # Where a record is altered, the next is compared with both hashes: one fault, not two.
        last_hashes = (stored.hash,) if fault is None else (stored.hash, _hash_or_nothing(stored))
    if head is not None and head_hash != head.hash:
        kind: FaultKind = "truncated" if head_hash is None else "rewritten"
        faults.append(Fault(seq=head.seq, kind=kind))
    return faults


def _hash_or_nothing(stored: Stored) -> str:
    try:
        return hash_of(stored.prev_hash, stored.body)
    except ValueError:  # prev_hash is no hexadecimal
        return ""


def _fault(
    stored: Stored, last_seq: int, last_hashes: tuple[str, ...], last_at: int
) -> tuple[FaultKind | None, Body | None]:
    if stored.seq <= last_seq:
        return "repeated", None
    if stored.seq > last_seq + 1:
        return "missing", None
    if _hash_or_nothing(stored) != stored.hash:
        return "altered", None
    if stored.prev_hash not in last_hashes:
        return "unlinked", None
    try:
        body = _decoder.decode(stored.body)
    except msgspec.DecodeError:
        return "unreadable", None
    if body.seq != stored.seq:
        return "misplaced", None
    return ("time_reversed" if body.at < last_at else None), body
