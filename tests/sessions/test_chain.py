"""The hash chain: every record of a log tampered with in every way, and each time found."""

import hashlib
import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sessions.chain import Fault, FaultKind, Head, Stored, hash_of, seal, unseal, verify
from sessions.commands import (
    CloseConsultation,
    GrantFloor,
    PublishOpinion,
    RequestFloor,
    SubmitOpinion,
    YieldFloor,
)
from sessions.state import NO_HASH
from tests.support.consultation import Scene, started


def a_log() -> list[Stored]:
    scene = started()
    scene.act("member", RequestFloor("question", "关于搬迁"))
    scene.act("chair", GrantFloor(request_id=scene.request_of("member")))
    scene.act("member", YieldFloor(scene.speech))
    scene.act("public", SubmitOpinion("o1", "r1", "请公开时间表"))
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("chair", CloseConsultation())
    return stored(scene)


def stored(scene: Scene) -> list[Stored]:
    return [seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1] for r in scene.records]


LOG = a_log()
ALL = range(len(LOG))


def test_a_whole_log_has_no_faults() -> None:
    assert len(LOG) > 30
    assert verify(LOG) == []
    assert verify(LOG, Head(LOG[-1].seq, LOG[-1].hash)) == []
    assert verify([]) == []


def test_what_is_hashed_is_the_hash_before_and_the_body() -> None:
    first, second = LOG[:2]
    assert first.prev_hash == NO_HASH
    assert first.hash == hashlib.sha256(bytes(32) + first.body).hexdigest()
    assert second.prev_hash == first.hash
    expected = hashlib.sha256(bytes.fromhex(first.hash) + second.body).hexdigest()
    assert second.hash == hash_of(first.hash, second.body) == expected


def test_bodies_are_canonical_and_come_back() -> None:
    scene = started()
    for record, kept in zip(scene.records, stored(scene), strict=True):
        assert kept.hash == record.hash
        assert unseal(kept) == record
        body = json.loads(kept.body)
        assert list(body) == ["seq", "at", "actor", "event"]
        assert json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() == kept.body


# --- tampering --------------------------------------------------------------------------------

Tampering = Callable[[list[Stored], int], list[Stored]]


def flip(log: list[Stored], n: int, at: int) -> list[Stored]:
    body = bytearray(log[n].body)
    body[at] ^= 0x01
    return [*log[:n], replace(log[n], body=bytes(body)), *log[n + 1 :]]


def another_hash(log: list[Stored], n: int) -> list[Stored]:
    return [*log[:n], replace(log[n], hash="f" * 64), *log[n + 1 :]]


def another_prev_hash(log: list[Stored], n: int) -> list[Stored]:
    return [*log[:n], replace(log[n], prev_hash="f" * 64), *log[n + 1 :]]


def no_hexadecimal(log: list[Stored], n: int) -> list[Stored]:
    return [*log[:n], replace(log[n], prev_hash="not a hash"), *log[n + 1 :]]


def forge(log: list[Stored], n: int) -> list[Stored]:
    """Change the body and hash it anew, as somebody who knows how would."""
    body = log[n].body.replace(b'"actor"', b'"actor" ')
    forged = replace(log[n], body=body, hash=hash_of(log[n].prev_hash, body))
    return [*log[:n], forged, *log[n + 1 :]]


def remove(log: list[Stored], n: int) -> list[Stored]:
    return [*log[:n], *log[n + 1 :]]


def swap(log: list[Stored], n: int) -> list[Stored]:
    return [*log[:n], log[n + 1], log[n], *log[n + 2 :]]


def swap_numbers(log: list[Stored], n: int) -> list[Stored]:
    first, second = log[n], log[n + 1]
    swapped = [replace(second, seq=first.seq), replace(first, seq=second.seq)]
    return [*log[:n], *swapped, *log[n + 2 :]]


def repeat(log: list[Stored], n: int) -> list[Stored]:
    return [*log[: n + 1], log[n], *log[n + 1 :]]


def insert(log: list[Stored], n: int) -> list[Stored]:
    """A record of our own making, properly hashed, the rest moved up by one."""
    before = unseal(log[n])
    _, inserted = seal(before.hash, before.seq + 1, before.at, before.actor, before.event)
    moved = [replace(one, seq=one.seq + 1) for one in log[n + 1 :]]
    return [*log[: n + 1], inserted, *moved]


@pytest.mark.parametrize("n", ALL)
def test_every_byte_of_every_body(n: int) -> None:
    for at in range(len(LOG[n].body)):
        faults = verify(flip(LOG, n, at))
        assert faults == [Fault(LOG[n].seq, "altered")]


@pytest.mark.parametrize(
    ("tamper", "expected", "offset"),
    [
        (another_hash, "altered", 0),
        (another_prev_hash, "altered", 0),
        (no_hexadecimal, "altered", 0),
        (forge, "unlinked", 1),
        (remove, "missing", 1),
        (swap, "missing", 1),
        (swap_numbers, "unlinked", 0),
        (repeat, "repeated", 0),
        (insert, "unlinked", 2),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_record(tamper: Tampering, expected: FaultKind, offset: int) -> None:
    """The first fault names the record and what happened; the last record needs the head."""
    for n in ALL[: -1 - (offset > 0)]:
        first = verify(tamper(LOG, n))[0]
        assert first == Fault(LOG[n].seq + offset, expected)


@pytest.mark.parametrize("cut", ALL)
def test_an_end_cut_off_shows_against_the_head(cut: int) -> None:
    head = Head(LOG[-1].seq, LOG[-1].hash)
    assert verify(LOG[:cut]) == []
    assert verify(LOG[:cut], head) == [Fault(head.seq, "truncated")]


@pytest.mark.parametrize("n", ALL)
def test_a_log_rewritten_to_its_end_shows_against_the_head(n: int) -> None:
    head = Head(LOG[-1].seq, LOG[-1].hash)
    rewritten, before = LOG[:n], LOG[n].prev_hash
    for old in LOG[n:]:
        record = unseal(old)
        at = record.at + 1000
        _, new = seal(before, record.seq, at, record.actor, record.event)
        rewritten, before = [*rewritten, new], new.hash
    assert verify(rewritten) == []
    assert verify(rewritten, head) == [Fault(head.seq, "rewritten")]


def test_what_is_hashed_rightly_and_is_no_record_of_ours() -> None:
    body = b'{"seq":1,"at":0,"actor":{"role":"chair"},"event":{"type":"coup"}}'
    log = [Stored(1, NO_HASH, hash_of(NO_HASH, body), body)]
    assert verify(log) == [Fault(1, "unreadable")]


def test_a_number_that_is_not_the_bodys() -> None:
    body = LOG[0].body.replace(b'"seq":1', b'"seq":9')
    log = [Stored(1, NO_HASH, hash_of(NO_HASH, body), body)]
    assert verify(log) == [Fault(1, "misplaced")]


def test_time_that_runs_backwards() -> None:
    one, two = unseal(LOG[0]), unseal(LOG[1])
    _, earlier = seal(LOG[0].hash, 2, one.at - 1, two.actor, two.event)
    assert verify([LOG[0], earlier]) == [Fault(2, "time_reversed")]


def test_the_rest_of_a_log_is_verified_upon_what_it_follows() -> None:
    after = Head(LOG[9].seq, LOG[9].hash)
    assert verify(LOG[10:], after=after) == []
    assert verify(LOG[11:], after=after) == [Fault(LOG[11].seq, "missing")]
    assert verify(LOG[10:], after=replace(after, hash="f" * 64)) == [Fault(LOG[10].seq, "unlinked")]
