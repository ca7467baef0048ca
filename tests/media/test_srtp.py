"""SRTP: both profiles against pylibsrtp's own sessions, replay, tampering, nonce reuse."""

import pytest

from media.native import load
from media.seal import sealer
from media.srtp import (
    AEAD_AES_128_GCM,
    MAX_SSRCS,
    PROFILES,
    BadSrtp,
    Keys,
    Profile,
    SrtpSession,
    is_rtcp,
    split_keys,
)
from tests.support.packets import rtp
from tests.support.peers import SrtpClient

REPORT = bytes.fromhex("80c90001000000ff")  # an empty receiver report


def keys(profile: Profile) -> Keys:
    length = 2 * (profile.key_length + profile.salt_length)
    return split_keys(profile, bytes(range(length)))


def pair(
    profile: Profile = AEAD_AES_128_GCM, sealing: bool = False
) -> tuple[SrtpSession, SrtpClient]:
    made, library = keys(profile), load()
    how = sealer(library) if sealing and library is not None else None
    return SrtpSession(profile, made.client, made.server, how), SrtpClient(made)


@pytest.mark.parametrize("sealing", [False, True])
@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_both_ways(profile: Profile, sealing: bool) -> None:
    session, client = pair(profile, sealing)
    for sequence in range(65530, 65545):  # over the wrap
        packet = rtp(sequence, b"x" * 1100)
        assert client.into.unprotect(session.protect(packet)) == packet
        assert session.unprotect(client.out.protect(packet)) == packet
    assert client.into.unprotect_rtcp(session.protect_rtcp(REPORT)) == REPORT
    assert session.unprotect_rtcp(client.out.protect_rtcp(REPORT)) == REPORT


def test_keys_are_cut_as_rfc_5764_says() -> None:
    made = split_keys(AEAD_AES_128_GCM, b"C" * 16 + b"S" * 16 + b"c" * 12 + b"s" * 12)
    assert (made.client, made.server) == (b"C" * 16 + b"c" * 12, b"S" * 16 + b"s" * 12)


@pytest.mark.parametrize("sealing", [False, True])
def test_packets_above_pylibsrtps_own_limit_pass(sealing: bool) -> None:
    session, client = pair(sealing=sealing)
    packet = rtp(1, b"x" * 1400)
    with pytest.raises(ValueError, match="too long"):
        client.out.protect(packet)
    assert client.into.unprotect(session.protect(packet)) == packet


@pytest.mark.parametrize("sealing", [False, True])
def test_a_packet_recovered_late_is_still_sent(sealing: bool) -> None:
    session, client = pair(sealing=sealing)
    for sequence in [*range(1000, 1100), *range(1101, 1900)]:
        session.protect(rtp(sequence))
    assert client.into.unprotect(session.protect(rtp(1100))) == rtp(1100)


@pytest.mark.parametrize("sealing", [False, True])
def test_a_sequence_number_is_protected_once(sealing: bool) -> None:
    """Other bytes under the same number would reuse the nonce of AES-GCM."""
    session, _ = pair(sealing=sealing)
    session.protect(rtp(1000, b"first"))
    session.protect(rtp(2000, b"later"))
    for again in (1000, 2000, 500):
        with pytest.raises(BadSrtp):
            session.protect(rtp(again, b"other"))


def test_replayed_and_forged_packets_are_refused() -> None:
    session, client = pair()
    protected = client.out.protect(rtp(1))
    forged = protected[:-1] + bytes([protected[-1] ^ 1])
    for bad in (forged, b"\x80" * 12, b"", protected[:11], protected + b"x" * 2048):
        with pytest.raises(BadSrtp):
            session.unprotect(bad)
    session.unprotect(protected)
    with pytest.raises(BadSrtp, match="replay"):
        session.unprotect(protected)


def test_a_retransmission_a_thousand_packets_late_still_counts() -> None:
    session, client = pair()
    late = client.out.protect(rtp(1))
    for sequence in range(2, 1000):
        session.unprotect(client.out.protect(rtp(sequence)))
    assert session.unprotect(late) == rtp(1)


def test_streams_per_peer_are_bounded_and_given_back() -> None:
    session, client = pair()
    for ssrc in range(1, MAX_SSRCS + 1):
        session.unprotect(client.out.protect(rtp(1, ssrc=ssrc)))
    with pytest.raises(BadSrtp, match="too many"):
        session.unprotect(client.out.protect(rtp(1, ssrc=9999)))
    with pytest.raises(BadSrtp, match="too many"):
        session.unprotect_rtcp(client.out.protect_rtcp(REPORT))
    session.forget(7)
    session.forget(123456)  # never seen
    assert session.unprotect(client.out.protect(rtp(1, ssrc=10_000)))


def test_junk_ssrcs_take_no_place() -> None:
    session, client = pair()
    for ssrc in range(MAX_SSRCS * 2):
        with pytest.raises(BadSrtp):
            session.unprotect(rtp(1, b"x" * 40, ssrc=ssrc))
    assert session.unprotect(client.out.protect(rtp(1, ssrc=1)))


@pytest.mark.parametrize(
    ("packet", "told"),
    [(rtp(1), False), (rtp(1, marker=True, payload_type=111), False), (REPORT, True), (b"", False)],
)
def test_rtcp_is_told_apart(packet: bytes, told: bool) -> None:
    """RFC 5761 section 4."""
    assert is_rtcp(packet) is told
