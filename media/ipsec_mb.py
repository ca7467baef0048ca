"""AES-128-GCM by Intel's libIPSec_MB, where it is installed (Debian: libipsec-mb1).

libcrypto wants five calls for a packet and this one, so it takes a third of the time. Its functions
are found by name at run time, those for this processor; before they are used they have to make of
some packets what libcrypto makes of them (`seal.py`).
"""

from typing import Any, NamedTuple

import cffi

LIBRARY = "libIPSec_MB.so.1"
KEY_ROOM = 1024
"""Bytes that a prepared key may take, `seal.c` as well; version 1.3 takes 1,008."""
ALIGNMENT = 64

# The library's flags of what a processor has (IMB_FEATURE_…).
AESNI, PCLMULQDQ, SSE4_2, AVX, AVX2 = 1 << 1, 1 << 2, 1 << 4, 1 << 5, 1 << 6
AVX512, VAES, VPCLMULQDQ = 0b11111 << 7, 1 << 12, 1 << 13
SSE = AESNI | PCLMULQDQ | SSE4_2
KINDS = {
    "vaes_avx512": SSE | AVX | AVX2 | AVX512 | VAES | VPCLMULQDQ,
    "avx512": SSE | AVX | AVX2 | AVX512,
    "avx_gen4": SSE | AVX | AVX2,
    "avx_gen2": SSE | AVX,
    "sse": SSE,
}
"""What each of its kinds of functions needs, the fastest first."""

_ffi = cffi.FFI()
_ffi.cdef("uint64_t imb_get_feature_flags(void);")
for _kind in KINDS:
    _ffi.cdef(
        f"""
        void aes_gcm_pre_128_{_kind}(const void *, void *);
        void aes_gcm_enc_128_{_kind}(const void *, void *, uint8_t *, const uint8_t *, uint64_t,
            const uint8_t *, const uint8_t *, uint64_t, uint8_t *, uint64_t);
        """
    )


class Functions(NamedTuple):
    """Addresses, good as long as the process lives."""

    prepare: int
    encrypt: int


def functions() -> Functions | None:
    """Those for this processor, or None: not installed, or nothing for it."""
    try:
        library: Any = _ffi.dlopen(LIBRARY)
        flags = library.imb_get_feature_flags()
        kind = next(name for name, needed in KINDS.items() if flags & needed == needed)
        prepare = _ffi.addressof(library, f"aes_gcm_pre_128_{kind}")
        encrypt = _ffi.addressof(library, f"aes_gcm_enc_128_{kind}")
    except (OSError, AttributeError, StopIteration):
        return None
    if not _keeps_to_its_room(prepare):
        return None
    _kept.append(library)
    return Functions(*(int(_ffi.cast("uintptr_t", at)) for at in (prepare, encrypt)))


_kept: list[Any] = []
"""Libraries whose functions C was given: cffi closes what nobody holds."""


def _keeps_to_its_room(prepare: Any) -> bool:
    """Whether a prepared key ends where it should: the library's versions may differ in that."""
    memory: Any = _ffi.new("uint8_t[]", 8 * KEY_ROOM)
    start = -int(_ffi.cast("uintptr_t", memory)) % ALIGNMENT
    prepare(bytes(16), memory + start)
    rest = bytes(_ffi.buffer(memory))[start + KEY_ROOM :]
    return not any(rest)
