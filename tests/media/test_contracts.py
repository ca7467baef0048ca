"""What the relay relies on beyond the documented interfaces of aioice, pylibsrtp and pyOpenSSL.

A release that changes any of it fails here, by name, rather than in a call.
"""

import inspect
from typing import Any

import pylibsrtp
import pytest
from aioice import stun
from OpenSSL import SSL
from pylibsrtp import _binding

from media.seal import FUNCTIONS
from media.seal import libcrypto as ffi
from media.srtp import AEAD_AES_128_GCM, AES128_CM_SHA1_80


def test_aioice_parses_and_checks_stun_apart() -> None:
    assert list(inspect.signature(stun.parse_message).parameters) == ["data"]
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = "a:b"
    request.add_message_integrity(b"key")
    parsed = stun.parse_message(bytes(request))
    assert parsed.check_message_integrity(b"key")
    assert not parsed.check_message_integrity(b"other")
    assert bytes(request)[-8:-4] == bytes.fromhex("80280004"), "FINGERPRINT comes last"


def test_aioice_ignores_what_follows_message_integrity() -> None:
    """RFC 8489 section 14.5: an attacker could append USE-CANDIDATE otherwise."""
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.add_message_integrity(b"key")
    request.attributes.pop("FINGERPRINT")
    request.attributes["USE-CANDIDATE"] = None
    request.add_fingerprint()
    parsed = stun.parse_message(bytes(request))
    assert "USE-CANDIDATE" not in parsed.attributes
    assert parsed.check_message_integrity(b"key")


def test_aioice_lets_other_exceptions_than_value_error_through() -> None:
    """Why `parse_binding_request` catches everything; were it fixed, it could catch less."""
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["PRIORITY"] = 1
    request.add_fingerprint()
    broken = bytearray(bytes(request))
    broken[broken.index(b"\x00\x24\x00\x04") + 3] = 2
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is the point
        stun.parse_message(bytes(broken))
    assert not isinstance(raised.value, ValueError)


def test_pylibsrtp_sessions_hold_libsrtps_handle() -> None:
    policy = pylibsrtp.Policy(
        key=bytes(28),
        ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND,
        srtp_profile=AEAD_AES_128_GCM.libsrtp,
    )
    session = pylibsrtp.Session(policy)
    handle = session._srtp[0]
    assert _binding.ffi.typeof(handle).kind == "pointer"
    assert not policy.allow_repeat_tx, "the default refuses a sequence number twice"


def test_pylibsrtps_binding_offers_what_we_call() -> None:
    for name in ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp"):
        kind = _binding.ffi.typeof(getattr(_binding.lib, name))
        assert kind.kind == "function"
        assert [a.kind for a in kind.args] == ["pointer", "pointer", "pointer"]
    assert _binding.lib.srtp_err_status_ok == 0
    assert all(isinstance(text, str) for text in pylibsrtp.ERRORS)


@pytest.mark.parametrize("profile", [AEAD_AES_128_GCM, AES128_CM_SHA1_80], ids=lambda p: p.name)
def test_key_lengths_are_libsrtps(profile: object) -> None:
    assert isinstance(profile, type(AEAD_AES_128_GCM))
    assert _binding.lib.srtp_profile_get_master_key_length(profile.libsrtp) == profile.key_length
    assert _binding.lib.srtp_profile_get_master_salt_length(profile.libsrtp) == profile.salt_length


def test_pyopenssl_speaks_dtls_on_memory() -> None:
    for name in (
        "bio_read",
        "bio_write",
        "do_handshake",
        "export_keying_material",
        "get_selected_srtp_profile",
        "set_ciphertext_mtu",
    ):
        assert callable(getattr(SSL.Connection, name))
    context = SSL.Context(SSL.DTLS_SERVER_METHOD)
    context.set_tlsext_use_srtp(b"SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")
    context.set_min_proto_version(0xFEFD)
    context.set_max_proto_version(0xFEFD)


def test_pylibsrtps_library_shows_the_libcrypto_that_seals() -> None:
    """Were it hidden, libsrtp would protect everything again, at more than twice the cost."""
    library: Any = ffi.dlopen(_binding.__file__)
    for name in FUNCTIONS.values():
        assert ffi.addressof(library, name)
