"""The relay's C code, `fan.c` and its like, built where there was a compiler.

The build (`hatch_build.py`) puts one library beside this file. Without it, `load` says None and
everything goes the way of the Python that the C is tested against, at about half the speed.
"""

from pathlib import Path
from typing import Any

import cffi

LIBRARY = Path(__file__).with_name("_native.so")
HEADERS = ("fan.h", "observer.h", "intake.h", "inbox.h", "seal.h")

ffi = cffi.FFI()
for _header in HEADERS:
    ffi.cdef(Path(__file__).with_name(_header).read_text())


def load() -> Any | None:
    """The library, or None where it was not built, or was from other sources."""
    fan = ffi.sizeof("fan_path") << 16 | ffi.sizeof("fan_leg")
    intake = ffi.sizeof("intake") << 16 | ffi.sizeof("intake_packet")
    inbox = ffi.sizeof("inbox_ear") << 16 | ffi.sizeof("inbox_item")
    seal = ffi.sizeof("seal_cipher") << 16 | ffi.sizeof("seal_quick")
    try:
        library: Any = ffi.dlopen(str(LIBRARY))
        same = (
            library.fan_layout() == fan
            and library.observer_layout() == ffi.sizeof("observer")
            and library.intake_layout() == intake
            and library.inbox_layout() == inbox
            and library.seal_layout() == seal
        )
        return library if same else None
    except (OSError, AttributeError):
        return None
