"""SRTP and SRTCP (RFC 3711, RFC 7714) of one peer, on libsrtp through pylibsrtp's binding, and on
`seal.py` for what is done most often.
"""

import contextlib
import struct
from typing import Any

import msgspec
import pylibsrtp
from pylibsrtp import _binding

from media.errors import MediaError
from media.seal import Seal, Sealer

_ffi: Any = _binding.ffi
_lib: Any = _binding.lib


def _address(pointer: Any) -> int:
    return int(_ffi.cast("uintptr_t", pointer))


PROTECT = _address(_ffi.addressof(_lib, "srtp_protect"))
UNPROTECT = _address(_ffi.addressof(_lib, "srtp_unprotect"))
UNPROTECT_RTCP = _address(_ffi.addressof(_lib, "srtp_unprotect_rtcp"))
"""Where libsrtp's functions are, for C code of ours (`fan.c`, `inbox.c`)."""

MAX_PACKET = 2048
"""Largest datagram handled; above any path MTU we send on, with room for the trailer."""
TRAILER = 16 + 4 + 128
"""SRTP_MAX_TRAILER_LEN plus the SRTCP index."""
RECEIVE_WINDOW = 1024
"""Replay window in packets: about 4 s of 2.5 Mbit/s, so late retransmissions still count."""
SEND_WINDOW = 1024
"""The same towards a subscriber: what a publisher had to send again goes out late."""
MAX_SSRCS = 64
"""Streams libsrtp may open per peer: it opens one for each new SSRC that authenticates."""


class Profile(msgspec.Struct, frozen=True):
    """A DTLS-SRTP protection profile (RFC 5764 section 4.1.2, RFC 7714 section 14.2)."""

    name: str
    """As OpenSSL spells it."""
    libsrtp: int
    key_length: int
    salt_length: int


AEAD_AES_128_GCM = Profile(
    "SRTP_AEAD_AES_128_GCM", pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12
)
AES128_CM_SHA1_80 = Profile(
    "SRTP_AES128_CM_SHA1_80", pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14
)
PROFILES = (AEAD_AES_128_GCM, AES128_CM_SHA1_80)
"""In our order of preference: GCM costs less CPU and its tag is stronger."""


class Keys(msgspec.Struct, frozen=True):
    """Master keys with salts, one per direction, as DTLS exported them (RFC 5764 section 4.2)."""

    profile: Profile
    client: bytes
    server: bytes


def split_keys(profile: Profile, exported: bytes) -> Keys:
    """Cut exported keying material: client key, server key, client salt, server salt."""
    key, salt = profile.key_length, profile.salt_length
    assert len(exported) == 2 * (key + salt)
    salts = exported[2 * key :]
    return Keys(
        profile,
        client=exported[:key] + salts[:salt],
        server=exported[key : 2 * key] + salts[salt:],
    )


class BadSrtp(MediaError):
    """A packet that libsrtp refused: not authentic, replayed, or malformed."""

    code = "bad_srtp"


def is_rtcp(packet: bytes) -> bool:
    """RFC 5761 section 4: packet types 192 to 223 on a multiplexed port."""
    return len(packet) > 1 and 192 <= packet[1] <= 223


def _sealed(seal: Seal, packet: Any, length: Any) -> int:
    return seal.rtp(_address(packet), _address(length))


def _policy(profile: Profile, key: bytes, ssrc_type: int, window: int) -> pylibsrtp.Policy:
    policy = pylibsrtp.Policy(key=key, ssrc_type=ssrc_type, srtp_profile=profile.libsrtp)
    policy.window_size = window
    # No allow_repeat_tx: libsrtp then refuses a sequence number it has protected already, and with
    # GCM other bytes under the same number would reuse the nonce (RFC 7714 section 8.1).
    return policy


class SrtpSession:
    """Both directions of one peer's SRTP; `inbound` and `outbound` are master key and salt.

    `pylibsrtp.Session.protect` allocates per call and refuses packets over 1,356 bytes, so libsrtp
    is called on buffers of our own; the `Session` objects stay, since they own the C state.
    """

    def __init__(
        self, profile: Profile, inbound: bytes, outbound: bytes, sealer: Sealer | None = None
    ) -> None:
        """`sealer` is what protects RTP in place of libsrtp, where it knows the profile."""
        self._inbound = pylibsrtp.Session(
            _policy(profile, inbound, pylibsrtp.Policy.SSRC_ANY_INBOUND, RECEIVE_WINDOW)
        )
        self._outbound = pylibsrtp.Session(
            _policy(profile, outbound, pylibsrtp.Policy.SSRC_ANY_OUTBOUND, SEND_WINDOW)
        )
        gcm = profile is AEAD_AES_128_GCM
        self._seal = sealer.seal(outbound) if sealer is not None and gcm else None
        self._profile, self._outbound_key = profile, outbound
        self._in: Any = self._inbound._srtp[0]
        self._out: Any = self._outbound._srtp[0]
        self._data: Any = _ffi.new("char[]", MAX_PACKET + TRAILER)
        self._buffer: Any = _ffi.buffer(self._data)
        self._length: Any = _ffi.new("int *")
        self._ssrcs: set[bytes] = set()

    @property
    def outbound_address(self) -> int:
        """Of what `protector` takes, valid as long as this object is."""
        return _address(self._out) if self._seal is None else self._seal.address

    @property
    def protector(self) -> int:
        """Where the function is that protects RTP in place, for `fan.c`."""
        return PROTECT if self._seal is None else self._seal.protect

    @property
    def inbound_address(self) -> int:
        """Of the inbound `srtp_t`, valid as long as this object is."""
        return _address(self._in)

    def allow_repeats(self, ssrc: int) -> None:
        """Let packets of `ssrc`, nothing sent of it yet, be protected again.

        For a subscriber whose NACKs are answered without RTX. Whoever protects a number again does
        it with the very bytes of the first time: then the nonce hides nothing new.
        """
        if self._seal is not None:
            self._seal.allow_repeats(ssrc)
            return
        policy = _policy(
            self._profile, self._outbound_key, pylibsrtp.Policy.SSRC_SPECIFIC, SEND_WINDOW
        )
        policy.ssrc_value = ssrc
        policy.allow_repeat_tx = True
        self._outbound.add_stream(policy)

    def protect(self, packet: bytes | bytearray) -> bytes:
        """RTP → SRTP; refuses a sequence number used before on its SSRC."""
        if self._seal is not None:
            return self._process(_sealed, self._seal, packet)
        return self._process(_lib.srtp_protect, self._out, packet)

    def protect_rtcp(self, packet: bytes) -> bytes:
        """RTCP compound → SRTCP."""
        return self._process(_lib.srtp_protect_rtcp, self._out, packet)

    def unprotect(self, packet: bytes) -> bytes:
        """SRTP → RTP."""
        ssrc = packet[8:12]
        if ssrc not in self._ssrcs and len(self._ssrcs) >= MAX_SSRCS:
            raise BadSrtp("too many SSRCs")
        plain = self._process(_lib.srtp_unprotect, self._in, packet)
        self._ssrcs.add(ssrc)
        return plain

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """SRTCP → RTCP compound."""
        ssrc = packet[4:8]
        if ssrc not in self._ssrcs and len(self._ssrcs) >= MAX_SSRCS:
            raise BadSrtp("too many SSRCs")
        plain = self._process(_lib.srtp_unprotect_rtcp, self._in, packet)
        self._ssrcs.add(ssrc)
        return plain

    def forget(self, ssrc: int) -> None:
        """Drop the inbound state of an SSRC whose track ended."""
        packed = struct.pack("!I", ssrc)
        if packed in self._ssrcs:
            self._ssrcs.discard(packed)
            self._inbound.remove_stream(ssrc)

    def forget_outbound(self, ssrc: int) -> None:
        """Drop the sending state of an SSRC that is never sent again: libsrtp looks through all.

        Under the same SSRC a nonce would be used twice, so it must be one that is not drawn again.
        """
        if self._seal is not None:
            self._seal.forget(ssrc)
        with contextlib.suppress(pylibsrtp.Error):  # nothing was sent yet
            self._outbound.remove_stream(ssrc)

    def _process(self, function: Any, session: Any, packet: bytes | bytearray) -> bytes:
        length = len(packet)
        if not 8 <= length <= MAX_PACKET:
            raise BadSrtp("packet size out of range")
        self._buffer[0:length] = packet
        self._length[0] = length
        status = function(session, self._data, self._length)
        if status:
            raise BadSrtp(pylibsrtp.ERRORS[status])
        plain: bytes = self._buffer[0 : self._length[0]]
        return plain
