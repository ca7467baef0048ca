"""Plain checks: whatever is read by hand, aioice reads alike and answers with the same bytes."""

import hypothesis.strategies as st
from aioice import stun
from hypothesis import given

from media.errors import BadStun
from media.ice import BindingRequest, parse_binding_request
from media.wire import checks
from tests.support.peers import check

KEY = b"our-password-of-24-chars"
VALUES = {
    0x0006: st.text(max_size=20).map(str.encode) | st.binary(max_size=12),
    0x0024: st.binary(min_size=4, max_size=4) | st.binary(max_size=9),
    0x0025: st.just(b"") | st.binary(max_size=4),
    0x8029: st.binary(min_size=8, max_size=8) | st.binary(max_size=9),
    0x802A: st.binary(min_size=8, max_size=8) | st.binary(max_size=9),
    0xC057: st.binary(max_size=9),
    0x8022: st.binary(max_size=9),
    0x0009: st.binary(max_size=9),
    0x0008: st.binary(min_size=20, max_size=20),
    0x8028: st.binary(min_size=4, max_size=4),
}
"""What an attribute may hold: well-formed, or any bytes; 0xC057 is one that nobody need know."""


@st.composite
def attributes(draw: st.DrawFn) -> tuple[int, bytes]:
    kind = draw(st.sampled_from(sorted(VALUES)))
    return kind, draw(VALUES[kind])


@st.composite
def datagrams(draw: st.DrawFn) -> bytes:
    """Signed requests of any attributes, now and then damaged."""
    body = b""
    inside = [(0x0006, b"ourufrag:them"), *draw(st.lists(attributes(), max_size=5))]
    for kind, value in draw(st.permutations(inside)):
        padding = bytes(-len(value) % 4)
        body += kind.to_bytes(2) + len(value).to_bytes(2) + value + padding
    kind = draw(st.sampled_from([1, 1, 1, 0x0101, 0x0011, 0x4001]))
    cookie = draw(st.sampled_from([stun.COOKIE, stun.COOKIE, 7]))
    head = (
        kind.to_bytes(2) + b"\0\0" + cookie.to_bytes(4) + draw(st.binary(min_size=12, max_size=12))
    )
    whole = stun.set_body_length(head + body, len(body) + 24)
    whole += b"\0\x08\0\x14" + stun.message_integrity(whole, KEY)
    whole = stun.set_body_length(whole, len(body) + 32)
    whole += b"\x80\x28\0\x04" + stun.message_fingerprint(whole).to_bytes(4)
    damaged = bytearray(whole)
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        damaged[draw(st.integers(0, len(damaged) - 1))] = draw(st.integers(0, 255))
    return bytes(damaged[: draw(st.sampled_from([len(damaged)] * 3 + [len(damaged) - 4]))])


def told(datagram: bytes) -> BindingRequest | None:
    try:
        return parse_binding_request(datagram)
    except BadStun:
        return None


@given(datagrams())
def test_what_is_read_by_hand_is_what_aioice_reads(datagram: bytes) -> None:
    plain = checks.read(datagram)
    if plain is None:
        return
    slow = told(datagram)
    assert slow is not None
    assert plain.ufrag == slow.ufrag
    assert plain.transaction_id == slow.transaction_id
    assert plain.nominates == slow.nominates
    assert plain.controlled == slow.controlled
    assert plain.authentic(KEY) == slow.authentic(KEY)
    assert not plain.authentic(b"another password")


@given(
    st.binary(min_size=12, max_size=12),
    st.ip_addresses().map(str),
    st.integers(0, 65535),
    st.binary(min_size=1, max_size=80),
)
def test_the_answer_is_aioices_to_the_byte(
    transaction_id: bytes, host: str, port: int, key: bytes
) -> None:
    answer = stun.Message(
        stun.Method.BINDING,
        stun.Class.RESPONSE,
        transaction_id,
        {"XOR-MAPPED-ADDRESS": (host, port)},
    )
    answer.add_message_integrity(key)
    assert checks.success(transaction_id, (host, port), key) == bytes(answer)


def test_a_players_check_is_plain() -> None:
    """Else nothing were gained."""
    plain = checks.read(check("ourufrag", KEY.decode()))
    assert plain is not None
    assert plain.ufrag == "ourufrag"
    assert plain.nominates
    assert plain.authentic(KEY)
