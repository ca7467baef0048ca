"""SRTP of what leaves under AES-128-GCM (RFC 3711, RFC 7714), where `native.py` has it.

libsrtp spends more on finding its streams and keeping its windows than libcrypto on the cipher, and
the relay does this more often than anything else. So numbering and framing are C of ours (`seal.c`)
on the very libcrypto that pylibsrtp carries for libsrtp, or on libIPSec_MB (`ipsec_mb.py`), which
is quicker still. Without either, and for SRTCP, for what comes in and for the other cipher, libsrtp
does all; what leaves is the same.
"""

from typing import Any

import cffi
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pylibsrtp import _binding

from media import ipsec_mb
from media.native import ffi

KEY, SALT, PADDED_SALT, TAG = 16, 12, 14, 16
"""Bytes; RFC 7714 section 11 pads the master salt to what the derivation of RFC 3711 takes."""
LENGTHS = (0, 1, 15, 16, 17, 80, 160, 255, 256, 257, 768, 769, 1168, 1200, 1500)
"""Bytes of payload: around blocks, and as many blocks as are worked on at once."""
ENCRYPTION, SALTING = 0x00, 0x02
"""Labels of the keys of SRTP (RFC 3711 section 4.3.2)."""

libcrypto = cffi.FFI()
libcrypto.cdef(
    """
    void *EVP_CIPHER_CTX_new(void);
    void EVP_CIPHER_CTX_free(void *);
    const void *EVP_aes_128_gcm(void);
    int EVP_EncryptInit_ex(void *, const void *, void *, const uint8_t *, const uint8_t *);
    int EVP_EncryptUpdate(void *, uint8_t *, int *, const uint8_t *, int);
    int EVP_EncryptFinal_ex(void *, uint8_t *, int *);
    int EVP_CIPHER_CTX_ctrl(void *, int, int, void *);
    """
)
FUNCTIONS = {
    "context_new": "EVP_CIPHER_CTX_new",
    "context_free": "EVP_CIPHER_CTX_free",
    "aes_128_gcm": "EVP_aes_128_gcm",
    "init": "EVP_EncryptInit_ex",
    "update": "EVP_EncryptUpdate",
    "final": "EVP_EncryptFinal_ex",
    "control": "EVP_CIPHER_CTX_ctrl",
}


def derive(key: bytes, salt: bytes, label: int, length: int) -> bytes:
    """A session key of SRTP by AES in counter mode, at rate 0 (RFC 3711 section 4.3.3)."""
    counter = int.from_bytes(salt.ljust(PADDED_SALT, b"\0")) ^ label << 48
    cipher = Cipher(algorithms.AES128(key), modes.CTR((counter << 16).to_bytes(16)))
    return cipher.encryptor().update(bytes(length))


class Seal:
    """One peer's outbound SRTP; a number used before on its SSRC is refused."""

    def __init__(self, library: Any, outbound: bytes) -> None:
        """`outbound` is master key and salt."""
        key, salt = outbound[:KEY], outbound[KEY:]
        assert len(salt) == SALT
        session = library.seal_new(
            derive(key, salt, ENCRYPTION, KEY), derive(key, salt, SALTING, SALT)
        )
        if session == ffi.NULL:
            raise MemoryError("no room for a cipher")
        self._library = library
        self._session: Any = ffi.gc(session, library.seal_free)

    @property
    def address(self) -> int:
        """Of the session, valid as long as this object is."""
        return int(ffi.cast("uintptr_t", self._session))

    @property
    def protect(self) -> int:
        """Where the function is that protects with the session, for `fan.c`."""
        return int(self._library.seal_protector())

    def rtp(self, packet: int, length: int) -> int:
        """Protect one packet in place, by addresses; returns 0 or libsrtp's number of the error."""
        packet_at, length_at = ffi.cast("void *", packet), ffi.cast("int *", length)
        return int(self._library.seal_rtp(self._session, packet_at, length_at))

    def allow_repeats(self, ssrc: int) -> None:
        """Let packets of `ssrc` be protected again (`SrtpSession.allow_repeats`)."""
        if not self._library.seal_repeat(self._session, ssrc):
            raise MemoryError("no room for a stream")

    def forget(self, ssrc: int) -> None:
        """Drop the state of an SSRC that is never sent again."""
        self._library.seal_forget(self._session, ssrc)


class Sealer:
    """Makes seals."""

    def __init__(self, library: Any, *, quick: bool = True) -> None:
        """Raises `AttributeError` where pylibsrtp's library hides its libcrypto."""
        functions: Any = libcrypto.dlopen(_binding.__file__)
        self._library = library
        self._cipher: Any = ffi.new("seal_cipher *")
        kinds = dict(ffi.typeof("seal_cipher").fields)
        for field, name in FUNCTIONS.items():
            address = int(libcrypto.cast("uintptr_t", libcrypto.addressof(functions, name)))
            setattr(self._cipher, field, ffi.cast(kinds[field].type, address))
        self.quick = quick and self._quicken()
        """Whether by libIPSec_MB."""
        if not self.quick:
            self._begin(None)

    def _quicken(self) -> bool:
        """Take libIPSec_MB where it is here and makes what libcrypto makes."""
        quick = ipsec_mb.functions()
        if quick is None:
            return False
        made = []
        for functions in (None, quick):
            self._begin(functions)
            made.append(self._samples())
        return made[0] == made[1]

    def _begin(self, functions: ipsec_mb.Functions | None) -> None:
        quick: Any = ffi.new("seal_quick *")
        for field, kind in ffi.typeof("seal_quick").fields if functions else ():
            setattr(quick, field, ffi.cast(kind.type, getattr(functions, field)))
        self._library.seal_begin(self._cipher, quick)

    def _samples(self) -> list[bytes]:
        one = self.seal(bytes(range(KEY + SALT)))
        return [_sealed(one, number, length) for number, length in enumerate(LENGTHS)]

    def seal(self, outbound: bytes) -> Seal:
        """One with the given master key and salt."""
        return Seal(self._library, outbound)


def _sealed(one: Seal, number: int, length: int) -> bytes:
    """An RTP packet of so many bytes of payload."""
    packet = bytes([0x80, 96, 0, number]) + bytes(range(8)) + bytes(n % 251 for n in range(length))
    room, size = ffi.new("uint8_t[]", packet + bytes(TAG)), ffi.new("int *", len(packet))
    status = one.rtp(int(ffi.cast("uintptr_t", room)), int(ffi.cast("uintptr_t", size)))
    return b"" if status else bytes(ffi.buffer(room, size[0]))


def sealer(library: Any) -> Sealer | None:
    """What makes seals with this library, or None: libsrtp will do."""
    try:
        return Sealer(library)
    except (AttributeError, OSError):
        return None
