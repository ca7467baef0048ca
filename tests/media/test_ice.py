"""ICE-lite: who is answered, whose address counts, and where we send."""

import struct

import pytest
from aioice import stun

from media.errors import BadStun
from media.ice import (
    MAX_ADDRESSES,
    STALE_AFTER,
    Address,
    Credentials,
    IceAgent,
    TcpAddress,
    is_stun,
    new_credentials,
    parse_binding_request,
    transport_address,
)
from tests.support.peers import check

OURS = Credentials("ourufrag", "our-password-of-24-chars")
HOME: Address = ("192.0.2.1", 5000)
AWAY: Address = ("192.0.2.2", 6000)


def given(
    agent: IceAgent,
    source: Address = HOME,
    now: float = 0.0,
    used: Credentials = OURS,
    nominate: bool = True,
    controlled: bool = False,
) -> stun.Message | None:
    """Give the agent a check; its answer, decoded."""
    datagram = check(used.ufrag, used.password, nominate=nominate, controlled=controlled)
    outcome = agent.receive(parse_binding_request(datagram), source, now)
    return None if outcome is None else stun.parse_message(outcome.response)


def test_a_good_check_is_answered_under_our_password() -> None:
    agent = IceAgent(OURS)
    answer = given(agent)
    assert answer is not None
    assert answer.message_class is stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == HOME
    assert "FINGERPRINT" in answer.attributes
    assert answer.check_message_integrity(OURS.password.encode())
    assert agent.is_validated(HOME)
    assert agent.selected == HOME


@pytest.mark.parametrize(
    "used",
    [
        Credentials(OURS.ufrag, "not-our-password-but-long"),
        Credentials("someufrag", OURS.password),
        Credentials("", OURS.password),
    ],
    ids=["bad integrity", "unknown ufrag", "no ufrag"],
)
def test_a_check_without_our_credentials_gets_no_answer(used: Credentials) -> None:
    agent = IceAgent(OURS)
    assert given(agent, used=used) is None
    assert not agent.is_validated(HOME)
    assert agent.selected is None


def test_a_check_without_integrity_gets_no_answer() -> None:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{OURS.ufrag}:them"
    request.add_fingerprint()
    agent = IceAgent(OURS)
    assert agent.receive(parse_binding_request(bytes(request)), HOME, 0.0) is None


def test_a_controlled_peer_is_told_to_control() -> None:
    """RFC 8445 section 6.1.1: a full agent controls a lite one."""
    agent = IceAgent(OURS)
    answer = given(agent, controlled=True)
    assert answer is not None
    assert answer.message_class is stun.Class.ERROR
    assert answer.error_code == 487
    assert not agent.is_validated(HOME)


def test_no_answer_is_larger_than_its_check() -> None:
    agent = IceAgent(OURS)
    for controlled in (False, True):
        datagram = check(OURS.ufrag, OURS.password, controlled=controlled)
        outcome = agent.receive(parse_binding_request(datagram), HOME, 0.0)
        assert outcome is not None
        assert len(outcome.response) <= len(datagram)


SELECTION = [
    ("the first valid check, before nomination", [(0, HOME, False)], HOME),
    ("a second address without nomination", [(0, HOME, True), (1, AWAY, False)], HOME),
    ("the latest nomination", [(0, HOME, True), (1, AWAY, True)], AWAY),
    (
        "nomination coming back",
        [(0, HOME, True), (1, AWAY, True), (2, HOME, True)],
        HOME,
    ),
    (
        "a rebinding whose checks do not nominate, once the old address is stale",
        [(0, HOME, True), (1, AWAY, False), (STALE_AFTER + 1.1, AWAY, False)],
        AWAY,
    ),
    (
        "an address that still checks is not stale",
        [(0, HOME, True), (STALE_AFTER, HOME, False), (STALE_AFTER + 1, AWAY, False)],
        HOME,
    ),
]


@pytest.mark.parametrize(
    ("checks", "selected"), [row[1:] for row in SELECTION], ids=[row[0] for row in SELECTION]
)
def test_selected_address(checks: list[tuple[float, Address, bool]], selected: Address) -> None:
    agent = IceAgent(OURS)
    for now, source, nominate in checks:
        assert given(agent, source, now, nominate=nominate) is not None
    assert agent.selected == selected
    assert all(agent.is_validated(source) for _, source, _ in checks)


def test_a_restart_keeps_the_old_credentials_until_the_new_pair_is_validated() -> None:
    agent = IceAgent(OURS)
    given(agent)
    new = new_credentials()
    assert agent.restart(new) is None
    assert given(agent, now=1.0) is not None, "media flows on meanwhile"

    outcome = agent.receive(parse_binding_request(check(new.ufrag, new.password)), AWAY, 2.0)
    assert outcome is not None
    assert outcome.retired == OURS
    assert agent.selected == AWAY
    assert given(agent, now=3.0) is None, "the old credentials have ended"
    assert agent.is_validated(HOME), "packets still on their way count"


def test_two_restarts_in_a_row_make_the_first_generation_obsolete() -> None:
    agent = IceAgent(OURS)
    second, third = new_credentials(), new_credentials()
    agent.restart(second)
    assert agent.restart(third) == OURS
    assert given(agent) is None
    assert given(agent, used=second) is not None
    assert given(agent, used=third) is not None


def test_validated_addresses_are_bounded_and_the_selected_one_stays() -> None:
    agent = IceAgent(OURS)
    given(agent)
    for port in range(MAX_ADDRESSES + 5):
        given(agent, ("192.0.2.9", port), now=0.5, nominate=False)
    assert len(list(agent.validated())) == MAX_ADDRESSES
    assert agent.selected == HOME
    assert agent.is_validated(HOME)


def test_the_address_driven_out_is_told() -> None:
    agent = IceAgent(OURS)
    evicted = []
    for port in range(MAX_ADDRESSES + 2):
        request = parse_binding_request(check(OURS.ufrag, OURS.password, nominate=port == 1))
        outcome = agent.receive(request, ("192.0.2.9", port), 0.5)
        assert outcome is not None
        evicted.append(outcome.evicted)
    assert evicted == [None] * MAX_ADDRESSES + [("192.0.2.9", 0), ("192.0.2.9", 2)]


def damaged() -> list[tuple[str, bytes]]:
    """Datagrams in the STUN range that are no connectivity checks."""
    whole = check(OURS.ufrag, OURS.password)
    indication = stun.Message(stun.Method.BINDING, stun.Class.INDICATION)
    indication.add_fingerprint()
    plain = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    short_priority = bytearray(whole)
    at = short_priority.index(b"\x00\x24\x00\x04")
    short_priority[at + 3] = 2
    username = b"\x00\x06\x00\x02\xff\xfe\x00\x00"
    return [
        ("empty", b""),
        ("one byte", b"\x00"),
        ("header only", whole[:20]),
        ("short", whole[:-1]),
        ("long", whole + b"\x00"),
        ("bad fingerprint", whole[:-1] + bytes([whole[-1] ^ 1])),
        ("attribute of a wrong size", bytes(short_priority)),
        (
            "a username that is no UTF-8",
            struct.pack("!HHI", 1, 8, 0x2112A442) + b"t" * 12 + username,
        ),
        ("unknown method", struct.pack("!HHI", 0x0002 | 0x0E00, 0, 0x2112A442) + b"t" * 12),
        ("indication", bytes(indication)),
        ("no username and no fingerprint", bytes(plain)),
    ]


@pytest.mark.parametrize("datagram", [d for _, d in damaged()], ids=[n for n, _ in damaged()])
def test_what_is_no_check_is_one_error(datagram: bytes) -> None:
    with pytest.raises(BadStun):
        parse_binding_request(datagram)


def test_every_one_byte_change_is_refused_in_silence() -> None:
    whole = check(OURS.ufrag, OURS.password)
    agent = IceAgent(OURS)
    for place in range(len(whole)):
        datagram = bytearray(whole)
        datagram[place] ^= 0x55
        try:
            request = parse_binding_request(bytes(datagram))
        except BadStun:
            continue
        assert agent.receive(request, HOME, 0.0) is None


def test_demultiplexing() -> None:
    """RFC 7983 section 7."""
    assert [is_stun(bytes([b])) for b in (0, 1, 3, 4, 20, 128)] == [True] * 3 + [False] * 3
    assert not is_stun(b"")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (("192.0.2.1", 5), ("192.0.2.1", 5)),
        (("::ffff:192.0.2.1", 5, 0, 0), ("192.0.2.1", 5)),
        (("2001:db8::1", 5, 0, 0), ("2001:db8::1", 5)),
        (("::ffff:0:102:304", 5, 0, 0), ("::ffff:0:102:304", 5)),
        (("fe80::1%eth0", 5, 0, 2), ("fe80::1", 5)),
        (TcpAddress("tcp", 3, ("192.0.2.1", 5)), ("192.0.2.1", 5)),
    ],
)
def test_peers_are_told_their_address_as_they_know_it(
    source: Address, told: tuple[str, int]
) -> None:
    assert transport_address(source) == told
    answer = given(IceAgent(OURS), source)
    assert answer is not None
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == told


def test_a_closed_connection_gives_way_to_what_was_checked_last() -> None:
    agent, flow = IceAgent(OURS), TcpAddress("tcp", 1, ("192.0.2.1", 5000))
    given(agent, AWAY, now=0.0, nominate=False)
    given(agent, HOME, now=0.5, nominate=False)
    given(agent, flow, now=1.0, nominate=True)
    assert agent.selected == flow
    agent.forget(flow)
    assert agent.selected == HOME
    assert not agent.is_validated(flow)
    agent.forget(AWAY)
    assert agent.selected == HOME
    agent.forget(HOME)
    assert agent.selected is None


def test_credentials_are_long_and_never_alike() -> None:
    """RFC 8445 section 5.3: 24 and 128 bits at least."""
    made = [new_credentials() for _ in range(50)]
    assert len({c.ufrag for c in made}) == 50
    assert all(len(c.ufrag) >= 4 and len(c.password) >= 22 for c in made)
