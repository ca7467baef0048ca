"""What the seal writes is what libsrtp writes, and what the RFCs say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import ipsec_mb
from media.native import ffi, load
from media.seal import ENCRYPTION, SALTING, Sealer, derive, sealer
from media.srtp import AEAD_AES_128_GCM, AES128_CM_SHA1_80, BadSrtp, SrtpSession
from tests.support.packets import rtp

LIBRARY = load()
KEYS = bytes(range(28))
QUICK = ipsec_mb.functions() is not None
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="no C compiler")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(False, id="libcrypto"),
        pytest.param(
            True, id="ipsec_mb", marks=pytest.mark.skipif(not QUICK, reason="no libipsec-mb1")
        ),
    ],
)
def sealing(request: pytest.FixtureRequest) -> Sealer:
    """What seals, by each library in turn."""
    made = Sealer(LIBRARY, quick=request.param)
    assert made.quick is request.param
    return made


def pair(sealing: Sealer) -> tuple[SrtpSession, SrtpSession]:
    """One session on libsrtp alone, one with a seal."""
    plain, sealed = (SrtpSession(AEAD_AES_128_GCM, KEYS, KEYS, how) for how in (None, sealing))
    return plain, sealed


def outcome(session: SrtpSession, packet: bytes | bytearray) -> bytes | None:
    try:
        return session.protect(packet)
    except BadSrtp:
        return None


def test_session_keys_are_those_of_rfc_3711() -> None:
    """Appendix B.3."""
    key = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139")
    salt = bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
    assert derive(key, salt, ENCRYPTION, 16).hex().upper() == "C61E7A93744F39EE10734AFE3FF7A087"
    assert derive(key, salt, SALTING, 14).hex().upper() == "30CBBC08863D8C85D49DB34A9AE1"


@pytest.mark.usefixtures("sealing")
def test_a_packet_is_that_of_rfc_7714() -> None:
    """Section 16.1.1."""
    salt = bytes.fromhex("517569642070726f2071756f")
    session = LIBRARY.seal_new(bytes(range(16)), salt)  # type: ignore[union-attr]
    header = bytes.fromhex("8040f17b8041f8d35501a0b2")
    packet = header + b"Gallia est omnis divisa in partes tres"
    room, length = ffi.new("uint8_t[]", packet + bytes(16)), ffi.new("int *", len(packet))
    assert LIBRARY.seal_rtp(session, room, length) == 0  # type: ignore[union-attr]
    assert bytes(ffi.buffer(room, length[0])) == header + bytes.fromhex(
        "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
        "36de3adf8833899d7f27beb16a9152cf765ee4390cce"
    )
    LIBRARY.seal_free(session)  # type: ignore[union-attr]


def test_without_a_seal_libsrtp_protects_the_other_cipher(sealing: Sealer) -> None:
    keys = bytes(range(30))
    plain, other = (SrtpSession(AES128_CM_SHA1_80, keys, keys, how) for how in (None, sealing))
    assert plain.protect(rtp(1)) == other.protect(rtp(1))
    assert other.protector == plain.protector


STEPS = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 2, 9, 63, 64, 65, 900, 1023, 1024, 3000, 30_000, 0, -1, -5, -900])
        | st.integers(-1100, 1100),
        st.integers(1, 6),
        st.integers(0, 1300),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0xFFFF), STEPS)
def test_the_seal_writes_what_libsrtp_writes(
    sealing: Sealer, start: int, steps: list[tuple[int, int, int, int, bool]]
) -> None:
    plain, sealed = pair(sealing)
    numbers: dict[int, int] = {}
    for place, (step, ssrc, size, sources, extended) in enumerate(steps):
        numbers[ssrc] = numbers.get(ssrc, start) + step
        payload = bytes([place]) * size
        extensions = {1: b"abc"} if extended else {}
        packet = bytearray(rtp(numbers[ssrc] & 0xFFFF, payload, ssrc=ssrc, extensions=extensions))
        packet[0] |= sources
        packet[12:12] = bytes(range(4 * sources))
        assert outcome(plain, packet) == outcome(sealed, packet)
        if place % 40 == 39:
            for session in (plain, sealed):
                session.forget_outbound(1)
            numbers.pop(1, None)


def test_only_where_it_is_allowed_is_a_number_sealed_again(sealing: Sealer) -> None:
    sessions = pair(sealing)
    for session in sessions:
        session.allow_repeats(7)
    for number, taken in [(100, True), (101, True), (100, True), (3000, True), (101, False)]:
        packet = rtp(number, b"the very bytes", ssrc=7)
        first, second = (outcome(session, packet) for session in sessions)
        assert first == second
        assert (first is not None) is taken, "101 is too old by then"
    other = rtp(5, ssrc=8)
    assert outcome(sessions[1], other) is not None
    assert outcome(sessions[1], other) is None


@pytest.mark.parametrize(
    "packet",
    [
        bytes(8),
        b"\x80" + bytes(10),
        b"\x8f" + bytes(40),  # fifteen sources that are not there
        b"\x90" + bytes(12),  # half an extension's head
        b"\x90" + bytes(13) + b"\xff\xff" + bytes(8),  # an extension longer than the packet
    ],
)
def test_what_is_no_rtp_is_refused(sealing: Sealer, packet: bytes) -> None:
    _, sealed = pair(sealing)
    assert outcome(sealed, packet) is None


def test_many_streams_are_told_apart(sealing: Sealer) -> None:
    plain, sealed = pair(sealing)
    for number in (1, 2, 3):
        for ssrc in range(1, 40):
            packet = rtp(number, b"x", ssrc=ssrc)
            assert outcome(plain, packet) == outcome(sealed, packet)
    for ssrc in range(1, 40, 2):
        plain.forget_outbound(ssrc)
        sealed.forget_outbound(ssrc)
    for ssrc in range(1, 40):
        packet = rtp(3, b"y", ssrc=ssrc)
        assert (
            (outcome(sealed, packet) is None) == (outcome(plain, packet) is None) == (ssrc % 2 == 0)
        )


def test_a_library_that_makes_something_else_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ipsec_mb.functions()
    if plain is None:
        pytest.skip("no libipsec-mb1")
    other: Any = ffi.callback(
        "void(void *, void *, uint8_t *, uint8_t *, uint64_t, uint8_t *, uint8_t *, uint64_t,"
        " uint8_t *, uint64_t)",
        lambda *_: None,
    )
    wrong = plain._replace(encrypt=int(ffi.cast("uintptr_t", other)))
    monkeypatch.setattr(ipsec_mb, "functions", lambda: wrong)
    made = sealer(LIBRARY)
    assert made is not None
    assert not made.quick
    plain_session, sealed = pair(made)
    assert plain_session.protect(rtp(1)) == sealed.protect(rtp(1))


def test_where_the_library_is_missing_libcrypto_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipsec_mb, "LIBRARY", "libno_such_library.so.1")
    made = sealer(LIBRARY)
    assert made is not None
    assert not made.quick
